/// The contents of tools/flow/build/driver.py, compiled in.
#pragma once
#include <string>

namespace weir::tools::build {

std::string driver_text();

}  // namespace weir::tools::build
