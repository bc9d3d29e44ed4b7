"""The same sweep done by others: a plain script, and programs that only fetch."""

import json
import shutil
from pathlib import Path

from bench.usage import run_measured

PLAIN_SWEEP = Path(__file__).resolve().parent.parent / "plain_sweep.py"
LONGEST = 120  # seconds, for any one of them


def measure_baselines(simulator, token_file, folder, repeat):
    """CPU seconds of each, the best of `repeat` runs."""
    urls, database = folder / "urls", folder / "plain.db"

    def plain():
        database.unlink(missing_ok=True)
        return run_measured([PLAIN_SWEEP, simulator.url, token_file, database, "--urls", urls], LONGEST)

    def bare():
        return run_measured([PLAIN_SWEEP, simulator.url, token_file, "--bare"], LONGEST)

    stored = _best(plain, repeat)
    figures = {"plain_cpu": stored.cpu, "plain_wall": stored.wall, "plain_database_bytes": database.stat().st_size,
               **{f"plain_{name}": value for name, value in json.loads(stored.stdout).items()},
               "bare_python_cpu": _best(bare, repeat).cpu}
    if shutil.which("curl"):
        for name, option in (("bare_curl_cpu", ""), ("bare_curl_gzip_cpu", "compressed\n")):
            file = _curl_config(urls, token_file, folder, option)
            figures[name] = _best(lambda file=file: run_measured(["curl", "--disable", "--config", file], LONGEST),
                                  repeat).cpu
    return figures


def _best(measure, repeat):
    return min((measure() for _ in range(repeat)), key=lambda done: done.cpu)


def _curl_config(urls, token_file, folder, option):
    """Everything over one connection, one after the other, to nowhere."""
    file = folder / "curl.config"
    requests = "".join(f'url = "{url}"\noutput = "/dev/null"\n' for url in urls.read_text().splitlines())
    file.write_text(f'silent\nfail\nnoproxy = "*"\nheader = "Authorization: Bearer {token_file.read_text().strip()}"\n'
                    f'header = "Accept: application/vnd.segment.v1+json"\n{option}{requests}')
    return file
