#!/usr/bin/python3
"""Images per second of onnxruntime's int8 kernels beside bench_golden's, one thread, CPU time.

    onnxruntime_speed.py BENCH_GOLDEN [NETWORK...]          (tools/interop --speed installs what it needs and runs it)

The networks are those of byte_networks.hpp, 8 bits: the same layers and shapes with random weights, written as
QLinearConv, QLinearMatMul and QLinearAdd on uint8 activations and int8 weights. onnxruntime requantises in floating
point, so that values are not compared. Both sides run in turn, three times; the best of each is printed. Needs onnx,
onnxruntime and numpy (PyPI); says so in one line and succeeds where they are absent.
"""
import json
import subprocess
import sys
import time

try:
    import numpy as np
    import onnx
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper
except ImportError as missing:
    print(f"skipped: speed of onnxruntime ({missing})")
    sys.exit(0)

onnxruntime.set_default_logger_severity(3)
ROUNDS = 3
SECONDS = 1.0
BATCHES = {"lfc": (1, 64), "cnv": (1, 16), "resnet18": (1, 4), "mobilenet": (1, 4)}


class Builder:
    """A chain of quantised layers; `end` is its last tensor, `shape` that of a frame, channels first."""

    def __init__(self, shape):
        self.random = np.random.default_rng(8)
        self.nodes, self.constants = [], []
        self.end, self.shape, self.input_shape = "input", list(shape), list(shape)
        self.scale = self.constant(np.float32(1 / 64))
        self.zero, self.middle = self.constant(np.uint8(0)), self.constant(np.uint8(128))
        self.weight_zero = self.constant(np.int8(0))

    def constant(self, value):
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def node(self, kind, inputs, domain="", **attributes):
        name = f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], domain=domain, **attributes))
        self.end = name

    def weights(self, *shape):
        return self.constant(self.random.integers(-127, 128, shape, dtype=np.int8))

    def weight_scale(self, inputs):
        """Keeps outputs about as wide as inputs."""
        return self.constant(np.float32(1 / (74 * inputs**0.5)))

    def convolve(self, channels, kernel, stride=1, pad=0, depthwise=False, zero=None):
        inputs = 1 if depthwise else self.shape[0]
        weights = self.weights(channels, inputs, kernel, kernel)
        scale = self.weight_scale(inputs * kernel * kernel)
        self.node("QLinearConv", [self.end, self.scale, self.zero, weights, scale, self.weight_zero, self.scale,
                                  zero or self.zero], kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=[pad] * 4,
                  group=channels if depthwise else 1)
        size = [(extent + 2 * pad - kernel) // stride + 1 for extent in self.shape[1:]]
        self.shape = [channels] + size

    def max_pool(self, kernel, stride, pad=0):
        self.node("MaxPool", [self.end], kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=[pad] * 4)
        self.shape[1:] = [(extent + 2 * pad - kernel) // stride + 1 for extent in self.shape[1:]]

    def add(self, other, other_zero):
        self.node("QLinearAdd", [self.end, self.scale, self.middle, other, self.scale, other_zero, self.scale,
                                 self.zero], domain="com.microsoft")

    def average(self):
        self.node("QLinearGlobalAveragePool", [self.end, self.scale, self.zero, self.scale, self.zero],
                  domain="com.microsoft", channels_last=0)
        self.shape = [self.shape[0], 1, 1]

    def fully_connect(self, rows):
        inputs = int(np.prod(self.shape))
        if len(self.shape) > 1:
            self.node("Flatten", [self.end])
        self.node("QLinearMatMul", [self.end, self.scale, self.zero, self.weights(inputs, rows),
                                    self.weight_scale(inputs), self.weight_zero, self.scale, self.zero])
        self.shape = [rows]

    def session(self):
        batch = ["N"]
        graph = helper.make_graph(
            self.nodes, "net", [helper.make_tensor_value_info("input", TensorProto.UINT8, batch + self.input_shape)],
            [helper.make_tensor_value_info(self.end, TensorProto.UINT8, batch + self.shape)], self.constants)
        model = helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 13),
                                                                      helper.make_opsetid("com.microsoft", 1)])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def lfc():
    net = Builder([784])
    for rows in (1024, 1024, 1024, 10):
        net.fully_connect(rows)
    return net


