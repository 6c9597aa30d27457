"""DataType["UINT8"] and the like."""

try:
    from qonnx.core.datatype import DataType
except ImportError:
    from weir.qonnx.own.datatypes import DataType  # type: ignore[assignment]

__all__ = ["DataType"]
