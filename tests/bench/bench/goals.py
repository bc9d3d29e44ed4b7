"""The table: what was measured beside what we hold ourselves to."""

_UNITS = {"ms": lambda value: f"{value * 1000:.1f} ms", "s": lambda value: f"{value:.2f} s",
          "MiB": lambda value: f"{value:.1f} MiB", "share": lambda value: f"{value * 100:.2f} %",
          "bytes": lambda value: f"{value / 1048576:.2f} MiB" if abs(value) >= 1048576 else f"{value:.0f} B",
          "count": lambda value: f"{value:.0f}", "times": lambda value: f"1/{1 / value:.1f}" if value > 0 else "0"}


def _ratios(figures):
    """Goals that compare two figures."""
    ratios = {}
    if "plain_cpu" in figures:
        ratios["cold_to_plain"] = figures["cold_cpu"] / figures["plain_cpu"]
    if "bare_cpu" in figures:
        above = max(0.0, figures["steady_cpu"] - figures["bare_cpu"])
        ratios.update(steady_above_transport=above,
                      steady_to_cold=above / max(1e-9, figures["cold_cpu"] - figures["bare_cpu"]))
    return ratios


# Name, unit, what it is, the most it may be.
_ROWS = [
    ("plain_cpu", "s", "plain script with Node's fetch: lists, keeps files, CPU", None),
    ("plain_wall", "s", "… wall", None),
    ("plain_requests", "count", "… requests", None),
    ("plain_bytes", "bytes", "… bytes of answers", None),
    ("bare_cpu", "s", "bare transport: the same requests by curl, gzip, CPU", None),
    ("cold_cpu", "s", "cold full sweep with store and judge, CPU", None),
    ("cold_to_plain", "times", "… of the plain script's", 1 / 5),
    ("cold_wall", "s", "… wall, until ready", None),
    ("cold_requests", "count", "… requests", None),
    ("steady_cpu", "s", "steady sweep, CPU", None),
    ("steady_above_transport", "s", "… above bare transport", None),
    ("steady_to_cold", "times", "… of the cold one's, both above transport", 1 / 10),
    ("steady_wall", "s", "… wall", None),
    ("steady_requests", "count", "… requests", None),
    ("steady_growth_bytes", "bytes", "… growth of the database", 1024),
    ("steady_log_rows", "count", "… rows added to the log", None),
    ("steady_bytes_written", "bytes", "… bytes sent to the disk", None),
    ("policies", "count", "policies", None),
    ("evaluation_all", "ms", "all of them over everything", 0.5),
    ("evaluation_slowest", "ms", "… the slowest", None),
    ("change_policies", "count", "policies judged again after one change", None),
    ("change_evaluation", "ms", "… together", 0.05),
    ("series", "count", "series on /metrics", None),
    ("page_bytes", "bytes", "… bytes", None),
    ("page_gzip_bytes", "bytes", "… gzip", None),
    ("scrape_rest_p50", "ms", "scrape at rest, p50", None),
    ("scrape_rest_p99", "ms", "… p99", 0.025),
    ("scrape_rest_gzip_p50", "ms", "… gzip, p50", None),
    ("scrape_rest_gzip_p99", "ms", "… gzip, p99", 0.025),
    ("scrape_cpu", "ms", "… CPU of the agent for one", None),
    ("scrape_sweep_p50", "ms", "scrape during a sweep, p50", None),
    ("scrape_sweep_p99", "ms", "… p99", 0.025),
    ("rss_steady_mib", "MiB", "RSS steady", 64),
    ("rss_peak_mib", "MiB", "RSS peak", 128),
    ("idle_cpu_share", "share", "CPU of one core between sweeps", None),
    ("database_bytes", "bytes", "database after the cold sweep", None),
    ("log_rows", "count", "… rows in its log", None),
]


def table(figures):
    figures.update(_ratios(figures))
    load = f"{figures['load_before']:.1f} to {figures['load_after']:.1f}"
    lines = [f"{figures['scale']}; {figures['machine']}; load {load}", "",
             "| figure | measured | goal | |", "|---|---:|---:|---|"]
    for name, unit, what, most in _ROWS:
        if name not in figures:
            continue
        value = figures[name]
        goal = "" if most is None else f"≤ {_UNITS[unit](most)}"
        verdict = "" if most is None else "met" if value <= most else "MISSED"
        lines.append(" ".join(f"| {what} | {_UNITS[unit](value)} | {goal} | {verdict} |".split()))
    return "\n".join(lines)
