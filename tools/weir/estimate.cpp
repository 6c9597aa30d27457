/// weir estimate: FINN's analytical reports - cycles, resources, network performance, operations and parameters.
#include "tools/request/estimate.hpp"

#include <fmt/core.h>

#include "golden/base/file.hpp"
#include "golden/finn/cycles.hpp"
#include "golden/finn/node_layers.hpp"
#include "golden/finn/report.hpp"
#include "tools/flow/build/boards.hpp"
#include "tools/weir/command.hpp"
#include "tools/weir/network_options.hpp"
#include "tools/weir/vendor_note.hpp"

namespace weir::tools {

namespace fs = std::filesystem;

namespace {

void print_table(const Session& session, const golden::Estimate& estimate) {
  session.print(fmt::format("  {:<36} {:>5} {:>5} {:>12} {:>8} {:>6} {:>6} {:>6}", "node", "PE", "SIMD", "cycles",
                            "LUT", "BRAM", "URAM", "DSP"));
  for (std::size_t i = 0; i < estimate.nodes.size(); ++i) {
    const auto& node = estimate.nodes[i];
    const auto& r = estimate.resources[i];
    session.print(fmt::format("  {:<36} {:>5} {:>5} {:>12} {:>8} {:>6} {:>6} {:>6}", node.name, node.folding.PE,
                              node.folding.SIMD, estimate.cycles[i], r.lut.value, r.bram_18k.value, r.uram.value,
                              r.dsp.value));
  }
  const auto& p = estimate.performance;
  session.print(fmt::format("slowest    {} with {} cycles: {:.2f} frames/s", p.max_cycles_node_name, p.max_cycles,
                            p.throughput_fps));
  session.print(fmt::format("latency    at most {} cycles, {:.3f} ms, if nothing overlaps (FINN's estimate)",
                            p.critical_path_cycles, p.latency_ns / 1e6));
}

int estimate(EstimateOptions& options, const Session& session) {
  complete(options.target, options.network);
  if (!options.output.empty()) create_output_folder(fs::path(options.output) / "report");
  golden::FoldedNetwork loaded = load(options.network, session);
  golden::state_release(options.release, *loaded.network, loaded.folding);
  golden::AttributeTable attributes;
  if (const std::string& file = options.network.folding; !file.empty())
    attributes = golden::read_node_attributes(file, *loaded.network, loaded.folding);
  const golden::Estimate made = golden::estimate_network(
      *loaded.network, loaded.folding, attributes, build::part_named(options.target.fpga_part), options.target.clk_ns);
  note_wide_words(golden::build_stage_graph(loaded.network, loaded.folding));
  if (!options.output.empty()) golden::write_estimate_reports(made, fs::path(options.output) / "report");
  if (session.json)
    session.print_json(golden::estimate_reports(made));
  else
    print_table(session, made);
  return kFine;
}

}  // namespace

void add_estimate(CLI::App& app, Session& session) { add_command(app, session, &estimate); }

}  // namespace weir::tools
