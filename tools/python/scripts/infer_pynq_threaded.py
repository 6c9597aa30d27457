#!/usr/bin/python3
"""ResNet50 inference over a picture or a folder of pictures: threads prepare, another one keeps the accelerator busy.

The published program's name, options and printed lines. Predictions are the golden model's; the duration is that of
this program, and the time of the simulated accelerator is told beside it. --xclbin is a network bundle of any name, or a
built-in network. A picture that cannot be read is reported and skipped.
"""

import argparse
import csv
import pickle
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

import weir
import weir.pynq as pynq
from synth_bench_power import read_fc_weights
from weir import _weir

STAMPS = ("Start TS", "Upload Start TS", "Upload End TS", "Inference Start TS", "Inference End TS")
STAMPS += ("Download Start TS", "Download End TS")
SPANS = {
    "Total Latency": ("Start TS", "Download End TS"),
    "Preprocessing Time": ("Start TS", "Upload Start TS"),
    "Upload Time": ("Upload Start TS", "Upload End TS"),
    "Accelerator Time": ("Inference Start TS", "Inference End TS"),
    "Download Time": ("Download Start TS", "Download End TS"),
    "Inference Time": ("Upload Start TS", "Download End TS"),
}


class PlainUnpickler(pickle.Unpickler):
    """Numbers, texts, lists and dictionaries; a pickle that wants to run anything is refused."""

    def find_class(self, module, name):
        raise pickle.UnpicklingError(f"it holds {module}.{name}")


def read_labels(path):
    """Labels by file name, and names by class; one of them is None. Text lines "<file name> <label>", or a pickle of
    either."""
    try:
        raw = Path(path).read_bytes()
        if raw[:1] == b"\x80":
            with open(path, "rb") as file:
                found = PlainUnpickler(file).load()
            if isinstance(found, dict) and all(isinstance(key, str) for key in found):
                return {name: int(label) for name, label in found.items()}, None
            return None, dict(enumerate(found)) if isinstance(found, list) else dict(found)
        lines = [line.split() for line in raw.decode().splitlines() if line.strip()]
        return {name: int(label) for name, label in lines}, None
    except (OSError, ValueError, TypeError, pickle.UnpicklingError) as problem:
        legal = "legal: lines of <file name> <label>, or a pickle"
        raise weir.Error("labels", str(problem), path, legal) from None


def find_files(path):
    path = Path(path)
    if path.is_file():
        return [path]
    files = sorted(entry for entry in path.iterdir() if entry.is_file()) if path.is_dir() else []
    if not files:
        raise weir.Error("file-missing", "there are no pictures", str(path))
    return files


class Inference:
    """Two sets of buffers: one batch is prepared and fetched while the other one runs."""

    def __init__(self, args):
        self.ol = pynq.Overlay(args.xclbin)
        self.max_bs = args.max_bs
        self.fcbuf = pynq.allocate((1000, 2048), dtype=np.int8, target=self.ol.PLRAM0)
        self.fcbuf[:] = read_fc_weights(args.fcweights)
        self.fcbuf.sync_to_device()
        self.buffers = [
            (
                pynq.allocate((self.max_bs, 224, 224, 3), dtype=np.uint8, target=self.ol.bank0),
                pynq.allocate((self.max_bs, 5), dtype=np.uint32, target=self.ol.bank0),
            )
            for _ in range(2)
        ]
        self.simulated_s = 0.0
        self.skipped = 0

    def prepare(self, file):
        """The picture's bytes, or why there are none."""
        start = time.monotonic()
        try:
            return file, _weir.prepare_file(str(file), "resnet50-pynq"), start
        except weir.Error as problem:
            return file, problem, start

    def batches(self, files, workers):
        """Lists of (file, picture, start); pictures that could not be read are left out."""
        batch = []
        with ThreadPoolExecutor(workers) as pool:
            for file, picture, start in pool.map(self.prepare, files):
                if isinstance(picture, weir.Error):
                    self.skipped += 1
                    print(f"skipped {file.name}: {picture.what}", file=sys.stderr)
                    continue
                batch.append((file, picture, start))
                if len(batch) == self.max_bs:
                    yield batch
                    batch = []
        if batch:
            yield batch

    def run(self, files, workers):
        """Rows of file, prediction and time stamps, in the order of the files."""
        rows, running = [], None
        for number, batch in enumerate(self.batches(files, workers)):
            started = self.start(batch, *self.buffers[number % 2])
            if running:
                rows += self.finish(*running)
            running = started
        if running:
            rows += self.finish(*running)
        return rows

    def start(self, batch, inbuf, outbuf):
        stamps = {"Upload Start TS": time.monotonic()}
        for i, (_, picture, _) in enumerate(batch):
            inbuf[i] = picture.reshape(224, 224, 3)
        inbuf.sync_to_device()
        stamps["Upload End TS"] = stamps["Inference Start TS"] = time.monotonic()
        return batch, outbuf, self.ol.resnet50_1.start(inbuf, outbuf, self.fcbuf, len(batch)), stamps

    def finish(self, batch, outbuf, context, stamps):
        self.simulated_s += context.wait()
        stamps["Inference End TS"] = stamps["Download Start TS"] = time.monotonic()
        outbuf.sync_from_device()
        stamps["Download End TS"] = time.monotonic()
        return [
            {"File Name": str(file), "Prediction": outbuf[i].tolist(), "Start TS": start, **stamps}
            for i, (file, _, start) in enumerate(batch)
        ]


