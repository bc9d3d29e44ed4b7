"""From the workspace to the person on call, and what must never reach that person: a false "resolved"."""

import signal
import socket

from harness.planted import BROKEN, BROKEN_POLICY, HEALTHY_SOURCE, REMOVED, missing_from, set_target, unset_target
from harness.scenario import expect, expect_equal, scenario
from harness.waiting import wait_until

EVERYTHING = ("segaudit", "segment-simulator", "prometheus", "prometheus-alertmanager")
IDENTITY = ("policy", "severity", "resource_kind", "resource_id")


def told(monitoring):
    """Violations that whoever reads the webhook believes to be open: (policy, severity, kind, id)."""
    firing = monitoring.webhook.firing_now("SegauditViolation")
    return {tuple(dict(labels)[name] for name in IDENTITY) for labels in firing}


def resolved(monitoring):
    return monitoring.webhook.notices("SegauditViolation", "resolved")


def everything_told(world):
    """Simulator, agent and monitoring, and the moment at which every violation has been told."""
    simulator = world.simulator()
    agent = world.agent(simulator)
    agent.start()
    monitoring = world.monitoring(agent.port)
    expected = {tuple(violation) for violation in agent.open_violations()}
    expect(expected, "the agent found nothing at all")
    wait_until("an alert for each violation", lambda: told(monitoring) == expected, within=30)
    return simulator, agent, monitoring


@scenario(needs=EVERYTHING)
def planted_violations_arrive_as_alerts(world):
    _, _, monitoring = everything_told(world)
    missing = missing_from({(policy, resource) for policy, _, _, resource in told(monitoring)})
    expect_equal(missing, [], "planted but not told")
    for notice in monitoring.webhook.notices("SegauditViolation"):
        expect_equal(set(notice.labels), {"alertname", "workspace", *IDENTITY}, "labels of an alert")
        expect_equal(notice.labels["workspace"], "acme", "workspace")
    expect_equal(resolved(monitoring), [], "resolved although nothing was repaired")


@scenario(needs=EVERYTHING)
def an_unset_forwarding_target_is_told_and_its_repair_too(world):
    simulator, agent, monitoring = everything_told(world)
    before = told(monitoring)
    unset_target(simulator)
    wait_until("the alerts", lambda: told(monitoring) - before == {BROKEN, REMOVED})
    notice = next(notice for notice in monitoring.webhook.notices("SegauditViolation", "firing")
                  if (notice.labels["policy"], notice.labels["resource_id"]) == (BROKEN_POLICY, HEALTHY_SOURCE))
    expect_equal(notice.receiver, "pager", "receiver of a critical violation")
    expect_equal(notice.annotations["page"], f"{agent.url}/", "link to the page")
    set_target(simulator)
    wait_until("the repair to be told", lambda: told(monitoring) == before | {REMOVED})
    expect_equal({notice.labels["resource_id"] for notice in resolved(monitoring)}, {HEALTHY_SOURCE}, "resolved")
    sample = agent.metric("segaudit_violation", policy=BROKEN_POLICY, resource_id=HEALTHY_SOURCE)
    expect_equal(sample, 0, "series of a resolved violation")


@scenario(needs=EVERYTHING, seconds=150)
def killed_in_the_middle_of_a_poll_nothing_is_lost_or_resolved(world):
    simulator = world.simulator()
    agent = world.agent(simulator)

    # In the middle of the very first sweep.
    simulator.fault("latency", ms=100)
    agent.start(wait=False)
    wait_until("the first sweep", lambda: (
        agent.process.check_running() and simulator.requests().get("listSchemaSettingsInSource", 0) >= 6))
    agent.process.kill()
    expect_equal(agent.command("verify").status, 0, "verify after a kill during the first sweep")
    simulator.clear_faults()
    agent.start()
    monitoring = world.monitoring(agent.port)
    before = {tuple(violation) for violation in agent.open_violations()}
    missing = missing_from({(policy, resource) for policy, _, _, resource in before})
    expect_equal(missing, [], "not found after the kill")
    wait_until("an alert for each violation", lambda: told(monitoring) == before, within=30)

    # In the middle of reading changes again; the last of them comes while the agent is dead.
    simulator.fault("latency", ms=300)
    asked = simulator.request_count()
    for source in ("webStaging8Bn3", "serverStaging1Zp5", "serverProd6Gf1", "sinkProd9Ua4"):
        simulator.patch("source", source, change={"name": f"renamed {source}"})
    unset_target(simulator)
    wait_until("the changes to be read", lambda: simulator.request_count() > asked + 2)
    agent.process.kill()
    expect_equal(agent.command("verify").status, 0, "verify after a kill during a poll")
    simulator.patch("source", "webDev2Hq6", change={"name": "renamed while nobody looked"})

    simulator.clear_faults()
    agent.start(wait=False)
    expected = before | {BROKEN, REMOVED}
    wait_until("everything to be found again", lambda: {tuple(found) for found in agent.open_violations()} == expected)
    wait_until("the new violation to be told", lambda: told(monitoring) == expected)
    monitoring.watch("nothing resolves", lambda: not resolved(monitoring))
    names = agent.command("query", "--format", "json", "SELECT name FROM sources WHERE name LIKE 'renamed%'")
    expect_equal(len(names.json), 5, f"renamed sources in the store ({names.stdout!r})")
    expect_equal(agent.command("verify").status, 0, "verify at the end")


