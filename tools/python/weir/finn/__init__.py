"""FINN's builder on Weir: code written for ``finn.builder`` runs with ``weir.finn.builder`` instead.

>>> import weir.finn.builder.build_dataflow as build, weir.finn.builder.build_dataflow_config as build_cfg
"""
