/// A build: its steps one after another, each timed and logged, with what it leaves in the output folder
/// (facts of FINN's build_dataflow): build_dataflow.log, time_per_step.json, intermediate_models/, report/, ...
#pragma once
#include <memory>
#include <nlohmann/json.hpp>

#include "tools/flow/build/context.hpp"

namespace weir::tools::build {

struct StepTime {
  std::string step;
  double seconds = 0;
};

struct Outcome {
  std::vector<StepTime> steps;        ///< those that ran
  std::vector<std::string> products;  ///< below the output folder, in the order they were made
  std::vector<Verdict> verdicts;
  std::vector<std::string> findings;  ///< empty if the build is as it should be
  double seconds() const;
};

/// A build whose steps are run one by one, by whoever has something to do between them.
class Build {
 public:
  /// Creates the output folder and tells the first lines.
  Build(Plan plan, Log& log, Progress progress);
  Build(const Build&) = delete;
  Build& operator=(const Build&) = delete;

  /// Does the step and keeps its intermediate model. An Error of the step is thrown on, after the log has it.
  void run(const std::string& step);
  /// The model as it is now, under the name of a step that is not ours.
  void save(const std::string& step);
  /// Other settings from here on; `keep_model`: for the network as it has become, not that of the new plan.
  void change(Plan plan, bool keep_model);

  const Context& context() const { return *context_; }
  /// FINN's hardware nodes as they are now, as bytes of an ONNX model.
  std::string hardware_model() const;
  /// What a function changed of the nodes of hardware_model(); see with_changes().
  void apply(const nlohmann::ordered_json& changes, const std::string& function);

  struct Results {
    std::vector<std::string> products;
    std::vector<Verdict> verdicts;
    std::vector<std::string> findings;
  };
  /// Tells the last lines.
  Results finish();

 private:
  std::unique_ptr<const Plan> plan_;
  Log& log_;
  std::optional<Context> context_;
  std::string saved_last_;
};

/// The log's lines go to `listener` as well. An Error of a step ends the build, after the log has it.
Outcome run(const Plan& plan, const Log::Listener& listener, const Progress& progress);

}  // namespace weir::tools::build
