#include "hls/compiler/kernel.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "golden/base/error.hpp"
#include "hls/compiler/accumulators.hpp"
#include "hls/compiler/addresses.hpp"
#include "hls/compiler/balance.hpp"
#include "hls/compiler/build.hpp"
#include "hls/compiler/counters.hpp"
#include "hls/compiler/emit.hpp"
#include "hls/compiler/flatten.hpp"
#include "hls/compiler/narrow.hpp"
#include "hls/compiler/subset.hpp"
#include "hls/compiler/trace.hpp"
#include "hls/compiler/wide.hpp"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/Cloning.h"

namespace weir::hls {

namespace {

void check(const ir::Graph& graph, const char* pass, const CompileOptions& options) {
  ir::verify(graph, pass);
  if (options.after_pass) options.after_pass(graph, pass);
}

Lowered front_half(llvm::Module& module, const std::string& top, const LowerOptions& lower_options,
                   StateChoice states) {
  Lowered lowered = lower(module, top, lower_options);
  check_subset(lowered);
  if (flatten(*lowered.top, states)) {
    // sroa alone leaves values of odd widths (i67) in memory.
    hide_wide_operations(*lowered.top);
    run_passes(module, "function(mem2reg,sroa,early-cse,instcombine<no-verify-fixpoint>,adce,loop-simplify,lcssa)");
    reveal_wide_operations(*lowered.top);
    restore_indices(*lowered.top);
    check_subset(lowered);
  }
  check_outside(lowered);
  return lowered;
}

Trace trace_of(const ir::Graph& graph, bool is_static) { return is_static ? trace_frame(graph) : unknown_trace(graph); }

/// With what bounds sums; their registers are wider otherwise, which published figures are of.
Trace trace_for(const ir::Graph& graph, const CompileOptions& options, bool is_static) {
  if (!options.clock || !is_static) return trace_of(graph, is_static);
  return trace_frame(graph, conditions_of_sums(graph));
}

ir::Graph optimise(const ir::Graph& graph, const CompileOptions& options, bool is_static) {
  const ir::Graph balanced = balance(graph);
  check(balanced, "balance", options);
  const ir::Graph once = narrow(balanced, trace_for(balanced, options, is_static));
  check(once, "narrow", options);
  // Registers that became narrow let what they feed become narrow.
  ir::Graph twice = narrow(once, trace_for(once, options, is_static));
  check(twice, "narrow again", options);
  if (!options.clock) return twice;
  ir::Graph counted = split_counts(twice, static_cast<unsigned>(delays_of(options.clock->part).counter_bits));
  check(counted, "split counts", options);
  return counted;
}

/// "add of 11 bits", "register acc", "read of in0 at mvau.hpp:229"
std::string path_element(const ir::Graph& g, ir::Id x) {
  const ir::Node& n = g[x];
  const std::size_t index = static_cast<std::size_t>(n.aux);
  const std::string place = n.where.empty() ? "" : " at " + n.where.substr(n.where.rfind('/') + 1);
  if (n.op == ir::Op::Reg) return "register " + g.registers[index].name;
  if (n.op == ir::Op::Read || n.op == ir::Op::Write)
    return std::string(ir::name(n.op)) + " of " + g.streams[index].name + place;
  if (ir::is_memory(n.op)) return std::string(ir::name(n.op)) + " of " + g.memories[index].name + place;
  return std::string(ir::name(n.op)) + " of " + std::to_string(n.args.empty() ? n.width : g.width(n.args.back())) +
         " bits";
}

/// What the clock asks and what the longest stage is estimated to take.
KernelTiming timing_of(const ir::Graph& g, const Schedule& s, const TargetClock& clock) {
  const Delays& delays = delays_of(clock.part);
  const auto rounded = [](double ns) { return std::round(ns * 100) / 100; };
  KernelTiming timing{delays.name, clock.mhz, rounded(s.max_delay + delays.register_ns), {}};
  for (ir::Id x : s.longest_path) timing.critical_path.push_back(path_element(g, x));
  return timing;
}

KernelReport report_of(const ir::Graph& g, const Schedule& s, const CompileOptions& options, bool is_static) {
  const Trace trace = trace_of(g, is_static);
  KernelReport r;
  r.top = options.top;
  r.stages = s.stages;
  r.gate_stage = s.gate;
  r.ii = g.ii;
  r.iterations = trace.iterations * g.ii;
  r.is_static = is_static;
  for (const ir::Stream& st : g.streams) {
    r.ports.push_back(
        {st.name, st.input, static_cast<int>(st.bits), s.stage[static_cast<std::size_t>(st.accesses[0])]});
  }
  std::set<int> used;
  for (ir::Id x : ir::live_order(g)) {
    if (g[x].op == ir::Op::Load) used.insert(g[x].aux);
  }
  for (int m : used) {
    const ir::Memory& memory = g.memories[static_cast<std::size_t>(m)];
    const auto known = [&](const KernelTable& t) { return t.name == memory.table; };
    if (!memory.table.empty() && std::none_of(r.tables.begin(), r.tables.end(), known))
      r.tables.push_back({memory.table, static_cast<int>(memory.table_bits)});
    if (memory.rom)
      r.roms.push_back({memory.name, static_cast<int>(memory.width), static_cast<int>(memory.depth), memory.external});
  }
  std::vector<KernelEvent> events = trace.events;
  for (KernelEvent& e : events) e.iteration *= g.ii;
  r.steps = compress(events);
  r.max_stage_delay = std::round(s.max_delay * 100) / 100;
  r.latency_budget = s.budget;
  if (options.clock) r.timing = timing_of(g, s, *options.clock);
  return r;
}

/// What a program may need beyond the plainest form.
struct Form {
  StateChoice states;
  bool whole_predicates = false;
  bool is_static = true;
};

Kernel compile_once(llvm::Module& module, const std::string& function, const CompileOptions& options,
                    const LowerOptions& lower_options, const Form& form) {
  Kernel kernel;
  const Lowered lowered = front_half(module, function, lower_options, form.states);
  kernel.graph = build(lowered, options.strip_prefix, form.whole_predicates);
  check(kernel.graph, "build", options);
  kernel.graph = optimise(kernel.graph, options, form.is_static);
  kernel.plan = options.clock ? schedule(kernel.graph, stage_budget_ns(*options.clock), &delays_of(options.clock->part))
                              : schedule(kernel.graph, options.delay_budget);
  kernel.report = report_of(kernel.graph, kernel.plan, options, form.is_static);
  for (const StreamArgument& s : lowered.streams) kernel.ports.push_back(key_of(*s.base, s.offset_bytes));
  kernel.memories = lowered.memories;
  kernel.notes = lowered.notes;
  return kernel;
}

}  // namespace

/// As few states as the program takes: what happens before its loops, and second accesses to a stream, get cycles of
/// their own only where they must.
Kernel compile_kernel(llvm::Module& module, const std::string& function, const CompileOptions& options,
                      const LowerOptions& lower_options) {
  Form form;
  std::unique_ptr<llvm::Module> copy;
  for (llvm::Module* source = &module;; source = copy.get()) {
    std::unique_ptr<llvm::Module> next = llvm::CloneModule(*source);
    try {
      return compile_once(*source, function, options, lower_options, form);
    } catch (const Error& error) {
      if ((error.code == "outside-loop" || error.code == "loop-start") && !form.states.entry)
        form.states.entry = true;
      else if (error.code == "stream-twice" && !form.states.accesses)
        form.states.accesses = true;
      else if (error.code == "data-dependent" && !form.whole_predicates)
        form.whole_predicates = true;
      else if (error.code == "data-dependent" && form.is_static)  // then no path may use a stream twice
        form = {{true, true}, false, false};
      else
        throw;
    }
    copy = std::move(next);
  }
}

CompileResult named(const Kernel& kernel, const std::string& module) {
  CompileResult result;
  result.report = kernel.report;
  result.report.module = module;
  result.verilog = emit(kernel.graph, kernel.plan, result.report, Variant::Exact);
  result.simulation = emit(kernel.graph, kernel.plan, result.report, Variant::Simulation);
  for (const ir::Memory& m : kernel.graph.memories)
    if (m.rom && !m.external) result.rom_files.push_back({module + "." + m.name + ".hex", hex_text(m)});
  return result;
}

std::string shape_of(const Kernel& kernel) {
  const CompileResult result = named(kernel, "shape");
  std::string text = result.verilog;
  text.erase(0, text.find('\n'));  // the comment names the function
  for (const auto& [name, contents] : result.rom_files) text += name + "\n" + contents;
  return text;
}

}  // namespace weir::hls
