#!/usr/bin/python3
"""FINN's RTL library against golden: every instance goes through `weir cosim --rtl` as FINN generates it.

    finn_rtl.py WEIR FINN CASES [NAME...]               (tools/interop finn-rtl installs what it needs and runs it)

WEIR: the program. FINN: a checkout of Xilinx/finn (its own Python generates the instances). CASES: a folder of
single-node FINN-ONNX files with measured.json, {NAME: {"rtl_latency_cycles": L, "rtl_interval_cycles": I}} as measured
elsewhere. Values must equal golden, free and stalled; cycles those of measured.json where it has them. Needs qonnx; says
so in one line and succeeds where it is absent.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import types
import warnings

warnings.filterwarnings("ignore")
os.environ.setdefault("PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION", "python")
weir, finn, cases = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
os.environ["FINN_ROOT"] = str(finn)
sys.path.insert(0, str(finn / "src"))
# FINN's simulator is not asked for anything: weir is.
for name in ("pyverilator", "pyverilator.util", "pyverilator.util.axi_utils"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["pyverilator"].PyVerilator = None
for name in ("_read_signal", "reset_rtlsim", "rtlsim_multi_io", "toggle_clk", "toggle_neg_edge", "toggle_pos_edge"):
    setattr(sys.modules["pyverilator.util.axi_utils"], name, None)
try:
    from qonnx.core.modelwrapper import ModelWrapper
    from qonnx.custom_op.registry import getCustomOp
except ImportError as missing:
    print(f"skipped: FINN's RTL library ({missing})")
    sys.exit(0)

FRAMES, STALLS = 3, 0.3
DSP48, DSP58 = "xczu7ev-ffvc1156-2-e", "xcvc1902-vsva2197-2MP-e-S"
CLOCK_NS = 10.0
# Cases that FINN's RTL itself refuses ($error), and with what words Weir does before it.
REFUSED = {"dwc-frac-4to6": "neither a multiple of the other"}
LIBRARIES = {"MVAU_rtl": ["mvu"], "VVAU_rtl": ["mvu"]}


def generate(model_file, folder, part):
    """The RTL of the file's node and its library; returns (operator, top module)."""
    model = ModelWrapper(str(model_file))
    node = model.graph.node[0]
    instance = getCustomOp(node)
    instance.set_nodeattr("code_gen_dir_ipgen", str(folder))
    instance.generate_hdl(model, part, CLOCK_NS)
    for library in LIBRARIES.get(node.op_type, []):
        for source in (finn / "finn-rtllib" / library).glob("*.sv"):
            shutil.copy(source, folder)
    return node.op_type, instance.get_nodeattr("gen_top_module") or instance.get_verilog_top_module_name()


MEMSTREAM = """module {top} (
  input ap_clk, input ap_rst_n, output m_axis_0_tvalid, input m_axis_0_tready, output [{bits}:0] m_axis_0_tdata
);
  memstream_axi_wrapper #(.DEPTH({depth}), .WIDTH({width}), .INIT_FILE("{file}")) inst (
    .ap_clk(ap_clk), .ap_rst_n(ap_rst_n), .awvalid(1'b0), .awprot(3'd0), .awaddr('0), .wvalid(1'b0), .wdata(32'd0),
    .wstrb(4'd0), .bready(1'b0), .arvalid(1'b0), .arprot(3'd0), .araddr('0), .rready(1'b0),
    .m_axis_0_tready(m_axis_0_tready), .m_axis_0_tvalid(m_axis_0_tvalid), .m_axis_0_tdata(m_axis_0_tdata));
endmodule
"""


def memstream(model_file, folder):
    """The weight memory of a matrix unit without it, with the parameters that FINN's stitching sets; its top module.
    Its file is the one that FINN writes."""
    model = ModelWrapper(str(model_file))
    node = model.graph.node[0]
    instance = getCustomOp(node)
    instance.generate_params(model, str(folder))
    width, top = instance.get_weightstream_width_padded(), node.name + "_wstrm"
    (folder / (top + ".v")).write_text(MEMSTREAM.format(top=top, bits=width - 1, depth=instance.calc_wmem(), width=width,
                                                        file=folder / "memblock.dat"))
    for source in (finn / "finn-rtllib/memstream/hdl").iterdir():
        shutil.copy(source, folder)
    return top


def cosim(model_file, folder, top, stalls=0.0):
    command = [weir, "cosim", str(model_file), "--rtl", str(folder), "--top", top, "--random", str(FRAMES), "--stalls",
               str(stalls), "--json", "--quiet"]
    result = subprocess.run(command, capture_output=True, text=True)
    if not result.stdout.startswith("{"):
        return {"equal": False, "why": (result.stdout + result.stderr).strip().splitlines()[:2]}
    outcome = json.JSONDecoder().raw_decode(result.stdout)[0]
    if "errors" in outcome:
        return {"equal": False, "why": [outcome["errors"][0]["what"]]}
    return outcome


def differences(run, measured):
    """What of a free run is not as measured elsewhere."""
    found = []
    for mine, theirs in (("latency_cycles", "rtl_latency_cycles"), ("interval_cycles", "rtl_interval_cycles")):
        if theirs in measured and run.get(mine) != measured[theirs]:
            found.append(f"{mine} {run.get(mine)}, measured {measured[theirs]}")
    return found


def check(name, model_file, make, measured):
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch) / "rtl"
        folder.mkdir()
        top = make(folder)
        runs = [cosim(model_file, folder, top), cosim(model_file, folder, top, STALLS)]
    if name in REFUSED:
        told = all(REFUSED[name] in str(run.get("why")) for run in runs)
        print(f"{'PASS' if told else 'FAIL'}  {name:24} refused, as by FINN's RTL: {runs[0].get('why')}", flush=True)
        return told
    wrong = [f"{what}: {run.get('why', 'values differ')}"
             for what, run in zip(("free", "stalled"), runs) if not run["equal"]]
    wrong = wrong or differences(runs[0], measured)
    print(f"{'PASS' if not wrong else 'FAIL'}  {name:24} latency {runs[0].get('latency_cycles')} interval "
          f"{runs[0].get('interval_cycles')}  {'; '.join(wrong)}", flush=True)
    return not wrong


def main():
    measured = json.loads((cases / "measured.json").read_text())
    wanted = sys.argv[4:]
    passed = failed = 0
    for model_file in sorted(cases.glob("*.onnx")):
        name = model_file.stem
        if wanted and not any(name.startswith(start) for start in wanted):
            continue
        operator = ModelWrapper(str(model_file)).graph.node[0].op_type
        part = DSP58 if operator == "VVAU_rtl" else DSP48
        makes = {name: (lambda folder: generate(model_file, folder, part)[1], measured.get(name, {}))}
        if operator in LIBRARIES:
            makes[name + " memstream"] = (lambda folder: memstream(model_file, folder), {})
        for label, (make, figures) in makes.items():
            try:
                good = check(label, model_file, make, figures)
            except Exception as refused:  # FINN's own generator may refuse a case that it does not build
                print(f"FAIL  {label:24} FINN generates nothing: {type(refused).__name__}: {refused}", flush=True)
                good = False
            passed, failed = passed + good, failed + (not good)
    print(f"{passed} of {passed + failed} instances equal golden, free and stalled, in the cycles measured")
    return 1 if failed else 0


sys.exit(main())
