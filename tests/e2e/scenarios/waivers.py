"""Waivers in a file, and everything that changes while the agent runs: waivers, packs, tokens, mistakes in them."""

import hashlib
import signal

from harness.packs import TEAMS
from harness.planted import BROKEN_POLICY, HEALTHY_SOURCE, unset_target
from harness.scenario import expect, expect_equal, expect_in, scenario
from harness.waiting import wait_until

PROGRAMS = ("segaudit", "segment-simulator")

WAIVER = """\
waivers:
  - policy: {policy}
    resource: {resource}
    reason: {reason}
    owner: data-platform@example.com
    expires: {expires}
"""


def write_waivers(agent, policy=BROKEN_POLICY, resource=f"source/{HEALTHY_SOURCE}", reason="known", expires="2099-06-30"):
    file = agent.folder / "waivers.yml"
    file.write_text(WAIVER.format(policy=policy, resource=resource, reason=reason, expires=expires))
    return file


def with_waivers(agent, **values):
    """Names the file in the configuration for good."""
    file = write_waivers(agent, **values)
    agent.write_config(extra=f"waivers: {file}\n")
    return file


def reload_and_expect(agent, successful=1):
    """SIGHUP; waits until the agent has answered this one, with success or without."""
    lines = ('msg="configuration reloaded"', 'msg="the configuration was not reloaded')
    seen = sum(agent.process.stderr.count(line) for line in lines)
    agent.process.signal(signal.SIGHUP)
    wait_until("the answer to the reload", lambda: agent.process.check_running() and sum(
        agent.process.stderr.count(line) for line in lines) > seen)
    wait_until(f"a reload that says {successful}",
               lambda: agent.metric("segaudit_config_last_reload_successful") == successful)


def violation_of(document, policy, resource):
    [found] = [one for one in document["violations"] if (one["policy"], one["resource_id"]) == (policy, resource)]
    return found


def is_open(agent, policy=BROKEN_POLICY, resource=HEALTHY_SOURCE):
    return any((one.policy, one.resource_id) == (policy, resource) for one in agent.open_violations())


def waiver_counts(agent):
    return {sample.labels["state"]: sample.value for sample in agent.metrics("segaudit_waivers") if sample.value}


def totals(agent):
    return {(sample.name, sample.labels["policy"]): sample.value for name in ("opened", "resolved")
            for sample in agent.metrics(f"segaudit_policy_violations_{name}_total")}


def start_with_one_more_violation(world):
    simulator = world.simulator()
    unset_target(simulator)
    agent = world.agent(simulator)
    agent.start()
    wait_until("the violation", lambda: is_open(agent))
    return simulator, agent


@scenario(needs=PROGRAMS)
def a_waiver_comes_and_goes_without_a_restart_and_everything_says_so(world):
    simulator, agent = start_with_one_more_violation(world)
    before, counted = agent.open_violations(), totals(agent)
    file = with_waivers(agent, reason="until the sink is rebuilt")
    reload_and_expect(agent)
    wait_until("the violation to be waived", lambda: not is_open(agent))
    expect_equal({one for one in before if one.policy != BROKEN_POLICY or one.resource_id != HEALTHY_SOURCE},
                 agent.open_violations(), "the other violations")
    expect_equal(agent.metric("segaudit_violation", policy=BROKEN_POLICY, resource_id=HEALTHY_SOURCE), 0,
                 "its series, for look-backs")
    expect_equal(waiver_counts(agent), {"active": 1}, "segaudit_waivers")
    expect_equal(totals(agent), counted, "counters")
    expect_in(f'msg="reload: waiver added" waiver="{BROKEN_POLICY} on source/{HEALTHY_SOURCE}, until 2099-06-30, by '
              'data-platform@example.com"', agent.process.stderr, "log")
    [api] = agent.get("/api/v1/violations").json["workspaces"]
    for document in (api, agent.command("check", "--offline", "--format", "json").json,
                     agent.command("check", "--format", "json").json):
        waived = violation_of(document, BROKEN_POLICY, HEALTHY_SOURCE)
        expect_equal((waived["state"], waived["waiver"]["reason"]), ("waived", "until the sink is rebuilt"), "violation")
    text = agent.command("check", "--offline").stdout
    expect_in("until the sink is rebuilt", text, "check as text")
    expect_in(" 1 waived", text, "check as text")
    expect_in("until the sink is rebuilt", agent.get("/").text, "the page")

    file.write_text("waivers: []\n")
    reload_and_expect(agent)
    wait_until("the violation to be open again", lambda: is_open(agent))
    expect_equal(agent.open_violations(), before, "violations")
    expect_equal(totals(agent), counted, "counters")
    expect_equal(agent.command("verify").status, 0, "verify")


