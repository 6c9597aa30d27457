"""The layers by HLS of FINN's builds in $WEIR_DATA/finn_builds, as functions in the form that FINN 0.9 gives them: a call
of finn-hlslib between AXI4-Streams, parameters in thresh.h and params.h. Our own text from the attributes and
initialisers of the build's last ONNX file; the words around every layer are golden's (`weir vectors`)."""
import os
import pathlib
import re
import subprocess

import onnx_file

DATA = pathlib.Path(os.environ.get("WEIR_DATA", pathlib.Path(__file__).resolve().parents[4] / "shared/data"))
BUILDS = ("sat6_t1w2", "sat6_t1w8", "sat6_t1w8_v2", "sat6_t1w8_v3")
ONNX = "step_create_stitched_ip.onnx"
KINDS = ("ConvolutionInputGenerator", "FMPadding_Batch", "MatrixVectorActivation", "Pool_Batch", "LabelSelect_Batch",
         "Thresholding_Batch")


def bits_of(name):
    return 1 if name in ("BINARY", "BIPOLAR") else int(re.search(r"\d+$", name).group())


def hls_type(name):
    return ("ap_int" if name.startswith("INT") else "ap_uint") + f"<{bits_of(name)}>"


def product(numbers):
    result = 1
    for number in numbers:
        result *= number
    return result


def braces(values, dims):
    if len(dims) == 1:
        return "{" + ", ".join(str(v) for v in values) + "}"
    step = len(values) // dims[0]
    return "{" + ",\n".join(braces(values[k * step:(k + 1) * step], dims[1:]) for k in range(dims[0])) + "}"


