"""Ready functions for lists of steps: what has to be done to many a graph that was exported from training."""

from __future__ import annotations

from typing import Any

import numpy as np

from weir.qonnx.core.datatype import DataType
from weir.qonnx.transformation.insert_topk import InsertTopK


def add_to_tensor(model: Any, cfg: Any) -> Any:
    """UINT8 pictures at the input, divided by 255 as torchvision's ToTensor does. Before step_qonnx_to_finn."""
    graph, name = model.graph, model.graph.input[0].name
    shape = model.get_tensor_shape(name)
    inner, divisor = f"{name}_scaled", f"{name}_divisor"
    for node in graph.node:
        for i, source in enumerate(node.input):
            if source == name:
                node.input[i] = inner
    model.set_tensor_shape(inner, shape)
    model.set_initializer(divisor, np.array(255, np.float32))
    division = type(graph.node[0])()
    division.op_type, division.name = "Div", "ToTensor"
    division.input.extend([name, divisor])
    division.output.append(inner)
    graph.node.insert(0, division)
    model.set_tensor_datatype(name, DataType["UINT8"])
    return model


def add_top_k(model: Any, cfg: Any) -> Any:
    """The index of the largest output instead of all outputs. Before step_qonnx_to_finn."""
    return model.transform(InsertTopK(k=1))
