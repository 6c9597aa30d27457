#include "tools/flow/build/driver.hpp"

#include <nlohmann/json.hpp>

#include "golden/network/bundle.hpp"
#include "golden/network/file.hpp"
#include "hls/codegen/vendor.hpp"
#include "tools/flow/build/driver_text.hpp"

namespace weir::tools::build {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kNetwork = "network.h5";

std::int64_t bytes_in_memory(const golden::Stream& stream) {
  const hls::MemoryLayout layout = hls::memory_layout(stream);
  return std::int64_t{layout.beat_bits} * layout.beats / 8;
}

Json port_json(const golden::Stream& stream) {
  Json json{{"datatype", stream.type.name()},
            {"shape", stream.shape},
            {"elements_per_word", stream.elements_per_word},
            {"word_bytes_in_memory", bytes_in_memory(stream)}};
  if (stream.order.follows_tensor()) return json;
  for (std::int64_t p = 0; p < stream.order.period(); ++p) json["order"].push_back(stream.order.tensor_index(p));
  return json;
}

/// FINN's description of the same, each shape with a batch of one.
Json io_shape_dict(const golden::Stream& in, const golden::Stream& out) {
  const auto normal = [](const golden::Stream& s) {
    Shape shape{1};
    shape.insert(shape.end(), s.shape.begin(), s.shape.end());
    return Json::array({shape});
  };
  const auto folded = [](const golden::Stream& s) {
    return Json::array({Shape{1, s.words_per_frame(), s.elements_per_word}});
  };
  const auto packed = [](const golden::Stream& s) {
    return Json::array({Shape{1, s.words_per_frame(), s.word_bytes()}});
  };
  return {{"idt", {in.type.name()}},
          {"odt", {out.type.name()}},
          {"ishape_normal", normal(in)},
          {"oshape_normal", normal(out)},
          {"ishape_folded", folded(in)},
          {"oshape_folded", folded(out)},
          {"ishape_packed", packed(in)},
          {"oshape_packed", packed(out)},
          {"input_dma_name", {"idma_0"}},
          {"output_dma_name", {"odma_0"}},
          {"number_of_external_weights", 0},
          {"num_inputs", 1},
          {"num_outputs", 1}};
}

}  // namespace

void write_driver(const golden::StageGraph& graph, const fs::path& folder, double clk_ns) {
  const auto inputs = graph.input_streams(), outputs = graph.output_streams();
  if (inputs.size() != 1 || outputs.size() != 1)
    throw Error("driver-ports",
                graph.name + " has " + std::to_string(inputs.size()) + " inputs and " + std::to_string(outputs.size()) +
                    " outputs",
                "", "the driver serves one of each; leave pynq_driver and deployment_package out");
  const golden::Stream& in = graph.streams[static_cast<std::size_t>(inputs.front())];
  const golden::Stream& out = graph.streams[static_cast<std::size_t>(outputs.front())];
  create_output_folder(folder);
  golden::write_bundle(folder / kNetwork, *graph.network, graph.folding);
  const Json settings{{"network", kNetwork},
                      {"fclk_mhz", 1000.0 / clk_ns},
                      {"input", port_json(in)},
                      {"output", port_json(out)},
                      {"io_shape_dict", io_shape_dict(in, out)}};
  write_text_file(folder / "io_shape.json", settings.dump(2) + "\n");
  write_text_file(folder / "driver.py", driver_text());
  fs::permissions(folder / "driver.py", fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec,
                  fs::perm_options::add);
}

}  // namespace weir::tools::build
