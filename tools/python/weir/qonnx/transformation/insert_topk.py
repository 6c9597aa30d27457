"""TopK behind the output."""

try:
    from qonnx.transformation.insert_topk import InsertTopK
except ImportError:
    from weir.qonnx.own.transformations import InsertTopK  # type: ignore[assignment]

__all__ = ["InsertTopK"]
