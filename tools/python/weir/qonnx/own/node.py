"""The attributes of a node, on our own messages and on onnx's."""

from __future__ import annotations

from typing import Any, Dict, List

from weir.errors import Error

# AttributeProto.AttributeType
FLOAT, INT, STRING, TENSOR, FLOATS, INTS, STRINGS = 1, 2, 3, 4, 6, 7, 8
MEMBERS = {FLOAT: "f", INT: "i", STRING: "s", TENSOR: "t", FLOATS: "floats", INTS: "ints", STRINGS: "strings"}


def _text(value: Any) -> Any:
    return value.decode() if isinstance(value, bytes) else value


def value_of(attribute: Any) -> Any:
    """Numbers, texts, lists of them; a tensor as its message."""
    if attribute.type not in MEMBERS:
        raise Error("onnx-attribute", f'attribute "{attribute.name}" is of type {attribute.type}', "", "legal: numbers, texts")
    value = getattr(attribute, MEMBERS[attribute.type])
    return [_text(v) for v in value] if attribute.type in (FLOATS, INTS, STRINGS) else _text(value)


def attributes(node: Any) -> Dict[str, Any]:
    return {attribute.name: value_of(attribute) for attribute in node.attribute}


def _type_of(name: str, value: Any) -> int:
    values: List[Any] = list(value) if isinstance(value, (list, tuple)) else [value]
    one = INT if all(isinstance(v, int) for v in values) else FLOAT if all(isinstance(v, (int, float)) for v in values) else 0
    if values and all(isinstance(v, (str, bytes)) for v in values):
        one = STRING
    if not one:
        raise Error("onnx-attribute", f'attribute "{name}" is {value!r}', "", "legal: numbers, texts, lists of them")
    return one + 5 if isinstance(value, (list, tuple)) else one


def set_attribute(node: Any, name: str, value: Any) -> None:
    """In place of the old value, or behind the other attributes."""
    value = value.tolist() if hasattr(value, "tolist") else value
    found = [attribute for attribute in node.attribute if attribute.name == name]
    attribute = found[0] if found else node.attribute.add(name=name)
    if attribute.type in MEMBERS:
        attribute.ClearField(MEMBERS[attribute.type])
    attribute.type = _type_of(name, value)
    member = MEMBERS[attribute.type]
    if attribute.type in (FLOATS, INTS, STRINGS):
        getattr(attribute, member).extend(v.encode() if isinstance(v, str) else v for v in value)
    else:
        setattr(attribute, member, value.encode() if isinstance(value, str) else value)


class Node:
    """qonnx's view of a node of a custom operator."""

    def __init__(self, node: Any):
        self.onnx_node = node

    def get_nodeattr(self, name: str) -> Any:
        known = attributes(self.onnx_node)
        if name not in known:
            raise Error("onnx-attribute", f'{self.onnx_node.name} has no attribute "{name}"', "", "legal: " + ", ".join(known))
        return known[name]

    def set_nodeattr(self, name: str, value: Any) -> None:
        set_attribute(self.onnx_node, name, value)

    def get_nodeattr_names(self) -> List[str]:
        return list(attributes(self.onnx_node))


def make_node(op_type: str, inputs: List[str], outputs: List[str], name: str = "", domain: str = "", **values: Any) -> Any:
    """A node of our own messages."""
    from weir.qonnx.own import messages

    node = messages.MESSAGES["NodeProto"](input=inputs, output=outputs, op_type=op_type)
    if name:
        node.name = name
    if domain:
        node.domain = domain
    for key, value in values.items():
        set_attribute(node, key, value)
    return node
