"""Runs scenarios side by side, each in a process group of its own, and reports one line for each."""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

from harness.scenario import Failed, Skipped, all_scenarios
from harness.world import ROOT, World, find_program


def main(arguments):
    options = parse(arguments)
    scenarios = all_scenarios()
    if options.child:
        return run_child(scenarios[options.child], options)
    if options.list:
        print("\n".join(scenarios))
        return 0
    unknown = [name for name in options.scenarios if name not in scenarios]
    if unknown:
        print(f"no such scenario: {', '.join(unknown)} (tests/e2e/run --list)", file=sys.stderr)
        return 2
    chosen = {name: scenarios[name] for name in options.scenarios} or scenarios
    return Runner(chosen, options).run()


def parse(arguments):
    parser = argparse.ArgumentParser(prog="tests/e2e/run", description=__doc__)
    parser.add_argument("--build-dir", type=lambda text: Path(text).resolve(), default=ROOT / "build/dev",
                        help="where bin/segaudit and bin/segment-simulator are (default: build/dev)")
    parser.add_argument("--jobs", type=int, default=max(2, os.cpu_count() or 1) + 1, help="scenarios at a time")
    parser.add_argument("--keep", action="store_true", help="keep the files of scenarios that pass, too")
    parser.add_argument("--list", action="store_true", help="print the names of all scenarios")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO")
    return parser.parse_args(arguments)


class Runner:
    def __init__(self, scenarios, options):
        self._waiting = list(scenarios.items())
        self._options = options
        self._folder = Path(tempfile.mkdtemp(prefix="segaudit-e2e-"))
        self._running = {}  # name: (process, deadline)
        self._outcomes = {"ok": 0, "FAIL": 0, "skip": 0}

    def run(self):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        try:
            while self._waiting or self._running:
                while self._waiting and len(self._running) < self._options.jobs:
                    self._start(*self._waiting.pop(0))
                self._look()
                time.sleep(0.05)
        except KeyboardInterrupt:
            print("interrupted", file=sys.stderr)
            return 130
        finally:
            for name, (process, _) in self._running.items():  # only when interrupted
                end_group(process)
                shutil.rmtree(self._folder / name, ignore_errors=True)
            self._remove_folder_if_empty()
        print(f"{self._outcomes['ok']} passed, {self._outcomes['FAIL']} failed")
        return 1 if self._outcomes["FAIL"] else 0

    def _start(self, name, function):
        missing = [program for program in function.needs if not find_program(program, self._options.build_dir)]
        if missing:
            self._report("FAIL", name, f"{', '.join(missing)} not found")
            return
        folder = self._folder / name
        folder.mkdir()
        with open(folder / "scenario.log", "wb") as log:
            process = subprocess.Popen(
                [sys.executable, str(ROOT / "tests/e2e/run"), "--child", name, "--folder", str(folder),
                 "--build-dir", str(self._options.build_dir)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        self._running[name] = process, time.monotonic() + function.seconds

    def _look(self):
        for name, (process, deadline) in list(self._running.items()):
            timed_out = time.monotonic() > deadline
            if process.poll() is None and not timed_out:
                continue
            del self._running[name]
            end_group(process)
            outcome, reason = self._outcome(name, timed_out)
            self._report(outcome, name, reason)

    def _outcome(self, name, timed_out):
        result = self._folder / name / "result.json"
        if result.exists():
            document = json.loads(result.read_text())
            return document["outcome"], document["reason"]
        return "FAIL", "took too long" if timed_out else "ended without a result"

    def _report(self, outcome, name, reason):
        self._outcomes[outcome] += 1
        folder = self._folder / name
        if outcome == "FAIL" and folder.exists():
            reason += f" (files: {folder})"
        elif not self._options.keep:
            shutil.rmtree(folder, ignore_errors=True)
        print(f"{outcome} {name}" + (f": {reason}" if reason else ""), flush=True)

    def _remove_folder_if_empty(self):
        try:
            self._folder.rmdir()
        except OSError:
            print(f"files kept in {self._folder}", file=sys.stderr)


def end_group(process):
    """Ends the scenario's process and all it has started: politely first, so that it can clean up."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(8)
        except subprocess.TimeoutExpired:
            pass
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def run_child(function, options):
    """One scenario, in the process that Runner started for it. The result goes to a file."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    world = World(options.folder, options.build_dir)
    outcome, reason = "ok", ""
    try:
        try:
            function(world)
        finally:
            world.close()
        world.check_no_token_left()
    except Skipped as skipped:
        outcome, reason = "skip", str(skipped)
    except Exception as error:  # whatever goes wrong in a scenario is its result
        traceback.print_exc()
        text = str(error) if isinstance(error, Failed) else f"{type(error).__name__}: {error}"
        outcome, reason = "FAIL", " ".join(text.split())[:600]
    (options.folder / "result.json").write_text(json.dumps({"outcome": outcome, "reason": reason}))
    return 0
