"""Exploration: the points of a design space, computed in this process or on a Dask cluster.

The search, the points and their store are C++ (``_weir.Explorer``); here is only who computes what where. One task is
one pure call; its record lies in the store before the next is looked at."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import resource
import shlex
import sys
import tempfile
import time
import warnings
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterator, List, Optional, Tuple

from weir import _weir
from weir.errors import Error
from weir.reports import Report

if TYPE_CHECKING:
    from weir.model import Folding, PathLike

#: How long a scheduler may take to answer, and one that went away to come back.
ANSWER_S, PATIENCE_S = 10.0, 60.0
#: How long somebody that is no longer needed may take to say goodbye.
FAREWELL_S = 5.0
#: A point whose worker died so often kills workers.
MOST_RETRIES = 2

Progress = Callable[[str], None]


class Exploration(Report):
    """``points`` has every point, ``front`` those that none beats, with their folding ("config"), depths and command."""

    title = "exploration"

    def __init__(self, data: Dict[str, Any], network: str, explorer: Any):
        super().__init__(data, network)
        self._explorer = explorer

    @property
    def points(self) -> List[Dict[str, Any]]:
        return self.data["points"]

    @property
    def front(self) -> List[Dict[str, Any]]:
        return self.data["front"]

    @property
    def generators(self) -> List[Dict[str, Any]]:
        """What each hardware generator reaches: with the network's own folding, and with the fastest that fits."""
        return self.data["generators"]

    @property
    def unfinished(self) -> int:
        """Points whose workers died; the same call tries them again."""
        return self._explorer.lost

    @property
    def text(self) -> str:
        return self._explorer.text()

    def write(self, folder: "PathLike") -> None:
        """exploration.json, points.csv, generators.csv, metrics.json, report.html, and the foldings of the front."""
        self._explorer.write(self.network, os.fspath(folder))

    def summary(self) -> Dict[str, Any]:
        return {"part": self.data["part"], "points": len(self.points), "in the front": len(self.front)}

    def _repr_html_(self) -> str:
        from weir.drawing import table_html

        keys = ("profile", "computed", "interval_cycles", "latency_cycles", "LUT", "BRAM_18K", "DSP")
        return super()._repr_html_() + table_html("front", list(keys), [[p[k] for k in keys] for p in self.front])

    def plot(self, ax: Any = None) -> Any:
        """Frames per second over LUTs, the front in colour; needs matplotlib. Returns the axes."""
        from weir.plots import plot_exploration

        return plot_exploration(self, ax)


def explore(source: "PathLike", folding: "Optional[Folding]" = None, **options: Any) -> Exploration:
    """``load(source, folding).explore(**options)``: keywords and defaults are those of Model.explore."""
    from weir.model import load

    return load(source, folding).explore(**options)


def run(network: Any, name: str, options: Dict[str, Any], progress: Optional[Progress] = None) -> Exploration:
    explorer = network.explorer(options)
    if explorer.search == "optuna":
        from weir import optuna_search

        optuna_search.propose_to(explorer)
    if explorer.scheduler:
        _require_dask("scheduler")
        _on_scheduler(explorer, network, explorer.scheduler, progress or _silent)
    elif explorer.workers and _has_dask():
        _on_local_cluster(explorer, network, explorer.workers, progress or _silent)
    else:
        if explorer.workers:
            tell = progress or (lambda text: warnings.warn(text, stacklevel=6))
            tell(
                f"without Dask, {explorer.workers} threads of this process compute the points; "
                "workers and scheduler want Debian's python3-distributed"
            )
        explorer.run(explorer.workers)
    return Exploration(explorer.report(name), name, explorer)


def _silent(text: str) -> None:
    pass


def _has_dask() -> bool:
    return importlib.util.find_spec("distributed") is not None


def _require_dask(option: str) -> None:
    if not _has_dask():
        raise Error("program-missing", f"{option} takes Dask, which is not installed", "", "Debian's python3-distributed")


# What a worker does

_loaded: Dict[str, Any] = {}  # the one network that this worker process has at hand


def evaluate(bundle: bytes, identity: str, task: str) -> Tuple[str, float, float]:
    """The record of a task, its seconds of CPU, and the most MiB that this process had so far."""
    if identity not in _loaded:
        _loaded.clear()
        _loaded[identity] = _weir.load_bundle(bundle)
    before_s = time.thread_time()
    record = _loaded[identity].evaluate(task)
    return record, time.thread_time() - before_s, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# Who schedules


class _SchedulerLost(Exception):
    pass


def _on_local_cluster(explorer: Any, network: Any, workers: int, progress: Progress) -> None:
    has_dashboard = importlib.util.find_spec("bokeh") is not None
    with _local_cluster(workers, explorer.worker_mib) as client:
        limits = {worker["memory_limit"] for worker in client.scheduler_info()["workers"].values()}
        progress(f"{workers} workers of at most {max(limits) / 2**20:.0f} MiB each")
        if has_dashboard:
            progress(f"dashboard at {client.dashboard_link}")
        try:
            _explore(explorer, network, client, progress)
        except _SchedulerLost as lost:
            raise _local_fault("came to an end", lost.__cause__) from lost


def _local_fault(what: str, why: Any) -> Error:
    return Error(
        "scheduler-lost",
        f"the local cluster {what}: {why or type(why).__name__}",
        "",
        "what was finished is in the store; give the same command again, or leave workers out",
    )


