"""One model in front of another."""

try:
    from qonnx.transformation.merge_onnx_models import MergeONNXModels
except ImportError:
    from weir.qonnx.own.transformations import MergeONNXModels  # type: ignore[assignment]

__all__ = ["MergeONNXModels"]
