#!/usr/bin/env python3
"""Runs every suite of the firmware and ends with one line of counts: `N passed, N failed, N skipped`.

    run.py BUILD_FOLDER COMPILER
"""

import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent


class Counts:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def add(self, passed=0, failed=0, skipped=0):
        self.passed += passed
        self.failed += failed
        self.skipped += skipped


def say(text):
    print(text, flush=True)


def run_step(counts, name, command):
    """One check that is a whole program: passed when it exits with 0."""
    good = subprocess.run(command).returncode == 0
    say("%s  %s" % ("passed" if good else "FAILED", name))
    counts.add(passed=good, failed=not good)


def run_suites(counts, build):
    environment = {**os.environ, "VECTORS": str(HERE / "vectors.json")}
    result = subprocess.run([str(build / "suites.bin"), "--no-colors=true"], capture_output=True, text=True, env=environment)
    say(result.stdout.rstrip())
    found = re.search(r"test cases:\s*(\d+) \|\s*(\d+) passed \|\s*(\d+) failed \|\s*(\d+) skipped", result.stdout)
    if not found:
        say("FAILED  the suites ended without a count (exit status %d)" % result.returncode)
        return counts.add(failed=1)
    counts.add(passed=int(found[2]), failed=int(found[3]), skipped=int(found[4]))
    if result.returncode != 0 and int(found[3]) == 0:
        counts.add(failed=1)


def run_processes(counts, build):
    folder = build / "certificates"
    folder.mkdir(exist_ok=True)
    subprocess.run([str(build / "make_certificates"), str(folder)], check=True)
    result = subprocess.run([sys.executable, str(HERE / "processes" / "test_twin.py"), str(build), "-v"],
                            stderr=subprocess.STDOUT, stdout=subprocess.PIPE, text=True)
    say(result.stdout.rstrip())
    total = re.search(r"^Ran (\d+) tests? in", result.stdout, re.MULTILINE)
    ended = re.search(r"^(OK|FAILED)(?: \((.*)\))?$", result.stdout, re.MULTILINE)
    if not total or not ended:
        say("FAILED  the process tests ended without a count (exit status %d)" % result.returncode)
        return counts.add(failed=1)
    numbers = dict((name, int(value)) for name, value in re.findall(r"(\w+)=(\d+)", ended[2] or ""))
    skipped = numbers.get("skipped", 0)
    # One test may report several failures, in its parts: it is still one test that failed.
    failed = len(set(re.findall(r"^(?:FAIL|ERROR): (\w+ \([\w.]+\))", result.stdout, re.MULTILINE)))
    if result.returncode != 0 and failed == 0:
        failed = 1
    counts.add(passed=int(total[1]) - failed - skipped, failed=failed, skipped=skipped)


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    compiler = sys.argv[2]
    counts = Counts()
    python = sys.executable
    run_step(counts, "vectors.json is what make_vectors.py writes", [python, str(HERE / "make_vectors.py"), "--check"])
    run_step(counts, "the Arduino layer compiles against the API that it calls", [python, str(HERE / "check_arduino.py"), compiler])
    run_step(counts, "both Wokwi diagrams are wired as pins.h says", [python, str(HERE / "check_pins.py")])
    run_step(counts, "a lost network is joined again, whatever the core's status says", [str(build / "network_joins")])
    run_suites(counts, build)
    run_processes(counts, build)
    say("%d passed, %d failed, %d skipped" % (counts.passed, counts.failed, counts.skipped))
    return 1 if counts.failed else 0


if __name__ == "__main__":
    sys.exit(main())
