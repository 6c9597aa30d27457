"""From the arrays that users have to the two forms that the golden model takes: pictures and elements."""

from __future__ import annotations

import math
from typing import Any, Tuple

import numpy as np

from weir.errors import Error

MNIST_PIXELS = 28 * 28


def split(x: Any, facts: dict) -> Tuple[np.ndarray, bool]:
    """``x`` as a contiguous [frames][values] array, and whether its values are pixels still to be encoded.

    Unsigned bytes are pixels, as the published host programs send them; other integers are elements of the input
    stream, or pixels where their shape is that of pictures alone. Nothing is copied that is contiguous and of the right
    type. Of a network with several inputs ``x`` is a dictionary of arrays by the inputs' names, or the elements of one
    input after those of the other in each frame.
    """
    if isinstance(x, dict):
        x = _joined(x, facts)
    x = np.asarray(x)
    if x.dtype.kind not in "iu" or x.size == 0:
        raise Error("input-dtype", f"the input is {_describe(x)}", "", expected(facts))
    is_pictures = x.dtype == np.uint8 and (facts["input_encoding"] != "raw" or facts["input"]["data_type"] == "UINT8")
    if not is_pictures and _is_shaped_as_pictures(x, facts) and x.min() >= 0 and x.max() <= 255:
        return _pictures(x.astype(np.uint8), facts), True  # from a library that has no bytes
    return (_pictures(x, facts), True) if is_pictures else (_elements(x, facts), False)


def _is_shaped_as_pictures(x: np.ndarray, facts: dict) -> bool:
    """And not as elements of the stream."""
    if facts["input_encoding"] == "binarize":
        return x.shape[-2:] == (28, 28) or x.shape[-1:] == (MNIST_PIXELS,)
    return facts["input_encoding"] == "signed" and x.shape[-3:] == (3, 32, 32)
def _joined(arrays: dict, facts: dict) -> np.ndarray:
    """[frames][elements] of all inputs, one after the other."""
    named = {stream["name"]: stream for stream in facts["inputs"]}
    if set(arrays) != set(named):
        raise Error("input-size", f"the input is a dictionary of {sorted(arrays)}", "", expected(facts))
    parts = []
    for name, stream in named.items():
        part, _ = split(np.asarray(arrays[name]), {**facts, "input": stream, "inputs": [stream]})
        parts.append(part.astype(np.int32))
    if len({len(part) for part in parts}) > 1:
        counts = ", ".join(f"{name} {len(part)}" for name, part in zip(named, parts))
        raise Error("input-size", f"the inputs have different numbers of frames: {counts}", "", "legal: as many of each")
    return np.concatenate(parts, axis=1)


def expected(facts: dict) -> str:
    """What ``run`` takes, as a sentence for messages."""
    if len(facts["inputs"]) > 1:
        arrays = ", ".join(f"{s['name']}: [frames, {', '.join(map(str, s['shape']))}] of {s['data_type']}" for s in facts["inputs"])
        return f"legal: a dictionary of integer arrays, {arrays}"
    stream = facts["input"]
    shape = ", ".join(map(str, stream["shape"]))
    has_planes = facts["input_encoding"] == "raw" and len(stream["shape"]) == 3
    planes = f" (or [frames, {stream['shape'][2]}, {stream['shape'][0]}, {stream['shape'][1]}])" if has_planes else ""
    elements = f"integers [frames, {shape}]{planes} of {stream['data_type']}"
    pictures = {
        "binarize": "uint8 pictures [frames, 28, 28], or ",
        "signed": "uint8 pictures [frames, 3, 32, 32] or [frames, 32, 32, 3], or ",
        "raw": "",
    }[facts["input_encoding"]]
    return f"legal: {pictures}{elements}"


def _describe(x: np.ndarray) -> str:
    return f"{x.dtype} {list(x.shape)}"


def _wrong_shape(x: np.ndarray, facts: dict) -> Error:
    return Error("input-size", f"the input is {_describe(x)}", "", expected(facts))


def _is_frame(shape: Tuple[int, ...], whole: Tuple[int, ...]) -> bool:
    """Is it the shape of a frame, as it is or flat?"""
    return shape == whole or shape == (math.prod(whole),)


def _has_planes(frame: Tuple[int, ...], whole: Tuple[int, ...]) -> bool:
    """Is it [C, H, W], as training has it, of a network that takes [H, W, C]?"""
    return len(whole) == 3 and frame == (whole[2], *whole[:2]) and frame != whole


def _as_pixels(frames: np.ndarray) -> np.ndarray:
    return np.moveaxis(frames, 1, -1)


def _pictures(x: np.ndarray, facts: dict) -> np.ndarray:
    encoding, shape = facts["input_encoding"], tuple(facts["input"]["shape"])
    if encoding == "signed" and x.shape[-3:] == shape and x.ndim in (3, 4):
        x = np.moveaxis(x, -1, -3)  # the files keep planes
    for frames in (x, x[np.newaxis]):
        frame = frames.shape[1:]
        if encoding == "binarize":
            fits = len(frame) <= 3 and math.ceil(math.prod(frame) / 64) * 64 == math.prod(shape) and frame != ()
        elif encoding == "signed":
            fits = _is_frame(frame, (shape[-1], *shape[:-1]))
        else:
            fits = _is_frame(frame, shape)
            frames, fits = (_as_pixels(frames), True) if _has_planes(frame, shape) else (frames, fits)
        if fits:
            return np.ascontiguousarray(frames.reshape(len(frames), -1))
    raise _wrong_shape(x, facts)


def _elements(x: np.ndarray, facts: dict) -> np.ndarray:
    shape = tuple(facts["input"]["shape"])
    for frames in (x, x[np.newaxis]):
        if facts["input_encoding"] == "raw" and _has_planes(frames.shape[1:], shape):
            frames = _as_pixels(frames)
        if not _is_frame(frames.shape[1:], shape):
            continue
        limits = np.iinfo(np.int32)
        if frames.dtype.itemsize > 4 or frames.dtype == np.uint32:
            if frames.max() > limits.max or frames.min() < limits.min:
                raise Error("dtype-range", "the input has values beyond 32 bits", "", expected(facts))
        return np.ascontiguousarray(frames.reshape(len(frames), -1), dtype=np.int32)
    raise _wrong_shape(x, facts)
