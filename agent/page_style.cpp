#include "agent/page_style.h"

namespace segaudit::agent {

// Colours keep a contrast of at least 4.5 in both schemes; no meaning is carried by colour alone.
std::string_view page_style() {
  return R"CSS(:root {
  color-scheme: light dark;
  --paper: #f7f8fa; --card: #fff; --ink: #1a1f26; --soft: #57606a; --line: #dde1e7;
  --link: #0b57b0; --mark: #0b57b0;
  --critical: #a40e26; --high: #a3370b; --medium: #765200; --low: #0b57b0; --info: #57606a;
  --good: #146c2e; --good-paper: #e6f5ea; --bad-paper: #fdecec; --unsure: #765200; --unsure-paper: #fdf4dc;
  --shade: #eef1f5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0f1318; --card: #171c23; --ink: #e4e9ef; --soft: #9da8b5; --line: #2c3541;
    --link: #86b9ff; --mark: #86b9ff;
    --critical: #ff959b; --high: #ffa672; --medium: #e9c15f; --low: #86b9ff; --info: #9da8b5;
    --good: #74d68f; --good-paper: #12301c; --bad-paper: #37181c; --unsure: #e9c15f; --unsure-paper: #312810;
    --shade: #1f2630;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
}
header, main, footer { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; }
header {
  display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: center; padding-top: .75rem; padding-bottom: .75rem;
  border-bottom: 1px solid var(--line);
}
.brand { font-weight: 700; letter-spacing: -.01em; color: var(--ink); text-decoration: none; }
nav a { text-decoration: none; }
header nav, .own { display: flex; flex-wrap: wrap; gap: .125rem .25rem; margin-left: -.625rem; }
header nav a, .own a { padding: .375rem .625rem; border-radius: .375rem; color: var(--soft); }
header nav a:hover, .own a:hover { background: var(--shade); color: var(--ink); }
header nav a[aria-current] { color: var(--ink); font-weight: 600; background: var(--shade); }
.skip { position: absolute; left: -99rem; background: var(--card); padding: .5rem 1rem; z-index: 1; }
.skip:focus { left: .5rem; top: .5rem; }
a {
  color: var(--link); text-underline-offset: .15em; text-decoration-thickness: .0625rem;
  text-decoration-color: color-mix(in srgb, currentColor 50%, transparent);
}
a:hover { text-decoration-color: currentColor; text-decoration-thickness: .125rem; }
a b { font-weight: 600; }
:focus-visible { outline: .1875rem solid var(--mark); outline-offset: .125rem; border-radius: .1875rem; }
footer { color: var(--soft); font-size: .875rem; padding-top: 2.5rem; padding-bottom: 2rem; }
.soft { color: var(--soft); font-size: .875rem; }
.soft code { font-size: .8125rem; }
h1 { font-size: 1.75rem; line-height: 1.25; letter-spacing: -.015em; margin: 1.5rem 0 .75rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; line-height: 1.3; letter-spacing: -.01em; margin: 2.25rem 0 .625rem; overflow-wrap: anywhere; }
h3 { font-size: 1.25rem; line-height: 1.3; letter-spacing: -.01em; margin: 2.25rem 0 .5rem; }
h4 { font-size: 1.0625rem; line-height: 1.4; margin: 0; overflow-wrap: anywhere; }
h1 small, h2 small { color: var(--soft); font-size: 1rem; font-weight: normal; letter-spacing: 0; }
p { margin: .25rem 0; overflow-wrap: anywhere; }
ul, ol, dl, dd { margin: 0; padding: 0; }
code, pre { font-family: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace; }
code { font-size: .875em; overflow-wrap: anywhere; }
pre {
  background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; overflow-x: auto;
  font-size: .875rem; line-height: 1.5;
}
pre code { font-size: inherit; overflow-wrap: normal; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .625rem; padding: 1rem 1.25rem; }
.note { color: var(--soft); max-width: 46rem; margin-bottom: .75rem; }
.position { margin-top: 2rem; }
.note strong { color: var(--ink); }
.crumbs { margin-top: 1.25rem; font-size: .875rem; }
.crumbs + h1 { margin-top: .25rem; }

.verdict { padding: .875rem 1.25rem; border-radius: .625rem; border-left: .375rem solid; margin: .75rem 0; }
.verdict h2 { margin: 0; font-size: 1.25rem; }
.verdict.good { background: var(--good-paper); border-color: var(--good); }
.verdict.bad { background: var(--bad-paper); border-color: var(--critical); }
.verdict.unsure { background: var(--unsure-paper); border-color: var(--unsure); }
.tiles {
  display: grid; grid-template-columns: repeat(5, 1fr); gap: .625rem; margin: .625rem 0; list-style: none;
}
.tiles.small { grid-template-columns: repeat(6, 1fr); }
.tiles li {
  background: var(--card); border: 1px solid var(--line); border-top-width: .1875rem; border-radius: .5rem;
  padding: .5rem .875rem .625rem;
}
.tiles b {
  display: block; font-size: 1.75rem; line-height: 1.25; font-variant-numeric: tabular-nums; white-space: nowrap;
  letter-spacing: -.02em;
}
.tiles.small li { border-top-width: 1px; }
.tiles.small b { font-size: 1.25rem; }
.tiles span { color: var(--soft); font-size: .8125rem; }
.tiles .none b { color: var(--soft); font-weight: 500; }
.tiles .critical { border-top-color: var(--critical); }
.tiles .critical b, .severity.critical { color: var(--critical); }
.tiles .high { border-top-color: var(--high); }
.tiles .high b, .severity.high { color: var(--high); }
.tiles .medium { border-top-color: var(--medium); }
.tiles .medium b, .severity.medium { color: var(--medium); }
.tiles .low { border-top-color: var(--low); }
.tiles .low b, .severity.low { color: var(--low); }
.severity.info, .state { color: var(--info); }
.badge {
  display: inline-block; font-size: .6875rem; font-weight: 700; line-height: 1.4; letter-spacing: .05em;
  text-transform: uppercase; border: 1px solid; border-radius: .25rem; padding: 0 .375rem; vertical-align: .1em;
}

.policy { margin: .75rem 0; }
.remedy { border-left: .1875rem solid var(--good); padding-left: .875rem; margin: .75rem 0; max-width: 52rem; }
.remedy h4 { font-size: .75rem; letter-spacing: .05em; text-transform: uppercase; color: var(--good); }
.violations { list-style: none; margin: .75rem 0 0; }
.violations.card { margin: 0; padding-top: 0; padding-bottom: 0; }
.violations > li { border-top: 1px solid var(--line); padding: .75rem 0; }
.violations.card > li:first-child { border-top: 0; }
.violations > li:last-child { padding-bottom: .25rem; }
.violations.card > li:last-child { padding-bottom: .75rem; }
.about code { color: var(--soft); }
.message { max-width: 52rem; }
.gap { color: var(--critical); font-weight: 600; }
.hidden {
  color: var(--soft); font-size: .75rem; border: 1px solid var(--line); border-radius: .25rem; padding: 0 .3125rem;
}
details { margin: .375rem 0; }
summary { cursor: pointer; color: var(--soft); font-size: .875rem; }
summary:hover { color: var(--ink); }
.holds ul { columns: 20rem 2; padding-left: 1.25rem; margin-top: .5rem; }
.holds li { break-inside: avoid; }
.group { margin: .5rem 0; padding-top: .625rem; padding-bottom: .625rem; }
.group summary { font-size: 1rem; color: var(--ink); overflow-wrap: anywhere; }
.group summary > span { margin-left: .625rem; }
.group[open] summary { margin-bottom: .5rem; }
@media (min-width: 44.01rem) {
  /* Groups stand below each other: so do their columns. */
  .group table { table-layout: fixed; min-width: 46rem; }
  .group th:nth-child(1) { width: 24%; }
  .group th:nth-child(2) { width: 21%; }
  .group th:nth-child(3) { width: 26%; }
}

.facts { display: grid; gap: .25rem 2rem; margin: .5rem 0 1rem; }
.facts > div { display: grid; grid-template-columns: 12rem 1fr; gap: 0 1rem; }
.facts dt, .pairs dt { color: var(--soft); }
.facts dd, .pairs dd { overflow-wrap: anywhere; min-width: 0; }
.plain { list-style: none; }
.pairs { font-size: .875rem; margin: .5rem 0; padding-left: .875rem; border-left: 1px solid var(--line); }
.pairs > div { display: grid; grid-template-columns: 11rem 1fr; gap: 0 1rem; }
.timeline { list-style: none; border-left: .125rem solid var(--line); padding-left: 1.25rem; }
.timeline > li { margin: 0 0 1rem; position: relative; }
.timeline > li::before {
  content: ""; position: absolute; left: -1.625rem; top: .5rem; width: .625rem; height: .625rem; border-radius: 50%;
  background: var(--paper); border: .125rem solid var(--soft);
}

.wide { overflow-x: auto; margin: .5rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; background: var(--card); }
.wide > table { border: 1px solid var(--line); }
th, td { text-align: left; vertical-align: top; padding: .4375rem .75rem; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
tbody th { font-weight: normal; overflow-wrap: anywhere; min-width: 9rem; }
td { overflow-wrap: anywhere; min-width: 5rem; }
thead th { color: var(--soft); background: var(--shade); white-space: nowrap; font-size: .8125rem; }
tbody tr:last-child > * { border-bottom: 0; }
tbody tr:hover { background: var(--shade); }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; min-width: 0; }

.search { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin: .75rem 0; }
.search label { display: grid; flex: 0 1 24rem; font-size: .875rem; color: var(--soft); }
input, button {
  font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--soft); border-radius: .375rem;
  padding: .375rem .75rem; min-height: 2.5rem; min-width: 0; max-width: 100%;
}
button { cursor: pointer; font-weight: 600; }
button:hover { background: var(--shade); }
.pager { display: flex; gap: 1rem; align-items: baseline; margin: 1rem 0; }
.pager a { border: 1px solid var(--line); background: var(--card); border-radius: .375rem; padding: .375rem .875rem; }

