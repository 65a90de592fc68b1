"""Starts the twin as a process and talks to its control channel."""

import json
import os
import socket
import subprocess
import tempfile
import threading
import time

DEVICE = "1a2b3c4d"
SECRET = bytes(range(32))


class Twin:
    def __init__(self, binary, *options, secret=SECRET, nvs=None, json_output=True, boot_ms=20):
        self.folder = tempfile.TemporaryDirectory()
        self.nvs = nvs or os.path.join(self.folder.name, "nvs")
        self.control_path = os.path.join(self.folder.name, "control")
        command = [binary, "--device", DEVICE, "--nvs", self.nvs, "--control", self.control_path,
                   "--boot-ms", str(boot_ms), "--seed", "7", *options]
        if json_output:
            command.append("--json")
        environment = {name: value for name, value in os.environ.items() if name != "TWIN_SECRET"}
        if secret is not None:
            environment["TWIN_SECRET"] = secret.hex()
            command += ["--secret-env", "TWIN_SECRET"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True, env=environment)
        self.output = []
        threading.Thread(target=self._read, daemon=True).start()
        self.wait_for(lambda: len(self.output) > 0, "its first line")
        self.usb = json.loads(self.output[0])["usb"] if json_output else self.output[0].split()[1]
        self._socket = socket.socket(socket.AF_UNIX)
        self.wait_for(lambda: os.path.exists(self.control_path), "the control socket")
        self._socket.connect(self.control_path)
        self._stream = self._socket.makefile("rw")

    def _read(self):
        for line in self.process.stdout:
            self.output.append(line.rstrip("\n"))

    def ask(self, command):
        self._stream.write(command + "\n")
        self._stream.flush()
        return self._stream.readline().strip()

    def do(self, command):
        answer = self.ask(command)
        text = json.loads(answer)["text"] if answer.startswith("{") else answer
        if text != "ok":
            raise AssertionError("%s: %s" % (command, text))

    def state(self):
        while True:
            state = json.loads(self.ask("state"))
            if state["event"] == "state":
                return state
            time.sleep(0.01)

    def wait_state(self, check, what, seconds=8):
        deadline = time.monotonic() + seconds
        while True:
            state = self.state()
            if check(state):
                return state
            if time.monotonic() > deadline:
                raise AssertionError("no %s within %s s; the last state was %s" % (what, seconds, json.dumps(state)))
            time.sleep(0.01)

    def wait_headline(self, headline, seconds=8):
        return self.wait_state(lambda s: s["headline"] == headline, headline, seconds)

    @staticmethod
    def wait_for(check, what, seconds=8):
        deadline = time.monotonic() + seconds
        while not check():
            if time.monotonic() > deadline:
                raise AssertionError("no %s within %s s" % (what, seconds))
            time.sleep(0.005)

    def cpu_seconds(self):
        with open("/proc/%d/stat" % self.process.pid) as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self):
        """Ends it and gives its exit status; a second call does nothing."""
        if self.process.stdout.closed:
            return self.process.returncode
        self._stream.close()
        self._socket.close()
        if self.process.poll() is None:
            self.process.terminate()
        code = self.process.wait(10)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            stream.close()
        self.folder.cleanup()
        return code
