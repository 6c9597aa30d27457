"""ModelWrapper: an ONNX model with FINN's annotations."""

try:
    from qonnx.core.modelwrapper import ModelWrapper
except ImportError:
    from weir.qonnx.own.wrapper import ModelWrapper  # type: ignore[assignment]

__all__ = ["ModelWrapper"]
