#!/usr/bin/env python3
"""Compares both Wokwi diagrams and the table of docs/wiring.md with include/pins.h, wire by wire."""

import json
import pathlib
import re
import sys

FIRMWARE = pathlib.Path(__file__).resolve().parent.parent
WIRING = FIRMWARE.parent / "docs" / "wiring.md"
# Which pin of pins.h the table of docs/wiring.md means by which words.
TABLE = {"Kill switch": "kKillSwitch", "Other throw": "kOtherThrow", "LED red": "kLedRed", "LED green": "kLedGreen",
         "LED blue": "kLedBlue", "Buzzer": "kBuzzer", "OLED SDA": "kDisplaySda", "OLED SCL": "kDisplayScl",
         "BOOT": "kBootButton"}


def read_pins():
    text = (FIRMWARE / "include" / "pins.h").read_text()
    return {name: int(number) for name, number in re.findall(r"constexpr int (k\w+) = (\d+);", text)}


class Diagram:
    def __init__(self, name):
        self.name = name
        document = json.loads((FIRMWARE / name).read_text())
        self.parts = {part["id"]: part for part in document["parts"]}
        self.wires = [(wire[0], wire[1]) for wire in document["connections"]]
        self.mistakes = []

    def expect(self, condition, sentence):
        if not condition:
            self.mistakes.append("%s: %s" % (self.name, sentence))

    def joined(self, terminal):
        """Everything on the same wire as this terminal; a part does not conduct."""
        found, waiting = set(), [terminal]
        while waiting:
            at = waiting.pop()
            if at in found:
                continue
            found.add(at)
            for a, b in self.wires:
                if at in (a, b):
                    waiting.append(b if at == a else a)
        return found - {terminal}

    def expect_gpio(self, terminal, gpio):
        boards = {other for other in self.joined(terminal) if other.startswith("esp:")}
        self.expect(boards == {"esp:%d" % gpio}, "%s goes to %s, not to GPIO %d" % (terminal, sorted(boards) or "nothing", gpio))

    def expect_ground(self, terminal):
        self.expect(any(re.match(r"esp:GND\.\d$", other) for other in self.joined(terminal)), "%s is not on GND" % terminal)

    def expect_led(self, terminal, gpio):
        """From the GPIO through one resistor of 220 ohm."""
        neighbours = self.joined(terminal)
        resistors = [other.split(":")[0] for other in neighbours]
        good = len(neighbours) == 1 and self.parts[resistors[0]]["type"] == "wokwi-resistor"
        self.expect(good, "%s is not behind one resistor" % terminal)
        if not good:
            return
        resistor, side = next(iter(neighbours)).split(":")
        self.expect(self.parts[resistor]["attrs"].get("value") == "220", "%s is not 220 ohm" % resistor)
        self.expect_gpio("%s:%s" % (resistor, "1" if side == "2" else "2"), gpio)

    def check_common(self, pins):
        self.expect(self.parts["esp"]["type"] == "board-esp32-devkit-c-v4", "another board")
        self.expect(self.parts["led"]["attrs"].get("common") == "cathode", "the LED has no common cathode")
        for terminal, pin in (("led:R", "kLedRed"), ("led:G", "kLedGreen"), ("led:B", "kLedBlue")):
            self.expect_led(terminal, pins[pin])
        self.expect_gpio("buzzer:2", pins["kBuzzer"])
        self.expect_gpio("oled:SDA", pins["kDisplaySda"])
        self.expect_gpio("oled:SCL", pins["kDisplayScl"])
        self.expect("esp:3V3" in self.joined("oled:VCC"), "the display has no 3.3 V")
        for terminal in ("led:COM", "buzzer:1", "oled:GND"):
            self.expect_ground(terminal)
        for a, b in self.wires:
            for terminal in (a, b):
                part = terminal.split(":")[0]
                self.expect(part in self.parts or part == "$serialMonitor", "%s is a wire to nowhere" % terminal)
                if re.match(r"esp:\d+$", terminal):
                    number = int(terminal.split(":")[1])
                    self.expect(number in pins.values(), "GPIO %d is wired but not in pins.h" % number)


def check_slide(diagram, pins):
    diagram.expect(diagram.parts["kill"]["type"] == "wokwi-slide-switch", "no slide switch")
    diagram.expect(diagram.parts["kill"]["attrs"].get("value") == "", "the switch starts thrown")
    diagram.expect_gpio("kill:1", pins["kKillSwitch"])  # closed while the handle is on the left, where it starts
    diagram.expect_gpio("kill:3", pins["kOtherThrow"])
    diagram.expect_ground("kill:2")


def check_button(diagram, pins):
    diagram.expect(diagram.parts["kill"]["type"] == "wokwi-pushbutton", "no push-button")
    diagram.expect_gpio("kill:1.l", pins["kKillSwitch"])
    diagram.expect_ground("kill:2.l")


def check_scenario(pins):
    text = (FIRMWARE / "scenario.yaml").read_text()
    used = {int(number) for number in re.findall(r"^\s+pin: (\d+)$", text, re.MULTILINE)}
    return [] if used and used <= set(pins.values()) else ["scenario.yaml: it looks at pins %s" % sorted(used)]


def check_table(pins):
    rows = re.findall(r"^\| (.+?) \| GPIO (\d+) \|", WIRING.read_text(), re.MULTILINE)
    named = {words: int(number) for words, number in rows}
    return ["docs/wiring.md: %s is on GPIO %s, not %d" % (words, named.get(words), pins[pin])
            for words, pin in TABLE.items() if named.get(words) != pins[pin]]


def main():
    pins = read_pins()
    mistakes = [] if set(pins) == set(TABLE.values()) else ["pins.h and this script know different pins"]
    if len(set(pins.values())) != len(pins):
        mistakes.append("pins.h: two things on one pin")
    for name, check in (("diagram.json", check_slide), ("diagram.ci.json", check_button)):
        diagram = Diagram(name)
        diagram.check_common(pins)
        check(diagram, pins)
        mistakes += diagram.mistakes
    mistakes += check_scenario(pins) + check_table(pins)
    for mistake in mistakes:
        print("wrong: " + mistake, file=sys.stderr)
    print("%d pins, %d mistakes" % (len(pins), len(mistakes)))
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
