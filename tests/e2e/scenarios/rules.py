"""The shipped rules and example configurations in a real Prometheus and Alertmanager, fed by a page of our own."""

from harness.exporter import Exporter
from harness.ports import free_port
from harness.scenario import expect, expect_equal, scenario
from harness.waiting import wait_until

MONITORING = ("prometheus", "prometheus-alertmanager")

ALIVE = """\
segment_up{workspace="acme"} 1
segaudit_poll_last_success_timestamp_seconds{workspace="acme"} 9e9
"""


def page(*values):
    """A live agent's page with one violation for each value."""
    return ALIVE + "".join(
        f'segaudit_violation{{workspace="acme",policy="forwarding-target-exists",severity="high",'
        f'resource_kind="source",resource_id="src-{number}"}} {value}\n' for number, value in enumerate(values))


def has_notice(monitoring, alertname, status, **labels):
    return [notice for notice in monitoring.webhook.notices(alertname, status)
            if labels.items() <= notice.labels.items()]


def is_repaired(monitoring, resource):
    return bool(has_notice(monitoring, "SegauditViolation", "resolved", resource_id=resource))


@scenario(needs=MONITORING)
def the_example_configurations_load_and_their_rules_are_healthy(world):
    port = free_port()
    exporter = world.closing(Exporter(port, page(1)))
    monitoring = world.monitoring(port)
    monitoring.watch("Prometheus runs", monitoring.prometheus.is_running, evaluations=3)
    groups = monitoring.rule_groups()
    expect_equal([group["name"] for group in groups], ["segaudit"], "groups of rules")
    rules = [rule for group in groups for rule in group["rules"]]
    unhealthy = [(rule["name"], rule.get("lastError")) for rule in rules if rule["health"] != "ok"]
    expect_equal(unhealthy, [], "rules with errors")


@scenario(needs=MONITORING)
def an_alert_carries_labels_and_a_link_and_resolves_at_zero(world):
    port = free_port()
    exporter = world.closing(Exporter(port, page(1, 1)))
    monitoring = world.monitoring(port)
    wait_until("both alerts", lambda: len(monitoring.webhook.firing_now("SegauditViolation")) == 2)
    notice = has_notice(monitoring, "SegauditViolation", "firing", resource_id="src-0")[0]
    expect_equal(notice.labels, {
        "alertname": "SegauditViolation", "workspace": "acme", "policy": "forwarding-target-exists", "severity": "high",
        "resource_kind": "source", "resource_id": "src-0"}, "labels")
    expect_equal(notice.receiver, "chat", "receiver of a high violation")
    exporter.page = page(0, 1)
    wait_until("the repaired one to resolve", lambda: is_repaired(monitoring, "src-0"))
    expect(not is_repaired(monitoring, "src-1"), "false resolution")
    wait_until("the link to the agent's page", lambda: (
        monitoring.alerts("SegauditViolation")[0]["annotations"]["page"] == f"http://127.0.0.1:{port}/"))


@scenario(needs=MONITORING)
def a_restart_of_the_page_resolves_nothing(world):
    port = free_port()
    exporter = world.closing(Exporter(port, page(1)))
    monitoring = world.monitoring(port)
    wait_until("the alert", lambda: has_notice(monitoring, "SegauditViolation", "firing"))
    exporter.close()
    wait_until("the target to be down", lambda: monitoring.samples('up{job="segaudit"} == 0'))
    world.closing(Exporter(port, page(1)))
    wait_until("the target to be up", lambda: monitoring.samples('up{job="segaudit"} == 1'))
    monitoring.watch("nothing resolves", lambda: not has_notice(monitoring, "SegauditViolation", "resolved"))


@scenario(needs=MONITORING)
def a_repair_during_a_silence_is_told_when_the_agent_is_back(world):
    """The first scrape says that the agent is back and that something is repaired: the inhibition must end first."""
    port = free_port()
    exporter = world.closing(Exporter(port, page(1, 1)))
    monitoring = world.monitoring(port)
    wait_until("both alerts", lambda: len(monitoring.webhook.firing_now("SegauditViolation")) == 2)
    exporter.close()
    wait_until("the violations to be inhibited", lambda: len(monitoring.inhibited("SegauditViolation")) == 2)
    world.closing(Exporter(port, page(0, 1)))
    wait_until("the repair", lambda: is_repaired(monitoring, "src-0"))
    expect(not is_repaired(monitoring, "src-1"), "false resolution")


@scenario(needs=MONITORING)
def a_silence_longer_than_the_look_back_is_no_repair(world):
    """The violation's series leaves the look-back (6 hours, here 12 s) while nobody watches: it ends unannounced."""
    port = free_port()
    exporter = world.closing(Exporter(port, page(1)))
    monitoring = world.monitoring(port, look_back="12s", remembered="2m")
    wait_until("the alert", lambda: has_notice(monitoring, "SegauditViolation", "firing"))
    exporter.close()
    wait_until("SegauditAgentDown", lambda: has_notice(monitoring, "SegauditAgentDown", "firing"))
    wait_until("the violation to be inhibited", lambda: monitoring.inhibited("SegauditViolation"))
    wait_until("the violation to leave Prometheus", lambda: not monitoring.alerts("SegauditViolation"), within=30)
    monitoring.watch("nothing resolves", lambda: not has_notice(monitoring, "SegauditViolation", "resolved"))
    again = world.closing(Exporter(port, page(1)))
    wait_until("the agent to be back", lambda: has_notice(monitoring, "SegauditAgentDown", "resolved"))
    wait_until("the violation to fire again", lambda: monitoring.alerts("SegauditViolation"))
    monitoring.watch("nothing resolves", lambda: not has_notice(monitoring, "SegauditViolation", "resolved"))
    again.page = page(0)
    wait_until("the repair", lambda: has_notice(monitoring, "SegauditViolation", "resolved"))
    expect(monitoring.prometheus.is_running(), "Prometheus has ended")
