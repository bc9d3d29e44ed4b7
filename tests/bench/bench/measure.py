"""The course of a measurement. All figures are numbers in seconds, bytes, or as their name says."""

import os
import platform
import secrets
import time
from contextlib import closing

from harness.waiting import wait_until

from bench.agent import Agent
from bench.baselines import measure_baselines
from bench.scrapes import Scraper, percentile, scrape_times, series_in
from bench.simulator import Simulator

DURATION = "segaudit_policy_last_evaluation_duration_seconds"
EVALUATED = "segaudit_policy_last_evaluation_timestamp_seconds"


def measure(programs, options, folder, say):
    token = secrets.token_hex(16)
    token_file = folder / "token"
    token_file.touch(mode=0o600)
    token_file.write_text(token + "\n")
    figures = {"machine": f"{os.cpu_count()} cores, {platform.machine()}", "scale": options.scale,
               "load_before": os.getloadavg()[0]}
    simulator = Simulator(programs["segment-simulator"], options.scale, token, folder)
    with closing(simulator.process):
        say("plain script and bare transport")
        figures.update(measure_baselines(simulator, token_file, folder, options.repeat))
        say("cold sweep")
        asked = simulator.request_count()
        started = time.monotonic()
        agent = Agent(programs["segaudit"], simulator, token_file, folder)
        with closing(agent.process):
            figures.update(cold_sweep(agent, simulator, asked, started))
            say("at rest")
            figures.update(at_rest(agent, options.scrapes))
            say(f"{options.sweeps} steady sweeps, one a minute")
            figures.update(steady_sweeps(agent, simulator, options.sweeps))
            say("scrapes during a sweep")
            figures.update(scrapes_during_a_sweep(agent))
            say("a sweep that finds a change")
            figures.update(after_a_change(agent, simulator))
            figures["rss_peak_mib"] = agent.memory_mib()[1]
    figures["load_after"] = os.getloadavg()[0]
    return figures


def cold_sweep(agent, simulator, asked_before, started):
    wait_until("the first complete poll", agent.is_ready, within=180, every=0.02)
    figures = {"cold_cpu": agent.cpu(), "cold_wall": time.monotonic() - started,
               "cold_requests": simulator.request_count() - asked_before}
    # Measured here, where every policy has just been judged over everything.
    times = [sample.value for sample in agent.samples() if sample.name == DURATION]
    figures.update(policies=len(times), evaluation_all=sum(times), evaluation_slowest=max(times))
    figures["database_bytes"], figures["log_rows"] = agent.database_bytes()
    return figures


def at_rest(agent, count):
    """Before the next sweep: at most twenty seconds."""
    before, started = agent.cpu(), time.monotonic()
    time.sleep(2)
    idle = (agent.cpu() - before) / (time.monotonic() - started)
    end = time.monotonic() + 20

    def enough(done):
        return done >= count or (done > 0 and time.monotonic() > end)

    body = Scraper(agent.url, compressed=False).scrape()[1]
    packed = Scraper(agent.url, compressed=True).scrape()[1]
    before = agent.cpu()
    plain = scrape_times(agent.url, False, 0.005, enough)
    per_scrape = (agent.cpu() - before) / len(plain)
    gzip = scrape_times(agent.url, True, 0.005, enough)
    return {"idle_cpu_share": idle, "series": series_in(body), "page_bytes": len(body), "page_gzip_bytes": len(packed),
            "scrapes": len(plain), "scrape_cpu": per_scrape, **quantiles("scrape_rest", plain),
            **quantiles("scrape_rest_gzip", gzip), "rss_steady_mib": agent.memory_mib()[0]}


def quantiles(name, times):
    return {f"{name}_p50": percentile(times, 0.5), f"{name}_p99": percentile(times, 0.99)}


def steady_sweeps(agent, simulator, count):
    cpu = wall = 0.0
    asked = 0
    size, rows = agent.database_bytes()
    written = agent.bytes_written()
    for _ in range(count):
        cpu_used, wall_used, requests = one_sweep(agent, simulator)
        cpu, wall, asked = cpu + cpu_used, wall + wall_used, asked + requests
    size_after, rows_after = agent.database_bytes()
    return {"steady_cpu": cpu / count, "steady_wall": wall / count, "steady_requests": asked / count,
            "steady_growth_bytes": (size_after - size) / count, "steady_log_rows": (rows_after - rows) / count,
            "steady_bytes_written": (agent.bytes_written() - written) / count, "rss_steady_mib": agent.memory_mib()[0]}


def one_sweep(agent, simulator):
    """From the first list to the moment after its judgement."""
    finished = agent.sweeps_finished()
    last = {}

    def note():
        last.update(cpu=agent.cpu(), asked=simulator.request_count())

    note()
    agent.wait_for_sweep_begin(before=note)
    started = time.monotonic()
    agent.wait_for_sweep_end(finished)
    wall = time.monotonic() - started
    settle(agent)
    return agent.cpu() - last["cpu"], wall, simulator.request_count() - last["asked"]


def settle(agent):
    """Judging and rendering follow the sweep: until its processor time stands still."""

    def is_still():
        before = agent.cpu()
        time.sleep(0.5)
        return agent.cpu() - before < 0.002

    wait_until("the agent at rest", is_still, within=30)


def scrapes_during_a_sweep(agent):
    finished = agent.sweeps_finished()
    agent.wait_for_sweep_begin(before=lambda: None)
    times = scrape_times(agent.url, False, 0.002, lambda done: done > 0 and agent.sweeps_finished() > finished)
    return {"scrapes_in_sweep": len(times), **quantiles("scrape_sweep", times), "scrape_sweep_max": max(times)}


def after_a_change(agent, simulator):
    evaluated = {sample.labels["policy"]: sample.value for sample in agent.samples() if sample.name == EVALUATED}
    simulator.change_source(5)
    one_sweep(agent, simulator)
    samples = agent.samples()
    again = {sample.labels["policy"] for sample in samples
             if sample.name == EVALUATED and sample.value > evaluated[sample.labels["policy"]]}
    times = [sample.value for sample in samples if sample.name == DURATION and sample.labels["policy"] in again]
    return {"change_policies": len(times), "change_evaluation": sum(times)}
