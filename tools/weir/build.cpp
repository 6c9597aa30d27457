/// weir build: FINN's build flow from its configuration file to its output folder.
#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include "tools/flow/build/run.hpp"
#include "tools/weir/performance_file.hpp"
#include "tools/weir/session.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

struct BuildOptions {
  std::string config;
  build::PlanOptions plan;
};

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

int run_build(const BuildOptions& options, const Session& session) {
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

void add_build(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("build", "FINN's build flow: steps, reports, RTL, measurements, driver");
  auto options = std::make_shared<BuildOptions>();
  command
      ->add_option(
          "CONFIG", options->config,
          "FINN's build configuration (JSON, or YAML as FINN+ has it), or a folder with dataflow_build_config.json")
      ->required();
  command->add_option("NETWORK", options->plan.network,
                      "a built-in name, a bundle, an ONNX file or another source of weir import (default: the "
                      "configuration's \"weir_network\", or model.onnx beside it)");
  command->add_option("-o,--output", options->plan.output, "folder instead of the configuration's output_dir");
  add_finn_schema(*command, options->plan.finn_schema);
  command->add_flag("--lenient", options->plan.lenient, "skip unknown fields, nodes and attributes with a warning");
  command->callback(
      [&session, options] { session.action = [&session, options] { return run_build(*options, session); }; });
}

}  // namespace weir::tools
