#include "tools/flow/words_flow.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "golden/base/file.hpp"
#include "golden/base/joined.hpp"
#include "golden/import/npy.hpp"
#include "golden/network/words.hpp"
#include "rtl_wrap/cosim/axi_ports.hpp"
#include "testvectors/schema/vector_file.hpp"
#include "tools/flow/foreign_flow.hpp"

namespace weir::tools {

namespace {

constexpr std::int64_t kQuietCycles = 1'000'000;  ///< nothing tells how long such a design computes

struct WordStream {
  golden::Stream stream;
  golden::Words words;
  std::int64_t frames = 0;
};

std::vector<rtl::StreamPort> ports_of(const rtl::Design& design, bool inputs) {
  std::vector<rtl::StreamPort> ports = rtl::stream_ports(design);
  std::erase_if(ports, [&](const rtl::StreamPort& port) { return port.is_input != inputs; });
  return ports;
}

constexpr const char* kVectors = ".h5#";

/// FILE.h5#STREAM: the words as they are in the file.
WordStream read_vectors(const std::string& argument, const rtl::StreamPort& port, Errors& errors) {
  const auto at = argument.rfind(kVectors) + std::string(kVectors).size();
  const vectors::VectorReader reader(argument.substr(0, at - 1));
  const std::string name = argument.substr(at);
  WordStream result;
  result.words = reader.words(name);
  const std::int64_t frames = reader.frames(), words = frames == 0 ? 0 : result.words.count() / frames;
  if (words == 0 || (port.bits != result.words.word_bits && port.bits != 8 * result.words.word_bytes())) {
    errors.add("words-shape",
               fmt::format("{} words of {} bits in a frame, port {} has {} bits", words, result.words.word_bits,
                           port.name, port.bits),
               argument, "legal: words as wide as the port, or padded to whole bytes");
    return result;
  }
  bool is_signed = false;
  std::int64_t elements = 1;
  for (std::int64_t frame = 0; frame < frames; ++frame) {
    const Tensor tensor = reader.elements(name, frame);
    elements = tensor.size() / words;
    is_signed |= std::any_of(tensor.data.begin(), tensor.data.end(), [](std::int32_t v) { return v < 0; });
  }
  const auto bits = static_cast<int>(result.words.word_bits / elements);
  result.stream.name = result.stream.tensor = port.name;
  result.stream.type = is_signed ? DataType::int_(bits) : bits == 1 ? DataType::binary() : DataType::uint(bits);
  result.stream.shape = {words, elements};
  result.stream.elements_per_word = elements;
  result.frames = frames;
  return result;
}

WordStream read_words(const std::filesystem::path& file, const rtl::StreamPort& port, Errors& errors) {
  if (file.string().find(kVectors) != std::string::npos) return read_vectors(file.string(), port, errors);
  const Tensor array = golden::read_npy(file);
  WordStream result;
  const std::int64_t elements = array.shape.size() == 3 ? array.shape[2] : 1;
  if (array.shape.size() < 2 || array.shape.size() > 3 || array.data.empty()) {
    errors.add("words-shape", fmt::format("an array of {} dimensions", array.shape.size()), file.string(),
               "legal: [frames, words] or [frames, words, elements of a word]");
    return result;
  }
  if (port.bits % elements != 0 || port.bits / elements > 32) {
    errors.add("words-shape",
               fmt::format("port {} has {} bits, which is no word of {} elements of at most 32 bits", port.name,
                           port.bits, elements),
               file.string(), "legal: [frames, words, elements] whose elements divide the port");
    return result;
  }
  const auto bits = static_cast<int>(port.bits / elements);
  const bool is_signed = std::any_of(array.data.begin(), array.data.end(), [](std::int32_t v) { return v < 0; });
  result.stream.name = result.stream.tensor = port.name;
  result.stream.type = is_signed ? DataType::int_(bits) : bits == 1 ? DataType::binary() : DataType::uint(bits);
  result.stream.shape = {array.shape[1], elements};
  result.stream.elements_per_word = elements;
  result.frames = array.shape[0];
  try {
    result.words = golden::pack_words(array.data, result.stream.type, elements);
  } catch (const Error& error) {
    errors.add(error.code, error.what_text, file.string(), fmt::format("port {} has {} bits", port.name, port.bits));
  }
  return result;
}

/// One stage with all the streams.
struct WordGraph {
  golden::StageGraph graph;
  rtl::ExpectedWords words;
  std::int64_t frames = 0;
};

void add_streams(WordGraph& all, const rtl::Design& design, const std::vector<std::filesystem::path>& files,
                 bool inputs, Errors& errors) {
  const auto ports = ports_of(design, inputs);
  golden::Stage& stage = all.graph.stages.front();
  if (ports.size() != files.size()) {
    const std::string names =
        joined(ports, ", ", [&](const auto& port) { return fmt::format("{}:{}", port.name, port.bits); });
    errors.add(
        "words-shape",
        fmt::format("{} files of {} words for {} ports", files.size(), inputs ? "input" : "output", ports.size()), "",
        "one file per port, in this order: " + names);
    return;
  }
  for (std::size_t i = 0; i < ports.size(); ++i) {
    WordStream read = read_words(files[i], ports[i], errors);
    if (read.frames == 0) continue;
    if (all.frames != 0 && read.frames != all.frames)
      errors.add("words-shape", fmt::format("{} frames, the other files have {}", read.frames, all.frames),
                 files[i].string());
    all.frames = read.frames;
    (inputs ? read.stream.consumer : read.stream.producer) = 0;
    (inputs ? stage.inputs : stage.outputs).push_back(static_cast<int>(all.graph.streams.size()));
    all.words[read.stream.name] = std::move(read.words);
    all.graph.streams.push_back(std::move(read.stream));
  }
}

WordGraph graph_of(const rtl::Design& design, const WordFiles& files, const std::string& top) {
  WordGraph all;
  all.graph.name = top;
  all.graph.stages.push_back({top, golden::Dwc{}, {}, -1, {}, {}, 0});
  Errors errors;
  add_streams(all, design, files.inputs, true, errors);
  add_streams(all, design, files.outputs, false, errors);
  errors.throw_if_any();
  return all;
}

}  // namespace

CosimOutcome cosimulate_words(const WordFiles& files, const CosimRequest& request) {
  ForeignBuild foreign(rtl::read_foreign_folder(*request.rtl), request.foreign_top, {});
  const WordGraph all = graph_of(*foreign.build({}, request.progress), files, request.foreign_top);
  rtl::CosimOptions options;
  options.is_foreign = true;
  options.frames = static_cast<int>(all.frames);
  options.stalls = request.stalls;
  options.waves = request.waves;
  options.register_writes = request.register_writes;
  options.quiet_bound_cycles = request.quiet_cycles > 0 ? request.quiet_cycles : kQuietCycles;
  options.progress = [&](std::int64_t cycle) { request.progress(fmt::format("RTL: cycle {}", cycle)); };
  CosimOutcome outcome;
  outcome.result = rtl::cosimulate_confirmed(
      [&](const rtl::Optimisation& optimisation) { return foreign.build(optimisation, request.progress); }, all.graph,
      all.words, options);
  outcome.performance = performance_of(all.graph, outcome.result);
  outcome.adaptations = foreign.adaptations();
  return outcome;
}

}  // namespace weir::tools
