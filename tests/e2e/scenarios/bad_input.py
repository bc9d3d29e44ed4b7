"""What a user, a file system or an API can do wrong. Each is explained, and nothing stored is lost."""

import csv
import io
import json
import os
import re
import shutil
import socket
import sqlite3

from harness.metrics_text import complaints
from harness.scenario import expect, expect_equal, expect_in, scenario
from harness.waiting import wait_until

PROGRAMS = ("segaudit", "segment-simulator")


def refused(agent, message, status, *command):
    """The command (`run` unless said otherwise) ends by itself with this status, and says this and nothing else."""
    output = agent.command(*(command or ("run",)))
    expect_equal((output.status, output.stdout, output.stderr), (status, "", message + "\n"), "status and outputs")


@scenario(needs=PROGRAMS)
def mistakes_in_the_configuration_are_all_reported(world):
    agent = world.agent(world.simulator())
    agent.write_config(extra="wbe: {listen: 1}\n", sweep="5", packs="builtin, /no/such/pack.yml")
    mistakes = (f"{agent.config_file}:5:23: schedule.sweep: must be a duration such as 5m"
                ' (got "5"; a unit is missing: 5m?)\n'
                f'{agent.config_file}:10:1: unknown key "wbe" (did you mean web?)')
    refused(agent, mistakes, 2)
    refused(agent, mistakes, 2, "config", "check")
    refused(agent, mistakes, 2, "check")
    agent.write_config()
    expect_equal(agent.command("config", "check").status, 0, "exit status of config check for a right file")
    agent.config_file.unlink()
    refused(agent, f"{agent.config_file}: cannot be read: No such file or directory", 2)


@scenario(needs=PROGRAMS)
def the_example_configuration_is_accepted_and_so_is_what_it_comments_out(world):
    agent = world.agent(world.simulator())
    example = (world.root / "systemd/segaudit.example.yml").read_text()
    agent.config_file.write_text(example)
    output = agent.command("config", "check")
    expect_equal(output.status, 0, f"config check of the example: {output.stderr}")
    whole = re.sub(r"^( *)# ( *[a-z_]+:)", r"\1\2", example, flags=re.MULTILINE)
    expect(whole.count("\n# ") < example.count("\n# "), "the example comments no key out any more")
    agent.config_file.write_text(whole.replace("/etc/segaudit/waivers.yml",
                                               str(world.root / "systemd/waivers.example.yml")))
    output = agent.command("config", "check")
    expect_equal(output.status, 0, f"config check of the example without comments: {output.stderr}")


@scenario(needs=PROGRAMS)
def a_token_that_others_can_read_is_refused(world):
    agent = world.agent(world.simulator())
    agent.write_token(world.token, mode=0o644)
    path = agent.token_file
    about = f"segaudit: workspace acme: token_file {path}: "
    refused(agent, about + f"others than its owner may use it (mode 0644): chmod 600 {path}", 2)
    path.unlink()
    refused(agent, about + "cannot be read: No such file or directory", 2)
    agent.write_token("")
    refused(agent, about + "is empty", 2)
    refused(agent, about + "is empty", 2, "check")


@scenario(needs=PROGRAMS)
def a_wrong_token_is_reported_and_tried_again(world):
    simulator = world.simulator()
    agent = world.agent(simulator)
    agent.write_token("sgp_wrong" + world.token[:8])
    agent.start(wait=False)
    wait_until("the page", lambda: agent.process.check_running() and agent.get("/-/healthy").status == 200)
    wait_until("a second attempt", lambda: sum(
        sample.value for sample in agent.metrics("segaudit_api_requests_total", endpoint="/", code="401")) >= 2)
    expect_equal(agent.metric("segment_up", workspace="acme"), 0, "segment_up")
    expect(agent.get("/-/ready").status != 200, "it says that it is ready")
    refusal = "GET /: status 401: missing or invalid token (attempt 1)"
    expect_in(f'msg="the workspace cannot be polled" workspace=acme problem="{refusal}"\n', agent.process.stderr, "log")
    expect("sgp_wrong" not in agent.process.stderr, "the wrong token is in the log")
    agent.process.terminate()
    check = agent.command("check")
    expect_equal((check.status, check.stdout), (3, ""), f"check: {check.stderr}")
    expect_equal(check.stderr.splitlines()[-1], f"segaudit: the workspace cannot be polled: {refusal}", "check")
    expect("sgp_wrong" not in check.stderr, "the wrong token is in what check says")


