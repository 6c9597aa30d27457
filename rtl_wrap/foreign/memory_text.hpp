/// The text that $readmemh reads.
#pragma once
#include <string>

#include "golden/values/words.hpp"

namespace weir::rtl {

/// One word per line, most significant digit first.
std::string hexadecimal(const golden::Words& words);

}  // namespace weir::rtl