def report(rows, args, names):
    columns = ["File Name", "Prediction"]
    if args.profile:
        columns += [*STAMPS, *SPANS]
        for row in rows:
            row.update({name: row[end] - row[begin] for name, (begin, end) in SPANS.items()})
    if args.outfile:
        with open(args.outfile, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["", *columns])
            writer.writerows([i, *(row[c] for c in columns)] for i, row in enumerate(rows))
    else:
        for row in rows:
            classes = [names.get(c, c) for c in row["Prediction"]] if names else row["Prediction"]
            print(row["File Name"], *classes)
    if args.profile and rows:
        for name in SPANS:
            spans = [row[name] for row in rows]
            print(f"{name}: mean {np.mean(spans):.6f} s, min {min(spans):.6f}, max {max(spans):.6f}")


def report_accuracy(rows, labels):
    known = [(labels[Path(row["File Name"]).name], row) for row in rows if Path(row["File Name"]).name in labels]
    if not known:
        raise weir.Error("labels", "no picture has a label")
    print("Top-1 Accuracy:", sum(label == row["Prediction"][0] for label, row in known) / len(known))
    print("Top-5 Accuracy:", sum(label in row["Prediction"] for label, row in known) / len(known))


def main():
    parser = argparse.ArgumentParser(description="ResNet50 inference with FINN and PYNQ on Alveo, simulated")
    parser.add_argument("--xclbin", required=True, help="network bundle of any name, or built-in network")
    parser.add_argument("--fcweights", required=True, help="FC weights file (CSV)")
    parser.add_argument("--img_path", required=True, help="Path to image or image folder")
    parser.add_argument("--max_bs", type=int, default=1, help="Batch size (images processed per accelerator invocation)")
    parser.add_argument("--preprocess_workers", type=int, default=1, help="Number of workers used for preprocessing")
    parser.add_argument("--profile", action="store_true", help="Captures timestamps at various points in the pipeline")
    parser.add_argument("--outfile", help="File to dump outputs")
    parser.add_argument("--labels", help="ground truth labels: text or pickle; or a pickle of class names")
    args = parser.parse_args()
    if args.max_bs < 1 or args.preprocess_workers < 1:
        raise weir.Error("usage", f"--max_bs {args.max_bs} --preprocess_workers {args.preprocess_workers}", "", "legal: 1 or more")
    labels, names = read_labels(args.labels) if args.labels else (None, None)
    files = find_files(args.img_path)
    inference = Inference(args)
    start = time.monotonic()
    rows = inference.run(files, args.preprocess_workers)
    duration = time.monotonic() - start
    report(rows, args, names)
    if labels:
        report_accuracy(rows, labels)
    print("Duration for ", len(rows), " images: ", duration)
    print("FPS: ", len(rows) / duration)
    if rows:
        print(f"Simulated accelerator: {inference.simulated_s * 1e3:.3f} ms, {len(rows) / inference.simulated_s:.1f} FPS")
    if inference.skipped:
        print(f"{inference.skipped} of {len(files)} pictures were skipped", file=sys.stderr)


if __name__ == "__main__":
    try:
        main()
    except weir.Error as error:
        print(error, file=sys.stderr)
        sys.exit(2)
