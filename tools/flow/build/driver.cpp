#include "tools/flow/build/driver.hpp"

#include <nlohmann/json.hpp>

#include "golden/base/file.hpp"
#include "golden/network/bundle.hpp"
#include "hls/codegen/vendor.hpp"
#include "tools/flow/build/driver_text.hpp"

namespace weir::tools::build {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::ordered_json;

constexpr const char *kNetwork = "network.h5", *kProfile = "profile.json";

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

}  // namespace

void write_driver(const golden::StageGraph& graph, const fs::path& folder, double clk_ns, const std::string& profile) {
  const auto inputs = graph.input_streams(), outputs = graph.output_streams();
  if (inputs.size() != 1 || outputs.size() != 1)
    throw Error("driver-ports",
                graph.name + " has " + std::to_string(inputs.size()) + (inputs.size() == 1 ? " input" : " inputs") +
                    " and " + std::to_string(outputs.size()) + (outputs.size() == 1 ? " output" : " outputs"),
                "", "the driver serves one of each; leave pynq_driver and deployment_package out");
  const golden::Stream& in = graph.streams[static_cast<std::size_t>(inputs.front())];
  const golden::Stream& out = graph.streams[static_cast<std::size_t>(outputs.front())];
  create_output_folder(folder);
  golden::write_bundle(folder / kNetwork, *graph.network, graph.folding);
  const bool is_file = profile.ends_with(".json");
  if (is_file) write_text_file(folder / kProfile, read_text_file(profile));
  const Json settings{{"network", kNetwork},
                      {"profile", is_file ? kProfile : profile},
                      {"fclk_mhz", 1000.0 / clk_ns},
                      {"input", port_json(in)},
                      {"output", port_json(out)}};
  write_text_file(folder / "io_shape.json", settings.dump(2) + "\n");
  write_text_file(folder / "driver.py", driver_text());
  fs::permissions(folder / "driver.py", fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec,
                  fs::perm_options::add);
}

}  // namespace weir::tools::build
