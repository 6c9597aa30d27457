#include "systemc/calibrate/csynth.hpp"

#include "tests/fuzz/target.hpp"

void weir::fuzz::read(Input input) { timing::parse_csynth(text_of(input), "fuzz"); }
