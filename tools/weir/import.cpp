/// weir import: trained parameters of others become a network bundle; a graph of SDF3 is checked and counted.
#include "golden/import/import.hpp"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include "golden/base/file.hpp"
#include "golden/network/bundle.hpp"
#include "golden/network/tail.hpp"
#include "tools/request/common.hpp"
#include "tools/weir/command.hpp"
#include "tools/weir/sdf.hpp"

namespace weir::tools {

namespace {

struct ImportOptions {
  std::string source, output, format = "auto";
  std::string input_type = "UINT8";
  std::optional<double> input_scale;
  bool lenient = false;
};

Form describe(ImportOptions& options) {
  Words formats = golden::import_formats();
  formats.insert(formats.begin(), "auto");
  Form form{.command = "import", .summary = "read trained parameters into a network bundle"};
  form.add(
      {{.name = "source",
        .target = &options.source,
        .help = "a parameter folder, a folder of headers, a folder of .npy with manifest.json, an .onnx file, or a "
                "graph of SDF3 (.xml)",
        .value = "SOURCE",
        .is_argument = true,
        .is_required = true},
       written_field(options.output, "the bundle to write (.h5); for a graph of SDF3 the .xml, if any",
                     {{".h5", ".hdf5", ".xml"}}),
       {.name = "format", .target = &options.format, .help = "format of SOURCE", .legal = formats},
       {.name = "input-type",
        .target = &options.input_type,
        .help = "elements of an ONNX input without datatype annotation, e.g. UINT8 INT8 BIPOLAR",
        .value = "TYPE"},
       {.name = "input-scale",
        .target = &options.input_scale,
        .help = "what one of these elements stands for",
        .legal = Numbers{1e-30, 1e30},
        .otherwise = "1 if the graph divides by 255 or the like, else 1/255, with a warning",
        .value = "X"},
       {.name = "lenient",
        .target = &options.lenient,
        .help = "warn about what no rule of the import reads instead of refusing it"}});
  return form;
}

int import(ImportOptions& options, const Session& session) {
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

int run_import(ImportOptions& options, const Session& session) {
  if (is_sdf3(options.source)) {
    require_sdf3_options(session, {"output"});
    return import_sdf3(options.source, options.output, session);
  }
  if (options.output.empty())
    throw Error("usage", "weir import: --output is required", "", "the bundle to write (.h5)");
  return import(options, session);
}

}  // namespace

void add_import(CLI::App& app, Session& session) { add_command(app, session, &run_import); }

}  // namespace weir::tools