@scenario(needs=EVERYTHING)
def an_agent_that_is_gone_for_longer_than_staleness_repairs_nothing(world):
    simulator, agent, monitoring = everything_told(world)
    before = told(monitoring)
    agent.process.terminate()
    wait_until("SegauditAgentDown", lambda: monitoring.webhook.notices("SegauditAgentDown", "firing"))
    wait_until("the series to be stale", lambda: not monitoring.samples("segaudit_violation"))
    monitoring.watch("the alerts go on", lambda: len(monitoring.alerts("SegauditViolation")) == len(before))
    expect_equal(resolved(monitoring), [], "resolved by the agent's death")

    # Repaired and broken while nobody watched: only the repair is told once the agent is back.
    set_target(simulator, "iosProd7Rw2", "sinkProd9Ua4")
    agent.start()
    wait_until("the agent to be back", lambda: monitoring.webhook.notices("SegauditAgentDown", "resolved"))
    wait_until("the repair", lambda: resolved(monitoring))
    monitoring.watch("only the repair resolves", lambda: {
        (notice.labels["policy"], notice.labels["resource_id"]) for notice in resolved(monitoring)} ==
        {(BROKEN_POLICY, "iosProd7Rw2")})


@scenario(needs=EVERYTHING)
def an_api_that_is_gone_makes_data_stale_and_changes_nothing_else(world):
    simulator, agent, monitoring = everything_told(world)
    before = told(monitoring)
    simulator.stop()
    wait_until("SegauditStaleData", lambda: monitoring.webhook.notices("SegauditStaleData", "firing"), within=40)
    wait_until("SegauditApiFailing", lambda: monitoring.webhook.notices("SegauditApiFailing", "firing"), within=40)
    expect_equal({tuple(violation) for violation in agent.open_violations()}, before, "violations without the API")
    expect_equal(agent.metric("segment_up", workspace="acme"), 0, "segment_up")
    monitoring.watch("nothing resolves", lambda: not resolved(monitoring))
    expect(agent.process.is_running(), "the agent has ended")
    simulator.start()
    wait_until("the data to be fresh", lambda: monitoring.webhook.notices("SegauditStaleData", "resolved"), within=40)
    expect_equal(told(monitoring), before, "violations told after the outage")
    expect_equal(resolved(monitoring), [], "resolved by the outage")


@scenario(needs=EVERYTHING)
def a_refused_token_is_told_and_ends_without_a_restart(world):
    simulator, agent, monitoring = everything_told(world)
    before = told(monitoring)
    simulator.fault("status", status=401)
    wait_until("SegauditTokenRefused", lambda: monitoring.webhook.notices("SegauditTokenRefused", "firing"), within=40)
    expect(agent.process.is_running(), "the agent has ended")
    expect_equal({tuple(violation) for violation in agent.open_violations()}, before, "violations")
    simulator.clear_faults()
    wait_until("the end of it", lambda: monitoring.webhook.notices("SegauditTokenRefused", "resolved"), within=40)
    expect_equal(resolved(monitoring), [], "resolved by a refused token")


@scenario(needs=("segaudit", "segment-simulator"))
def sigterm_ends_it_within_a_second_while_requests_hang(world):
    simulator = world.simulator()
    agent = world.agent(simulator)

    simulator.fault("hang")
    agent.start(wait=False)
    wait_until("a request to hang", lambda: agent.process.check_running() and simulator.request_count() > 0)
    seconds = agent.process.terminate()
    expect(seconds < 1, f"took {seconds:.2f} s to end during the first poll")
    expect_equal(agent.process.child.returncode, 0, "exit status")

    simulator.clear_faults()
    agent.start()
    simulator.fault("hang")
    asked = simulator.request_count()
    wait_until("another request to hang", lambda: simulator.request_count() > asked)
    seconds = agent.process.terminate()
    expect(seconds < 1, f"took {seconds:.2f} s to end during a later poll")
    expect_equal(agent.process.child.returncode, 0, "exit status")
    expect_equal(agent.command("verify").status, 0, "verify")


@scenario(needs=("segaudit", "segment-simulator"))
def a_mute_client_of_the_page_does_not_keep_it_from_ending(world):
    simulator = world.simulator()
    agent = world.agent(simulator)
    agent.start()
    address = ("127.0.0.1", agent.port)
    with socket.create_connection(address), socket.create_connection(address) as slow:
        slow.sendall(b"GET /metrics HTTP/1.1\r\nHost: ")
        expect_equal(agent.get("/-/healthy").status, 200, "health beside mute clients")
        agent.process.signal(signal.SIGINT)
        wait_until("its end", lambda: not agent.process.is_running(), within=1)
    expect_equal(agent.process.child.returncode, 0, "exit status")
