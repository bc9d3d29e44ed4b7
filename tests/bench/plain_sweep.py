#!/usr/bin/env python3
"""What segaudit is compared with: the script that one would write first.

    plain_sweep.py URL TOKEN_FILE DATABASE          lists everything and stores it
    plain_sweep.py URL TOKEN_FILE --bare            fetches the same pages and forgets them
    … --urls FILE                                   also writes down what it asked for

One keep-alive connection, json, sqlite3; no history, no redaction, no policies. Metadata is stored once for all
destinations of a type, as segaudit does. Prints {"requests", "bytes", "items"} as JSON.
"""

import argparse
import http.client
import json
import re
import sqlite3
from urllib.parse import quote, urlencode, urlsplit

PAGE = 200
_NEXT = re.compile(rb'"next"\s*:\s*"([^"]+)"')  # enough to turn pages without reading them


class Api:
    def __init__(self, url, token):
        address = urlsplit(url)
        self._connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/vnd.segment.v1+json"}
        self.asked, self.bytes = [], 0

    def get(self, path, parameters=None):
        target = path + ("?" + urlencode(parameters) if parameters else "")
        self._connection.request("GET", target, headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"GET {target}: {answer.status} {body[:200]!r}")
        self.asked.append(target)
        self.bytes += len(body)
        return body

    def pages(self, path):
        cursor = None
        while True:
            body = self.get(path, {"pagination.count": PAGE, **({"pagination.cursor": cursor} if cursor else {})})
            yield body
            # The pagination is the last member: its cursor is among the last bytes.
            found = _NEXT.search(body, max(0, len(body) - 1000))
            if not found:
                return
            cursor = json.loads(b'"' + found.group(1) + b'"')


class Database:
    def __init__(self, file):
        self._database = sqlite3.connect(file)
        self._database.execute("CREATE TABLE IF NOT EXISTS resources (kind TEXT, parent TEXT, id TEXT, body TEXT, "
                               "PRIMARY KEY (kind, parent, id))")
        self.items = 0

    def store(self, kind, parent, resource_id, item):
        metadata = item.pop("metadata", None) if isinstance(item, dict) else None
        if metadata:
            self._put(kind + "_metadata", "", metadata["id"], metadata)
            item["metadata"] = metadata["id"]
        self._put(kind, parent, resource_id, item)
        self.items += 1

    def _put(self, kind, parent, resource_id, item):
        self._database.execute("INSERT OR REPLACE INTO resources VALUES (?, ?, ?, ?)",
                               (kind, parent, resource_id, json.dumps(item)))

    def commit(self):
        self._database.commit()


def rule_id(rule):
    return f"{rule['type']}/{rule.get('key', '')}/{rule.get('version', '')}"


def sweep(api, database):
    def read(kind, parent, pages, member, id_of):
        for body in pages:
            found = json.loads(body)["data"][member]
            for item in found if isinstance(found, list) else [found]:
                database.store(kind, parent, id_of(item), item)
                yield id_of(item)

    def by_id(item):
        return item["id"]

    list(read("workspace", "", [api.get("/")], "workspace", by_id))
    sources = list(read("source", "", api.pages("/sources"), "sources", by_id))
    list(read("destination", "", api.pages("/destinations"), "destinations", by_id))
    plans = list(read("tracking_plan", "", api.pages("/tracking-plans"), "trackingPlans", by_id))
    list(read("audit_event", "", api.pages("/audit-events"), "events", by_id))
    for source in sources:
        path = f"/sources/{quote(source, '')}/settings"
        list(read("source_settings", source, [api.get(path)], "settings", lambda item, source=source: source))
    for plan in plans:
        path = f"/tracking-plans/{quote(plan, '')}"
        list(read("tracking_plan_source", plan, api.pages(path + "/sources"), "sources", by_id))
        list(read("tracking_plan_rule", plan, api.pages(path + "/rules"), "rules", rule_id))
    database.commit()


def fetch(api):
    """The same requests, without looking at the answers more than the next request needs."""
    api.get("/")
    sources = [found for body in api.pages("/sources") for found in ids_in(body, "sources")]
    for _ in api.pages("/destinations"):
        pass
    plans = [found for body in api.pages("/tracking-plans") for found in ids_in(body, "trackingPlans")]
    for _ in api.pages("/audit-events"):
        pass
    for source in sources:
        api.get(f"/sources/{quote(source, '')}/settings")
    for plan in plans:
        for member in ("sources", "rules"):
            for _ in api.pages(f"/tracking-plans/{quote(plan, '')}/{member}"):
                pass


def ids_in(body, member):
    return [item["id"] for item in json.loads(body)["data"][member]]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("token_file")
    parser.add_argument("database", nargs="?")
    parser.add_argument("--bare", action="store_true")
    parser.add_argument("--urls")
    options = parser.parse_args()
    if options.bare == bool(options.database):
        parser.error("a DATABASE, or --bare")
    with open(options.token_file, encoding="ascii") as file:
        api = Api(options.url, file.read().strip())
    database = None if options.bare else Database(options.database)
    if database:
        sweep(api, database)
    else:
        fetch(api)
    if options.urls:
        with open(options.urls, "w", encoding="utf-8") as file:
            file.writelines(f"{options.url}{target}\n" for target in api.asked)
    print(json.dumps({"requests": len(api.asked), "bytes": api.bytes, "items": database.items if database else 0}))


if __name__ == "__main__":
    main()
