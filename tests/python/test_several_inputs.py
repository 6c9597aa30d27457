"""Does a network of several inputs take their arrays by name, in every form that one input has?"""

import unittest

import numpy as np

import weir
from support import ScratchTest
from weir.qonnx.core.datatype import DataType
from weir.qonnx.core.modelwrapper import ModelWrapper
from weir.qonnx.own.node import make_node
from weir.qonnx.own.wrapper import Model, make_value_info

FLOAT = 1


class SeveralInputs(ScratchTest):
    """A picture [1, 2, 4, 3] of 4 unsigned bits times a gate [1, 2, 1, 1] of 3 signed ones."""

    def setUp(self):
        super().setUp()
        graph = Model(ir_version=8)
        graph.opset_import.add(domain="", version=13)
        graph.graph.name = "gated"
        graph.graph.input.append(make_value_info("picture", FLOAT, [1, 2, 4, 3]))
        graph.graph.input.append(make_value_info("gate", FLOAT, [1, 2, 1, 1]))
        graph.graph.output.append(make_value_info("out", FLOAT, [1, 2, 4, 3]))
        graph.graph.node.append(make_node("Mul", ["picture", "gate"], ["out"]))
        model = ModelWrapper(graph)
        model.set_tensor_datatype("picture", DataType["UINT4"])
        model.set_tensor_datatype("gate", DataType["INT3"])
        model.save(str(self.folder / "gated.onnx"))
        self.model = weir.load(self.folder / "gated.onnx")
        random = np.random.default_rng(5)
        self.picture = random.integers(0, 16, (6, 4, 3, 2))
        self.gate = random.integers(-4, 4, (6, 1, 1, 2))

    def test_arrays_of_any_integers_by_name_give_the_products(self):
        wanted = self.picture * self.gate
        for kind in (np.int8, np.int32, np.int64):
            arrays = {"gate": self.gate.astype(kind), "picture": self.picture.astype(kind)}
            np.testing.assert_array_equal(self.model.run(arrays).reshape(wanted.shape), wanted)
        arrays = {"picture": self.picture.astype(np.uint8), "gate": self.gate}
        np.testing.assert_array_equal(self.model.run(arrays).reshape(wanted.shape), wanted)
        np.testing.assert_array_equal(self.model.run(arrays, reference=True).reshape(wanted.shape), wanted)

    def test_planes_flat_frames_and_one_frame_are_read_as_of_one_input(self):
        wanted = self.picture * self.gate
        planes = {"picture": np.moveaxis(self.picture, -1, 1), "gate": np.moveaxis(self.gate, -1, 1)}
        np.testing.assert_array_equal(self.model.run(planes).reshape(wanted.shape), wanted)
        flat = {"picture": self.picture.reshape(6, 24), "gate": self.gate.reshape(6, 2)}
        np.testing.assert_array_equal(self.model.run(flat).reshape(wanted.shape), wanted)
        one = {"picture": self.picture[2], "gate": self.gate[2]}
        np.testing.assert_array_equal(self.model.run(one).reshape(wanted[2].shape), wanted[2])

    def test_all_elements_of_a_frame_in_the_order_of_the_inputs_are_the_same(self):
        joined = np.concatenate([self.picture.reshape(6, 24), self.gate.reshape(6, 2)], axis=1)
        by_name = self.model.run({"picture": self.picture, "gate": self.gate})
        np.testing.assert_array_equal(self.model.run(joined), by_name)

    def test_taps_give_every_input_as_it_came(self):
        _, taps = self.model.run({"picture": self.picture, "gate": self.gate}, taps=["picture", "gate"])
        np.testing.assert_array_equal(taps["picture"].reshape(self.picture.shape), self.picture)
        np.testing.assert_array_equal(taps["gate"].reshape(self.gate.shape), self.gate)

    def test_what_does_not_fit_is_refused_with_every_input_named(self):
        for arrays, said in (
            ({"picture": self.picture}, "gate"),
            ({"picture": self.picture, "gate": self.gate, "more": self.gate}, "more"),
            ({"picture": self.picture, "gate": self.gate[:4]}, "gate 4"),
            ({"picture": self.picture, "gate": self.gate * 0.5}, "float"),
            ({"picture": self.picture, "gate": self.gate + 100}, "gate"),
            ({"picture": self.picture[:, :2], "gate": self.gate}, "[6, 2, 3, 2]"),
        ):
            with self.subTest(said), self.assertRaises(weir.Error) as refused:
                self.model.run(arrays)
            self.assertIn(said, str(refused.exception))


if __name__ == "__main__":
    unittest.main()
