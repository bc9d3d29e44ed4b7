"""The Grafana dashboard against the metrics there are: every expression of every panel is run by a real Prometheus."""

import json
import re

from harness.planted import set_target, unset_target
from harness.scenario import Failed, expect, expect_equal, scenario
from harness.waiting import wait_until

# Part of every Grafana: nothing needs to be installed for them.
PANELS = {"row", "stat", "timeseries", "bargauge", "table"}
VARIABLES = {"$workspace": "acme", "$__rate_interval": "15s"}

# Panels without data in a workspace that is polled without trouble, and why that is right. The reason must stay true:
# a panel that is listed here and has data fails the scenario, too.
EMPTY = {
    "Gaps": "a gap is a look that failed, and every look succeeds here",
    "Policies that fail": "every shipped policy can be run",
}


def panels_of(dashboard):
    return [panel for panel in dashboard["panels"] if panel["type"] != "row"]


def substituted(expression):
    for name, value in VARIABLES.items():
        expression = expression.replace(name, value)
    expect("$" not in expression, f"a variable that this test does not know: {expression}")
    return expression


def overlapping(panels):
    """Pairs of panels that share a place of the grid."""
    taken = {}
    for panel in panels:
        place = panel["gridPos"]
        for x in range(place["x"], place["x"] + place["w"]):
            for y in range(place["y"], place["y"] + place["h"]):
                yield from ((panel["title"], other) for other in [taken.get((x, y))] if other)
                taken[x, y] = panel["title"]


def check_form(dashboard):
    panels = dashboard["panels"]
    expect_equal({panel["type"] for panel in panels} - PANELS, set(), "panels of plugins that Grafana lacks")
    expect_equal(len({panel["id"] for panel in panels}), len(panels), "panels with an id of their own")
    expect_equal(list(overlapping(panels)), [], "panels that overlap")
    titles = [panel["title"] for panel in panels_of(dashboard)]
    expect_equal(len(set(titles)), len(titles), "panels with a title of their own")
    expect_equal(set(EMPTY) - set(titles), set(), "panels said to be empty that do not exist")
    for panel in panels_of(dashboard):
        for thing in (panel, *panel["targets"]):
            expect_equal(thing["datasource"], {"type": "prometheus", "uid": "${datasource}"}, panel["title"])
        expect(panel["description"] and panel["targets"], f"{panel['title']} lacks description or expression")
    variables = {variable["name"]: variable for variable in dashboard["templating"]["list"]}
    expect_equal(set(variables), {"datasource", "workspace"}, "variables")
    expect_equal(variables["workspace"]["query"]["query"], "label_values(segment_up, workspace)", "$workspace")


def samples(monitoring, expression):
    try:
        return monitoring.samples(expression)
    except KeyError as error:
        raise Failed(f"Prometheus refuses {expression}") from error


def check_panel(monitoring, panel):
    """Every expression yields something, or none does and the panel is among those that may be empty."""
    title = panel["title"]
    for target in panel["targets"]:
        expression = substituted(target["expr"])
        if title in EMPTY:
            found = samples(monitoring, expression)
            expect(not found, f"{title} is listed as empty ({EMPTY[title]}) and has data: {found}")
            continue
        found = wait_until(f"data for {title}: {expression}", lambda: samples(monitoring, expression))
        for label in re.findall(r"{{(\w+)}}", target["legendFormat"]):
            expect(any(label in labels for labels, _ in found), f"{title}: no series has the label {label}: {found[:3]}")


@scenario(needs=("segaudit", "segment-simulator", "prometheus", "prometheus-alertmanager"), seconds=150)
def every_panel_of_the_dashboard_shows_something(world):
    dashboard = json.loads((world.root / "systemd/grafana-dashboard.json").read_text())
    check_form(dashboard)
    simulator = world.simulator()
    agent = world.agent(simulator)
    agent.start()
    monitoring = world.monitoring(agent.port)
    workspaces = wait_until("the workspace", lambda: monitoring.samples("group by (workspace) (segment_up)"))
    expect_equal([labels["workspace"] for labels, _ in workspaces], ["acme"], "values of $workspace")
    # So that something opens, resolves and changes while Prometheus looks.
    opened = 'sum(increase(segaudit_policy_violations_opened_total{workspace="acme"}[15s])) > 0'
    unset_target(simulator)
    wait_until("the violation", lambda: monitoring.samples(opened))
    set_target(simulator)
    for panel in panels_of(dashboard):
        check_panel(monitoring, panel)
