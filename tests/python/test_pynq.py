"""Does code written for PYNQ run as written, with the device's memory as separate as on a board?"""

import gc
import os
import threading
import unittest
from unittest import mock

import numpy as np

import weir
import weir.pynq as pynq
from support import ScratchTest, data
from weir.pynq.layout import ElementType, Layout


class ContiguousMemory(unittest.TestCase):
    """Xlnk of PYNQ up to 2.5."""

    def test_buffers_are_counted_freed_and_all_freed_by_a_reset(self):
        xlnk = pynq.Xlnk()
        xlnk.xlnk_reset()
        self.assertEqual(xlnk.cma_stats()["CMA Memory Usage"], 0)
        first, second = xlnk.cma_array((10, 4), dtype=np.int32), xlnk.cma_array(shape=(8,), dtype=np.uint8)
        self.assertEqual(pynq.Xlnk().cma_stats(), {
            "CMA Memory Available": (128 << 20) - 168, "CMA Memory Usage": 168, "Buffer Count": 2,
        })  # fmt: skip
        self.assertNotEqual(first.physical_address, second.physical_address)
        xlnk.cma_free(first)
        self.assertEqual(xlnk.cma_stats()["CMA Memory Usage"], 8)
        xlnk.xlnk_reset()
        self.assertEqual(xlnk.cma_stats()["Buffer Count"], 0)
        with self.assertRaisesRegex(weir.Error, "was freed"):
            second.sync_to_device()
        with self.assertRaisesRegex(weir.Error, "buf is a ndarray"):
            xlnk.cma_free(np.zeros(3))


