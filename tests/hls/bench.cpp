#include "tests/hls/bench.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include "golden/base/error.hpp"
#include "golden/base/process.hpp"
#include "hls/compiler/interpret.hpp"
#include "rtl_wrap/verilate/flags.hpp"
#include "tests/paths.hpp"

namespace weir::test {

namespace {

namespace fs = std::filesystem;

const std::string hls_folder = weir::test::source_folder().string() + "/hls";

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

constexpr const char* bench_modules = R"(
// Offers its words in the cycles that its pattern allows, and holds each until it is taken.
module bench_source #(parameter W = 8, N = 1, T = 1, NAME = "")(input logic clk, rst_n, input int cycle,
    output logic [W-1:0] tdata, output logic tvalid, input logic tready);
  logic [W-1:0] words[0:N-1]; logic on[0:T-1]; int k = 0; logic held = 0; string dir;
  initial begin if (!$value$plusargs("weir_data=%s", dir)) $fatal; $readmemh({dir, "/", NAME, ".hex"}, words); $readmemh({dir, "/", NAME, ".on"}, on); end
  assign tvalid = rst_n && k < N && (held || on[cycle]);
  assign tdata = words[k < N ? k : 0];
  always_ff @(posedge clk) if (rst_n) begin
    held <= tvalid & ~tready;
    if (tvalid & tready) begin k <= k + 1; $display("%s %0d %h", NAME, cycle, tdata); end
  end
endmodule
module bench_sink #(parameter W = 8, T = 1, NAME = "")(input logic clk, rst_n, input int cycle,
    input logic [W-1:0] tdata, input logic tvalid, output logic tready);
  logic on[0:T-1]; string dir;
  initial begin if (!$value$plusargs("weir_data=%s", dir)) $fatal; $readmemh({dir, "/", NAME, ".on"}, on); end
  assign tready = rst_n && on[cycle];
  always_ff @(posedge clk) if (rst_n && tvalid && tready) $display("%s %0d %h", NAME, cycle, tdata);
endmodule
)";

constexpr const char* bench_main = R"(
#include "Vbench.h"
#include "verilated.h"
#include <cstdlib>
int main(int argc, char** argv) {
  VerilatedContext context; context.commandArgs(argc, argv);
  Vbench top(&context);
  const long cycles = std::atol(argv[1]);
  top.rst_n = 0;
  for (long c = -3; c < cycles; ++c) { top.rst_n = c >= 0; top.clk = 0; top.eval(); top.clk = 1; top.eval(); }
  top.final();
}
)";

std::string wires(const std::string& id, int bits) {
  return "  logic [" + std::to_string(bits - 1) + ":0] " + id + "_d; logic " + id + "_v, " + id + "_r;\n";
}

std::string source_of(const KernelCase& k, const Port& p, const std::string& cycles) {
  const std::string id = k.name + "__" + p.name;
  return wires(id, p.bits) + "  bench_source #(.W(" + std::to_string(p.bits) + "), .N(" +
         std::to_string(p.words.size()) + "), .T(" + cycles + "), .NAME(\"" + k.name + "." + p.name + "\")) s_" + id +
         "(.clk, .rst_n, .cycle, .tdata(" + id + "_d), .tvalid(" + id + "_v), .tready(" + id + "_r));\n";
}

/// `wire`: what the words come on.
std::string sink_of(const KernelCase& k, const Port& p, const std::string& cycles, const std::string& wire) {
  return "  bench_sink #(.W(" + std::to_string(p.bits) + "), .T(" + cycles + "), .NAME(\"" + k.name + "." + p.name +
         "\")) t_" + k.name + "__" + p.name + "(.clk, .rst_n, .cycle, .tdata(" + wire + "_d), .tvalid(" + wire +
         "_v), .tready(" + wire + "_r));\n";
}

