"""A published HLS kernel, unchanged: compiled by weir-hlsc, run in Verilator with random stalls, and compared word by
word with the kernel's own C++, run natively."""
import json
import os
import pathlib
import random
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[3]
CYCLES_PER_WORD = 60

NATIVE = r"""
#include <ap_int.h>
#include <hls_stream.h>
#include <fstream>
#include <string>
#include <tuple>
#include <type_traits>
#include "@SOURCE@"

template <class T> struct is_stream : std::false_type {};
template <class T> struct is_stream<hls::stream<T>> : std::true_type {};

/// Hex text of the lowest bits of an ap_int type, and back; the same for both makers' headers.
template <class X> std::string digits(X const &x, int width) {
  std::string text;
  for (int at = 0; at < width; at += 4) {
    int digit = 0;
    for (int k = 0; k < 4 && at + k < width; ++k) digit |= (x[at + k] ? 1 : 0) << k;
    text.insert(text.begin(), "0123456789abcdef"[digit]);
  }
  return text;
}
template <class X> void set_digits(X &x, int width, std::string const &text) {
  x = 0;
  for (int at = 0; at < width; ++at) {
    int place = int(text.size()) - 1 - at / 4;
    if (place < 0) return;
    char c = text[place];
    int digit = c <= '9' ? c - '0' : c - 'a' + 10;
    if (digit >> (at % 4) & 1) x[at] = true;
  }
}
#ifdef WEIR_AP_INT
template <class T> std::string to_hex(T const &x) {
  constexpr int W = weir_ap::word_width<T>();
  return digits(ap_int_base<W, false>::from(weir_ap::pack(x).v), W);
}
template <class T> T from_hex(std::string const &text) {
  constexpr int W = weir_ap::word_width<T>();
  ap_int_base<W, false> word;
  set_digits(word, W, text);
  T x;
  weir_ap::unpack<T, W>(x, word.bits, 0);
  return x;
}
#else
template <class T> std::string to_hex(T const &x) { return digits(x, T::width); }
template <class T> T from_hex(std::string const &text) { T x; set_digits(x, T::width, text); return x; }
#endif

template <class T> void fill(hls::stream<T> &s, int, char const *path) {
  std::ifstream in(path); std::string text;
  while (in >> text) s.write(from_hex<T>(text));
}
template <class T, std::size_t N> void fill(hls::stream<T> (&s)[N], int element, char const *path) { fill(s[element], 0, path); }
template <class T> void drain(hls::stream<T> &s, int, char const *path) {
  std::ofstream out(path, std::ios::app);
  while (!s.empty()) out << to_hex(s.read()) << '\n';
}
template <class T, std::size_t N> void drain(hls::stream<T> (&s)[N], int element, char const *path) { drain(s[element], 0, path); }
template <class T> requires(!is_stream<T>::value && !std::is_array_v<T>) void drain(T &x, int, char const *path) {
  std::ofstream(path, std::ios::app) << to_hex(x) << '\n';
}
template <class T> bool left(hls::stream<T> &s, int) { return !s.empty(); }
template <class T, std::size_t N> bool left(hls::stream<T> (&s)[N], int element) { return !s[element].empty(); }

template <class A> struct Slot { std::remove_cv_t<std::remove_reference_t<A>> value; };

template <class... A> int run(void (*top)(A...)) {
  std::tuple<Slot<A>...> slots;
@FILL@
  for (int call = 0; call < @CALLS@; ++call) {
    std::apply([&](auto &...slot) { top(static_cast<A>(slot.value)...); }, slots);
@DRAIN@
  }
@LEFT@
  return 0;
}
int main() { return run(&@TOP@); }
"""

BENCH_MODULES = r"""
module bench_source #(parameter W = 8, B = 8, N = 1, T = 1, NAME = "")(input logic clk, rst_n, input int cycle,
    output logic [B-1:0] tdata, output logic tvalid, input logic tready);
  logic [W-1:0] words[0:N-1]; logic on[0:T-1]; int k = 0; logic held = 0;
  initial begin $readmemh({NAME, ".hex"}, words); $readmemh({NAME, ".on"}, on); end
  assign tvalid = rst_n && k < N && (held || on[cycle]);
  assign tdata = B'(words[k < N ? k : 0]);
  always_ff @(posedge clk) if (rst_n) begin
    held <= tvalid & ~tready;
    if (tvalid & tready) k <= k + 1;
  end
endmodule
module bench_sink #(parameter W = 8, B = 8, T = 1, NAME = "")(input logic clk, rst_n, input int cycle,
    input logic [B-1:0] tdata, input logic tvalid, output logic tready);
  logic on[0:T-1];
  initial $readmemh({NAME, ".on"}, on);
  assign tready = rst_n && on[cycle];
  always_ff @(posedge clk) if (rst_n && tvalid && tready) $display("%s %0d %h", NAME, cycle, tdata[W-1:0]);
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
  top.rst_n = 0;
  for (long c = -3; c < cycles; ++c) { top.rst_n = c >= 0; top.clk = 0; top.eval(); top.clk = 1; top.eval(); }
  top.final();
}
"""


