#include "tools/flow/build/run.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "golden/base/file.hpp"
#include "golden/finn/python_json.hpp"
#include "tools/flow/build/intermediate.hpp"
#include "tools/flow/build/step_names.hpp"
#include "tools/flow/build/steps.hpp"

namespace weir::tools::build {

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void write_times(const Context& context, const std::vector<StepTime>& steps) {
  nlohmann::ordered_json times = nlohmann::ordered_json::object();
  for (const StepTime& step : steps) times[step.step] = step.seconds;
  write_text_file(context.output("time_per_step.json"), golden::python_json(times));
}

void run_step(Context& context, const std::string& step) {
  const auto note = [&](const Error& error) {
    try {
      context.log.line("  " + error.text());
    } catch (const Error&) {  // the disk that is full for the log as well
    }
  };
  try {
    find_step(canonical_step(step))(context);
  } catch (const Error& error) {
    note(error);
    throw;
  } catch (const Errors& errors) {
    for (const Error& error : errors.list()) note(error);
    throw;
  }
}

}  // namespace

double Outcome::seconds() const {
  double sum = 0;
  for (const StepTime& step : steps) sum += step.seconds;
  return sum;
}

Outcome run(const Plan& plan, const Log::Listener& listener, const Progress& progress) {
  create_output_folder(plan.output);
  Log log(plan.output / "build_dataflow.log", listener);
  Context context{plan, log, progress, plan.model, plan.attributes, true, {}, {}, {}};
  log.line("Building " + plan.model.network->name + " from " +
           (plan.source.empty() ? "the intermediate model of " + plan.resume_from : plan.source) + " for " +
           plan.fpga_part);
  for (const auto& warning : plan.warnings) log.line("warning: " + warning);
  Outcome outcome;
  std::string saved_last;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const std::string& step = plan.steps[i];
    log.line(fmt::format("Running step: {} [{}/{}]", step, i + 1, plan.steps.size()));
    const auto start = std::chrono::steady_clock::now();
    run_step(context, step);
    if (plan.save_intermediate_models) {
      write_intermediate(plan.output, step, context.model, context.attributes, plan.fpga_part,
                         context.is_changed ? "" : saved_last);
      saved_last = step;
      context.is_changed = false;
    }
    outcome.steps.push_back({step, seconds_since(start) + (i == 0 ? plan.load_seconds : 0)});
    write_times(context, outcome.steps);
  }
  for (const auto& finding : context.findings) log.line("finding: " + finding);
  log.line(context.findings.empty() ? "Completed successfully" : "Completed with findings");
  for (auto& product : context.products)
    if (std::find(outcome.products.begin(), outcome.products.end(), product) == outcome.products.end())
      outcome.products.push_back(std::move(product));
  outcome.verdicts = std::move(context.verdicts);
  outcome.findings = std::move(context.findings);
  return outcome;
}

}  // namespace weir::tools::build
