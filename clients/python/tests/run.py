"""Runs every test of this client; the last line is `N passed, N failed, N skipped`."""

import pathlib
import sys
import unittest

home = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(home))
suite = unittest.defaultTestLoader.discover(str(home / "tests"), top_level_dir=str(home))
result = unittest.TextTestRunner(stream=sys.stderr, verbosity=1).run(suite)
failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
skipped = len(result.skipped)
print(f"{result.testsRun - failed - skipped} passed, {failed} failed, {skipped} skipped")
sys.exit(0 if result.wasSuccessful() and result.testsRun > 0 else 1)
