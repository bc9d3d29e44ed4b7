"""Scraping /metrics as Prometheus does: over one connection, one after the other."""

import http.client
import time
from urllib.parse import urlsplit


class Scraper:
    def __init__(self, url, compressed):
        address = urlsplit(url)
        self._connection = http.client.HTTPConnection(address.hostname, address.port, timeout=10)
        self._headers = {"Accept-Encoding": "gzip" if compressed else "identity"}

    def scrape(self):
        """Seconds and body."""
        started = time.perf_counter()
        self._connection.request("GET", "/metrics", headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        seconds = time.perf_counter() - started
        if answer.status != 200:
            raise OSError(f"GET /metrics: {answer.status}")
        return seconds, body


def scrape_times(url, compressed, pause, until):
    """Scrapes with pauses until until(number so far) says so."""
    scraper = Scraper(url, compressed)
    times = []
    while not until(len(times)):
        times.append(scraper.scrape()[0])
        time.sleep(pause)
    return times


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def series_in(body):
    return sum(1 for line in body.decode().splitlines() if line and not line.startswith("#"))