@scenario(needs=PROGRAMS)
def a_port_that_is_taken_is_named(world):
    agent = world.agent(world.simulator())
    with socket.create_server(("127.0.0.1", agent.port)):
        refused(agent, f"segaudit: cannot listen on 127.0.0.1:{agent.port}: Address already in use: another program "
                       "(or another segaudit) uses this port: stop it, or change web.listen", 1)
    agent.start()
    agent.process.terminate()


@scenario(needs=PROGRAMS)
def a_storage_directory_that_cannot_be_written_is_named(world):
    agent = world.agent(world.simulator())
    in_the_way = agent.folder / "file"
    in_the_way.write_text("")
    for state, reason in ((in_the_way / "state", "Not a directory"), ("/proc/segaudit", "No such file or directory")):
        agent.write_config(state=state)
        refused(agent, f"segaudit: {state}/acme.lock: cannot be opened for writing: {reason}; "
                       "check that the directory exists and that segaudit's user may write it", 1)


def stopped_with_data(world):
    """An agent that has polled and ended, its violations, and its database."""
    simulator = world.simulator()
    agent = world.agent(simulator)
    agent.start()
    violations = agent.open_violations()
    agent.process.terminate()
    [database] = [file for file in agent.state.iterdir() if file.suffix == ".db"]
    return simulator, agent, violations, database


@scenario(needs=PROGRAMS)
def a_database_of_a_newer_version_is_left_alone(world):
    _, agent, violations, database = stopped_with_data(world)
    with sqlite3.connect(database) as connection:
        [known] = connection.execute("PRAGMA user_version").fetchone()
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    message = (f"segaudit: {database}: was written by a newer segaudit (format 99; this program knows up to {known}); "
               "install that version or a newer one")
    refused(agent, message, 1)
    refused(agent, message, 3, "check", "--offline")
    refused(agent, message, 1, "query", "SELECT id FROM sources")
    refused(agent, message, 1, "verify")
    with sqlite3.connect(database) as connection:
        connection.execute(f"PRAGMA user_version = {known}")
    connection.close()
    agent.start()
    expect_equal(agent.open_violations(), violations, "violations afterwards")


@scenario(needs=PROGRAMS)
def a_database_of_another_workspace_is_left_alone(world):
    simulator, agent, violations, database = stopped_with_data(world)
    simulator.stop()
    other = world.folder / "other-fixture"
    shutil.copytree(world.root / "tests/simulator/fixture", other)
    workspace = json.loads((other / "workspace.json").read_text())
    workspace[0].update(id="globexWorkspace1Aa", slug="globex", name="Globex")
    (other / "workspace.json").write_text(json.dumps(workspace))
    elsewhere = world.simulator("--fixture", str(other))
    agent.write_config(api_url=elsewhere.url)
    agent.start(wait=False)
    message = ('msg="nothing is polled any more" workspace=acme problem="the token opens workspace globexWorkspace1Aa, '
               'but everything stored so far is about acmeWorkspace5Jt8: put the right token back, or give the other '
               'workspace a name (and so a database) of its own"\n')
    wait_until("the mistake in the log", lambda: message in agent.process.stderr)
    if agent.process.is_running():
        expect_equal(agent.open_violations(), violations, "violations shown meanwhile")
        agent.process.terminate()
    expect_equal(agent.command("verify").status, 0, "verify")
    kept = agent.command("query", "--format", "json", "SELECT id FROM workspace").json
    expect_equal(kept, [{"id": "acmeWorkspace5Jt8"}], "workspace in the database")
    expect(database.exists(), "the database is gone")


@scenario(needs=PROGRAMS)
def a_database_without_its_key_is_refused(world):
    _, agent, violations, database = stopped_with_data(world)
    key = database.with_suffix(".key")
    expect_equal(oct(key.stat().st_mode & 0o777), oct(0o600), "mode of the key file")
    content = key.read_bytes()
    key.unlink()
    refused(agent, f"segaudit: {database}: its redaction key {key} is missing; "
                   "put the file back, or move the database away to start anew", 1)
    key.write_bytes(os.urandom(len(content)))
    key.chmod(0o600)
    refused(agent, f"segaudit: {database}: was written with another redaction key; "
                   "put its key file back beside it, or move the database away to start anew", 1)
    key.write_bytes(content)
    agent.start()
    expect_equal(agent.open_violations(), violations, "violations afterwards")


