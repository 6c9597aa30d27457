"""Does BNN-PYNQ's published Python code run as written, with the published results and times?"""

import contextlib
import io
import re
import struct
import unittest
from unittest import mock

import numpy as np

import weir
import weir.bnn as bnn
from support import ScratchTest, data


def idx_file(path, pictures):
    path.write_bytes(struct.pack(">4I", 0x803, *pictures.shape) + pictures.tobytes())
    return str(path)


def printed(call):
    """Result and output of a call."""
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        result = call()
    return result, text.getvalue()


class OnBuiltInNetworks(ScratchTest):
    def setUp(self):
        super().setUp()
        for network, params, builtin in (("lfcW1A1", "mnist", "lfc-w1a1"), ("cnvW1A1", "cifar10", "cnv-w1a1")):
            (self.folder / params).mkdir()
            weir.load(builtin).save(self.folder / params / f"{network}.h5")
        for patch in (mock.patch.object(bnn, "BNN_PARAM_DIR", str(self.folder)), mock.patch.dict("os.environ")):
            patch.start()
            self.addCleanup(patch.stop)
        bnn.os.environ.pop("BOARD", None)

    def test_the_published_snippet_runs_as_written_and_takes_the_published_time(self):
        pictures = np.random.default_rng(3).integers(0, 256, (10000, 28, 28), dtype=np.uint8)
        file = idx_file(self.folder / "t10k", pictures)
        self.assertEqual(bnn.available_params(bnn.NETWORK_LFCW1A1), ["mnist"])
        hw_classifier = bnn.LfcClassifier(bnn.NETWORK_LFCW1A1, "mnist", bnn.RUNTIME_HW)
        result_hw, text = printed(lambda: hw_classifier.classify_mnists(file))
        took = re.fullmatch(
            r"Inference took (\d+\.\d\d) microseconds, (\d+\.\d\d) usec per image\n"
            r"Classification rate: (\d+\.\d\d) images per second\n",
            text,
        )
        self.assertAlmostEqual(float(took[1]), 84116, delta=8)  # the notebook's, at 100 MHz
        self.assertAlmostEqual(hw_classifier.usecPerImage, 8.4116, delta=0.001)
        self.assertAlmostEqual(float(took[3]), 1e6 / 8.4116, delta=12)
        np.testing.assert_array_equal(result_hw, weir.load("lfc-w1a1").classify(pictures))
        self.assertEqual(hw_classifier.class_name(3), "3")
        self.assertIn("finn-hlslib-2020 at 100 MHz", repr(hw_classifier))

        sw_classifier = bnn.LfcClassifier(bnn.NETWORK_LFCW1A1, "mnist", bnn.RUNTIME_SW)
        result_sw, _ = printed(lambda: sw_classifier.classify_mnists(file))
        np.testing.assert_array_equal(result_sw, result_hw)
        self.assertNotAlmostEqual(sw_classifier.usecPerImage, hw_classifier.usecPerImage)

    def test_the_board_decides_the_clock(self):
        pictures = np.zeros((10000, 28, 28), np.uint8)
        file = idx_file(self.folder / "t10k", pictures)
        with mock.patch.dict("os.environ", BOARD="Ultra96"):
            classifier = bnn.LfcClassifier(bnn.NETWORK_LFCW1A1, "mnist")
        printed(lambda: classifier.classify_mnists(file))
        self.assertAlmostEqual(classifier.usecPerImage * 10000, 28040, delta=6)  # the notebook's, on an Ultra96
        self.assertAlmostEqual(classifier.clock_mhz, 300, delta=0.001)

    def test_single_pictures_print_one_time_and_take_the_published_one(self):
        record = np.random.default_rng(4).integers(0, 256, 3073, dtype=np.uint8)
        (self.folder / "one.bin").write_bytes(record.tobytes())
        classifier = bnn.CnvClassifier(bnn.NETWORK_CNVW1A1, "cifar10", bnn.RUNTIME_HW)
        result, text = printed(lambda: classifier.classify_cifar(str(self.folder / "one.bin")))
        self.assertRegex(text, r"^Inference took \d+\.\d\d microseconds\nClassification rate: \d+\.\d\d images per s")
        self.assertAlmostEqual(classifier.usecPerImage, 1581, delta=5)  # published, 100 MHz
        scores, _ = printed(lambda: classifier.classify_cifar_details(str(self.folder / "one.bin")))
        wanted = weir.load("cnv-w1a1").run(record[1:].reshape(1, 3, 32, 32), reference=True)[0, ..., :10].ravel()
        np.testing.assert_array_equal(scores, wanted)
        self.assertEqual(result, int(np.argmax(wanted)))

    def test_the_call_for_one_picture_rounds_the_logarithm_of_lfcs_word(self):
        scores = np.zeros(10, int)
        for bits, single in (([2], 2), ([2, 7], 7), ([6, 7], 8), ([], 0)):  # log2(192) = 7.58
            scores[:] = 0
            scores[bits] = 1
            self.assertEqual(bnn._single_class(scores, "BINARY"), single)

    def test_pictures_of_any_kind_give_the_same_class(self):
        from PIL import Image

        pixels = np.random.default_rng(5).integers(0, 256, (40, 64, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(self.folder / "picture.png")
        path = str(self.folder / "picture.png")
        classifier = bnn.CnvClassifier(bnn.NETWORK_CNVW1A1, "cifar10", bnn.RUNTIME_SW)
        scores = [
            printed(lambda: classifier.classify_image_details(img))[0].tolist()
            for img in (Image.open(path), path, pixels)
        ]
        self.assertEqual(scores[0], scores[1])
        self.assertEqual(scores[0], scores[2])
        several, _ = printed(lambda: classifier.classify_images_details([Image.open(path), pixels]))
        self.assertEqual(several.tolist(), scores[0] * 2)
        self.assertEqual(printed(lambda: classifier.classify_paths([path, path]))[0].shape, (2,))

    def test_what_is_not_there_is_named(self):
        with self.assertRaisesRegex(weir.Error, 'no parameters "streetview" for lfcW1A1(.|\n)*available: mnist'):
            bnn.LfcClassifier(bnn.NETWORK_LFCW1A1, "streetview")
        with self.assertRaisesRegex(weir.Error, "LfcClassifier has no network"):
            bnn.LfcClassifier(bnn.NETWORK_CNVW1A1, "cifar10")
        with self.assertRaisesRegex(weir.Error, "RUNTIME_HW, RUNTIME_SW"):
            bnn.LfcClassifier(bnn.NETWORK_LFCW1A1, "mnist", "fpga")
        classifier = bnn.CnvClassifier(bnn.NETWORK_CNVW1A1, "cifar10")
        with self.assertRaisesRegex(weir.Error, "none.bin"):
            classifier.classify_cifars(str(self.folder / "none.bin"))
        with self.assertRaisesRegex(weir.Error, "none.jpg"):
            classifier.classify_path(str(self.folder / "none.jpg"))


class OnTrainedNetworks(unittest.TestCase):
    def setUp(self):
        patch = mock.patch.object(bnn, "BNN_PARAM_DIR", str(data("bnn_pynq/params")))
        patch.start()
        self.addCleanup(patch.stop)

    def test_lfc_has_the_published_accuracy_on_the_whole_test_set(self):
        images, labels = data("mnist/t10k-images-idx3-ubyte"), data("mnist/t10k-labels-idx1-ubyte").read_bytes()[8:]
        labels = np.frombuffer(labels, np.uint8)
        for network, percent in ((bnn.NETWORK_LFCW1A1, 98.40), (bnn.NETWORK_LFCW1A2, 98.49)):
            for runtime in (bnn.RUNTIME_HW, bnn.RUNTIME_SW):
                classifier = bnn.LfcClassifier(network, "mnist", runtime)
                result, _ = printed(lambda: classifier.classify_mnists(str(images)))
                self.assertAlmostEqual(100 * np.mean(result == labels), percent, places=9)

    def test_the_publishers_own_test_pictures_have_the_expected_classes(self):
        three = str(data("bnn_pynq/3.image-idx3-ubyte"))
        for network in (bnn.NETWORK_LFCW1A1, bnn.NETWORK_LFCW1A2):
            classifier = bnn.LfcClassifier(network, "mnist")
            self.assertEqual(printed(lambda: classifier.classify_mnist(three))[0], 3)
        from PIL import Image

        for network in (bnn.NETWORK_CNVW1A1, bnn.NETWORK_CNVW1A2, bnn.NETWORK_CNVW2A2):
            classifier = bnn.CnvClassifier(network, "cifar10")
            deer = Image.open(data("bnn_pynq/deer.jpg"))
            self.assertEqual(classifier.class_name(printed(lambda: classifier.classify_image(deer))[0]), "Deer")

    def test_cnv_gives_every_score_of_the_original_software(self):
        records = str(data("cifar10/test_subset100.bin"))
        for network in (bnn.NETWORK_CNVW1A1, bnn.NETWORK_CNVW1A2, bnn.NETWORK_CNVW2A2):
            wanted = np.fromfile(data(f"cifar10/{network}.expected_scores.i16"), "<i2").reshape(100, 64)[:, :10]
            classifier = bnn.CnvClassifier(network, "cifar10")
            scores, _ = printed(lambda: classifier.classify_cifars_details(records))
            np.testing.assert_array_equal(scores.reshape(100, 10), wanted)


if __name__ == "__main__":
    unittest.main()
