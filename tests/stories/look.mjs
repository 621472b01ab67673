// What must be true of every page, whoever looks at it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/// The widths at which every page is looked at, in CSS pixels: a desk, and the narrowest that
/// WCAG 2.2 (1.4.10 Reflow) asks for.
const WIDTHS = [1280, 320];

/// Listens to the browser's console and to the content security policy. What it gives back tells
/// what was said since it was last asked.
export async function listen(page) {
  const heard = [];
  page.on("pageerror", (error) => heard.push(`script error: ${error.message}`));
  page.on("console", (message) => {
    // A problem page comes with a status of 400 or more, which Chromium reports as an error.
    const ours = !message.text().startsWith("Failed to load resource: the server responded");
    if (ours && ["error", "warning"].includes(message.type())) heard.push(message.text());
  });
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText ?? "";
    if (why !== "net::ERR_ABORTED") heard.push(`${request.url()}: ${why}`);
  });
  return () => heard.splice(0);
}

/// Looks at the page that is open: a title and one heading, no barrier that axe knows, nothing wider
/// than the window, a silent console. Gives back what is wrong, in words.
export async function faults(page, heard) {
  const wrong = [];
  const before = page.viewportSize();
  if (!(await page.title()).trim()) wrong.push("it has no title");
  const headings = await page.locator("h1").count();
  if (headings !== 1) wrong.push(`it has ${headings} headings of the first level`);
  await page.evaluate(AXE);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate(settle);
    wrong.push(...(await barriers(page)).map((barrier) => `${width} px: ${barrier}`));
    const over = await page.evaluate(overflow);
    if (over) wrong.push(`${width} px: it is wider than the window: ${over}`);
  }
  await page.setViewportSize(before);
  wrong.push(...heard());
  return wrong;
}

/// As `faults`, and there must be none.
export async function isSound(page, heard) {
  const wrong = await faults(page, heard);
  assert.deepEqual(wrong, [], page.url());
}

async function barriers(page) {
  const violations = await page.evaluate(async () => {
    const found = await globalThis.axe.run(document, { preload: false });
    return found.violations;
  });
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0].html.slice(0, 200)}`);
}

/// Runs in the page: waits until the header has put its links where they fit, which it does some
/// frames after the window has changed.
async function settle() {
  const nextFrame = () => new Promise((next) => requestAnimationFrame(next));
  const look = () => `${document.querySelector("header")?.innerHTML} ${document.body.scrollHeight}`;
  for (let last = "", same = 0; same < 12; same = look() === last ? same + 1 : 0) {
    last = look();
    await nextFrame();
  }
}

/// Runs in the page: the element that sticks out farthest, where the page scrolls sideways.
function overflow() {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return "";
  const reach = (element) => element.getBoundingClientRect().right;
  const all = [...document.body.querySelectorAll("*")];
  const widest = all.reduce((one, other) => (reach(other) > reach(one) ? other : one));
  return widest.outerHTML.slice(0, 200);
}
