"""build_dataflow, build_dataflow_config, build_dataflow_steps by FINN's names, and custom_steps, functions for them."""
