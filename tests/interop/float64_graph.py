"""ONNX and QONNX graphs in double precision, straight from the operations' definitions: an oracle beside the
executors of others, whose float32 sums hang on the order of their terms, and who lack an operation here and there.

    run(model, {"in": array}) -> {output: array}

It shares no code with Weir and none with qonnx. An operation that it does not have is a KeyError with its name.
"""
import numpy as np
import onnx
from numpy.lib.stride_tricks import sliding_window_view
from onnx import helper, numpy_helper

ROUNDINGS = {"ROUND": np.rint, "HALF_EVEN": np.rint, "FLOOR": np.floor, "CEIL": np.ceil, "ROUND_TO_ZERO": np.trunc,
             "DOWN": np.trunc}


def padded(x, pads, fill=0.0):
    sides = len(pads) // 2
    return np.pad(x, [(0, 0)] * (x.ndim - sides) + list(zip(pads[:sides], pads[sides:])), constant_values=fill)


def geometry(attributes, kernel):
    sides = len(kernel)
    if attributes.get("auto_pad", "NOTSET") not in ("NOTSET", "VALID"):
        raise KeyError("auto_pad")
    return (attributes.get("strides", [1] * sides), attributes.get("dilations", [1] * sides),
            attributes.get("pads", [0] * 2 * sides))


def windows(x, kernel, strides, dilations):
    """[N, C, places..., taps...]"""
    axes = tuple(range(2, x.ndim))
    reach = [(k - 1) * d + 1 for k, d in zip(kernel, dilations)]
    view = sliding_window_view(x, reach, axes)
    places = tuple(slice(None, None, s) for s in strides)
    taps = tuple(slice(None, None, d) for d in dilations)
    return view[(slice(None), slice(None)) + places + taps]


def conv(attributes, x, w, bias=None):
    strides, dilations, pads = geometry(attributes, w.shape[2:])
    group, sides = attributes.get("group", 1), w.ndim - 2
    view = windows(padded(x, pads), w.shape[2:], strides, dilations)
    parts = []
    for xs, ws in zip(np.split(view, group, 1), np.split(w, group, 0)):
        ends = list(range(2 + sides, 2 + 2 * sides))
        parts.append(np.tensordot(xs, ws, ([1] + ends, list(range(1, 2 + sides)))))  # [N, places..., M]
    out = np.moveaxis(np.concatenate(parts, -1), -1, 1)
    return out if bias is None else out + bias.reshape([1, -1] + [1] * sides)


def conv_transpose(attributes, x, w, bias=None):
    strides, _, pads = geometry(attributes, w.shape[2:])
    sides, group = w.ndim - 2, attributes.get("group", 1)
    more = attributes.get("output_padding", [0] * sides)
    extents = [(n - 1) * s + k + m for n, s, k, m in zip(x.shape[2:], strides, w.shape[2:], more)]
    out = np.zeros([x.shape[0], w.shape[1] * group] + extents)
    each = w.shape[1]
    for g, (xs, ws) in enumerate(zip(np.split(x, group, 1), np.split(w, group, 0))):
        for tap in np.ndindex(*w.shape[2:]):
            value = np.moveaxis(np.tensordot(xs, ws[(slice(None), slice(None)) + tap], ([1], [0])), -1, 1)
            place = tuple(slice(t, t + (n - 1) * s + 1, s) for t, n, s in zip(tap, x.shape[2:], strides))
            out[(slice(None), slice(g * each, (g + 1) * each)) + place] += value
    crop = tuple(slice(b, n - e) for b, e, n in zip(pads[:sides], pads[sides:], extents))
    out = out[(slice(None), slice(None)) + crop]
    return out if bias is None else out + bias.reshape([1, -1] + [1] * sides)


