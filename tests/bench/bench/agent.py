"""The agent under measurement."""

import sqlite3

from harness.http import request
from harness.metrics_text import parse
from harness.ports import free_port
from harness.process import Process
from harness.waiting import wait_until

from bench.usage import bytes_written, cpu_seconds, memory_mib

CONFIG = """\
workspaces:
  - name: bench
    token_file: {token_file}
    api_url: {api_url}
    schedule: {{sweep: 1m, audit_trail: 1m}}
    rate_budget: 1.0
storage: {{directory: {state}}}
web: {{listen: "127.0.0.1:{port}"}}
policies: {{packs: [builtin]}}
"""


class Agent:
    """Sweeps every minute, which is the shortest period that the configuration takes."""

    def __init__(self, program, simulator, token_file, folder):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._simulator = simulator
        state = folder / "state"
        state.mkdir(mode=0o700)
        self.database = state / "bench.db"
        config = folder / "segaudit.yml"
        config.write_text(CONFIG.format(token_file=token_file, api_url=simulator.url, state=state, port=self.port))
        self.process = Process("segaudit", [program, "run", "--config", config], folder)

    @property
    def pid(self):
        return self.process.pid

    def cpu(self):
        return cpu_seconds(self.pid)

    def memory_mib(self):
        return memory_mib(self.pid)

    def bytes_written(self):
        return bytes_written(self.pid)

    def is_ready(self):
        return self.process.check_running() and request(self.url + "/-/ready").status == 200

    def samples(self):
        return parse(request(self.url + "/metrics", timeout=10).text)

    def sweeps_finished(self):
        return self.process.stderr.count('msg="sweep finished"')

    def wait_for_sweep_begin(self, before):
        """Until the list of sources is asked for, which only a sweep does. Calls before() between two looks."""

        def lists():
            return self._simulator.requests().get("listSources", 0)

        seen = lists()

        def has_begun():
            before()
            return self.process.check_running() and lists() > seen

        wait_until("the next sweep", has_begun, within=90, every=0.02)

    def wait_for_sweep_end(self, finished_before):
        wait_until("the end of the sweep", lambda: self.process.check_running() and
                   self.sweeps_finished() > finished_before, within=90, every=0.01)

    def database_bytes(self):
        """Of the pages in use, those in the write-ahead log included; and rows of the log."""
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        try:
            [pages], [size] = (connection.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size"))
            [free] = connection.execute("PRAGMA freelist_count").fetchone()
            [rows] = connection.execute("SELECT count(*) FROM log").fetchone()
            return (pages - free) * size, rows
        finally:
            connection.close()
