"""Reads Prometheus' text format."""

import re
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
