#include "systemc/profile/profile.hpp"

#include "tests/fuzz/target.hpp"

void weir::fuzz::read(Input input) { timing::parse_profile(text_of(input), "fuzz"); }
