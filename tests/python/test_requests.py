"""Are Python's keywords those of the command line: same defaults, same figures, same refusals?"""

import inspect
import json
import pathlib
import subprocess
import unittest

import numpy as np

import weir
from support import program


def by_command_line(*arguments):
    done = subprocess.run([program("weir"), *arguments, "--json", "--quiet"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


class Same(unittest.TestCase):
    def check(self, report, *arguments):
        told = by_command_line(*arguments)
        mine = dict(report.data)
        self.assertEqual(mine.pop("request")["command"], told.pop("request")["command"])
        told.pop("origin", None)  # how it was called
        self.assertEqual(mine, told)

    def test_defaults_give_the_figures_of_the_command_line(self):
        model = weir.load("lfc-w1a1")
        self.check(model.simulate(), "simulate", "lfc-w1a1", "--engine", "maxplus")
        self.check(model.simulate(stalls=0.2, seed=7), "simulate", "lfc-w1a1", "--engine", "maxplus", "--stalls", "0.2", "--seed", "7")
        self.check(model.size_fifos(), "fifo", "lfc-w1a1")
        self.check(model.size_fifos("latency", margin=10), "fifo", "lfc-w1a1", "--objective", "latency", "--margin", "10")

    def test_the_profile_is_that_of_the_networks_file_and_told_in_the_report(self):
        request = weir.load("lfc-w1a1").simulate(4).data["request"]
        self.assertEqual(
            {k: request[k] for k in ("command", "network", "profile", "seed", "frames", "engine")},
            {"command": "simulate", "network": "lfc-w1a1", "profile": "weir", "seed": 1, "frames": 4, "engine": "maxplus"},
        )
        self.assertIn("version", request)

    def test_a_clock_in_mhz_is_its_period_in_ns(self):
        model = weir.load("lfc-w1a1")
        self.assertEqual(model.estimate(clk_mhz=200).performance, model.estimate(clk_ns=5).performance)
        self.assertNotEqual(model.estimate(clk_mhz=200).performance, model.estimate().performance)


class Refused(unittest.TestCase):
    def refuse(self, expected, call):
        with self.assertRaises(weir.Error) as caught:
            call()
        self.assertEqual(caught.exception.code, "usage")
        self.assertIn(expected, str(caught.exception))

    def test_wrong_types_are_told_as_all_other_errors(self):
        lfc = weir.load("lfc-w1a1")
        self.refuse('frames is "3"\n  --> Model.simulate\n  legal: a whole number 1 .. 1000000000', lambda: lfc.simulate("3"))
        self.refuse("frames is 2.5", lambda: lfc.simulate(2.5))
        self.refuse("frames is true", lambda: lfc.simulate(True))
        self.refuse("frames is 1.8446744073709552e+19", lambda: lfc.simulate(2**64))
        self.refuse("profile is of type object", lambda: lfc.simulate(profile=object()))
        self.refuse("frames is of type bytes", lambda: lfc.simulate(frames=b"3"))
        self.refuse('stalls is "much"', lambda: lfc.simulate(stalls="much"))
        self.refuse("clk_mhz is 0\n", lambda: lfc.simulate(clk_mhz=0))
        self.refuse("batch_sizes is [0]", lambda: lfc.bench([0]))
        self.refuse("give x or random", lambda: lfc.cosim(np.zeros((1, 784), np.uint8), random=2))

    def test_arguments_that_are_no_keywords_of_a_request_are_refused_in_the_same_form(self):
        lfc = weir.load("lfc-w1a1")
        pictures = np.zeros((1, 28, 28), np.uint8)
        self.refuse("source is 3\n  legal: a text or a path", lambda: weir.load(3))
        self.refuse("seed is '1'\n  legal: a whole number 0 ..", lambda: weir.load("lfc-w1a1", seed="1"))
        self.refuse("format is of type list", lambda: weir.load("lfc-w1a1", format=[]))
        self.refuse("folding is of type list", lambda: weir.load("lfc-w1a1", []))
        self.refuse("path is of type bytes", lambda: lfc.save(b"lfc.h5"))
        self.refuse("threads is 2.5", lambda: lfc.run(pictures, threads=2.5))
        self.refuse("threads is -1", lambda: lfc.run(pictures, threads=-1))
        self.refuse("count is '3'", lambda: lfc.random_frames("3"))
        self.refuse("count is 0\n  legal: a whole number 1 ..", lambda: lfc.random_frames(0))
        self.refuse("outputs is 'seven'\n  legal: integers", lambda: lfc.decode("seven"))
        self.refuse("outputs is float64 [1, 64]", lambda: lfc.decode(np.full((1, 64), 0.5)))
        self.refuse("outputs has values beyond 32 bits", lambda: lfc.decode(np.full((1, 64), 2**40)))
        run = lfc.simulate(3)
        self.refuse("path is 3", lambda: run.save(3))
        self.refuse("buckets is 'many'", lambda: run.timeline("many"))

    def test_names_that_there_are_not_come_with_the_nearest(self):
        lfc = weir.load("lfc-w1a1")
        self.refuse("simulate has no keyword frmes (did you mean frames?)", lambda: lfc.simulate(frmes=3))
        self.refuse("(did you mean throughput?)", lambda: lfc.size_fifos("througput"))
        self.refuse("target_fps is missing: frames per second to reach", lambda: lfc.fold())
        self.refuse("clk_mhz and clk_ns are given", lambda: lfc.estimate(clk_mhz=100, clk_ns=10))
        self.refuse("got 2 values without names", lambda: lfc.simulate(3, "weir"))
        self.refuse("got frames twice", lambda: lfc.simulate(3, frames=3))

    def test_numbers_of_numpy_and_paths_are_taken(self):
        lfc = weir.load("lfc-w1a1")
        wanted = lfc.simulate(4, stalls=0.25, memory=False)
        mine = lfc.simulate(np.int64(4), stalls=np.float32(0.25), memory=np.bool_(False))
        self.assertEqual(mine.data, wanted.data)
        self.assertEqual(lfc.bench(np.array([1, 2])).data, lfc.bench((1, 2)).data)
        with self.assertRaises(weir.Error) as caught:
            lfc.simulate(profile=pathlib.Path("no-such-profile.json"))
        self.assertIn("no-such-profile.json", str(caught.exception))


class Signatures(unittest.TestCase):
    def test_help_shows_keywords_and_defaults(self):
        parameters = inspect.signature(weir.Model.simulate).parameters
        self.assertEqual(list(parameters)[:2], ["self", "frames"])
        self.assertEqual(parameters["engine"].default, "maxplus")
        self.assertEqual(parameters["profile"].kind, inspect.Parameter.KEYWORD_ONLY)
        self.assertIs(inspect.signature(weir.Model.fold).parameters["target_fps"].default, inspect.Parameter.empty)
        self.assertIn("frames: frames, back to back", weir.Model.simulate.__doc__)

    def test_the_stub_names_the_methods_and_keywords_of_the_module(self):
        import ast

        stub = pathlib.Path(weir.__file__).with_name("requests.pyi").read_text(encoding="utf-8")
        methods = next(node for node in ast.parse(stub).body if isinstance(node, ast.ClassDef)).body
        self.assertEqual(len(methods), 7)
        for method in methods:
            names = [a.arg for a in (*method.args.args, *method.args.kwonlyargs)]
            self.assertEqual(names, list(inspect.signature(getattr(weir.Model, method.name)).parameters))


if __name__ == "__main__":
    unittest.main()
