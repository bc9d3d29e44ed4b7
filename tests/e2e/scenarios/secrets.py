"""No secret leaves the process: markers planted wherever the API has strings, searched wherever the agent writes."""

import json
import re

from harness.scenario import expect, expect_equal, scenario
from harness.waiting import wait_until

PATHS = ("/metrics", "/", "/api/v1/violations", "/api/v1/status", "/-/healthy", "/-/ready")
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
    simulator.fault("status", "/sources/*/settings", status=500, body=f"{MARKER}ErrorPage")
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
