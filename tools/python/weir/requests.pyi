# Made by `weir help --write FOLDER` from the descriptions in tools/request; a test compares them.
import os
from typing import Any, Literal, Optional, Sequence, Union

from weir.exploring import Exploration
from weir.model import Model
from weir.reports import Bench, Cosim, Estimate, FifoSizing, Simulation

PathLike = Union[str, "os.PathLike[str]"]

class Requests:
    def simulate(
        self,
        frames: Optional[int] = None,
        *,
        profile: Optional[PathLike] = None,
        pipeline_depths: Optional[PathLike] = None,
        engine: Literal["systemc", "maxplus", "rtl"] = "maxplus",
        fpga_part: Optional[str] = None,
        clk_mhz: Optional[float] = None,
        run_clk_mhz: Optional[float] = None,
        host_overhead_us: Optional[float] = None,
        explain: Optional[bool] = None,
        memory: bool = False,
        every_frame: bool = False,
        stalls: float = 0.0,
        input_pattern: Sequence[str] = (),
        dma_stall: Optional[str] = None,
        seed: int = 1,
    ) -> Simulation: ...
    def size_fifos(
        self,
        objective: Literal["throughput", "latency", "deadlock-free"] = "throughput",
        *,
        profile: Optional[PathLike] = None,
        method: Literal["minimal", "largefifo"] = "minimal",
        finn_rounding: bool = False,
        finn_dev: bool = False,
        release: Optional[str] = None,
        target_interval: int = 0,
        margin_percent: float = 0.0,
        margin_words: int = 0,
        clk_mhz: Optional[float] = None,
        input_pattern: Sequence[str] = (),
        dma_stall: Optional[str] = None,
        power_of_two: bool = False,
        fpga_part: Optional[str] = None,
        verify_rtl: bool = False,
        systemc_stalls: Optional[int] = None,
        reasons: bool = False,
        seed: int = 1,
    ) -> FifoSizing: ...
    def cosim(
        self,
        x: Any = None,
        *,
        stage: Optional[str] = None,
        assembly: Optional[Literal["stitched", "composed", "dataflow"]] = None,
        rtl: Optional[PathLike] = None,
        hls: Optional[PathLike] = None,
        top: Optional[str] = None,
        quiet_cycles: Optional[int] = None,
        random: Optional[int] = None,
        stalls: float = 0.0,
        seed: int = 1,
    ) -> Cosim: ...
    def estimate(
        self,
        *,
        fpga_part: Optional[str] = None,
        clk_mhz: Optional[float] = None,
        clk_ns: Optional[float] = None,
    ) -> Estimate: ...
    def fold(
        self,
        target_fps: float,
        *,
        fpga_part: Optional[str] = None,
        clk_mhz: Optional[float] = None,
        clk_ns: Optional[float] = None,
        mvau_wwidth_max: int = 36,
        release: Literal["0.10", "plus-1.6"] = "0.10",
        one_pass: bool = False,
    ) -> Model: ...
    def explore(
        self,
        fpga_part: str = "xc7z020clg400-1",
        *,
        target_fps: float = 0.0,
        clk_mhz: Optional[float] = None,
        space: Optional[PathLike] = None,
        points: int = 100,
        objectives: Sequence[str] = ("throughput", "lut", "bram", "dsp"),
        profiles: Optional[Sequence[str]] = None,
        search: Literal["own", "optuna"] = "own",
        cosimulate: int = 0,
        store: Optional[PathLike] = None,
        workers: int = 0,
        worker_mib: Optional[int] = None,
        scheduler: Optional[str] = None,
        seed: int = 1,
    ) -> Exploration: ...
    def bench(
        self,
        batch_sizes: Sequence[int] = (1, 10, 100, 1000),
        *,
        profile: Optional[PathLike] = None,
        clk_mhz: Optional[float] = None,
        host_overhead_us: Optional[float] = None,
    ) -> Bench: ...
