#!/usr/bin/python3
"""Stitched designs of FINN that others have published, as downloaded: layer by layer, FIFO by FIFO, and the whole.

    foreign_designs.py WEIR FOREIGN [PART-OF-PATH...]   (tools/interop foreign runs it)

WEIR: the program. FOREIGN: a folder of repositories. Every folder stitched_ip beside an
intermediate_models/step_create_stitched_ip.onnx is tried; what is known of a design from its makers or from other
simulators is compared. A design may be wrong: then the fault must be told at its layer.
"""
import json
import pathlib
import subprocess
import sys

weir, foreign = sys.argv[1], pathlib.Path(sys.argv[2])
FRAMES = 3

# By part of the path: bounds of the first frame's cycles (the makers' rtlsim report, less what differs by where counting
# begins), and the layer that is known to be wrong.
KNOWN = {
    "753-FPGA/projects/output_ipstitch_ooc_rtlsim": {"cycles": (978985, 978994)},
    "753-FPGA/best": {},
}


def designs():
    for network in sorted(foreign.rglob("step_create_stitched_ip.onnx")):
        rtl = network.parent.parent / "stitched_ip"
        if rtl.is_dir():
            yield network, rtl


def published_cycles(rtl):
    """Latency of the makers' own simulation; None where they left no report."""
    report = rtl.parent / "report" / "rtlsim_performance.json"
    if not report.is_file():
        return None
    try:
        return json.loads(report.read_text()).get("latency_cycles")
    except json.JSONDecodeError:
        return None


def run(network, rtl):
    command = [weir, "cosim", str(network), "--rtl", str(rtl), "--top", "finn_design_wrapper", "--random", str(FRAMES),
               "--all-layers", "--json", "--quiet"]
    result = subprocess.run(command, capture_output=True, text=True)
    if not result.stdout.startswith("{"):
        return None, (result.stdout + result.stderr).strip()
    outcome, end = json.JSONDecoder().raw_decode(result.stdout)
    return outcome, result.stdout[end:].strip()


def check(network, rtl):
    name = str(rtl.parent.relative_to(foreign))
    outcome, text = run(network, rtl)
    if outcome is None:
        print(f"FAIL  {name}\n      {text}", flush=True)
        return False
    layers = outcome["layers"]
    equal = sum(layer.get("equal", False) for layer in layers)
    known = next((facts for part, facts in KNOWN.items() if part in name.replace("+", "/")), {})
    low, high = known.get("cycles", (0, 1 << 62))
    good = outcome["equal"] and low <= outcome["latency_cycles"] <= high
    print(f"{'PASS' if good else 'FAIL'}  {name}: {equal} of {len(layers)} layers, the whole "
          f"{'equal' if outcome['equal'] else 'differs'}, {outcome['latency_cycles']} cycles "
          f"(published {published_cycles(rtl)}), interval {outcome['interval_cycles']}", flush=True)
    if not good:
        print("      " + "\n      ".join(text.splitlines()), flush=True)
    return good


def main():
    wanted = sys.argv[3:]
    tried = [(network, rtl) for network, rtl in designs() if not wanted or any(part in str(rtl) for part in wanted)]
    if not tried:
        print(f"skipped: stitched designs of others ({foreign} holds none)")
        return 0
    results = [check(network, rtl) for network, rtl in tried]
    print(f"{sum(results)} of {len(results)} designs equal golden")
    return 0 if all(results) else 1


sys.exit(main())
