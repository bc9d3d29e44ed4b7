"""The simulated Segment workspace; its commands are described in tests/simulator."""

from urllib.parse import urlencode

from harness.http import request
from harness.ports import free_port
from harness.process import Process
from harness.scenario import Failed
from harness.waiting import wait_until


class Simulator:
    def __init__(self, world, token, *options):
        self._world = world
        self._token = token
        self._options = options
        self.port = free_port()  # kept over a restart
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self):
        self.process = self._world.closing(Process(
            "simulator", [self._world.program("segment-simulator"), "--listen", f"127.0.0.1:{self.port}",
                          "--token", self._token, *self._options], self._world.folder))
        wait_until("the simulator", lambda: self.process.check_running() and self.requests() is not None)

    def stop(self):
        self.process.terminate()

    def resource(self, kind, *ids):
        return self._command("GET", f"resources/{'/'.join((kind, *ids))}")

    def patch(self, kind, *ids, change, **note):
        """An RFC 7396 merge patch; leaves an audit event unless note says otherwise (late=SECONDS, missing=1)."""
        return self._command("PATCH", f"resources/{'/'.join((kind, *ids))}", change, note)

    def remove(self, kind, *ids):
        return self._command("DELETE", f"resources/{'/'.join((kind, *ids))}")

    def fault(self, kind, endpoint="**", **details):
        return self._command("POST", "faults", [{"kind": kind, "endpoint": endpoint, **details}])

    def clear_faults(self):
        return self._command("DELETE", "faults")

    def requests(self):
        """How many requests were made since the start: by operation."""
        counts = {}
        for entry in self._command("GET", "requests")["requests"]:
            counts[entry["operation"]] = counts.get(entry["operation"], 0) + entry["count"]
        return counts

    def refused_by_limit(self):
        """How many requests were answered by 429 since the start."""
        return sum(entry["count"] for entry in self._command("GET", "requests")["requests"] if entry["status"] == 429)

    def request_count(self):
        return sum(self.requests().values())

    def _command(self, method, command, document=None, parameters=None):
        query = "?" + urlencode(parameters) if parameters else ""
        answer = request(f"{self.url}/simulator/{command}{query}", method, document)
        if answer.status >= 300:
            raise Failed(f"simulator: {method} {command}: {answer.status} {answer.text}")
        return answer.json
