"""See weir.qonnx."""
