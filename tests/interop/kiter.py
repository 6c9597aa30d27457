"""SDF3 graphs and Weir's networks beside Kiter (bbodin/kiter), in one run on one machine: throughput, buffers, seconds.

Usage: kiter.py WEIR KITER FOLDER [--limit SECONDS] [--buffers] [PART-OF-PATH...]. Ends with 1 where an answer of Kiter's
differs from ours, or its rooms for the greatest throughput are fewer."""

import argparse
import json
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
from fractions import Fraction

NETWORKS = ("lfc-w1a1", "cnv-w1a1", "resnet50-w1a2")


class Run:
    """A program's output, and its seconds of user time; ``output`` is None where it did not end in time."""

    def __init__(self, command, limit_s):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        try:
            done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=limit_s)
            self.output, self.exit_code = done.stdout, done.returncode
            self.errors = done.stderr
        except subprocess.TimeoutExpired:
            self.output, self.exit_code, self.errors = None, None, f"not in {limit_s} s"
        self.user_s = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before

    def seconds(self):
        return "-" if self.output is None else f"{self.user_s:.2f}"


def weirs_period(run):
    """A Fraction; None where it did not end, 0 for a deadlock."""
    if run.output is None or run.exit_code not in (0, 1):
        return None
    answer = json.loads(run.output)
    return Fraction(0) if answer.get("deadlock") else Fraction(answer["period"])


def kiters_period(run):
    """As Kiter prints it, a decimal number; 0 where it tells no finite one."""
    found = re.search(r"KPeriodic period +is +([0-9.]+|inf|nan)", run.output or "")
    if found is None:
        return None
    return 0.0 if found[1] in ("inf", "nan") else float(found[1])


def is_same(ours, theirs):
    """To the six decimals that Kiter prints, and its single rounding of the throughput."""
    return abs(float(ours) - theirs) <= 1e-6 + 1e-7 * float(ours)


def kiters_rooms(run, period):
    """The least sum of rooms of its exploration that reaches the period."""
    sums = []
    for line in (run.output or "").splitlines():
        cells = line.split(";")
        if len(cells) >= 4 and re.fullmatch(r"\d+", cells[0]) and float(cells[1]) * float(period) > 1 - 1e-6:
            sums.append(int(cells[0]))
    return min(sums) if sums else None


class Table:
    def __init__(self, options):
        self.options, self.failures = options, 0
        print(f"{'graph':<44} {'period':>20} {'Kiter':>18} {'same':>5} {'weir s':>8} {'Kiter s':>8}")

    def compare(self, name, file):
        options = self.options
        weir = Run([options.weir, "simulate", file, "--json"], options.limit)
        kiter = Run([options.kiter, "-f", file, "-a", "KPeriodicThroughput"], options.limit)
        ours, theirs = weirs_period(weir), kiters_period(kiter)
        same = "-" if ours is None or theirs is None else "yes" if is_same(ours, theirs) else "NO"
        self.failures += same == "NO"
        period = weir.errors.strip().splitlines()[-1][:40] if ours is None and weir.errors else str(ours)
        print(
            f"{name:<44} {period:>20} {'-' if theirs is None else format(theirs, '.6f'):>18} {same:>5} "
            f"{weir.seconds():>8} {kiter.seconds():>8}",
            flush=True,
        )
        if options.buffers and ours:
            self.compare_rooms(file, ours)

    def compare_rooms(self, file, period):
        options = self.options
        weir = Run([options.weir, "fifo", file, "--json", "--quiet"], options.limit)
        kiter = Run([options.kiter, "-f", file, "-a", "ThroughputBufferingDSE"], options.limit)
        answer = json.loads(weir.output) if weir.output and weir.exit_code == 0 else None
        theirs = kiters_rooms(kiter, period)
        ours = "-" if answer is None else f"{answer['total_tokens']}{' proven' if answer['proven_minimal'] else ''}"
        more = answer is not None and theirs is not None and int(answer["total_tokens"]) > theirs
        self.failures += more
        print(
            f"{'    rooms for it':<44} {ours:>20} {'-' if theirs is None else theirs:>18} {'MORE' if more else '':>5} "
            f"{weir.seconds():>8} {kiter.seconds():>8}",
            flush=True,
        )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("weir")
    parser.add_argument("kiter")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("parts", nargs="*")
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--buffers", action="store_true")
    options = parser.parse_args()
    table = Table(options)
    wanted = lambda name: not options.parts or any(part in name for part in options.parts)
    for file in sorted(options.folder.rglob("*.xml")):
        name = str(file.relative_to(options.folder))
        if wanted(name):
            table.compare(name, file)
    with tempfile.TemporaryDirectory() as folder:
        for network in filter(wanted, NETWORKS):
            file = pathlib.Path(folder) / f"{network}.xml"
            subprocess.run([options.weir, "info", network, "--sdf3", file], check=True, capture_output=True)
            table.compare(network, file)
    sys.exit(1 if table.failures else 0)


if __name__ == "__main__":
    main()
