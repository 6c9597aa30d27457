"""The 28 test benches of finn-hlslib (tb/test_*.tcl): source and top as the Tcl script names them."""


def block(name, source, top, arguments=None, calls=2, **more):
    """`arguments`: values of integers and their places among the top's arguments."""
    arguments = arguments or {}
    return {"name": name, "repository": "finn-hlslib", "source": f"tb/{source}", "top": top, "includes": [".", "tb"],
            "arguments": {key: value for key, (value, place) in arguments.items()},
            "argument_places": {key: place for key, (value, place) in arguments.items()}, "calls": calls, **more}


def reps(place, value=1):
    return {"numReps": (value, place)}


BLOCKS = [
    block("add", "add_top.cpp", "Testbench_add", reps(3, 2)),
    block("channelwise_op", "channelwise_op_top.cpp", "Testbench_channelwise_op", reps(2, 2)),
    block("conv3", "conv_top.cpp", "Testbench_conv", reps(2, 2)),
    block("conv3_inj_stmr", "conv_stmr_inj_top.cpp", "Testbench_conv_inj_stmr", reps(2, 2)),
    block("conv3_noinj_stmr", "conv_stmr_noinj_top.cpp", "Testbench_conv_noinj_stmr", reps(2, 2)),
    block("conv_dws", "conv_dws_top.cpp", "Testbench_conv_dws", reps(2, 2)),
    block("conv_nonsquare", "conv_nonsquare_top.cpp", "Testbench_conv_nonsquare", reps(2, 2)),
    block("conv_nonsquare_dws", "conv_nonsquare_dws_top.cpp", "Testbench_conv_nonsquare_dws", reps(2, 2)),
    block("conv_stream", "conv_stream_top.cpp", "Testbench_conv", reps(2, 2)),
    block("convmmv", "conv_mmv.cpp", "Testbench_convmmv", reps(2, 2)),
    block("dup_stream", "dup_stream_top.cpp", "Testbench_dup_stream", reps(3, 2)),
    block("dwc", "dwc_top.cpp", "Testbench_dwc", reps(2, 2)),
    block("dwcnm", "dwcnm_top.cpp", "Testbench_dwcnm", calls=6, defines=["INPUT_WIDTH=512", "OUT_WIDTH=48"],
          words_per_call={"in": 1}),
    block("eltwise", "eltwise_top.cpp", "Testbench_Eltwise", {"mode": (2, 0)}),
    block("kernel_stride_pool", "kernel_stride_maxpool_top.cpp", "Testbench_kernel_stride_pool", reps(2, 2)),
    block("label_select", "label_select_top.cpp", "Testbench_label_select", reps(2, 2)),
    block("max_norm", "max_norm_top.cpp", "max_norm_top"),
    block("pool", "pool_top.cpp", "Testbench_pool", reps(2, 1)),
    block("pool_1d", "pool_top.cpp", "Testbench_pool_1d", reps(2, 1)),
    block("qdma_stream", "qdma_stream_top.cpp", "qdma_conv_top"),
    block("swg", "input_gen.cpp", "Testbench", reps(2, 2)),
    block("swg_1D", "input_gen_1D.cpp", "Testbench"),
    block("swg_1D_dws", "input_gen_1D_dws.cpp", "Testbench"),
    block("swg_kernelstride", "input_gen_kernelstride.cpp", "Testbench", reps(2, 2)),
    block("swg_kernelstride_mmv", "input_gen_kernelstride_mmv.cpp", "Testbench", reps(2, 2)),
    block("tmrc_stmr", "tmrc_stmr_top.cpp", "Testbench_tmrc_stmr", reps(2, 2)),
    block("upsample", "upsample_top.cpp", "Testbench_upsample"),
    block("upsample_1d", "upsample_1d_top.cpp", "upsample_1d_top"),
]
