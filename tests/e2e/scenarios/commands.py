"""The command line: check in each format, what it exits with, and policies of one's own."""

import csv
import io
import re

from harness import packs
from harness.metrics_text import complaints
from harness.planted import UNDECIDED, missing_from, undecided_in
from harness.scenario import expect, expect_equal, expect_in, scenario
from harness.waiting import wait_until

PROGRAMS = ("segaudit", "segment-simulator")
KEYS = {"workspace", "evaluated_at", "complete", "violations", "unknown", "failed", "waivers"}
VIOLATION_KEYS = {"policy", "severity", "resource_kind", "resource_id", "resource_name", "state", "first_seen",
                  "message", "evidence", "actor", "waiver", "resource_hash"}


def pairs(violations):
    return {(violation["policy"], violation["resource_id"]) for violation in violations}


def without_times(text):
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "TIME", text)


def workplace(world, **settings):
    simulator = world.simulator()
    return simulator, world.agent(simulator, **settings)


def own_pack(agent, text, name="own.yml"):
    file = agent.folder / name
    file.write_text(text)
    return file


@scenario(needs=PROGRAMS)
def check_says_the_same_in_each_format(world):
    _, agent = workplace(world)
    document = agent.command("check", "--format", "json")
    expect_equal(document.status, 1, "exit status with violations")
    expect_equal(set(document.json), KEYS, "members of the JSON document")
    expect_equal(document.json["workspace"], "acme", "workspace")
    expect_equal(document.json["complete"], False, "complete, although a setting that decides is absent")
    expect_equal(undecided_in(document.json), UNDECIDED, "unknown")
    expect_equal(document.json["failed"], [], "failed")
    for violation in document.json["violations"]:
        expect_equal(set(violation), VIOLATION_KEYS, "members of a violation")
        expect(violation["message"] and violation["evidence"], f"no message or no evidence: {violation}")
    found = pairs(document.json["violations"])
    expect_equal(missing_from(found), [], "planted but not found")

    table = agent.command("check", "--format", "csv")
    expect_equal(table.status, 1, "exit status with violations (csv)")
    rows = list(csv.DictReader(io.StringIO(table.stdout)))
    expect_equal(pairs(rows), found, "violations as csv")

    text = agent.command("check", "--format", "text")
    expect_equal(text.status, 1, "exit status with violations (text)")
    for policy, resource in found:
        expect_in(policy, text.stdout, "check as text")
        expect_in(resource, text.stdout, "check as text")
    expect_equal(without_times(agent.command("check").stdout), without_times(text.stdout), "text is the default")
    expect_equal(list(agent.state.iterdir()), [], "files that check left in the storage directory")


@scenario(needs=PROGRAMS)
def check_exits_with_what_it_found(world):
    simulator, agent = workplace(world)
    quiet, teams = own_pack(agent, packs.QUIET, "quiet.yml"), own_pack(agent, packs.TEAMS)
    expect_equal(agent.command("check", "--fail-on", "critical").status, 1, "a critical violation, asked for critical")

    agent.write_config(packs=teams)
    expect_equal(agent.command("check", "--fail-on", "medium").status, 1, "a medium violation, asked for medium")
    expect_equal(agent.command("check", "--fail-on", "high").status, 0, "a medium violation, asked for high")

    agent.write_config(packs=quiet)
    nothing = agent.command("check", "--format", "json")
    expect_equal((nothing.status, nothing.json["violations"]), (0, []), "nothing to find")

    simulator.fault("status", "/sources/webProd4Xk9/settings", status=403)
    gap = agent.command("check", "--format", "json")
    expect_equal(gap.status, 3, "exit status when something cannot be judged")
    expect_equal(gap.json["complete"], False, "complete")
    expect_equal([(unknown["policy"], unknown["resource_ids"]) for unknown in gap.json["unknown"]],
                 [("no-source-is-called-nobody", ["webProd4Xk9"])], "unknown")

    for wrong in (("check", "--format", "xml"), ("check", "--no-such-option"), ("chekc",)):
        output = agent.command(*wrong)
        expect_equal((output.status, output.stdout), (2, ""), f"status and stdout of segaudit {' '.join(wrong)}")
        expect_in(wrong[-1], output.stderr, f"stderr of segaudit {' '.join(wrong)}")


