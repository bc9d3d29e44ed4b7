"""The page, in a real browser: what people click through, on a desk and on a phone, in the light and in the dark."""

import socket
import time

from harness.browser import Browser
from harness.planted import HEALTHY_SOURCE, unset_target
from harness.scenario import expect, expect_equal, expect_in, scenario
from harness.waiting import wait_until

NEEDS = ("segaudit", "segment-simulator", "chromium", "chromedriver")
POLICY = "blocked-events-have-a-target"
PATHS = ("/", f"/policies/{POLICY}", f"/resources/source/{HEALTHY_SOURCE}", "/sources", "/destinations", "/resources",
         "/resources/destination", "/resources?q=web")
HOSTILE = "<script>alert(1)</script><b>\u202eevil</b>"


def a_watched_workspace(world):
    """With a source that was renamed by somebody nasty, and lost the target of its blocked events."""
    simulator = world.simulator()
    agent = world.agent(simulator)
    agent.start()
    simulator.patch("source", HEALTHY_SOURCE, change={"name": HOSTILE})
    unset_target(simulator)
    wait_until("the violation and the new name", lambda: HEALTHY_SOURCE in agent.get(f"/policies/{POLICY}").text
               and "&lt;script&gt;" in agent.get(f"/policies/{POLICY}").text)
    return simulator, agent


@scenario(needs=NEEDS)
def the_page_can_be_clicked_through_without_scripts(world):
    simulator, agent = a_watched_workspace(world)
    browser = Browser(world)
    browser.look(1280, "light")
    browser.open(agent.url + "/")
    expect_in("open · segaudit", browser.title, "title of the front page")
    expect_in("open violations", browser.text(".verdict"), "the state in one sentence")
    expect(len(browser.find("article.policy")) > 5, "no policies on the front page")

    browser.one(f"a[href='policies/{POLICY}']").click()
    expect_equal(browser.url, f"{agent.url}/policies/{POLICY}", "where the policy's link leads")
    expect_in("Remedy", browser.one(".remedy").text.capitalize(), "the policy's page")
    expect_in("SELECT", browser.text("pre"), "the policy's query")

    browser.one(f"a[href='../resources/source/{HEALTHY_SOURCE}']").click()
    expect_in("<script>alert(1)</script>", browser.text("h1"), "the hostile name, as text")
    expect_in("\\u{202e}", browser.text("h1"), "a turn of the writing direction, made visible")
    expect_in(POLICY, browser.text(".violations"), "the resource's violations")
    versions = browser.text(".timeline")
    for word in ("modified", "name", HOSTILE[:10]):
        expect_in(word, versions, "the resource's versions")
    expect_in("Source Modified", browser.text(), "the audit trail")

    browser.one(f"a[href$='/resources/source_settings/{HEALTHY_SOURCE}']").click()
    expect_in("forwardingBlockedEventsTo", browser.text(".timeline"), "versions of the settings")
    browser.back()
    browser.back()
    expect_equal(browser.url, f"{agent.url}/policies/{POLICY}", "two steps back")
    browser.one("header nav a").click()
    expect_equal(browser.url, f"{agent.url}/", "the way to the overview")

    expect_equal(browser.complaints(), [], "what the console says")
    strangers = [url for url in browser.requested() if not url.startswith(agent.url + "/")]
    expect_equal(strangers, [], "requests to somebody else")
    expect_equal(agent.process.is_running(), True, "the agent runs")


@scenario(needs=NEEDS)
def the_map_tells_instance_ids_from_meta_ids(world):
    simulator, agent = a_watched_workspace(world)
    browser = Browser(world)
    browser.look(1280, "dark")
    browser.open(agent.url + "/")
    browser.one("header nav a[href='destinations']").click()
    expect_in("Instance id", browser.text(".note"), "what the ids are")
    expect_in("Meta id", browser.text(".note"), "what the ids are")
    group = browser.one("details.group")
    expect_in("Meta id", group.text, "an integration's heading")
    expect_in("Instance id", group.text, "the heading of its instances")
    table = browser.one("details.group table")
    expect(table.is_shown, "a short map is open")
    browser.one("details.group summary").click()
    expect(not browser.one("details.group table").is_shown, "a group cannot be folded")

    browser.one("input[type='search']").write("braze")
    browser.one("form.search button").click()
    expect_in("with “braze”", browser.text(), "what was searched for")
    names = [summary.text for summary in browser.find("details.group summary b")]
    expect_equal(names, ["Braze"], "what was found")
    browser.one("details.group a[href*='/resources/destination/']").click()
    expect_in("Instance id", browser.text(".facts"), "a destination's page")
    browser.one("a[href*='/resources/destination_metadata/']").click()
    expect_in("Meta id", browser.text(".facts"), "an integration's page")
    expect_equal(browser.complaints(), [], "what the console says")


