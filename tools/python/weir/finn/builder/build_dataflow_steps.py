"""The steps as functions ``(model, cfg) -> model``, by FINN's names: for lists of steps, and to be called by functions
that are steps themselves. ``__doc__`` says what Weir does there."""

from __future__ import annotations

from typing import Any, Callable, Dict

from weir.errors import Error
from weir.finn.builder import _run

Step = Callable[[Any, Any], Any]


def _call(name: str, model: Any, cfg: Any) -> Any:
    run = _run.current()
    if run is None:
        raise Error("build-step", f"{name} was called outside of a build", "", "legal: in a step of build_dataflow_cfg()")
    return run.call(name, model, cfg)


def step_qonnx_to_finn(model: Any, cfg: Any) -> Any:
    """Reads the graph as a network of hardware layers with integer thresholds. Verifies finn_onnx_python."""
    return _call("step_qonnx_to_finn", model, cfg)


def step_tidy_up(model: Any, cfg: Any) -> Any:
    """Nothing to do: a network is tidy as soon as it is read. Verifies initial_python."""
    return _call("step_tidy_up", model, cfg)


def step_streamline(model: Any, cfg: Any) -> Any:
    """Nothing to do: scales are in the thresholds already. Verifies streamlined_python by the fast kernels."""
    return _call("step_streamline", model, cfg)


def step_convert_to_hw(model: Any, cfg: Any) -> Any:
    """From here on the model shows FINN's hardware nodes."""
    return _call("step_convert_to_hw", model, cfg)


def step_create_dataflow_partition(model: Any, cfg: Any) -> Any:
    """Writes template_specialize_layers_config.json."""
    return _call("step_create_dataflow_partition", model, cfg)


def step_specialize_layers(model: Any, cfg: Any) -> Any:
    """HLS or RTL by specialize_layers_config_file, else by FINN's own rules."""
    return _call("step_specialize_layers", model, cfg)


def step_target_fps_parallelization(model: Any, cfg: Any) -> Any:
    """FINN's SetFolding, if target_fps is given. Writes auto_folding_config.json."""
    return _call("step_target_fps_parallelization", model, cfg)


def step_apply_folding_config(model: Any, cfg: Any) -> Any:
    """The folding of folding_config_file. Verifies folded_hls_cppsim by the C simulation of the HLS sources."""
    return _call("step_apply_folding_config", model, cfg)


def step_minimize_bit_width(model: Any, cfg: Any) -> Any:
    """The smallest types for weights and accumulators."""
    return _call("step_minimize_bit_width", model, cfg)


def step_transpose_decomposition(model: Any, cfg: Any) -> Any:
    """Nothing to do."""
    return _call("step_transpose_decomposition", model, cfg)


def step_loop_rolling(model: Any, cfg: Any) -> Any:
    """Nothing to do."""
    return _call("step_loop_rolling", model, cfg)


def step_generate_estimate_reports(model: Any, cfg: Any) -> Any:
    """FINN's analytical reports, for ESTIMATE_REPORTS."""
    return _call("step_generate_estimate_reports", model, cfg)


def step_hw_codegen(model: Any, cfg: Any) -> Any:
    """The HLS project, for STITCHED_IP."""
    return _call("step_hw_codegen", model, cfg)


def step_hw_ipgen(model: Any, cfg: Any) -> Any:
    """Compiles the kernels to RTL, for STITCHED_IP."""
    return _call("step_hw_ipgen", model, cfg)


def step_set_fifo_depths(model: Any, cfg: Any) -> Any:
    """FIFO depths by a run of the network. Writes final_hw_config.json."""
    return _call("step_set_fifo_depths", model, cfg)


def step_create_stitched_ip(model: Any, cfg: Any) -> Any:
    """The RTL of the whole network, for STITCHED_IP. Verifies stitched_ip_rtlsim and node_by_node_rtlsim."""
    return _call("step_create_stitched_ip", model, cfg)


def step_measure_rtlsim_performance(model: Any, cfg: Any) -> Any:
    """Latency and throughput of the Verilated RTL or of the cycle-accurate model, for RTLSIM_PERFORMANCE."""
    return _call("step_measure_rtlsim_performance", model, cfg)


def step_out_of_context_synthesis(model: Any, cfg: Any) -> Any:
    """Synthesis by yosys, for OOC_SYNTH."""
    return _call("step_out_of_context_synthesis", model, cfg)


def step_synthesize_bitfile(model: Any, cfg: Any) -> Any:
    """Scripts for the vendor's tools, for BITFILE: none of them runs here."""
    return _call("step_synthesize_bitfile", model, cfg)


def step_make_pynq_driver(model: Any, cfg: Any) -> Any:
    """The driver for a board and for the simulated overlay, for PYNQ_DRIVER."""
    return _call("step_make_pynq_driver", model, cfg)


def step_deployment_package(model: Any, cfg: Any) -> Any:
    """The driver with the scripts, for DEPLOYMENT_PACKAGE."""
    return _call("step_deployment_package", model, cfg)


build_dataflow_step_lookup: Dict[str, Step] = {
    name: function for name, function in list(globals().items()) if name.startswith("step_")
}
# Names of other releases.
build_dataflow_step_lookup.update(
    step_convert_to_hls=step_convert_to_hw,
    step_make_driver=step_make_pynq_driver,
    step_hls_codegen=step_hw_codegen,
    step_hls_ipgen=step_hw_ipgen,
)
