#include "hls/compiler/compile.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "hls/compiler/addresses.hpp"
#include "hls/compiler/balance.hpp"
#include "hls/compiler/build.hpp"
#include "hls/compiler/dataflow_top.hpp"
#include "hls/compiler/emit.hpp"
#include "hls/compiler/flatten.hpp"
#include "hls/compiler/frontend.hpp"
#include "hls/compiler/lower.hpp"
#include "hls/compiler/narrow.hpp"
#include "hls/compiler/pragmas.hpp"
#include "hls/compiler/schedule.hpp"
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

ir::Graph optimise(const ir::Graph& graph, const CompileOptions& options) {
  const ir::Graph balanced = balance(graph);
  check(balanced, "balance", options);
  const ir::Graph once = narrow(balanced, trace_frame(balanced));
  check(once, "narrow", options);
  // Registers that became narrow let what they feed become narrow.
  ir::Graph twice = narrow(once, trace_frame(once));
  check(twice, "narrow again", options);
  return twice;
}

KernelReport report_of(const ir::Graph& g, const Schedule& s, const CompileOptions& options) {
  const Trace trace = trace_frame(g);
  KernelReport r;
  r.top = options.top;
  r.stages = s.stages;
  r.gate_stage = s.gate;
  r.ii = g.ii;
  r.iterations = trace.iterations * g.ii;
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
    if (memory.rom)
      r.roms.push_back({memory.name, static_cast<int>(memory.width), static_cast<int>(memory.depth), memory.external});
  }
  std::vector<KernelEvent> events = trace.events;
  for (KernelEvent& e : events) e.iteration *= g.ii;
  r.steps = compress(events);
  r.max_stage_delay = std::round(s.max_delay * 100) / 100;
  r.latency_budget = s.budget;
  return r;
}

/// A kernel before it has a name.
struct Kernel {
  ir::Graph graph;
  Schedule plan;
  KernelReport report;
  std::vector<StreamKey> ports;
  std::vector<std::string> notes;
};

/// What a program may need beyond the plainest form.
struct Form {
  StateChoice states;
  bool whole_predicates = false;
};

Kernel compile_once(llvm::Module& module, const std::string& function, const CompileOptions& options,
                    const LowerOptions& lower_options, const Form& form) {
  Kernel kernel;
  const Lowered lowered = front_half(module, function, lower_options, form.states);
  kernel.graph = build(lowered, options.strip_prefix, form.whole_predicates);
  check(kernel.graph, "build", options);
  kernel.graph = optimise(kernel.graph, options);
  kernel.plan = schedule(kernel.graph, options.delay_budget);
  kernel.report = report_of(kernel.graph, kernel.plan, options);
  for (const StreamArgument& s : lowered.streams) kernel.ports.push_back(key_of(*s.base, s.offset_bytes));
  kernel.notes = lowered.notes;
  return kernel;
}

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

/// Everything that makes one kernel another, whatever it is called.
std::string shape_of(const Kernel& kernel) {
  const CompileResult result = named(kernel, "shape");
  std::string text = result.verilog;
  text.erase(0, text.find('\n'));  // the comment names the function
  for (const auto& [name, contents] : result.rom_files) text += name + "\n" + contents;
  return text;
}

/// "text" + separator + place, many times, to "text (first at place; 3 places)".
std::vector<std::string> told_once(const std::vector<std::string>& notes) {
  std::vector<std::string> order;
  std::map<std::string, std::set<std::string>> places;
  std::map<std::string, std::string> first;
  for (const std::string& note : notes) {
    const auto cut = note.find(note_separator);
    const std::string text = note.substr(0, cut), place = note.substr(cut + 1);
    if (first.try_emplace(text, place).second) order.push_back(text);
    places[text].insert(place);
  }
  std::vector<std::string> told;
  for (const std::string& text : order)
    told.push_back(text + "\n  --> " + first[text] +
                   (places[text].size() > 1 ? " and " + std::to_string(places[text].size() - 1) + " more" : ""));
  return told;
}

void append(std::vector<std::string>& list, const std::vector<std::string>& more) {
  list.insert(list.end(), more.begin(), more.end());
}

/// Words that a port moves in one call.
std::int64_t words_of(const KernelReport& report, std::size_t port) {
  unsigned bit = 0;
  for (std::size_t k = 0; k < port; ++k) bit += report.ports[k].input == report.ports[port].input;
  std::int64_t words = 0;
  for (const KernelSteps& block : report.steps)
    for (const KernelStep& step : block.steps) {
      const std::uint32_t mask = report.ports[port].input ? step.reads : step.writes;
      if (mask >> bit & 1) words += block.repeat * step.n;
    }
  return words;
}

/// The top's arguments, by the kernels that they reach.
std::vector<DesignPort> design_ports(const Region& region, const std::vector<ProcessModule>& modules) {
  std::map<int, std::vector<std::int64_t>> elements;
  for (const auto& [key, index] : region.index)
    if (key.base[0] == '#')
      elements[region.streams[static_cast<std::size_t>(index)].argument].push_back(key.offset_bytes);
  std::vector<DesignPort> ports;
  for (std::size_t p = 0; p < modules.size(); ++p)
    for (std::size_t k = 0; k < modules[p].report->ports.size(); ++k) {
      const int index = region.processes[p].streams[k];
      const Region::Stream& stream = region.streams[static_cast<std::size_t>(index)];
      if (stream.argument < 0) continue;
      const KernelPort& port = modules[p].report->ports[k];
      const auto key = std::find_if(region.index.begin(), region.index.end(),
                                    [&](const auto& entry) { return entry.second == index; });
      const auto& offsets = elements.at(stream.argument);
      const auto element = std::find(offsets.begin(), offsets.end(), key->first.offset_bytes) - offsets.begin();
      ports.push_back({stream.name, port.input, port.bits, stream.argument, static_cast<int>(element),
                       words_of(*modules[p].report, k)});
    }
  std::sort(ports.begin(), ports.end(), [](const DesignPort& a, const DesignPort& b) {
    return std::tie(a.argument, a.element) < std::tie(b.argument, b.element);
  });
  return ports;
}

