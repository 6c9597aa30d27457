"""Does code written for FINN's generated driver run as written, with the published figures?"""

import re
import subprocess
import sys
import unittest

import numpy as np

import weir
from support import SOURCE, ScratchTest
from weir.pynq.finn import FINNExampleOverlay, make_io_shape_dict, write_driver

NETWORK = "mlp-unsw-nb15-w2a2"

# The calls of FINN's generated driver.py and of the tutorial's validation, from inside a deployment folder.
VALIDATION = """
from driver import io_shape_dict
from driver_base import FINNExampleOverlay
import numpy as np

records = np.load("unsw_nb15_binarized.npz")["test"][:82000]
bsize = 50
driver = FINNExampleOverlay(
    bitfile_name="../bitfile/finn-accel.bit", platform="zynq-iodma", io_shape_dict=io_shape_dict, batch_size=bsize)
ok = 0
for batch in records.reshape(-1, bsize, records.shape[1]):
    inp = 2 * np.pad(batch[:, :-1].astype(np.float32), [(0, 0), (0, 7)], mode="constant") - 1
    ok += np.count_nonzero(driver.execute(inp).flatten() == 2 * batch[:, -1].astype(np.float32) - 1)
print("Final accuracy: %f" % (100.0 * ok / len(records)))
"""


class Figures(unittest.TestCase):
    def test_throughput_test_gives_the_published_dictionary(self):
        driver = FINNExampleOverlay(NETWORK, "zynq-iodma", batch_size=1000, fclk_mhz=100.0)
        res = driver.throughput_test()
        published = {  # FINN's tutorial, nw_metrics.txt
            "runtime[ms]": 1.0602474212646484,
            "throughput[images/s]": 943176.0737575893,
            "DRAM_in_bandwidth[MB/s]": 70.7382055318192,
            "DRAM_out_bandwidth[MB/s]": 0.9431760737575894,
            "fclk[mhz]": 100.0,
            "batch_size": 1000,
        }
        for key, value in published.items():
            self.assertAlmostEqual(res[key] / value, 1, delta=0.03, msg=key)
        measured_here = [
            "fold_input[ms]",
            "pack_input[ms]",
            "copy_input_data_to_device[ms]",
            "copy_output_data_from_device[ms]",
            "unpack_output[ms]",
            "unfold_output[ms]",
        ]
        self.assertEqual(list(res), [*published, *measured_here])
        self.assertTrue(all(res[key] >= 0 for key in measured_here))

    def test_the_host_overhead_is_a_parameter_beside_the_simulated_cycles(self):
        bare = FINNExampleOverlay(NETWORK, batch_size=1000, host_overhead_us=0)
        more = FINNExampleOverlay(NETWORK, batch_size=1000, host_overhead_us=500)
        simulated = weir.load(NETWORK).simulate(1000, profile="finn-v0.10", clk_mhz=100)
        runtime = bare.throughput_test()["runtime[ms]"]
        self.assertAlmostEqual(runtime, simulated.call["cycles"] / 100e3)
        self.assertAlmostEqual(more.throughput_test()["runtime[ms]"], runtime + 0.5)
        faster = FINNExampleOverlay(NETWORK, batch_size=1000, host_overhead_us=0, fclk_mhz=200.0)
        self.assertAlmostEqual(faster.throughput_test()["runtime[ms]"], runtime / 2)

    def test_shapes_and_types_are_those_of_the_tutorial(self):
        driver = FINNExampleOverlay(NETWORK, batch_size=7)
        self.assertEqual(driver.idt(), "BIPOLAR")
        self.assertEqual(driver.odt(), "BIPOLAR")
        self.assertEqual(driver.ishape_normal(), (7, 600))
        self.assertEqual(driver.ishape_folded(), (7, 15, 40))
        self.assertEqual(driver.ishape_packed(), (7, 15, 5))  # 75 bytes per record
        self.assertEqual(driver.oshape_normal(), (7, 1))
        self.assertEqual(driver.oshape_packed(), (7, 1, 1))
        driver.batch_size = 3
        self.assertEqual(driver.ishape_normal(), (3, 600))
        self.assertEqual(driver.ibuf_packed_device[0].shape, (3, 15, 5))


