#include "golden/import/onnx/import_onnx.hpp"
#include "tests/fuzz/target.hpp"

void weir::fuzz::read(Input input) { golden::import_onnx(input, "fuzz"); }