std::string instance(const KernelCase& k, long cycles) {
  std::ostringstream text, ports;
  const std::string t = std::to_string(cycles);
  for (const Port& p : k.inputs) {
    const std::string id = k.name + "__" + p.name;
    text << source_of(k, p, t);
    ports << ", ." << p.name << "_tdata(" << id << "_d), ." << p.name << "_tvalid(" << id << "_v), ." << p.name
          << "_tready(" << id << "_r)";
  }
  for (const Port& p : k.outputs) {
    const std::string id = k.name + "__" + p.name, f = id + "_f";
    text << wires(id, p.bits) << wires(f, p.bits) << "  logic " << id << "_take;\n"
         << "  weir_fifo #(.W(" << p.bits << "), .DEPTH(" << k.fifo_depth << "), .LUT_DEPTH(4)) q_" << id
         << "(.ap_clk(clk), .ap_rst_n(rst_n), .room(" << id << "_r), .take(" << id << "_take), .in_tdata(" << id
         << "_d), .in_tvalid(" << id << "_v), .out_tdata(" << f << "_d), .out_tvalid(" << f << "_v), .out_tready(" << f
         << "_r));\n"
         << sink_of(k, p, t, f);
    ports << ", ." << p.name << "_tdata(" << id << "_d), ." << p.name << "_tvalid(" << id << "_v), ." << p.name
          << "_room(" << id << "_r), ." << p.name << "_take(" << id << "_take)";
  }
  text << "  " << (k.shares.empty() ? k.name : k.shares) << " i_" << k.name << "(.ap_clk(clk), .ap_rst_n(rst_n)"
       << ports.str() << ");\n";
  return text.str();
}

/// A top with its own FIFOs and with AXI4-Stream ports.
std::string region_instance(const KernelCase& k, long cycles) {
  std::ostringstream text, ports;
  const std::string t = std::to_string(cycles);
  for (const auto* side : {&k.inputs, &k.outputs})
    for (const Port& p : *side) {
      const std::string id = k.name + "__" + p.name;
      text << (side == &k.inputs ? source_of(k, p, t) : wires(id, p.bits) + sink_of(k, p, t, id));
      ports << ", ." << p.name << "_TDATA(" << id << "_d), ." << p.name << "_TVALID(" << id << "_v), ." << p.name
            << "_TREADY(" << id << "_r)";
    }
  text << "  " << k.name << " i_" << k.name << "(.ap_clk(clk), .ap_rst_n(rst_n)" << ports.str() << ");\n";
  return text.str();
}

constexpr long bench_cycles = 20000;

/// The levels and flags with which users' models are built, as variables of Verilator's Makefile.
std::string product_flags() {
  std::string flags;
  for (const std::string& flag : rtl::code_flags(run_process({"g++", "--version"}).output)) flags += " " + flag;
  const rtl::Optimisation level;
  return "CXX=g++ OPT_FAST='" + level.hot + flags + "' OPT_SLOW='" + level.cold + flags + "' OPT_GLOBAL='" +
         level.runtime + flags + "'";
}

/// First willing cycle from `from` on; past the end of the pattern never.
long next_on(const std::vector<char>& pattern, long from) {
  while (from < static_cast<long>(pattern.size()) && !pattern[static_cast<std::size_t>(from)]) ++from;
  return from;
}

}  // namespace

void run_command(const std::string& command, const fs::path& log) {
  if (std::system((command + " > " + log.string() + " 2>&1").c_str()) == 0) return;
  const std::string text = read(log);
  FAIL(command << "\n" << text.substr(text.size() > 4000 ? text.size() - 4000 : 0));
}

Stalls make_stalls(const std::vector<KernelCase>& cases, const Stimulus& s, long cycles, RandomBits& random) {
  Stalls stalls;
  std::uniform_real_distribution<double> uniform(0, 1);
  const auto pattern = [&] {
    std::vector<char> on;
    char now = 1;
    for (long c = 0; c < cycles; ++c) {
      if (uniform(random) < 1.0 / s.burst) now = uniform(random) < s.rate;
      on.push_back(now);
    }
    return on;
  };
  for (const KernelCase& k : cases) {
    for (const Port& p : k.inputs) stalls[k.name + "." + p.name] = pattern();
    for (const Port& p : k.outputs) stalls[k.name + "." + p.name] = pattern();
  }
  return stalls;
}

