"""Residual blocks of ResNet50-PYNQ, as published: parameters and pragmas beside the source. finn-hlslib-resnet is
finn-hlslib at the commit of its submodule."""


def residual(name, branches):
    return {"name": name, "repository": "ResNet50-PYNQ", "source": "src/resblock.cpp", "top": "resblock",
            "includes": ["../finn-hlslib-resnet", f"src/w1a2_v1.0/{name}", "src", "src/hls"], "defines": [branches],
            "calls": 1}


BLOCKS = [residual("res2a", "RES2BR"), residual("res2b", "RES1BR")]
