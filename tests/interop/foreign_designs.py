#!/usr/bin/python3
"""Stitched designs of FINN that others have published, as downloaded: layer by layer, FIFO by FIFO, and the whole.

    foreign_designs.py WEIR FOREIGN [PART-OF-PATH...]   (tools/interop foreign runs it)

WEIR: the program. FOREIGN: a folder of repositories. Every folder stitched_ip beside an
intermediate_models/*step_create_stitched_ip.onnx (some releases number the steps) is tried, its first frame's cycles compared with the makers' own
report/rtlsim_performance.json. A design may be wrong: then the fault must be told at its layer.
"""
import json
import pathlib
import subprocess
import sys

weir, foreign = sys.argv[1], pathlib.Path(sys.argv[2])
FRAMES = 3

# Cycles of the first frame may differ from the makers' report by where counting begins.
CYCLES_OFF = 12
# Published designs that are wrong, by part of the path: the kind of layer at which the fault must be told, and how many
# frames it leaves right (its makers' simulation ran one).
WRONG = {"finnTech/Model/CNN/dataflow_build_dir_custom": ("ConvolutionInputGenerator", 1)}


def designs():
    for network in sorted(foreign.rglob("*step_create_stitched_ip.onnx")):
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
    if "errors" in outcome:
        return None, outcome["errors"][0]["what"]
    return outcome, result.stdout[end:].strip()


def check(network, rtl):
    name = str(rtl.parent.relative_to(foreign))
    outcome, text = run(network, rtl)
    if outcome is None:
        print(f"FAIL  {name}\n      {text}", flush=True)
        return False
    layers, published = outcome["layers"], published_cycles(rtl)
    differing = [layer["stage"] for layer in layers if not layer.get("equal", False)]
    wrong = next((facts for part, facts in WRONG.items() if part in name), None)
    if wrong:
        good = not outcome["equal"] and outcome["frames_equal"] == wrong[1] and differing[:1] and wrong[0] in differing[0]
    else:
        good = outcome["equal"] and not differing
    if published is not None:
        good = good and abs(outcome["latency_cycles"] - published) <= CYCLES_OFF
    print(f"{'PASS' if good else 'FAIL'}  {name}: {len(layers) - len(differing)} of {len(layers)} layers, the whole "
          f"{'equal' if outcome['equal'] else 'differs'}, {outcome['latency_cycles']} cycles (published {published}, "
          f"as FINN drives it {outcome.get('finn_rtlsim', {}).get('latency_cycles')}), "
          f"interval {outcome['interval_cycles']}", flush=True)
    if not good:
        print("      " + "\n      ".join(text.splitlines()), flush=True)
    return bool(good)


def main():
    wanted = sys.argv[3:]
    tried = [(network, rtl) for network, rtl in designs() if not wanted or any(part in str(rtl) for part in wanted)]
    if not tried:
        print(f"skipped: stitched designs of others ({foreign} holds none)")
        return 0
    results = [check(network, rtl) for network, rtl in tried]
    print(f"{sum(results)} of {len(results)} designs are as they should be")
    return 0 if all(results) else 1


sys.exit(main())
