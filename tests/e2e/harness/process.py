"""A child process whose outputs go to files, and which never outlives its scenario."""

import os
import signal
import subprocess
import time

from harness.scenario import Failed


def clean_environment(**extra):
    """Nothing of the caller's environment that could change what a program does (proxies, locale, tokens)."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC", **extra}


class Process:
    def __init__(self, name, arguments, folder, environment=None, cwd=None):
        self.name = name
        self.stdout_file = folder / f"{name}.stdout"
        self.stderr_file = folder / f"{name}.stderr"
        with open(self.stdout_file, "ab") as out, open(self.stderr_file, "ab") as err:
            self.child = subprocess.Popen(
                [str(argument) for argument in arguments], stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                env=environment or clean_environment(), cwd=cwd or folder)

    @property
    def pid(self):
        return self.child.pid

    @property
    def stdout(self):
        return self.stdout_file.read_text(errors="replace")

    @property
    def stderr(self):
        return self.stderr_file.read_text(errors="replace")

    def is_running(self):
        return self.child.poll() is None

    def check_running(self):
        """Fails with the last words of a process that ended by itself."""
        if not self.is_running():
            last = " | ".join((self.stdout + self.stderr).strip().splitlines()[-3:])
            raise Failed(f"{self.name} ended with status {self.child.returncode}: {last}")
        return True

    def signal(self, number):
        self.child.send_signal(number)

    def kill(self):
        """As a crash or the kernel would end it: at once."""
        self.child.kill()
        self.child.wait()

    def terminate(self, within=10.0):
        """SIGTERM; the seconds until the end. Fails when it takes longer than `within`."""
        started = time.monotonic()
        self.signal(signal.SIGTERM)
        try:
            self.child.wait(within)
        except subprocess.TimeoutExpired:
            raise Failed(f"{self.name} still runs {within:g} s after SIGTERM") from None
        return time.monotonic() - started

    def close(self):
        """For cleaning up, whatever state it is in."""
        if self.is_running():
            self.child.terminate()
            try:
                self.child.wait(3)
            except subprocess.TimeoutExpired:
                self.kill()
