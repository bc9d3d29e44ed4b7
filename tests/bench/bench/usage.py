"""What the kernel knows about a process."""

import os
import resource
import subprocess
import time
from typing import NamedTuple


def cpu_seconds(pid):
    """User and system time of all its threads, also of those that ended, to the nanosecond."""
    return time.clock_gettime((~pid << 3) | 2)  # its CPU clock, as clock_getcpuclockid(3) makes it


def memory_mib(pid):
    """Resident memory now, and at its highest."""
    values = _fields(f"/proc/{pid}/status")
    return int(values["VmRSS"].split()[0]) / 1024, int(values["VmHWM"].split()[0]) / 1024


def bytes_written(pid):
    """Bytes that it caused to be sent to storage. Zero in a file system that is memory."""
    return int(_fields(f"/proc/{pid}/io")["write_bytes"])


def _fields(file):
    with open(file, encoding="ascii", errors="replace") as lines:
        return dict(line.rstrip().split(":", 1) for line in lines)


class Done(NamedTuple):
    cpu: float
    wall: float
    stdout: str


def run_measured(arguments, timeout):
    """Runs a program to its end; its own CPU seconds, not those of the caller."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    done = subprocess.run([str(argument) for argument in arguments], check=True, text=True, timeout=timeout,
                          stdout=subprocess.PIPE, env={"PATH": os.environ.get("PATH", "/usr/bin:/bin")})
    wall = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Done(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall, done.stdout)
