#include "tools/flow/build/intermediate.hpp"

#include "golden/base/file.hpp"
#include "golden/finn/finn_config.hpp"
#include "golden/finn/node_layers.hpp"
#include "golden/network/bundle.hpp"
#include "tools/flow/build/hardware_model.hpp"
#include "tools/flow/build/step_names.hpp"

namespace weir::tools::build {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::ordered_json;

fs::path file_of(const fs::path& output, const std::string& step, const char* kind) {
  return output / "intermediate_models" / (step + kind);
}

}  // namespace

void write_intermediate(const Context& context, const std::string& step, const std::string& copy_of) {
  const fs::path& output = context.plan.output;
  const fs::path bundle = file_of(output, step, ".h5");
  create_output_folder(bundle.parent_path());
  const golden::FoldedNetwork& model = context.model;
  const golden::Network& network = *model.network;
  if (copy_of.empty()) {
    golden::write_bundle(bundle, network, model.folding);
  } else {
    write_text_file(bundle, read_text_file(file_of(output, copy_of, ".h5")));
  }
  const Json page{
      {"step", step},
      {"network", network.name},
      {"network_hash", golden::network_hash(network)},
      {"folding_hash", golden::folding_hash(network, model.folding)},
      {"layers", network.layers.size()},
      {"folding", golden::auto_folding_json(network, model.folding, context.attributes, context.plan.fpga_part)}};
  write_text_file(file_of(output, step, ".json"), page.dump(2) + "\n");
  const fs::path graph = file_of(output, step, ".onnx");
  if (is_before_hardware(step) && context.plan.source.ends_with(".onnx"))
    write_text_file(graph, read_text_file(context.plan.model_file));
  else
    write_text_file(graph, hardware_model(context.graph(), context.attributes, context.plan.fpga_part));
}

Intermediate read_intermediate(const fs::path& output, const std::string& step) {
  const fs::path bundle = file_of(output, step, ".h5"), page = file_of(output, step, ".json");
  if (!fs::exists(bundle) || !fs::exists(page))
    throw Error("config-resume", "there is no intermediate model of " + step + " to start from", bundle.string(),
                "build up to that step first, with save_intermediate_models");
  Intermediate saved;
  saved.model = golden::read_bundle(bundle);
  const Json json = Json::parse(read_text_file(page), nullptr, false);
  if (!json.is_object() || !json.contains("folding"))
    throw Error("config-resume", "the page of an intermediate model is damaged", page.string());
  const std::string text = json["folding"].dump();
  const golden::Network& network = *saved.model.network;
  saved.attributes = golden::parse_node_attributes(
      text, page.string(), network, golden::layers_of_nodes(text, page.string(), network, saved.model.folding));
  return saved;
}

}  // namespace weir::tools::build
