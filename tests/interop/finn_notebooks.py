#!/usr/bin/python3
"""FINN's published builder notebooks, cell by cell, with no change but the name of the import.

    finn_notebooks.py FINN [CELLS...]               (tools/interop finn-notebooks runs it)

FINN: a checkout of Xilinx/finn. `finn.` and `qonnx.` are read as `weir.finn.` and `weir.qonnx.`; lines of the shell run
in a shell, magics of Jupyter are left out, and so is what a comment holds. Cells that train or export a network by
PyTorch are replaced by a small network of our own, made with numpy alone, under the file's name that they would have
written; cells that export ToTensor run where PyTorch and Brevitas are installed, else the ready step takes their place.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np

from weir.finn.builder import custom_steps
from weir.qonnx.own.node import make_node
from weir.qonnx.own.wrapper import Model, ModelWrapper, make_value_info

BUILDER = "notebooks/end2end_example/cybersecurity/3-build-accelerator-with-finn.ipynb"
ADVANCED = "notebooks/advanced/4_advanced_builder_settings.ipynb"
GENERAL = "qonnx.custom_op.general"
random = np.random.default_rng(7)


class Graph:
    """A QONNX graph as Brevitas exports one, a layer after the other."""

    def __init__(self, shape):
        self.model = ModelWrapper(Model(ir_version=8))
        self.model.model.opset_import.add(domain="", version=11)
        self.model.model.opset_import.add(domain=GENERAL, version=1)
        self.model.graph.name = "self-made"
        self.model.graph.input.append(make_value_info("global_in", 1, shape))
        self.shape, self.last, self.count = list(shape), "global_in", 0

    def constant(self, values):
        self.count += 1
        self.model.set_initializer(f"c{self.count}", np.asarray(values, np.float32))
        return f"c{self.count}"

    def op(self, kind, *inputs, domain="", shape=None, **attributes):
        self.count += 1
        name = f"t{self.count}"
        self.model.graph.node.append(make_node(kind, list(inputs), [name], f"{kind}_{self.count}", domain, **attributes))
        self.model.set_tensor_shape(name, shape or self.shape)
        return name

    def quantized(self, x, bits, scale, signed=1, narrow=0, shape=None):
        return self.op("Quant", x, self.constant(scale), self.constant(0), self.constant(bits), domain=GENERAL,
                       shape=shape, signed=signed, narrow=narrow, rounding_mode="ROUND")  # fmt: skip

    def activation(self, bits):
        self.last = self.quantized(self.op("Relu", self.last), bits, 0.5, signed=0)

    def weights(self, shape, bits):
        return self.quantized(self.constant(random.normal(size=shape)), bits, 0.7, narrow=1, shape=list(shape))

    def conv(self, channels, bits):
        inner = self.shape[1]
        self.shape = [1, channels, self.shape[2] - 2, self.shape[3] - 2]
        weights = self.weights((channels, inner, 3, 3), bits)
        self.last = self.op("Conv", self.last, weights, kernel_shape=[3, 3], pads=[0, 0, 0, 0], strides=[1, 1])

    def pool(self):
        self.shape = [1, self.shape[1], self.shape[2] // 2, self.shape[3] // 2]
        self.last = self.op("MaxPool", self.last, kernel_shape=[2, 2], pads=[0, 0, 0, 0], strides=[2, 2])

    def dense(self, width, bits):
        if len(self.shape) > 2:
            self.shape = [1, int(np.prod(self.shape))]
            self.last = self.op("Flatten", self.last, axis=1)
        inner, self.shape = self.shape[1], [1, width]
        self.last = self.op("MatMul", self.last, self.weights((inner, width), bits))

    def save(self, path):
        graph = self.model.graph
        graph.value_info = [info for info in graph.value_info if info.name != self.last]
        graph.output.append(make_value_info(self.last, 1, self.shape))
        self.model.save(str(path))


def intrusion_detector(path):
    """Four layers of 2 bits, as the tutorial's, smaller."""
    graph = Graph([1, 60])
    graph.last = graph.op("BipolarQuant", graph.last, graph.constant(1), domain=GENERAL)
    for width in (32, 32):
        graph.dense(width, 2)
        graph.activation(2)
    graph.dense(1, 2)
    graph.last = graph.op("BipolarQuant", graph.last, graph.constant(1), domain=GENERAL)
    graph.save(path)


def picture_network(path):
    """Convolutions, pools and dense layers of 2 bits on 32 x 32 pixels of three colours."""
    graph = Graph([1, 3, 32, 32])
    graph.last = graph.quantized(graph.last, 8, 1 / 128)
    for channels in (8, 8):
        graph.conv(channels, 2)
        graph.activation(2)
        graph.pool()
    graph.dense(16, 2)
    graph.activation(2)
    graph.dense(10, 2)
    graph.save(path)


