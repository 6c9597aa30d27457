"""Do the files for viewers load with the viewers' own descriptions of their formats? Traces: PyPI's perfetto, whose protobuf
classes are those of the trace processor; the annotated graph: onnx.checker. What they hold is counted against the JSON of
the same simulation. Usage: viewers.py WEIR [NETWORK...]"""

import collections
import json
import pathlib
import subprocess
import sys
import tempfile

import onnx
from perfetto.protos.perfetto.trace import perfetto_trace_pb2

BEGIN, END, COUNTER = 1, 2, 4  # TrackEvent.Type


def simulated(weir, network, folder):
    command = [weir, "simulate", network, "--engine", "maxplus", "--json", "--quiet"]
    command += ["--trace", str(folder / "t.pftrace"), "--onnx", str(folder / "a.onnx")]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def check_trace(path, report):
    trace = perfetto_trace_pb2.Trace()
    trace.ParseFromString(path.read_bytes())
    tracks, open_slices, counters, flows, slices = {}, collections.Counter(), {}, collections.Counter(), 0
    last_ns = collections.defaultdict(int)
    for packet in trace.packet:
        if packet.HasField("track_descriptor"):
            tracks[packet.track_descriptor.uuid] = packet.track_descriptor
        if not packet.HasField("track_event"):
            continue
        event = packet.track_event
        name = tracks[event.track_uuid].name  # an event of a track that nobody has described is a KeyError
        assert packet.timestamp >= last_ns[event.track_uuid], f"{name} goes back in time"
        last_ns[event.track_uuid] = packet.timestamp
        if event.type == BEGIN:
            assert open_slices[name] == 0, f"{name} begins a slice within a slice"
            open_slices[name] += 1
            slices += 1
        elif event.type == END:
            open_slices[name] -= 1
            assert open_slices[name] == 0, f"{name} ends a slice that has not begun"
        elif event.type == COUNTER:
            counters[name] = max(counters.get(name, 0), event.counter_value)
        flows.update(event.flow_ids)
        flows.update(event.terminating_flow_ids)
    stages = {d.name for d in tracks.values() if d.parent_uuid and not d.HasField("counter")}
    fifos = {d.name for d in tracks.values() if d.HasField("counter")}
    assert not +open_slices, f"slices that never end: {+open_slices}"
    assert stages == {stage["name"] for stage in report["stages"]}
    assert fifos == {fifo["name"] for fifo in report["fifos"]}
    for fifo in report["fifos"]:  # the trace's run may be longer than the report's, and fill a FIFO further
        assert counters.get(fifo["name"], 0) <= fifo["depth"], fifo["name"]
    circle = report["explanation"]["critical_cycle"]
    at_work = {part["name"] for part in circle["parts"] if part["reason"] == "work"} if circle else set()
    at_work &= stages  # the source and the sink have no track
    ends = sum(flows.values())
    assert ends == (len(at_work) if len(at_work) > 1 else 0), f"{ends} ends of flows, {sorted(at_work)} in the circle"
    return f"{len(stages)} stages with {slices} slices, {len(fifos)} counters, a flow of {ends} ends"


def check_graph(path, report):
    model = onnx.load(str(path))
    onnx.checker.check_model(model)
    stages = {stage["name"] for stage in report["stages"]}
    named = {node.name for node in model.graph.node}
    assert stages <= named, f"without {sorted(stages - named)}"
    return f"{len(named)} nodes"


def main(weir, *networks):
    failed = 0
    for network in networks or ("lfc-w1a1", "cnv-w1a1", "resnet50-w1a2", "cnv-finn-1w1a-core", "unet-small-w4a4"):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            report = simulated(weir, network, folder)
            try:
                print(f"{network:<20} trace: {check_trace(folder / 't.pftrace', report)}; graph: {check_graph(folder / 'a.onnx', report)}")
            except (AssertionError, KeyError, onnx.checker.ValidationError) as error:
                failed += 1
                print(f"{network:<20} FAIL {error!r}")
    print(f"viewers: {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