namespace {

constexpr unsigned kHexBits = 4;

hls::WordLists word_lists(const std::vector<std::pair<std::string, std::vector<std::string>>>& named) {
  hls::WordLists lists;
  for (const auto& [name, words] : named)
    for (const std::string& hex : words)
      lists[name].push_back(llvm::APInt(kHexBits * static_cast<unsigned>(hex.size()), hex, 16));
  return lists;
}

std::string hex_of(const llvm::APInt& word) {
  llvm::SmallString<64> digits;
  word.toStringUnsigned(digits, 16);
  std::string text(digits);
  for (char& c : text) c = static_cast<char>(std::tolower(c));
  const std::size_t full = (word.getBitWidth() + kHexBits - 1) / kHexBits;
  return std::string(full - text.size(), '0') + text;
}

}  // namespace

PassOracle::PassOracle(const KernelCase& k, const std::map<std::string, std::vector<std::string>>& outputs) : case_(k) {
  for (const Port& p : k.outputs) expected_[p.name] = outputs.at(k.name + "." + p.name);
}

void PassOracle::check(const hls::ir::Graph& graph, const std::string& pass) {
  if (pass == "build") {  // the compiler begins anew, with more states
    passes_ = 0;
    finding_.clear();
  }
  ++passes_;
  if (!finding_.empty()) return;
  std::vector<std::pair<std::string, std::vector<std::string>>> inputs, tables;
  for (const Port& p : case_.inputs) inputs.push_back({p.name, p.words});
  for (const auto& [name, text] : case_.tables) {
    std::istringstream digits(text);
    tables.push_back({name, {std::istream_iterator<std::string>(digits), {}}});
  }
  hls::WordLists computed;
  try {
    computed = hls::interpret(graph, word_lists(inputs), case_.frames, word_lists(tables));
  } catch (const Error& error) {  // a broken loop asks for words that do not exist
    finding_ = "after " + pass + ": " + error.text();
    return;
  }
  for (const auto& [port, words] : expected_) {
    const auto& got = computed.at(port);
    for (std::size_t n = 0; n < words.size() && finding_.empty(); ++n)
      if (n >= got.size() || hex_of(got[n]) != words[n])
        finding_ = "after " + pass + ": " + port + ": word " + std::to_string(n) + " is " +
                   (n < got.size() ? hex_of(got[n]) : "missing") + ", expected " + words[n];
    if (finding_.empty() && got.size() != words.size())
      finding_ = "after " + pass + ": " + port + ": " + std::to_string(got.size()) + " words, expected " +
                 std::to_string(words.size());
  }
}

namespace {

hls::CompileOptions options_of(const KernelCase& k, const fs::path& folder, const AfterPass& after_pass) {
  write(folder / (k.name + ".cpp"), k.source);
  hls::CompileOptions options;
  options.source = folder / (k.name + ".cpp");
  options.top = k.name;
  options.strip_prefix = k.name + "_";
  options.include_dirs = {hls_folder + "/include", hls_folder + "/kernels"};
  options.delay_budget = k.delay_budget;
  if (k.clk_mhz > 0) options.clock = hls::TargetClock{k.clk_mhz, "lfe5u-85f-8"};
  options.after_pass = after_pass;
  return options;
}

}  // namespace

hls::CompileResult compile_case(const KernelCase& k, const fs::path& folder, const AfterPass& after_pass) {
  return hls::compile(options_of(k, folder, after_pass));
}

hls::CompiledDesign compile_region(const KernelCase& k, const fs::path& folder, const AfterPass& after_pass) {
  return hls::compile_design(options_of(k, folder, after_pass));
}

