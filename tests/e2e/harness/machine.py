"""A machine with a running systemd, made of namespaces (systemd/boot.sh)."""

import os
import subprocess
from pathlib import Path

from harness.process import Process
from harness.scenario import Failed, Skipped
from harness.waiting import wait_until

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Machine:
    """`shared` is a folder of the test that the machine sees as /srv/host."""

    def __init__(self, world):
        self.shared = world.folder / "shared"
        self.shared.mkdir()
        scratch = world.folder / "scratch"
        scratch.mkdir()
        self._cgroup = f"segaudit-e2e-{os.getpid()}"
        self._boot = Process("machine", [world.root / "tests/e2e/systemd/boot.sh", self.shared, scratch, self._cgroup],
                             world.folder)
        world.closing(self)
        wait_until("systemd to start", self._is_up, within=30)

    def run(self, *command, check=True, stdin=None):
        """Runs a command inside; its output, and its status when check is False: (status, output)."""
        done = subprocess.run(
            ["nsenter", "-t", str(self._init()), "-m", "-p", "-u", "-i", "-n", "-C", "-r", "-w",
             "env", "-i", f"PATH={_PATH}", "LC_ALL=C.UTF-8", "SYSTEMD_PAGER=", *command],
            input=stdin, capture_output=True, text=True, timeout=60, check=False)
        output = (done.stdout + done.stderr).strip()
        if not check:
            return done.returncode, output
        if done.returncode:
            raise Failed(f"{' '.join(command)}: status {done.returncode}: {output}")
        return output

    def write(self, path, text, mode=0o644):
        """Writes a file inside, making its folders."""
        self.run("sh", "-c", 'mkdir -p "$(dirname "$1")" && umask 077 && cat > "$1" && chmod "$2" "$1"', "write",
                 str(path), oct(mode)[2:], stdin=text)

    def properties(self, unit, *names):
        """Properties of a unit as text: {name: value}."""
        shown = self.run("systemctl", "show", unit, f"--property={','.join(names)}")
        return dict(line.split("=", 1) for line in shown.splitlines() if "=" in line)

    def journal(self, unit):
        return self.run("journalctl", "-u", unit, "--no-pager", "-o", "cat")

    def close(self):
        self._boot.kill()  # its child, systemd, goes with it (unshare --kill-child)
        self._remove_cgroup()

    def _init(self):
        children = Path(f"/proc/{self._boot.pid}/task/{self._boot.pid}/children").read_text().split()
        if len(children) != 1:
            raise OSError("systemd is not there")
        return int(children[0])

    def _is_up(self):
        if not self._boot.is_running():
            reason = " ".join(self._boot.stderr.split()) or "it ended without a word"
            if self._boot.child.returncode == 77:
                raise Skipped(f"no systemd in a namespace here: {reason}")
            raise Failed(f"the machine did not start: {reason}")
        status, output = self.run("systemctl", "is-system-running", check=False)
        return output in ("running", "degraded")

    def _remove_cgroup(self):
        hierarchy = next(line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()
                         if line.split()[2] == "cgroup2")
        top = Path(hierarchy) / self._cgroup

        def is_gone():
            # A group can be removed once the last process in it has been reaped.
            for folder in sorted(top.rglob("*/"), key=lambda path: -len(path.parts)) if top.exists() else []:
                folder.rmdir()
            if top.exists():
                top.rmdir()
            return True

        try:
            wait_until("the control group to empty", is_gone, within=5)
        except Failed:
            pass  # An empty control group that stays behind harms nobody and must not hide the scenario's result.
