"""The person on call: receives what Alertmanager sends and remembers all of it, in order."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Notice(NamedTuple):
    receiver: str  # the path that Alertmanager was told: pager, chat, digest
    status: str  # firing or resolved
    labels: dict
    annotations: dict


class Webhook:
    def __init__(self, folder):
        self._file = folder / "webhook.jsonl"
        self._lock = threading.Lock()
        self._notices = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def port(self):
        return self._server.server_address[1]

    def notices(self, alertname=None, status=None):
        with self._lock:
            notices = list(self._notices)
        return [notice for notice in notices
                if alertname in (None, notice.labels.get("alertname")) and status in (None, notice.status)]

    def firing_now(self, alertname):
        """What somebody who reads every notice would believe to be firing: labels as a frozenset of items."""
        state = {}
        for notice in self.notices(alertname):
            state[frozenset(notice.labels.items())] = notice.status
        return {labels for labels, status in state.items() if status == "firing"}

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def _take(self, receiver, payload):
        with self._lock, open(self._file, "a", encoding="utf-8") as log:
            for alert in payload["alerts"]:
                self._notices.append(Notice(receiver, alert["status"], alert["labels"], alert["annotations"]))
                log.write(json.dumps({"receiver": receiver, "alert": alert}) + "\n")

    def _handler(self):
        webhook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                payload = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                webhook._take(self.path.strip("/"), payload)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        return Handler
