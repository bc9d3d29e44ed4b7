"""The agent: its configuration in a folder of its own, the service, and the commands beside it."""

import json
import subprocess
from typing import NamedTuple

from harness.http import request
from harness.metrics_text import parse
from harness.ports import free_port
from harness.process import Process, clean_environment
from harness.waiting import wait_until

CONFIG = """\
workspaces:
  - name: acme
    token_file: {token_file}
    api_url: {api_url}
    schedule: {{sweep: {sweep}, audit_trail: {trail}}}
storage: {{directory: {state}}}
web: {{listen: "127.0.0.1:{port}"}}
policies: {{packs: [{packs}]}}
log: {{level: debug}}
"""


class Violation(NamedTuple):
    policy: str
    severity: str
    resource_kind: str
    resource_id: str


class Output(NamedTuple):
    status: int
    stdout: str
    stderr: str

    @property
    def json(self):
        return json.loads(self.stdout)


class Agent:
    def __init__(self, world, api_url, token, name="agent", sweep="1h", trail="1s", packs="builtin"):
        self._world = world
        self._runs = 0
        self.folder = world.folder / name
        self.folder.mkdir()
        self.outputs = self.folder / "outputs"  # whatever any of its processes says
        self.outputs.mkdir()
        self.state = self.folder / "state"
        self.state.mkdir(mode=0o700)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.token_file = self.folder / "token"
        self.write_token(token)
        self.config_file = self.folder / "segaudit.yml"
        self.settings = {"token_file": self.token_file, "api_url": api_url, "sweep": sweep, "trail": trail,
                         "state": self.state,
                         "port": self.port, "packs": packs}
        self.write_config()

    def write_token(self, token, mode=0o600):
        self.token_file.write_text(token + "\n")
        self.token_file.chmod(mode)

    def write_config(self, extra="", **changes):
        """The configuration with some values changed, and lines added at its end."""
        self.config_file.write_text(CONFIG.format(**{**self.settings, **changes}) + extra)

    # The service

    def start(self, wait=True):
        self._runs += 1
        self.process = self._world.closing(Process(
            f"run-{self._runs}", [self._world.program("segaudit"), "run", "--config", self.config_file], self.outputs))
        if wait:
            self.wait_ready()

    def wait_ready(self, within=30.0):
        wait_until("the agent's first complete poll", self.is_ready, within)

    def is_ready(self):
        return self.process.check_running() and self.get("/-/ready").status == 200

    def get(self, path):
        return request(self.url + path)

    def metrics(self, name, **labels):
        """Samples of one metric that have these labels."""
        return [sample for sample in parse(self.get("/metrics").text)
                if sample.name == name and labels.items() <= sample.labels.items()]

    def metric(self, name, **labels):
        """The value of the only such sample; IndexError or ValueError when there is none, or more than one."""
        [sample] = self.metrics(name, **labels)
        return sample.value

    def open_violations(self):
        return {Violation(*(sample.labels[field] for field in Violation._fields))
                for sample in self.metrics("segaudit_violation") if sample.value == 1}

    # Commands

    def command(self, *arguments, environment=None, stdin=None, config=True):
        """Runs `segaudit ARGUMENTS --config FILE`."""
        extra = ["--config", self.config_file] if config else []
        line = [str(argument) for argument in (self._world.program("segaudit"), *arguments, *extra)]
        done = subprocess.run(line, capture_output=True, input=stdin, timeout=60, cwd=self.folder, check=False,
                              env=clean_environment(**(environment or {})))
        output = Output(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))
        self._remember(arguments, done)
        return output

    def _remember(self, arguments, done):
        self._runs += 1
        name = f"{self._runs:03d}-{'-'.join(str(argument) for argument in arguments[:2])}".replace("/", "_")
        (self.outputs / f"{name}.stdout").write_bytes(done.stdout)
        (self.outputs / f"{name}.stderr").write_bytes(done.stderr)