def thresh_h(layer, tensor, input_type, rows):
    """Rows [channel][step] as [PE][TMEM][step]; a single row stands for every channel."""
    a = layer["attributes"]
    dims, values = tensor
    steps = dims[-1]
    channel = [[int(v) for v in values[r * steps:(r + 1) * steps]] for r in range(dims[0])]
    channel = channel * (rows // dims[0])
    tmem = rows // a["PE"]
    ordered = [v for pe in range(a["PE"]) for nf in range(tmem) for v in channel[nf * a["PE"] + pe]]
    kind = hls_type(input_type)
    return (f"static ThresholdsActivation<{tmem}, {a['PE']}, {steps}, {kind}, {hls_type(a['outputDataType'])}, "
            f"{a.get('ActVal', 0)}, comp::less_equal<{kind}, {kind}>> threshs = {{\n"
            + braces(ordered, [a["PE"], tmem, steps]) + "\n};\n")


def weight_words(layer, tensor):
    """[PE][WMEM] words of SIMD weights, the first lowest."""
    a = layer["attributes"]
    bits, values = bits_of(a["weightDataType"]), tensor[1]
    folds = a["MW"] // a["SIMD"]

    def word(pe, tile):
        nf, sf = divmod(tile, folds)
        row = nf * a["PE"] + pe
        return sum((int(values[(sf * a["SIMD"] + s) * a["MH"] + row]) & (1 << bits) - 1) << (s * bits)
                   for s in range(a["SIMD"]))

    return [[word(pe, tile) for tile in range(folds * a["MH"] // a["PE"])] for pe in range(a["PE"])]


def params_h(layer, tensor):
    a = layer["attributes"]
    bits = a["SIMD"] * bits_of(a["weightDataType"])
    rows = weight_words(layer, tensor)
    text = ",\n".join("{" + ", ".join(f'ap_uint<{bits}>("0x{w:x}", 16)' for w in row) + "}" for row in rows)
    return (f"const FixedPointWeights<{a['SIMD']}, {hls_type(a['weightDataType'])}, {a['PE']}, {len(rows[0])}> "
            f"weights = {{{{\n{text}\n}}}};\n")


class Top:
    """Source of one layer."""

    def __init__(self, layer):
        self.layer, self.a = layer, layer["attributes"]
        self.headers, self.defines, self.ports, self.pragmas, self.call, self.files = [], {}, [], [], "", {}

    def port(self, name, bits):
        self.ports.append(f"hls::stream<ap_uint<{bits}>> &{name}")
        self.pragmas.insert(len(self.ports) - 1, f"INTERFACE axis port={name}")

    def text(self):
        lines = ["#define AP_INT_MAX_W 8191", '#include "bnn-library.h"']
        lines += [f'#include "{h}"' for h in self.headers]
        lines += [f"#define {k} {v}" for k, v in self.defines.items()]
        lines += [f"void {self.layer['name']}(" + ", ".join(self.ports) + ") {"]
        lines += [f"#pragma HLS {p}" for p in [*self.pragmas, "INTERFACE ap_ctrl_none port=return"]]
        return "\n".join([*lines, self.call, "}", ""])


def thresholding(t, tensors):
    a = t.a
    t.headers = ["activations.hpp", "thresh.h"]
    t.defines = {"NumChannels1": a["NumChannels"], "PE1": a["PE"], "numReps": 1, "ImgDim1": product(a["numInputVectors"])}
    t.port("in0_V", a["PE"] * bits_of(a["inputDataType"]))
    t.port("out_V", a["PE"] * bits_of(a["outputDataType"]))
    t.pragmas += ["ARRAY_PARTITION variable=threshs.m_thresholds complete dim=1",
                  "ARRAY_PARTITION variable=threshs.m_thresholds complete dim=3"]
    if a["PE"] < a["NumChannels"]:
        t.pragmas.append("RESOURCE variable=threshs.m_thresholds core=ROM_2P_LUTRAM")
    t.call = (f"Thresholding_Batch<ImgDim1, NumChannels1, PE1, Slice<{hls_type(a['inputDataType'])}>, "
              f"Slice<{hls_type(a['outputDataType'])}>>(in0_V, out_V, threshs, numReps);")
    t.files["thresh.h"] = thresh_h(t.layer, tensors[t.layer["inputs"][1]], a["weightDataType"], a["NumChannels"])


def padding(t, _):
    a = t.a
    p, out = a["Padding"], a["ImgDim"][0] + a["Padding"][0] + a["Padding"][2]
    t.headers = ["streamtools.h"]
    t.defines = {"ImgDim1": a["ImgDim"][0], "OutputDim1": out, "PaddingBefore1": p[0], "PaddingBehind1": p[2],
                 "NumChannels1": a["NumChannels"], "SIMD1": a["SIMD"], "numReps": 1}
    for name in ("in0_V", "out_V"):
        t.port(name, a["SIMD"] * bits_of(a["inputDataType"]))
    t.call = ("FMPadding_Batch<ImgDim1, OutputDim1, PaddingBefore1, PaddingBehind1, NumChannels1, SIMD1, "
              f"{hls_type(a['inputDataType'])}>(in0_V, out_V, numReps);")


def window(t, _):
    a = t.a
    t.headers = ["slidingwindow.h"]
    t.defines = {"ConvKernelDim1": a["ConvKernelDim"][0], "IFMChannels1": a["IFMChannels"],
                 "Input_precision1": bits_of(a["inputDataType"]), "IFMDim1": a["IFMDim"][0], "OFMDim1": a["OFMDim"][0],
                 "SIMD1": a["SIMD"], "Stride1": a["Stride"][0], "numReps": 1}
    for name in ("in0_V", "out_V"):
        t.port(name, "SIMD1*Input_precision1")
    function = "ConvolutionInputGenerator"
    if a["ConvKernelDim"][0] % a["Stride"][0]:
        function += "_kernel_stride"
    if a["depthwise"]:
        function += "_dws"
    style = {"block": "bram", "distributed": "lutram", "ultra": "uram"}.get(a.get("ram_style"), "dflt")
    t.call = (f"{function}<ConvKernelDim1, IFMChannels1, Input_precision1, IFMDim1, OFMDim1, SIMD1, Stride1>"
              f"(in0_V, out_V, numReps, ap_resource_{style}());")


def mvau(t, tensors):
    a = t.a
    has_thresholds = not a["noActivation"]
    folds = a["MW"] // a["SIMD"] * a["MH"] // a["PE"]
    t.headers = ["weights.hpp", "activations.hpp", "mvau.hpp"]
    t.defines = {"MW1": a["MW"], "MH1": a["MH"], "SIMD1": a["SIMD"], "PE1": a["PE"], "WMEM1": folds,
                 "TMEM1": a["MH"] // a["PE"] if has_thresholds else 0, "numReps": product(a["numInputVectors"])}
    t.port("in0_V", a["SIMD"] * bits_of(a["inputDataType"]))
    weight_bits = bits_of(a["weightDataType"])
    activation = f"PassThroughActivation<{hls_type(a['outputDataType'])}>()"
    types = f"Slice<{hls_type(a['inputDataType'])}>, Slice<{hls_type(a['outputDataType'])}>, Identity"
    resource = f"ap_resource_{ {'lut': 'lut', 'dsp': 'dsp'}.get(a.get('resType'), 'dflt') }()"
    if has_thresholds:
        t.headers.append("thresh.h")
        t.files["thresh.h"] = thresh_h(t.layer, tensors[t.layer["inputs"][2]], a["accDataType"], a["MH"])
        activation = "threshs"
    if a["mem_mode"] == "decoupled":
        t.port("weights_V", a["PE"] * a["SIMD"] * weight_bits)
        t.defines["WP1"] = weight_bits
        t.pragmas.append("stream depth=8 variable=weights_V")
        call = (f"Matrix_Vector_Activate_Stream_Batch<MW1, MH1, SIMD1, PE1, {types}, {hls_type(a['weightDataType'])}>"
                f"(in0_V, out_V, weights_V, {activation}, numReps, {resource});")
    else:
        t.headers.append("params.h")
        t.files["params.h"] = params_h(t.layer, tensors[t.layer["inputs"][1]])
        t.pragmas.append("ARRAY_PARTITION variable=weights.m_weights complete dim=1")
        call = (f"Matrix_Vector_Activate_Batch<MW1, MH1, SIMD1, PE1, 1, {types}>"
                f"(in0_V, out_V, weights, {activation}, numReps, {resource});")
    t.port("out_V", a["PE"] * bits_of(a["outputDataType"]))
    if has_thresholds:
        t.pragmas += ["ARRAY_PARTITION variable=threshs.m_thresholds complete dim=1",
                      "ARRAY_PARTITION variable=threshs.m_thresholds complete dim=3"]
    t.call = call


def pool(t, _):
    a = t.a
    inner, outer = hls_type(a["InputDataType"]), hls_type(a["OutputDataType"])
    t.headers = ["activations.hpp", "maxpool.h", "pool.hpp"]
    t.defines = {"Channels": a["Channels"], "PE": a["PE"], "KernelSize": product(a["KernelSize"]),
                 "OFMDimTotal": product(a["OutImgDims"]), "numReps": a["BatchSize"]}
    t.port("in0_V", a["PE"] * bits_of(a["InputDataType"]))
    t.port("out_V", a["PE"] * bits_of(a["OutputDataType"]))
    if a["Function"] == "QuantAvgPool":
        sign = "ap_int" if a["InputDataType"].startswith("INT") else "ap_uint"
        function = f"QuantAvgPoolFunction<{sign}<{a['AccumBits']}>, {outer}, {a['Size']}>"
    else:
        function = f"MaxPoolFunction<{inner}, KernelSize>"
    t.call = (f"{function} pool_fxn;\nPool_batch<Channels, PE, KernelSize, Slice<{inner}>, Slice<{outer}>>"
              "(in0_V, out_V, pool_fxn, OFMDimTotal*numReps);")


def label_select(t, _):
    a = t.a
    t.headers = ["maxpool.h"]
    t.port("in0_V", f"{a['PE']}*{bits_of(a['inputDataType'])}")
    t.port("out_V", bits_of(a["outputDataType"]))
    t.call = (f"LabelSelect_Batch<{a['Labels']}, {a['PE']}, {a['K']}, {hls_type(a['inputDataType'])}, "
              f"{hls_type(a['outputDataType'])}>(in0_V, out_V, {product(a['numInputVectors'])});")


WRITERS = {"Thresholding_Batch": thresholding, "FMPadding_Batch": padding, "ConvolutionInputGenerator": window,
           "MatrixVectorActivation": mvau, "Pool_Batch": pool, "LabelSelect_Batch": label_select}


def write_sources(folder):
    """(build, layer, its tensors) of every layer, whose source is written to <folder>/<build>/<layer>/top.cpp."""
    layers = []
    for build in BUILDS:
        nodes, tensors = onnx_file.read(DATA / "finn_builds" / build / ONNX)
        for node in nodes:
            if node["op"] not in KINDS:
                continue
            top = Top(node)
            WRITERS[node["op"]](top, tensors)
            home = folder / build / node["name"]
            home.mkdir(parents=True, exist_ok=True)
            (home / "top.cpp").write_text(top.text())
            for name, text in top.files.items():
                (home / name).write_text(text)
            layers.append((build, node, tensors))
    return layers


NAMES_OF_WEIR = {"MatrixVectorActivation": "MVAU", "FMPadding_Batch": "FMPadding", "Thresholding_Batch": "Thresholding",
                 "Pool_Batch": "Pool", "LabelSelect_Batch": "LabelSelect"}


def stream_behind(node):
    return node["name"].replace(node["op"], NAMES_OF_WEIR.get(node["op"], node["op"])) + "_out0"


def stream_before(node, makers):
    """Name of golden's stream that a layer reads: FIFOs keep words, a converter's have a name of their own."""
    maker, converted = makers.get(node["inputs"][0]), ""
    while maker and maker["op"] not in KINDS:
        converted = converted or ("_dwc" if "DataWidthConverter" in maker["op"] else "")
        maker = makers.get(maker["inputs"][0])
    return (stream_behind(maker) if maker else "global_in") + converted


def words(path, bits):
    data, size = path.read_bytes(), (bits + 7) // 8
    return [int.from_bytes(data[at:at + size], "little") for at in range(0, len(data), size)]


def case_of(build, node, makers, tensors, vectors, sources):
    a = node["attributes"]
    lanes = {"MatrixVectorActivation": ("SIMD", "PE")}.get(node["op"], ("SIMD", "SIMD") if "SIMD" in a else ("PE", "PE"))
    kinds = [a.get(key) or a[key[0].upper() + key[1:]] if key in a or key[0].upper() + key[1:] in a else a["inputDataType"]
             for key in ("inputDataType", "outputDataType")]
    widths = [a[lane] * bits_of(kind) for lane, kind in zip(lanes, kinds)]
    if node["op"] == "LabelSelect_Batch":
        widths[1] = bits_of(a["outputDataType"])
    inputs = {"in0_V": [f"{w:x}" for w in words(vectors / f"{stream_before(node, makers)}.bin", widths[0])]}
    if a.get("mem_mode") == "decoupled":
        bits = a["SIMD"] * bits_of(a["weightDataType"])
        rows = weight_words(node, tensors[node["inputs"][1]])
        once = [f"{sum(row[k] << (pe * bits) for pe, row in enumerate(rows)):x}" for k in range(len(rows[0]))]
        inputs["weights_V"] = once * product(a["numInputVectors"])
    wanted = words(vectors / f"{stream_behind(node)}.bin", widths[1])
    if node["op"] == "LabelSelect_Batch":
        # Golden's scores may be of fewer bits than the file's: the label is that of the words as they are read here.
        half = 1 << widths[0] - 1
        scores = [(int(w, 16) ^ half) - half for w in inputs["in0_V"]]
        wanted = [scores.index(max(scores))]
    return {"name": f"finn/{build}/{node['name']}", "repository": "finn-hlslib", "sources": sources,
            "source": f"{build}/{node['name']}/top.cpp", "top": node["name"],
            "includes": [f"{build}/{node['name']}", sources / ".." / "finn-hlslib"], "calls": 1, "inputs": inputs,
            "expected": {"out_V": wanted},
            "cycles": 3 * a["cycles_estimate"] + 20_000, "rates": (0.3,)}


def cases(weir, hlslib, scratch):
    """The layers' sources and golden's words of one random frame, below `scratch`."""
    if not (DATA / "finn_builds" / BUILDS[0]).is_dir():
        return []
    sources = scratch / "finn_sources"
    sources.mkdir()
    (scratch / "finn-hlslib").symlink_to(hlslib)
    found = []
    layers = write_sources(sources)
    for build in BUILDS:
        onnx = DATA / "finn_builds" / build / ONNX
        vectors = scratch / "vectors" / build
        subprocess.run([weir, "vectors", onnx, "--random", "1", "--format", "csim", "-o", vectors, "--quiet"], check=True,
                       stdout=subprocess.DEVNULL)
        makers = {name: node for node in onnx_file.read(onnx)[0] for name in node["outputs"]}
        found += [case_of(build, node, makers, tensors, vectors, sources) for b, node, tensors in layers if b == build]
    return found
