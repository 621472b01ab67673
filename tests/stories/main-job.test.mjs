// The main job: look at the place, draw its neighbourhoods, look at them, publish them. Told once,
// walked with a mouse, with the keyboard alone and without JavaScript.

import assert from "node:assert/strict";
import { demo, story } from "./house.mjs";
import { keyboard, mouse } from "./hands.mjs";
import { faults, listen } from "./look.mjs";
import { waitForJob } from "./walk.mjs";

const MANAGER = demo.people["Integrator manager"];

story("a manager draws and publishes neighbourhoods with a mouse", (steps, scene) =>
  mainJob(steps, scene, { hands: mouse }));

story("a manager draws and publishes neighbourhoods by keyboard alone", (steps, scene) =>
  mainJob(steps, scene, { hands: keyboard }));

story("a manager draws and publishes neighbourhoods without JavaScript", (steps, scene) =>
  mainJob(steps, scene, { hands: mouse, javaScript: false }));

async function mainJob({ given, when, then }, scene, { hands, javaScript = true }) {
  const house = await given("the demo", () => scene.demo());
  const page = await given("somebody at the door", () => scene.page(house, { javaScript }));
  const heard = await listen(page);
  const hand = hands(page);
  const sound = async () => {
    // Without JavaScript axe cannot run; every page is looked at with it in another story.
    if (javaScript) assert.deepEqual(await faults(page, heard), [], page.url());
  };
  await when("she signs in", async () => {
    await page.goto("/");
    await hand.type("Sign-in name", MANAGER);
    await hand.type("Password", demo.password);
    await hand.press("Sign in");
  });
  await then("she is at Home", async () => {
    assert.equal(new URL(page.url()).pathname, "/");
    await sound();
  });
  await when("she opens the place and asks for its deprivation", async () => {
    await hand.follow("The place");
    await hand.choose("Measure", await measure(page, /deprivation/i));
    await hand.press("Show");
  });
  await then("the map tells every area's value, and the table under it too", async () => {
    const areas = await page.locator("svg title").count();
    assert.ok(areas > 100, `${areas} areas`);
    await page.locator("main table").first().waitFor();
    await sound();
  });
  await when("she makes a plan", async () => {
    await page.goto("/plans");
    await hand.follow("Make a plan");
    await hand.type("Name of the plan", "Wendmere by hand");
    await hand.press("Draw");
    await waitForJob(page);
  });
  await then("she sees its neighbourhoods beside today's footprints", async () => {
    assert.match(await page.locator("h1").innerText(), /Wendmere by hand/);
    await page.getByRole("heading", { name: "Beside today’s PCN footprints" }).waitFor();
    assert.ok((await page.locator("svg").count()) > 0, "a map is shown");
    await sound();
  });
  await when("she publishes it", async () => {
    await page.getByRole("button", { name: "Publish" }).waitFor();
    await hand.press("Publish");
  });
  await then("it is in force, and can no longer be changed", async () => {
    assert.match(await page.locator("main").innerText(), /In force from/);
    assert.equal(await page.getByRole("button", { name: "Discard" }).count(), 0);
    await page.goto("/neighbourhoods");
    assert.match(await page.locator("main").innerText(), /Wendmere by hand/);
    await sound();
  });
  await then("its areas can be downloaded", () => canBeDownloaded(page, hand));
  await when("she signs out", () => signOut(page, hand));
  await then("she is at the door again", async () => {
    assert.equal(new URL(page.url()).pathname, "/sign-in");
    await sound();
  });
}

/// The words of a measure in the list.
async function measure(page, words) {
  const options = await page.getByLabel("Measure").locator("option").allInnerTexts();
  const found = options.find((option) => words.test(option));
  assert.ok(found, `no measure of ${words} among ${options}`);
  return found.trim();
}

async function canBeDownloaded(page, hand) {
  await page.goto("/neighbourhoods");
  const link = page.getByRole("link", { name: /CSV/ }).first();
  if ((await link.count()) === 0) await hand.follow("Wendmere by hand");
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: /CSV/ }).first().click();
  assert.match((await coming).suggestedFilename(), /\.csv$/);
}

async function signOut(page, hand) {
  const button = page.getByRole("button", { name: /^(Sign|Log) out$/ }).first();
  if (!(await button.isVisible())) await page.locator("header summary, header button").last().click();
  await hand.press(/^(Sign|Log) out$/);
}