def pool(attributes, x, is_max):
    kernel = attributes["kernel_shape"]
    strides, dilations, pads = geometry(attributes, kernel)
    sides, pads = len(kernel), list(pads)
    counted = padded(np.ones_like(x), pads, 1.0 if attributes.get("count_include_pad", 0) else 0.0)
    if attributes.get("ceil_mode", 0):
        for i in range(sides):
            room = x.shape[2 + i] + pads[i] + pads[i + sides] - (kernel[i] - 1) * dilations[i] - 1
            last = -(-room // strides[i]) * strides[i]
            if room % strides[i] and last < x.shape[2 + i] + pads[i]:
                pads[i + sides] += last - room
    x = padded(x, pads, -np.inf if is_max else 0.0)
    taps = tuple(range(-sides, 0))
    view = windows(x, kernel, strides, dilations)
    if is_max:
        return view.max(taps)
    counted = np.pad(counted, [(0, new - old) for new, old in zip(x.shape, counted.shape)])
    return view.sum(taps) / windows(counted, kernel, strides, dilations).sum(taps)


def limits(attributes, bits):
    signed, narrow = attributes.get("signed", 1), attributes.get("narrow", 0)
    low = -(2.0 ** (bits - 1)) + narrow if signed else 0.0
    return low, (2.0 ** (bits - 1) - 1 if signed else 2.0**bits - 1 - narrow)


def quant(attributes, x, scale, zero, bits):
    low, high = limits(attributes, bits)
    rounding = ROUNDINGS[attributes.get("rounding_mode", "ROUND").upper()]
    return (np.clip(rounding(x / scale + zero), low, high) - zero) * scale


def trunc(attributes, x, scale, zero, bits, *rest):
    """The old form drops lower bits, the new one has the scale of the result and clips."""
    rounding = ROUNDINGS[attributes.get("rounding_mode", "FLOOR").upper()]
    codes = np.rint(x / scale + zero)
    if len(rest) == 1:
        return (rounding(codes / 2.0 ** (bits - rest[0])) - zero) * scale
    to_scale, to_bits = rest
    factor = 2.0 ** np.rint(np.log2(to_scale / scale))
    low, high = limits(attributes, to_bits)
    return (rounding(np.clip(codes / factor, low, high)) - zero / factor) * to_scale


def pad(attributes, x, pads=None, value=None, axes=None):
    if attributes.get("mode", "constant") != "constant" or axes is not None:
        raise KeyError("Pad of another mode than constant, or of some axes")
    return padded(x, [int(p) for p in (attributes["pads"] if pads is None else pads)],
                  attributes.get("value", 0.0) if value is None else float(value))


def batch_norm(attributes, x, factor, shift, mean, variance):
    spread = [1, -1] + [1] * (x.ndim - 2)
    per_channel = [v.reshape(spread) for v in (factor, shift, mean, variance)]
    factor, shift, mean, variance = per_channel
    return (x - mean) / np.sqrt(variance + attributes.get("epsilon", 1e-5)) * factor + shift


def softmax(attributes, x):
    e = np.exp(x - x.max(attributes.get("axis", -1), keepdims=True))
    return e / e.sum(attributes.get("axis", -1), keepdims=True)


def gemm(attributes, a, b, c=0.0):
    a, b = (a.T if attributes.get("transA", 0) else a), (b.T if attributes.get("transB", 0) else b)
    return attributes.get("alpha", 1.0) * (a @ b) + attributes.get("beta", 1.0) * c


def resize(attributes, x, *rest):
    if attributes.get("mode", "nearest") not in ("nearest", b"nearest"):
        raise KeyError("Resize of another mode than nearest")
    # Upsample: scales. Resize: region, scales, sizes; in the oldest form scales alone.
    has_sizes = len(rest) == 3 and rest[2] is not None and rest[2].size
    factors = rest[2] / np.array(x.shape) if has_sizes else rest[0] if len(rest) == 1 else rest[1]
    for axis, factor in enumerate(factors):
        if factor != int(factor):
            raise KeyError("Resize by a fraction")
        x = np.repeat(x, int(factor), axis)
    return x


def reduce_mean(attributes, x, axes=None):
    axes = tuple(int(a) for a in (axes if axes is not None else attributes["axes"]))
    return x.mean(axes, keepdims=bool(attributes.get("keepdims", 1)))


def reshape(attributes, x, shape):
    return x.reshape([x.shape[i] if n == 0 else int(n) for i, n in enumerate(shape)])


def flatten(attributes, x):
    axis = attributes.get("axis", 1) % (x.ndim + 1)
    return x.reshape(int(np.prod(x.shape[:axis])), -1)


def axes_of(attributes, rest):
    return [int(a) for a in (rest[0] if rest else attributes["axes"])]


def squeeze(attributes, x, *rest):
    return np.squeeze(x, tuple(axes_of(attributes, rest))) if rest or "axes" in attributes else np.squeeze(x)


def sigmoid(attributes, x):
    return 1 / (1 + np.exp(-x))


def clip(attributes, x, low=None, high=None):
    low = attributes.get("min", -np.inf) if low is None else low
    return np.clip(x, low, attributes.get("max", np.inf) if high is None else high)


OPERATIONS = {
    "Conv": conv, "ConvTranspose": conv_transpose, "Gemm": gemm, "BatchNormalization": batch_norm, "Quant": quant,
    "IntQuant": quant, "Trunc": trunc, "Softmax": softmax, "Resize": resize, "Upsample": resize,
    "ReduceMean": reduce_mean, "Reshape": reshape, "Flatten": flatten, "Squeeze": squeeze, "Sigmoid": sigmoid,
    "Clip": clip, "Pad": pad,
    "BipolarQuant": lambda a, x, s: np.where(x >= 0, s, -s),
    "MatMul": lambda a, x, w: x @ w,
    "MaxPool": lambda a, x: pool(a, x, True),
    "AveragePool": lambda a, x: pool(a, x, False),
    "GlobalAveragePool": lambda a, x: x.mean(tuple(range(2, x.ndim)), keepdims=True),
    "GlobalMaxPool": lambda a, x: x.max(tuple(range(2, x.ndim)), keepdims=True),
    "Add": lambda a, x, y: x + y, "Sub": lambda a, x, y: x - y,
    "Mul": lambda a, x, y: x * y, "Div": lambda a, x, y: x / y, "Pow": lambda a, x, y: x**y,
    "Relu": lambda a, x: np.maximum(x, 0), "Tanh": lambda a, x: np.tanh(x),
    "Log": lambda a, x: np.log(x), "Exp": lambda a, x: np.exp(x), "Sqrt": lambda a, x: np.sqrt(x),
    "Floor": lambda a, x: np.floor(x), "Ceil": lambda a, x: np.ceil(x), "Round": lambda a, x: np.rint(x),
    "Concat": lambda a, *parts: np.concatenate(parts, a["axis"]),
    "Transpose": lambda a, x: np.transpose(x, a.get("perm")),
    "Unsqueeze": lambda a, x, *rest: np.expand_dims(x, tuple(axes_of(a, rest))),
    "Identity": lambda a, x: x, "Cast": lambda a, x: x, "Dropout": lambda a, x, *rest: x,
    "Shape": lambda a, x: np.array(x.shape, float),
    "Gather": lambda a, x, i: np.take(x, i.astype(int), a.get("axis", 0)),
}


def constant(tensor):
    return numpy_helper.to_array(tensor).astype(float)


def run(model, inputs):
    tensors = {t.name: constant(t) for t in model.graph.initializer}
    tensors.update({name: np.asarray(value, float) for name, value in inputs.items()})
    for node in model.graph.node:
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        attributes = {k: v.decode() if isinstance(v, bytes) else v for k, v in attributes.items()}
        if node.op_type == "Constant":
            value = next(iter(attributes.values()))
            made = constant(value) if isinstance(value, onnx.TensorProto) else np.array(value, float)
        else:
            made = OPERATIONS[node.op_type](attributes, *(tensors[name] if name else None for name in node.input))
        tensors[node.output[0]] = made
    return {output.name: tensors[output.name] for output in model.graph.output}
