"""Transformations on our own ModelWrapper."""

from __future__ import annotations

from typing import Any, Dict, Tuple

import numpy as np

from weir.errors import Error
from weir.qonnx.own.datatypes import DataType
from weir.qonnx.own.node import make_node
from weir.qonnx.own.wrapper import FLOAT, make_value_info

INT64 = 7


class Transformation:
    """``apply`` returns the model and whether it has to be applied again."""

    def apply(self, model: Any) -> Tuple[Any, bool]:
        raise NotImplementedError


class InsertTopK(Transformation):
    """The graph's output becomes the indices of its ``k`` largest (or smallest) elements, by ONNX's TopK."""

    def __init__(self, k: int = 5, axis: int = -1, largest: int = 1, sorted: int = 1):
        self.k, self.axis, self.largest, self.sorted = k, axis, largest, sorted

    def apply(self, model: Any) -> Tuple[Any, bool]:
        scores = model.graph.output[0]
        if model.find_producer(scores.name).op_type == "TopK":
            return model, False
        shape = model.get_tensor_shape(scores.name)  # empty where the file does not say
        if shape:
            shape[self.axis] = self.k
        count, values, indices = (f"{scores.name}_{name}" for name in ("k", "topk_values", "topk_indices"))
        model.graph.output.pop(0)
        model.graph.output.insert(0, make_value_info(indices, INT64, shape or None))
        model.graph.value_info.extend([scores, make_value_info(values, FLOAT, shape or None)])
        model.set_initializer(count, np.array([self.k], np.int64))
        model.graph.node.append(
            make_node(
                "TopK", [scores.name, count], [values, indices], axis=self.axis, largest=self.largest, sorted=self.sorted
            )
        )
        model.set_tensor_datatype(values, model.get_tensor_datatype(scores.name))
        model.set_tensor_datatype(indices, DataType["UINT32"])
        return model, True


class MergeONNXModels(Transformation):
    """``pre_model`` in front: its output becomes the model's input."""

    def __init__(self, pre_model: Any):
        self.pre_model = pre_model

    def apply(self, model: Any) -> Tuple[Any, bool]:
        pre = self.pre_model.transform(_Prefix("pre_"))
        out, into = pre.graph.output[0], model.graph.input[0]
        shapes = pre.get_tensor_shape(out.name), model.get_tensor_shape(into.name)
        if shapes[0] != shapes[1]:
            raise Error("onnx-merge", f"the first model gives {shapes[0]}, the second takes {shapes[1]}", "", "legal: the same")
        pre.rename_tensor(out.name, into.name)
        graph = model.graph
        graph.value_info.append(into)
        graph.input[:] = [*pre.graph.input, *graph.input[1:]]
        for name in ("node", "initializer", "value_info", "quantization_annotation"):
            entries = getattr(graph, name)
            known = {entry.name for entry in entries} if name == "value_info" else set()
            entries[:0] = [entry for entry in getattr(pre.graph, name) if name != "value_info" or entry.name not in known]
        versions = {entry.domain: entry for entry in model.model.opset_import}
        for entry in pre.model.opset_import:
            if entry.domain not in versions:
                model.model.opset_import.append(entry)
            else:
                versions[entry.domain].version = max(versions[entry.domain].version, entry.version)
        return model, False


class _Prefix(Transformation):
    """Before every name, so that two models have none in common."""

    def __init__(self, prefix: str):
        self.prefix = prefix

    def apply(self, model: Any) -> Tuple[Any, bool]:
        names = {name for node in model.graph.node for name in [*node.input, *node.output] if name}
        for name in sorted(names | set(model.get_all_tensor_names())):
            model.rename_tensor(name, self.prefix + name)
        for node in model.graph.node:
            node.name = self.prefix + node.name
        return model, False


class GiveUniqueNodeNames(Transformation):
    """Operation and running number: "MatMul_0"."""

    def __init__(self, prefix: str = ""):
        self.prefix = prefix

    def apply(self, model: Any) -> Tuple[Any, bool]:
        counts: Dict[str, int] = {}
        for node in model.graph.node:
            number = counts.get(node.op_type, 0)
            counts[node.op_type] = number + 1
            node.name = f"{self.prefix}{node.op_type}_{number}"
        return model, False
