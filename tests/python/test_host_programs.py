"""Do the published host programs of ResNet50-PYNQ run with their names and options, and print the published figures?"""

import contextlib
import io
import os
import pickle
import re
import runpy
import subprocess
import sys
import tempfile
from unittest import mock

import numpy as np
from PIL import Image

import weir
from support import SOURCE, ScratchTest
from weir import _weir

SCRIPTS = SOURCE / "tools/python/scripts"


def run_script(name, *arguments):
    command = [sys.executable, "-B", SCRIPTS / name, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=600)


class HostPrograms(ScratchTest):
    @classmethod
    def setUpClass(cls):
        cls.weights = np.random.default_rng(1).integers(-128, 128, (1000, 2048), dtype=np.int8)
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.fcweights = os.path.join(folder.name, "fcweights.csv")
        with open(cls.fcweights, "w") as file:
            file.write(",".join(map(str, cls.weights.ravel().tolist())) + ",\n")


class SynthBenchPower(HostPrograms):
    def test_it_prints_the_published_table(self):
        model = weir.load("resnet50-w1a2")  # once for all
        published = (
            (1, 527, 1.9, 16.6, 29.5),
            (10, 1895, 5.3, 33.7, 50.4),
            (100, 2605, 38.4, 50.6, 68.8),
            (1000, 2703, 369.9, 54.6, 70.8),
        )
        for bs, fps, latency_ms, fpga_w, board_w in published:
            arguments = ["synth_bench_power.py", "--xclbin", "resnet50.xclbin", "--fcweights", self.fcweights]
            text = io.StringIO()
            with mock.patch("weir.pynq.overlay.load", return_value=model), contextlib.redirect_stdout(text):
                with mock.patch.object(sys, "argv", [*arguments, "--bs", str(bs), "--reps", "100"]):
                    runpy.run_path(str(SCRIPTS / "synth_bench_power.py"), run_name="__main__")
            out = text.getvalue()
            got = dict(re.findall(r"^(Throughput|Latency|FPGA Power|Board Power): ([\d.]+)", out, re.M))
            self.assertAlmostEqual(float(got["Throughput"]) / fps, 1, delta=0.03)
            self.assertAlmostEqual(float(got["Latency"]) / latency_ms, 1, delta=0.03)
            self.assertAlmostEqual(float(got["FPGA Power"]) / fpga_w, 1, delta=0.1)
            self.assertAlmostEqual(float(got["Board Power"]) / board_w, 1, delta=0.1)
            self.assertIn("Power is estimated, not measured: ResNet50-PYNQ host/README", out)

    def test_wrong_arguments_are_one_clear_message(self):
        for arguments, expected in (
            (["--bs", 0], "1 or more"),
            (["--shell", "xilinx_u200"], "xilinx_u250_xdma_201830_2"),
            (["--xclbin", "none.xclbin"], "none.xclbin"),
            (["--fcweights", self.folder / "none.csv"], "none.csv"),
        ):
            done = run_script(
                "synth_bench_power.py", "--xclbin", "resnet50-w1a2", "--fcweights", self.fcweights, *arguments
            )
            self.assertEqual(done.returncode, 2)
            self.assertIn(expected, done.stderr)
            self.assertNotIn("Traceback", done.stderr)


class InferPynqThreaded(HostPrograms):
    def setUp(self):
        super().setUp()
        self.pictures = self.folder / "pictures"
        self.pictures.mkdir()

    def write_pictures(self, count):
        random = np.random.default_rng(2)
        for i in range(count):
            pixels = random.integers(0, 256, (8, 8, 3), dtype=np.uint8).repeat(12, axis=0).repeat(16, axis=1)
            Image.fromarray(pixels).save(self.pictures / f"{i:03}.jpg")

    def infer(self, *arguments):
        return run_script(
            "infer_pynq_threaded.py",
            *("--xclbin", "resnet50-w1a2", "--fcweights", self.fcweights, "--img_path", self.pictures),
            *arguments,
        )

    def test_200_pictures_have_the_same_results_with_1_and_with_2_workers_and_a_corrupt_one_is_skipped(self):
        self.write_pictures(200)
        whole = (self.pictures / "100.jpg").read_bytes()
        (self.pictures / "100.jpg").write_bytes(whole[: len(whole) // 2])
        results = []
        for workers in (1, 2):
            outfile = self.folder / f"out{workers}.csv"
            done = self.infer("--max_bs", 50, "--preprocess_workers", workers, "--outfile", outfile)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("skipped 100.jpg", done.stderr)
            self.assertIn("1 of 200 pictures were skipped", done.stderr)
            self.assertRegex(done.stdout, r"Duration for  199  images:  [\d.]+\nFPS:  [\d.]+\nSimulated acc")
            results.append(outfile.read_text())
        self.assertEqual(results[0], results[1])
        self.assertEqual(len(results[0].splitlines()), 200)
        self.assertGreater(len({line.rsplit(",", 5)[1] for line in results[0].splitlines()}), 10)

    def test_accuracy_comes_from_a_text_or_a_pickle_and_class_names_are_shown(self):
        self.write_pictures(4)
        files = sorted(self.pictures.iterdir())
        prepared = np.stack([_weir.prepare_file(str(f), "resnet50-pynq") for f in files]).reshape(4, 224, 224, 3)
        top5 = weir.load("resnet50-w1a2").with_fc_weights(self.weights).run(prepared)
        labels = {"000.jpg": int(top5[0, 0]), "001.jpg": int(top5[1, 3]), "002.jpg": 1001, "003.jpg": int(top5[3, 0])}
        (self.folder / "labels.txt").write_text("".join(f"{name} {label}\n" for name, label in labels.items()))
        (self.folder / "labels.pkl").write_bytes(pickle.dumps(labels))
        for file in ("labels.txt", "labels.pkl"):
            done = self.infer("--labels", self.folder / file, "--max_bs", 3, "--profile")
            self.assertIn("Top-1 Accuracy: 0.5\nTop-5 Accuracy: 0.75\n", done.stdout, done.stderr)
            self.assertIn("Accelerator Time: mean", done.stdout)
        (self.folder / "names.pkl").write_bytes(pickle.dumps([f"class-{i}" for i in range(1000)]))
        done = self.infer("--labels", self.folder / "names.pkl", "--max_bs", 4)
        self.assertIn(f"000.jpg class-{top5[0, 0]} ", done.stdout)

    def test_a_pickle_that_would_run_something_and_other_wrong_files_are_refused(self):
        self.write_pictures(1)
        (self.folder / "evil.pkl").write_bytes(pickle.dumps(subprocess.Popen))
        for arguments, expected in (
            (["--labels", self.folder / "evil.pkl"], "subprocess.Popen"),
            (["--labels", self.folder / "none.txt"], "none.txt"),
            (["--img_path", self.folder / "none"], "there are no pictures"),
            (["--max_bs", 0], "1 or more"),
        ):
            done = self.infer(*arguments)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(expected, done.stderr)
            self.assertNotIn("Traceback", done.stderr)
