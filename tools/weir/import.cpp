/// weir import: trained parameters of others become a network bundle; a graph of SDF3 is checked and counted.
#include "golden/import/import.hpp"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include "golden/base/file.hpp"
#include "golden/network/bundle.hpp"
#include "golden/network/tail.hpp"
#include "tools/weir/sdf.hpp"
#include "tools/weir/session.hpp"
#include "tools/weir/usage.hpp"

namespace weir::tools {

namespace {

struct ImportOptions {
  std::string source, output, format = "auto";
  std::string input_type = "UINT8";
  std::optional<double> input_scale;
  bool lenient = false;
};

int import(const ImportOptions& options, const Session& session) {
  require_writable(options.output);
  std::vector<std::string> warnings;
  const golden::FoldedNetwork imported =
      golden::import_network(options.source, options.format,
                             {DataType::parse(options.input_type), options.input_scale, options.lenient, &warnings});
  for (const auto& warning : warnings) spdlog::warn("warning: {}", warning);
  golden::write_bundle(options.output, *imported.network, imported.folding);
  const std::string hash = golden::network_hash(*imported.network);
  const std::string tail = imported.network->tail == nullptr ? "" : imported.network->tail->operations();
  if (session.json)
    session.print_json({{"network", imported.network->name},
                        {"layers", imported.network->layers.size()},
                        {"classes", imported.network->class_count},
                        {"tail", tail},
                        {"network_hash", hash},
                        {"output", options.output}});
  session.print(fmt::format("{}: {} layers, {} classes, network {} -> {}", imported.network->name,
                            imported.network->layers.size(), imported.network->class_count, hash, options.output));
  if (!tail.empty()) session.print("behind the last layer, on the host in floating point: " + tail);
  return kFine;
}

}  // namespace

void add_import(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("import", "read trained parameters into a network bundle");
  auto options = std::make_shared<ImportOptions>();
  command
      ->add_option(
          "SOURCE", options->source,
          "a parameter folder, a folder of headers, a folder of .npy with manifest.json, an .onnx file, or a graph "
          "of SDF3 (.xml)")
      ->required();
  command->add_option("-o,--output", options->output,
                      "the bundle to write (.h5); for a graph of SDF3 the .xml, if any");
  command->add_option("--format", options->format, "format of SOURCE")
      ->check(CLI::IsMember([] {
        auto formats = golden::import_formats();
        formats.insert(formats.begin(), "auto");
        return formats;
      }()))
      ->capture_default_str();
  command
      ->add_option("--input-type", options->input_type,
                   "elements of an ONNX input without datatype annotation, e.g. UINT8 INT8 BIPOLAR")
      ->capture_default_str();
  command
      ->add_option(
          "--input-scale", options->input_scale,
          "what one of these elements stands for; by default 1 if the graph divides by 255 or the like, else 1/255, "
          "with a warning")
      ->check(number(1e-30, 1e30));
  command->add_flag("--lenient", options->lenient,
                    "warn about what no rule of the import reads instead of refusing it");
  command->callback([&session, options, command] {
    const bool is_graph = is_sdf3(options->source);
    if (is_graph) require_sdf3_options(*command, {"output"});
    if (!is_graph && options->output.empty())
      throw Error("usage", "weir import: --output is required", "", "the bundle to write (.h5)");
    session.action = [&session, options, is_graph] {
      return is_graph ? import_sdf3(options->source, options->output, session) : import(*options, session);
    };
  });
}

}  // namespace weir::tools
