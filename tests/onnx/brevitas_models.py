#!/usr/bin/python3
"""Networks exported by Brevitas itself, imported and compared with qonnx's own executor.

    brevitas_models.py WEIR [FRAMES [NETWORK...]]        (tools/interop installs what it needs and runs it)

WEIR: the program. Needs brevitas and qonnx (PyPI) beside Debian's python3-torch and python3-h5py; says so in one line
and succeeds where they are absent. Weights are random, activation scales calibrated on random pictures. Works with
torch 1.13, brevitas 0.13.4, qonnx 0.4.0, onnx 1.16.2, onnxruntime 1.19.2, onnxoptimizer 0.3.13, installed into a
virtual environment with --system-site-packages.
"""
import importlib.metadata
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import warnings

warnings.filterwarnings("ignore")
# Debian's torch brings an older ONNX into the descriptor pool that the compiled protobuf shares with it.
os.environ["PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION"] = "python"
try:
    import brevitas.nn as qnn
    import h5py
    import numpy as np
    import torch
    from brevitas.export import export_qonnx
    from brevitas.graph.calibrate import calibration_mode
    from brevitas.quant import SignedBinaryActPerTensorConst, SignedBinaryWeightPerTensorConst
    from qonnx.core.modelwrapper import ModelWrapper
    from qonnx.core.onnx_exec import execute_onnx
    from qonnx.util.cleanup import cleanup_model
except ImportError as missing:
    print(f"skipped: networks of Brevitas ({missing})")
    sys.exit(0)

nn = torch.nn


def activation(bits):
    if bits == 1:
        return qnn.QuantIdentity(act_quant=SignedBinaryActPerTensorConst)
    return qnn.QuantIdentity(bit_width=bits)


def weights(bits):
    return {"weight_quant": SignedBinaryWeightPerTensorConst} if bits == 1 else {"weight_bit_width": bits}


def fully_connected(widths, weight_bits, activation_bits):
    layers = [nn.Flatten(), activation(activation_bits)]
    for i, (before, after) in enumerate(zip(widths, widths[1:])):
        layers.append(qnn.QuantLinear(before, after, bias=False, **weights(weight_bits)))
        if i + 2 < len(widths):
            layers += [nn.BatchNorm1d(after), activation(activation_bits)]
    return nn.Sequential(*layers)


def cnv(weight_bits, activation_bits):
    layers, before = [qnn.QuantIdentity(bit_width=8)], 3
    for after, pools in ((64, False), (64, True), (128, False), (128, True), (256, False), (256, False)):
        layers += [qnn.QuantConv2d(before, after, 3, bias=False, **weights(weight_bits)), nn.BatchNorm2d(after),
                   activation(activation_bits)]
        if pools:
            layers.append(nn.MaxPool2d(2))
        before = after
    layers.append(nn.Flatten())
    for after in (512, 512):
        layers += [qnn.QuantLinear(before, after, bias=False, **weights(weight_bits)), nn.BatchNorm1d(after),
                   activation(activation_bits)]
        before = after
    layers.append(qnn.QuantLinear(before, 10, bias=False, **weights(weight_bits)))
    return nn.Sequential(*layers)


class Block(nn.Module):
    """Two convolutions and a bypass; both quantised with scales of their own before the sum."""

    def __init__(self, before, after, stride, is_last=False):
        super().__init__()
        conv = dict(bias=False, weight_bit_width=4)
        self.first = nn.Sequential(qnn.QuantConv2d(before, after, 3, stride=stride, padding=1, **conv),
                                   nn.BatchNorm2d(after), qnn.QuantReLU(bit_width=4))
        self.second = nn.Sequential(qnn.QuantConv2d(after, after, 3, padding=1, **conv), nn.BatchNorm2d(after),
                                    qnn.QuantIdentity(bit_width=4))
        self.bypass = nn.Sequential(qnn.QuantConv2d(before, after, 1, stride=stride, **conv), nn.BatchNorm2d(after),
                                    qnn.QuantIdentity(bit_width=4)) if stride > 1 else nn.Identity()
        self.out = qnn.QuantReLU(bit_width=4, return_quant_tensor=is_last)

    def forward(self, x):
        return self.out(self.second(self.first(x)) + self.bypass(x))


