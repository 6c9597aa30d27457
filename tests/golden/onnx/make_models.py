#!/usr/bin/python3
"""Makes the small ONNX models that the import is always tested with, and what they compute.

    make_models.py FOLDER      (Debian: python3-onnx, python3-numpy)

Writes <name>.onnx, <name>.input.u8 (frames of bytes as the network takes them: H, W, C) and <name>.output.f32 (what the
graph's output holds for each frame, computed here operation by operation in float32). Weights are random.
"""
import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

F = np.float32
FRAMES = 25


def spread(value, rank):
    """Per-channel constants [C] for tensors [1, C, ...]."""
    return value.reshape((1, -1) + (1,) * (rank - 2))


def windows(x, kernel, stride, pads=(0, 0, 0, 0)):
    """[1, H, W, C] -> [1, OH, OW, KH, KW, C]"""
    x = np.pad(x, ((0, 0), (pads[0], pads[2]), (pads[1], pads[3]), (0, 0)))
    view = np.lib.stride_tricks.sliding_window_view(x, kernel, axis=(1, 2))
    return view[:, :: stride[0], :: stride[1]].transpose(0, 1, 2, 4, 5, 3)


def conv(x, w, bias=None, strides=(1, 1), pads=(0, 0, 0, 0), group=1, **_):
    view = windows(x.transpose(0, 2, 3, 1), w.shape[2:], strides, pads).astype(np.float64)
    if group == 1:
        y = np.einsum("nhwijc,ocij->nohw", view, w.astype(np.float64))
    else:
        y = np.einsum("nhwijc,cij->nchw", view, w[:, 0].astype(np.float64))
    y = y.astype(F)
    return y if bias is None else y + spread(bias, 4)


def batch_norm(x, scale, bias, mean, var, epsilon=1e-5, **_):
    factor = (scale / np.sqrt(var + F(epsilon))).astype(F)
    return x * spread(factor, x.ndim) + spread((bias - mean * factor).astype(F), x.ndim)


def quant(x, scale, zero, bits, signed=1, narrow=0, rounding_mode="ROUND"):
    low = -(2 ** (int(bits) - 1)) + narrow if signed else 0
    high = 2 ** (int(bits) - 1) - 1 if signed else 2 ** int(bits) - 1 - narrow
    y = np.clip((x / scale).astype(F) + zero, F(low), F(high))
    y = np.rint(y) if rounding_mode == "ROUND" else np.floor(y)
    return ((y - zero) * scale).astype(F)


def trunc(x, scale, zero, in_bits, out_bits, **_):
    y = np.rint((x / scale).astype(F) + zero) / F(2 ** (int(in_bits) - int(out_bits)))
    return ((np.floor(y) - zero) * scale).astype(F)


def multi_threshold(x, t, out_scale=1.0, out_bias=0.0, data_layout="NCHW", **_):
    last = x if data_layout == "NHWC" or x.ndim == 2 else np.moveaxis(x, 1, -1)
    count = (last[..., None] >= t).sum(-1).astype(F)
    count = count if data_layout == "NHWC" or x.ndim == 2 else np.moveaxis(count, -1, 1)
    return F(out_scale) * count + F(out_bias)


def pool(x, how, kernel_shape, strides, pads=(0, 0, 0, 0), **_):
    view = windows(x.transpose(0, 2, 3, 1), kernel_shape, strides, pads)
    return how(view, axis=(3, 4)).astype(F).transpose(0, 3, 1, 2)


def im2col(x, kernel_size, stride, pad_amount, **_):
    view = windows(x, kernel_size, stride, pad_amount)
    return view.reshape(view.shape[:3] + (-1,))


def xnor_popcount(x, w, **_):
    return (x @ w + (1 - x) @ (1 - w)).astype(F)


def product(a, b):
    return (a.astype(np.float64) @ b.astype(np.float64)).astype(F)


