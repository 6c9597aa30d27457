"""Co-simulation of a top with registers and pointers into memory: an AXI4 memory model with random latency and stalls
for every pointer, an AXI4-Lite master that makes the calls, and the top's own C++ beside it."""
import json
import re
import shutil

from cosimulate import NATIVE, ROOT, Different, Refused, first_error, run

TYPES = NATIVE[:NATIVE.index("template <class T> void fill")]

MAIN = r"""
template <class P> struct Buffer;
template <class T> struct Buffer<T *> {
  using Word = std::remove_const_t<T>;
  std::vector<Word> words;
  T *pointer() { return words.data(); }
};
template <class T> T scalar(std::string const &hex) {
  if constexpr (std::is_integral_v<T>) return T(std::stoull(hex, nullptr, 16));
  else return from_hex<T>(hex);
}
template <class A> struct Slot {
  using T = std::remove_cv_t<std::remove_reference_t<A>>;
  T value{};
  void read(std::ifstream &calls, std::string const &) { std::string hex; calls >> hex; value = scalar<T>(hex); }
  void prepare(std::string const &) {}
  void finish(std::string const &) {}
};
template <class T> struct Slot<T *> {
  using Word = std::remove_const_t<T>;
  std::vector<Word> words;
  T *value = nullptr;
  void prepare(std::string const &path) {
    std::ifstream in(path); std::string hex;
    while (in >> hex) words.push_back(scalar<Word>(hex));
    value = words.data();
  }
  void read(std::ifstream &calls, std::string const &) { std::string unused; calls >> unused; }
  void finish(std::string const &path) {
    std::ofstream out(path);
    for (Word const &w : words) out << to_hex(w) << '\n';
  }
};
template <class... A> int run(void (*top)(A...)) {
  std::tuple<Slot<A>...> slots;
  std::ifstream calls("calls.txt");
  const auto path = [](int k, char const *what) { return "memory" + std::to_string(k) + what; };
  int k = 0;
  std::apply([&](auto &...s) { (s.prepare(path(k++, ".hex")), ...); }, slots);
  int count; calls >> count;
  for (int call = 0; call < count; ++call) {
    std::apply([&](auto &...s) { (s.read(calls, ""), ...); }, slots);
    std::apply([&](auto &...s) { top(static_cast<A>(s.value)...); }, slots);
  }
  k = 0;
  std::apply([&](auto &...s) { (s.finish(path(k++, ".out")), ...); }, slots);
  return 0;
}
int main() { return run(&@TOP@); }
"""