def has_brevitas():
    try:
        import brevitas.export  # noqa: F401
        import torch  # noqa: F401
    except ImportError:
        return False
    return True


def verification_pair():
    """A picture, and the class that the golden model gives it (whose own suites say that it is right)."""
    import weir

    picture = random.integers(0, 256, (1, 3, 32, 32), dtype=np.uint8)
    made = pathlib.Path("output_pre_and_post_proc/intermediate_models/custom_step_add_post_proc.onnx")
    np.save("input.npy", picture.astype(np.float32))
    np.save("expected_output.npy", weir.load(made).classify(picture).astype(np.float32))


def replacement(source, folder):
    """Of a cell that needs what is trained elsewhere: a function of the notebook's names, else None."""
    if "get_test_model_trained" in source:
        return lambda names: picture_network(folder / "end2end_cnv_w2a2_export.onnx")
    if "get_trained_network_and_ishape" in source:
        return lambda names: verification_pair()
    if "export_qonnx(preproc" in source and not has_brevitas():

        def custom_step_add_pre_proc(model, cfg):
            return custom_steps.add_to_tensor(model, cfg)

        return lambda names: names.update(custom_step_add_pre_proc=custom_step_add_pre_proc)
    return None


def python_of(source):
    """Shell lines as calls, magics left out, imports of Weir."""
    lines = []
    for line in source.splitlines():
        if line.startswith("%%"):
            continue
        if line.lstrip().startswith("!"):
            command = line.strip()[1:].strip()
            line = f"_shell(f{command!r})"
        lines.append(re.sub(r"^(\s*)(import|from) (finn|qonnx)\.", r"\1\2 weir.\3.", line))
    return "\n".join(lines)


def import_what_there_is(source, names):
    """The imports of a replaced cell, for the cells behind it; not those of PyTorch and Brevitas."""
    for line in python_of(source).splitlines():
        if line.startswith(("import ", "from ")):
            try:
                exec(line, names)  # noqa: S102
            except ImportError:
                continue


def shell(command):
    subprocess.run(command, shell=True, check=True, stdout=subprocess.DEVNULL)


def run(notebook, folder, chosen):
    """Cells that ran, and those that did not with their reason."""
    cells = [c for c in json.loads(notebook.read_text())["cells"] if c["cell_type"] == "code"]
    names = {"__name__": "__main__", "_shell": shell, "display": print}
    ran, failed, replaced = 0, [], []
    for number, cell in enumerate(cells, 1):
        source = "".join(cell["source"])
        if chosen and number not in chosen:
            continue
        try:
            other = replacement(source, folder)
            if other is not None:
                replaced.append(number)
                import_what_there_is(source, names)
                other(names)
            else:
                code = python_of(source)
                value = names["build"].build_dataflow_cfg if "build" in names else None
                names["_codes"] = []
                if value is not None and "build.build_dataflow_cfg(" in code:
                    call, kept = r"^(\s*)build\.build_dataflow_cfg\((.*)\);?$", r"\1_codes.append(build.build_dataflow_cfg(\2))"
                    code = re.sub(call, kept, code, flags=re.M)
                exec(compile(code, f"cell {number}", "exec"), names)  # noqa: S102 (that is the task)
                if any(names["_codes"]):
                    raise RuntimeError(f"build_dataflow_cfg returned {names['_codes']}")
            ran += 1
        except Exception as problem:  # the next cells tell more
            failed.append(f"cell {number}: {type(problem).__name__}: {problem}")
    return ran, replaced, failed


def main(finn, chosen):
    os.environ["FINN_ROOT"] = str(finn)
    is_good = True
    for path, make in ((BUILDER, lambda f: intrusion_detector(f / "cybsec-mlp-ready.onnx")), (ADVANCED, lambda f: None)):
        with tempfile.TemporaryDirectory() as scratch:
            root = pathlib.Path(scratch)
            folder = root / pathlib.Path(path).parent
            folder.mkdir(parents=True)
            make(folder)
            os.environ["FINN_ROOT"] = str(root)
            os.chdir(folder)
            ran, replaced, failed = run(finn / path, folder, chosen)
            os.chdir("/")
        names = f", {len(replaced)} of them with a network of our own ({', '.join(map(str, replaced))})" if replaced else ""
        print(f"{pathlib.Path(path).name}: {ran} of {ran + len(failed)} cells run{names}")
        for line in failed:
            print("  " + line)
        is_good = is_good and not failed
    return 0 if is_good else 1


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), {int(cell) for cell in sys.argv[2:]}))
