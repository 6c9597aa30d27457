"""Attributes of a node by name."""

from typing import Any

from weir.errors import Error
from weir.qonnx.own.node import Node

_OURS = "finn.custom_op.fpgadataflow"


def getCustomOp(node: Any, *options: Any, **named: Any) -> Any:  # noqa: N802 (qonnx's name)
    """get_nodeattr and set_nodeattr of a node; FINN's hardware nodes by ourselves, because qonnx has no class for them."""
    if node is None:
        raise Error("onnx-node", "there is no such node", "", "legal: a node of model.graph.node")
    if node.domain.startswith(_OURS):
        return Node(node)
    try:
        from qonnx.custom_op.registry import getCustomOp as qonnx_op
    except ImportError:
        return Node(node)
    return qonnx_op(node, *options, **named)
