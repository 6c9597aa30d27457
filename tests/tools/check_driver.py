"""Checks tools/flow/build/driver.py against words packed by hand, with a stand-in for the pynq module whose
accelerator gives back what it gets."""
import importlib.util
import sys
import types

import numpy as np

ADDRESSES = {}


class Buffer(np.ndarray):
    def flush(self):
        ADDRESSES[self.device_address] = np.array(self)

    def invalidate(self):
        self[:] = ADDRESSES[self.device_address]


def allocate(shape, dtype):
    buffer = np.zeros(shape, dtype).view(Buffer)
    buffer.device_address = 0x1_0000_0000 + 0x1000 * len(ADDRESSES)
    ADDRESSES[buffer.device_address] = None
    return buffer


class Core:
    """Registers of a data mover; the second one to be started moves the frames."""

    started = []

    def __init__(self, name):
        self.name, self.registers = name, {}

    def write(self, offset, value):
        self.registers[offset] = value
        if offset == 0:
            assert value == 1
            Core.started.append(self)
            if self.name == "idma_0":
                writer = Core.started[-2]
                assert writer.name == "odma_0" and writer.registers[0x1C] == self.registers[0x1C]
                ADDRESSES[writer.address()] = ADDRESSES[self.address()]

    def address(self):
        return self.registers[0x10] | self.registers[0x14] << 32

    def read(self, offset):
        assert offset == 0
        return 0x6


def overlay(bitfile):
    return types.SimpleNamespace(idma_0=Core("idma_0"), odma_0=Core("odma_0"))


def load(path):
    spec = importlib.util.spec_from_file_location("driver", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def port(driver, datatype, shape, per_word, word_bytes, **more):
    return driver.Port(dict(datatype=datatype, shape=shape, elements_per_word=per_word,
                            word_bytes_in_memory=word_bytes, **more))


def check(port, values, words):
    packed = port.pack(np.array(values))
    assert packed.tolist() == words, (packed.tolist(), words)
    assert port.unpack(packed).tolist() == values


def main():
    driver = load(sys.argv[1])
    # -1 and 2 are 111 and 010, 3 and -4 are 011 and 100; the first element is lowest.
    check(port(driver, "INT3", [4], 2, 1), [[-1, 2, 3, -4]], [[0b010111, 0b100011]])
    # Ten signs take two bytes, of which six bits are padding.
    check(port(driver, "BIPOLAR", [10], 10, 2), [[1, -1, 1, 1, -1, -1, -1, 1, -1, 1]], [[0b10001101, 0b10]])
    check(port(driver, "UINT8", [2, 2], 1, 1), [[[1, 2], [3, 255]], [[0, 9], [8, 7]]], [[1, 2, 3, 255], [0, 9, 8, 7]])
    # Places of the stream hold elements 0 2 1 3, period after period.
    check(port(driver, "UINT4", [8], 2, 1, order=[0, 2, 1, 3]), [[1, 2, 3, 4, 5, 6, 7, 8]],
          [[0x31, 0x42, 0x75, 0x86]])

    sys.modules["pynq"] = types.SimpleNamespace(Overlay=overlay, allocate=allocate)
    description = dict(datatype="INT3", shape=[4], elements_per_word=2, word_bytes_in_memory=1)
    settings = dict(input=description, output=description, fclk_mhz=100.0)
    board = driver.BoardOverlay("weir.bit", settings, 2)
    values = [[-1, 2, 3, -4], [0, 1, -2, -3]]
    assert board.execute(np.array(values)).tolist() == values
    assert Core.started[-1].registers[0x1C] == 2
    metrics = board.throughput_test()
    assert metrics["batch_size"] == 2 and metrics["throughput[images/s]"] > 0


main()
