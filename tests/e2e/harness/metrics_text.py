"""Reads Prometheus' text format."""

import re
import subprocess
from typing import NamedTuple

_LINE = re.compile(r'^([A-Za-z_:][\w:]*)(?:\{(.*)\})? (\S+)(?: \d+)?$')
_LABEL = re.compile(r'([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)",?')
_ESCAPES = {"\\n": "\n", '\\"': '"', "\\\\": "\\"}


class Sample(NamedTuple):
    name: str
    labels: dict
    value: float


def _labels(text):
    def unescape(value):
        return re.sub(r'\\[n"\\]', lambda found: _ESCAPES[found.group()], value)

    return {name: unescape(value) for name, value in _LABEL.findall(text or "")}


def parse(text):
    """All samples; ValueError for a line that is none."""
    samples = []
    for line in text.split("\n"):
        if not line or line.startswith("#"):
            continue
        found = _LINE.match(line)
        if not found:
            raise ValueError(f"not a sample: {line!r}")
        samples.append(Sample(found.group(1), _labels(found.group(2)), float(found.group(3))))
    return samples


# Named by Segment's word for it: the lint takes it for a type of metric.
_NAMED_ON_PURPOSE = ("segment_delivery_summary_events metric name should not include type 'summary'",)


def complaints(promtool, page):
    """What promtool says against a page of metrics, without names that are as they are on purpose."""
    done = subprocess.run([promtool, "check", "metrics"], input=page, capture_output=True, check=False)
    lines = [line for line in done.stderr.decode().splitlines() if line not in _NAMED_ON_PURPOSE]
    return lines or ([] if done.returncode in (0, 3) else [f"ended with status {done.returncode}"])
