"""Is an exploration on a cluster the same as in one process, and does nothing finished get lost when workers, schedulers
or clients die?"""

import importlib.util
import json
import os
import pathlib
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import unittest

import weir
from support import ScratchTest, program

HAS_DASK = importlib.util.find_spec("distributed") is not None
NO_DASK = "Dask is not installed (Debian's python3-distributed)"


#: In a name space of its own even nobody may mount what the others do not see.
IN_A_SPACE = ("unshare", "--user", "--map-root-user", "--mount")
#: SIZE DISK SEEN COMMAND...: the command on a disk of so many bytes, and again when it has room.
ON_A_SMALL_DISK = """
size=$1 disk=$2 seen=$3; shift 3
mount -t tmpfs -o "size=$size" none "$disk" || exit 1
"$@" >"$seen/full.log" 2>&1; echo $? >"$seen/full.code"
cp -r "$disk/out" "$seen/full"
mount -o remount,size=64m "$disk" || exit 1
"$@" >"$seen/again.log" 2>&1; echo $? >"$seen/again.code"
cp -r "$disk/out" "$seen/again"
"""


def can_mount():
    try:
        trial = [*IN_A_SPACE, "mount", "-t", "tmpfs", "-o", "size=96k", "none", "/mnt"]
        return subprocess.run(trial, capture_output=True).returncode == 0
    except OSError:
        return False


CAN_MOUNT = can_mount()


def result_in(folder):
    return (folder / "exploration.json").read_bytes()


def points_in(store):
    """Keys; none while somebody writes or nothing is there."""
    if not store.exists():
        return []
    with sqlite3.connect(store, timeout=0) as connection:
        try:
            return [key for key, in connection.execute("SELECT key FROM points")]
        except sqlite3.OperationalError:
            return []


class InProcess(ScratchTest):
    def setUp(self):
        super().setUp()
        self.space = self.folder / "space.json"
        self.space.write_text('{"around": 2}')

    def test_python_and_the_command_line_find_the_same(self):
        subprocess.run(
            [program("weir"), "explore", "lfc-w1a1", "--points", "24", "--space", self.space, "-o", self.folder / "tool"],
            check=True,
            capture_output=True,
        )
        found = weir.explore("lfc-w1a1", points=24, space=self.space)
        found.write(self.folder / "python")
        self.assertEqual(result_in(self.folder / "python"), result_in(self.folder / "tool"))
        self.assertEqual(len(found.front), sum(point["in_front"] for point in found.points))
        self.assertEqual(found.generators[0]["profile"], "weir")
        self.assertEqual(found.data["request"]["points"], 24)

    def test_a_front_points_folding_is_one_that_model_takes(self):
        model = weir.load("lfc-w1a1")
        for point in model.explore(points=16, space=self.space).front:
            run = model.with_folding(point["config"]).simulate(8)
            self.assertEqual(run.interval_cycles, point["interval_cycles"])

    def test_wrong_keywords_are_refused_by_name(self):
        with self.assertRaisesRegex(weir.Error, "point.*points"):
            weir.explore("lfc-w1a1", point=3)
        with self.assertRaisesRegex(weir.Error, "unknown-part"):
            weir.explore("lfc-w1a1", fpga_part="xc1")

    def test_without_dask_workers_are_threads_that_find_the_same_and_a_warning_says_how_to_scale(self):
        from unittest import mock

        from weir import exploring

        alone = weir.explore("lfc-w1a1", points=16, space=self.space)
        with mock.patch.object(exploring, "_has_dask", lambda: False):
            with self.assertWarnsRegex(UserWarning, "python3-distributed"):
                found = weir.explore("lfc-w1a1", points=16, space=self.space, workers=2)
            with self.assertRaisesRegex(weir.Error, "python3-distributed"):
                weir.explore("lfc-w1a1", points=16, scheduler="tcp://127.0.0.1:1")
        self.assertEqual(found.data, alone.data)

    def test_a_record_of_another_task_is_refused(self):
        network = weir.load("lfc-w1a1")._network
        explorer = network.explorer({"points": 8})
        (key, task), *_ = explorer.ask()
        record = network.evaluate(task)
        with self.assertRaisesRegex(weir.Error, "explore-task"):
            explorer.tell(key[::-1], record, 0.0, 0.0)
        with self.assertRaisesRegex(weir.Error, "explore-task"):
            explorer.tell(key, record.replace(key, key[::-1]), 0.0, 0.0)
        with self.assertRaisesRegex(weir.Error, "explore-task"):
            weir.load("lfc-w1a2")._network.evaluate(task)


