"""Do the notebooks run from top to bottom, and with real data give the published figures?"""

import importlib.util
import json
import os
import pathlib
import re
import subprocess
import sys
import unittest

from support import SOURCE, ScratchTest, data, run_python

NOTEBOOKS = SOURCE / "tools" / "python" / "notebooks"

EXECUTE = """
import json, sys
names = {}
for cell in json.load(open(sys.argv[1]))["cells"]:
    if cell["cell_type"] == "code":
        exec(compile("".join(cell["source"]), sys.argv[1], "exec"), names)
"""


def execute(name, **environment):
    """All code cells in their order, in a fresh interpreter: what they print."""
    status, text, errors = run_python(EXECUTE, NOTEBOOKS / name, env={**os.environ, **environment})
    if status != 0:
        raise AssertionError(errors)
    return text


class Notebooks(ScratchTest):
    def test_lfc_runs_without_real_data_and_claims_no_accuracy(self):
        text = execute("lfc_mnist.ipynb", WEIR_DATA=str(self.folder))
        self.assertIn("random parameters", text)
        self.assertNotIn("%", text)
        self.assertRegex(text, r"published FIFOs: 841\.0 cycles")
        self.assertRegex(text, r"32/16/24 words: +512\.0 cycles")

    def test_lfc_gives_the_published_accuracy(self):
        text = execute("lfc_mnist.ipynb", WEIR_DATA=str(data("mnist").parent))
        self.assertIn("W1A1: 98.40 %", text)
        self.assertIn("W1A2: 98.49 %", text)

    def test_resnet50_meets_its_published_table(self):
        rows = re.findall(
            r"batch +(\d+): +([\d.]+) FPS \(published (\d+)\), +([\d.]+) ms \(published ([\d.]+)\)",
            execute("resnet50_demo.ipynb"),
        )
        self.assertEqual([row[0] for row in rows], ["1", "10", "100", "1000"])
        for _, fps, published_fps, ms, published_ms in rows:
            self.assertAlmostEqual(float(fps) / float(published_fps), 1, delta=0.03)
            self.assertAlmostEqual(float(ms) / float(published_ms), 1, delta=0.03)

    def test_cnv_is_folded_sized_and_checked(self):
        text = execute("cnv_folding.ipynb")
        slowest = {int(fps): int(cycles) for fps, cycles in re.findall(r"target +(\d+) FPS: slowest layer (\d+)", text)}
        for fps, cycles in slowest.items():
            self.assertLessEqual(cycles, 100e6 / fps)
        self.assertRegex(text, rf"interval {slowest[5000]}\.0\n")  # sized FIFOs reach the folding's bound

    def test_they_are_small_and_hold_no_path_of_a_machine(self):
        for file in sorted(NOTEBOOKS.glob("*.ipynb")):
            self.assertLess(file.stat().st_size, 50_000, file.name)
            self.assertNotRegex(file.read_text(), r"/(home|root|work)/")

    @unittest.skipUnless(importlib.util.find_spec("nbconvert"), "nbconvert is not installed")
    def test_nbconvert_executes_them(self):
        for file in sorted(NOTEBOOKS.glob("*.ipynb")):
            command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--output-dir", self.folder]
            done = subprocess.run([*command, file], capture_output=True, text=True, timeout=600, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            cells = json.loads((pathlib.Path(self.folder) / file.name).read_text())["cells"]
            self.assertTrue(any(cell.get("outputs") for cell in cells))


if __name__ == "__main__":
    unittest.main()