KernelCase process_case(const KernelCase& region, const ProcessCase& process,
                        const std::map<std::string, std::vector<std::string>>& outputs) {
  KernelCase own = region;
  own.processes.clear();
  own.inputs = process.inputs;
  own.outputs = process.outputs;
  for (Port& in : own.inputs) {
    const auto top =
        std::find_if(region.inputs.begin(), region.inputs.end(), [&](const Port& p) { return p.name == in.name; });
    in.words = top != region.inputs.end() ? top->words : outputs.at(region.name + "." + in.name);
  }
  return own;
}

RtlBench::RtlBench(const std::vector<KernelCase>& cases, const std::map<std::string, hls::CompileResult>& compiled,
                   bool simulation, const fs::path& folder, const std::map<std::string, hls::CompiledDesign>& regions)
    : cases_(cases), folder_(folder / (simulation ? "sim" : "exact")) {
  std::string files = hls_folder + "/rtl/weir_fifo.sv " + (folder_ / "bench.sv").string(), body;
  const auto add = [&](const hls::CompileResult& c) {
    write(folder_ / (c.report.module + ".sv"), simulation ? c.simulation : c.verilog);
    files += " " + (folder_ / (c.report.module + ".sv")).string();
    for (const auto& [name, text] : c.rom_files) write(folder_ / name, text);
  };
  for (const auto& [name, design] : regions) {
    for (const hls::CompileResult& c : design.kernels) add(c);
    write(folder_ / (name + ".sv"), design.top_verilog);
    files += " " + (folder_ / (name + ".sv")).string();
  }
  for (const KernelCase& k : cases_) {
    if (!k.processes.empty()) {
      body += region_instance(k, bench_cycles);
      continue;
    }
    const hls::CompileResult& c = compiled.at(k.name);
    if (k.shares.empty()) {
      write(folder_ / (k.name + ".sv"), simulation ? c.simulation : c.verilog);
      files += " " + (folder_ / (k.name + ".sv")).string();
    }
    for (const auto& [name, text] : c.rom_files) write(folder_ / name, text);
    for (const auto& [name, text] : k.tables) write(folder_ / ("i_" + k.name + "." + name + ".hex"), text);
    body += instance(k, bench_cycles);
  }
  write(folder_ / "bench.sv", std::string(bench_modules) +
                                  "module bench(input logic clk, rst_n);\n  int cycle;\n  always_ff @(posedge clk) "
                                  "cycle <= rst_n ? cycle + 1 : 0;\n" +
                                  body + "endmodule\n");
  write(folder_ / "main.cpp", bench_main);
  const std::string obj = (folder_ / "obj").string();
  run_command("verilator --cc --exe -O3 --assert --output-split 20000 --top-module bench -Mdir " + obj +
                  " -Wno-fatal -Wno-lint -CFLAGS '-include " + hls_folder + "/rtl/weir_popcount.h' " + files + " " +
                  (folder_ / "main.cpp").string(),
              folder_.parent_path() / "verilator.log");
  run_command("make -j 2 -C " + obj + " -f Vbench.mk " + product_flags(), folder_.parent_path() / "make.log");
}

Handshakes RtlBench::run(const Stalls& stalls, long cycles, const std::string& run_name) const {
  REQUIRE(cycles <= bench_cycles);
  for (const KernelCase& k : cases_) {
    for (const Port& p : k.inputs) write(folder_ / (k.name + "." + p.name + ".hex"), lines(p.words));
  }
  for (const auto& [port, pattern] : stalls) {
    std::string text;
    for (char on : pattern) text += on ? "1\n" : "0\n";
    write(folder_ / (port + ".on"), text);
  }
  const fs::path log = folder_ / (run_name + ".log");
  run_command((folder_ / "obj/Vbench").string() + " " + std::to_string(cycles) + " +weir_data=" + folder_.string(),
              log);
  Handshakes seen;
  std::ifstream in(log);
  std::string port, word;
  long cycle;
  while (in >> port >> cycle >> word) seen[port].push_back({cycle, word});
  return seen;
}