class Values(unittest.TestCase):
    def test_execute_packs_runs_and_unpacks(self):
        for network, batch in ((NETWORK, 20), ("cnv-finn-1w1a", 2)):
            model = weir.load(network)
            frames = model.random_frames(batch, seed=9)
            driver = FINNExampleOverlay(network, batch_size=batch)
            out = driver.execute(frames.astype(np.float32).reshape(driver.ishape_normal()))
            np.testing.assert_array_equal(out, model.run(frames, reference=True), err_msg=network)

    def test_asynchronous_calls_take_part_of_the_batch(self):
        model = weir.load(NETWORK)
        driver = FINNExampleOverlay(NETWORK, batch_size=4)
        frames = model.random_frames(4, seed=10)
        driver.copy_input_data_to_device(driver.pack_input(driver.fold_input(frames)))
        driver.execute_on_buffers(asynch=True, batch_size=3)
        driver.wait_until_finished()
        driver.copy_output_data_from_device(driver.obuf_packed[0])
        out = driver.unpack_output(driver.obuf_packed[0]).reshape(4)
        np.testing.assert_array_equal(out[:3], model.run(frames).reshape(4)[:3])

    def test_wrong_batches_and_shapes_say_what_was_expected(self):
        driver = FINNExampleOverlay(NETWORK, batch_size=2)
        with self.assertRaisesRegex(weir.Error, r"legal: \[2, 600\]"):
            driver.execute(np.ones((3, 600)))
        with self.assertRaisesRegex(weir.Error, "legal: BIPOLAR"):
            driver.execute(np.zeros((2, 600)))
        with self.assertRaisesRegex(weir.Error, "the accelerator has 1"):
            driver.execute([np.ones((2, 600))] * 2)
        with self.assertRaisesRegex(weir.Error, "legal: 1 to 2"):
            driver.execute_on_buffers(batch_size=3)
        with self.assertRaisesRegex(weir.Error, "was not started"):
            driver.wait_until_finished()
        with self.assertRaisesRegex(weir.Error, "1 or more"):
            driver.batch_size = 0
        with self.assertRaisesRegex(weir.Error, "zynq-iodma, alveo"):
            FINNExampleOverlay(NETWORK, "versal")
        other = {**make_io_shape_dict(weir.load(NETWORK)), "ishape_packed": [(1, 15, 4)]}
        with self.assertRaisesRegex(weir.Error, "ishape_packed"):
            FINNExampleOverlay(NETWORK, io_shape_dict=other)


class Validation(ScratchTest):
    """On records whose labels are the network's own answers, a quarter of them turned round."""

    def setUp(self):
        super().setUp()
        self.model = weir.load(NETWORK)
        records = np.random.default_rng(11).integers(0, 2, (400, 594))
        inputs = np.pad(records[:, :-1], [(0, 0), (0, 7)])
        answers = (self.model.run(2 * inputs - 1, reference=True).reshape(-1) + 1) // 2
        records[:, -1] = np.where(np.arange(400) % 4 == 0, 1 - answers, answers)
        np.savez(self.folder / "unsw_nb15_binarized.npz", test=records.astype(np.int8))

    def run_script(self, *arguments):
        script = SOURCE / "tools/python/scripts/validate-unsw-nb15.py"
        return subprocess.run([sys.executable, script, *map(str, arguments)], capture_output=True, text=True)

    def test_the_tutorials_script_prints_the_final_accuracy(self):
        for batchsize in (100, 10):
            done = self.run_script("--batchsize", batchsize, "--dataset_root", self.folder)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("Final accuracy: 75.000000", done.stdout)
            self.assertEqual(len(re.findall(r"batch \d+ / \d+ : total OK \d+ NOK \d+", done.stdout)), 400 // batchsize)

    def test_code_written_for_a_deployment_folder_runs_in_one(self):
        write_driver(self.model, self.folder / "deploy")
        (self.folder / "unsw_nb15_binarized.npz").rename(self.folder / "deploy/driver/unsw_nb15_binarized.npz")
        done = subprocess.run(
            [sys.executable, "-c", VALIDATION], cwd=self.folder / "deploy/driver", capture_output=True, text=True
        )
        self.assertEqual(done.stdout, "Final accuracy: 75.000000\n", done.stderr)

    def test_a_missing_or_wrong_dataset_is_one_clear_message(self):
        done = self.run_script("--dataset_root", self.folder / "none")
        self.assertEqual(done.returncode, 2)
        self.assertIn('legal: an .npz with the array "test"', done.stderr)
        np.savez(self.folder / "unsw_nb15_binarized.npz", test=np.zeros((5, 700), np.int8))
        done = self.run_script("--batchsize", 5, "--dataset_root", self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn("2 to 601", done.stderr)


if __name__ == "__main__":
    unittest.main()