OPS = {
    "Conv": conv,
    "BatchNormalization": batch_norm,
    "Quant": quant,
    "BipolarQuant": lambda x, s: np.where(x >= 0, s, -s).astype(F),
    "Trunc": trunc,
    "MultiThreshold": multi_threshold,
    "Relu": lambda x: np.maximum(x, F(0)),
    "Add": lambda a, b: a + b,
    "Sub": lambda a, b: a - b,
    "Mul": lambda a, b: a * b,
    "Div": lambda a, b: (a / b).astype(F),
    "MatMul": product,
    "Gemm": lambda a, b, c, transB=0, **_: product(a, b.T if transB else b) + c,
    "MaxPool": lambda x, **k: pool(x, np.max, **k),
    "MaxPoolNHWC": lambda x, **k: pool(x.transpose(0, 3, 1, 2), np.max, **k).transpose(0, 2, 3, 1),
    "AveragePool": lambda x, **k: pool(x, np.mean, **k),
    "Flatten": lambda x, axis=1: x.reshape(1, -1),
    "Transpose": lambda x, perm: x.transpose(perm),
    "Im2Col": im2col,
    "XnorPopcountMatMul": xnor_popcount,
    "TopK": lambda x, k, axis=-1, **_: (None, np.argsort(-x, axis=-1, kind="stable")[..., : int(k[0])].astype(F)),
}
DOMAINS = {"Quant": "qonnx.custom_op.general", "BipolarQuant": "qonnx.custom_op.general", "Trunc": "qonnx.custom_op.general"}
for finn in ("MultiThreshold", "Im2Col", "XnorPopcountMatMul", "MaxPoolNHWC"):
    DOMAINS[finn] = "qonnx.custom_op.general"