@unittest.skipUnless(importlib.util.find_spec("optuna"), "Optuna is not installed (PyPI's optuna)")
class ByOptuna(ScratchTest):
    def test_the_front_depends_on_the_seed_alone_and_holds_more_than_the_first_generation(self):
        def found(seed, points=60):
            return weir.explore("lfc-w1a1", points=points, search="optuna", seed=seed, objectives=["throughput", "lut"])

        one = found(1)
        self.assertEqual(one.data, found(1).data)
        self.assertNotEqual(one.data["points"], found(2).data["points"])
        self.assertEqual(len({p["folding"] for p in one.points}), len(one.points))
        first = {p["folding"] for p in weir.explore("lfc-w1a1", points=60, objectives=["throughput", "lut"]).points}
        self.assertEqual(len(first), len(one.points))


def free_port():
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return any_port.getsockname()[1]


@unittest.skipUnless(HAS_DASK, NO_DASK)
class OnACluster(ScratchTest):
    """A scheduler and workers as processes of their own, as on a real cluster."""

    POINTS = 16

    def setUp(self):
        super().setUp()
        self.port = free_port()
        (self.folder / "log").touch()
        self.address = f"tcp://127.0.0.1:{self.port}"

    def start(self, *command, **options):
        process = subprocess.Popen(
            [str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder, **options
        )
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
        process.wait()

    def start_scheduler(self):
        process = self.start(
            sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", self.port, "--no-dashboard"
        )
        self.wait_until(self.answers, "the scheduler")
        return process

    def answers(self):
        with socket.socket() as call:
            return call.connect_ex(("127.0.0.1", self.port)) == 0

    def start_worker(self):
        return self.start(
            sys.executable, "-m", "distributed.cli.dask_worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard"
        )

    @classmethod
    def explore(cls, folder, *more):
        """Around the published folding, where a point takes some tenths of a second."""
        space = cls.reference / "space.json"
        return [program("weir"), "explore", "cnv-w1a1", "--points", cls.POINTS, "--space", space, "-o", folder, *more]

    def start_exploring(self, folder, *more):
        with open(self.folder / "log", "wb") as log:
            process = subprocess.Popen([str(word) for word in self.explore(folder, *more)], stdout=log, stderr=log)
        self.addCleanup(self.end, process)
        return process

    def wait_until(self, is_so, what):
        """Patient: other work may have the machine."""
        for _ in range(6000):
            if is_so():
                return
            time.sleep(0.05)
        self.fail(f"{what} took 300 s; the log says: {(self.folder / 'log').read_text()}")

    def wait_for_points(self, folder, process, count):
        """The store is the explorer's alone while it lives: its size tells."""
        store = folder / "points.sqlite"

        def has_them():
            self.assertIsNone(process.poll(), (self.folder / "log").read_text())
            return store.exists() and store.stat().st_size > count * 8192

        self.wait_until(has_them, f"{count} points")

    def check_whole(self, folder, process):
        self.assertEqual(process.wait(timeout=500), 0, (self.folder / "log").read_text())
        keys = points_in(folder / "points.sqlite")
        self.assertEqual(len(keys), len(set(keys)))
        asked = {p["key"] for p in json.loads(result_in(folder))["points"] if "key" in p}
        self.assertEqual(set(keys), asked)

    @classmethod
    def setUpClass(cls):
        import tempfile

        cls.reference_folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.reference_folder.cleanup)
        cls.reference = pathlib.Path(cls.reference_folder.name)
        (cls.reference / "space.json").write_text('{"around": 2}')
        subprocess.run([str(word) for word in cls.explore(cls.reference)], check=True, capture_output=True)

    def test_a_killed_worker_costs_no_finished_point(self):
        self.start_scheduler()
        doomed, _ = self.start_worker(), self.start_worker()
        folder = self.folder / "out"
        process = self.start_exploring(folder, "--scheduler", self.address)
        self.wait_for_points(folder, process, 2)
        doomed.send_signal(signal.SIGKILL)
        self.check_whole(folder, process)
        self.assertEqual(result_in(folder), result_in(self.reference))

    def test_a_restarted_scheduler_costs_no_finished_point(self):
        scheduler, worker = self.start_scheduler(), self.start_worker()
        folder = self.folder / "out"
        process = self.start_exploring(folder, "--scheduler", self.address)
        self.wait_for_points(folder, process, 2)
        for each in (scheduler, worker):
            each.send_signal(signal.SIGKILL)
            each.wait()
        self.start_scheduler(), self.start_worker()
        self.check_whole(folder, process)
        self.assertEqual(result_in(folder), result_in(self.reference))

    def test_a_killed_client_goes_on_with_the_same_command_on_a_local_cluster(self):
        folder = self.folder / "out"
        process = self.start_exploring(folder, "--workers", "2")
        self.wait_for_points(folder, process, 2)
        process.kill()
        process.wait()
        kept = len(points_in(folder / "points.sqlite"))
        self.assertGreater(kept, 0)
        process = self.start_exploring(folder, "--workers", "4")
        self.check_whole(folder, process)
        self.assertIn(f" {kept} from the store", (self.folder / "log").read_text())
        self.assertEqual(result_in(folder), result_in(self.reference))

    def test_one_two_and_four_workers_find_the_same_byte_for_byte(self):
        for workers in (1, 2, 4):
            folder = self.folder / f"workers{workers}"
            done = subprocess.run(
                [str(word) for word in self.explore(folder, "--workers", workers)], capture_output=True, text=True
            )
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("MiB each", done.stderr)
            for name in ("exploration.json", "points.csv", "metrics.json", "report.html"):
                self.assertEqual((folder / name).read_bytes(), (self.reference / name).read_bytes(), name)

    def test_a_cluster_that_does_not_say_goodbye_costs_nothing(self):
        from unittest import mock

        import distributed

        alive = []

        def never(self, timeout=None):
            alive.append(self)
            raise TimeoutError("too busy")

        with mock.patch.object(distributed.Client, "close", never), mock.patch.object(distributed.LocalCluster, "close", never):
            found = weir.explore("lfc-w1a1", points=8, workers=1, space=self.reference / "space.json")
        self.assertEqual([type(each).__name__ for each in alive], ["Client", "LocalCluster"])
        for each in alive:
            each.close()
        self.assertEqual(found.data, weir.explore("lfc-w1a1", points=8, space=self.reference / "space.json").data)

    @unittest.skipUnless(CAN_MOUNT, "a disk of its own cannot be mounted here (unshare --user --mount)")
    def test_a_full_disk_ends_it_with_one_message_and_costs_no_finished_point(self):
        """Store, reports and everybody's temporary files lie on one disk with half the room that the store alone wants."""
        size = (self.reference / "points.sqlite").stat().st_size // 2
        disk, seen = self.folder / "disk", self.folder / "seen"
        disk.mkdir(), seen.mkdir()
        command = [*self.explore(disk / "out", "--workers", "2"), "--quiet"]
        done = subprocess.run(
            [str(word) for word in (*IN_A_SPACE, "sh", "-c", ON_A_SMALL_DISK, "sh", size, disk, seen, *command)],
            env={**os.environ, "TMPDIR": str(disk)},
        )
        self.assertEqual(done.returncode, 0)
        message = (seen / "full.log").read_text()
        self.assertEqual((seen / "full.code").read_text(), "2\n", message)
        self.assertEqual(message.count("error["), 1, message)
        self.assertIn("error[store-unwritable]", message)
        self.assertIn("points.sqlite", message)
        kept, whole = points_in(seen / "full" / "points.sqlite"), points_in(self.reference / "points.sqlite")
        self.assertGreater(len(kept), 0)
        self.assertLess(len(kept), len(whole))
        self.assertEqual((seen / "again.code").read_text(), "0\n", (seen / "again.log").read_text())
        self.assertIn(f"{len(whole) - len(kept)} computed, {len(kept)} from the store", (seen / "again.log").read_text())
        self.assertEqual(sorted(points_in(seen / "again" / "points.sqlite")), sorted(whole))
        self.assertEqual(result_in(seen / "again"), result_in(self.reference))

    def test_chosen_points_are_co_simulated_by_workers(self):
        folder = self.folder / "out"
        done = subprocess.run(
            [program("weir"), "explore", "lfc-w1a1", "--part", "u250", "--points", "1", "--cosimulate", "1", "--workers", "1", "-o", folder],
            capture_output=True,
            text=True,
        )
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
        point = json.loads(result_in(folder))["front"][0]
        self.assertEqual(point["computed"], "co-simulated")
        self.assertEqual(point["cosimulation"]["mismatches"], 0)
        self.assertEqual(point["cosimulation"]["cycle_differences"], 0)
        # The RTL reaches what the timetable proved, over more words than its 49 input words a frame.
        self.assertEqual(point["cosimulation"]["latency_cycles"], point["latency_cycles"])
        self.assertGreater(point["cosimulation"]["words_compared"], 3 * 49)
        again = subprocess.run(
            [program("weir"), "explore", "lfc-w1a1", "--part", "u250", "--points", "1", "--cosimulate", "1", "-o", folder], capture_output=True, text=True
        )
        self.assertIn("0 computed, 2 from the store", again.stdout)

    def test_a_scheduler_that_does_not_answer_is_told(self):
        from unittest import mock

        from weir import exploring

        with mock.patch.object(exploring, "ANSWER_S", 1.0), self.assertRaisesRegex(weir.Error, "scheduler-lost"):
            weir.explore("lfc-w1a1", points=8, scheduler=self.address)


if __name__ == "__main__":
    unittest.main()
