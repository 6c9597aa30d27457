/// weir build: FINN's build flow from its configuration file to its output folder.
#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include "tools/flow/build/run.hpp"
#include "tools/request/common.hpp"
#include "tools/weir/command.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

struct BuildOptions {
  std::string config;
  build::PlanOptions plan;
};

Form describe(BuildOptions& options) {
  Form form{.command = "build", .summary = "FINN's build flow: steps, reports, RTL, measurements, driver"};
  form.add(
      {{.name = "config",
        .target = &options.config,
        .help =
            "FINN's build configuration (JSON, or YAML as FINN+ has it), or a folder with dataflow_build_config.json",
        .value = "CONFIG",
        .is_argument = true,
        .is_required = true},
       {.name = "network",
        .target = &options.plan.network,
        .help = "a built-in name, a bundle, an ONNX file or another source of weir import",
        .otherwise = "the configuration's \"weir_network\", or model.onnx beside it",
        .value = "NETWORK",
        .is_argument = true},
       output_field(options.plan.output, "folder instead of the configuration's output_dir", "FOLDER"),
       finn_schema_field(options.plan.finn_schema),
       {.name = "lenient",
        .target = &options.plan.lenient,
        .help = "skip unknown fields, nodes and attributes with a warning"}});
  return form;
}

Json outcome_json(const build::Plan& plan, const build::Outcome& outcome) {
  Json steps = Json::object(), verdicts = Json::array();
  for (const auto& step : outcome.steps) steps[step.step] = step.seconds;
  for (const auto& v : outcome.verdicts)
    verdicts.push_back({{"step", v.step}, {"frames", v.frames}, {"equal", v.equal}, {"how", v.note}});
  return {{"network", plan.model.network->name}, {"output", plan.output.string()},
          {"seconds", outcome.seconds()},        {"steps", steps},
          {"products", outcome.products},        {"verifications", verdicts},
          {"findings", outcome.findings},        {"warnings", plan.warnings}};
}

int run_build(BuildOptions& options, const Session& session) {
  const build::Plan plan = build::make_plan(options.config, options.plan);
  for (const auto& warning : plan.warnings) spdlog::warn("warning: {}", warning);
  const build::Outcome outcome = build::run(
      plan,
      [](const std::string& line) {
        if (!line.starts_with("warning: ")) spdlog::info("{}", line);
      },
      [&session](const std::string& text) { session.progress(text); });
  session.progress_done();
  if (session.json) session.print_json(outcome_json(plan, outcome));
  for (const auto& v : outcome.verdicts)
    session.print(fmt::format("verified   {:<24} {} of {} frames equal   {}", v.step, v.equal, v.frames, v.note));
  for (const auto& product : outcome.products) session.print("product    " + (plan.output / product).string());
  for (const auto& finding : outcome.findings) session.print("FAIL       " + finding);
  session.print(fmt::format("{}: {} steps in {:.2f} s -> {}", plan.model.network->name, outcome.steps.size(),
                            outcome.seconds(), plan.output.string()));
  return outcome.findings.empty() ? kFine : kFinding;
}

}  // namespace

void add_build(CLI::App& app, Session& session) { add_command(app, session, &run_build); }

}  // namespace weir::tools
