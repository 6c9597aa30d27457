#!/usr/bin/python3
"""Accuracy of the network-intrusion detector over a batch of records, as FINN's cybersecurity tutorial measures it.

The records are unsw_nb15_binarized.npz in --dataset_root: array "test", one record per row, columns 0 or 1, the label
in the last one. --bitfile is a network bundle of any name, or a built-in network.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

import weir
from weir.pynq.finn import FINNExampleOverlay

RECORDS = 82000
"""The tutorial takes the first so many."""


def read_batches(root, batchsize, columns):
    """Inputs [batches, batchsize, columns] and labels [batches, batchsize], all -1 or +1."""
    path = Path(root) / "unsw_nb15_binarized.npz"
    try:
        records = np.load(path)["test"][:RECORDS]
    except (OSError, ValueError, KeyError) as problem:
        raise weir.Error("dataset", str(problem), str(path), 'legal: an .npz with the array "test"') from None
    batches = len(records) // batchsize
    missing = columns - (records.shape[1] - 1) if records.ndim == 2 else -1
    if batches == 0 or missing < 0:
        raise weir.Error("dataset", f'"test" is {list(records.shape)}', str(path), f"legal: [{batchsize} or more, 2 to {columns + 1}]")
    records = records[: batches * batchsize]
    inputs = np.pad(records[:, :-1].astype(np.float32), [(0, 0), (0, missing)])
    labels = records[:, -1].astype(np.float32)
    return 2 * inputs.reshape(batches, batchsize, columns) - 1, 2 * labels.reshape(batches, batchsize) - 1


def main():
    parser = argparse.ArgumentParser(description="Validate top-1 accuracy for FINN-generated accelerator")
    parser.add_argument("--batchsize", help="number of samples for inference", type=int, default=10)
    parser.add_argument("--platform", help="Target platform: zynq-iodma alveo", default="zynq-iodma")
    parser.add_argument("--bitfile", help="network bundle or built-in network", default="mlp-unsw-nb15-w2a2")
    parser.add_argument("--dataset_root", help="dataset root dir", default=".")
    args = parser.parse_args()

    driver = FINNExampleOverlay(bitfile_name=args.bitfile, platform=args.platform, batch_size=args.batchsize)
    print("Loading dataset...")
    inputs, labels = read_batches(args.dataset_root, args.batchsize, driver.ishape_normal()[-1])
    ok = nok = 0
    for i, (batch, wanted) in enumerate(zip(inputs, labels)):
        matches = np.count_nonzero(driver.execute(batch).flatten() == wanted)
        ok += matches
        nok += args.batchsize - matches
        print("batch %d / %d : total OK %d NOK %d" % (i + 1, len(inputs), ok, nok))
    print("Final accuracy: %f" % (100.0 * ok / (ok + nok)))


if __name__ == "__main__":
    try:
        main()
    except weir.Error as error:
        print(error, file=sys.stderr)
        sys.exit(2)
