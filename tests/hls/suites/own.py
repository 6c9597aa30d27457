"""Kernels of our own in the published style."""
import random


def hex_words(count, bits, seed):
    dice = random.Random(seed)
    return [f"{dice.getrandbits(bits):x}" for _ in range(count)]


def lookup_calls():
    dice = random.Random(3)
    tables = [(0, 4, 8), (1, 8, 3)]
    calls = [{"init": 1, "table": t, "row": r, "column": c, "value": dice.getrandbits(64)}
             for t, rows, columns in tables for r in range(rows) for c in range(columns)]
    return [*calls, {"n": 3}, {"init": 1, "table": 1, "row": 2, "column": 1, "value": 77}, {"n": 5}]


CASES = [
    {"name": "layers", "repository": "own", "source": "layers.cpp", "top": "layers", "includes": ["."], "calls": 3,
     "arguments": {"numReps": 2}, "argument_places": {"numReps": 3}},
    {"name": "fan", "repository": "own", "source": "fan.cpp", "top": "fan", "includes": ["."], "calls": 3},
    {"name": "loop_region", "repository": "own", "source": "loop_region.cpp", "top": "loop_region", "includes": ["."], "calls": 3},
    {"name": "scale", "repository": "own", "source": "scale.cpp", "top": "scale", "includes": ["."],
     "memories": {"in": 700, "bias": 8, "out": 700}, "words": {"in": hex_words(700, 32, 1), "bias": hex_words(8, 64, 2)},
     "calls": [{"factor": 3}, {"factor": 40001}], "cycles": 20000},
    {"name": "lookup", "repository": "own", "source": "lookup.cpp", "top": "lookup", "includes": ["."],
     "memories": {"in": 80, "out": 80}, "words": {"in": hex_words(80, 32, 4)}, "calls": lookup_calls(), "cycles": 20000},
    {"name": "divisor", "repository": "own", "source": "divisor.cpp", "top": "divisor", "includes": ["."],
     "memories": {"in": 80, "out": 41}, "words": {"in": hex_words(80, 8, 5)},
     "calls": [{"pairs": 40, "limit": 1}, {"pairs": 0, "limit": 9}, {"pairs": 17, "limit": 0}], "cycles": 40000},
]
