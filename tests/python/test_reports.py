"""Are reports good values: saved, tabled, explained by attributes, drawn, and sent to other processes?"""

import copy
import json
import multiprocessing
import pickle
import re
import subprocess
import sys
import types
import unittest
from unittest import mock
from xml.etree import ElementTree

import numpy as np

import weir
from support import ScratchTest, program
from weir.drawing import COLOURS

SVG = "{http://www.w3.org/2000/svg}"


def interval_of(model):
    """For a process of its own."""
    return model.simulate(3).interval_cycles


def steps_area(path):
    """Between the line at 100 and steps "M0 100H3V40H5V100Z"."""
    x, y, area = 0, 100, 0
    for letter, number in re.findall(r"([HV])(\d+)", path):
        if letter == "H":
            area += (int(number) - x) * (100 - y)
            x = int(number)
        else:
            y = int(number)
    return area


class Saved(ScratchTest):
    def test_a_saved_report_is_what_the_command_line_compares(self):
        lfc = weir.load("lfc-w1a1")
        lfc.simulate(3).save(self.folder / "a.json")
        lfc.simulate(4).save(str(self.folder / "b.json"))
        command = [program("weir"), "compare", self.folder / "a.json", self.folder / "a.json"]
        self.assertEqual(subprocess.run(command, capture_output=True, check=False).returncode, 0)
        command[-1] = self.folder / "b.json"
        self.assertEqual(subprocess.run(command, capture_output=True, check=False).returncode, 1)

    def test_a_place_that_cannot_be_written_is_named(self):
        with self.assertRaises(weir.Error) as caught:
            weir.load("lfc-w1a1").estimate().save(self.folder / "none" / "a.json")
        self.assertEqual(caught.exception.code, "output-unwritable")
        self.assertIn("none/a.json", str(caught.exception))

    def test_every_report_is_json(self):
        lfc = weir.load("lfc-w1a1")
        for report in (lfc.simulate(3), lfc.size_fifos(), lfc.bench([1]), lfc.estimate()):
            self.assertEqual(json.loads(report.to_json()), report.data)


class Tables(unittest.TestCase):
    def frames(self):
        """A stand-in for pandas where it is not installed: what it is given."""
        return mock.patch.dict(sys.modules, {"pandas": types.SimpleNamespace(DataFrame=list)})

    def test_every_table_has_a_row_per_thing(self):
        lfc = weir.load("lfc-w1a1")
        run, sizing = lfc.simulate(3), lfc.size_fifos()
        with self.frames():
            self.assertEqual([row["name"] for row in run.to_dataframe()], [s["name"] for s in run.stages])
            self.assertEqual([row["name"] for row in run.to_dataframe("fifos")], [f["name"] for f in run.fifos])
            self.assertEqual(run.to_dataframe("guidance"), run.guidance)
            self.assertEqual(len(run.to_dataframe("waterfall")), len(run.stages))
            self.assertEqual({row["name"]: row["depth"] for row in sizing.to_dataframe()}, sizing.depths)
            self.assertEqual([row["batch_size"] for row in lfc.bench([1, 5]).to_dataframe()], [1, 5])
            layers = lfc.estimate().to_dataframe()
        self.assertEqual(layers[0]["node"], "MVAU_hls_0")
        self.assertEqual(layers[0]["cycles"], 416)  # 832 / 64 columns by 1024 / 32 rows

    def test_a_table_that_there_is_not_and_pandas_that_is_missing_are_told(self):
        run = weir.load("lfc-w1a1").simulate(3)
        with self.assertRaisesRegex(weir.Error, "table is 'stage'\n  legal: stages, fifos, waterfall, guidance"):
            run.to_dataframe("stage")
        with mock.patch.dict(sys.modules, {"pandas": None}), self.assertRaisesRegex(weir.Error, "python3-pandas"):
            run.to_dataframe()


class Explained(unittest.TestCase):
    def test_circle_hint_and_guidance_are_those_of_the_command_line(self):
        run = weir.load("lfc-w1a1").simulate(3)
        command = [program("weir"), "simulate", "lfc-w1a1", "--engine", "maxplus", "--frames", "3", "--json"]
        told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        self.assertEqual(run.guidance, told["guidance"])
        self.assertEqual(run.circle, told["explanation"]["critical_cycle"]["parts"])
        self.assertEqual(sum(part["cycles"] for part in run.circle), told["explanation"]["critical_cycle"]["cycles"])
        self.assertEqual(run.hint, told["guidance"][0]["cure"])

    def test_without_explanation_there_is_none(self):
        run = weir.load("lfc-w1a1").simulate(3, explain=False)
        self.assertIsNone(run.explanation)
        self.assertEqual(run.circle, [])

    def test_a_deadlock_names_its_circle(self):
        model = weir.load("resnet50-w1a2")
        bypasses = [i for i, s in enumerate(model.info["streams"]) if s["name"].endswith("_bypass")]
        depths = {f"StreamingFIFO_{i}": {"depth": 2} for i in bypasses}
        run = model.with_folding(depths).simulate(2, profile="finn-hlslib-2020")
        self.assertIsNotNone(run.deadlock)
        self.assertEqual([part["name"] for part in run.circle], run.deadlock["circle"])
        self.assertIsNone(run.chart())
        self.assertIn("guidance", run._repr_html_())


