"""Prometheus and Alertmanager with the shipped rules and example configurations, and a webhook at their end."""

from urllib.parse import quote

from harness import shipped
from harness.http import request
from harness.ports import free_port
from harness.process import Process
from harness.waiting import holds_while, wait_until
from harness.webhook import Webhook

# So that a series of a dead agent is stale soon. Prometheus' own default is 5 minutes.
LOOKBACK_DELTA = 5


def labels_of(alerts):
    return {frozenset(alert["labels"].items()) for alert in alerts}


class Monitoring:
    """Watches 127.0.0.1:agent_port. Scrapes, evaluates and groups every second."""

    def __init__(self, world, agent_port, **rule_changes):
        folder = world.folder / "monitoring"
        folder.mkdir()
        self.webhook = world.closing(Webhook(folder))
        self.alertmanager_url, alertmanager_port = self._start_alertmanager(world, folder)
        self.url = self._start_prometheus(world, folder, agent_port, alertmanager_port, rule_changes)
        wait_until("Alertmanager", lambda: self._is_ready(self.alertmanager, self.alertmanager_url))
        wait_until("Prometheus", lambda: self._is_ready(self.prometheus, self.url))

    def alerts(self, alertname=None, state="firing"):
        """Alerts as Prometheus sees them now."""
        answer = request(f"{self.url}/api/v1/alerts").json
        return [alert for alert in answer["data"]["alerts"]
                if alert["state"] == state and alertname in (None, alert["labels"]["alertname"])]

    def inhibited(self, alertname):
        """Alerts that Alertmanager holds back."""
        alerts = request(f"{self.alertmanager_url}/api/v2/alerts").json
        return [alert for alert in alerts
                if alert["labels"]["alertname"] == alertname and alert["status"]["inhibitedBy"]]

    def samples(self, expression):
        """The vector that an expression yields now: list of (labels, value)."""
        answer = request(f"{self.url}/api/v1/query?query={quote(expression)}").json
        return [(sample["metric"], float(sample["value"][1])) for sample in answer["data"]["result"]]

    def rule_groups(self):
        return request(f"{self.url}/api/v1/rules").json["data"]["groups"]

    def watch(self, what, condition, evaluations=6):
        """Fails if the condition does not hold during the next evaluations of all rules (one each second)."""
        last = {"seen": None, "rounds": 0}

        def enough():
            newest = min(group["lastEvaluation"] for group in self.rule_groups())
            if newest != last["seen"]:
                last["seen"] = newest
                last["rounds"] += 1
            return last["rounds"] > evaluations

        holds_while(what, condition, enough, within=evaluations * 3 + 10, every=0.2)

    def _is_ready(self, process, url):
        return process.check_running() and request(f"{url}/-/ready").status == 200

    def _start_alertmanager(self, world, folder):
        port = free_port()
        config = folder / "alertmanager.yml"
        example = (world.root / "systemd/alertmanager.example.yml").read_text()
        config.write_text(shipped.alertmanager_config(example, self.webhook.port))
        self.alertmanager = world.closing(Process(
            "alertmanager", [world.program("prometheus-alertmanager"), f"--config.file={config}",
                             f"--storage.path={folder / 'alertmanager'}", f"--web.listen-address=127.0.0.1:{port}",
                             "--cluster.listen-address="], folder))
        return f"http://127.0.0.1:{port}", port

    def _start_prometheus(self, world, folder, agent_port, alertmanager_port, rule_changes):
        rules = folder / "segaudit.rules.yml"
        shipped_rules = (world.root / "rules/alerts/segaudit.rules.yml").read_text()
        rules.write_text(shipped.shortened_rules(shipped_rules, **rule_changes))
        config = folder / "prometheus.yml"
        example = (world.root / "systemd/prometheus.example.yml").read_text()
        config.write_text(shipped.prometheus_config(example, rules, agent_port, alertmanager_port))
        port = free_port()
        self.prometheus = world.closing(Process(
            "prometheus", [world.program("prometheus"), f"--config.file={config}",
                           f"--storage.tsdb.path={folder / 'tsdb'}", f"--web.listen-address=127.0.0.1:{port}",
                           f"--query.lookback-delta={LOOKBACK_DELTA}s", "--log.level=warn"], folder))
        return f"http://127.0.0.1:{port}"
