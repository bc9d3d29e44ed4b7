"""The command line: what to measure, within which time, and where to say it."""

import argparse
import json
import signal
import sys
import tempfile
from pathlib import Path

from harness.scenario import Failed

from bench.goals import table
from bench.measure import measure

ROOT = Path(__file__).resolve().parents[3]


def main(arguments):
    options = parse(arguments)
    programs = {name: options.build_dir.resolve() / "bin" / name for name in ("segaudit", "segment-simulator")}
    for program in programs.values():
        if not program.exists():
            sys.exit(f"{program} is not there: cmake --preset release && cmake --build --preset release")
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, stop)
    signal.alarm(options.most_seconds)
    try:
        with tempfile.TemporaryDirectory(prefix="segaudit-bench-") as folder:
            figures = measure(programs, options, Path(folder), say)
    except (Failed, OSError) as error:
        sys.exit(f"bench: {error}")
    except KeyboardInterrupt:
        sys.exit("bench: stopped, or took too long (--most-seconds)")
    signal.alarm(0)
    print(table(figures))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")
    return 0


def parse(arguments):
    parser = argparse.ArgumentParser(prog="tests/bench/run", description=sys.modules["__main__"].__doc__)
    parser.add_argument("--build-dir", type=Path, default=ROOT / "build" / "release", help="default: build/release")
    parser.add_argument("--scale", default="2000,6000,200,250,2000",
                        help="as segment-simulator --scale takes it")
    parser.add_argument("--repeat", type=int, default=3, help="runs of the plain script; the best one counts")
    parser.add_argument("--sweeps", type=int, default=2, help="steady sweeps measured, one a minute")
    parser.add_argument("--scrapes", type=int, default=500, help="scrapes at rest")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument("--most-seconds", type=int, default=900, help="ends it after that time")
    return parser.parse_args(arguments)


def stop(number, frame):
    raise KeyboardInterrupt


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)