@scenario(needs=PROGRAMS)
def a_baseline_waives_what_is_open_today_and_nothing_that_comes_later(world):
    simulator, agent = start_with_one_more_violation(world)
    count = len(agent.open_violations())
    file = agent.folder / "baseline.yml"
    for wrong, says in ((("--owner", "us"), "needs --expires DATE"), (("--expires", "2099-12-31"), "needs --owner WHO"),
                        (("--expires", "2020-12-31", "--owner", "us"), "lies in the past"),
                        (("--expires", "soon", "--owner", "us"), "must be a date such as")):
        refused = agent.command("policy", "baseline", *wrong, "--output", file)
        expect_equal((refused.status, refused.stdout, file.exists()), (2, "", False), f"baseline {wrong}")
        expect_in(says, refused.stderr, f"baseline {wrong}")
    terms = ("--expires", "2099-12-31", "--owner", "data-platform@example.com", "--bind", "--output", file)
    written = agent.command("policy", "baseline", *terms)
    expect_equal((written.status, written.stdout), (0, ""), f"policy baseline: {written.stderr}")
    content = file.read_bytes()
    again = agent.command("policy", "baseline", *terms)
    expect_equal((again.status, again.stdout), (2, ""), "a second baseline into the same file")
    expect_in("it is not overwritten", again.stderr, "what it says")
    expect_equal(file.read_bytes(), content, "the file")
    expect_equal(agent.command("policy", "baseline", *terms[:-2]).stdout.encode(), content, "the same to standard output")

    agent.write_config(extra=f"waivers: {file}\n")
    checked = agent.command("config", "check")
    expect_equal((checked.status, checked.stderr), (0, ""), "config check")
    reload_and_expect(agent)
    wait_until("nothing to be open", lambda: not agent.open_violations())
    expect_equal(sum(waiver_counts(agent).values()), count, "waivers")
    expect(agent.command("check", "--offline", "--fail-on", "info").status != 1, "check finds something open")

    simulator.patch("source", HEALTHY_SOURCE, change={"name": "Another name"})
    wait_until("what is bound to the changed source to open", lambda: is_open(agent))
    expect_equal({one.resource_id for one in agent.open_violations()}, {HEALTHY_SOURCE}, "open violations")
    expect(waiver_counts(agent).get("expired", 0) >= 1, "no waiver counts as expired")


@scenario(needs=PROGRAMS)
def a_broken_file_at_any_place_leaves_the_last_good_ones_in_force(world):
    simulator, agent = start_with_one_more_violation(world)
    pack = agent.folder / "teams.yml"
    pack.write_text(TEAMS)
    waivers = write_waivers(agent)
    extra = f"waivers: {waivers}\n"
    agent.write_config(extra=extra, packs=f"builtin, {pack}")
    reload_and_expect(agent)
    wait_until("the new pack's violations", lambda: any(
        one.policy == "every-source-has-a-team" for one in agent.open_violations()))
    wait_until("the waiver", lambda: not is_open(agent))
    good, packs = agent.open_violations(), agent.metrics("segaudit_pack_info")

    def still_good(mistake):
        reload_and_expect(agent, successful=0)
        expect_in(mistake, agent.process.stderr, "the log")
        expect_equal(agent.open_violations(), good, "violations")
        expect_equal(agent.metrics("segaudit_pack_info"), packs, "packs")
        reason = agent.process.stderr.splitlines()[-1]
        expect("sgp_" not in reason, "a token is in the log")

    agent.write_config(extra=extra + "wbe: {}\n", packs=f"builtin, {pack}")
    still_good("unknown key \\\"wbe\\\" (did you mean web?)")
    agent.write_config(extra=extra, packs=f"builtin, {pack}")
    pack.write_text(TEAMS.replace("severity: medium", "severity: hihg"))
    still_good("teams.yml:5:15: severity: must be critical")
    pack.write_text(TEAMS)
    write_waivers(agent, policy="blocked-events-have-a-tarrget", expires="soon")
    still_good("waivers.yml:2:13: policy: no policy is called")
    expect_in("waivers.yml:6:14: expires: must be a date", agent.process.stderr, "the log: all mistakes at once")
    waivers.unlink()
    still_good("waivers.yml: cannot be read: No such file or directory")
    write_waivers(agent)
    agent.write_token(world.token, mode=0o644)
    still_good("token_file")
    agent.write_token(world.token)
    reload_and_expect(agent)
    expect_equal(agent.open_violations(), good, "violations at the end")


