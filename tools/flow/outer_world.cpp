#include "tools/flow/outer_world.hpp"

#include "golden/base/file.hpp"

namespace weir::tools {

namespace {

timing::Pace pace_of(const std::string& pattern) {
  const bool is_text = pattern.find_first_not_of("0123456789x, \t") == std::string::npos;
  if (is_text) return timing::parse_pace(pattern, "--input-pattern");
  if (!std::filesystem::exists(pattern))
    throw Error("input-pattern", "\"" + pattern + "\" is neither a pattern nor a file", "--input-pattern",
                "a pattern is runs of words and of idle cycles, such as 128x1,32x0");
  return timing::parse_pace(read_text_file(pattern), pattern);
}

void set_inputs(timing::TimingGraph& graph, const std::string& stream, const timing::Pace& pace) {
  std::string inputs;
  bool is_found = false;
  for (timing::TimingStream& candidate : graph.streams) {
    if (candidate.producer != timing::kOutside) continue;
    inputs += (inputs.empty() ? "" : ", ") + candidate.name;
    if (!stream.empty() && candidate.name != stream) continue;
    candidate.pace = pace;
    is_found = true;
  }
  if (!is_found)
    throw Error("unknown-stream", "no input stream is called \"" + stream + "\"", "--input-pattern",
                "legal: " + inputs);
}

}  // namespace

void surround(timing::TimingGraph& graph, const OuterWorld& world) {
  if (!world.dma_stall.empty()) {
    timing::DmaStall stall = timing::parse_dma_stall(world.dma_stall);
    stall.seed = world.seed;
    for (std::size_t s = 0; s < graph.streams.size(); ++s) {
      timing::TimingStream& stream = graph.streams[s];
      if (stream.producer == timing::kOutside || stream.consumer == timing::kOutside)
        stream.pace = stall_pace(stall, stream.words_per_frame, static_cast<int>(s));
    }
  }
  for (const std::string& argument : world.input_patterns) {
    const std::size_t equals = argument.find('=');
    const bool is_named = equals != std::string::npos;
    set_inputs(graph, is_named ? argument.substr(0, equals) : "",
               pace_of(is_named ? argument.substr(equals + 1) : argument));
  }
}

}  // namespace weir::tools
