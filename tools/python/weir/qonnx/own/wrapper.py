"""qonnx's ModelWrapper as far as functions between build steps use it; tensors are numpy's."""

from __future__ import annotations

import copy
import os
import pathlib
from typing import Any, Callable, Dict, List, Optional, Sequence, Union

import numpy as np

from weir.errors import Error
from weir.qonnx.own import messages
from weir.qonnx.own.datatypes import DataType, OneDataType

Model = messages.MESSAGES["ModelProto"]
# TensorProto.DataType
ELEMENTS = {
    1: np.dtype("<f4"), 2: np.dtype("u1"), 3: np.dtype("i1"), 4: np.dtype("<u2"), 5: np.dtype("<i2"), 6: np.dtype("<i4"),
    7: np.dtype("<i8"), 9: np.dtype("?"), 10: np.dtype("<f2"), 11: np.dtype("<f8"), 12: np.dtype("<u4"), 13: np.dtype("<u8"),
}  # fmt: skip
LISTS = {1: "float_data", 7: "int64_data", 11: "double_data", 12: "uint64_data", 13: "uint64_data"}
FLOAT, EXTERNAL, HALF = 1, 1, 10
DATA_TYPE, LAYOUT = "finn_datatype", "tensor_layout"


def to_array(tensor: Any, folder: Optional[pathlib.Path] = None) -> np.ndarray:
    """The values of a TensorProto; ``folder`` is where its external data lies."""
    if tensor.data_type not in ELEMENTS:
        raise Error("onnx-tensor", f'tensor "{tensor.name}" has elements of type {tensor.data_type}', "", "legal: numbers")
    element, shape = ELEMENTS[tensor.data_type], list(tensor.dims)
    if tensor.data_location == EXTERNAL:
        entries = {entry.key: entry.value for entry in tensor.external_data}
        offset, length = int(entries.get("offset", 0)), entries.get("length")
        data = ((folder or pathlib.Path()) / entries["location"]).read_bytes()[offset:]
        return np.frombuffer(data if length is None else data[: int(length)], element).reshape(shape).copy()
    if tensor.HasField("raw_data"):
        return np.frombuffer(tensor.raw_data, element).reshape(shape).copy()
    values = getattr(tensor, LISTS.get(tensor.data_type, "int32_data"))
    if tensor.data_type == HALF:
        return np.array(values, "<u2").view(element).reshape(shape)
    return np.array(values, element).reshape(shape)


def to_tensor(name: str, values: Any) -> Any:
    array = np.ascontiguousarray(values)
    kinds = [kind for kind, element in ELEMENTS.items() if element == array.dtype]
    if not kinds:
        raise Error("onnx-tensor", f'the values of "{name}" are {array.dtype}', "", "legal: numbers of numpy")
    tensor = messages.MESSAGES["TensorProto"](name=name, dims=list(np.shape(values)), data_type=kinds[0])
    tensor.raw_data = array.astype(ELEMENTS[kinds[0]]).tobytes()
    return tensor


def make_value_info(name: str, element: int, shape: Optional[Sequence[int]]) -> Any:
    """Without a shape: None."""
    info = messages.MESSAGES["ValueInfoProto"](name=name)
    info.type.tensor_type.elem_type = element
    if shape is None:
        return info
    info.type.tensor_type.shape = messages.MESSAGES["TensorShapeProto"]()
    for extent in shape:
        info.type.tensor_type.shape.dim.add(dim_value=int(extent))
    return info


def _named(entries: Any, name: str) -> Any:
    return next((entry for entry in entries if entry.name == name), None)


