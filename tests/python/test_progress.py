"""Do long calls tell how they go, where someone looks on, and only there?"""

import contextlib
import io
import unittest

import weir
from weir import progress


def told_by(shown, patience_s):
    """What sizing cnv-w1a1, some tenths of a second, writes to stderr."""
    written = io.StringIO()
    before = progress.PATIENCE_S
    progress.PATIENCE_S = patience_s
    weir.show_progress(shown)
    try:
        with contextlib.redirect_stderr(written):
            weir.load("cnv-w1a1").size_fifos()
    finally:
        progress.PATIENCE_S = before
        weir.show_progress(None)
    return written.getvalue()


class Progress(unittest.TestCase):
    def test_a_call_that_lasts_tells_on_one_line_that_is_gone_at_its_end(self):
        text = told_by(True, 0.0)
        self.assertIn("FIFOs", text)
        self.assertTrue(text.startswith("\r"))
        self.assertNotIn("\n", text)
        self.assertTrue(text.endswith(" \r"))

    def test_a_short_call_tells_nothing(self):
        self.assertEqual(told_by(True, 1000.0), "")

    def test_a_script_is_told_nothing_and_may_ask_for_it(self):
        self.assertEqual(told_by(None, 0.0), "")
        self.assertEqual(told_by(False, 0.0), "")


if __name__ == "__main__":
    unittest.main()
