"""Waiting for something with a deadline. Nothing in these tests sleeps for a fixed time and hopes."""

import time

from harness.scenario import Failed

# Not there yet: a port that is not open, an answer that is cut off, an error status of a program that starts.
NOT_YET = (OSError, ValueError, KeyError, IndexError)


def wait_until(what, probe, within=20.0, every=0.05):
    """Calls probe until it returns something true, and returns that. `what` stands in the failure's text."""
    deadline = time.monotonic() + within
    last = None
    while True:
        try:
            last = probe()
            if last:
                return last
        except NOT_YET as error:
            last = error
        if time.monotonic() >= deadline:
            raise Failed(f"waited {within:g} s for {what}; last: {last!r}")
        time.sleep(every)


def holds_while(what, condition, ends, within=20.0, every=0.05):
    """Waits until `ends` returns something true, and fails as soon as condition() does not hold on the way there."""

    def probe():
        if not condition():
            raise Failed(f"did not hold: {what}")
        return ends()

    return wait_until(f"the end of watching that {what}", probe, within, every)
