// A walk about the program by its links, as somebody does who tries them all.

import { faults } from "./look.mjs";

/// So many pages of one kind are looked at: two neighbourhoods, not all of them.
const OF_A_KIND = 2;
/// No walk goes on for longer than this many pages.
const MOST_PAGES = 150;

/// Opens every page that can be reached from `starts` and gives back what is wrong with any of them,
/// and the kinds of page that were seen. Kinds in `known` are opened but not looked at again.
export async function walk(page, heard, starts, known = new Set()) {
  const wrong = [];
  const visits = new Map();
  const waiting = [...starts];
  const noticed = new Set(starts);
  while (waiting.length > 0 && visits.size < MOST_PAGES) {
    const path = waiting.shift();
    const kind = kindOf(path);
    const visited = visits.get(kind) ?? 0;
    if (visited >= OF_A_KIND) continue;
    visits.set(kind, visited + 1);
    const found = await open(page, path, wrong);
    if (!found) continue;
    if (!known.has(kind)) {
      wrong.push(...(await faults(page, heard)).map((fault) => `${path}: ${fault}`));
    }
    for (const link of found.filter((link) => !noticed.has(link))) {
      noticed.add(link);
      waiting.push(link);
    }
  }
  return { wrong, kinds: [...visits.keys()] };
}

/// Opens a page and gives back its links; nothing where it is a file to download.
async function open(page, path, wrong) {
  let answer = await page.context().request.get(path);
  // On a busy machine the journal may take longer than a page waits for it: then a person asks again.
  for (let tries = 0; answer.status() === 503 && tries < 3; tries += 1) {
    answer = await page.context().request.get(path);
  }
  if (!answer.ok()) {
    wrong.push(`${path}: the answer is ${answer.status()}`);
    return undefined;
  }
  if (!answer.headers()["content-type"].startsWith("text/html")) return undefined;
  await page.goto(path);
  const links = await page.locator("a[href]").evaluateAll((all) => all.map((link) => link.href));
  const here = new URL(page.url());
  return links
    .map((link) => new URL(link))
    .filter((link) => link.origin === here.origin)
    .map((link) => link.pathname + link.search);
}

/// The kind of page at a path: ids, codes and what was asked for do not count.
function kindOf(path) {
  const url = new URL(path, "http://localhost");
  const words = url.pathname.split("/").map((word) => (/\d/.test(word) && word !== "v1" ? "*" : word));
  const asked = [...new Set(url.searchParams.keys())].sort().join("&");
  return asked ? `${words.join("/")}?${asked}` : words.join("/");
}

/// Stays on the page of work in the background until it leads to the result: by itself where the
/// page's script runs, else by its link. Longer than a minute is too long for anything in the demo.
export async function waitForJob(page) {
  const until = Date.now() + 60_000;
  while (Date.now() < until && new URL(page.url()).pathname.startsWith("/jobs/")) {
    const why = page.getByText(/^Why: /);
    if (await why.count()) throw new Error(await why.first().innerText());
    const check = page.getByRole("link", { name: "Check progress" });
    if (await check.isVisible()) {
      await Promise.all([page.waitForEvent("load"), check.click()]);
    } else {
      await page.waitForTimeout(100);
    }
  }
}
