"""The same sweep done by others: a plain script, and a program that only fetches."""

import json
import shutil
from pathlib import Path

from bench.usage import run_measured

PLAIN_SWEEP = Path(__file__).resolve().parent.parent / "plain_sweep.mjs"
LONGEST = 300  # seconds, for any one of them


def measure_baselines(simulator, token_file, folder, repeat):
    """CPU seconds of each, the best of `repeat` runs. Without Node there is nothing to compare with."""
    node, curl = shutil.which("node"), shutil.which("curl")
    if not node:
        return {}
    urls, answers = folder / "urls", folder / "answers"

    def plain():
        shutil.rmtree(answers, ignore_errors=True)
        answers.mkdir()
        return run_measured([node, PLAIN_SWEEP, simulator.url, token_file, answers, urls], LONGEST)

    stored = _best(plain, repeat)
    figures = {"plain_cpu": stored.cpu, "plain_wall": stored.wall,
               **{f"plain_{name}": value for name, value in json.loads(stored.stdout).items()}}
    shutil.rmtree(answers)
    if curl:
        file = _curl_config(urls, token_file, folder)
        figures["bare_cpu"] = _best(lambda: run_measured([curl, "--disable", "--config", file], LONGEST), repeat).cpu
    return figures


def _best(measure, repeat):
    return min((measure() for _ in range(repeat)), key=lambda done: done.cpu)


def _curl_config(urls, token_file, folder):
    """Everything over one connection, one after the other, packed as the agent asks for it, to nowhere."""
    file = folder / "curl.config"
    requests = "".join(f'url = "{url}"\noutput = "/dev/null"\n' for url in urls.read_text().splitlines())
    file.write_text(f'silent\nfail\ncompressed\ngloboff\nnoproxy = "*"\n'
                    f'header = "Authorization: Bearer {token_file.read_text().strip()}"\n'
                    f'header = "Accept: application/json"\n{requests}')
    return file
