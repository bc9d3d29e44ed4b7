"""No secret leaves the process: markers planted wherever the API has strings, searched wherever the agent writes."""

import json
import re
import signal
from pathlib import Path

from harness.process import Process, clean_environment
from harness.scenario import expect, expect_equal, scenario
from harness.waiting import wait_until

PATHS = ("/metrics", "/", "/api/v1/violations", "/api/v1/status", "/-/healthy", "/-/ready", "/destinations",
         "/resources/source/webProd4Xk9", "/resources/destination/brazeWebProd7Fs3",
         "/api/v1/resources?kind=source&id=webProd4Xk9", "/api/v1/resources?kind=destination&id=brazeWebProd7Fs3")
TABLES = ("workspace", "sources", "source_labels", "source_settings", "destinations", "destination_settings",
          "destination_metadata", "tracking_plans", "tracking_plan_rules", "audit_events", "changes", "changed_fields",
          "collections", "config")
MARKER = "e2eMarker"


def plant(simulator):
    """Secrets in places that are known to hold some, and in fields that nobody has heard of."""
    simulator.patch("source", "webProd4Xk9", change={
        "writeKeys": [f"{MARKER}WriteKey"], "internalNote": f"{MARKER}UnknownField",
        "settings": {"apiHost": f"{MARKER}SourceSetting", "deep": [{"er": f"{MARKER}Deep"}]}})
    simulator.patch("destination", "brazeWebProd7Fs3", change={
        "settings": {"appId": f"{MARKER}Setting", "headers": [{"value": f"{MARKER}Header"}], "pin": 7391846205173},
        "futureField": {"secret": f"{MARKER}Future"}})
    simulator.patch("source_settings", "webProd4Xk9", change={"settings": {"unheardOf": f"{MARKER}SettingsField"}})


def planted_in_fixture(world):
    """Write keys, and the tails that Segment shows of masked settings (with a mask before them)."""
    fixture = world.root / "tests/simulator/fixture"
    keys = [key for source in json.loads((fixture / "source.json").read_text()) for key in source.get("writeKeys", [])]
    masked = set(re.findall("\u2022+([^\"]+)\"", (fixture / "destination.json").read_text()))
    expect(len(keys) > 10 and len(masked) > 5, "the fixture holds no write keys or masked settings any more")
    return keys + [f"\u2022{tail}" for tail in sorted(masked)]


def search(secrets, name, content):
    """Names of secrets found; a masked tail also where JSON spells the mask in ASCII."""
    text = content.decode("utf-8", errors="replace").replace("\\u2022", "\u2022")
    return [(secret, name) for secret in secrets if secret in text]


def ask_for_everything(agent):
    """Every table of the read model, and every command's output, into files beside the others."""
    for name in TABLES:
        output = agent.command("query", "--format", "json", f"SELECT * FROM {name}")
        expect_equal(output.status, 0, f"query of {name}: {output.stderr}")
    for arguments in (("check",), ("check", "--format", "json"), ("check", "--format", "csv"), ("verify",),
                      ("check", "--offline"), ("config", "check"), ("policy", "list"), ("history", "--format", "json")):
        agent.command(*arguments)


@scenario(needs=("segaudit", "segment-simulator"))
def no_secret_is_stored_or_shown(world):
    simulator = world.simulator()
    agent = world.agent(simulator)
    agent.start()
    plant(simulator)
    wait_until("the changes to be seen", lambda: sum(
        sample.value for sample in agent.metrics("segaudit_changes_total")) >= 2)
    # And while something goes wrong, when error texts are made.
    simulator.fault("status", "/sources/webDev2Hq6/settings", status=500, body=f"{MARKER}ErrorPage")
    simulator.patch("source", "webDev2Hq6", change={"name": "Another name"})
    simulator.patch("source_settings", "webDev2Hq6", change={"settings": {"forwardingViolationsTo": "sinkProd9Ua4"}})
    wait_until("an error", lambda: agent.metrics("segaudit_api_requests_total", code="500"))
    for number, path in enumerate(PATHS):
        (agent.outputs / f"page-{number}").write_bytes(agent.get(path).body)
    ask_for_everything(agent)
    simulator.clear_faults()

    secrets = [world.token, MARKER, "7391846205173", *planted_in_fixture(world)]
    files = [file for folder in (agent.state, agent.outputs) for file in folder.rglob("*") if file.is_file()]
    expect(any(file.suffix == ".db" for file in files), "no database was searched")
    found = [hit for file in files for hit in search(secrets, file.name, file.read_bytes())]
    expect_equal(found, [], "secrets and where they are")
    agent.process.terminate()
    found = [hit for file in agent.state.iterdir() for hit in search(secrets, file.name, file.read_bytes())]
    expect_equal(found, [], "secrets and where they are after the end")


