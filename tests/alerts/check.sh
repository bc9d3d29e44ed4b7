#!/usr/bin/env bash
# Checks the alerting rules and the example configurations around them:
#   - promtool and amtool accept them, and the rules' own tests pass;
#   - every alert fires in a test, has a runbook entry, and links to it; every runbook entry belongs to an alert;
#   - the unit file is sound and sealed (where systemd's tools are installed).
# Usage: tests/alerts/check.sh [ROOT]
# Prints one line per problem; exit status 1 if there is any, 77 without promtool and amtool.
set -uo pipefail
root=$(cd "${1:-$(dirname "$0")/../..}" && pwd)
rules=$root/rules/alerts/segaudit.rules.yml
tests=$root/rules/alerts/segaudit.rules.test.yml
runbook=$root/rules/alerts/RUNBOOK.md
problems=0

problem() {
  printf 'FAIL %s\n' "$*"
  problems=$((problems + 1))
}

# run NAME COMMAND...: the command's output only when it fails.
run() {
  local name=$1 output
  shift
  if ! output=$("$@" 2>&1); then
    problem "$name"
    printf '%s\n' "$output" | sed 's/^/    /'
  fi
}

for tool in promtool amtool; do
  if ! command -v "$tool" >/dev/null; then
    echo "skip: $tool is not installed (Debian packages prometheus, prometheus-alertmanager)"
    exit 77
  fi
done

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

run "promtool check rules" promtool check rules "$rules"
run "promtool test rules" promtool test rules "$tests"

# The example names the place where an administrator puts the rules; here they lie in the source tree.
sed "s|/etc/prometheus/segaudit.rules.yml|$rules|" "$root/systemd/prometheus.example.yml" > "$scratch/prometheus.yml"
grep -q "$rules" "$scratch/prometheus.yml" || problem "prometheus.example.yml does not load segaudit.rules.yml"
run "promtool check config prometheus.example.yml" promtool check config "$scratch/prometheus.yml"
run "amtool check-config alertmanager.example.yml" amtool check-config "$root/systemd/alertmanager.example.yml"

alerts=$(sed -n 's/^ *- alert: *//p' "$rules")
[ -n "$alerts" ] || problem "no alert found in $rules"
for alert in $alerts; do
  anchor=${alert,,}
  grep -q "^## $alert\$" "$runbook" || problem "$alert has no entry in RUNBOOK.md"
  grep -q "runbook_url: .*/RUNBOOK.md#$anchor\$" "$rules" || problem "$alert does not link to RUNBOOK.md#$anchor"
  # A test in which it fires: its name, followed by an expectation that is not empty.
  awk -v alert="$alert" '
    $1 == "alertname:" { current = $2 }
    current == alert && /exp_alerts:/ && !/exp_alerts: *\[\] *$/ { found = 1 }
    END { exit !found }' "$tests" || problem "$alert fires in no test"
  awk -v alert="$alert" '
    $1 == "alertname:" { current = $2 }
    current == alert && /exp_alerts: *\[\] *$/ { found = 1 }
    END { exit !found }' "$tests" || problem "$alert is silent in no test"
done
for entry in $(sed -n 's/^## \(Segaudit[A-Za-z]*\)$/\1/p' "$runbook"); do
  grep -qx "$entry" <<< "$alerts" || problem "RUNBOOK.md has an entry for $entry, which is no alert"
done

# Each alert that the example routes or inhibits by name must exist.
for name in $(grep -o 'Segaudit[A-Za-z][A-Za-z]*' "$root/systemd/alertmanager.example.yml" | sort -u); do
  grep -qx "$name" <<< "$alerts" || problem "alertmanager.example.yml mentions $name, which is no alert"
done

if command -v systemd-analyze >/dev/null; then
  "$root/tests/alerts/check_unit.sh" "$root" || problems=$((problems + 1))
else
  echo "skip: systemd-analyze is not installed; segaudit.service was not checked"
fi

if [ "$problems" -gt 0 ]; then
  exit 1
fi
echo "ok: $(wc -w <<< "$alerts") alerts, each with tests and a runbook entry; example configurations accepted"
