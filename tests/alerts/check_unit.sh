#!/usr/bin/env bash
# Checks systemd/segaudit.service without installing anything: systemd-analyze wants the program to exist, so a copy of
# the unit names another one.
# Usage: tests/alerts/check_unit.sh ROOT     Exit status 1 and one line per problem.
set -uo pipefail
unit=${1:?the root of the source tree}/systemd/segaudit.service
limit=1.1
status=0

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

if ! grep -q '^ExecStart=/usr/bin/segaudit run ' "$unit"; then
  echo "FAIL segaudit.service does not start /usr/bin/segaudit"
  status=1
fi
sed 's|^ExecStart=/usr/bin/segaudit|ExecStart=/bin/true|' "$unit" > "$scratch/segaudit.service"

# The exit status alone is not enough: unknown settings are only warned about.
verdict=$(systemd-analyze verify "$scratch/segaudit.service" 2>&1) || status=1
if [ -n "$verdict" ]; then
  printf 'FAIL systemd-analyze verify segaudit.service:\n%s\n' "$verdict"
  status=1
fi

exposure=$(systemd-analyze security --offline=true --no-pager "$scratch/segaudit.service" |
  sed -n 's/.*Overall exposure level for segaudit.service: \([0-9.]*\).*/\1/p')
if ! awk -v exposure="${exposure:-10}" -v limit="$limit" 'BEGIN { exit !(exposure <= limit) }'; then
  echo "FAIL systemd-analyze security: exposure ${exposure:-unknown}, allowed $limit"
  status=1
fi
exit "$status"
