#!/usr/bin/python3
"""Networks as Brevitas exports them, through everything that Weir does with a network: one line each.

    networks.py WEIR FOLDER [FRAMES[/MORE] [NAME...]]     (tools/interop networks FOLDER ... runs it)

FOLDER holds QONNX files. Of each: seconds of `weir import`; of FRAMES random frames (of the first MORE for qonnx, which
takes long), integers that differ from the
graph in double precision (float64_graph.py) and from qonnx's executor; then `weir fold` to 16 times the estimated rate
of the imported folding, at least a frame in 32,768 cycles, `weir fifo` with it and `weir simulate` with the FIFOs found: cycles per frame by FINN's
estimate, with unlimited FIFOs and with these, and their bits. Needs onnx, numpy and h5py; without qonnx its column stays empty.
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import h5py
import numpy as np
import onnx

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import float64_graph  # noqa: E402

try:
    from qonnx.core.modelwrapper import ModelWrapper
    from qonnx.core.onnx_exec import execute_onnx
    from qonnx.util.cleanup import cleanup_model
except ImportError:
    execute_onnx = None

SPEED_UP, MOST_CYCLES = 16, 32768
CYCLES_PER_SECOND = 1e8
COLUMNS = ("network", "import s", "integers", "other than double", "other than qonnx", "estimate", "interval, unlimited",
           "interval, sized", "FIFO bits")


class Refused(Exception):
    pass


def weir(program, *arguments):
    """The JSON that the command answers with. Throws Refused with the first error's words."""
    done = subprocess.run([program, *map(str, arguments), "--json", "--quiet"], capture_output=True, text=True)
    if done.returncode != 0:
        raise Refused(f"{arguments[0]}: exit {done.returncode} {(done.stdout + done.stderr).strip()[:160]}")
    return json.loads(done.stdout) if done.stdout.strip() else {}


def text_of(dataset):
    value = dataset[()]
    value = value if isinstance(value, (str, bytes)) else value.item()
    return json.loads(value)


def in_stream_order(tensors):
    """[N, C, ...] with the channels last."""
    return np.ascontiguousarray(np.moveaxis(tensors, 1, -1)) if tensors.ndim > 2 else tensors


class Network:
    def __init__(self, program, file, folder, frames):
        self.program, self.file, self.folder, self.frames = program, file, folder, frames
        self.bundle, self.folding, self.sized = folder / "net.h5", folder / "folding.json", folder / "sized.json"

    def bring_in(self):
        begin = time.monotonic()
        weir(self.program, "import", self.file, "-o", self.bundle)
        return time.monotonic() - begin

    def golden(self):
        """Values of golden, one row per frame, and what one integer more adds (nothing behind a tail)."""
        self.model = onnx.load(self.file)
        shape = [d.dim_value for d in self.model.graph.input[0].type.tensor_type.shape.dim]
        self.pixels = np.random.default_rng(1).integers(0, 256, (self.frames, *shape[1:])).astype(np.uint8)
        (self.folder / "in.u8").write_bytes(in_stream_order(self.pixels).tobytes())
        weir(self.program, "golden", self.bundle, "--input", self.folder / "in.u8", "-o", self.folder / "out.h5")
        with h5py.File(self.bundle) as bundle:
            network = text_of(bundle["network"])
        with h5py.File(self.folder / "out.h5") as results:
            name = "values" if "values" in results else "outputs"
            values = results[name][:].reshape(self.frames, -1)
        self.step = None if "tail" in network else np.abs(np.array(network.get("output_scale", [1.0])))
        if name == "outputs" and self.step is not None:
            values = self.step * values
        self.values = values

    def differences(self, wanted_of, frames):
        count = 0
        for picture, found in zip(self.pixels[:frames], self.values):
            wanted = wanted_of({self.model.graph.input[0].name: picture[None].astype(np.float32) / np.float32(255)})
            if self.step is None:
                count += int(np.sum(np.abs(wanted.ravel() - found) > 1e-5 * max(1.0, np.abs(wanted).max())))
            else:
                count += int(np.sum(np.abs(in_stream_order(wanted).ravel() - found) > self.step / 2))
        return count

    def beside_double(self):
        name = self.model.graph.output[0].name
        return self.differences(lambda feed: float64_graph.run(self.model, feed)[name], self.frames)

    def beside_qonnx(self, frames):
        if execute_onnx is None or frames == 0:
            return "-"
        try:
            model = cleanup_model(ModelWrapper(str(self.file)))
            name, given = model.graph.output[0].name, model.graph.input[0].name
            count = self.differences(lambda feed: execute_onnx(model, {given: next(iter(feed.values()))})[name], frames)
            return f"{count} of {self.values[:frames].size}"
        except Exception as error:  # of qonnx or onnxruntime: what this release of theirs does not compute
            return f"none ({str(error).splitlines()[0][:40]})"

    def sized_and_simulated(self):
        """The slowest layer's estimate as folded, the interval of unlimited FIFOs and with those found, their bits."""
        layers = weir(self.program, "estimate", self.bundle)["estimate_layer_cycles"]
        rate = CYCLES_PER_SECOND / min(MOST_CYCLES, max(layers.values()) / SPEED_UP)
        fold = weir(self.program, "fold", self.bundle, "--target-fps", rate, "-o", self.folding)
        fifo = weir(self.program, "fifo", self.bundle, "--folding", self.folding, "-o", self.sized)
        run = weir(self.program, "simulate", self.bundle, "--folding", self.sized, "--engine", "maxplus",
                   "--no-explain")
        if run["deadlock"] is not None:
            raise Refused("simulate: deadlock with the FIFOs that weir fifo found")
        return fold["max_cycles"], fifo["unlimited_interval_cycles"], run["interval_cycles"], fifo["bits"]


def columns_of(program, file, folder, frames, more):
    network = Network(program, file, folder, frames)
    yield file.stem
    yield f"{network.bring_in():.1f}"
    network.golden()
    yield network.values.size
    yield network.beside_double()
    yield network.beside_qonnx(more)
    yield from network.sized_and_simulated()


def main():
    program, nets = sys.argv[1], pathlib.Path(sys.argv[2])
    frames, _, more = (sys.argv[3] if len(sys.argv) > 3 else "100").partition("/")
    frames, more = int(frames), int(more or frames)
    files = [f for f in sorted(nets.glob("*.onnx")) if not f.name.endswith(".clean.onnx")]
    files = [f for f in files if len(sys.argv) <= 4 or f.stem in sys.argv[4:]]
    failed = 0
    print(" | ".join(COLUMNS), flush=True)
    for file in files:
        with tempfile.TemporaryDirectory() as scratch:
            try:
                for column in columns_of(program, file, pathlib.Path(scratch), frames, more):
                    print(column, end=" | ", flush=True)
                print()
            except Refused as error:
                failed += 1
                print(error, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