@scenario(needs=PROGRAMS)
def an_api_that_answers_html_leaves_everything_as_it_was(world):
    simulator = world.simulator()
    agent = world.agent(simulator)
    agent.start()
    violations = agent.open_violations()
    simulator.fault("html")
    wait_until("the API to count as down", lambda: agent.metric("segment_up", workspace="acme") == 0)
    expect_equal(agent.open_violations(), violations, "violations")
    expect(agent.process.is_running(), "the agent has ended")
    check = agent.command("check")
    expect_equal(check.status, 3, "exit status of check")
    expect("<html" not in (check.stdout + check.stderr + agent.process.stderr).lower(), "the page is in the outputs")
    simulator.clear_faults()
    wait_until("the API to count as up", lambda: agent.metric("segment_up", workspace="acme") == 1)
    expect_equal(agent.open_violations(), violations, "violations after the outage")


# A formula, HTML, terminal escapes, line breaks, quotes, a change of the writing direction, an emoji.
HOSTILE = ('=HYPERLINK("http://evil")<script>alert(1)</script>\x1b[31mred\x07\n\r\tts=1 level=error "quoted" '
           "'x' \\ \u202eabc \U0001f4a5")
CONTROL = {chr(code) for code in range(32) if chr(code) != "\n"} | {"\x7f", "\u202e"}


def expect_harmless(text, what):
    found = sorted(CONTROL & set(text))
    expect_equal(found, [], f"control characters in {what}")


@scenario(needs=(*PROGRAMS, "promtool"))
def hostile_names_do_no_harm_on_any_output(world):
    simulator = world.simulator()
    source = "iosProd7Rw2"  # violates a policy, so that its name is in messages
    simulator.patch("source", source, change={"name": HOSTILE, "labels": [{"key": "environment", "value": HOSTILE}]})
    simulator.patch("source", "crmImport6Mv1", change={"name": "\u0000" + HOSTILE})
    agent = world.agent(simulator)
    agent.start()

    # Its format has no escapes for control characters: a label is what Segment says, and cannot leave its quotes.
    [info] = agent.metrics("segment_source_info", source_id=source)
    expect_equal(info.labels["name"], HOSTILE, "name as a label")
    expect_equal(complaints(world.program("promtool"), agent.get("/metrics").body), [], "promtool check metrics")
    page = agent.get("/")
    expect_harmless(page.text, "the page")
    expect("<script>alert" not in page.text, "the page holds a script of somebody else's")
    expect_in("&lt;script&gt;alert", page.text, "the page")
    [api] = agent.get("/api/v1/violations").json["workspaces"]
    shown = {violation["resource_id"]: violation for violation in api["violations"]}
    expect_equal(shown[source]["resource_name"], HOSTILE, "name in /api/v1/violations")

    text = agent.command("check", "--offline", "--format", "text")
    expect_harmless(text.stdout + text.stderr, "check as text")
    table = agent.command("check", "--offline", "--format", "csv").stdout
    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    formulas = [cell for cell in cells if cell[:1] in "=+@\t\r" and cell]
    expect_equal(formulas, [], "cells that a spreadsheet would run")
    document = agent.command("check", "--offline", "--format", "json")
    names = {violation["resource_id"]: violation["resource_name"] for violation in document.json["violations"]}
    expect_equal(names[source], HOSTILE, "name in check as json")
    expect_harmless(document.stdout, "check as json")
    for form in ("table", "csv", "json"):
        output = agent.command("query", "--format", form, "SELECT name FROM sources")
        expect_equal(output.status, 0, f"query as {form}")
        if form != "csv":  # where line breaks and the like stand in quotes
            expect_harmless(output.stdout, f"query as {form}")

    broken = [line for line in agent.process.stderr.splitlines() if not line.startswith("ts=")]
    expect_equal(broken, [], "lines of the log that are none")
    expect_harmless(agent.process.stderr, "the log")
    expect_equal(agent.command("verify").status, 0, "verify")
