"""Tops of BNN-PYNQ, as published: parameters written through the registers, as the host does, then pictures in one call.
Parameters and pictures from $WEIR_DATA (bnn_pynq/params, mnist, cifar10), expected words measured with the original
software, beside them."""
import os
import pathlib
import re
import struct

PICTURES = 10
DATA = pathlib.Path(os.environ.get("WEIR_DATA", pathlib.Path(__file__).resolve().parents[4] / "shared/data"))


def parameter_calls(folder):
    """One call per 64-bit word of <layer>-<pe>-weights.bin and -thres.bin; thresholds lie row by row."""
    calls = []
    names = sorted(folder.glob("*.bin"), key=lambda p: [int(x) if x.isdigit() else x for x in re.split(r"[-.]", p.name)])
    counts = {}
    for path in names:
        layer, pe, kind = path.stem.split("-")
        words = struct.unpack(f"<{path.stat().st_size // 8}Q", path.read_bytes())
        if kind == "weights":
            calls += [{"doInit": 1, "targetLayer": 2 * int(layer), "targetMem": int(pe), "targetInd": k, "val": w}
                      for k, w in enumerate(words)]
        else:
            counts.setdefault(layer, []).append((int(pe), words))
    return calls, counts


def threshold_calls(counts, config):
    calls = []
    for layer, files in counts.items():
        rows = int(re.search(rf"#define\s+L{layer}_TMEM\s+(\d+)", config).group(1))
        for pe, words in files:
            each = len(words) // rows
            calls += [{"doInit": 1, "targetLayer": 2 * int(layer) + 1, "targetMem": pe, "targetInd": k // each,
                       "targetThresh": k % each, "val": w} for k, w in enumerate(words)]
    return calls


def mnist_words():
    raw = (DATA / "mnist/t10k-images-idx3-ubyte").read_bytes()[16:]
    words = []
    for picture in range(PICTURES):
        pixels = raw[784 * picture:784 * (picture + 1)]
        bits = sum(1 << k for k, p in enumerate(pixels) if p >= 128)
        words += [f"{bits >> (64 * k) & (1 << 64) - 1:x}" for k in range(13)]
    return words


def cifar_words():
    raw = (DATA / "cifar10/test_subset100.bin").read_bytes()
    words = []
    for picture in range(PICTURES):
        planes = raw[3073 * picture + 1:3073 * (picture + 1)]
        values = bytes(min(127, planes[1024 * c + k] - 128 + (planes[1024 * c + k] >= 128)) & 255
                       for k in range(1024) for c in range(3))
        words += [f"{w:x}" for w in struct.unpack("<384Q", values)]
    return words


def expected(network):
    if network.startswith("lfc"):
        return list(struct.unpack(f"<{PICTURES}Q", (DATA / f"mnist/{network}.expected_words.u64").read_bytes()[:8 * PICTURES]))
    raw = (DATA / f"cifar10/{network}.expected_scores.i16").read_bytes()[:128 * PICTURES]
    return list(struct.unpack(f"<{16 * PICTURES}Q", raw))


def contents(calls, config):
    """Tables as the calls leave them, by name: their elements, in order."""
    def size(layer, what):
        return int(re.search(rf"#define\s+L{layer}_{what}\s+(\d+)", config).group(1))

    tables = {}
    for call in calls:
        layer, is_threshold = divmod(call["targetLayer"], 2)
        if is_threshold:
            each = size(layer, "API")
            place = (call["targetMem"] * size(layer, "TMEM") + call["targetInd"]) * each + call["targetThresh"]
        else:
            place = call["targetMem"] * size(layer, "WMEM") + call["targetInd"]
        tables.setdefault(("threshs" if is_threshold else "weights") + str(layer), {})[place] = call["val"]
    return tables


def top(network, sources):
    lfc = network.startswith("lfc")
    folder = DATA / "bnn_pynq/params" / ("mnist" if lfc else "cifar10") / network
    own = f"bnn/src/network/{network}/hw"
    calls, counts = parameter_calls(folder)
    config = (sources / "BNN-PYNQ" / own / "config.h").read_text()
    calls += threshold_calls(counts, config)
    # Millions of cycles: in RTL the registers bring the parameters of the last layer's first PE alone, the others are
    # there at power-up.
    last = max(call["targetLayer"] for call in calls if call["targetLayer"] % 2 == 0)
    ahead = [call for call in calls if call["targetLayer"] < last or call["targetMem"] > 0]
    behind = [call for call in calls if call["targetLayer"] >= last and call["targetMem"] == 0]
    words = mnist_words() if lfc else cifar_words()
    return {"name": network, "repository": "BNN-PYNQ", "source": f"{own}/top.cpp", "top": "BlackBoxJam",
            "includes": ["../finn-hlslib-bnn", own], "memories": {"in": len(words), "out": len(words) // 13 if lfc else 16 * PICTURES},
            "words": {"in": words}, "calls": [*calls, {"numReps": PICTURES}],
            "rtl_calls": [*behind, {"numReps": PICTURES}], "tables": contents(ahead, config), "cycles": 20_000_000,
            "expected": {"out": expected(network)}, "flags": "-O2", "rates": (0, 30)}


def cases():
    """None where sources or data are not there."""
    sources = pathlib.Path(os.environ.get("WEIR_HLS_SOURCES", "/nonexistent")).resolve()
    if not (sources / "BNN-PYNQ").is_dir() or not (DATA / "bnn_pynq").is_dir():
        return []
    return [top(network, sources) for network in ("lfcW1A1", "lfcW1A2", "cnvW1A1", "cnvW1A2")]
