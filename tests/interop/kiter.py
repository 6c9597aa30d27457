#!/usr/bin/python3
"""Do Weir and Kiter, an exact tool of others for cyclo-static dataflow, say the same of the same graphs, and who is faster?

    kiter.py WEIR KITER FOLDER [--seconds N] [--rooms-seconds N] [--networks NETWORK...]     (tools/interop kiter runs it)

Of every .xml of FOLDER the period (cycles of an iteration) by both, and where its name does not end in _sized the least
rooms for it (Kiter's DeepKPeriodicThroughputwithDSE; only the greatest throughput of its front counts). Of every NETWORK Weir writes its timing, FIFOs
as deep as the network has them, as such a graph (`weir info --sdf3`), and Kiter's period must be that of Weir's max-plus
engine. One table; seconds of user CPU, one run after the other on the same machine. Exit code 1 if anything differs, if Weir's
rooms are more than Kiter's, or if nothing was compared.
"""
import argparse
import fractions
import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile

NETWORKS = ("lfc-w1a1", "cnv-w1a1", "resnet50-w1a2")


def timed(command, seconds):
    """(stdout, user CPU seconds), or (None, seconds) where it does not end by itself, or (stderr, -1) where it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    try:
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return None, seconds
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    if done.returncode < 0 or not done.stdout:
        words = [line for line in done.stderr.splitlines() if "rror" in line]
        return (words[0][-80:] if words else f"failed with exit code {done.returncode}"), -1
    return done.stdout, used


def of_json(text, used, field):
    """The field as a ratio; a text where there is none."""
    if text is None or used < 0:
        return text
    report = json.loads(text)
    if "errors" in report:
        return report["errors"][0]["code"]
    if report.get("deadlock"):
        return "deadlock"
    if report.get("unlimited"):
        return "unlimited"
    return fractions.Fraction(report[field])


def weir_period(weir, graph, seconds):
    text, used = timed([weir, "simulate", graph, "--json", "--quiet"], seconds)
    return of_json(text, used, "period"), used


def kiter_period(kiter, graph, seconds):
    """Kiter counts in double precision."""
    text, used = timed([kiter, "-f", graph, "-aKPeriodicThroughput"], seconds)
    if text is None or used < 0:
        return text, used
    found = re.search(r"Period=([0-9.einf+-]+)|Maximum period\s+is\s+([0-9.einf+-]+)", text)
    if found is None:
        return "no answer", used
    period = found[1] or found[2]
    return ("deadlock" if "inf" in period else float(period)), used


def second_opinion(kiter, graph, seconds):
    """By Kiter's method for N periods, where its first one differs: without loops at actors both do not always agree."""
    text, _ = timed([kiter, "-f", graph, "-aNKPeriodicThroughput"], seconds)
    found = re.search(r"NPeriodic period\s+is\s+([0-9.e+]+)", text or "")
    return float(found[1]) if found else None


def is_same(ours, theirs):
    if isinstance(theirs, str) and theirs not in ("deadlock", "unlimited"):
        return None  # it failed: the table says how
    if isinstance(ours, fractions.Fraction) and isinstance(theirs, float):
        return abs(float(ours) - theirs) <= 5e-6 * max(1.0, theirs)  # six digits are printed
    return None if ours is None or theirs is None else ours == theirs


def weir_rooms(weir, graph, seconds):
    text, used = timed([weir, "fifo", graph, "--json", "--quiet"], seconds)
    if text is None or used < 0:
        return text, None, used
    report = json.loads(text)
    if "errors" in report:
        return report["errors"][0]["code"], None, used
    return report["total_tokens"], report["proven_minimal"], used