BENCH = r"""
// Answers reads of one pointer: bursts in order, each word when the pattern allows.
module bench_read #(parameter W = 64, N = 1, NAME = "", longint BASE = 0)(input logic clk, rst_n, input int rate,
    input logic [63:0] ARADDR, input logic [7:0] ARLEN, input logic ARVALID, output logic ARREADY,
    output logic [W-1:0] RDATA, output logic RLAST, RVALID, input logic RREADY);
  logic [W-1:0] words[0:N-1]; longint at[0:15]; int len[0:15]; int head = 0, tail = 0, beat = 0; logic willing = 1, offers = 0;
  initial $readmemh({NAME, ".hex"}, words);
  assign ARREADY = rst_n & willing & head - tail < 16;
  wire longint place = at[tail % 16] + longint'(beat);
  assign RVALID = offers;
  assign RDATA = place >= 0 && place < N ? words[place] : '0;
  assign RLAST = beat == len[tail % 16];
  always_ff @(posedge clk) if (rst_n) begin
    willing <= $urandom_range(99) >= rate;
    if (ARVALID & ARREADY) begin
      at[head % 16] <= (longint'(ARADDR) - BASE) / (W / 8); len[head % 16] <= int'(ARLEN); head <= head + 1;
      if (ARADDR % (W / 8) != 0 || longint'(ARADDR) < BASE || (longint'(ARADDR) - BASE) / (W / 8) + longint'(ARLEN) >= N
          || ARADDR[63:12] != (ARADDR + longint'(ARLEN) * (W / 8)) >> 12) $display("%s bad read of %h, %0d words", NAME, ARADDR, ARLEN + 1);
    end
    if (RVALID & RREADY) begin
      offers <= 0;
      if (RLAST) begin beat <= 0; tail <= tail + 1; end else beat <= beat + 1;
      if ($urandom_range(99) >= rate && (!RLAST ? 1 : head - tail > 1)) offers <= 1;
    end else if (!RVALID) offers <= head != tail && $urandom_range(99) >= rate;
  end
endmodule
module bench_write #(parameter W = 64, N = 1, NAME = "", longint BASE = 0)(input logic clk, rst_n, input int rate,
    input logic [63:0] AWADDR, input logic [7:0] AWLEN, input logic AWVALID, output logic AWREADY,
    input logic [W-1:0] WDATA, input logic [W/8-1:0] WSTRB, input logic WLAST, WVALID, output logic WREADY, output logic BVALID, input logic BREADY);
  longint at; int len, beat = 0; logic open = 0, willing = 1, answers = 0;
  assign AWREADY = rst_n & willing & ~open & ~answers;
  assign WREADY = rst_n & willing & open;
  assign BVALID = answers & willing;
  always_ff @(posedge clk) if (rst_n) begin
    willing <= $urandom_range(99) >= rate;
    if (AWVALID & AWREADY) begin
      at <= (longint'(AWADDR) - BASE) / (W / 8); len <= int'(AWLEN); beat <= 0; open <= 1;
      if (AWADDR % (W / 8) != 0 || longint'(AWADDR) < BASE || AWADDR[63:12] != (AWADDR + longint'(AWLEN) * (W / 8)) >> 12)
        $display("%s bad write of %h, %0d words", NAME, AWADDR, AWLEN + 1);
    end
    if (WVALID & WREADY) begin
      $display("%s %0d %h", NAME, at + longint'(beat), WDATA);
      if (WLAST != (beat == len) || WSTRB != '1) $display("%s bad beat %0d of %0d", NAME, beat, len);
      beat <= beat + 1;
      if (WLAST) begin open <= 0; answers <= 1; end
    end
    if (BVALID & BREADY) answers <= 0;
  end
endmodule
// One operation per line: {4 bits: 0 write, 1 wait for ap_done, 2 end; 12 bits of address; 32 bits of data}.
module bench_master #(parameter OPS = 1)(input logic clk, rst_n, input int cycle,
    output logic [11:0] AWADDR, output logic AWVALID, input logic AWREADY, output logic [31:0] WDATA, output logic WVALID, input logic WREADY,
    input logic BVALID, output logic BREADY, output logic [11:0] ARADDR, output logic ARVALID, input logic ARREADY, input logic [31:0] RDATA,
    input logic RVALID, output logic RREADY);
  logic [47:0] ops[0:OPS-1]; int k = 0; int began = 0;
  initial $readmemh("ops.hex", ops);
  wire logic [3:0] op = ops[k][47:44];
  logic waits = 0;
  assign AWADDR = ops[k][43:32]; assign WDATA = ops[k][31:0];
  assign AWVALID = rst_n & op == 0 & ~waits; assign WVALID = AWVALID;
  assign BREADY = 1; assign RREADY = 1;
  assign ARADDR = 0; assign ARVALID = rst_n & op == 1 & ~waits;
  always_ff @(posedge clk) if (rst_n) begin
    if (AWVALID & AWREADY) begin waits <= 1; if (AWADDR == 0) began <= cycle; end
    if (waits & BVALID) begin waits <= 0; k <= k + 1; end
    if (ARVALID & ARREADY) waits <= 1;
    if (waits & RVALID) begin waits <= 0; if (RDATA[1]) begin k <= k + 1; if (ops[k+1][47:44] == 2) $display("last call %0d cycles", cycle - began); end end
    if (op == 2) begin $display("over %0d", cycle); $finish; end
  end
endmodule
"""

BENCH_MAIN = r"""
#include "Vbench.h"
#include "verilated.h"
#include <cstdlib>
int main(int argc, char** argv) {
  VerilatedContext context; context.commandArgs(argc, argv);
  Vbench top(&context);
  const long cycles = std::atol(argv[1]);
  top.rate = std::atoi(argv[2]);
  top.rst_n = 0;
  for (long c = -3; c < cycles && !context.gotFinish(); ++c) { top.rst_n = c >= 0; top.clk = 0; top.eval(); top.clk = 1; top.eval(); }
  top.final();
}
"""

READ = [("ARADDR", 64), ("ARLEN", 8), ("ARVALID", 1), ("ARREADY", 1), ("RDATA", 0), ("RLAST", 1), ("RVALID", 1), ("RREADY", 1)]
WRITE = [("AWADDR", 64), ("AWLEN", 8), ("AWVALID", 1), ("AWREADY", 1), ("WDATA", 0), ("WSTRB", -1), ("WLAST", 1),
         ("WVALID", 1), ("WREADY", 1), ("BVALID", 1), ("BREADY", 1)]
LITE = [("AWADDR", 12), ("AWVALID", 1), ("AWREADY", 1), ("WDATA", 32), ("WVALID", 1), ("WREADY", 1), ("BVALID", 1),
        ("BREADY", 1), ("ARADDR", 12), ("ARVALID", 1), ("ARREADY", 1), ("RDATA", 32), ("RVALID", 1), ("RREADY", 1)]


