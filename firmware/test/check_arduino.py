#!/usr/bin/env python3
"""Compiles the Arduino layer without a board, against the stubs of the API that it calls.

    check_arduino.py [COMPILER]

Each source, the contract of the API and the Arduino IDE's sketch: for ESP-IDF 4 and 5, with secrets.h left as the example
and with it filled in, warnings as errors. Then whether the sketch brings in the whole core.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

FIRMWARE = pathlib.Path(__file__).resolve().parent.parent
STUBS = FIRMWARE / "test" / "stubs"
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror"]
FILLED_IN = [
    ('kDeviceId = ""', 'kDeviceId = "1a2b3c4d"'),
    ('kDeviceSecret = ""', 'kDeviceSecret = "%s"' % bytes(range(32)).hex()),
    ('kWifiName = ""', 'kWifiName = "desk"'),
    ('kVmHost = ""', 'kVmHost = "vm.example"'),
    ('R"(\n)"', 'R"(-----BEGIN CERTIFICATE-----\n)"'),
    ('kChangeover = false', 'kChangeover = true'),
]
MUST_NOT_COMPILE = [
    ("a VM without a root certificate", [('kWifiName = ""', 'kWifiName = "desk"'), ('kVmHost = ""', 'kVmHost = "vm.example"')]),
    ("a secret that is too short", [('kDeviceSecret = ""', 'kDeviceSecret = "00"')]),
    ("a device id that is too long", [('kDeviceId = ""', 'kDeviceId = "1a2b3c4d5"')]),
]


def tree(folder, changes):
    """A copy of what is compiled, with a secrets.h made from the example."""
    for name in ("src", "lib", "firmware.ino", "include"):
        target = folder / name
        source = FIRMWARE / name
        if source.is_dir():
            for file in source.rglob("*"):
                if file.is_file() and file.name != "secrets.h":
                    copy = target / file.relative_to(source)
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    copy.write_bytes(file.read_bytes())
        else:
            target.write_bytes(source.read_bytes())
    text = (FIRMWARE / "include" / "secrets.h.example").read_text()
    for before, after in changes:
        assert before in text, "the example has no %s" % before
        text = text.replace(before, after)
    (folder / "include" / "secrets.h").write_text(text)


def compiles(compiler, source, idf, quiet=False):
    flags = ["-std=gnu++17", "-fsyntax-only", "-fno-exceptions", "-fno-rtti", "-DESP_IDF_VERSION_MAJOR=%d" % idf,
             "-isystem", str(STUBS), *WARNINGS]
    if source.suffix == ".ino":
        flags += ["-x", "c++", "-include", "Arduino.h"]  # as the Arduino IDE does
    result = subprocess.run([compiler, *flags, str(source)], capture_output=True, text=True)
    if result.returncode != 0 and not quiet:
        print(result.stderr, file=sys.stderr)
    return result.returncode == 0


def main():
    compiler = sys.argv[1] if len(sys.argv) > 1 else "g++"
    mistakes = []
    compiled = 0
    for name, changes in (("the example", []), ("filled in", FILLED_IN)):
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(temporary)
            tree(folder, changes)
            sources = sorted((folder / "src").glob("*.cpp")) + [folder / "firmware.ino", FIRMWARE / "test" / "api_contract.cpp"]
            for idf in (4, 5):
                for source in sources:
                    compiled += 1
                    if not compiles(compiler, source, idf):
                        mistakes.append("%s, ESP-IDF %d, secrets.h %s" % (source.name, idf, name))
    for name, changes in MUST_NOT_COMPILE:
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(temporary)
            tree(folder, changes)
            if compiles(compiler, folder / "src" / "settings.cpp", 5, quiet=True):
                mistakes.append("%s is taken" % name)

    included = set(re.findall(r'#include "lib/scram_core/(\w+\.cpp)"', (FIRMWARE / "firmware.ino").read_text()))
    present = {file.name for file in (FIRMWARE / "lib" / "scram_core").glob("*.cpp")}
    if included != present:
        mistakes.append("firmware.ino and the core differ in %s" % ", ".join(sorted(included ^ present)))

    for mistake in mistakes:
        print("wrong: " + mistake, file=sys.stderr)
    print("%d compilations, %d mistakes" % (compiled, len(mistakes)))
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