def residual():
    layers = [qnn.QuantIdentity(bit_width=8), qnn.QuantConv2d(3, 16, 3, padding=1, bias=False, weight_bit_width=4),
              nn.BatchNorm2d(16), qnn.QuantReLU(bit_width=4)]
    for before, after, stride in ((16, 16, 1), (16, 32, 2), (32, 32, 1), (32, 64, 2)):
        layers.append(Block(before, after, stride, is_last=after == 64))
    # qonnx's executor knows the Trunc that Brevitas writes from version 1 on.
    has_trunc = int(importlib.metadata.version("qonnx").split(".")[0]) >= 1
    pool = qnn.TruncAvgPool2d(kernel_size=8, stride=1, bit_width=4) if has_trunc else nn.MaxPool2d(8)
    layers += [pool, nn.Flatten(), qnn.QuantLinear(64, 10, bias=True, weight_bit_width=4)]
    return nn.Sequential(*layers)


def mlp():
    layers, before = [nn.Flatten(), qnn.QuantIdentity(bit_width=8)], 784
    for after in (64, 64):
        layers += [qnn.QuantLinear(before, after, bias=True, weight_bit_width=4), nn.BatchNorm1d(after),
                   qnn.QuantReLU(bit_width=4)]
        before = after
    return nn.Sequential(*layers, qnn.QuantLinear(before, 10, bias=True, weight_bit_width=4))


def block(conv, before, after, norm, bits=4, **options):
    return nn.Sequential(conv(before, after, 3, bias=False, weight_bit_width=bits, **options), norm(after),
                         qnn.QuantReLU(bit_width=bits))


def line():
    """One-dimensional, as for radio signals and keywords."""
    layers = [qnn.QuantIdentity(bit_width=8)]
    for before, after in ((2, 16), (16, 24)):
        layers += [block(qnn.QuantConv1d, before, after, nn.BatchNorm1d, padding=1), nn.MaxPool1d(2)]
    return nn.Sequential(*layers, nn.Flatten(), qnn.QuantLinear(24 * 16, 5, bias=True, weight_bit_width=4))


class Hourglass(nn.Module):
    """Down, up again by `up`, and joined with what was there before."""

    def __init__(self, up):
        super().__init__()
        self.first = nn.Sequential(qnn.QuantIdentity(bit_width=8), block(qnn.QuantConv2d, 3, 8, nn.BatchNorm2d, padding=1))
        self.down = block(qnn.QuantConv2d, 8, 12, nn.BatchNorm2d, stride=2, padding=1)
        self.up = up()
        self.shared = qnn.QuantIdentity(bit_width=4)
        self.last = nn.Sequential(block(qnn.QuantConv2d, 20, 8, nn.BatchNorm2d, padding=1),
                                  qnn.QuantConv2d(8, 2, 1, bias=True, weight_bit_width=4))

    def forward(self, x):
        x = self.first(x)
        return self.last(torch.cat([self.shared(self.up(self.down(x))), self.shared(x)], 1))


def transposed():
    return nn.Sequential(qnn.QuantConvTranspose2d(12, 12, 4, stride=2, padding=1, bias=False, weight_bit_width=4),
                         nn.BatchNorm2d(12), qnn.QuantReLU(bit_width=4))


def tail():
    """Groups, a sigmoid before a quantiser, the mean of the pixels, and Softmax at the end."""
    return nn.Sequential(qnn.QuantIdentity(bit_width=8), block(qnn.QuantConv2d, 3, 8, nn.BatchNorm2d),
                         qnn.QuantConv2d(8, 16, 3, groups=2, bias=True, weight_bit_width=4), nn.Sigmoid(),
                         qnn.QuantIdentity(bit_width=4), nn.AdaptiveAvgPool2d(1), qnn.QuantIdentity(bit_width=8),
                         nn.Flatten(), qnn.QuantLinear(16, 4, bias=True, weight_bit_width=4), nn.Softmax(-1))