@scenario(needs=PROGRAMS)
def a_reload_interrupts_no_timer_and_shows_the_files_as_they_are(world):
    simulator = world.simulator()
    agent = world.agent(simulator)
    pack = agent.folder / "teams.yml"
    pack.write_text(TEAMS)
    agent.write_config(packs=f"builtin, {pack}")
    agent.start()

    def loaded():
        return {sample.labels["sha256"] for sample in agent.metrics("segaudit_pack_info", file=str(pack))}

    def swept():
        counts = simulator.requests()
        return {operation: count for operation, count in counts.items()
                if operation not in ("getWorkspace", "listAuditEvents")}

    expect_equal(loaded(), {hashlib.sha256(TEAMS.encode()).hexdigest()}, "the pack")
    settled = swept()
    counted = totals(agent)
    for severity in ("low", "high", "medium"):
        text = TEAMS.replace("severity: medium", f"severity: {severity}")
        pack.write_text(text)
        reload_and_expect(agent)
        expect_equal(loaded(), {hashlib.sha256(text.encode()).hexdigest()}, "the pack after a reload")
        wait_until("violations of the new severity", lambda: {
            one.severity for one in agent.open_violations() if one.policy == "every-source-has-a-team"} == {severity})
    expect_in('msg="reload: pack changed" pack=own', agent.process.stderr, "log")
    expect_in('msg="reload: policy changed" policy=every-source-has-a-team', agent.process.stderr, "log")
    expect_equal(swept(), settled, "requests besides the minute's: nothing is read again for a reload")
    expect_equal(totals(agent), counted, "counters")

    elsewhere = world.folder / "token2"
    elsewhere.write_text(world.token + "\n")
    elsewhere.chmod(0o600)
    agent.write_config(packs=f"builtin, {pack}", token_file=elsewhere)
    reload_and_expect(agent)
    expect_equal(swept(), settled, "requests besides the minute's after a change of the token's place")
    elsewhere.unlink()


@scenario(needs=PROGRAMS)
def a_plan_says_what_a_pack_would_do_before_it_is_loaded(world):
    simulator, agent = start_with_one_more_violation(world)
    pack = agent.folder / "teams.yml"
    pack.write_text(TEAMS)
    plan = agent.command("policy", "plan", pack, "--format", "json")
    expect_equal(plan.status, 1, f"exit status of plan: {plan.stderr}")
    opens = plan.json["opens"]
    expect_equal({one["policy"] for one in opens}, {"every-source-has-a-team"}, "what would open")
    expect_equal(plan.json["closes"], [], "what would close")
    expect(not any(one.policy == "every-source-has-a-team" for one in agent.open_violations()), "plan has changed something")
    expect_in("would open:", agent.command("policy", "plan", pack).stdout, "plan as text")

    agent.write_config(packs=f"builtin, {pack}")
    reload_and_expect(agent)
    wait_until("what was planned", lambda: {
        one.resource_id for one in agent.open_violations() if one.policy == "every-source-has-a-team"} == {
        one["resource_id"] for one in opens})
    # Edited in place, and not reloaded yet: against what the agent has stored.
    pack.write_text(TEAMS.replace("WHERE s.id NOT IN", "WHERE s.id IS NULL AND s.id NOT IN"))
    repaired = agent.command("policy", "plan", pack, "--format", "json")
    expect_equal((repaired.status, len(repaired.json["closes"]), repaired.json["opens"]), (0, len(opens), []), "plan")
    pack.write_text(TEAMS.replace("severity: medium", "severity: hihg"))
    broken = agent.command("policy", "plan", pack)
    expect_equal((broken.status, broken.stdout), (2, ""), "plan of a broken pack")
    expect_in("teams.yml:5:15: severity", broken.stderr, "what it says")
