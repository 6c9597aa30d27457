"""Names of nodes."""

try:
    from qonnx.transformation.general import GiveUniqueNodeNames
except ImportError:
    from weir.qonnx.own.transformations import GiveUniqueNodeNames  # type: ignore[assignment]

__all__ = ["GiveUniqueNodeNames"]
