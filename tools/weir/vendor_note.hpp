/// A folding may be right in every tier of Weir and yet be none that the vendor's tools take.
#pragma once
#include <spdlog/spdlog.h>

#include "hls/codegen/vendor_limits.hpp"

namespace weir::tools {

inline void note_wide_words(const golden::StageGraph& graph) {
  for (const Error& word : hls::words_too_wide(graph))
    spdlog::info("note: no vendor tool builds this folding: {}; {}", word.what_text, word.hint);
}

}  // namespace weir::tools
