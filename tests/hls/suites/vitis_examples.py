"""Kernels with pointers into memory from Xilinx' introductory examples for Vitis HLS, as published; sizes as in their
test benches or less."""
import random


def numbers(count, seed, bits=32):
    dice = random.Random(seed)
    return [f"{dice.getrandbits(bits):x}" for _ in range(count)]


def example(folder, source, top, memories, calls, cycles=60_000):
    """`memories`: words by name; all but the output hold random numbers at first."""
    return {"name": folder.rsplit("/", 1)[-1], "repository": "Vitis-HLS-Introductory-Examples",
            "source": f"{folder}/{source}", "top": top, "includes": [folder], "memories": memories, "calls": calls,
            "words": {name: numbers(size, k) for k, (name, size) in enumerate(memories.items()) if "out" not in name},
            "cycles": cycles}


BURST = "Interface/Memory/manual_burst/manual_burst_example"
CASES = [
    example("Interface/Memory/lmem_2rw", "vadd.cpp", "vadd", {"in1": 1500, "in2": 1500, "out_r": 1500},
            [{"size": 1500}, {"size": 100}]),
    example(f"{BURST}/auto_burst_inference_failure", "example.cpp", "krnl_transfer", {"in": 512, "out": 5120},
            [{"size": 64}, {"size": 512}]),
    example("Array/array_partition_complete", "matmul_partition.cpp", "matmul_partition",
            {"in1": 256, "in2": 256, "out_r": 256}, [{"size": 16, "rep_count": 1}]),
    example("Array/array_partition_block_cyclic", "matmul_partition.cpp", "matmul_partition",
            {"in1": 256, "in2": 256, "out_r": 256}, [{"dim": 16, "rep_count": 1}]),
    example("Interface/Memory/max_widen_port_width", "example.cpp", "example", {"a": 64, "b": 64}, [{}]),
    example("Interface/Memory/burst_rw", "vadd.cpp", "vadd", {"a": 2048}, [{"size": 2048, "inc_value": 3}]),
    example("Interface/Memory/using_axi_master", "example.cpp", "example", {"a": 50}, [{}]),
    example("Interface/Streaming/axi_stream_to_master", "example.cpp", "example", {"outTop": 1024}, [{}]),
    example("Interface/Memory/manual_burst/manual_burst_with_conditionals", "example.cpp", "example", {"RES": 64}, [{}]),
    example("Interface/Memory/cache/maxi_cache_conditional", "dut.cpp", "dut", {"in": 64}, [{}]),
    example("Modeling/using_array_stencil_1d", "dut.cpp", "top", {"in": 100}, [{}]),
    example("Modeling/using_vectors", "example.cpp", "example", {"res": 32}, [{}]),
    example("Task_level_Parallelism/Control_driven/Channels/using_fifos", "diamond.cpp", "diamond", {"vecIn": 32}, [{}]),
    example("Interface/Aggregation_Disaggregation/aggregation_of_m_axi_ports", "example.cpp", "dut", {"arr": 10}, [{}]),
]