class Drawn(unittest.TestCase):
    def test_the_timeline_draws_what_its_numbers_say(self):
        run = weir.load("lfc-w1a1").simulate(3)
        line = run.timeline()
        steady = line["steady"]
        cycles = steady["bucket_cycles"] * steady["buckets"]
        for stage, band in zip(run.stages, steady["stages"]):
            for share in ("starved", "backpressured"):
                self.assertAlmostEqual(sum(band[f"{share}_cycles"]) / cycles, stage[share], delta=0.02)
        for i, fifo in enumerate(line["fifos"]):
            most, least = steady["fifos"][i]["most_words"], steady["fifos"][i]["least_words"]
            self.assertTrue(all(0 <= low <= high <= fifo["depth"] for low, high in zip(least, most)), fifo["name"])
        full = [f["name"] for i, f in enumerate(line["fifos"]) if max(steady["fifos"][i]["most_words"]) == f["depth"]]
        for stage in run.stages:  # who lacks room lacks it in a full FIFO
            if stage["backpressured"]:
                self.assertIn(stage["backpressured_by"], full)
        root = ElementTree.fromstring(run.chart())
        area = {name: 0.0 for name in COLOURS}
        bands = [g for g in root.iter(f"{SVG}g") if g.find(f"{SVG}rect") is not None]
        self.assertEqual(len(bands), 2 * len(run.stages))
        for band in bands:
            buckets = float(band.find(f"{SVG}rect").get("width"))
            heights = {path.get("fill"): steps_area(path.get("d")) / buckets for path in band.iter(f"{SVG}path")}
            works, fed = heights.get(COLOURS["busy"], 0), heights.get(COLOURS["backpressured"], 0)
            area["busy"] += works
            area["backpressured"] += fed - works
            area["starved"] += 100 - fed
        whole = sum(area.values())
        wanted = {name: 0 for name in COLOURS}
        for part in (line["first"], steady):
            for band in part["stages"]:
                total = part["bucket_cycles"] * part["buckets"]
                starved, blocked = sum(band["starved_cycles"]), sum(band["backpressured_cycles"])
                for name, share in (("starved", starved), ("backpressured", blocked), ("busy", total - starved - blocked)):
                    wanted[name] += share / total / 2 / len(run.stages)
        for name in COLOURS:
            self.assertAlmostEqual(area[name] / whole, wanted[name], delta=0.02)

    def test_a_large_network_is_drawn_in_a_page(self):
        model = weir.load("resnet50-w1a2")
        root = ElementTree.fromstring(model.chart())
        self.assertLess(int(root.get("width")), 1300)
        self.assertLess(int(root.get("height")), 4000)
        boxes = [(float(b.get("x")), float(b.get("y"))) for b in root.iter(f"{SVG}rect")]
        self.assertEqual(len(set(boxes)), len(model.info["stages"]))
        chart = model.simulate(3).chart()
        self.assertLess(len(chart), 300_000)
        self.assertLess(len(list(ElementTree.fromstring(chart).iter(f"{SVG}text"))), 90)

    def test_a_notebook_shows_answer_guidance_and_the_chart(self):
        html = weir.load("lfc-w1a1").simulate(3)._repr_html_()
        self.assertLess(html.index("interval cycles"), html.index("guidance"))
        self.assertLess(html.index("guidance"), html.index("data:image/svg+xml"))
        self.assertEqual(len(re.findall("<table", html)), 3)

    def test_after_one_frame_there_is_no_timeline(self):
        run = weir.load("lfc-w1a1").simulate(1)
        self.assertIsNone(run.chart())
        self.assertNotIn("<img", run._repr_html_())


class Sent(unittest.TestCase):
    def test_models_and_reports_survive_pickle_and_copy(self):
        model = weir.load("lfc-w1a1").size_fifos().model
        again = pickle.loads(pickle.dumps(model))
        self.assertEqual(again, model)
        self.assertEqual(hash(again), hash(model))
        frames = model.random_frames(3)
        np.testing.assert_array_equal(again.run(frames), model.run(frames))
        self.assertEqual(again.simulate(3).data, model.simulate(3).data)
        self.assertIs(copy.deepcopy(model), model)
        for report in (model.simulate(3), model.size_fifos(), model.estimate(), model.bench([1])):
            self.assertEqual(pickle.loads(pickle.dumps(report)).data, report.data)
        run = pickle.loads(pickle.dumps(model.simulate(3)))
        self.assertEqual(run.chart(), model.simulate(3).chart())

    def test_other_networks_and_foldings_are_not_equal(self):
        lfc = weir.load("lfc-w1a1")
        self.assertEqual(lfc, weir.load("lfc-w1a1"))
        self.assertNotEqual(lfc, weir.load("lfc-w1a1", seed=2))
        self.assertNotEqual(lfc, weir.load("lfc-w1a2"))
        self.assertNotEqual(lfc, lfc.with_folding({"StreamingFIFO_1": {"depth": 17}}))
        self.assertNotEqual(lfc, "lfc-w1a1")

    def test_processes_simulate_models_that_are_sent_to_them(self):
        lfc = weir.load("lfc-w1a1")
        models = [lfc.with_folding({"StreamingFIFO_1": {"depth": depth}}) for depth in (16, 32)]
        with multiprocessing.get_context("spawn").Pool(2) as pool:
            self.assertEqual(pool.map(interval_of, models), [interval_of(model) for model in models])


if __name__ == "__main__":
    unittest.main()
