/// What the steps of a build share: the plan, the network as it is by now, what was written and found.
#pragma once
#include <optional>

#include "golden/network/stage_graph.hpp"
#include "tools/flow/build/log.hpp"
#include "tools/flow/build/plan.hpp"
#include "tools/flow/kernel_compiler.hpp"

namespace weir::tools::build {

/// One comparison of verify_steps.
struct Verdict {
  std::string step;           ///< of verify_steps
  int frames = 0, equal = 0;  ///< frames compared, frames without difference
  std::string note;           ///< what was compared with what
  bool holds() const { return frames == equal; }
};

struct Context {
  const Plan& plan;
  Log& log;
  Progress progress;
  golden::FoldedNetwork model;
  golden::AttributeTable attributes;
  bool is_changed = true;             ///< since the last intermediate model
  std::vector<std::string> products;  ///< files and folders below the output folder
  std::vector<Verdict> verdicts;
  std::vector<std::string> findings;  ///< what makes the build fail though it ran through

  golden::StageGraph graph() const { return golden::build_stage_graph(model.network, model.folding); }
  std::filesystem::path output(const std::string& name) const { return plan.output / name; }
  /// Notes a product and returns its place; its folder exists then.
  std::filesystem::path product(const std::string& name);
  void set_folding(golden::Folding folding) {
    model.folding = std::move(folding);
    is_changed = true;
  }
};

}  // namespace weir::tools::build
