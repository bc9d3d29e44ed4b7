"""segaudit.service under a real systemd (harness/machine.py)."""

import json
import shutil

from harness.machine import Machine
from harness.scenario import expect, expect_equal, expect_in, scenario
from harness.waiting import wait_until

CONFIG = """\
workspaces:
  - name: acme
    token_credential: acme.token
    api_url: http://127.0.0.1:18080
    schedule: {sweep: 1h, audit_trail: 1s}
"""

SIMULATOR_UNIT = """\
[Service]
ExecStart=/usr/local/bin/segment-simulator --listen 127.0.0.1:18080 --fixture /srv/host/fixture --token %s
"""

# Only times: the rest is the shipped unit.
SHORTER_TIMES = """\
[Service]
RestartSec=200ms
WatchdogSec=2s
"""

GET = """
import json, sys, urllib.request
with urllib.request.urlopen(sys.argv[1], timeout=5) as answer:
    print(json.dumps([answer.status, answer.read().decode()]))
"""


def get(machine, path):
    """Status and text of the agent's answer, asked from inside."""
    return json.loads(machine.run("/usr/bin/python3", "-c", GET, f"http://127.0.0.1:9847{path}"))


def is_ready(machine):
    status, _ = machine.run("/usr/bin/python3", "-c", GET, "http://127.0.0.1:9847/-/ready", check=False)
    return status == 0


def install(world, machine):
    """What a package would put there, and a simulator beside it."""
    for name in ("segaudit", "segment-simulator"):
        shutil.copy(world.program(name), machine.shared / name)
    shutil.copytree(world.root / "tests/simulator/fixture", machine.shared / "fixture")
    machine.run("install", "-m", "755", "/srv/host/segaudit", "/usr/bin/segaudit")
    machine.run("install", "-m", "755", "/srv/host/segment-simulator", "/usr/local/bin/segment-simulator")
    machine.write("/etc/systemd/system/segaudit.service", (world.root / "systemd/segaudit.service").read_text())
    machine.write("/etc/systemd/system/segaudit.service.d/times.conf", SHORTER_TIMES)
    machine.write("/etc/systemd/system/segment-simulator.service", SIMULATOR_UNIT % world.token)
    machine.write("/etc/segaudit/segaudit.yml", CONFIG)
    machine.write("/etc/segaudit/acme.token", world.token + "\n", 0o600)
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "start", "segment-simulator")


def main_pid(machine):
    return machine.properties("segaudit", "MainPID")["MainPID"]


def check_what_it_may_see(machine):
    """The user of the service can read its state and its credential, nobody else's."""
    state = machine.run("stat", "-L", "-c", "%a %U", "/var/lib/private/segaudit")
    expect_in("700 segaudit", state, "mode and owner of the state directory")
    environment = machine.run("sh", "-c", 'tr "\\0" "\\n" < /proc/$1/environ', "environ", main_pid(machine))
    expect("CREDENTIALS_DIRECTORY" in environment and "sgp_" not in environment, "the token is in the environment")
    expect_equal(machine.run("stat", "-c", "%u", f"/proc/{main_pid(machine)}") == "0", False, "runs as root")
    expect_in("Max core file size        0                    0 ", machine.run("cat", f"/proc/{main_pid(machine)}/limits"),
              "limits")


def check_restart_after(machine, what, *command):
    """It comes back by itself, ready again."""
    before = machine.properties("segaudit", "MainPID", "NRestarts")
    machine.run(*command)

    def is_back():
        now = machine.properties("segaudit", "MainPID", "NRestarts", "ActiveState")
        return now["ActiveState"] == "active" and int(now["NRestarts"]) == int(before["NRestarts"]) + 1 \
            and now["MainPID"] not in ("0", before["MainPID"])

    wait_until(f"the restart after {what}", is_back, within=20)
    wait_until(f"its page after {what}", lambda: is_ready(machine))


@scenario(needs=("segaudit", "segment-simulator"), seconds=120)
def as_a_service_under_systemd(world):
    machine = Machine(world)
    install(world, machine)
    machine.run("systemctl", "start", "segaudit")  # returns when READY has come
    expect_equal(get(machine, "/-/healthy")[0], 200, "health once systemd says started")
    wait_until("the first complete poll", lambda: is_ready(machine))
    metrics = get(machine, "/metrics")[1]
    expect_in('segment_up{workspace="acme"} 1', metrics, "metrics")
    expect_in("segaudit_violation{", metrics, "metrics")
    expect_in("process_open_fds ", metrics, "metrics of a process that nobody may look into")
    expect(machine.properties("segaudit", "StatusText")["StatusText"], "systemctl status shows no STATUS")
    check_what_it_may_see(machine)

    # Three times the watchdog's patience.
    pid = main_pid(machine)
    machine.run("sleep", "6")
    expect_equal(machine.properties("segaudit", "NRestarts", "MainPID"), {"NRestarts": "0", "MainPID": pid}, "alive")

    machine.run("systemctl", "reload", "segaudit")
    expect_equal(machine.properties("segaudit", "MainPID", "ActiveState"), {"MainPID": pid, "ActiveState": "active"},
                 "after reload")
    wait_until("the page after reload", lambda: is_ready(machine))

    check_restart_after(machine, "a crash", "systemctl", "kill", "--signal=SEGV", "--kill-whom=main", "segaudit")
    check_restart_after(machine, "a hang", "systemctl", "kill", "--signal=STOP", "--kill-whom=main", "segaudit")
    expect_in("segaudit_violation{", get(machine, "/metrics")[1], "metrics after the restarts")
    machine.run("/usr/bin/segaudit", "verify")

    machine.run("systemctl", "stop", "segaudit")
    stopped = machine.properties("segaudit", "Result", "ActiveState")
    expect_equal(stopped, {"Result": "success", "ActiveState": "inactive"}, "after stop")
    journal = machine.journal("segaudit")
    expect(world.token not in journal, "the token is in the journal")
    machine.run("systemctl", "stop", "segment-simulator")


@scenario(needs=("segaudit", "segment-simulator"), seconds=60)
def a_service_with_a_mistake_in_its_configuration_says_so_and_stays_failed(world):
    machine = Machine(world)
    install(world, machine)
    machine.write("/etc/segaudit/segaudit.yml", CONFIG + "wbe: {}\n")
    status, _ = machine.run("systemctl", "start", "segaudit", check=False)
    expect(status != 0, "systemctl start succeeded")
    shown = machine.properties("segaudit", "ActiveState", "ExecMainStatus", "NRestarts")
    expect_equal(shown, {"ActiveState": "failed", "ExecMainStatus": "2", "NRestarts": "0"}, "the unit")
    mistake = '/etc/segaudit/segaudit.yml:6:1: unknown key "wbe" (did you mean web?)'
    expect_in(mistake, machine.journal("segaudit"), "journal")
    machine.run("systemctl", "stop", "segment-simulator")
