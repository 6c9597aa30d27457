"""FINN's DataflowBuildConfig with the fields, defaults and legal values of ``weir build``, to and from JSON."""

from __future__ import annotations

import dataclasses
import difflib
import json
import os
from enum import Enum
from typing import Any, Dict, List, Mapping, Optional

from weir import _weir
from weir.errors import Error


class AutoFIFOSizingMethod(str, Enum):
    """How FIFO depths are found."""

    CHARACTERIZE = "characterize"
    LARGEFIFO_RTLSIM = "largefifo_rtlsim"


class ShellFlowType(str, Enum):
    """Whose tools integrate the accelerator for a bitfile."""

    VIVADO_ZYNQ = "vivado_zynq"
    VITIS_ALVEO = "vitis_alveo"


class DataflowOutputType(str, Enum):
    """What a build is to leave."""

    STITCHED_IP = "stitched_ip"
    ESTIMATE_REPORTS = "estimate_reports"
    OOC_SYNTH = "out_of_context_synth"
    RTLSIM_PERFORMANCE = "rtlsim_performance"
    BITFILE = "bitfile"
    PYNQ_DRIVER = "pynq_driver"
    DEPLOYMENT_PACKAGE = "deployment_package"
    CPP_DRIVER = "cpp_driver"


class VitisOptStrategyCfg(str, Enum):
    """Of v++; without meaning here."""

    DEFAULT = "default"
    POWER = "power"
    PERFORMANCE = "performance"
    PERFORMANCE_BEST = "performance_best"
    SIZE = "size"
    BUILD_SPEED = "quick"


class LargeFIFOMemStyle(str, Enum):
    """Without meaning here."""

    AUTO = "auto"
    BRAM = "block"
    LUTRAM = "distributed"
    URAM = "ultra"


class VerificationStepType(str, Enum):
    """After which step the network's outputs are compared with the expected ones."""

    #: after step_qonnx_to_finn, by the golden model
    QONNX_TO_FINN_PYTHON = "finn_onnx_python"
    #: after step_tidy_up, by the golden model
    TIDY_UP_PYTHON = "initial_python"
    #: after step_streamline, by the golden model's fast kernels
    STREAMLINED_PYTHON = "streamlined_python"
    #: after step_apply_folding_config, by the C simulation of the HLS sources
    FOLDED_HLS_CPPSIM = "folded_hls_cppsim"
    #: after step_create_stitched_ip, by the Verilated RTL
    NODE_BY_NODE_RTLSIM = "node_by_node_rtlsim"
    #: after step_create_stitched_ip, by the Verilated RTL
    STITCHED_IP_RTLSIM = "stitched_ip_rtlsim"


ENUMS = {
    "generate_outputs": DataflowOutputType,
    "verify_steps": VerificationStepType,
    "shell_flow_type": ShellFlowType,
    "auto_fifo_strategy": AutoFIFOSizingMethod,
    "large_fifo_mem_style": LargeFIFOMemStyle,
    "vitis_opt_strategy": VitisOptStrategyCfg,
}

default_build_dataflow_steps: List[str] = list(_weir.build_steps())
estimate_only_dataflow_steps = default_build_dataflow_steps[
    : default_build_dataflow_steps.index("step_generate_estimate_reports") + 1
]
hw_codegen_dataflow_steps = [*estimate_only_dataflow_steps, "step_hw_codegen"]


def _plain(value: Any) -> Any:
    """Enums as their values, paths and numpy's numbers as Python's, functions by their names."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if callable(value):
        return value.__name__
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    return value.tolist() if hasattr(value, "tolist") else value


def _as_enum(name: str, value: Any) -> Any:
    """The enum of a field's text; what is none stays, and is told when it is used."""
    kind = ENUMS.get(name)
    if kind is None:
        return value
    if isinstance(value, list):
        return [_as_enum(name, item) for item in value]
    return kind(value) if value in [member.value for member in kind] else value


