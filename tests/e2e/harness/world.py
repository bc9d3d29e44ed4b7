"""What a scenario works in: a temporary folder, the programs, and everything it has started."""

import contextlib
import secrets
import shutil
from pathlib import Path

from harness.agent import Agent
from harness.monitoring import Monitoring
from harness.scenario import Failed
from harness.simulator import Simulator

ROOT = Path(__file__).resolve().parents[3]
_BUILT = ("segaudit", "segment-simulator")


def find_program(name, build_dir):
    """Path of a program of the build, or of an installed one; None when there is none."""
    if name in _BUILT:
        path = build_dir / "bin" / name
        return path if path.is_file() else None
    found = shutil.which(name)
    return Path(found) if found else None


class World:
    def __init__(self, folder, build_dir):
        self.root = ROOT
        self.folder = folder
        self.build_dir = build_dir
        # Unlike anything else, so that it can be searched for wherever it must not be.
        self.token = "sgp_e2e" + secrets.token_hex(24)
        self._closers = contextlib.ExitStack()

    def program(self, name):
        path = find_program(name, self.build_dir)
        if not path:
            raise Failed(f"{name} is not there")
        return path

    def closing(self, thing):
        """Closes it when the scenario ends, however it ends."""
        self._closers.callback(thing.close)
        return thing

    def simulator(self, *options):
        return Simulator(self, self.token, *options)

    def agent(self, simulator, **settings):
        return Agent(self, simulator.url, self.token, **settings)

    def monitoring(self, agent_port, **rule_changes):
        return Monitoring(self, agent_port, **rule_changes)

    def close(self):
        self._closers.close()

    def check_no_token_left(self):
        """After every scenario: the token is in no file but its own."""
        token = self.token.encode()
        for file in self.folder.rglob("*"):
            if file.is_file() and file.name != "token" and token in file.read_bytes():
                raise Failed(f"the token is in {file.relative_to(self.folder)}")
