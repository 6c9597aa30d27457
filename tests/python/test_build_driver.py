"""Does the driver that weir build makes run a network on the simulated overlay?"""

import json
import os
import subprocess
import sys
import unittest

import numpy as np

from support import SOURCE, ScratchTest, program

MODELS = SOURCE / "tests" / "golden" / "onnx"


class BuildDriver(ScratchTest):
    def setUp(self):
        super().setUp()
        config = {
            "output_dir": "out",
            "synth_clk_period_ns": 10.0,
            "generate_outputs": ["pynq_driver"],
            "board": "Pynq-Z2",
            "shell_flow_type": "vivado_zynq",
        }
        (self.folder / "build.json").write_text(json.dumps(config))
        subprocess.run(
            [program("weir"), "build", self.folder / "build.json", MODELS / "perceptron.onnx", "--quiet"],
            capture_output=True,
            check=True,
            timeout=300,
        )

    def run_driver(self, *arguments):
        driver = self.folder / "out" / "driver" / "driver.py"
        return subprocess.run(
            [sys.executable, "-B", driver, *arguments],
            cwd=self.folder,
            env=os.environ,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def test_it_computes_the_recorded_classes(self):
        frames = 4
        pictures = np.fromfile(MODELS / "perceptron.input.u8", np.uint8)[: frames * 4 * 6 * 2]
        np.save(self.folder / "input.npy", pictures.reshape(frames, 4, 6, 2))
        done = self.run_driver("--exec_mode", "execute", "--batchsize", str(frames))
        self.assertEqual(done.returncode, 0, done.stderr)
        scores = np.load(self.folder / "output.npy").reshape(frames, -1)
        recorded = np.fromfile(MODELS / "perceptron.output.f32", np.float32)[: frames * 8].reshape(frames, 8)
        self.assertEqual(scores.argmax(axis=1).tolist(), recorded.argmax(axis=1).tolist())
        # The graph's last scale and bias stay outside the accelerator: frames differ by the recorded differences.
        scores, recorded = np.diff(scores, axis=0), np.diff(recorded, axis=0)
        step = np.abs(recorded).sum() / np.abs(scores).sum()
        np.testing.assert_allclose(scores * step, recorded, atol=step / 100)

    def test_it_measures_throughput(self):
        done = self.run_driver("--exec_mode", "throughput_test", "--batchsize", "10")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("throughput[images/s]", done.stdout)
        self.assertIn("'batch_size': 10", (self.folder / "nw_metrics.txt").read_text())


if __name__ == "__main__":
    unittest.main()
