#!/usr/bin/python3
"""Throughput, latency and power of the ResNet50 accelerator for one batch size, without data movement.

The published program's name, options and printed lines. Times are simulated (profile finn-hlslib-2020), watts are
estimated from published measurements. --xclbin is a network bundle of any name, or a built-in network.
"""

import argparse
import sys

import numpy as np

import weir
import weir.pynq as pynq

PROFILE = "finn-hlslib-2020"


def read_fc_weights(path):
    """Comma-separated, with a comma after the last one, as published."""
    try:
        with open(path, encoding="ascii") as file:
            weights = np.array(file.read().strip().rstrip(",").split(","), dtype=np.int8)
        return weights.reshape(1000, 2048)
    except (OSError, ValueError, OverflowError) as problem:
        raise weir.Error("fc-weights", str(problem), path, "legal: 1000 x 2048 comma-separated integers") from None


def main():
    parser = argparse.ArgumentParser(description="ResNet50 inference with FINN and PYNQ on Alveo, simulated")
    parser.add_argument("--xclbin", default="resnet50.xclbin", help="network bundle of any name, or built-in network")
    parser.add_argument("--fcweights", default="fcweights.csv", help="FC weights file (CSV)")
    parser.add_argument("--shell", default="xilinx_u250_xdma_201830_2", help="Name of compatible shell")
    parser.add_argument("--bs", type=int, default=1, help="Batch size (images processed per accelerator invocation)")
    parser.add_argument("--reps", type=int, default=100, help="Number of batches to run")
    args = parser.parse_args()
    if args.bs < 1 or args.reps < 1:
        raise weir.Error("usage", f"--bs {args.bs} --reps {args.reps}", "", "legal: 1 or more")
    shells = [device.name for device in pynq.Device.devices]
    if args.shell not in shells:
        raise weir.Error("usage", f"there is no shell {args.shell}", "", f"legal: {', '.join(shells)}")

    ol = pynq.Overlay(args.xclbin, profile=PROFILE)
    fcbuf = pynq.allocate((1000, 2048), dtype=np.int8, target=ol.bank0)
    fcbuf[:] = read_fc_weights(args.fcweights)
    fcbuf.sync_to_device()

    bench = ol.model.bench([args.bs], profile=PROFILE)
    (call,) = bench.batches
    print("Throughput:", int(call["throughput_fps"]), "FPS")
    print("Latency:", round(call["latency_ms"], 2), "ms")
    if call.get("fpga_power_w") is not None:
        print("FPGA Power:", round(call["fpga_power_w"], 2), "Watts (estimated)")
        print("Board Power:", round(call["board_power_w"], 2), "Watts (estimated)")
        print("Power is estimated, not measured:", bench.power_source)
    print(
        f"Simulated in profile {PROFILE} at {call['clock_mhz']:g} MHz with {call['host_overhead_us']:g} us of the host "
        f"per call: {args.reps} calls take {args.reps * call['latency_ms'] / 1e3:.3f} s"
    )


if __name__ == "__main__":
    try:
        main()
    except weir.Error as error:
        print(error, file=sys.stderr)
        sys.exit(2)
