"""What the suites share: real data, scratch folders, other programs."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
IS_SANITIZED = "WEIR_SANITIZED" in os.environ


def data(wanted):
    """A file or folder of the real data; skips the test with one line where there is none."""
    root = pathlib.Path(os.environ.get("WEIR_DATA", SOURCE / ".." / "shared" / "data"))
    if not (root / wanted).exists():
        raise unittest.SkipTest(f'real data "{wanted}" not found (set WEIR_DATA)')
    return (root / wanted).resolve()


def program(name):
    return os.path.join(os.environ["WEIR_PROGRAMS"], name)


def run_python(code, *arguments, **options):
    """A fresh interpreter: (exit code, stdout, stderr)."""
    done = subprocess.run(
        [sys.executable, "-B", "-c", code, *map(str, arguments)], capture_output=True, text=True, timeout=300, **options
    )
    return done.returncode, done.stdout, done.stderr


class ScratchTest(unittest.TestCase):
    """With a folder of its own that vanishes."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
