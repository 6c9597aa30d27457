#!/usr/bin/env python3
"""Runs the accelerator of this package on .npy files, or measures it.

    driver.py --exec_mode execute --batchsize 4 --inputfile input.npy --outputfile output.npy
    driver.py --exec_mode throughput_test --batchsize 1000

--platform simulated (the default) runs on Weir's simulated overlay: `import weir` must work, no board is needed.
--platform board runs on a PYNQ board with the bitfile that the scripts in ../bitfile make; no board has tried it yet.
Inputs have shape [batch, ...] with the elements that io_shape.json names.
"""
import argparse
import json
import pathlib
import time

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent


class Type:
    """An element type by FINN's name: BIPOLAR, BINARY, UINTn, INTn."""

    def __init__(self, name):
        self.name = name
        self.bits = 1 if name in ("BIPOLAR", "BINARY") else int(name.lstrip("UINT"))

    def encode(self, values):
        """Bit patterns in the low bits."""
        values = np.asarray(values).astype(np.int64)
        codes = (values + 1) // 2 if self.name == "BIPOLAR" else values
        return codes & ((1 << self.bits) - 1)

    def decode(self, codes):
        codes = codes.astype(np.int64)
        if self.name == "BIPOLAR":
            return 2 * codes - 1
        is_negative = self.name.startswith("INT") & (codes >> (self.bits - 1) == 1)
        return np.where(is_negative, codes - (1 << self.bits), codes)


class Port:
    """A stream of the accelerator in memory: every word in whole beats, lowest bits first."""

    def __init__(self, description):
        self.type = Type(description["datatype"])
        self.shape = tuple(description["shape"])
        self.per_word = description["elements_per_word"]
        self.word_bytes = description["word_bytes_in_memory"]
        self.elements = int(np.prod(self.shape))
        self.words = self.elements // self.per_word
        order = description.get("order")  # tensor index of each place in the stream, over one period
        self.order = None
        if order is not None:
            starts = np.arange(0, self.elements, len(order))[:, None]
            self.order = (starts + np.asarray(order)).ravel()

    def bytes_per_frame(self):
        return self.words * self.word_bytes

    def pack(self, values):
        """[batch, *shape] values -> [batch, bytes]."""
        batch = len(values)
        flat = np.asarray(values).reshape(batch, self.elements)
        if self.order is not None:
            flat = flat[:, self.order]
        codes = self.type.encode(flat).reshape(batch, self.words, self.per_word)
        bits = (codes[..., None] >> np.arange(self.type.bits)) & 1
        bits = bits.reshape(batch, self.words, -1).astype(np.uint8)
        padding = 8 * self.word_bytes - bits.shape[-1]
        bits = np.pad(bits, ((0, 0), (0, 0), (0, padding)))
        return np.packbits(bits, axis=-1, bitorder="little").reshape(batch, -1)

    def unpack(self, packed):
        """The inverse of pack()."""
        batch = len(packed)
        words = np.asarray(packed, dtype=np.uint8).reshape(batch, self.words, self.word_bytes)
        bits = np.unpackbits(words, axis=-1, bitorder="little")[..., : self.per_word * self.type.bits]
        bits = bits.reshape(batch, self.elements, self.type.bits).astype(np.int64)
        flat = self.type.decode((bits << np.arange(self.type.bits)).sum(axis=-1))
        if self.order is not None:
            restored = np.empty_like(flat)
            restored[:, self.order] = flat
            flat = restored
        return flat.reshape(batch, *self.shape)


class DataMover:
    """A core idma_<k> or odma_<k>: moves whole frames between memory and a stream."""

    CONTROL, ADDRESS, ADDRESS_HIGH, FRAMES = 0x00, 0x10, 0x14, 0x1C  # as Vitis HLS lays 64-bit pointers out
    START, DONE_OR_IDLE = 0x1, 0x6

    def __init__(self, core):
        self.core = core

    def start(self, buffer, frames):
        address = buffer.device_address
        self.core.write(self.ADDRESS, address & 0xFFFFFFFF)
        self.core.write(self.ADDRESS_HIGH, address >> 32)
        self.core.write(self.FRAMES, frames)
        self.core.write(self.CONTROL, self.START)

    def wait(self):
        while not self.core.read(self.CONTROL) & self.DONE_OR_IDLE:
            pass


class BoardOverlay:
    """The accelerator on a board: execute() and throughput_test(), as the simulated overlay has them."""

    def __init__(self, bitfile, settings, batch_size):
        import pynq

        self.source, self.sink = Port(settings["input"]), Port(settings["output"])
        self.overlay = pynq.Overlay(str(bitfile))
        self.reader, self.writer = DataMover(self.overlay.idma_0), DataMover(self.overlay.odma_0)
        self.fclk_mhz = settings["fclk_mhz"]
        self.batch_size = batch_size
        self.inputs = pynq.allocate((batch_size, self.source.bytes_per_frame()), dtype=np.uint8)
        self.outputs = pynq.allocate((batch_size, self.sink.bytes_per_frame()), dtype=np.uint8)

    def run(self):
        self.writer.start(self.outputs, self.batch_size)
        self.reader.start(self.inputs, self.batch_size)
        self.writer.wait()

    def execute(self, values):
        if len(values) != self.batch_size:
            raise ValueError(f"{len(values)} frames for a batch of {self.batch_size}")
        self.inputs[:] = self.source.pack(values)
        self.inputs.flush()
        self.run()
        self.outputs.invalidate()
        return self.sink.unpack(np.array(self.outputs))

    def throughput_test(self):
        begin = time.perf_counter()
        self.run()
        seconds = time.perf_counter() - begin
        rate = self.batch_size / seconds
        return {
            "runtime[ms]": seconds * 1000,
            "throughput[images/s]": rate,
            "DRAM_in_bandwidth[MB/s]": self.source.bytes_per_frame() * rate / 1e6,
            "DRAM_out_bandwidth[MB/s]": self.sink.bytes_per_frame() * rate / 1e6,
            "fclk[mhz]": self.fclk_mhz,
            "batch_size": self.batch_size,
        }


def simulated_overlay(settings, batch_size):
    from weir.pynq.finn import FINNExampleOverlay

    profile = settings["profile"]
    return FINNExampleOverlay(
        bitfile_name=str(HERE / settings["network"]),
        platform="zynq-iodma",
        batch_size=batch_size,
        fclk_mhz=settings["fclk_mhz"],
        profile=str(HERE / profile) if profile.endswith(".json") else profile,
    )


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--exec_mode", choices=["execute", "throughput_test"], default="execute")
    parser.add_argument("--platform", choices=["simulated", "board"], default="simulated")
    parser.add_argument("--batchsize", type=int, default=1)
    parser.add_argument("--bitfile", default=str(HERE.parent / "bitfile" / "weir.bit"))
    parser.add_argument("--inputfile", default="input.npy")
    parser.add_argument("--outputfile", default="output.npy")
    return parser.parse_args()


def main():
    args = arguments()
    settings = json.loads((HERE / "io_shape.json").read_text())
    if args.platform == "board":
        overlay = BoardOverlay(args.bitfile, settings, args.batchsize)
    else:
        overlay = simulated_overlay(settings, args.batchsize)
    if args.exec_mode == "execute":
        np.save(args.outputfile, overlay.execute(np.load(args.inputfile)))
        return
    metrics = overlay.throughput_test()
    pathlib.Path("nw_metrics.txt").write_text(str(metrics))
    for name, value in metrics.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
