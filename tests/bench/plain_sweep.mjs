// What segaudit is compared with: the script that one would write first.
//
//   node plain_sweep.mjs URL TOKEN_FILE FOLDER URLS
//
// Lists everything, eight requests at a time, and keeps each answer in a file of FOLDER; URLS becomes a list of what it
// asked for. No history, no redaction, no policies. Prints {"requests", "bytes"} as JSON.

import { readFileSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

const PAGE = 200;
const WORKERS = 8;

const [url, tokenFile, folder, urls] = process.argv.slice(2);
if (!urls) {
  console.error("usage: plain_sweep.mjs URL TOKEN_FILE FOLDER URLS");
  process.exit(2);
}
const headers = { Authorization: `Bearer ${readFileSync(tokenFile, "ascii").trim()}`, Accept: "application/json" };
const asked = [];
let bytes = 0;

async function get(path) {
  const answer = await fetch(url + path, { headers });
  const body = await answer.text();
  if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${body.slice(0, 200)}`);
  bytes += body.length;
  asked.push(url + path);
  await writeFile(join(folder, `${asked.length}.json`), body);
  return body;
}

// Every page of a list; the ids of its items.
async function list(path, member) {
  const ids = [];
  let cursor = null;
  do {
    const paging = `pagination.count=${PAGE}` + (cursor ? `&pagination.cursor=${encodeURIComponent(cursor)}` : "");
    const { data } = JSON.parse(await get(path + (path.includes("?") ? "&" : "?") + paging));
    for (const item of data[member]) ids.push(item.id ?? item);
    cursor = data.pagination?.next;
  } while (cursor);
  return ids;
}

async function listDestinations() {
  const sourceOf = new Map();
  let cursor = null;
  do {
    const paging = `pagination.count=${PAGE}` + (cursor ? `&pagination.cursor=${encodeURIComponent(cursor)}` : "");
    const { data } = JSON.parse(await get(`/destinations?${paging}`));
    for (const item of data.destinations) sourceOf.set(item.id, item.sourceId);
    cursor = data.pagination?.next;
  } while (cursor);
  return sourceOf;
}

async function together(jobs) {
  const next = jobs[Symbol.iterator]();
  const work = async () => {
    for (let job = next.next(); !job.done; job = next.next()) await job.value();
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
}

const day = 24 * 3600 * 1000;
const today = Math.floor(Date.now() / day) * day;
const windowOfYesterday =
  `startTime=${new Date(today - day).toISOString()}&endTime=${new Date(today).toISOString()}&granularity=DAY`;

await get("/");
await get("/labels");
const sources = await list("/sources", "sources");
const destinations = await listDestinations();
const plans = await list("/tracking-plans", "trackingPlans");
const warehouses = await list("/warehouses", "warehouses");
const users = await list("/users", "users");
const groups = await list("/groups", "userGroups");
await list("/roles", "roles");
await list("/invites", "invites");
await list("/transformations", "transformations");
await list("/audit-events", "events");
const functions = [];
for (const type of ["SOURCE", "DESTINATION", "INSERT_SOURCE", "INSERT_DESTINATION", "INSERT_TRANSFORMATION"])
  functions.push(...(await list(`/functions?resourceType=${type}`, "functions")));

const jobs = [];
for (const id of sources) jobs.push(() => get(`/sources/${id}/settings`));
for (const [id, source] of destinations) {
  jobs.push(() => list(`/destination/${id}/filters`, "filters"));
  jobs.push(() => list(`/destinations/${id}/subscriptions`, "subscriptions"));
  jobs.push(() => get(`/destinations/${id}/delivery-metrics?sourceId=${source}&${windowOfYesterday}`));
}
for (const id of plans) {
  jobs.push(() => list(`/tracking-plans/${id}/sources`, "sources"));
  jobs.push(() => list(`/tracking-plans/${id}/rules`, "rules"));
}
for (const id of warehouses) jobs.push(() => list(`/warehouses/${id}/connected-sources`, "sources"));
for (const id of users) jobs.push(() => get(`/users/${id}`));
for (const id of groups) jobs.push(() => list(`/groups/${id}/users`, "users"));
for (const id of functions) jobs.push(() => get(`/functions/${id}`));
await together(jobs);

writeFileSync(urls, asked.join("\n") + "\n");
console.log(JSON.stringify({ requests: asked.length, bytes }));