class Refused(Exception):
    """The compiler's own message."""


class Different(Exception):
    """The first difference between the native run and the RTL."""


def run(command, cwd=None, log=None):
    settings = {**os.environ, "OBJCACHE": "ccache" if shutil.which("ccache") else "", "CCACHE_NOHASHDIR": "1"}
    done = subprocess.run([str(c) for c in command], cwd=cwd, capture_output=True, text=True, env=settings)
    if log:
        log.write_text(done.stdout + done.stderr)
    return done


def compile_rtl(case, sources, tool, folder):
    command = [tool, sources / case["source"], "--top", case["top"], "--axi-top", "-o", folder / "rtl",
               "-I", ROOT / "hls/include"]
    for include in case["includes"]:
        command += ["-I", sources / include]
    for define in case.get("defines", []):
        command += ["-D", define]
    for name, value in case.get("arguments", {}).items():
        command += ["--argument", f"{name}={value}"]
    done = run(command, log=folder / "weir-hlsc.log")
    if done.returncode != 0:
        raise Refused(done.stderr.strip())
    notes = [line for line in done.stderr.splitlines() if line.startswith("note:")]
    return json.loads((folder / "rtl" / f"{case['top']}.ports.json").read_text())["ports"], notes


def random_words(port, calls, dice):
    digits = (port["bits"] + 3) // 4
    return [f"{dice.getrandbits(port['bits']):0{digits}x}" for _ in range(port["words_per_call"] * calls)]


def run_natively(case, sources, ports, folder, headers):
    """Words of every output by port name, and whether it was with `headers`: folders before ours, for another maker's
    ap_int.h, which may be older than the kernel."""
    fill = drain = left = ""
    for port in ports:
        slot = f"std::get<{port['argument']}>(slots).value, {port['element']}"
        path = folder / f"{port['name']}.hex"
        if port["direction"] == "in":
            fill += f'  fill({slot}, "{path}");\n'
            left += f'  if (left({slot})) return 3;\n'
        else:
            path.unlink(missing_ok=True)
            drain += f'    drain({slot}, "{path}");\n'
    for name, value in case.get("arguments", {}).items():
        fill += f"  std::get<{case['argument_places'][name]}>(slots).value = {value};\n"
    text = NATIVE
    for key, value in {"SOURCE": sources / case["source"], "TOP": case["top"], "FILL": fill, "DRAIN": drain,
                       "LEFT": left, "CALLS": case["calls"]}.items():
        text = text.replace(f"@{key}@", str(value))
    (folder / "native.cpp").write_text(text)
    for before in ([headers, []] if headers else [[]]):
        command = ["clang++-19", "-std=c++20", "-O1", "-w", "-fbracket-depth=4096"]
        for include in [*before, ROOT / "hls/include", *[sources / i for i in case["includes"]]]:
            command += ["-I", include]
        command += [f"-D{define}" for define in case.get("defines", [])]
        built = run([*command, folder / "native.cpp", "-o", folder / "native"], log=folder / "native.log")
        if built.returncode == 0:
            break
    else:
        raise Different("the native program does not build: " + first_error(built.stderr))
    done = run([folder / "native"], cwd=folder)
    if done.returncode != 0:
        raise Different(f"the native program ends with {done.returncode}: {done.stderr.strip()[:200]}")
    words = {p["name"]: (folder / f"{p['name']}.hex").read_text().split() for p in ports if p["direction"] == "out"}
    return words, bool(before)


def first_error(text):
    return next((line for line in text.splitlines() if "error" in line), text[:200])


