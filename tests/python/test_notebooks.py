"""Do the notebooks run from top to bottom, and with real data give the published figures?"""

import json
import os
import re
import subprocess
import sys
import unittest

from support import SOURCE, ScratchTest, data

NOTEBOOKS = SOURCE / "tools" / "python" / "notebooks"


def execute(name, folder, **environment):
    """What a fresh kernel prints when nbconvert runs all cells in their order."""
    command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--output-dir", folder]
    environment = {**os.environ, **environment}
    done = subprocess.run(
        [*command, NOTEBOOKS / name], env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    cells = json.loads((folder / name).read_text())["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return "".join("".join(output["text"]) for output in outputs if output["output_type"] == "stream")


class Notebooks(ScratchTest):
    def test_lfc_runs_without_real_data_and_claims_no_accuracy(self):
        text = execute("lfc_mnist.ipynb", self.folder, WEIR_DATA=str(self.folder))
        self.assertIn("random parameters", text)
        self.assertNotIn("%", text)
        self.assertRegex(text, r"published FIFOs: 841 cycles")
        self.assertRegex(text, r"32/16/24 words: +512 cycles")

    def test_lfc_gives_the_published_accuracy(self):
        text = execute("lfc_mnist.ipynb", self.folder, WEIR_DATA=str(data("mnist").parent))
        self.assertIn("W1A1: 98.40 %", text)
        self.assertIn("W1A2: 98.49 %", text)

    def test_resnet50_meets_its_published_table(self):
        rows = re.findall(
            r"batch +(\d+): +([\d.]+) FPS \(published (\d+)\), +([\d.]+) ms \(published ([\d.]+)\)",
            execute("resnet50_demo.ipynb", self.folder),
        )
        self.assertEqual([row[0] for row in rows], ["1", "10", "100", "1000"])
        for _, fps, published_fps, ms, published_ms in rows:
            self.assertAlmostEqual(float(fps) / float(published_fps), 1, delta=0.03)
            self.assertAlmostEqual(float(ms) / float(published_ms), 1, delta=0.03)

    def test_cnv_is_folded_sized_and_checked(self):
        text = execute("cnv_folding.ipynb", self.folder)
        slowest = {int(fps): int(cycles) for fps, cycles in re.findall(r"target +(\d+) FPS: slowest layer (\d+)", text)}
        for fps, cycles in slowest.items():
            self.assertLessEqual(cycles, 100e6 / fps)
        self.assertRegex(text, rf"interval {slowest[5000]}\.0\n")  # sized FIFOs reach the folding's bound

    def test_an_explored_point_is_what_its_folding_runs_at(self):
        text = execute("cnv_exploration.ipynb", self.folder, WEIR_POINTS="12")
        for part in ("xc7z020", "xczu3eg"):
            self.assertRegex(text, rf"{part}: \d+ points, [1-9]\d* in the front")
        told, again = re.search(r"told (\d+) cycles, simulated again (\d+)", text).groups()
        self.assertEqual(told, again)

    def test_they_are_small_and_hold_no_path_of_a_machine(self):
        for file in sorted(NOTEBOOKS.glob("*.ipynb")):
            self.assertLess(file.stat().st_size, 300_000, file.name)
            self.assertNotRegex(file.read_text(), r"/(home|root|work|tmp)/")

    def test_they_are_committed_with_their_pictures(self):
        for file in sorted(NOTEBOOKS.glob("*.ipynb")):
            cells = [cell for cell in json.loads(file.read_text())["cells"] if cell["cell_type"] == "code"]
            self.assertEqual([c["execution_count"] for c in cells], list(range(1, len(cells) + 1)), file.name)
            self.assertTrue("data:image/svg+xml" in file.read_text() or "image/png" in file.read_text(), file.name)

    def test_a_finn_build_is_explained(self):
        text = execute("finn_build_explained.ipynb", self.folder)
        self.assertIn("Completed successfully", text)
        one, steady = re.search(r"one image: +([\d.]+) images/s", text)[1], re.search(r"the steady: ([\d.]+) images/s", text)[1]
        self.assertEqual(re.search(r"measured: ([\d.]+) images/s with N = 1", text)[1], one)
        estimated = re.search(r"estimate: ([\d.]+) images/s", text)[1]
        self.assertAlmostEqual(float(steady) / float(estimated), 1, delta=0.01)


if __name__ == "__main__":
    unittest.main()
