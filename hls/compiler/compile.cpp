#include "hls/compiler/compile.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "hls/compiler/control.hpp"
#include "hls/compiler/dataflow_top.hpp"
#include "hls/compiler/frontend.hpp"
#include "hls/compiler/kernel.hpp"
#include "hls/compiler/location.hpp"
#include "hls/compiler/memory_ports.hpp"
#include "hls/compiler/pragmas.hpp"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

namespace weir::hls {

namespace {

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
  if (!report.is_static) return -1;
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

/// Of a top with registers only.
std::string registers_json(const CompiledDesign& design) {
  if (design.registers.empty()) return {};
  std::string text = ",\n \"registers\": [";
  for (const DesignRegister& r : design.registers)
    text += std::string(&r == &design.registers.front() ? "\n" : ",\n") + "  {\"name\": \"" + r.name +
            "\", \"argument\": " + std::to_string(r.argument) + ", \"address\": " + std::to_string(r.address) +
            ", \"bits\": " + std::to_string(r.bits) + "}";
  text += "\n ],\n \"memories\": [";
  for (const DesignMemory& m : design.memories)
    text += std::string(&m == &design.memories.front() ? "\n" : ",\n") + "  {\"name\": \"" + m.name +
            "\", \"argument\": " + std::to_string(m.argument) + ", \"direction\": \"" + (m.writes ? "out" : "in") +
            "\", \"bits\": " + std::to_string(m.bits) + "}";
  return text + "\n ]";
}

std::string ports_json(const CompiledDesign& design) {
  std::string text = "{\n \"top\": \"" + design.top + "\",\n \"ports\": [";
  for (const DesignPort& p : design.ports)
    text += std::string(&p == &design.ports.front() ? "\n" : ",\n") + "  {\"name\": \"" + p.name +
            "\", \"direction\": \"" + (p.input ? "in" : "out") + "\", \"bits\": " + std::to_string(p.bits) +
            ", \"argument\": " + std::to_string(p.argument) + ", \"element\": " + std::to_string(p.element) +
            ", \"words_per_call\": " + std::to_string(p.words_per_call) + "}";
  return text + "\n ]" + registers_json(design) + "\n}\n";
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

/// Everything of a region that becomes a module: processes, the indices of what they read from memory, the control.
class RegionCompiler {
 public:
  RegionCompiler(llvm::Module& module, llvm::Function& top, const CompileOptions& options, const Control* control)
      : module_(module), top_(top), options_(options), control_(control) {}

  CompiledDesign run() {
    region_ =
        control_ ? find_region(module_, top_, {}, &control_->memories) : find_region(module_, top_, options_.scalars);
    notes_ = region_.notes;
    design_.top = options_.module.empty() ? options_.top : options_.module;
    for (std::size_t p = 0; p < region_.processes.size(); ++p) add_process(p);
    for (Region::Process& more : more_) region_.processes.push_back(std::move(more));
    if (control_) add_control();
    std::vector<ProcessModule> modules;
    for (const std::size_t k : kernel_of_)
      modules.push_back({design_.kernels[k].report.module, &design_.kernels[k].report});
    design_.top_verilog = dataflow_top(design_.top, region_, modules, options_.port_depths);
    design_.ports = design_ports(region_, modules);
    if (control_) describe_registers();
    design_.notes = told_once(notes_);
    return std::move(design_);
  }

 private:
  LowerOptions process_options(const Region::Process& process) const {
    LowerOptions lower_options;
    lower_options.is_process = true;
    lower_options.ports = process.ports;
    if (control_)
      for (const auto& [argument, of_top] : control_->memories) lower_options.memories[argument] = memory_name(of_top);
    return lower_options;
  }

  std::string memory_name(int argument_of_top) const {
    for (const RegisterField& r : control_->registers)
      if (r.argument == argument_of_top) return r.name;
    return {};
  }

  void add_process(std::size_t p) {
    const auto alone = isolate(module_, top_, region_, region_.processes[p]);
    LowerOptions lower_options = process_options(region_.processes[p]);
    const std::string name = region_.processes[p].name + "_" + std::to_string(p);
    if (control_) {
      lower_options.extra = add_tokens(find_top(*alone, isolated_name), *control_, name, true);
      add_streams(lower_options.extra, name);
    }
    const Kernel kernel = compile_kernel(*alone, isolated_name, options_of(region_.processes[p]), lower_options);
    add_kernel(kernel, region_.processes[p]);
    for (const MemoryAccess& memory : kernel.memories) {
      add_memory(memory);
      if (!memory.writes) add_indices(region_.processes[p], memory, name);
    }
    connect(kernel, region_.processes[p]);
  }

  CompileOptions options_of(const Region::Process& process) const {
    CompileOptions own = options_;
    own.top = process.name;
    if (!process.table_prefix.empty()) own.strip_prefix = process.table_prefix;
    return own;
  }

  void add_streams(const std::vector<ExtraStream>& streams, const std::string& process) {
    for (const ExtraStream& s : streams) {
      const int stream = region_.add(s.global, s.name + "_" + process, default_stream_depth);
      if (s.name == "done") region_.registers.others.push_back(stream);
      if (s.name == "start") started_.push_back(process);
    }
  }

  /// The memory's streams; whoever uses them is connected later.
  void add_memory(const MemoryAccess& memory) {
    const int of_top = control_->memories.at(memory.argument);
    const std::string name = memory_name(of_top);
    for (const Region::Memory& known : region_.memories)
      if (known.argument == of_top)
        throw Error("memory-twice", "the memory behind \"" + name + "\" is used by two calls", options_.top,
                    "a pointer for each");
    Region::Memory own{name, of_top, memory.writes, static_cast<int>(memory.bits), -1, -1};
    if (memory.writes) {
      own.from = region_.add(memory_stream(name, "write"), "mem_" + name + "_write", default_stream_depth);
      own.to = region_.add("weir.memory.done." + name, "mem_" + name + "_done", default_stream_depth);
      region_.registers.others.push_back(own.to);
    } else {
      own.from = region_.add(memory_stream(name, "index"), "mem_" + name + "_index", default_stream_depth);
      own.to = region_.add(memory_stream(name, "read"), "mem_" + name + "_read", memory_read_depth);
    }
    region_.memories.push_back(own);
  }

  /// The process that runs ahead and says what to read.
  void add_indices(const Region::Process& process, const MemoryAccess& memory, const std::string& of) {
    const auto alone = isolate(module_, top_, region_, process);
    LowerOptions lower_options = process_options(process);
    lower_options.addresses_of = static_cast<int>(memory.argument);
    const std::string memory_of = memory_name(control_->memories.at(memory.argument));
    const std::string name = of + "_" + memory_of;
    lower_options.extra = add_tokens(find_top(*alone, isolated_name), *control_, name, false);
    add_streams(lower_options.extra, name);
    Region::Process ahead;
    ahead.name = process.name + "_" + memory_of;
    ahead.where = process.where;
    CompileOptions own = options_of(process);
    own.top = ahead.name;
    const Kernel kernel = compile_kernel(*alone, isolated_name, own, lower_options);
    add_kernel(kernel, ahead);
    ahead_kernels_.push_back(kernel_of_.back());
    kernel_of_.pop_back();
    connect(kernel, ahead);
    more_.push_back(std::move(ahead));
  }

  void add_control() {
    kernel_of_.insert(kernel_of_.end(), ahead_kernels_.begin(), ahead_kernels_.end());
    LowerOptions lower_options;
    lower_options.is_process = true;
    // The word that ends a call must not be seen before the words of its tables are on their way: a word that is in a
    // table's FIFO is in the table a cycle later, and the earliest next call reads it many cycles after that.
    lower_options.writes_together = true;
    const auto alone = isolate_control(module_, *control_, started_, lower_options.extra);
    Region::Process process;
    process.name = "control";
    process.where = where(top_);
    for (const ExtraStream& s : lower_options.extra) {
      const auto known = region_.index.find({s.global, 0});
      const int stream =
          known != region_.index.end() ? known->second : region_.add(s.global, s.name, default_stream_depth);
      if (s.name == "arguments") region_.registers.arguments = stream;
      if (s.name == "done_control") region_.registers.done = stream;
      if (s.name.rfind("init_", 0) == 0) region_.registers.tables.push_back({s.name.substr(5), stream});
    }
    CompileOptions own = options_;
    own.top = process.name;
    const Kernel kernel = compile_kernel(*alone, isolated_name, own, lower_options);
    add_kernel(kernel, process);
    connect(kernel, process);
    region_.processes.push_back(std::move(process));
    region_.registers.words = control_->words;
    for (const RegisterField& r : control_->registers)
      if (r.pointer) region_.registers.address_word[r.argument] = r.word;
  }

  void describe_registers() {
    for (const RegisterField& r : control_->registers)
      design_.registers.push_back({r.name, r.argument, 0x10 + 4 * r.word, r.bits});
    for (const Region::Memory& m : region_.memories) design_.memories.push_back({m.name, m.argument, m.writes, m.bits});
  }

  void connect(const Kernel& kernel, Region::Process& process) {
    for (std::size_t k = 0; k < kernel.ports.size(); ++k)
      process.streams.push_back(region_.stream(kernel.ports[k], kernel.report.ports[k].name));
  }

  void add_kernel(const Kernel& kernel, const Region::Process& process) {
    append(notes_, kernel.notes);
    if (!kernel.report.is_static)
      notes_.push_back("what " + process.name + " reads and writes depends on data: it has no static schedule" +
                       std::string(1, note_separator) + process.where);
    const auto [known, fresh] = shapes_.try_emplace(shape_of(kernel), design_.kernels.size());
    kernel_of_.push_back(known->second);
    if (!fresh) return;
    const int twins = names_[process.name]++;
    design_.kernels.push_back(
        named(kernel, design_.top + "_" + process.name + (twins > 0 ? "_" + std::to_string(twins) : "")));
  }

  static constexpr int memory_read_depth = 32;  ///< two bursts

  llvm::Module& module_;
  llvm::Function& top_;
  const CompileOptions& options_;
  const Control* control_;
  Region region_;
  CompiledDesign design_;
  std::vector<std::string> notes_, started_;
  std::vector<Region::Process> more_;
  std::map<std::string, std::size_t> shapes_;
  std::map<std::string, int> names_;
  std::vector<std::size_t> kernel_of_, ahead_kernels_;
};

CompiledDesign compile_controlled(llvm::Module& module, llvm::Function& top, const CompileOptions& options) {
  const Control control = plan_control(module, top, options.scalars);
  return RegionCompiler(module, *control.region, options, &control).run();
}

}  // namespace

CompiledDesign compile_design(const CompileOptions& options) {
  llvm::LLVMContext context;
  const auto module = parse_source(options, context);
  llvm::Function& top = find_top(*module, options.top);
  refuse_top(top);
  if (is_controlled(top)) return compile_controlled(*module, top, options);
  if (is_dataflow(top)) return RegionCompiler(*module, top, options, nullptr).run();
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
