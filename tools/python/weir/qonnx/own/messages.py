"""ONNX files without onnx: its messages by the field numbers of onnx.proto, read and written in protobuf's wire format.

Messages behave as protobuf's where ONNX tools use them: fields as attributes, repeated fields as lists with ``add``,
``HasField``, ``ClearField``, ``CopyFrom``, ``SerializeToString``, ``ParseFromString``. Fields that are not listed here
are kept and written again.
"""

from __future__ import annotations

import copy
import struct
from typing import Any, Dict, Iterator, List, NamedTuple, Tuple, Type

from weir.errors import Error

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
WIRE = {"int": VARINT, "double": FIXED64, "string": BYTES, "bytes": BYTES, "float": FIXED32}
PACKED = {"float": "f", "double": "d"}
DEFAULTS: Dict[str, Any] = {"int": 0, "float": 0.0, "double": 0.0, "string": "", "bytes": b""}


class Field(NamedTuple):
    number: int
    name: str
    kind: str  # a key of WIRE, or a message
    repeated: bool


class Repeated(List[Any]):
    """The list of a repeated field; ``add`` only of messages."""

    def __init__(self, kind: str):
        super().__init__()
        self._kind = kind

    def add(self, **values: Any) -> Any:
        self.append(MESSAGES[self._kind](**values))
        return self[-1]


class Message:
    """One message; classes are made from SCHEMA below."""

    FIELDS: Dict[str, Field] = {}
    BY_NUMBER: Dict[int, Field] = {}
    ONE_OF: Tuple[str, ...] = ()

    def __init__(self, **values: Any):
        self.__dict__["_values"] = {}
        self.__dict__["_unknown"] = []
        for name, value in values.items():
            if isinstance(value, (list, tuple)):
                getattr(self, name).extend(value)
            else:
                setattr(self, name, value)

    def __getattr__(self, name: str) -> Any:
        field = type(self).FIELDS.get(name)
        if field is None:
            raise AttributeError(f"{type(self).__name__} has no field {name}")
        values = self._values
        if name not in values:
            if field.repeated:
                values[name] = Repeated(field.kind)
            elif field.kind in MESSAGES:
                values[name] = MESSAGES[field.kind]()
                values[name].__dict__["_is_default"] = True
            else:
                return DEFAULTS[field.kind]
        return values[name]

    def __setattr__(self, name: str, value: Any) -> None:
        field = type(self).FIELDS.get(name)
        if field is None:
            raise AttributeError(f"{type(self).__name__} has no field {name}")
        if name in self.ONE_OF:
            for other in self.ONE_OF:
                self._values.pop(other, None)
        if field.repeated:
            items, value = value, Repeated(field.kind)
            value.extend(items)
        elif field.kind == "bytes" and isinstance(value, str):
            value = value.encode()
        self._values[name] = value

    def HasField(self, name: str) -> bool:  # noqa: N802 (protobuf's name)
        value = self._values.get(name)
        if isinstance(value, Message):
            return not value.__dict__.get("_is_default") or bool(value.SerializeToString())
        return name in self._values

    def ClearField(self, name: str) -> None:  # noqa: N802
        self._values.pop(name, None)

    def CopyFrom(self, other: "Message") -> None:  # noqa: N802
        self.__dict__["_values"] = copy.deepcopy(other._values)
        self.__dict__["_unknown"] = list(other._unknown)
        self.__dict__.pop("_is_default", None)

    def SerializeToString(self) -> bytes:  # noqa: N802
        parts: List[bytes] = []
        for field in sorted(self.FIELDS.values()):
            if field.repeated:
                if field.name in self._values:
                    parts += _encode_all(field, self._values[field.name])
            elif self.HasField(field.name):
                parts += _encode(field, self._values[field.name])
        return b"".join(parts + self._unknown)

    def ParseFromString(self, data: bytes) -> None:  # noqa: N802
        self.__dict__["_values"], self.__dict__["_unknown"] = {}, []
        for number, wire, value, raw in _read(data):
            field = self.BY_NUMBER.get(number)
            if field is None:
                self._unknown.append(raw)
            elif field.repeated:
                getattr(self, field.name).extend(_decode_all(field, wire, value))
            else:
                self._values[field.name] = _decode(field, value)

    @classmethod
    def FromString(cls, data: bytes) -> Any:  # noqa: N802
        message = cls()
        message.ParseFromString(data)
        return message

    def __eq__(self, other: Any) -> bool:
        return type(self) is type(other) and self.SerializeToString() == other.SerializeToString()

    __hash__ = None  # type: ignore[assignment]

    def __deepcopy__(self, memo: Dict[int, Any]) -> Any:
        twin = type(self)()
        twin.CopyFrom(self)
        return twin

    def __repr__(self) -> str:
        fields = ", ".join(f"{k}={v!r}" for k, v in self._values.items() if not isinstance(v, bytes) or len(v) < 64)
        return f"{type(self).__name__}({fields})"


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _signed(value: int) -> int:
    return value - (1 << 64) if value >> 63 else value


def _payload(kind: str, value: Any) -> bytes:
    if kind == "int":
        return _varint(int(value))
    if kind in PACKED:
        return struct.pack("<" + PACKED[kind], value)
    data = value.SerializeToString() if isinstance(value, Message) else value.encode() if isinstance(value, str) else value
    return _varint(len(data)) + bytes(data)