@scenario(needs=("segaudit", "segment-simulator"))
def nothing_of_an_answer_that_cannot_be_read_is_shown(world):
    """A wrong content type, half an answer, an error page: each may hold a secret. Nothing was stored before."""
    simulator = world.simulator()
    fields = {"forwardingBlockedEventsTo": f"{MARKER}Target"}
    for source in ("webProd4Xk9", "webStaging8Bn3", "webDev2Hq6", "iosProd7Rw2"):
        simulator.patch("source_settings", source, change={"settings": fields})
    simulator.fault("content_type", "/sources/webProd4Xk9/settings", content_type="text/html")
    simulator.fault("malformed", "/sources/webStaging8Bn3/settings")
    simulator.fault("status", "/sources/webDev2Hq6/settings", status=403, body=f"<p>{MARKER}ErrorPage {world.token}")
    simulator.fault("status", "/sources/iosProd7Rw2/settings", status=403, content_type="application/json",
                    body=json.dumps({"errors": [{"type": "forbidden", "message": f"not with {world.token}"}]}))
    agent = world.agent(simulator)
    agent.start()
    question = "SELECT parent_id, state FROM collections WHERE kind = 'source_settings' AND state <> 'complete'"
    gaps = agent.command("query", "--format", "json", question)
    expect_equal(len(gaps.json), 4, f"looks that failed: {gaps}")
    for number, path in enumerate(PATHS):
        (agent.outputs / f"page-{number}").write_bytes(agent.get(path).body)
    for arguments in (("query", "--format", "json", "SELECT * FROM collections"), ("check",), ("check", "--offline")):
        agent.command(*arguments)
    simulator.fault("content_type", "/", content_type="text/html")  # shows the workspace's id: no secret, but a sign
    wait_until("the API to count as down", lambda: agent.metric("segment_up", workspace="acme") == 0)
    agent.process.terminate()
    files = [file for folder in (agent.state, agent.outputs) for file in folder.iterdir()]
    secrets = [MARKER, world.token, '{\\"data\\":', '{"data":']
    found = [hit for file in files for hit in search(secrets, file.name, file.read_bytes())]
    expect_equal(found, [], "parts of answers and where they are")


@scenario(needs=("segaudit", "segment-simulator"))
def a_rotated_key_shows_as_a_change_and_nothing_of_it(world):
    simulator = world.simulator()
    agent = world.agent(simulator)
    agent.start()
    before = agent.command("query", "--format", "json", "SELECT count(*) AS changes FROM changes").json[0]["changes"]
    simulator.patch("source", "webDev2Hq6", change={"writeKeys": [f"{MARKER}Rotated"]})
    question = "SELECT c.resource_id, f.field FROM changes c JOIN changed_fields f ON f.seq = c.seq"

    def changed():
        rows = agent.command("query", "--format", "json", question).json
        return [row for row in rows if row["resource_id"] == "webDev2Hq6" and row["field"].startswith("/writeKeys")]

    expect_equal(before, 0, "changes before anything changed")
    wait_until("the rotation as a change", changed)


@scenario(needs=("segaudit", "segment-simulator"))
def the_running_process_gives_no_token_away(world):
    """No core dump, and a token that came by an environment variable is not there any more; a reload does without it."""
    simulator = world.simulator()
    agent = world.agent(simulator)
    config = agent.config_file.read_text().replace(f"token_file: {agent.token_file}", "token_env: E2E_SEGMENT_TOKEN")
    agent.config_file.write_text(config)
    agent.process = world.closing(Process(
        "run-env", [world.program("segaudit"), "run", "--config", agent.config_file], agent.outputs,
        environment=clean_environment(E2E_SEGMENT_TOKEN=world.token)))
    agent.wait_ready()
    process = Path("/proc") / str(agent.process.pid)
    expect(re.search(r"^Max core file size +0 +0 ", (process / "limits").read_text(), re.M), "core dumps are possible")
    environment = (process / "environ").read_bytes()
    expect(world.token.encode() not in environment, "the token is in /proc/PID/environ")
    agent.process.signal(signal.SIGHUP)
    wait_until("the reload", lambda: "configuration reloaded" in agent.process.stderr)
    expect_equal(agent.metric("segaudit_config_last_reload_successful"), 1, "reload")
    expect(agent.metric("process_open_fds") > 0, "process_open_fds")


@scenario(needs=("segaudit", "segment-simulator"))
def a_person_who_left_is_forgotten(world):
    simulator = world.simulator()
    agent = world.agent(simulator)
    agent.start()
    address, name = "mei.tanaka@acme.example", "Mei Tanaka"
    expect_equal(agent.command("erase", "--subject", address).status, 1, "erase beside a running agent")
    simulator.remove("user", "5rTgZk1pQwFj")
    question = "SELECT count(*) AS n FROM users WHERE id = '5rTgZk1pQwFj'"
    wait_until("the member to be gone",
               lambda: agent.command("query", "--format", "json", question).json[0]["n"] == 0)
    agent.process.terminate()
    done = agent.command("erase", "--subject", address)
    expect_equal(done.status, 0, f"erase: {done}")
    secrets = [address, name]
    found = [hit for file in agent.state.iterdir() for hit in search(secrets, file.name, file.read_bytes())]
    expect_equal(found, [], "traces and where they are")
    verified = agent.command("verify")
    expect_equal(verified.status, 0, f"verify: {verified}")
    expect("rows erased" in verified.stdout, f"verify: {verified}")
    agent.start()
    agent.process.terminate()
    found = [hit for file in agent.state.iterdir() for hit in search(secrets, file.name, file.read_bytes())]
    expect_equal(found, [], "traces after the agent read everything again")
