"""What a scenario is: a function that is given a World and either returns, fails, or says why it cannot run here."""

import importlib
import pkgutil

_scenarios = {}


class Skipped(Exception):
    """The scenario cannot run on this machine; the text says what is missing."""


class Failed(AssertionError):
    """Something is not as it should be; the text says what was expected and what was found."""


def scenario(needs=(), seconds=90):
    """Registers the decorated function under its name.

    needs: programs it cannot do without: "segaudit" and "segment-simulator" of the build, others as installed.
    seconds: after which it is ended and counts as failed.
    """

    def register(function):
        _scenarios[function.__name__] = function
        function.needs = tuple(needs)
        function.seconds = seconds
        return function

    return register


def all_scenarios():
    """Name to function, in the order of the files and of the functions within them."""
    package = importlib.import_module("scenarios")
    for module in sorted(found.name for found in pkgutil.iter_modules(package.__path__)):
        importlib.import_module(f"scenarios.{module}")
    return dict(_scenarios)


def expect(condition, message):
    if not condition:
        raise Failed(message)


def expect_equal(found, expected, what):
    if found != expected:
        raise Failed(f"{what}: expected {expected!r}, found {found!r}")


def expect_in(part, text, what):
    if part not in text:
        raise Failed(f"{what}: expected to contain {part!r}, found: {text!r}")
