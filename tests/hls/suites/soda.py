"""Stencils that SODA generates, from HLSFactory, as published: those without floating point. One call over so many words
of memory that every line buffer is full."""
import random

WORDS = 700


def stencil(name, output, source, bits):
    dice = random.Random(name)
    words = [f"{dice.getrandbits(bits):x}" for _ in range(WORDS)]
    return {"name": f"soda/{name}", "repository": "HLSFactory", "top": f"{name}_kernel",
            "source": f"hlsfactory/hls_dataset_sources/soda/soda__{name}/{name}.cpp", "includes": [],
            "memories": {f"bank_1_{output}": WORDS, f"bank_0_{source}": WORDS},
            "words": {f"bank_0_{source}": words}, "calls": [{"coalesced_data_num": WORDS}], "cycles": 60_000}


CASES = [stencil("blur", "blur_y", "input", 256), stencil("erosion", "output", "input", 64),
         stencil("xcorr", "tmp3", "input", 64), stencil("sobel2d", "mag", "img", 64)]
