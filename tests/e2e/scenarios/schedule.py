"""What is asked, how often, and of whom: the API's limit, and a token that opens another workspace."""

import json

from harness.scenario import expect, expect_equal, expect_in, scenario
from harness.waiting import wait_until

PROGRAMS = ("segaudit", "segment-simulator")
OTHER = {"data": {"workspace": {"id": "other1", "slug": "other", "name": "Other"}}}


def asked(simulator):
    """Requests for anything but the workspace itself."""
    counts = simulator.requests()
    return sum(counts.values()) - counts.get("getWorkspace", 0)


@scenario(needs=PROGRAMS)
def a_token_that_opens_another_workspace_stops_the_polling_until_it_is_put_right(world):
    simulator = world.simulator()
    agent = world.agent(simulator)
    agent.start()
    before = agent.open_violations()
    expect(before, "nothing is violated")
    simulator.fault("status", endpoint="/", status=200, body=json.dumps(OTHER), content_type="application/json")
    wait_until("the agent to notice", lambda: agent.metric("segaudit_wrong_workspace") == 1)
    expect_equal(agent.metric("segment_up"), 0, "segment_up")
    expect_in("other1", agent.get("/api/v1/status").text, "status")
    expect_in("other1", agent.get("/").text, "page")
    count = asked(simulator)
    pulses = simulator.request_count()
    wait_until("it to ask on whose workspace it is", lambda: simulator.request_count() >= pulses + 3)
    expect_equal(asked(simulator), count, "requests for anything else")
    expect_equal(agent.open_violations(), before, "open violations")
    simulator.clear_faults()
    wait_until("the agent to go on", lambda: agent.metric("segaudit_wrong_workspace") == 0)
    wait_until("it to poll again", lambda: asked(simulator) > count)
    expect_equal(agent.open_violations(), before, "open violations")


@scenario(needs=PROGRAMS)
def the_limit_is_kept_and_the_plan_says_what_fits(world):
    simulator = world.simulator("--rate-limit", "600", "--endpoint-limits")
    agent = world.agent(simulator, trail="10s")
    nothing_yet = agent.command("config", "plan")
    expect_equal(nothing_yet.status, 0, "status of config plan")
    expect_in("60 points per minute (if that is the limit; not observed yet)", nothing_yet.stdout, "plan")
    expect_in("run the agent first", nothing_yet.stderr, "plan")
    agent.start()
    expect_equal(simulator.refused_by_limit(), 0, "requests over the limit")
    expect_equal(agent.metric("segaudit_api_ratelimit_limit"), 600, "the limit that was observed")
    plan = agent.command("config", "plan")
    expect_in("acme: 600 points per minute (observed)", plan.stdout, "plan")
    expect_in("everything fits", plan.stdout, "plan")
    tight = agent.command("config", "plan", "--points", "14")
    expect_in("does not fit", tight.stdout, "plan for a small limit")
    expect_equal(agent.command("config", "plan", "--points", "none").status, 2, "status of a mistake")