@scenario(needs=NEEDS)
def waived_violations_stand_apart_with_reason_owner_and_expiry(world):
    agent = world.agent(world.simulator())
    waivers = agent.folder / "waivers.yml"
    waivers.write_text("waivers:\n  - policy: forwarding-not-to-itself\n    resource: source/androidStaging9Cd4\n"
                       "    reason: <i>rebuilt</i> in spring\n    owner: mobile@acme.example\n"
                       "    expires: 2098-12-31\n")
    agent.write_config(extra=f"waivers: {waivers}\n")
    agent.start()
    browser = Browser(world)
    browser.look(390, "dark")
    browser.open(agent.url + "/")
    headings = [heading.text for heading in browser.find("h3")]
    expect("Waived" in headings and "Waivers" in headings, f"headings of the front page: {headings}")
    for word in ("androidStaging9Cd4", "forwarding-not-to-itself", "<i>rebuilt</i> in spring", "mobile@acme.example",
                 "2099-01-01"):
        expect_in(word, browser.text(), "the front page")
    expect(browser.page_width() <= 390, f"{browser.page_width()} px wide")
    browser.open(f"{agent.url}/resources/source/androidStaging9Cd4")
    expect_in("waived until", browser.text(".violations").lower(), "the resource's violations")
    expect_in("mobile@acme.example", browser.text(".violations"), "the resource's violations")


@scenario(needs=NEEDS)
def every_page_is_readable_on_a_phone_and_in_the_dark(world):
    _, agent = a_watched_workspace(world)
    browser = Browser(world)
    for scheme in ("light", "dark"):
        for width in (390, 1280):
            browser.look(width, scheme)
            for path in PATHS:
                browser.open(agent.url + path)
                where = f"{path} at {width} px, {scheme}"
                expect(browser.page_width() <= width, f"{where}: {browser.page_width()} px wide")
                expect_equal(len(browser.find("h1")), 1, f"main headings of {where}")
                expect_equal(len(browser.find("main")), 1, f"landmarks of {where}")
                check_contrast(browser, where)
    browser.open(agent.url + "/")
    expect_equal(browser.press_tab().text, "Skip to content", "what the keyboard reaches first")


def check_contrast(browser, where):
    """At least 4.5 to 1 (WCAG 2, AA) for one element of each sort that the page has."""
    contrasts = browser.contrasts([
        "h1", "main p", ".soft", "main a", ".verdict h2", ".tiles b", ".tiles span", ".severity.critical",
        ".severity.high", ".severity.medium", ".severity.low", ".state", ".gap", ".hidden", "thead th", "tbody th",
        "tbody td", "dt", "button", "footer p", "header nav a", "header nav a[aria-current]"])
    expect(len(contrasts) >= 6, f"{where}: too little was found to look at: {contrasts}")
    too_faint = {selector: round(contrast, 2) for selector, contrast in contrasts.items() if contrast < 4.5}
    expect_equal(too_faint, {}, f"contrasts of {where}")


@scenario(needs=("segaudit", "segment-simulator"))
def requests_to_the_page_with_hostile_addresses_are_refused_in_plain_words(world):
    agent = world.agent(world.simulator())
    agent.start()
    cases = {"/resources/source/%00": 400, "/resources/source/%zz": 400, "/resources/source/%ff%fe": 400,
             "/resources/source/%2e%2e%2f%2e%2e%2fetc%2fpasswd": 404, "/%2e%2e/%2e%2e/etc/passwd": 404,
             "/resources/nothing": 404, "/resources/source/%22%3E%3Cscript%3E": 404,
             "/resources/source/%27%20OR%201=1": 404,
             "/policies/%3Cscript%3E": 404, "/" + "a" * 10_000: 414, "/sources?q=" + "a" * 10_000: 414,
             "/sources?q=" + "a" * 3_000: 400, "/sources?q=1&q=2": 400, "/sources?%3Cscript%3E=1": 400,
             "/sources?page=1e9": 400, "/sources?page=-1": 400, "/api/v1/resources?id=x": 400,
             "/api/v1/resources?kind=nothing": 404, "/sources?workspace=other": 404}
    for path, status in cases.items():
        answer = agent.get(path)
        expect_equal(answer.status, status, f"status of {path[:60]}")
        expect_in("text/plain", answer.headers["Content-Type"], f"type of {path[:60]}")
        expect(not {"script", "passwd", "OR 1"} & set(answer.text.replace("<", " ").replace(">", " ").split()),
               f"{path[:60]} is repeated in the answer: {answer.text}")
    expect_equal(agent.get("/-/ready").status, 200, "the agent is well afterwards")


@scenario(needs=("segaudit", "segment-simulator"))
def a_thousand_idle_connections_do_not_hold_up_a_scrape(world):
    agent = world.agent(world.simulator())
    agent.start()
    for says in (b"", b"GET /sources HTTP/1.1\r\nX-Slow: "):
        idle = [socket.create_connection(("127.0.0.1", agent.port)) for _ in range(900)]
        try:
            for connection in idle:
                try:
                    connection.sendall(says)
                except OSError:
                    pass  # It made way for a younger one already.
            times = []
            for _ in range(100):
                started = time.monotonic()
                expect_equal(agent.get("/metrics").status, 200, "a scrape")
                times.append(time.monotonic() - started)
            expect(sorted(times)[98] < 0.25, f"p99 of a scrape is {sorted(times)[98]:.3f} s")
        finally:
            for connection in idle:
                connection.close()