NETWORKS = {}
for w, a in ((1, 1), (1, 2), (2, 2)):
    NETWORKS[f"tfc_w{w}a{a}"] = (lambda w=w, a=a: fully_connected([784, 64, 64, 64, 10], w, a), (1, 1, 28, 28))
    NETWORKS[f"lfc_w{w}a{a}"] = (lambda w=w, a=a: fully_connected([784, 1024, 1024, 1024, 10], w, a), (1, 1, 28, 28))
    NETWORKS[f"cnv_w{w}a{a}"] = (lambda w=w, a=a: cnv(w, a), (1, 3, 32, 32))
NETWORKS["residual_w4a4"] = (residual, (1, 3, 32, 32))
NETWORKS["mlp_w4a4"] = (mlp, (1, 1, 28, 28))
NETWORKS["line_w4a4"] = (line, (1, 2, 64))
NETWORKS["hourglass_nearest"] = (lambda: Hourglass(lambda: nn.Upsample(scale_factor=2, mode="nearest")), (1, 3, 8, 8))
NETWORKS["hourglass_transposed"] = (lambda: Hourglass(transposed), (1, 3, 8, 8))
NETWORKS["softmax_w4a4"] = (tail, (1, 3, 12, 12))


def export(make, shape, path):
    torch.manual_seed(1)
    model = make()
    for module in model.modules():  # batch norms as training leaves them, some of them falling
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            nn.init.normal_(module.weight, 0.5, 1.0)
            nn.init.normal_(module.bias, 0.0, 0.3)
    pictures = torch.randint(0, 256, (64,) + shape[1:]).float() / 255
    with torch.no_grad():
        model.train()
        model(pictures)
        model.eval()
        with calibration_mode(model):
            model(pictures)
    model.eval()
    export_qonnx(model, args=pictures[:1], export_path=str(path), opset_version=13)
    return cleanup_model(ModelWrapper(str(path)))


def in_stream_order(pictures):
    """[N, C, ...] with the channels last."""
    return np.ascontiguousarray(np.moveaxis(pictures, 1, -1))


def compare(weir, name, make, shape, frames, folder):
    model = export(make, shape, folder / f"{name}.onnx")
    pixels = np.random.default_rng(1).integers(0, 256, (frames,) + shape[1:]).astype(np.uint8)
    (folder / "in.u8").write_bytes(in_stream_order(pixels).tobytes())
    call = [weir, "import", folder / f"{name}.onnx", "-o", folder / "net.h5"]
    subprocess.run(call, check=True, capture_output=True)
    subprocess.run([weir, "golden", folder / "net.h5", "--input", folder / "in.u8", "-o", folder / "out.h5"], check=True,
                   capture_output=True)
    with h5py.File(folder / "net.h5") as bundle:
        text = bundle["network"][()]
        network = json.loads(text if isinstance(text, (str, bytes)) else text.item())
    with h5py.File(folder / "out.h5") as results:
        outputs = results["integers" if "integers" in results else "outputs"][:].reshape(frames, -1)
        values = results["values"][:].reshape(frames, -1) if "values" in results else outputs
    # A tail's numbers are in the graph's order and have no step; those of integers must be nearer than half of one.
    step = None if "tail" in network else np.array(network.get("output_scale", [1]))
    differences = 0
    for picture, found in zip(pixels, values):
        feed = {model.graph.input[0].name: picture[None].astype(np.float32) / np.float32(255)}
        wanted = execute_onnx(model, feed)[model.graph.output[0].name]
        if step is None:
            differences += int(np.sum(np.abs(wanted.ravel() - found) > 1e-5))
        else:
            wanted = in_stream_order(wanted).ravel()
            differences += int(np.sum(np.abs(wanted - found) > np.abs(step) / 2))
    print(f"{name}: {frames} frames, {outputs.size} integers, {differences} differences")
    return differences


if __name__ == "__main__":
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    with tempfile.TemporaryDirectory() as scratch:
        failed = 0
        for network_name, (made_by, input_shape) in NETWORKS.items():
            if len(sys.argv) > 3 and network_name not in sys.argv[3:]:
                continue
            try:
                failed += compare(sys.argv[1], network_name, made_by, input_shape, count, pathlib.Path(scratch)) > 0
            except subprocess.CalledProcessError as error:
                print(f"{network_name}: {error.stderr.decode()}")
                failed += 1
    sys.exit(1 if failed else 0)