@media (max-width: 44rem) {
  header, main, footer { padding-left: 1rem; padding-right: 1rem; }
  h1 { font-size: 1.5rem; }
  .card { padding: .875rem 1rem; }
  .tiles { gap: .375rem; }
  .tiles.small { grid-template-columns: repeat(3, 1fr); }
  .tiles li { padding: .375rem .5rem .5rem; }
  .tiles b { font-size: 1.375rem; }
  .tiles span { font-size: .75rem; }
  .tiles.small b { font-size: 1.0625rem; }
  .facts > div, .pairs > div { grid-template-columns: 1fr; margin-bottom: .375rem; }
  .group summary > span { display: block; margin-left: 0; }
  /* A row becomes a card; its cells say what they are. */
  .cards, .cards tbody, .cards tr, .cards th, .cards td { display: block; }
  .cards thead { position: absolute; left: -99rem; }
  .cards tr { border-bottom: 1px solid var(--line); padding: .5rem .75rem; }
  .cards tbody tr:last-child { border-bottom: 0; }
  .cards tbody th, .cards td { border: 0; padding: .125rem 0; min-width: 0; }
  .cards td:empty { display: none; }
  .cards td[data-label] { position: relative; padding-left: 8rem; min-height: 1.75em; }
  .cards td[data-label]::before {
    content: attr(data-label); color: var(--soft); position: absolute; left: 0; width: 7.5rem;
  }
  .cards td.number { text-align: left; }
  .card .wide { margin-left: -.25rem; margin-right: -.25rem; }
}
@media print {
  :root { --paper: #fff; --shade: #fff; }
  header nav, .search, .pager, .skip { display: none; }
  .card, .tiles li, tr { break-inside: avoid; }
}
)CSS";
}

std::string_view page_icon() {
  return R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">)"
         R"(<rect width="16" height="16" rx="3" fill="#0b57b0"/>)"
         R"(<path d="M4 8.4 7 11.4 12 5" fill="none" stroke="#fff" stroke-width="2"/></svg>)";
}

}  // namespace segaudit::agent