std::string first_difference(const Handshakes& seen, const Handshakes& expected) {
  for (const auto& [port, wanted] : expected) {
    const auto found = seen.find(port);
    if (found == seen.end()) return port + ": no word at all";
    const std::vector<Handshake>& got = found->second;
    for (std::size_t n = 0; n < wanted.size() && n < got.size(); ++n) {
      if (got[n] == wanted[n]) continue;
      return port + ": word " + std::to_string(n) + " is " + got[n].word + " in cycle " + std::to_string(got[n].cycle) +
             ", expected " + wanted[n].word + " in " + std::to_string(wanted[n].cycle);
    }
    if (got.size() < wanted.size())
      return port + ": " + std::to_string(got.size()) + " words, expected " + std::to_string(wanted.size());
  }
  return {};
}

std::string first_wrong_word(const KernelCase& k, const Handshakes& seen,
                             const std::map<std::string, std::vector<std::string>>& outputs) {
  for (const Port& p : k.outputs) {
    const std::string port = k.name + "." + p.name;
    const auto wanted = outputs.find(port);
    if (wanted == outputs.end()) continue;  // it wrote none
    const auto found = seen.find(port);
    const std::size_t count = found == seen.end() ? 0 : found->second.size();
    for (std::size_t n = 0; n < wanted->second.size(); ++n)
      if (n >= count || found->second[n].word != wanted->second[n])
        return port + ": word " + std::to_string(n) + " is " + (n < count ? found->second[n].word : "missing") +
               ", expected " + wanted->second[n];
  }
  return {};
}

Handshakes predict(const KernelCase& k, const hls::KernelReport& report, const Stalls& stalls,
                   const std::map<std::string, std::vector<std::string>>& outputs) {
  REQUIRE(report.is_static);  // else there is nothing to predict
  Handshakes result;
  const std::vector<hls::KernelEvent> events = hls::expand(report);
  struct Side {
    std::string name;
    long lag = 0;          // write stage minus gate stage
    std::vector<long> at;  // handshakes so far: reads by the kernel, or by the sink
    std::vector<std::string> words;
  };
  std::vector<Side> in, out;
  for (const hls::KernelPort& p : report.ports) {
    Side side{k.name + "." + p.name, p.stage - report.gate_stage, {}, {}};
    if (!p.input) side.words = outputs.at(side.name);
    for (const Port& own : k.inputs) {
      if (p.input && own.name == p.name) side.words = own.words;
    }
    (p.input ? in : out).push_back(std::move(side));
  }
  long t = report.gate_stage - 1;  // iteration -1 would have fired here
  std::int64_t iteration = -1;
  for (int frame = 0; frame < k.frames; ++frame) {
    for (const hls::KernelEvent& e : events) {
      const std::int64_t i = frame * report.iterations + e.iteration;
      t += i - iteration;
      iteration = i;
      for (std::size_t p = 0; p < in.size(); ++p) {
        if (e.reads >> p & 1)
          t = std::max(t, next_on(stalls.at(in[p].name), in[p].at.empty() ? 0 : in[p].at.back() + 1));
      }
      const auto depth = static_cast<std::size_t>(k.fifo_depth);
      for (std::size_t p = 0; p < out.size(); ++p) {
        if ((e.writes >> p & 1) && out[p].at.size() >= depth) t = std::max(t, out[p].at[out[p].at.size() - depth] + 1);
      }
      for (std::size_t p = 0; p < in.size(); ++p) {
        if (e.reads >> p & 1) in[p].at.push_back(t);
      }
      for (std::size_t p = 0; p < out.size(); ++p) {
        if (!(e.writes >> p & 1)) continue;
        const long readable = t + out[p].lag + 1;
        out[p].at.push_back(
            next_on(stalls.at(out[p].name), out[p].at.empty() ? readable : std::max(readable, out[p].at.back() + 1)));
      }
    }
  }
  for (const auto* sides : {&in, &out}) {
    for (const Side& s : *sides) {
      for (std::size_t n = 0; n < s.at.size() && n < s.words.size(); ++n)
        result[s.name].push_back({s.at[n], s.words[n]});
    }
  }
  return result;
}

}  // namespace weir::test
