"""The twin as a process against a tiny engine: real pseudo-terminal, real sockets, real TLS.

    test_twin.py BUILD_FOLDER [unittest options]
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

from fake_engine import Engine, Judge, sign, derive
from twin_process import DEVICE, SECRET, Twin

BUILD = os.path.abspath(sys.argv.pop(1))
BINARY = os.path.join(BUILD, "twin")
CERTIFICATES = os.path.join(BUILD, "certificates")
VECTORS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "vectors.json")


def certificate(name):
    return os.path.join(CERTIFICATES, name + ".pem")


class Case(unittest.TestCase):
    def setUp(self):
        self.engine = Engine(SECRET, DEVICE)
        self.addCleanup(self.engine.close)

    def twin(self, *options, **settings):
        twin = Twin(BINARY, *options, **settings)
        self.addCleanup(twin.close)
        return twin

    def lan(self, engine=None):
        server = (engine or self.engine).serve("lan")
        return server, ("--lan", "http://127.0.0.1:%d" % server.port)

    def nvs(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return os.path.join(folder.name, "nvs")

    def wait(self, check, what, seconds=8):
        Twin.wait_for(check, what, seconds)

    def kills(self, **wanted):
        return self.engine.select(type="K", **wanted)


class Judging(unittest.TestCase):
    def test_the_judge_of_these_tests_agrees_with_the_vectors(self):
        judge = Judge()
        with open(VECTORS) as file:
            steps = json.load(file)["judgement"]
        self.assertGreater(len(steps), 10)
        for step in steps:
            self.assertEqual(judge.judge(int(step["counter"], 16)), step["verdict"], step)


class ThreePaths(Case):
    def setUp(self):
        super().setUp()
        lan = self.engine.serve("lan")
        vm = self.engine.serve("vm", certificate("server"))
        self.button = self.twin("--lan", "http://localhost:%d" % lan.port, "--vm", "https://127.0.0.1:%d" % vm.port,
                                "--root", certificate("root"))
        self.engine.open_serial(self.button.usb)
        self.button.wait_state(lambda s: all(s["paths"][p]["state"] == "A" for p in ("usb", "lan", "vm")), "three armed paths")

    def test_it_boots_to_blue_on_all_three(self):
        state = self.button.wait_headline("ARMED")
        self.assertEqual(state["led"], "blue")
        self.assertEqual(state["rows"][2], "ack    ack    ack    ")
        for path in ("usb", "lan", "vm"):
            boot = self.engine.select(path=path)[0]
            self.assertEqual((boot.type, boot.reset_reason, boot.version), ("B", "poweron", "1.0.0-twin"))
        self.assertTrue(state["paths"]["vm"]["lastA1"].startswith("A1|1a2b3c4d|"))

    def test_a_throw_is_one_press_on_three_paths_then_yellow_red_and_blue_again(self):
        self.button.do("throw")
        self.wait(lambda: len({f.path for f in self.kills()}) == 3, "a K on each path")
        state = self.button.wait_headline("PROCESSING")
        self.assertEqual(state["led"], "yellow")
        first = min(f.counter for f in self.kills())
        self.assertEqual({f.press for f in self.kills()}, {first})
        self.assertEqual(state["press"], "%016x" % first)
        self.assertTrue(all(f.switch == 1 for f in self.kills()))

        self.engine.state = "D"
        self.assertEqual(self.button.wait_headline("KILLED")["led"], "red")
        self.button.do("release")
        self.wait(lambda: len({f.path for f in self.engine.select(type="R")}) == 3, "an R on each path")
        self.assertEqual(self.button.wait_state(lambda s: s["press"] == "0" * 16, "a reported release")["headline"], "KILLED")
        self.assertTrue(all(f.press == first for f in self.engine.select(type="R")))
        self.engine.state = "A"
        self.button.wait_headline("ARMED")

    def test_the_throw_shows_before_any_answer(self):
        self.engine.mute = {"usb", "lan", "vm"}
        self.button.do("throw")
        state = self.button.wait_headline("KILLED", 2)
        self.assertEqual((state["led"], state["rows"][3]), ("red", "NOT DELIVERED YET"))
        self.assertIn(state["buzzer"], ("tone", "beeps"))
        self.button.wait_state(lambda s: s["buzzer"] == "beeps", "beeping")

    def test_each_path_alone_carries_the_kill(self):
        self.button.do("netdown")
        self.button.do("throw")
        self.wait(lambda: self.kills(path="usb"), "the K over USB")
        self.assertEqual({f.path for f in self.kills()}, {"usb"})
        self.button.do("netup")
        self.wait(lambda: self.kills(path="vm") and self.kills(path="lan"), "the K over both networks")
        self.assertEqual(len({f.press for f in self.kills()}), 1)

    def test_usb_pulled_and_one_network_down(self):
        self.button.do("usbdown")
        self.button.do("netdown lan")
        self.button.do("throw")
        self.wait(lambda: self.kills(path="vm"), "the K over TLS")
        self.assertEqual({f.path for f in self.kills()}, {"vm"})
        state = self.button.state()
        self.assertEqual((state["usb"]["path"], state["bench"]["lanCut"], state["bench"]["vmCut"]), (None, True, False))

    def test_thrown_with_everything_down_released_and_one_path_restored(self):
        self.button.do("usbdown")
        self.button.do("netdown")
        self.button.do("throw")
        self.button.wait_state(lambda s: s["thrown"], "throw")
        self.button.do("release")
        self.button.wait_state(lambda s: not s["thrown"], "release")
        self.assertEqual(self.kills(), [])
        self.button.do("netup lan")
        self.wait(lambda: self.kills(path="lan"), "the K after its release", 3)
        self.assertEqual(self.kills()[0].switch, 0)
        self.wait(lambda: self.engine.select(type="R", path="lan"), "the R after it")
        self.button.do("usbup")
        self.engine.open_serial(self.button.state()["usb"]["path"])
        self.wait(lambda: self.kills(path="usb"), "the K over the new port")
        self.assertEqual(len({f.press for f in self.kills()}), 1)

    def test_a_bounce_train_is_one_kill(self):
        self.button.do("bounce 60")
        self.wait(lambda: len({f.path for f in self.kills()}) == 3, "a K on each path")
        time.sleep(0.5)
        self.assertEqual({f.press for f in self.engine.frames}, {0, min(f.counter for f in self.kills())})


class Schedules(Case):
    # The suites compare schedules to the millisecond; here the whole program must keep them on a machine that is busy.
    LATE_SECONDS = 0.2

    def check(self, path, expected):
        self.wait(lambda: len(self.kills(path=path)) >= len(expected), "%d kills" % len(expected), 15)
        kills = self.kills(path=path)
        for kill, wanted in zip(kills, expected):
            offset = kill.uptime - kills[0].uptime
            self.assertGreaterEqual(offset, wanted - self.LATE_SECONDS)
            self.assertLess(offset, wanted + self.LATE_SECONDS)

    def test_usb_repeats_on_the_schedule_with_heartbeats_between(self):
        button = self.twin()
        self.engine.open_serial(button.usb)
        button.wait_headline("ARMED")
        self.engine.mute = {"usb"}
        button.do("throw")
        self.check("usb", [0, 0.1, 0.25, 0.5, 1, 2, 7])
        frames = self.engine.select(path="usb")
        self.assertLess(max(b.uptime - a.uptime for a, b in zip(frames, frames[1:])), 1 + self.LATE_SECONDS)

    def test_http_repeats_on_one_socket_without_waiting_for_answers(self):
        server, options = self.lan()
        button = self.twin(*options)
        button.wait_headline("ARMED")
        self.engine.mute = {"lan"}
        button.do("throw")
        self.check("lan", [0, 0.1, 0.25, 0.5])
        self.assertEqual(server.accepted, 1)
        # After a second without an answer the socket counts as stale, and the repeats begin again on a new one.
        self.wait(lambda: server.accepted >= 2, "a second connection")
        self.engine.mute = set()
        button.wait_state(lambda s: not s["paths"]["lan"]["killPending"], "an acknowledged K")

    def test_heartbeats(self):
        _, options = self.lan()
        button = self.twin(*options)
        self.engine.open_serial(button.usb)
        self.wait(lambda: len(self.engine.select(path="lan")) == 2, "a heartbeat", 15)
        usb = self.engine.select(path="usb")
        lan = self.engine.select(path="lan")
        self.assertEqual([f.type for f in lan], ["B", "H"])
        self.assertAlmostEqual(lan[1].uptime - lan[0].uptime, 5, delta=self.LATE_SECONDS)
        self.assertGreaterEqual(len(usb), 4)
        for a, b in zip(usb, usb[1:]):
            self.assertAlmostEqual(b.uptime - a.uptime, 1, delta=self.LATE_SECONDS)

    def test_blue_goes_out_after_3_s_without_usb(self):
        button = self.twin()
        self.engine.open_serial(button.usb)
        button.wait_headline("ARMED")
        self.engine.mute = {"usb"}
        started = time.monotonic()
        button.wait_headline("NO LINK")
        self.assertTrue(1.5 < time.monotonic() - started < 5)

    def test_it_sleeps_when_nothing_is_due(self):
        if not os.path.exists("/proc/self/stat"):
            self.skipTest("needs /proc to read a process's CPU time")
        server, options = self.lan()
        button = self.twin(*options, "--vm", "http://127.0.0.1:1")
        for port_open in (False, True):
            if port_open:
                self.engine.open_serial(button.usb)
            time.sleep(0.5)
            before = button.cpu_seconds()
            time.sleep(2)
            self.assertLess(button.cpu_seconds() - before, 0.1, "port open: %s" % port_open)


class Http(Case):
    def test_requests_are_as_the_protocol_says(self):
        server, options = self.lan()
        button = self.twin(*options)
        button.wait_headline("ARMED")
        button.do("throw")
        self.wait(lambda: self.kills(), "a K")
        heartbeat, kill = server.requests[0], server.requests[-1]
        self.assertEqual((heartbeat[0], kill[0]), ("/heartbeat", "/kill"))
        self.assertEqual(kill[1]["host"], "127.0.0.1:%d" % server.port)
        self.assertEqual(kill[1]["content-type"], "text/plain")
        self.assertRegex(kill[1]["x-kill-token"], r"^v1\.[A-Za-z0-9_-]{22}$")
        self.assertEqual(kill[2].count("|"), 7)

    def test_a_stale_socket_is_replaced_and_the_kill_lands_at_once(self):
        server, options = self.lan()
        button = self.twin(*options)
        button.wait_headline("ARMED")
        server.close()
        self.wait(lambda: not button.state()["paths"]["lan"]["connected"], "a lost connection")
        button.do("throw")
        time.sleep(0.3)
        again = self.engine.serve("lan", port=server.port)
        self.wait(lambda: self.kills(), "the K on the restarted engine", 3)
        self.assertEqual(len(again.requests[0][2].split("|")), 8)

    def test_an_engine_that_hangs_is_left_for_a_new_connection(self):
        hang = socket.socket()
        self.addCleanup(hang.close)
        hang.bind(("127.0.0.1", 0))
        hang.listen(8)
        button = self.twin("--lan", "http://127.0.0.1:%d" % hang.getsockname()[1])
        button.do("throw")
        first, _ = hang.accept()
        self.addCleanup(first.close)
        hang.settimeout(5)
        second, _ = hang.accept()
        second.close()
        self.assertTrue(button.state()["paths"]["lan"]["killPending"])

    def test_chunked_answers_and_a_connection_per_answer(self):
        self.engine.chunked = self.engine.close_after_reply = True
        server, options = self.lan()
        button = self.twin(*options)
        button.wait_headline("ARMED")
        button.do("throw")
        button.wait_state(lambda s: s["headline"] == "PROCESSING" and not s["undelivered"], "an acknowledged K")
        self.assertGreaterEqual(server.accepted, 2)

    def test_a_wrong_secret_is_refused_shown_and_never_blue(self):
        self.engine.set_secret(b"x" * 32)
        _, options = self.lan()
        button = self.twin(*options)
        state = button.wait_state(lambda s: s["paths"]["lan"]["refusedStatus"] == 401, "a refusal")
        self.assertEqual((state["rows"][2], state["rows"][3]), ("-      FAIL   -      ", "LAN refused: 401"))
        self.assertEqual(state["headline"], "NO LINK")
        self.assertEqual(self.engine.frames, [])

    def test_an_error_answer_delivers_nothing(self):
        _, options = self.lan()
        button = self.twin(*options)
        button.wait_headline("ARMED")
        self.engine.status = 503
        button.do("throw")
        state = button.wait_state(lambda s: s["paths"]["lan"]["refusedStatus"] == 503, "a refusal")
        self.assertTrue(state["paths"]["lan"]["killPending"])
        self.engine.status = None
        button.wait_state(lambda s: not s["paths"]["lan"]["killPending"], "an acknowledged K")

    def test_only_the_pinned_root_and_the_right_host_are_trusted(self):
        for name in ("stranger", "elsewhere"):
            with self.subTest(name):
                server = self.engine.serve("vm", certificate(name))
                button = self.twin("--vm", "https://127.0.0.1:%d" % server.port, "--root", certificate("root"))
                button.do("throw")
                self.wait(lambda: server.accepted >= 2, "two attempts")
                self.assertEqual(server.requests, [])
                self.assertFalse(button.state()["paths"]["vm"]["connected"])

    def test_one_silent_path_delays_no_other(self):
        hang = socket.socket()
        self.addCleanup(hang.close)
        hang.bind(("127.0.0.1", 0))
        hang.listen(1)
        _, options = self.lan()
        button = self.twin(*options, "--vm", "https://127.0.0.1:%d" % hang.getsockname()[1], "--root", certificate("root"))
        button.wait_state(lambda s: s["paths"]["lan"]["state"] == "A", "an armed LAN")
        button.do("throw")
        asked = time.monotonic()
        self.wait(lambda: self.kills(path="lan"), "the K", 2)
        self.assertLess(self.kills()[0].at - asked, 1)  # the hanging handshake is given 4 s


class Restarts(Case):
    def test_a_reboot_goes_on_above_and_says_why(self):
        _, options = self.lan()
        button = self.twin(*options)
        button.wait_headline("ARMED")
        before = self.engine.judge.high_water
        end = int(button.state()["counter"]["reservedEnd"], 16)
        button.do("reboot brownout")
        self.wait(lambda: self.engine.select(reset_reason="brownout"), "its B")
        boot = self.engine.select(reset_reason="brownout")[0]
        self.assertEqual(boot.verdict, "accepted")
        self.assertGreaterEqual(boot.counter, end)
        self.assertLess(boot.counter, end + 4)  # its paths start together, and each B takes a counter
        self.assertGreater(boot.counter, before)
        self.assertEqual(button.state()["boots"], 2)

    def test_a_killed_process_never_repeats_a_counter(self):
        _, options = self.lan()
        nvs = self.nvs()
        for _ in range(3):
            button = self.twin(*options, nvs=nvs)
            button.wait_headline("ARMED")
            button.process.send_signal(signal.SIGKILL)
            button.process.wait()
        self.assertEqual({f.verdict for f in self.engine.frames}, {"accepted"})
        self.assertEqual(len({f.counter for f in self.engine.frames}), len(self.engine.frames))

    def test_an_erased_flash_still_kills(self):
        _, options = self.lan()
        button = self.twin(*options)
        button.wait_headline("ARMED")
        self.engine.judge.high_water = 2**62  # above any random start
        button.do("nvs-erase")
        button.do("throw")
        self.wait(lambda: [f for f in self.kills() if f.verdict == "accepted"], "an accepted K")
        kill = [f for f in self.kills() if f.verdict == "accepted"][0]
        self.assertGreater(kill.counter, 2**62)
        self.assertGreater(kill.press, 2**62)
        button.wait_state(lambda s: not s["undelivered"], "an acknowledged K")

    def test_thrown_during_boot(self):
        _, options = self.lan()
        button = self.twin(*options, boot_ms=600)
        self.assertEqual(json.loads(button.ask("state"))["event"], "booting")
        button.do("throw")
        self.wait(lambda: self.engine.frames, "a first frame")
        first = self.engine.frames[0]
        self.assertEqual((first.type, first.switch), ("K", 1))
        self.assertEqual("%016x" % first.press, button.state()["press"])
        self.wait(lambda: self.engine.select(type="B"), "the B after it")

    def test_a_restart_with_the_switch_open_kills_again(self):
        _, options = self.lan()
        button = self.twin(*options)
        button.do("throw")
        self.wait(lambda: self.kills(), "a K")
        button.do("reboot")
        self.wait(lambda: len({f.press for f in self.kills()}) == 2, "a K under a press of its own")

    def test_reset_on_open(self):
        button = self.twin("--reset-on-open")
        button.state()
        self.engine.open_serial(button.usb)
        self.wait(lambda: self.engine.select(type="B"), "a B")
        self.assertGreaterEqual(button.state()["boots"], 2)


class Cable(Case):
    def test_noise_harms_no_frame(self):
        button = self.twin()
        self.engine.open_serial(button.usb)
        button.wait_headline("ARMED")
        for _ in range(20):
            button.do("noise 500")
        button.do("throw")
        self.wait(lambda: self.kills(), "a K in the noise", 2)
        self.assertEqual({f.verdict for f in self.engine.frames}, {"accepted"})
        self.assertTrue(self.engine.other_lines)

    def test_rubbish_from_the_host_changes_nothing(self):
        button = self.twin()
        serial = self.engine.open_serial(button.usb)
        button.wait_headline("ARMED")
        serial.send("A1|" + "x" * 5000)
        serial.send("A1|1a2b3c4d|0000000000000001|A|0000000000000001|AAAAAAAAAAAAAAAAAAAAAA")
        os.write(serial.fd, bytes(range(256)) * 20 + b"\n")
        before = len(self.engine.frames)
        self.wait(lambda: len(self.engine.frames) > before + 1, "more heartbeats")
        self.assertEqual(button.state()["headline"], "ARMED")

    def test_the_link_follows_the_port(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        link = os.path.join(folder.name, "button")
        button = self.twin("--usb-link", link)
        self.assertEqual(os.readlink(link), button.usb)
        button.do("usbdown")
        self.assertFalse(os.path.lexists(link))
        button.do("usbup")
        self.assertEqual(os.readlink(link), button.state()["usb"]["path"])
        self.engine.open_serial(link)
        button.wait_headline("ARMED")

    def test_a_host_that_closes_and_opens_again(self):
        button = self.twin()
        serial = self.engine.open_serial(button.usb)
        button.wait_headline("ARMED")
        serial.close()
        button.wait_state(lambda s: not s["usb"]["open"], "a closed port")
        button.do("throw")
        time.sleep(0.3)
        self.assertEqual(self.kills(), [])
        self.engine.open_serial(button.usb)
        self.wait(lambda: self.kills(), "the K", 3)


class Wires(Case):
    def test_a_cut_wire_kills_and_a_mended_one_releases(self):
        _, options = self.lan()
        button = self.twin(*options)
        button.wait_headline("ARMED")
        button.do("cut")
        self.wait(lambda: self.kills(), "a K")
        button.do("mend")
        self.wait(lambda: self.engine.select(type="R"), "an R")

    def test_a_changeover_tells_a_broken_wire_from_a_throw(self):
        _, options = self.lan()
        button = self.twin(*options, "--changeover")
        button.wait_headline("ARMED")
        button.do("throw")
        self.wait(lambda: self.kills(), "a K")
        time.sleep(0.3)
        self.assertEqual(button.state()["switch"], "open")
        button.do("cut other")
        self.wait(lambda: self.engine.select(type="F", switch=2), "an F")
        self.assertEqual(button.state()["switch"], "inconsistent")


class Pairing(Case):
    NEW = bytes(range(200, 232))

    def pairing_line(self, secret):
        body = "P1|%s|%s" % (DEVICE, secret.hex())
        return body + "|" + sign(derive(secret, "down"), body)

    def test_an_unpaired_button_waits_is_paired_and_stays_so(self):
        nvs = self.nvs()
        button = self.twin(secret=None, nvs=nvs)
        serial = self.engine.open_serial(button.usb)
        self.wait(lambda: "S0|1a2b3c4d|unpaired|1.0.0-twin" in self.engine.other_lines, "its notice")
        self.assertEqual(button.state()["headline"], "NOT PAIRED")
        self.engine.set_secret(self.NEW)
        serial.send(self.pairing_line(self.NEW)[:-1] + "x")
        serial.send(self.pairing_line(self.NEW))
        self.wait(lambda: "S0|1a2b3c4d|paired" in self.engine.other_lines, "its answer")
        self.wait(lambda: self.engine.select(type="B", reset_reason="sw"), "a B under the new secret")
        button.wait_headline("ARMED")
        self.assertEqual(os.stat(nvs).st_mode & 0o777, 0o600)
        button.do("quit")
        button.process.wait(5)
        again = self.twin(secret=None, nvs=nvs)
        self.assertTrue(again.state()["paired"])

    def test_a_new_button_that_somebody_has_tried_is_paired_all_the_same(self):
        button = self.twin(secret=None, nvs=self.nvs())
        serial = self.engine.open_serial(button.usb)
        self.wait(lambda: "S0|1a2b3c4d|unpaired|1.0.0-twin" in self.engine.other_lines, "its notice")
        button.do("throw")
        button.wait_state(lambda s: s["thrown"], "a throw")
        self.engine.set_secret(self.NEW)
        serial.send(self.pairing_line(self.NEW))
        self.wait(lambda: [l for l in self.engine.other_lines if "|paired" in l or "|refused" in l], "its answer")
        self.assertIn("S0|1a2b3c4d|paired", self.engine.other_lines)
        self.wait(lambda: self.kills(), "the K of a switch that is open at boot")

    def test_a_paired_button_wants_a_hand_on_it(self):
        button = self.twin()
        serial = self.engine.open_serial(button.usb)
        button.wait_headline("ARMED")
        serial.send(self.pairing_line(self.NEW))
        self.wait(lambda: [l for l in self.engine.other_lines if "|refused|hold BOOT" in l], "a refusal")
        self.assertEqual(button.state()["boots"], 1)
        button.do("hold-boot")
        serial.send(self.pairing_line(self.NEW))
        self.engine.set_secret(self.NEW)
        self.wait(lambda: self.engine.select(type="B", reset_reason="sw"), "a B under the new secret")

    def test_no_pairing_while_a_kill_is_owed(self):
        button = self.twin()
        serial = self.engine.open_serial(button.usb)
        button.wait_headline("ARMED")
        button.do("hold-boot")
        self.engine.mute = {"usb"}
        button.do("throw")
        self.wait(lambda: self.kills(), "a K")
        serial.send(self.pairing_line(self.NEW))
        self.wait(lambda: [l for l in self.engine.other_lines if "|refused|a kill" in l], "a refusal")
        self.assertEqual(button.state()["boots"], 1)


class Program(Case):
    def run_twin(self, *options, **environment):
        return subprocess.run([BINARY, *options], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=10,
                              env={**os.environ, **environment})

    def test_wrong_options_exit_with_2_and_a_sentence(self):
        base = ["--device", DEVICE, "--nvs", "/nonexistent/nvs"]
        for options in ([], ["--device", "xyz"], base + ["--lan", "ftp://x"], base + ["--lan", "http://x:99999"],
                        base + ["--lan", "http://x/path"], base + ["--vm", "https://x"], base + ["--secret-env", "NOT_SET"],
                        base + ["--secret-file", "/nonexistent"], base + ["--bogus"], base + ["--boot-ms", "-1"],
                        base + ["--vm", "https://x", "--root", VECTORS]):
            with self.subTest(options):
                result = self.run_twin(*options)
                self.assertEqual(result.returncode, 2)
                self.assertRegex(result.stderr, r"^twin: .+\n$")

    def test_a_bad_secret_is_not_repeated(self):
        result = self.run_twin("--device", DEVICE, "--nvs", "/nonexistent/nvs", "--secret-env", "S", S="hunter2")
        self.assertEqual(result.returncode, 2)
        self.assertNotIn("hunter2", result.stderr)

    def test_a_secret_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "secret")
            with open(path, "w") as file:
                file.write(SECRET.hex() + "\n")
            button = self.twin("--secret-file", path, secret=None)
            self.engine.open_serial(button.usb)
            button.wait_headline("ARMED")

    def test_it_draws_a_picture_and_takes_commands_on_stdin(self):
        process = subprocess.Popen([BINARY, "--device", DEVICE, "--nvs", self.nvs(), "--boot-ms", "0"],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        time.sleep(0.3)
        output, _ = process.communicate("state\nwhat\nquit\n", timeout=10)
        self.assertEqual(process.returncode, 0)
        self.assertRegex(output, r"^usb /dev/")
        self.assertIn("| NOT PAIRED            |   LED    yellow, blinking\n", output)
        self.assertIn('"headline":"NOT PAIRED"', output)
        self.assertIn("error: unknown command", output)

    def test_it_ends_with_whoever_started_it(self):
        result = self.run_twin("--device", DEVICE, "--nvs", self.nvs())
        self.assertEqual(result.returncode, 0)

    def test_the_control_socket_is_the_owners_alone_and_answers_mistakes(self):
        button = self.twin()
        self.assertEqual(os.stat(button.control_path).st_mode & 0o777, 0o600)
        for command in ("bounce", "bounce x", "noise 99999999", "netdown usb", "netdown lan", "reboot A|B",
                        "reboot thirteen_long", "cut what", ""):
            with self.subTest(command):
                self.assertFalse(json.loads(button.ask(command))["ok"])
        self.assertEqual(button.close(), 0)
        self.assertFalse(os.path.exists(button.control_path))

    def test_a_flash_that_cannot_be_written_still_kills(self):
        _, options = self.lan()
        button = self.twin(*options, nvs="/nonexistent/nvs")
        button.wait_headline("ARMED")
        button.do("throw")
        self.wait(lambda: self.kills(), "a K")


if __name__ == "__main__":
    unittest.main()