@scenario(needs=PROGRAMS)
def a_policy_of_ones_own_is_caught_and_a_typo_in_it_explained(world):
    _, agent = workplace(world)
    teams = own_pack(agent, packs.TEAMS)
    agent.write_config(packs=f"builtin, {teams}")
    expect_equal(agent.command("policy", "lint", teams, config=False).status, 0, "status of policy lint")
    expect_in("every-source-has-a-team", agent.command("policy", "list").stdout, "policy list")
    found = [violation for violation in agent.command("check", "--format", "json").json["violations"]
             if violation["policy"] == "every-source-has-a-team"]
    expect_in("crmImport6Mv1", {violation["resource_id"] for violation in found}, "sources without a team")
    expect(all(violation["message"].endswith(" belongs to no team") for violation in found), f"messages: {found}")

    own_pack(agent, packs.TEAMS.replace("FROM sources s", "FROM sorces s"))
    mistake = f"{teams}:9:12: query: no such table: sorces (did you mean sources?)"
    for arguments in (("policy", "lint", teams), ("check",), ("run",), ("config", "check")):
        output = agent.command(*arguments)
        expect_equal(output.status == 0, False, f"segaudit {arguments[0]} succeeds with a typo in a policy")
        expect_in(mistake, output.stdout + output.stderr, f"segaudit {arguments[0]}")


@scenario(needs=PROGRAMS)
def ten_mistakes_in_a_pack_are_reported_at_once(world):
    _, agent = workplace(world)
    expected, text = packs.expected_mistakes()
    expect_equal(len(expected), 10, "mistakes in the test's own pack")
    file = own_pack(agent, text)
    agent.write_config(packs=f"builtin, {file}")
    for arguments, status in ((("policy", "lint", file), 1), (("config", "check"), 2), (("run",), 2)):
        output = agent.command(*arguments)
        expect_equal(output.status, status, f"exit status of segaudit {arguments[0]}")
        lines = [line for line in (output.stdout + output.stderr).splitlines() if line.startswith(f"{file}:")]
        expect_equal(len(lines), len(expected), f"messages of segaudit {arguments[0]}: {lines}")
        for line, (number, part) in zip(lines, expected):
            expect(line.startswith(f"{file}:{number}:") and part in line, f"line {number}, {part!r}: {line!r}")


@scenario(needs=PROGRAMS)
def a_running_agent_can_be_asked_from_beside(world):
    _, agent = workplace(world)
    agent.start()
    running = {(violation.policy, violation.resource_id) for violation in agent.open_violations()}
    offline = agent.command("check", "--offline", "--format", "json")
    expect_equal((offline.status, pairs(offline.json["violations"])), (1, running), "check --offline")
    [api] = agent.get("/api/v1/violations").json["workspaces"]
    expect_equal(pairs(api["violations"]), running, "/api/v1/violations")
    expect_equal(agent.get("/api/v1/status").status, 200, "/api/v1/status")

    question = "SELECT id, name FROM sources ORDER BY id"
    sources = agent.command("query", "--format", "json", question)
    expect_equal((sources.status, len(sources.json)), (0, 25), f"query as json: {sources.stderr}")
    rows = csv.DictReader(io.StringIO(agent.command("query", "--format", "csv", question).stdout))
    expect_equal([row["id"] for row in rows], [source["id"] for source in sources.json], "query as csv")
    expect_in("webProd4Xk9", agent.command("query", "SELECT id FROM sources").stdout, "query as a table")
    for forbidden in ("DELETE FROM sources", "ATTACH 'x' AS y", "SELECT 1; SELECT 2", "PRAGMA user_version = 5"):
        output = agent.command("query", forbidden)
        expect(output.status != 0 and output.stdout == "", f"query ran {forbidden!r}: {output}")
    expect_equal(agent.command("verify").status, 0, "verify beside a running agent")

    second = agent.command("run")
    expect(second.status != 0, "a second agent runs on the same databases")
    expect(agent.process.is_running(), "the first agent has ended")


@scenario(needs=PROGRAMS)
def a_workspace_that_rests_writes_nothing(world):
    simulator, agent = workplace(world)
    agent.start()
    length, head = (agent.metric(name, workspace="acme") for name in ("segaudit_log_length", "segaudit_log_head"))

    def polls():
        return simulator.requests().get("listAuditEvents", 0)

    before = polls()
    wait_until("three more polls", lambda: polls() >= before + 4)
    expect_equal(agent.metric("segaudit_log_length", workspace="acme"), length, "rows of the log")
    expect_equal(agent.metric("segaudit_log_head", workspace="acme"), head, "head of the log")


@scenario(needs=(*PROGRAMS, "promtool"))
def its_metrics_are_well_formed(world):
    _, agent = workplace(world)
    agent.start()
    page = agent.get("/metrics")
    expect_in("text/plain", page.headers["Content-Type"], "content type of /metrics")
    expect_equal(complaints(world.program("promtool"), page.body), [], "promtool check metrics")
    for name in ("segaudit_log_valid", "segaudit_storage_last_write_successful", "segment_up"):
        expect_equal(agent.metric(name, workspace="acme"), 1, name)
    expect_equal(agent.metric("segaudit_config_last_reload_successful"), 1, "segaudit_config_last_reload_successful")
