"""Nodes and initialisers of an .onnx file, read as protobuf without any package."""
import struct


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def fields(data):
    """(number, value) of a message: an int, or the bytes of what has a length."""
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 2:
            length, at = varint(data, at)
            value, at = data[at:at + length], at + length
        else:
            length = 8 if kind == 1 else 4
            value, at = data[at:at + length], at + length
        yield number, value


def signed(value):
    return value - (1 << 64) if value >> 63 else value


def attribute(data):
    name, value, ints = "", None, []
    for number, x in fields(data):
        if number == 1:
            name = x.decode()
        elif number == 2:
            value = struct.unpack("<f", x)[0]
        elif number == 3:
            value = signed(x)
        elif number == 4:
            value = x.decode()
        elif number == 8:
            at = 0
            while isinstance(x, bytes) and at < len(x):
                item, at = varint(x, at)
                ints.append(signed(item))
            if isinstance(x, int):
                ints.append(signed(x))
    return name, ints if ints else value


def tensor(data):
    """(name, dims, values) of float32 tensors, in which FINN keeps everything."""
    name, dims, kind, values = "", [], 0, []
    for number, x in fields(data):
        if number == 1:
            dims += [x] if isinstance(x, int) else list(x)
        elif number == 2:
            kind = x
        elif number == 4:
            values = struct.unpack(f"<{len(x) // 4}f", x)
        elif number == 8:
            name = x.decode()
        elif number == 9 and kind == 1:
            values = struct.unpack(f"<{len(x) // 4}f", x)
    return name, dims, values


def read(path):
    """([{op, name, inputs, outputs, attributes}], {initialiser: (dims, values)})"""
    nodes, tensors = [], {}
    for number, graph in fields(path.read_bytes()):
        if number != 7:
            continue
        for kind, x in fields(graph):
            if kind == 1:
                node = {"inputs": [], "outputs": [], "attributes": {}}
                for n, y in fields(x):
                    if n == 1:
                        node["inputs"].append(y.decode())
                    elif n == 2:
                        node["outputs"].append(y.decode())
                    elif n == 3:
                        node["name"] = y.decode()
                    elif n == 4:
                        node["op"] = y.decode()
                    elif n == 5:
                        name, value = attribute(y)
                        node["attributes"][name] = value
                nodes.append(node)
            elif kind == 5:
                name, dims, values = tensor(x)
                tensors[name] = (dims, values)
    return nodes, tensors
