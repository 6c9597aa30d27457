"""What every transformation derives from."""

try:
    from qonnx.transformation.base import Transformation
except ImportError:
    from weir.qonnx.own.transformations import Transformation  # type: ignore[assignment]

__all__ = ["Transformation"]
