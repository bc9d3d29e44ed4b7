#include "agent/page_style.h"

namespace segaudit::agent {

// Colours keep a contrast of at least 4.5 in both schemes; no meaning is carried by colour alone.
std::string_view page_style() {
  return R"CSS(:root {
  color-scheme: light dark;
  --paper: #f6f7f9; --card: #fff; --ink: #1b1f24; --soft: #57606a; --line: #d5dae0;
  --critical: #a40e26; --high: #b3350a; --medium: #7d5600; --low: #0757b8; --info: #57606a;
  --good: #146c2e; --good-paper: #e3f5e8; --bad-paper: #fdeaea; --unsure: #7d5600; --unsure-paper: #fdf3d8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0f1318; --card: #181d24; --ink: #e3e8ee; --soft: #9aa5b1; --line: #303843;
    --critical: #ff8f96; --high: #ffa26b; --medium: #e8be57; --low: #82b8ff; --info: #9aa5b1;
    --good: #6fd38b; --good-paper: #12301b; --bad-paper: #3a171b; --unsure: #e8be57; --unsure-paper: #33290f;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
header, main, footer { max-width: 64rem; margin: 0 auto; padding: 0 1rem; }
header { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; padding-top: 1rem; }
header h1 { font-size: 1.1rem; margin: 0; }
header p, footer, .soft { color: var(--soft); font-size: .875rem; margin: 0; }
footer { padding: 2rem 1rem; }
h2 { font-size: 1.5rem; margin: 1.5rem 0 .5rem; overflow-wrap: anywhere; }
h2 small { color: var(--soft); font-size: 1rem; font-weight: normal; }
h3 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
h4 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
p { margin: .25rem 0; overflow-wrap: anywhere; }
a { color: var(--low); }
code { font: .875em/1.4 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.verdict { padding: .75rem 1rem; border-radius: .5rem; border-left: .375rem solid; font-weight: 600; }
.verdict.good { background: var(--good-paper); border-color: var(--good); }
.verdict.bad { background: var(--bad-paper); border-color: var(--critical); }
.verdict.unsure { background: var(--unsure-paper); border-color: var(--unsure); }
.verdict p { font-weight: normal; }
.tiles {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr)); gap: .5rem; margin: .75rem 0;
  padding: 0; list-style: none;
}
.tiles li { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .375rem .75rem; }
.tiles b {
  display: block; font-size: 1.5rem; line-height: 1.3; font-variant-numeric: tabular-nums;
  white-space: nowrap;
}
.tiles span { color: var(--soft); font-size: .8125rem; }
.tiles .critical b, .severity.critical { color: var(--critical); }
.tiles .high b, .severity.high { color: var(--high); }
.tiles .medium b, .severity.medium { color: var(--medium); }
.tiles .low b, .severity.low { color: var(--low); }
.severity.info { color: var(--info); }
.severity {
  font-size: .75rem; font-weight: 700; letter-spacing: .04em; text-transform: uppercase; border: 1px solid;
  border-radius: .25rem; padding: 0 .375rem; margin-right: .375rem;
}
.state {
  font-size: .8125rem; color: var(--soft); border: 1px solid var(--line); border-radius: .25rem;
  padding: 0 .375rem;
}
.policy {
  background: var(--card); border: 1px solid var(--line); border-radius: .5rem; margin: .75rem 0;
  padding: .75rem 1rem;
}
.remedy { border-left: .1875rem solid var(--good); padding-left: .75rem; margin: .5rem 0; }
.violations { list-style: none; margin: .5rem 0 0; padding: 0; }
.violations > li { border-top: 1px solid var(--line); padding: .5rem 0; }
details { margin: .25rem 0; }
summary { cursor: pointer; color: var(--soft); font-size: .875rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; background: var(--card); }
th, td { text-align: left; vertical-align: top; padding: .3125rem .625rem; border-bottom: 1px solid var(--line); }
td { overflow-wrap: break-word; min-width: 6rem; }
th { color: var(--soft); font-weight: 600; white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.gap { color: var(--critical); font-weight: 600; }
)CSS";
}

}  // namespace segaudit::agent
