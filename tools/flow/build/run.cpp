#include "tools/flow/build/run.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "golden/base/file.hpp"
#include "golden/finn/python_json.hpp"
#include "tools/flow/build/hardware_model.hpp"
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

Build::Build(Plan plan, Log& log, Progress progress) : plan_(std::make_unique<const Plan>(std::move(plan))), log_(log) {
  create_output_folder(plan_->output);
  context_.emplace(Context{*plan_, log_, std::move(progress), plan_->model, plan_->attributes, true, {}, {}, {}});
  log_.line("Building " + plan_->model.network->name + " from " +
            (plan_->source.empty() ? "the intermediate model of " + plan_->resume_from : plan_->source) + " for " +
            plan_->fpga_part);
  for (const auto& warning : plan_->warnings) log_.line("warning: " + warning);
}

void Build::run(const std::string& step) {
  run_step(*context_, step);
  save(step);
}

void Build::save(const std::string& step) {
  if (!plan_->save_intermediate_models) return;
  write_intermediate(*context_, step, context_->is_changed ? "" : saved_last_);
  saved_last_ = step;
  context_->is_changed = false;
}

void Build::change(Plan plan, bool keep_model) {
  auto next = std::make_unique<const Plan>(std::move(plan));
  Context& old = *context_;
  Context context{*next,
                  log_,
                  std::move(old.progress),
                  keep_model ? std::move(old.model) : next->model,
                  keep_model ? std::move(old.attributes) : next->attributes,
                  keep_model ? old.is_changed : true,
                  std::move(old.products),
                  std::move(old.verdicts),
                  std::move(old.findings)};
  context_.reset();
  context_.emplace(std::move(context));
  for (const auto& warning : next->warnings)
    if (!contains(plan_->warnings, warning)) log_.line("warning: " + warning);
  plan_ = std::move(next);
}

std::string Build::hardware_model() const {
  return build::hardware_model(context_->graph(), context_->attributes, plan_->fpga_part);
}

void Build::apply(const nlohmann::ordered_json& changes, const std::string& function) {
  ChangedHardware changed = with_changes(context_->graph(), context_->attributes, changes, function);
  context_->attributes = std::move(changed.attributes);
  context_->set_folding(std::move(changed.folding));
}

Build::Results Build::finish() {
  Results results;
  for (const auto& finding : context_->findings) log_.line("finding: " + finding);
  log_.line(context_->findings.empty() ? "Completed successfully" : "Completed with findings");
  for (auto& product : context_->products)
    if (!contains(results.products, product)) results.products.push_back(std::move(product));
  results.verdicts = std::move(context_->verdicts);
  results.findings = std::move(context_->findings);
  return results;
}

Outcome run(const Plan& plan, const Log::Listener& listener, const Progress& progress) {
  create_output_folder(plan.output);
  Log log(plan.output / "build_dataflow.log", listener);
  Build build(plan, log, progress);
  Outcome outcome;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const std::string& step = plan.steps[i];
    log.line(fmt::format("Running step: {} [{}/{}]", step, i + 1, plan.steps.size()));
    const auto start = std::chrono::steady_clock::now();
    build.run(step);
    outcome.steps.push_back({step, seconds_since(start) + (i == 0 ? plan.load_seconds : 0)});
    write_times(build.context(), outcome.steps);
  }
  Build::Results results = build.finish();
  outcome.products = std::move(results.products);
  outcome.verdicts = std::move(results.verdicts);
  outcome.findings = std::move(results.findings);
  return outcome;
}

}  // namespace weir::tools::build