class _Config:
    """Behaviour of DataflowBuildConfig."""

    def __init__(self, *values: Any, **named: Any):
        fields = dataclasses.fields(self)  # type: ignore[arg-type]
        names = [field.name for field in fields]
        if len(values) > len(names):
            raise Error("config-unknown", f"DataflowBuildConfig got {len(values)} values without names", "", _LEGAL_NAMES)
        for name in names[: len(values)]:
            if name in named:
                raise Error("config-unknown", f"DataflowBuildConfig got {name} twice")
        given = {**dict(zip(names, values)), **named}
        for name in given:
            if name not in names:
                near = difflib.get_close_matches(name, names, 1)
                guess = f" (did you mean {near[0]}?)" if near else ""
                raise Error("config-unknown", f'no field is called "{name}"{guess}', "", _LEGAL_NAMES)
        for field in fields:
            if field.name in given:
                setattr(self, field.name, given[field.name])
            elif field.default is dataclasses.MISSING:
                raise Error("config-missing", f'"{field.name}" is missing')
            else:
                setattr(self, field.name, field.default)

    def to_dict(self) -> Dict[str, Any]:
        """Fields in plain types; steps that are functions by their names."""
        return {field.name: _plain(getattr(self, field.name)) for field in dataclasses.fields(self)}  # type: ignore[arg-type]

    def to_json(self, **options: Any) -> str:
        return json.dumps(self.to_dict(), **options)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Any:
        return cls(**{name: _as_enum(name, value) for name, value in values.items()})

    @classmethod
    def from_json(cls, text: str) -> Any:
        try:
            values = json.loads(text)
        except ValueError as problem:
            raise Error("config-json", f"the build configuration is no JSON: {problem}") from None
        if not isinstance(values, dict):
            raise Error("config-json", "the build configuration is no JSON object")
        return cls.from_dict(values)

    # What functions between steps ask

    def _resolve_hls_clk_period(self) -> float:
        return self.synth_clk_period_ns if self.hls_clk_period_ns is None else self.hls_clk_period_ns  # type: ignore[attr-defined]

    def _resolve_fpga_part(self) -> str:
        if self.fpga_part is not None:  # type: ignore[attr-defined]
            return self.fpga_part  # type: ignore[attr-defined]
        if self.board is None:  # type: ignore[attr-defined]
            raise Error("config-board", "neither fpga_part nor board is given")
        return _weir.part_of_board(self.board)  # type: ignore[attr-defined]

    def _resolve_driver_platform(self) -> str:
        platforms = {"vivado_zynq": "zynq-iodma", "vitis_alveo": "alveo"}
        flow = _plain(self.shell_flow_type)  # type: ignore[attr-defined]
        if flow not in platforms:
            raise Error("config-value", f'"shell_flow_type" is {flow!r}', "", "legal: vivado_zynq, vitis_alveo")
        return platforms[flow]

    def _resolve_cycles_per_frame(self) -> Optional[int]:
        if self.target_fps is None:  # type: ignore[attr-defined]
            return None
        return int(10**9 / self.synth_clk_period_ns / self.target_fps)  # type: ignore[attr-defined]

    def _resolve_verification_steps(self) -> List[VerificationStepType]:
        return self.verify_steps or []  # type: ignore[attr-defined]


def _make_config() -> Any:
    fields: List[Any] = []
    for name, default, _, _ in _weir.build_fields():
        if default == "":
            fields.append((name, Any))
        else:
            fields.append((name, Any, dataclasses.field(default=_as_enum(name, json.loads(default)))))
    made = dataclasses.make_dataclass("DataflowBuildConfig", fields, bases=(_Config,), init=False)
    made.__module__ = __name__
    made.__doc__ = (
        "Settings of a build; the fields are FINN's, those of weir_... Weir's own. Nothing is checked before "
        "build_dataflow_cfg() does."
    )
    return made


_LEGAL_NAMES = "legal: " + ", ".join(field[0] for field in _weir.build_fields())
DataflowBuildConfig: Any = _make_config()