class Model:
    def __init__(self, name, shape, datatype=None, layout=None):
        self.name, self.shape = name, shape
        self.nodes, self.constants, self.annotations = [], {}, []
        self.random = np.random.default_rng(sum(map(ord, name)))
        self.count = 0
        self.is_channels_first = len(shape) == 4 and layout != "NHWC"
        if datatype:
            self.annotate("in", finn_datatype=datatype, tensor_layout=str(list(layout)))

    def annotate(self, tensor, **entries):
        note = onnx.TensorAnnotation(tensor_name=tensor)
        for key, value in entries.items():
            note.quant_parameter_tensor_names.append(onnx.StringStringEntryProto(key=key, value=value))
        self.annotations.append(note)

    def constant(self, value, datatype=None):
        name = f"c{len(self.constants)}"
        self.constants[name] = np.asarray(value, F) if np.asarray(value).dtype != np.int64 else np.asarray(value)
        if datatype:
            self.annotate(name, finn_datatype=datatype)
        return name

    def op(self, kind, *inputs, outputs=1, **attributes):
        self.count += 1
        names = [i if isinstance(i, str) else self.constant(i) for i in inputs]
        made = [f"t{self.count}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, names, made, f"{kind}_{self.count}", domain=DOMAINS.get(kind, ""), **attributes))
        return made[-1]

    def weights(self, shape, bits, scale):
        w = self.random.normal(size=shape) * np.max(scale) * 2 ** (bits - 1) / 2
        return self.op("Quant", w, scale, 0.0, float(bits), signed=1, narrow=1, rounding_mode="ROUND")

    def batch_norm(self, x, channels, spread_of):
        r = self.random
        return self.op("BatchNormalization", x, r.normal(size=channels), r.normal(size=channels) * 0.3,
                       r.normal(size=channels) * spread_of, r.uniform(0.5, 2, channels) * spread_of**2, epsilon=1e-5)

    def run(self, frame):
        values = dict(self.constants)
        values["in"] = frame
        for node in self.nodes:
            attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
            attributes = {k: v.decode() if isinstance(v, bytes) else v for k, v in attributes.items()}
            result = OPS[node.op_type](*[values[i] for i in node.input], **attributes)
            for name, value in zip(node.output, result if isinstance(result, tuple) else (result,)):
                values[name] = value
        return values[self.nodes[-1].output[-1]]

    def thresholds(self, x, channels, levels):
        """At the quantiles of what 40 pictures give, so that every level occurs."""
        assert x == self.nodes[-1].output[-1]
        seen = np.concatenate([self.run(self.picture().astype(F)).reshape(-1, channels) for _ in range(40)])
        return np.ceil(np.quantile(seen, [(k + 1) / (levels + 1) for k in range(levels)], axis=0).T)

    def picture(self):
        """Noise on halves of different brightness: the mean of plain noise would be the same in every frame."""
        pixels = self.random.normal(0, 40, self.shape)
        for axis in range(1, len(self.shape)):
            half = [1] * len(self.shape)
            half[axis] = self.shape[axis]
            pixels += (np.arange(self.shape[axis]) % 2 * self.random.normal(0, 70)).reshape(half)
            pixels += (np.arange(self.shape[axis]) // 2 % 2 * self.random.normal(0, 70)).reshape(half)
        return np.clip(pixels + self.random.uniform(0, 256), 0, 255).astype(np.uint8)

    def write(self, folder, output_type=TensorProto.FLOAT, value_of=lambda bytes_: bytes_.astype(F) / F(255)):
        out = self.nodes[-1].output[-1]
        graph = helper.make_graph(
            self.nodes, self.name,
            [helper.make_tensor_value_info("in", TensorProto.FLOAT, self.shape)],
            [helper.make_tensor_value_info(out, output_type, None)],
            [numpy_helper.from_array(v, n) for n, v in self.constants.items()])
        graph.quantization_annotation.extend(self.annotations)
        model = helper.make_model(graph, producer_name="weir", ir_version=7, opset_imports=[
            helper.make_opsetid("", 13), helper.make_opsetid("qonnx.custom_op.general", 1)])
        onnx.save(model, str(folder / f"{self.name}.onnx"))
        frames, outputs = [], []
        for _ in range(FRAMES):
            pixels = self.picture()
            frames.append((pixels.transpose(0, 2, 3, 1) if self.is_channels_first else pixels).tobytes())
            outputs.append(self.run(value_of(pixels)).astype("<f4").ravel())
        (folder / f"{self.name}.input.u8").write_bytes(b"".join(frames))
        (folder / f"{self.name}.output.f32").write_bytes(np.concatenate(outputs).tobytes())


def residual():
    """A residual network as Brevitas exports it: sums of equal and of different scales, depthwise and strided
    convolutions, overlapping pools, a truncated average, a classifier with a bias per class."""
    m = Model("residual", [1, 3, 10, 10])
    x = m.op("Sub", m.op("Mul", "in", 2.0), 1.0)
    x = m.op("Quant", x, 1 / 128, 0.0, 8.0, signed=1, narrow=0, rounding_mode="ROUND")
    x = m.op("Conv", x, m.weights((8, 3, 3, 3), 4, m.random.uniform(0.05, 0.1, (8, 1, 1, 1))), pads=[1, 1, 1, 1], strides=[1, 1], kernel_shape=[3, 3])
    x = m.op("Quant", m.op("Relu", m.batch_norm(x, 8, 0.5)), 0.2, 0.0, 4.0, signed=0, narrow=0, rounding_mode="ROUND")
    y = m.op("Conv", x, m.weights((8, 8, 1, 1), 4, 0.07), m.random.normal(size=8), kernel_shape=[1, 1], strides=[1, 1])
    y = m.op("Quant", m.batch_norm(y, 8, 1.0), 0.2, 0.0, 4.0, signed=1, narrow=0, rounding_mode="ROUND")
    x = m.op("Quant", m.op("Relu", m.op("Add", x, y)), 0.3, 0.0, 4.0, signed=0, narrow=0, rounding_mode="ROUND")
    x = m.op("MaxPool", x, kernel_shape=[2, 2], strides=[2, 2])
    y = m.op("Conv", x, m.weights((8, 1, 3, 3), 4, 0.1), pads=[1, 1, 1, 1], strides=[1, 1], kernel_shape=[3, 3], group=8)
    y = m.op("Quant", m.batch_norm(y, 8, 1.0), 0.17, 0.0, 4.0, signed=1, narrow=0, rounding_mode="ROUND")
    x = m.op("Add", x, y)  # scales 0.3 and 0.17
    x = m.op("Quant", m.op("Relu", m.batch_norm(x, 8, 1.5)), 0.13, 0.0, 4.0, signed=0, narrow=0, rounding_mode="ROUND")
    x = m.op("MaxPool", x, kernel_shape=[3, 3], strides=[1, 1], pads=[1, 1, 1, 1])
    x = m.op("Conv", x, m.weights((12, 8, 3, 3), 3, 0.1), strides=[2, 2], kernel_shape=[3, 3])
    x = m.op("Quant", m.op("Relu", m.batch_norm(x, 12, 2.0)), 0.11, 0.0, 4.0, signed=0, narrow=0, rounding_mode="ROUND")
    x = m.op("Mul", m.op("AveragePool", x, kernel_shape=[2, 2], strides=[1, 1]), 4.0)
    x = m.op("Trunc", x, 0.11, 0.0, 6.0, 4.0, rounding_mode="FLOOR", signed=0)
    x = m.op("Flatten", x, axis=1)
    m.op("Gemm", x, m.weights((5, 12), 4, m.random.uniform(0.05, 0.2, (5, 1))), m.random.normal(size=5), transB=1)
    return m


def perceptron():
    """Fully connected: signs, weights of 1 and 4 bits, falling batch norms, a flattened picture of two channels."""
    m = Model("perceptron", [1, 2, 4, 6])
    x = m.op("Flatten", "in", axis=1)
    x = m.op("BipolarQuant", m.op("Sub", m.op("Mul", x, 2.0), 1.0), 1.0)
    w = m.op("Transpose", m.op("BipolarQuant", m.random.normal(size=(16, 48)), 1.0), perm=[1, 0])
    x = m.op("BipolarQuant", m.batch_norm(m.op("MatMul", x, w), 16, 5.0), 0.5)
    x = m.op("Gemm", x, m.weights((16, 16), 4, 0.3), m.random.normal(size=16), transB=1)
    x = m.op("Quant", m.batch_norm(x, 16, 3.0), 0.4, 0.0, 3.0, signed=1, narrow=1, rounding_mode="ROUND")
    x = m.op("MatMul", x, m.weights((16, 8), 3, 0.25))
    m.op("Div", m.op("Add", x, -0.25), 0.5)
    return m


def streamlined():
    """A FINN graph behind step_streamline: integers alone, channels last, popcounts, TopK."""
    m = Model("streamlined", [1, 8, 8, 3], "UINT8", "NHWC")
    r = m.random
    x = m.op("Im2Col", "in", kernel_size=[3, 3], stride=[1, 1], pad_amount=[1, 1, 1, 1], input_shape="(1,8,8,3)", depthwise=0, dilations=[1, 1])
    x = m.op("MatMul", x, m.constant(r.integers(-7, 8, (27, 8)), "INT4"))
    x = m.op("MultiThreshold", x, m.thresholds(x, 8, 3), out_dtype="UINT2", data_layout="NHWC")
    x = m.op("MaxPoolNHWC", x, kernel_shape=[2, 2], strides=[2, 2], pads=[0, 0, 0, 0])
    x = m.op("Im2Col", x, kernel_size=[2, 2], stride=[2, 2], pad_amount=[0, 0, 0, 0], input_shape="(1,4,4,8)", depthwise=0, dilations=[1, 1])
    x = m.op("MatMul", x, m.constant(r.integers(-1, 2, (32, 6)), "INT2"))
    x = m.op("MultiThreshold", x, m.thresholds(x, 6, 1), out_dtype="BINARY", data_layout="NHWC")
    x = m.op("Flatten", m.op("Transpose", x, perm=[0, 3, 1, 2]), axis=1)
    x = m.op("XnorPopcountMatMul", x, m.constant(r.integers(0, 2, (24, 16)), "BINARY"))
    x = m.op("MultiThreshold", x, m.thresholds(x, 16, 1), out_dtype="BINARY", data_layout="NHWC")
    x = m.op("XnorPopcountMatMul", x, m.constant(r.integers(0, 2, (16, 10)), "BINARY"))
    m.op("TopK", x, np.array([3], np.int64), outputs=2, axis=-1, largest=1, sorted=1)
    return m


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    residual().write(target)
    perceptron().write(target)
    streamlined().write(target, TensorProto.INT64, lambda pixels: pixels.astype(F))
