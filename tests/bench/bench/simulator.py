"""The simulated API with a generated workspace."""

from harness.http import request
from harness.ports import free_port
from harness.process import Process
from harness.waiting import wait_until


class Simulator:
    def __init__(self, program, scale, token, folder):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.process = Process("simulator", [program, "--listen", f"127.0.0.1:{port}", "--token", token,
                                             "--scale", scale], folder)
        try:
            wait_until("the simulator", lambda: self.process.check_running() and self.requests() is not None, within=60)
        except BaseException:
            self.process.close()  # nobody else knows it yet
            raise

    def requests(self):
        """How many requests were answered since the start: by operation."""
        counts = {}
        for entry in request(self.url + "/simulator/requests").json["requests"]:
            counts[entry["operation"]] = counts.get(entry["operation"], 0) + entry["count"]
        return counts

    def request_count(self):
        return sum(self.requests().values())

    def change_source(self, number):
        """Disables or enables one, without an audit event: the next sweep finds it."""
        resource = f"{self.url}/simulator/resources/source"
        source = request(resource).json
        documents = source["resources"] if isinstance(source, dict) else source
        changed = documents[number]
        answer = request(f"{resource}/{changed['id']}?missing", "PATCH", {"enabled": not changed["enabled"]})
        if answer.status >= 300:
            raise OSError(f"simulator: {answer.status} {answer.text}")