def _encode(field: Field, value: Any) -> List[bytes]:
    return [_varint(field.number << 3 | WIRE.get(field.kind, BYTES)), _payload(field.kind, value)]


def _encode_all(field: Field, values: List[Any]) -> List[bytes]:
    if field.kind in ("int", *PACKED) and values:
        if field.kind == "int":
            data = b"".join(map(_varint, map(int, values)))
        else:
            data = struct.pack(f"<{len(values)}{PACKED[field.kind]}", *values)
        return [_varint(field.number << 3 | BYTES), _varint(len(data)), data]
    return [part for value in values for part in _encode(field, value)]


def _read_varint(data: memoryview, at: int) -> Tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & ((1 << 64) - 1), at
        shift += 7


def _read(data: bytes) -> Iterator[Tuple[int, int, Any, bytes]]:
    view, at = memoryview(data), 0
    try:
        while at < len(view):
            start = at
            key, at = _read_varint(view, at)
            wire = key & 7
            value: Any
            if wire == VARINT:
                value, at = _read_varint(view, at)
            elif wire in (FIXED64, FIXED32, BYTES):
                size = 8 if wire == FIXED64 else 4
                if wire == BYTES:
                    size, at = _read_varint(view, at)
                value, at = view[at : at + size], at + size
                if at > len(view):
                    raise IndexError
            else:
                raise IndexError
            yield key >> 3, wire, value, bytes(view[start:at])
    except IndexError:
        raise Error("onnx-format", "the bytes are no ONNX model", "", "legal: a file that onnx.save wrote") from None


def _decode(field: Field, value: Any) -> Any:
    if field.kind == "int":
        return _signed(value)
    if field.kind in PACKED:
        return struct.unpack("<" + PACKED[field.kind], value)[0]
    if field.kind == "string":
        return bytes(value).decode("utf-8", "replace")
    return bytes(value) if field.kind == "bytes" else MESSAGES[field.kind].FromString(bytes(value))


def _decode_all(field: Field, wire: int, value: Any) -> List[Any]:
    if wire != BYTES or field.kind not in ("int", *PACKED):
        return [_decode(field, value)]
    if field.kind in PACKED:
        return list(struct.unpack(f"<{len(value) // struct.calcsize(PACKED[field.kind])}{PACKED[field.kind]}", value))
    values, at = [], 0
    while at < len(value):
        number, at = _read_varint(value, at)
        values.append(_signed(number))
    return values


SCHEMA = {
    "ModelProto": "1 ir_version int, 2 producer_name string, 3 producer_version string, 4 domain string, "
    "5 model_version int, 6 doc_string string, 7 graph GraphProto, 8 opset_import* OperatorSetIdProto, "
    "14 metadata_props* StringStringEntryProto",
    "GraphProto": "1 node* NodeProto, 2 name string, 5 initializer* TensorProto, 10 doc_string string, "
    "11 input* ValueInfoProto, 12 output* ValueInfoProto, 13 value_info* ValueInfoProto, "
    "14 quantization_annotation* TensorAnnotation",
    "NodeProto": "1 input* string, 2 output* string, 3 name string, 4 op_type string, 5 attribute* AttributeProto, "
    "6 doc_string string, 7 domain string",
    "AttributeProto": "1 name string, 2 f float, 3 i int, 4 s bytes, 5 t TensorProto, 6 g GraphProto, 7 floats* float, "
    "8 ints* int, 9 strings* bytes, 10 tensors* TensorProto, 11 graphs* GraphProto, 13 doc_string string, 20 type int",
    "TensorProto": "1 dims* int, 2 data_type int, 4 float_data* float, 5 int32_data* int, 6 string_data* bytes, "
    "7 int64_data* int, 8 name string, 9 raw_data bytes, 10 double_data* double, 11 uint64_data* int, "
    "12 doc_string string, 13 external_data* StringStringEntryProto, 14 data_location int",
    "ValueInfoProto": "1 name string, 2 type TypeProto, 3 doc_string string",
    "TypeProto": "1 tensor_type TensorTypeProto, 6 denotation string",
    "TensorTypeProto": "1 elem_type int, 2 shape TensorShapeProto",
    "TensorShapeProto": "1 dim* DimensionProto",
    "DimensionProto": "1 dim_value int, 2 dim_param string, 3 denotation string",
    "OperatorSetIdProto": "1 domain string, 2 version int",
    "StringStringEntryProto": "1 key string, 2 value string",
    "TensorAnnotation": "1 tensor_name string, 2 quant_parameter_tensor_names* StringStringEntryProto",
}


def _make(name: str, text: str) -> Type[Message]:
    fields = []
    for entry in text.split(", "):
        number, field, kind = entry.split()
        fields.append(Field(int(number), field.rstrip("*"), kind, field.endswith("*")))
    one_of = ("dim_value", "dim_param") if name == "DimensionProto" else ()
    members = {"FIELDS": {f.name: f for f in fields}, "BY_NUMBER": {f.number: f for f in fields}, "ONE_OF": one_of}
    return type(name, (Message,), {**members, "__module__": __name__})


MESSAGES: Dict[str, Type[Message]] = {}
MESSAGES.update({name: _make(name, text) for name, text in SCHEMA.items()})
globals().update(MESSAGES)
