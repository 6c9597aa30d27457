"""Table of pipeline depth, II and cycles a frame of the layers of $WEIR_DATA/finn_builds: ours beside those of Vitis HLS.
Ours: kernel.json of the same C++ (finn_layers.py). Theirs: iterations in flight N as the published Verilog has them
(pipeline_depths.json) - a loop of N + 1 stages at II 1 -, and a frame each FINN's own estimate and the gap between two
calls: N + 4 where the loop is in a module of its own, else 1.
Usage: beside_vitis.py WEIR_HLSC; finn-hlslib in $WEIR_HLS_SOURCES."""
import json
import os
import pathlib
import sys
import tempfile

import finn_layers
from cosimulate import ROOT, run


def ours(tool, home, name, hlslib, out):
    done = run([tool, home / "top.cpp", "--top", name, "--axi-top", "-I", ROOT / "hls/include", "-I", home, "-I", hlslib,
                "-o", out])
    if done.returncode:
        return None
    return json.loads((out / f"{name}_kernel.kernel.json").read_text())


def main():
    tool = pathlib.Path(sys.argv[1]).resolve()
    hlslib = pathlib.Path(os.environ.get("WEIR_HLS_SOURCES", "/nonexistent")).resolve() / "finn-hlslib"
    depths = finn_layers.DATA / "finn_builds/pipeline_depths.json"
    if not hlslib.is_dir() or not depths.is_file():
        print("skipped: beside Vitis (no finn-hlslib in $WEIR_HLS_SOURCES, or no data)")
        return
    theirs = json.loads(depths.read_text())
    print("| build, layer | SIMD, PE | stages, ours and theirs | II, ours and theirs | cycles a frame, ours and theirs |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        for build, node, _ in finn_layers.write_sources(pathlib.Path(scratch)):
            name, a = node["name"], node["attributes"]
            own = ours(tool, pathlib.Path(scratch) / build / name, name, hlslib, pathlib.Path(scratch) / "out" / build / name)
            known = theirs[build].get(name)
            if own is None or known is None:
                print(f"| {build} {name} | | not compiled, or no depth published | | |", flush=True)
                continue
            n = known["iterations_N"]
            gap = n + 4 if known["in_submodule"] else 1
            print(f"| {build} {name} | {a.get('SIMD', '-')}, {a.get('PE', '-')} | {own['stages']}, {n + 1} | {own['ii']}, 1 | "
                  f"{own['iterations'] * own['ii']}, {a['cycles_estimate'] + gap} |", flush=True)


if __name__ == "__main__":
    main()