class ResNet50(ScratchTest):
    """The published notebook's cells, line by line."""

    @classmethod
    def setUpClass(cls):
        cls.model = weir.load("resnet50-w1a2")
        random = np.random.default_rng(1)
        cls.fcweights = random.integers(-128, 128, (1000, 2048), dtype=np.int8)
        cls.images = random.integers(0, 256, (3, 224, 224, 3), dtype=np.uint8)
        with_weights = cls.model.with_fc_weights(cls.fcweights)
        cls.top5 = with_weights.run(cls.images)  # equal to the plain reference, say the golden suites
        cls.overlay = pynq.Overlay("resnet50-w1a2")

    def buffers(self, n=1):
        ol = self.overlay
        fcbuf = pynq.allocate((1000, 2048), dtype=np.int8, target=ol.bank0)
        fcbuf[:] = self.fcweights
        fcbuf.sync_to_device()
        inbuf = pynq.allocate((n, 224, 224, 3), dtype=np.int8, target=ol.bank0)
        outbuf = pynq.allocate((n, 5), dtype=np.uint32, target=ol.bank0)
        return inbuf, outbuf, fcbuf

    def test_the_published_cells_run_as_written(self):
        img = self.images[0]
        np.savetxt(self.folder / "fcweights.csv", self.fcweights.reshape(1, -1), fmt="%d", delimiter=",", newline=",\n")
        here = os.getcwd()
        os.chdir(self.folder)
        self.addCleanup(os.chdir, here)
        self.model.save("resnet50.xclbin")

        ol = pynq.Overlay("resnet50.xclbin")
        accelerator = ol.resnet50_1
        self.assertIn("numReps", str(accelerator.register_map))
        fcbuf = pynq.allocate((1000, 2048), dtype=np.int8, target=ol.bank0)
        fcweights = np.genfromtxt("fcweights.csv", delimiter=",", dtype=np.int8)
        # csv reader erroneously adds one extra element to the end, so remove, then reshape
        fcweights = fcweights[:-1].reshape(1000, 2048)
        fcbuf[:] = fcweights
        fcbuf.sync_to_device()

        inbuf = pynq.allocate((224, 224, 3), dtype=np.int8, target=ol.bank0)
        outbuf = pynq.allocate((5,), dtype=np.uint32, target=ol.bank0)
        inbuf[:] = img
        inbuf.sync_to_device()
        accelerator.call(inbuf, outbuf, fcbuf, 1)
        outbuf.sync_from_device()
        results = np.copy(outbuf)
        np.testing.assert_array_equal(results, self.top5[0])

    def test_the_published_overlays_name_needs_no_file(self):
        here = os.getcwd()
        os.chdir(self.folder)
        self.addCleanup(os.chdir, here)
        with self.assertWarnsRegex(UserWarning, "built-in resnet50-w1a2 takes its place, with random parameters"):
            ol = pynq.Overlay("resnet50.xclbin")
        self.assertEqual(ol.resnet50_1.model.info["network"], "resnet50-w1a2")
        for name in ("vgg.xclbin", "none.bit", "resnet50.h5"):
            with self.subTest(name), self.assertRaises(weir.Error):
                pynq.Overlay(name)

    def test_calls_take_the_published_times(self):
        accelerator = self.overlay.resnet50_1
        for n, published_ms in ((1, 1.898), (10, 5.277), (100, 38.39), (1000, 369.96)):
            self.assertAlmostEqual(accelerator.simulated_call(n)["latency_ms"] / published_ms, 1, delta=0.03)
        inbuf, outbuf, fcbuf = self.buffers(1)
        self.assertAlmostEqual(accelerator.call(inbuf, outbuf, fcbuf, 1), 1.898e-3, delta=0.05e-3)

    def test_a_buffer_that_was_not_synchronised_is_stale_on_the_other_side(self):
        accelerator = self.overlay.resnet50_1
        inbuf, outbuf, fcbuf = self.buffers()
        inbuf[:] = self.images[:1]
        inbuf.sync_to_device()
        inbuf[:] = self.images[1:2]  # the device still has the first
        accelerator.call(inbuf, outbuf, fcbuf, 1)
        np.testing.assert_array_equal(outbuf, np.zeros((1, 5)))  # the host does not have the result yet
        outbuf.sync_from_device()
        np.testing.assert_array_equal(outbuf[0], self.top5[0])
        inbuf.sync_to_device()
        accelerator.call(inbuf, outbuf, fcbuf, 1)
        np.testing.assert_array_equal(outbuf[0], self.top5[0])  # stale again
        outbuf.sync_from_device()
        np.testing.assert_array_equal(outbuf[0], self.top5[1])
        self.assertFalse(np.array_equal(self.top5[0], self.top5[1]))

        fcbuf[:] = 0
        accelerator.call(inbuf, outbuf, fcbuf, 1)
        outbuf.sync_from_device()
        np.testing.assert_array_equal(outbuf[0], self.top5[1])  # weights, too
        fcbuf.sync_to_device()
        accelerator.call(inbuf, outbuf, fcbuf, 1)
        outbuf.sync_from_device()
        # The bias alone decides now, the same for every picture.
        zero = self.model.with_fc_weights(np.zeros((1000, 2048), np.int8)).run(self.images[:1])
        np.testing.assert_array_equal(outbuf[0], zero[0])

    def test_start_returns_at_once_and_wait_has_the_time(self):
        accelerator = self.overlay.resnet50_1
        inbuf, outbuf, fcbuf = self.buffers(3)
        inbuf[:] = self.images
        inbuf.sync_to_device()
        context = accelerator.start(inbuf, outbuf, fcbuf, 3)
        seconds = context.wait()
        self.assertTrue(context.done)
        self.assertEqual(seconds, accelerator.simulated_call(3)["latency_ms"] / 1e3)
        outbuf.sync_from_device()
        np.testing.assert_array_equal(outbuf, self.top5)

    def test_calls_from_several_threads_do_not_mix(self):
        accelerator = self.overlay.resnet50_1
        _, _, fcbuf = self.buffers()
        results = {}

        def infer(i):
            inbuf, outbuf, _ = self.buffers()
            inbuf[:] = self.images[i]
            inbuf.sync_to_device()
            accelerator.call(inbuf, outbuf, fcbuf, 1)
            outbuf.sync_from_device()
            results[i] = np.copy(outbuf[0])

        threads = [threading.Thread(target=infer, args=(i,)) for i in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for i in range(3):
            np.testing.assert_array_equal(results[i], self.top5[i])

    def refuse(self, code, expected, *arguments):
        for method in (self.overlay.resnet50_1.call, self.overlay.resnet50_1.start):
            with self.assertRaises(weir.Error) as caught:
                method(*arguments)
            self.assertEqual(caught.exception.code, code)
            self.assertIn(expected, str(caught.exception))

    def test_wrong_calls_say_what_was_expected(self):
        inbuf, outbuf, fcbuf = self.buffers(2)
        self.refuse("buffer-size", "a call with n = 3 needs 451584 bytes", inbuf, outbuf, fcbuf, 3)
        small = pynq.allocate((1, 5), dtype=np.uint32)
        self.refuse("buffer-size", "out is uint32 [1, 5], 20 bytes", inbuf, small, fcbuf, 2)
        self.refuse("buffer-dtype", "32 bits", inbuf, pynq.allocate((2, 5), dtype=np.uint64), fcbuf, 2)
        self.refuse("buffer-dtype", "8 bits", pynq.allocate((2, 224, 224, 3), np.float32), outbuf, fcbuf, 2)
        self.refuse("buffer-size", "weights is int8 [1000, 2047]", inbuf, outbuf, pynq.allocate((1000, 2047), "i1"), 2)
        self.refuse("buffer-type", "in is a ndarray", self.images, outbuf, fcbuf, 1)
        self.refuse("buffer-type", "a copy", inbuf + 0, outbuf, fcbuf, 1)
        self.refuse("usage", "call(in, out, weights, n)", inbuf, outbuf, 1)
        for n in (0, -1, 1.0, "1", True):
            self.refuse("usage", "1 or more", inbuf, outbuf, fcbuf, n)
        inbuf.freebuffer()
        self.refuse("buffer-freed", "was freed", inbuf, outbuf, fcbuf, 1)
        with self.assertRaisesRegex(weir.Error, "was freed"):
            inbuf.sync_to_device()
        with self.assertRaisesRegex(AttributeError, "it has resnet50_1, bank0"):
            self.overlay.resnet50_2


class Memory(unittest.TestCase):
    def setUp(self):
        self.overlay = pynq.Overlay("lfc-w1a1")

    def test_parts_of_a_buffer_are_synchronised_by_themselves(self):
        buffer = pynq.allocate((4, 8), np.uint8, target=self.overlay.bank1)
        buffer[:] = 7
        buffer[2].sync_to_device()
        buffer[:] = 0
        buffer.sync_from_device()
        np.testing.assert_array_equal(np.asarray(buffer).sum(axis=1), [0, 0, 56, 0])
        self.assertEqual(buffer[2].device_address, buffer.device_address + 16)
        with self.assertRaisesRegex(weir.Error, "one piece"):
            buffer[:, 2].sync_to_device()

    def test_banks_have_a_size_and_get_back_what_is_freed_or_forgotten(self):
        bank = self.overlay.PLRAM0
        first = pynq.allocate((3 << 20,), np.uint8, target=bank)
        with self.assertRaisesRegex(weir.Error, "do not fit into PLRAM0"):
            pynq.allocate((3 << 20,), np.uint8, target=bank)
        first.freebuffer()
        first.freebuffer()
        second = pynq.allocate((3 << 20,), np.uint8, target=bank)
        self.assertEqual(bank.used_bytes, 3 << 20)
        del first, second
        gc.collect()
        self.assertEqual(bank.used_bytes, 0)

    def test_impossible_buffers_are_refused(self):
        for shape, dtype in (((-1,), np.uint8), ((2,), "no type"), ((1 << 60,), np.uint8)):
            with self.assertRaisesRegex(weir.Error, "no buffer"):
                pynq.allocate(shape, dtype)
        with self.assertRaisesRegex(weir.Error, "ol.bank0"):
            pynq.allocate((2,), np.uint8, target="bank0")

    def test_an_accelerator_of_packed_bits_takes_the_hosts_words(self):
        pictures = np.random.default_rng(6).integers(0, 256, (5, 784), dtype=np.uint8)
        inbuf = pynq.allocate((5, 13), np.uint64, target=self.overlay.bank0)
        outbuf = pynq.allocate((5,), np.uint64, target=self.overlay.bank0)
        bits = np.zeros((5, 13 * 64), np.uint8)
        bits[:, :784] = pictures >= 128
        inbuf[:] = np.packbits(bits, axis=1, bitorder="little").view("<u8")
        inbuf.sync_to_device()
        self.overlay.lfc_1.call(inbuf, outbuf, 5)
        outbuf.sync_from_device()
        outputs = weir.load("lfc-w1a1").run(pictures, reference=True)
        wanted = [sum(int(bit) << k for k, bit in enumerate(frame)) for frame in outputs.reshape(5, 64)]
        self.assertEqual([int(word) for word in outbuf], wanted)


class Packing(unittest.TestCase):
    def test_every_type_comes_back_from_its_bytes(self):
        random = np.random.default_rng(7)
        for name, bits in (("BIPOLAR", 1), ("BINARY", 1), ("UINT2", 2), ("INT3", 3), ("UINT8", 8), ("INT16", 16)):
            layout = Layout({"data_type": name, "shape": [4, 10], "word_bits": 5 * bits})
            kind = ElementType(name)
            frames = random.integers(kind.min(), kind.max() + 1, (3, 4, 10))
            if name == "BIPOLAR":
                frames[frames == 0] = 1
            memory = layout.to_memory(frames)
            self.assertEqual(memory.size, 3 * 8 * -(-5 * bits // 8))
            np.testing.assert_array_equal(layout.to_frames(memory, 3), frames, err_msg=name)
            self.assertFalse(kind.allowed(kind.max() + 1))

    def test_element_0_is_in_the_lowest_bits_of_the_first_byte(self):
        layout = Layout({"data_type": "INT3", "shape": [4], "word_bits": 12})
        np.testing.assert_array_equal(layout.to_memory(np.array([[-1, 0, 1, -4]])), [0b01000111, 0b1000])

    def test_values_that_are_no_elements_are_refused(self):
        layout = Layout({"data_type": "BIPOLAR", "shape": [2], "word_bits": 2})
        for bad in ([0, 1], [1, 2], [0.5, 1]):
            with self.assertRaisesRegex(weir.Error, "legal: BIPOLAR"):
                layout.to_memory(np.array([bad]))


class TrainedResNet50(unittest.TestCase):
    def test_the_recorded_picture_has_the_original_softwares_top_5(self):
        vectors = data("resnet50_w1a2/vectors")
        with mock.patch("weir.pynq.overlay.load", return_value=weir.load(data("resnet50_w1a2/params"))):
            ol = pynq.Overlay("resnet50.xclbin")
        fcbuf = pynq.allocate((1000, 2048), dtype=np.int8, target=ol.PLRAM0)
        inbuf = pynq.allocate((224, 224, 3), dtype=np.int8, target=ol.bank0)
        outbuf = pynq.allocate((5,), dtype=np.uint32, target=ol.bank0)
        fcbuf[:] = np.fromfile(vectors / "fcw.bin", np.int8).reshape(1000, 2048)
        inbuf[:] = np.fromfile(vectors / "img.bin", np.int8).reshape(224, 224, 3)
        fcbuf.sync_to_device()
        inbuf.sync_to_device()
        ol.resnet50_1.call(inbuf, outbuf, fcbuf, 1)
        outbuf.sync_from_device()
        self.assertEqual(outbuf.tolist(), [int(x) for x in (vectors / "top5.txt").read_text().split()])


if __name__ == "__main__":
    unittest.main()
