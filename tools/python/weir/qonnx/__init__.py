"""What functions between build steps use of qonnx, under qonnx's names: qonnx itself where it is installed, else small
ones of our own that need neither qonnx nor onnx."""
