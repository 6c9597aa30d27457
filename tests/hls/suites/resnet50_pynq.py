"""Residual blocks of ResNet50-PYNQ, as published: parameters and pragmas beside the source. finn-hlslib-resnet is
finn-hlslib at the commit of its submodule. Where $WEIR_DATA is there, the input is a picture's, and every block's output
is known beside it (one byte per code, height, width, channel)."""
import os
import pathlib

DATA = pathlib.Path(os.environ.get("WEIR_DATA", pathlib.Path(__file__).resolve().parents[4] / "shared/data"))
VECTORS = DATA / "resnet50_w1a2/vectors"
CHANNELS_PER_WORD = 32


def words_of(codes, bits):
    return [sum(code << (bits * k) for k, code in enumerate(codes[at:at + CHANNELS_PER_WORD]))
            for at in range(0, len(codes), CHANNELS_PER_WORD)]


def residual(name, branches, before, bits):
    case = {"name": name, "repository": "ResNet50-PYNQ", "source": "src/resblock.cpp", "top": "resblock",
            "includes": ["../finn-hlslib-resnet", f"src/w1a2_v1.0/{name}", "src", "src/hls"], "defines": [branches],
            "calls": 1, "cycles": 300_000, "rates": (0.3,), "is_long": True}
    if VECTORS.is_dir():
        case["inputs"] = {"input": [f"{w:x}" for w in words_of((VECTORS / f"{before}.bin").read_bytes(), bits)]}
        case["expected"] = {"output": words_of((VECTORS / f"{name}.bin").read_bytes(), 4)}
    return case


BLOCKS = [residual("res2a", "RES2BR", "pre", 2), residual("res2b", "RES1BR", "res2a", 4)]
