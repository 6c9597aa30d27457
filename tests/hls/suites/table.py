"""Table "compiles / equal in co-simulation / refused because" of public kernels.
Usage: table.py WEIR_HLSC [--free] [NAME...]; $WEIR_HLS_SOURCES holds checkouts by the name of their repository (README.md)."""
import os
import pathlib
import subprocess
import sys
import tempfile

import bnn_pynq
import finn_hlslib
import finn_layers
import functions
import memory_bench
import own
import resnet50_pynq
import soda
import vitis_examples
from cosimulate import ROOT, Different, Refused, cosimulate, run

CASES = own.CASES + finn_hlslib.BLOCKS + resnet50_pynq.BLOCKS + vitis_examples.CASES + soda.CASES + bnn_pynq.cases()
# No such folder: only our own are there.
SOURCES = pathlib.Path(os.environ.get("WEIR_HLS_SOURCES", "/nonexistent")).resolve()
VENDOR_HEADERS = "HLS_arbitrary_Precision_Types"
FREE = "--free"  # functions with a test bench run once, without stalls
OWN = pathlib.Path(__file__).resolve().parent / "kernels"


def folder_of(repository, sources):
    return OWN if repository == "own" else sources / repository


def compare_types(vendor, scratch):
    """Do ap_int and ap_fixed of both makers give the same bits?"""
    printed = []
    for name, headers in (("own", ROOT / "hls/include"), ("vendor", vendor)):
        program = scratch / f"types_{name}"
        built = run(["clang++-19", "-std=c++20", "-O1", "-w", "-I", headers, OWN.parent / "ap_types.cpp", "-o", program])
        if built.returncode != 0:
            return f"ap_types.cpp does not build with the {name} headers"
        printed.append(run([program]).stdout.split())
    own_bits, vendor_bits = printed
    different = sum(a != b for a, b in zip(own_bits, vendor_bits)) + abs(len(own_bits) - len(vendor_bits))
    return f"ap_int and ap_fixed: {different} of {len(vendor_bits)} values differ from the vendor's"


def commit_of(folder):
    named = folder / "COMMIT"
    if named.exists():
        return named.read_text().strip()
    done = subprocess.run(["git", "-C", folder, "rev-parse", "HEAD"], capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def row(case, sources, tool, scratch, headers):
    try:
        if "function" in case:
            words, cycles, calls, is_static = functions.cosimulate(case, tool, scratch / case["name"].replace("/", "-"))
            return ("yes", f"{words} words", f"{cycles} cycles for {calls} calls" + ("" if is_static else ", which depend on data"))
        if "memories" in case:
            words, cycles, _ = memory_bench.cosimulate(case, folder_of(case["repository"], sources), tool,
                                                       scratch / case["name"], headers)
            return ("yes", f"{words} words in memory", f"{cycles} cycles of the last call, of {len(case['calls'])}")
        home = case.get("sources") or folder_of(case["repository"], sources)
        words, cycles, notes, judge = cosimulate(case, home, tool, scratch / case["name"], headers)
        return ("yes", f"{words} words", f"{cycles} cycles, {len(notes)} notes, {judge}")
    except Refused as error:
        lines = [line.strip() for line in str(error).splitlines() if not line.startswith("note:")]
        first = next((line for line in lines if line.startswith("error")), lines[0] if lines else "")
        place = next((line for line in lines if line.startswith("-->")), "")
        return ("no", "", f"{first} {place}")
    except Different as error:
        return ("yes", "NO", str(error))


def is_chosen(name, names):
    return not names or any(name == n or name.startswith(n + "/") or n.startswith(name + "/") for n in names)


def all_cases(tool, names, scratch):
    cases = CASES + functions.cases(SOURCES)
    if is_chosen("finn", names) and (SOURCES / "finn-hlslib").is_dir():
        cases += finn_layers.cases(tool.parent / "weir", SOURCES / "finn-hlslib", scratch)
    return [case for case in cases if is_chosen(case["name"], names)]


def main():
    with tempfile.TemporaryDirectory() as scratch:
        names = [name for name in sys.argv[2:] if name != FREE]
        if FREE in sys.argv:
            functions.RATES = (0,)
        return run_all(pathlib.Path(sys.argv[1]).resolve(), names, pathlib.Path(scratch))


def run_all(tool, names, scratch):
    sources = SOURCES
    chosen = all_cases(tool, names, scratch)
    missing = sorted({case["repository"] for case in chosen if not folder_of(case["repository"], sources).is_dir()})
    if missing:
        print(f"skipped: {', '.join(missing)} (no such folder in $WEIR_HLS_SOURCES)")
        chosen = [case for case in chosen if case["repository"] not in missing]
    for repository in sorted({case["repository"] for case in chosen}):
        if repository != "own":
            print(f"{repository} {commit_of(sources / repository)}")
    vendor = sources / VENDOR_HEADERS / "include"
    headers = [vendor] if vendor.is_dir() else []
    print("native C++ with " + (f"the vendor's ap_int.h, {commit_of(vendor.parent)}" if headers else "our ap_int.h"))
    equal = 0
    wrong = 0
    if headers and not names:
        print(compare_types(vendor, scratch), flush=True)
    print("| kernel | compiles | equal in co-simulation | |\n|---|---|---|---|", flush=True)
    for case in chosen:
        compiles, same, text = row(case, sources, tool, scratch, headers)
        equal += compiles == "yes" and same != "NO"
        wrong += same == "NO"
        print(f"| {case['name']} | {compiles} | {same} | {text} |", flush=True)
    print(f"{equal} of {len(chosen)} equal, {wrong} different")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
