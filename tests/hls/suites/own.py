"""Kernels of our own in the published style."""
CASES = [
    {"name": "layers", "repository": "own", "source": "layers.cpp", "top": "layers", "includes": ["."], "calls": 3,
     "arguments": {"numReps": 2}, "argument_places": {"numReps": 3}},
    {"name": "fan", "repository": "own", "source": "fan.cpp", "top": "fan", "includes": ["."], "calls": 3},
]
