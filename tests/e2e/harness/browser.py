"""A headless Chromium, driven through chromedriver: WebDriver over HTTP, and its door to the DevTools protocol."""

import json
import shutil
import tempfile

from harness.http import request
from harness.ports import free_port
from harness.process import Process, clean_environment
from harness.scenario import Failed
from harness.waiting import wait_until

_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # how WebDriver spells a reference to an element
_TAB = "\ue004"

# For each selector, of the first such element that is shown: the colours of its text and of what lies behind it.
_COLOURS = """
const parts = text => (text.match(/[\\d.]+/g) || []).map(Number);
const is_opaque = colour => colour.length === 3 || colour[3] === 1;
const background = element => parts(getComputedStyle(element).backgroundColor);
return arguments[0].flatMap(selector => {
  const element = [...document.querySelectorAll(selector)].find(found => found.checkVisibility());
  if (!element) return [];
  let behind = element;
  while (behind.parentElement && !is_opaque(background(behind))) behind = behind.parentElement;
  return [[selector, parts(getComputedStyle(element).color), background(behind)]];
});
"""


class Browser:
    """Scripts of the pages themselves are switched off: what is seen here is seen without JavaScript."""

    def __init__(self, world):
        self.port = free_port()
        # Of a short name: the browser makes sockets in it, whose paths must not be long.
        self._scratch = tempfile.mkdtemp(prefix="e2e-")
        world.closing(_Folder(self._scratch))
        self._driver = world.closing(Process(
            "chromedriver", [world.program("chromedriver"), f"--port={self.port}"], world.folder,
            environment=clean_environment(HOME=self._scratch, TMPDIR=self._scratch)))
        wait_until("chromedriver", lambda: self._driver.check_running() and self._ask("GET", "/status")["ready"])
        options = {"binary": str(world.program("chromium")),
                   "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                            "--no-proxy-server", "--disable-background-networking", "--disable-extensions"]}
        session = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}}})
        self._session = f"/session/{session['sessionId']}"
        world.closing(self)
        self._devtools("Emulation.setScriptExecutionDisabled", value=True)

    def close(self):
        try:
            self._ask("DELETE", self._session)
        except (OSError, Failed):
            pass  # It ends with chromedriver.

    # Looking

    def look(self, width, scheme):
        """From now on as on a screen of this width, for people who like it `light` or `dark`."""
        self._devtools("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1,
                       mobile=width < 500)
        self._devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def open(self, url):
        self._command("POST", "/url", {"url": url})

    def back(self):
        self._command("POST", "/back", {})

    @property
    def url(self):
        return self._command("GET", "/url")

    @property
    def title(self):
        return self._command("GET", "/title")

    def find(self, selector):
        """All elements that a CSS selector names."""
        found = self._command("POST", "/elements", {"using": "css selector", "value": selector})
        return [Element(self, reference) for reference in found]

    def one(self, selector):
        found = self.find(selector)
        if not found:
            raise Failed(f"{self.url} has no {selector}")
        return found[0]

    def text(self, selector="main"):
        return self.one(selector).text

    def evaluate(self, script, *arguments):
        return self._command("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def page_width(self):
        return self.evaluate("return document.documentElement.scrollWidth")

    def contrasts(self, selectors):
        """Of text before its background, as WCAG 2 reckons it (1 to 21), by selector; those that are not there lack."""
        return {selector: _contrast(text, behind) for selector, text, behind in self.evaluate(_COLOURS, selectors)}

    def press_tab(self):
        keys = [{"type": "keyDown", "value": _TAB}, {"type": "keyUp", "value": _TAB}]
        self._command("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": keys}]})
        return Element(self, self._command("GET", "/element/active"))

    # What happened meanwhile

    def complaints(self):
        """What the console said since the last call."""
        return [entry["message"] for entry in self._command("POST", "/se/log", {"type": "browser"})]

    def requested(self):
        """Addresses that were asked for since the last call."""
        messages = [json.loads(entry["message"])["message"]
                    for entry in self._command("POST", "/se/log", {"type": "performance"})]
        return [message["params"]["request"]["url"] for message in messages
                if message["method"] == "Network.requestWillBeSent"]

    def _devtools(self, command, **parameters):
        return self._command("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def _command(self, method, path, document=None):
        return self._ask(method, self._session + path, document)

    def _ask(self, method, path, document=None):
        answer = request(f"http://127.0.0.1:{self.port}{path}", method, document, timeout=30)
        value = answer.json["value"]
        if answer.status >= 300:
            raise Failed(f"browser: {method} {path}: {value['error']}: {value['message'].splitlines()[0]}")
        return value


class _Folder:
    def __init__(self, path):
        self._path = path

    def close(self):
        shutil.rmtree(self._path, ignore_errors=True)


class Element:
    def __init__(self, browser, reference):
        self._browser = browser
        self._reference = reference

    def click(self):
        self._browser._command("POST", f"/element/{self._reference[_ELEMENT]}/click", {})

    def write(self, text):
        self._browser._command("POST", f"/element/{self._reference[_ELEMENT]}/value", {"text": text})

    @property
    def text(self):
        return self._browser._command("GET", f"/element/{self._reference[_ELEMENT]}/text")

    @property
    def is_shown(self):
        return self._browser._command("GET", f"/element/{self._reference[_ELEMENT]}/displayed")


def _contrast(one, other):
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour):
    linear = [part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
              for part in colour[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