def cnv():
    net = Builder([3, 32, 32])
    for channels in (64, 128, 256):
        net.convolve(channels, 3)
        net.convolve(channels, 3)
        if channels < 256:
            net.max_pool(2, 2)
    for rows in (512, 512, 10):
        net.fully_connect(rows)
    return net


def residual_block(net, channels, stride, has_two_branches):
    start, shape = net.end, list(net.shape)
    net.convolve(channels, 3, stride, 1)
    net.convolve(channels, 3, 1, 1, zero=net.middle)
    end, other, other_zero = net.end, start, net.zero
    if has_two_branches:
        net.end, net.shape = start, shape
        net.convolve(channels, 1, stride, zero=net.middle)
        other, other_zero = net.end, net.middle
    net.end = end
    net.add(other, other_zero)


def resnet18():
    net = Builder([3, 224, 224])
    net.convolve(64, 7, 2, 3)
    net.max_pool(3, 2, 1)
    for channels in (64, 128, 256, 512):
        residual_block(net, channels, 1 if channels == 64 else 2, channels != 64)
        residual_block(net, channels, 1, False)
    net.average()
    net.fully_connect(1000)
    return net


def mobilenet():
    net = Builder([3, 224, 224])
    net.convolve(32, 3, 2, 1)
    for channels, stride in ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1),
                             (512, 1), (512, 1), (1024, 2), (1024, 1)):
        net.convolve(net.shape[0], 3, stride, 1, depthwise=True)
        net.convolve(channels, 1)
    net.average()
    net.fully_connect(1000)
    return net


NETWORKS = {"lfc": lfc, "cnv": cnv, "resnet18": resnet18, "mobilenet": mobilenet}


def onnxruntime_speed(session, net, batch):
    """Images per CPU second, the best run within SECONDS."""
    pictures = net.random.integers(0, 256, [batch] + net.input_shape, dtype=np.uint8)
    best, begin = 1e9, time.process_time()
    while time.process_time() - begin < SECONDS:
        start = time.process_time()
        session.run(None, {"input": pictures})
        best = min(best, time.process_time() - start)
    return batch / best


def fastest_isa(program):
    """The instruction set that bench_golden lists last."""
    listed = subprocess.run([program, "--benchmark_list_tests"], check=True, capture_output=True, text=True).stdout
    return listed.splitlines()[-1].split("/")[1]


def golden_speed(program, name, isa):
    """Images per CPU second of bench_golden, the best of batch 1 and the best batch, of five runs each."""
    output = subprocess.run([program, f"--benchmark_filter=^{name}/{isa}/batch:[^/]*$", "--benchmark_format=json",
                             "--benchmark_min_time=0.02", "--benchmark_repetitions=5"], check=True,
                            capture_output=True, text=True).stdout
    runs = [run for run in json.loads(output)["benchmarks"] if run["run_type"] == "iteration"]
    return max(run["items_per_second"] for run in runs)


def main():
    program, names = sys.argv[1], sys.argv[2:] or list(NETWORKS)
    isa = fastest_isa(program)
    print(f"onnxruntime {onnxruntime.__version__}, onnx {onnx.__version__}; images per CPU second, one thread")
    print(f"{'network':<12} {'onnxruntime w8a8':>17} {'weir w8a8':>12} {'ratio':>7} {'weir w4a4':>12} {'ratio':>7}")
    for name in names:
        net = NETWORKS[name]()
        session = net.session()
        theirs, eight, four = 0, 0, 0
        for _ in range(ROUNDS):
            theirs = max([theirs] + [onnxruntime_speed(session, net, batch) for batch in BATCHES[name]])
            eight = max(eight, golden_speed(program, f"{name}-w8a8", isa))
            four = max(four, golden_speed(program, f"{name}-w4a4", isa))
        print(f"{name:<12} {theirs:>17.1f} {eight:>12.1f} {eight / theirs:>7.2f} {four:>12.1f} {four / theirs:>7.2f}")


if __name__ == "__main__":
    main()