def kiter_rooms(kiter, graph, period, seconds):
    """The least total of Kiter's front that reaches the period."""
    text, used = timed([kiter, "-f", graph, "-aDeepKPeriodicThroughputwithDSE"], seconds)
    if text is None or used < 0:
        return text, used
    # rooms, throughput, "room, ...", milliseconds
    points = re.findall(r"^(\d+),([0-9.e+-]+),", text, re.M)
    fast = [int(rooms) for rooms, rate in points if float(rate) * float(period) >= 1 - 1e-5]
    return (min(fast) if fast else "none as fast"), used


def cell(value, used=None):
    if value is None:
        return "not ended"
    text = str(float(value)).rstrip("0").rstrip(".") if isinstance(value, (float, fractions.Fraction)) else str(value)
    return text if used is None or used < 0 else f"{text} ({used:.2f} s)"


class Table:
    def __init__(self):
        self.differences, self.compared = [], 0
        print("| graph | actors / channels | period: Weir | Kiter | least rooms: Weir | Kiter |\n|---|---|---|---|---|---|")

    def line(self, name, size, ours, our_s, theirs, their_s, rooms=("", "")):
        same = is_same(ours, theirs)
        self.compared += same is not None
        if same is False:
            self.differences.append(f"{name}: {ours} and {theirs}")
        print(f"| {name} | {size} | {cell(ours, our_s)} | {cell(theirs, their_s)} | {rooms[0]} | {rooms[1]} |", flush=True)


def rooms_of(table, options, name, graph, period):
    ours, is_proven, our_s = weir_rooms(options.weir, graph, options.rooms_seconds)
    theirs, their_s = kiter_rooms(options.kiter, graph, period, options.rooms_seconds)
    if isinstance(ours, int) and isinstance(theirs, int) and ours > theirs:
        table.differences.append(f"{name}: rooms of {ours} where Kiter has {theirs}")
    proof = "" if is_proven is None else ", proven" if is_proven else ", not proven"
    return cell(ours, our_s) + proof, cell(theirs, their_s)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weir")
    parser.add_argument("kiter")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--networks", nargs="*", default=NETWORKS)
    parser.add_argument("--seconds", type=float, default=60, help="patience with a throughput")
    parser.add_argument("--rooms-seconds", type=float, default=60, help="patience with least rooms")
    options = parser.parse_args()
    table = Table()
    for graph in sorted(options.folder.rglob("*.xml")):
        text, used = timed([options.weir, "import", graph, "--json", "--quiet"], options.seconds)
        facts = json.loads(text) if text and used >= 0 else {"errors": [{"code": "no answer"}]}
        name = graph.relative_to(options.folder)
        if "errors" in facts:
            print(f"| {name} | refused: {facts['errors'][0]['code']} | | | | |")
            continue
        ours, our_s = weir_period(options.weir, graph, options.seconds)
        theirs, their_s = kiter_period(options.kiter, graph, options.seconds)
        if is_same(ours, theirs) is False:
            theirs = second_opinion(options.kiter, graph, options.seconds) or theirs
        rooms = ("", "")
        if isinstance(ours, fractions.Fraction) and not graph.stem.endswith("_sized"):
            rooms = rooms_of(table, options, name, graph, ours)
        table.line(name, f"{facts['actors']} / {facts['channels']}", ours, our_s, theirs, their_s, rooms)
    with tempfile.TemporaryDirectory() as scratch:
        for network in options.networks:
            graph = os.path.join(scratch, f"{network}.xml")
            subprocess.run([options.weir, "info", network, "--sdf3", graph, "--quiet"], check=True, capture_output=True)
            text, our_s = timed([options.weir, "simulate", network, "--engine", "maxplus", "--frames", "8", "--json", "--quiet"], 600)
            theirs, their_s = kiter_period(options.kiter, graph, 10 * options.seconds)
            table.line(network, "", of_json(text, our_s, "interval_cycles"), our_s, theirs, their_s)
    print(f"{table.compared} throughputs compared, {len(table.differences)} differences")
    for difference in table.differences:
        print(f"different: {difference}")
    return 1 if table.differences or table.compared == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