def compile_rtl(case, sources, tool, folder):
    command = [tool, sources / case["source"], "--top", case["top"], "-o", folder / "rtl", "-I", ROOT / "hls/include"]
    for include in case["includes"]:
        command += ["-I", sources / include]
    for name, value in case.get("arguments", {}).items():
        command += ["--argument", f"{name}={value}"]
    done = run(command, log=folder / "weir-hlsc.log")
    if done.returncode != 0:
        raise Refused(done.stderr.strip())
    return json.loads((folder / "rtl" / f"{case['top']}.ports.json").read_text())


def base_of(register):
    return 0x10000000 * (register["argument"] + 1)


def operations(design, calls):
    """AXI4-Lite operations of all calls; a register is written only when its value is another than before."""
    ops, known = [], {}

    def write(address, value):
        if known.get(address) != value:
            ops.append(f"0{address:03x}{value:08x}")
            known[address] = value

    pointers = {m["name"] for m in design["memories"]}
    for call in calls:
        for r in design["registers"]:
            value = base_of(r) if r["name"] in pointers else call.get(r["name"], 0)
            for k in range((r["bits"] + 31) // 32):
                write(r["address"] + 4 * k, value >> (32 * k) & 0xffffffff)
        ops += ["000000000001", "100000000000"]
    return ops + ["200000000000", "200000000000"]


def build_bench(case, design, count, folder):
    rtl = folder / "rtl"
    body = connections = ""
    for m in design["memories"]:
        n, w = m["name"], m["bits"]
        kind = "read" if m["direction"] == "in" else "write"
        own = ""
        for signal, bits in READ if kind == "read" else WRITE:
            bits = w if bits == 0 else w // 8 if bits < 0 else bits
            body += f"  logic [{bits - 1}:0] {n}_{signal};\n"
            own += f", .{signal}({n}_{signal})"
            connections += f", .m_axi_{n}_{signal}({n}_{signal})"
        if kind == "read":
            connections += f", .m_axi_{n}_RRESP(2'b00)"
        else:
            connections += f", .m_axi_{n}_BRESP(2'b00)"
        body += (f'  bench_{kind} #(.W({w}), .N({case["memories"][n]}), .NAME("memory{m["argument"]}"), '
                 f".BASE(64'h{base_of(m):x})) b_{n}(.clk, .rst_n, .rate{own});\n")
    lite = ""
    for signal, bits in LITE:
        body += f"  logic [{bits - 1}:0] lite_{signal};\n"
        lite += f", .{signal}(lite_{signal})"
        connections += f", .s_axi_control_{signal}(lite_{signal})"
    body += f"  bench_master #(.OPS({count})) master(.clk, .rst_n, .cycle{lite});\n"
    connections += ", .s_axi_control_WSTRB(4'hf)"
    (rtl / "bench.sv").write_text(
        BENCH + "module bench(input logic clk, rst_n, input int rate);\n  int cycle = 0;\n"
        "  always_ff @(posedge clk) if (rst_n) cycle <= cycle + 1;\n" + body +
        f"  {case['top']} dut(.ap_clk(clk), .ap_rst_n(rst_n){connections});\nendmodule\n")
    (rtl / "main.cpp").write_text(BENCH_MAIN)
    for part in ("weir_fifo", "weir_axi_read", "weir_axi_write", "weir_axi_control"):
        shutil.copy(ROOT / f"hls/rtl/{part}.sv", rtl)
    texts = {path.name.split(".")[0]: path for path in sorted(rtl.glob("*.sv")) if not path.name.endswith(".sim.sv")}
    for path in sorted(rtl.glob("*.sim.sv")):
        texts[path.name.split(".")[0]] = path
    flags = case.get("flags", "-O1")
    done = run(["verilator", "--cc", "--exe", "--build", "-j", "1", "-O3", "-Wno-fatal", "-Wno-lint", "-Wno-style",
                "--top-module", "bench", "--output-split", "20000", "-CFLAGS",
                f"{flags} -include {ROOT}/hls/rtl/weir_popcount.h", "--Mdir", "obj", *[p.name for p in texts.values()],
                "main.cpp"], cwd=rtl, log=folder / "verilator.log")
    if done.returncode != 0:
        raise Different("Verilator refuses the RTL: " + first_error(done.stdout + done.stderr))
    for path in rtl.glob("*.hex"):
        shutil.copy(path, folder)


def fill_tables(tables, folder):
    """Power-up contents of tables that the control writes: the parts that the modules say they hold."""
    for path in sorted((folder / "rtl").glob("*.sim.sv")):
        text = path.read_text()
        if "_HEX" not in text:
            continue
        module = path.name.split(".")[0]
        for name, table, first in re.findall(r"rom_(\w+)_index = init_(\w+)_tdata\[\d+:\d+\] - 32'd(\d+);", text):
            if table not in tables:
                continue
            stride = re.search(rf"rom_{name}_place = rom_{name}_index / 32'd(\d+);", text)
            stride = int(stride.group(1)) if stride else 1
            high, depth = re.search(rf"logic (?:\[(\d+):0\] )?rom_{name} \[0:(\d+)\];", text).groups()
            mask = (1 << (int(high or 0) + 1)) - 1
            words = [tables[table].get(int(first) + stride * k, 0) & mask for k in range(int(depth) + 1)]
            (folder / f"{module}.{name}.hex").write_text("\n".join(f"{w:x}" for w in words) + "\n")


def run_natively(case, sources, order, words, folder, headers):
    """Contents of every memory after all calls, by argument."""
    for number, text in words.items():
        (folder / f"memory{number}.hex").write_text("\n".join(text) + "\n")
    lines = [str(len(case["calls"]))]
    for call in case["calls"]:
        lines.append(" ".join(f"{call.get(name, 0):x}" for name in order))
    (folder / "calls.txt").write_text("\n".join(lines) + "\n")
    text = "#include <vector>\n" + (TYPES + MAIN).replace("@SOURCE@", str(sources / case["source"])).replace("@TOP@", case["top"])
    (folder / "native.cpp").write_text(text)
    for before in ([headers, []] if headers else [[]]):
        command = ["clang++-19", "-std=c++20", "-O1", "-w"]
        for include in [*before, ROOT / "hls/include", *[sources / i for i in case["includes"]]]:
            command += ["-I", include]
        built = run([*command, folder / "native.cpp", "-o", folder / "native"], log=folder / "native.log")
        if built.returncode == 0:
            break
    else:
        raise Different("the native program does not build: " + first_error(built.stderr))
    done = run([folder / "native"], cwd=folder)
    if done.returncode != 0:
        raise Different(f"the native program ends with {done.returncode}: {done.stderr.strip()[:200]}")
    return {n: [int(w, 16) for w in (folder / f"memory{n}.out").read_text().split()] for n in words}


def run_rtl(folder, cycles, rate):
    done = run([folder / "rtl/obj/Vbench", cycles, rate, "+weir_data=."], cwd=folder, log=folder / f"rtl{rate}.log")
    if done.returncode != 0:
        raise Different("the RTL ends with an error: " + first_error(done.stdout + done.stderr))
    seen, took = {}, None
    for line in done.stdout.splitlines():
        parts = line.split()
        if " bad " in line:
            raise Different(line)
        if parts[:2] == ["last", "call"]:
            took = int(parts[2])
        elif len(parts) == 3 and parts[0].startswith("memory"):
            seen.setdefault(int(parts[0][6:]), {})[int(parts[1])] = int(parts[2], 16)
    if took is None:
        raise Different(f"the calls are not over after {cycles} cycles, with stalls of {rate} %")
    return seen, took


def cosimulate(case, sources, tool, folder, headers=()):
    """(words compared, cycles of the last call without stalls). `case`: "memories" words by name, "words" their contents
    at first, "calls" scalars by name. Raises Refused or Different."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    design = compile_rtl(case, sources, tool, folder)
    order = [r["name"] for r in sorted(design["registers"], key=lambda r: r["argument"])]
    numbers = {m["name"]: m["argument"] for m in design["memories"]}
    words = {numbers[name]: case["words"].get(name, ["0"] * size) for name, size in case["memories"].items()}
    wanted = run_natively(case, sources, order, words, folder, headers)
    for name, known in case.get("expected", {}).items():
        if wanted[numbers[name]] != known:
            raise Different(f"the native program's {name} is not what is known of it")
    ops = operations(design, case.get("rtl_calls", case["calls"]))
    (folder / "ops.hex").write_text("\n".join(ops) + "\n")
    build_bench(case, design, len(ops), folder)
    fill_tables(case.get("tables", {}), folder)
    free = None
    for rate in case.get("rates", (0, 30, 70)):
        seen, took = run_rtl(folder, case["cycles"], rate)
        free = took if free is None else free
        for m in design["memories"]:
            if m["direction"] == "in":
                continue
            got = seen.get(m["argument"], {})
            for k, word in enumerate(wanted[m["argument"]]):
                begun = int(words[m["argument"]][k], 16)
                if got.get(k, begun) != word:
                    raise Different(f"{m['name']}: word {k} is {got.get(k, begun):x}, expected {word:x}, stalls {rate} %")
    compared = sum(len(wanted[m["argument"]]) for m in design["memories"] if m["direction"] == "out")
    return compared, free, wanted
