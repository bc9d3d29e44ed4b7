"""The shipped rules and example configurations, changed only in their times and addresses.

So that what is tested is what people install, each change names what it replaces and fails when that is not there.
"""

import re

from harness.scenario import Failed


def _replaced(text, pattern, replacement, what):
    changed, count = re.subn(pattern, replacement, text, flags=re.MULTILINE)
    if count == 0:
        raise Failed(f"{what}: nothing matches {pattern!r} any more")
    return changed


def shortened_rules(text, look_back=None, remembered=None):
    """Waits of minutes become seconds: `for: …`, and the age from which data is stale (900 s).

    look_back, remembered: also replace the look-back of 6h and the two days of SegauditAgentDown, to see them end.
    """
    text = _replaced(text, r"^( +for:) \w+$", r"\1 2s", "rules: for")
    text = _replaced(text, r"> 900$", "> 8", "rules: stale data")
    if look_back:
        text = _replaced(text, r"\[6h\]", f"[{look_back}]", "rules: look-back")
    if remembered:
        text = _replaced(text, r"\[2d\]", f"[{remembered}]", "rules: days for which a workspace is remembered")
    return text


def prometheus_config(text, rules_file, agent_port, alertmanager_port):
    text = _replaced(text, r"^( +(?:scrape|evaluation)_interval:) 30s", r"\1 1s", "prometheus.example.yml: intervals")
    text = _replaced(text, r"/etc/prometheus/segaudit\.rules\.yml", str(rules_file), "prometheus.example.yml: rules")
    text = _replaced(text, r"127\.0\.0\.1:9847", f"127.0.0.1:{agent_port}", "prometheus.example.yml: agent")
    return _replaced(text, r"127\.0\.0\.1:9093", f"127.0.0.1:{alertmanager_port}", "prometheus.example.yml: alerts")


def alertmanager_config(text, webhook_port):
    text = _replaced(text, r"^( +group_wait:) \w+", r"\1 0s", "alertmanager.example.yml: group_wait")
    text = _replaced(text, r"^( +group_interval:) \w+", r"\1 1s", "alertmanager.example.yml: group_interval")
    return _replaced(text, r"127\.0\.0\.1:5001", f"127.0.0.1:{webhook_port}", "alertmanager.example.yml: receivers")