@contextlib.contextmanager
def _local_cluster(workers: int, worker_mib: int) -> Iterator[Any]:
    """A client of workers of its own. That they end late or badly is no fault: results do not hang on it."""
    from distributed import Client, LocalCluster

    with contextlib.ExitStack() as ends:
        try:
            cluster = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                memory_limit=f"{worker_mib}MiB" if worker_mib else "auto",
                dashboard_address=":0",  # without Bokeh a bare HTTP server that wants a port all the same
                local_directory=_scratch(),
                silence_logs=50,
            )
            ends.callback(_close, cluster)
            client = Client(cluster, timeout=PATIENCE_S)
            ends.callback(_close, client)
        except (TimeoutError, OSError, RuntimeError) as problem:
            raise _local_fault("does not start", problem) from problem
        yield client


def _scratch() -> str:
    """Where workers keep what they must: not the folder that the user works in. Dask clears what killed ones left."""
    import dask

    folder = os.path.join(dask.config.get("temporary-directory") or tempfile.gettempdir(), f"weir-workers-{os.getuid()}")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    if os.stat(folder, follow_symlinks=False).st_uid != os.getuid():
        raise OSError(f"{folder} is somebody else's")
    return folder


def _on_scheduler(explorer: Any, network: Any, address: str, progress: Progress) -> None:
    patience_s = ANSWER_S
    while True:
        client = _connected(address, patience_s)
        try:
            _explore(explorer, network, client, progress)
            return
        except _SchedulerLost:
            patience_s = PATIENCE_S
            progress(f"the scheduler at {address} went away; waiting {patience_s:.0f} s for it")
        finally:
            _close(client)


def _close(it: Any) -> None:
    """A client or a cluster. One that went away, or is too busy, does not answer a farewell."""
    with contextlib.suppress(TimeoutError, OSError, RuntimeError):
        it.close(timeout=FAREWELL_S)


def _connected(address: str, patience_s: float) -> Any:
    from distributed import Client

    try:
        return Client(address, timeout=patience_s)
    except (OSError, ValueError) as problem:
        raise Error(
            "scheduler-lost",
            f"no Dask scheduler answers at {address}: {problem}",
            "",
            "what was finished is in the store; start it and give the same command again",
        ) from None


def _explore(explorer: Any, network: Any, client: Any, progress: Progress) -> None:
    """All generations; each task's record is told as soon as it is there."""
    from distributed import CancelledError
    from distributed.comm import CommClosedError

    identity = network.info()["network_hash"] + network.info()["folding_hash"]
    try:
        # As a task's result it is made anew where the worker that has it dies; scattered it would be gone.
        shared = client.submit(bytes, network.bundle(), key=f"weir-network-{identity}")
        tasks = explorer.ask()
        while tasks:
            _generation(explorer, client, shared, identity, tasks, progress)
            tasks = explorer.ask()
    except (CancelledError, CommClosedError, TimeoutError, OSError) as problem:
        raise _SchedulerLost from problem


def _generation(
    explorer: Any, client: Any, shared: Any, identity: str, tasks: List[Tuple[str, str]], progress: Progress
) -> None:
    from distributed import as_completed

    futures = {
        client.submit(evaluate, shared, identity, text, key=f"weir-{key}", retries=MOST_RETRIES): key
        for key, text in tasks
    }
    for future in as_completed(futures):
        if future.status == "cancelled" or future.status == "lost":
            raise _SchedulerLost
        key = futures[future]
        problem = future.exception() if future.status == "error" else None
        if isinstance(problem, Error):
            raise problem  # of the call: another version of Weir, or another profile
        if problem is not None:
            explorer.lose(key, f"{type(problem).__name__}: {problem}")
        else:
            explorer.tell(key, *future.result())
        future.release()
        progress(explorer.progress())


# What `weir explore` becomes with --workers or --scheduler


class _Line:
    """Progress on stderr: one line of a terminal, elsewhere a line when it changes, at most ten times a second."""

    def __init__(self, quiet: bool):
        self._quiet, self._last_s, self._open = quiet, 0.0, False

    def __call__(self, text: str) -> None:
        now_s = time.monotonic()
        if self._quiet or (text.startswith("exploring") and now_s - self._last_s < 0.1):
            return
        self._last_s, self._open = now_s, sys.stderr.isatty()
        sys.stderr.write(f"\r\x1b[K{text}" if self._open else text + "\n")
        sys.stderr.flush()

    def done(self) -> None:
        if self._open:
            sys.stderr.write("\n")


def main(text: str) -> int:
    request = json.loads(text)
    line = _Line(request["quiet"])
    try:
        from weir.model import load

        keywords, output = request["keywords"], request["output"]
        model = load(request["source"], request["folding"], seed=keywords["seed"], lenient=request["lenient"])
        if output and not keywords.get("store"):
            keywords["store"] = os.path.join(output, "points.sqlite")
        found = run(model._network, shlex.quote(request["source"]), keywords, line)
        line.done()
        if output:
            found.write(output)
    except Error as error:
        line.done()
        print(error, file=sys.stderr)
        if request["json"]:
            names = ("code", "what", "where", "hint")
            errors = [dict(zip(names, problem)) for problem in error.problems]
            print(json.dumps({"errors": errors, "exit_code": 2}, indent=2))
        return 2
    except KeyboardInterrupt:
        line.done()
        print("ended: what was finished is in the store", file=sys.stderr)
        return 130
    if request["json"]:
        print(json.dumps(found.data, indent=2))
    else:
        print(found.text, end="")
        print(f"again:     {request['command']}")
    cosimulated = found.data["cosimulated"]
    is_as_told = cosimulated["points"] == cosimulated["equal"]
    return 0 if found.front and not found.unfinished and is_as_told else 1