class ModelWrapper:
    """``source`` is a file, its bytes, or a model."""

    def __init__(self, source: Union[str, "os.PathLike[str]", bytes, Any], make_deepcopy: bool = False):
        self._folder: Optional[pathlib.Path] = None
        if isinstance(source, (str, os.PathLike)):
            path = pathlib.Path(source)
            try:
                source = path.read_bytes()
            except OSError as problem:
                raise Error("file-unreadable", problem.strerror or str(problem), str(path)) from None
            self._folder = path.parent
        if isinstance(source, bytes):
            source = Model.FromString(source)
            if not source.HasField("graph"):
                raise Error("onnx-format", "the file is no ONNX model", str(self._folder or ""))
        self._model_proto = copy.deepcopy(source) if make_deepcopy else source

    @property
    def model(self) -> Any:
        return self._model_proto

    @property
    def graph(self) -> Any:
        return self._model_proto.graph

    def save(self, filename: Union[str, "os.PathLike[str]"]) -> None:
        for tensor in self.graph.initializer:  # their files lie beside the old place
            if tensor.data_location == EXTERNAL:
                tensor.CopyFrom(to_tensor(tensor.name, to_array(tensor, self._folder)))
        pathlib.Path(filename).write_bytes(self.model.SerializeToString())

    def transform(self, transformation: Any, make_deepcopy: bool = True, cleanup: bool = True) -> "ModelWrapper":
        """The model after ``transformation.apply``, again and again until it changes nothing more."""
        model = copy.deepcopy(self) if make_deepcopy else self
        while True:
            model, is_changed = transformation.apply(model)
            if not is_changed:
                return model

    def analysis(self, function: Callable[["ModelWrapper"], Dict[str, Any]]) -> Dict[str, Any]:
        return function(self)

    # Tensors

    def get_tensor_valueinfo(self, tensor_name: str) -> Any:
        for entries in (self.graph.value_info, self.graph.input, self.graph.output):
            found = _named(entries, tensor_name)
            if found is not None:
                return found
        return None

    def get_tensor_shape(self, tensor_name: str) -> Optional[List[int]]:
        info = self.get_tensor_valueinfo(tensor_name)
        if info is not None:
            return [dim.dim_value for dim in info.type.tensor_type.shape.dim]
        values = self.get_initializer(tensor_name)
        return None if values is None else list(values.shape)

    def set_tensor_shape(self, tensor_name: str, tensor_shape: Sequence[int], dtype: int = FLOAT) -> None:
        made = make_value_info(tensor_name, dtype, tensor_shape)
        info = self.get_tensor_valueinfo(tensor_name)
        if info is None:
            self.graph.value_info.append(made)
        else:
            info.CopyFrom(made)

    def _annotation(self, tensor_name: str, key: str) -> Any:
        for annotation in self.graph.quantization_annotation:
            if annotation.tensor_name == tensor_name:
                for entry in annotation.quant_parameter_tensor_names:
                    if entry.key == key:
                        return entry
        return None

    def _annotate(self, tensor_name: str, key: str, value: str) -> None:
        entry = self._annotation(tensor_name, key)
        if entry is not None:
            entry.value = value
            return
        of_tensor = [a for a in self.graph.quantization_annotation if a.tensor_name == tensor_name]
        annotation = of_tensor[0] if of_tensor else self.graph.quantization_annotation.add(tensor_name=tensor_name)
        annotation.quant_parameter_tensor_names.add(key=key, value=value)

    def get_tensor_datatype(self, tensor_name: str) -> OneDataType:
        """FLOAT32 where nothing says otherwise."""
        entry = self._annotation(tensor_name, DATA_TYPE)
        return DataType["FLOAT32" if entry is None else entry.value]

    def set_tensor_datatype(self, tensor_name: str, datatype: Any) -> None:
        self._annotate(tensor_name, DATA_TYPE, datatype.name)

    def get_tensor_layout(self, tensor_name: str) -> Optional[List[str]]:
        entry = self._annotation(tensor_name, LAYOUT)
        return None if entry is None else [letter for letter in entry.value if letter.isalpha()]

    def set_tensor_layout(self, tensor_name: str, data_layout: Sequence[str]) -> None:
        self._annotate(tensor_name, LAYOUT, str(list(data_layout)))

    def get_initializer(self, tensor_name: str, return_dtype: bool = False) -> Any:
        tensor = _named(self.graph.initializer, tensor_name)
        values = None if tensor is None else to_array(tensor, self._folder)
        return (values, None if tensor is None else tensor.data_type) if return_dtype else values

    def set_initializer(self, tensor_name: str, tensor_value: Any) -> None:
        made, old = to_tensor(tensor_name, tensor_value), _named(self.graph.initializer, tensor_name)
        if old is None:
            self.graph.initializer.append(made)
        else:
            old.CopyFrom(made)
        self.set_tensor_shape(tensor_name, np.shape(tensor_value), made.data_type)

    def del_initializer(self, tensor_name: str) -> None:
        self.graph.initializer = [tensor for tensor in self.graph.initializer if tensor.name != tensor_name]

    def rename_tensor(self, old_name: str, new_name: str) -> None:
        graph = self.graph
        for entry in [*graph.value_info, *graph.input, *graph.output, *graph.initializer]:
            if entry.name == old_name:
                entry.name = new_name
        for annotation in graph.quantization_annotation:
            if annotation.tensor_name == old_name:
                annotation.tensor_name = new_name
        for node in graph.node:
            for names in (node.input, node.output):
                names[:] = [new_name if name == old_name else name for name in names]

    def get_all_tensor_names(self) -> List[str]:
        graph = self.graph
        return [entry.name for entry in [*graph.value_info, *graph.input, *graph.output, *graph.initializer]]

    def make_new_valueinfo_name(self) -> str:
        names = set(self.get_all_tensor_names())
        for node in self.graph.node:
            names.update(node.input, node.output)
        number = len(names)
        while f"tensor_{number}" in names:
            number += 1
        return f"tensor_{number}"

    def get_first_global_in(self) -> str:
        return self.graph.input[0].name

    def get_first_global_out(self) -> str:
        return self.graph.output[0].name

    # Nodes

    def get_nodes_by_op_type(self, op_type: str) -> List[Any]:
        return [node for node in self.graph.node if node.op_type == op_type]

    def get_node_from_name(self, node_name: str) -> Any:
        return _named(self.graph.node, node_name)

    def get_node_index(self, node: Any) -> Optional[int]:
        return next((i for i, other in enumerate(self.graph.node) if other is node), None)

    def find_producer(self, tensor_name: str) -> Any:
        return next((node for node in self.graph.node if tensor_name in node.output), None)

    def find_consumers(self, tensor_name: str) -> List[Any]:
        return [node for node in self.graph.node if tensor_name in node.input]

    def find_consumer(self, tensor_name: str) -> Any:
        return next(iter(self.find_consumers(tensor_name)), None)

    def find_direct_successors(self, node: Any) -> Optional[List[Any]]:
        found = [consumer for name in node.output for consumer in self.find_consumers(name)]
        return found or None

    def find_direct_predecessors(self, node: Any) -> Optional[List[Any]]:
        found = [producer for producer in map(self.find_producer, node.input) if producer is not None]
        return found or None

    def is_fork_node(self, node: Any) -> bool:
        return len(self.find_direct_successors(node) or []) > 1

    def is_join_node(self, node: Any) -> bool:
        return len(self.find_direct_predecessors(node) or []) > 1

    def get_metadata_prop(self, key: str) -> Optional[str]:
        return next((entry.value for entry in self.model.metadata_props if entry.key == key), None)

    def set_metadata_prop(self, key: str, value: str) -> None:
        for entry in self.model.metadata_props:
            if entry.key == key:
                entry.value = value
                return
        self.model.metadata_props.add(key=key, value=value)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name == "_model_proto":
            raise AttributeError(name)
        known = ", ".join(n for n in dir(type(self)) if not n.startswith("_"))
        raise AttributeError(f"Weir's own ModelWrapper has no {name}; it has {known}. qonnx's has more: pip install qonnx")
