"""Our own where qonnx is not installed."""