std::string ports_json(const CompiledDesign& design) {
  std::string text = "{\n \"top\": \"" + design.top + "\",\n \"ports\": [";
  for (const DesignPort& p : design.ports)
    text += std::string(&p == &design.ports.front() ? "\n" : ",\n") + "  {\"name\": \"" + p.name +
            "\", \"direction\": \"" + (p.input ? "in" : "out") + "\", \"bits\": " + std::to_string(p.bits) +
            ", \"argument\": " + std::to_string(p.argument) + ", \"element\": " + std::to_string(p.element) +
            ", \"words_per_call\": " + std::to_string(p.words_per_call) + "}";
  return text + "\n ]\n}\n";
}

/// A region whose only process is the kernel.
Region region_around(const Kernel& kernel, const std::string& top) {
  Region region;
  region.processes.emplace_back();
  region.processes.front().name = top;
  for (std::size_t k = 0; k < kernel.ports.size(); ++k) {
    region.index[kernel.ports[k]] = static_cast<int>(k);
    region.streams.push_back(
        {kernel.report.ports[k].name, default_stream_depth, std::stoi(kernel.ports[k].base.substr(1)), {}});
    region.processes.front().streams.push_back(static_cast<int>(k));
  }
  return region;
}

CompiledDesign compile_single(llvm::Module& module, const CompileOptions& options) {
  LowerOptions lower_options;
  lower_options.scalars = options.scalars;
  const Kernel kernel = compile_kernel(module, options.top, options, lower_options);
  CompiledDesign design;
  design.top = options.module.empty() ? options.top : options.module;
  design.kernels.push_back(named(kernel, design.top + (options.axi_top ? "_kernel" : "")));
  const Region region = region_around(kernel, options.top);
  const std::vector<ProcessModule> modules{{design.kernels[0].report.module, &design.kernels[0].report}};
  if (options.axi_top) design.top_verilog = dataflow_top(design.top, region, modules, options.port_depths);
  design.ports = design_ports(region, modules);
  design.notes = told_once(kernel.notes);
  return design;
}

CompiledDesign compile_region(llvm::Module& module, llvm::Function& top, const CompileOptions& options) {
  Region region = find_region(module, top, options.scalars);
  std::vector<std::string> notes = region.notes;
  CompiledDesign design;
  design.top = options.module.empty() ? options.top : options.module;
  std::map<std::string, std::size_t> shapes;
  std::map<std::string, int> names;
  std::vector<std::size_t> kernel_of;
  for (Region::Process& process : region.processes) {
    CompileOptions own = options;
    own.top = process.name;
    if (!process.table_prefix.empty()) own.strip_prefix = process.table_prefix;
    const auto alone = isolate(module, top, region, process);
    LowerOptions lower_options;
    lower_options.is_process = true;
    lower_options.ports = process.ports;
    const Kernel kernel = compile_kernel(*alone, isolated_name, own, lower_options);
    append(notes, kernel.notes);
    for (std::size_t k = 0; k < kernel.ports.size(); ++k)
      process.streams.push_back(region.stream(kernel.ports[k], kernel.report.ports[k].name));
    const auto [known, fresh] = shapes.try_emplace(shape_of(kernel), design.kernels.size());
    kernel_of.push_back(known->second);
    if (!fresh) continue;
    const int twins = names[process.name]++;
    design.kernels.push_back(
        named(kernel, design.top + "_" + process.name + (twins > 0 ? "_" + std::to_string(twins) : "")));
  }
  std::vector<ProcessModule> modules;
  for (const std::size_t k : kernel_of) modules.push_back({design.kernels[k].report.module, &design.kernels[k].report});
  design.top_verilog = dataflow_top(design.top, region, modules, options.port_depths);
  design.ports = design_ports(region, modules);
  design.notes = told_once(notes);
  return design;
}

}  // namespace

CompiledDesign compile_design(const CompileOptions& options) {
  llvm::LLVMContext context;
  const auto module = parse_source(options, context);
  llvm::Function& top = find_top(*module, options.top);
  if (is_dataflow(top)) return compile_region(*module, top, options);
  if (!options.port_depths.empty() && !options.axi_top)
    throw Error("port-depth", options.top + " has no DATAFLOW: the FIFOs at its ports belong to the design around it");
  return compile_single(*module, options);
}

CompileResult compile(const CompileOptions& options) {
  CompiledDesign design = compile_design(options);
  if (!design.top_verilog.empty()) throw Error("dataflow", "the top " + options.top + " is not one kernel");
  return std::move(design.kernels.front());
}

void write_files(const CompileResult& result, const std::filesystem::path& folder) {
  create_output_folder(folder);
  const std::string& module = result.report.module;
  write_text_file(folder / (module + ".sv"), result.verilog);
  write_text_file(folder / (module + ".sim.sv"), result.simulation);
  write_text_file(folder / (module + ".kernel.json"), to_json(result.report));
  for (const auto& [name, text] : result.rom_files) write_text_file(folder / name, text);
}

void write_files(const CompiledDesign& design, const std::filesystem::path& folder) {
  for (const CompileResult& kernel : design.kernels) write_files(kernel, folder);
  if (design.top_verilog.empty()) return;
  write_text_file(folder / (design.top + ".sv"), design.top_verilog);
  write_text_file(folder / (design.top + ".ports.json"), ports_json(design));
}

}  // namespace weir::hls