def build_bench(case, ports, cycles, folder):
    rtl = folder / "rtl"
    wires = instances = connections = ""
    for port in ports:
        n, bits = port["name"], port["bits"]
        padded = (bits + 7) // 8 * 8
        wires += f"  logic [{padded - 1}:0] {n}_d; logic {n}_v, {n}_r;\n"
        kind = "source" if port["direction"] == "in" else "sink"
        count = f".N({port['words_per_call'] * case['calls']}), " if kind == "source" else ""
        instances += (f'  bench_{kind} #(.W({bits}), .B({padded}), {count}.T({cycles}), .NAME("{n}")) b_{n}(.clk, '
                      f".rst_n, .cycle, .tdata({n}_d), .tvalid({n}_v), .tready({n}_r));\n")
        connections += f", .{n}_TDATA({n}_d), .{n}_TVALID({n}_v), .{n}_TREADY({n}_r)"
    (rtl / "bench.sv").write_text(
        BENCH_MODULES + "module bench(input logic clk, rst_n);\n  int cycle = 0;\n"
        "  always_ff @(posedge clk) if (rst_n) cycle <= cycle + 1;\n" + wires + instances +
        f"  {case['top']} dut(.ap_clk(clk), .ap_rst_n(rst_n){connections});\nendmodule\n")
    (rtl / "main.cpp").write_text(BENCH_MAIN)
    shutil.copy(ROOT / "hls/rtl/weir_fifo.sv", rtl)
    # A kernel has two texts; long runs take the one for Verilator.
    texts = {path.name.split(".")[0]: path for path in sorted(rtl.glob("*.sv")) if not path.name.endswith(".sim.sv")}
    if case.get("is_long"):
        texts.update({path.name.split(".")[0]: path for path in rtl.glob("*.sim.sv")})
    done = run(["verilator", "--cc", "--exe", "--build", "-j", "1", "-O3", "-Wno-fatal", "-Wno-lint", "-Wno-style",
                "--top-module", "bench", "-MAKEFLAGS", "OPT_FAST=-O1 OPT_SLOW=-O0", "-CFLAGS",
                f"-include {ROOT}/hls/rtl/weir_popcount.h", "--Mdir", "obj", *[p.name for p in texts.values()],
                "main.cpp"], cwd=rtl, log=folder / "verilator.log")
    if done.returncode != 0:
        raise Different("Verilator refuses the RTL: " + first_error(done.stdout + done.stderr))
    for path in rtl.glob("*.hex"):  # tables
        shutil.copy(path, folder)


def run_rtl(ports, cycles, rate, dice, folder):
    for port in ports:
        on = ["1" if rate == 0 or dice.random() >= rate else "0" for _ in range(cycles)]
        (folder / f"{port['name']}.on").write_text("\n".join(on) + "\n")
    done = run([folder / "rtl/obj/Vbench", cycles, "+weir_data=."], cwd=folder, log=folder / "rtl.log")
    if done.returncode != 0:
        raise Different("the RTL ends with an error: " + first_error(done.stdout + done.stderr))
    seen = {port["name"]: [] for port in ports}
    for line in done.stdout.splitlines():
        parts = line.split()
        if len(parts) == 3 and parts[0] in seen:
            seen[parts[0]].append((parts[2], int(parts[1])))
    return seen


def compare(expected, seen):
    """Cycle of the last expected word."""
    last = 0
    for name, words in expected.items():
        for k, word in enumerate(words):
            if k >= len(seen[name]):
                raise Different(f"{name}: {len(seen[name])} of {len(words)} words")
            got, cycle = seen[name][k]
            if int(got, 16) != int(word, 16):
                raise Different(f"{name}: word {k} is {got}, expected {word}")
            last = max(last, cycle)
    return last


def wanted_words(case, sources, ports, folder, headers):
    """Words of every output by port name, and who says so: golden's vectors where they are known, else the native run."""
    known = case.get("expected", {})
    if all(port["name"] in known for port in ports if port["direction"] == "out"):
        return {name: [f"{word:x}" for word in words] for name, words in known.items()}, "golden's words"
    words, is_vendors = run_natively(case, sources, ports, folder, headers)
    return words, "vendor headers" if is_vendors else "own headers"


def cosimulate(case, sources, tool, folder, headers=(), seed=1):
    """(words compared, cycles without stalls, notes, who said what is right). Raises Refused or Different."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    ports, notes = compile_rtl(case, sources, tool, folder)
    for port in ports:  # no schedule says it where it depends on data
        port["words_per_call"] = case.get("words_per_call", {}).get(port["name"], port["words_per_call"])
    dice = random.Random(seed)
    for port in ports:
        if port["direction"] == "in":
            words = case.get("inputs", {}).get(port["name"]) or random_words(port, case["calls"], dice)
            (folder / f"{port['name']}.hex").write_text("\n".join(words) + "\n")
    expected, judge = wanted_words(case, sources, ports, folder, headers)
    for port in ports:
        wanted = port["words_per_call"] * case["calls"]
        if port["direction"] == "out" and wanted >= 0 and len(expected[port["name"]]) != wanted:
            raise Different(f"{port['name']}: {len(expected[port['name']])} words wanted, {wanted} in the schedule")
    # A port that moves few words must not cut the run short.
    most = max(p["words_per_call"] for p in ports) * case["calls"]
    cycles = case.get("cycles", 2000 + CYCLES_PER_WORD * most)
    build_bench(case, ports, cycles, folder)
    free = compare(expected, run_rtl(ports, cycles, 0, dice, folder))
    for rate in case.get("rates", (0.3, 0.7)):
        compare(expected, run_rtl(ports, cycles, rate, dice, folder))
    return sum(len(words) for words in expected.values()), free + 1, notes, judge
