"""build_dataflow_cfg and build_dataflow_directory of FINN, on Weir's build."""

from __future__ import annotations

import json
import os
import pathlib
import sys
import traceback
from typing import Any, List, Tuple, Union

from weir import _weir, checks
from weir.errors import Error
from weir.finn.builder import _run
from weir.finn.builder.build_dataflow_config import DataflowBuildConfig, default_build_dataflow_steps

PathLike = Union[str, "os.PathLike[str]"]

__all__ = ["DataflowBuildConfig", "build_dataflow_cfg", "build_dataflow_directory", "resolve_build_steps"]


def resolve_build_steps(cfg: Any, partial: bool = True) -> List[_run.Step]:
    """The steps of a configuration, names and functions; ``partial``: those from start_step to stop_step."""
    steps = default_build_dataflow_steps if cfg.steps is None else cfg.steps
    if not isinstance(steps, (list, tuple)):
        raise Error("config-type", f'"steps" is of type {type(steps).__name__}', "", "legal: a list of names and functions")
    names = [_run.name_of(step) for step in steps]
    for name, step in zip(names, steps):
        if isinstance(step, str) and not _weir.canonical_step(name):
            legal = "legal: " + " ".join(default_build_dataflow_steps) + ", and functions (model, cfg) -> model"
            raise Error("config-step", f'no step is called "{name}"', "", legal)
    if not partial:
        return list(steps)
    first = 0 if cfg.start_step is None else _position(names, "start_step", cfg.start_step)
    last = len(names) - 1 if cfg.stop_step is None else _position(names, "stop_step", cfg.stop_step)
    if last < first:
        raise Error("config-step", f'"stop_step" {cfg.stop_step} comes before "start_step" {names[first]}')
    return list(steps[first : last + 1])


def _position(names: List[str], field: str, name: str) -> int:
    same = [i for i, step in enumerate(names) if name == step or _canonical(name) == _canonical(step)]
    if not same:
        raise Error("config-step", f'"{field}" is "{name}", which is none of the steps', "", "legal: " + " ".join(names))
    return same[0]


def _canonical(name: str) -> str:
    return _weir.canonical_step(name) or name


def _source(model_filename: str, cfg: Any) -> Tuple[str, str]:
    """The network to begin with, and the step that left it."""
    if cfg.start_step is None:
        return model_filename, ""
    names = [_run.name_of(step) for step in resolve_build_steps(cfg, partial=False)]
    at = _position(names, "start_step", cfg.start_step)
    if at == 0:
        return model_filename, ""
    before = names[at - 1]
    models = pathlib.Path(cfg.output_dir) / "intermediate_models"
    is_hardware = any(_weir.canonical_step(n) and not _weir.is_before_hardware(n) for n in names[:at])
    graph = models / f"{before}.onnx"
    if graph.exists() and not is_hardware:
        return str(graph), before
    if not (models / f"{before}.h5").exists():
        raise Error(
            "config-resume",
            f"there is no intermediate model of {before} to start from",
            str(models),
            "build up to that step first, with save_intermediate_models",
        )
    return str(models / f"{before}.h5"), before


def build_dataflow_cfg(model_filename: PathLike, cfg: Any) -> int:
    """Builds by ``cfg`` and returns 0, or -1 after a step that failed or a finding (an output that differs from the
    expected one, a deadlock).

    ``model_filename``: an ONNX file, a bundle, a built-in name. What is wrong with ``cfg`` itself raises weir.Error
    before the first step. Relative names count from the working folder.
    """
    source, resumed = _source(checks.path("model_filename", model_filename), cfg)
    steps = resolve_build_steps(cfg)
    values = {**cfg.to_dict(), "steps": [_run.name_of(step) for step in steps if _run.is_ours(step)]}
    _weir.check_configuration(json.dumps({**values, "start_step": None, "stop_step": None}))
    if resumed:
        print("Building dataflow accelerator from intermediate checkpoint " + source)
    else:
        print("Building dataflow accelerator from " + source)
    try:
        os.makedirs(cfg.output_dir, exist_ok=True)
        with open(os.path.join(cfg.output_dir, "build_dataflow.log"), "w", encoding="utf-8"):
            pass  # the build begins it anew
    except OSError as problem:
        raise Error("output-unwritable", f'cannot write "{cfg.output_dir}": {problem.strerror}') from None
    print("Final outputs will be generated in " + str(cfg.output_dir))
    print(f"Build log is at {cfg.output_dir}/build_dataflow.log")
    run = _run.Run(source, cfg, steps, resumed)
    try:
        results = run.run()
    except Error as error:
        run.log(str(error))
        print(error, file=sys.stderr)
        print("Build failed")
        return -1
    except Exception as error:
        run.log(traceback.format_exc().rstrip())
        traceback.print_exc()
        if cfg.enable_build_pdb_debug:
            _run.post_mortem(error)
        print("Build failed")
        return -1
    finally:
        run.close()
    for finding in results["findings"]:
        print("FAIL: " + finding)
    print("Completed with findings" if results["findings"] else "Completed successfully")
    return -1 if results["findings"] else 0


def build_dataflow_directory(path_to_cfg_dir: PathLike) -> int:
    """Builds model.onnx by dataflow_build_config.json of the folder, from which relative names count."""
    folder = pathlib.Path(checks.path("path_to_cfg_dir", path_to_cfg_dir)).absolute()
    files = [folder / "model.onnx", folder / "dataflow_build_config.json"]
    for file in files:
        if not file.is_file():
            raise Error("file-missing", f"there is no {file.name}", str(folder), "legal: a folder with both files")
    cfg = DataflowBuildConfig.from_json(files[1].read_text(encoding="utf-8"))
    before = os.getcwd()
    os.chdir(folder)
    try:
        return build_dataflow_cfg(str(files[0]), cfg)
    finally:
        os.chdir(before)
