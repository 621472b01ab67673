// How a plan's neighbourhoods fit what else divides the people, and last year's measure on its lines.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { demo, story } from "./house.mjs";
import { faults, isSound, listen } from "./look.mjs";
import { waitForJob } from "./walk.mjs";

const ANALYST = demo.people["Analyst"];

for (const javaScript of [true, false]) {
  const how = javaScript ? "with JavaScript" : "without JavaScript";
  story(`an analyst sees how PCNs and patches fit, ${how}`, async ({ given, when, then }, scene) => {
    const house = await given("the demo", () => scene.demo());
    const page = await given("an analyst", () => scene.signedIn(house, ANALYST, { javaScript }));
    const heard = await listen(page);
    const sound = async () => {
      if (javaScript) assert.deepEqual(await faults(page, heard), [], page.url());
    };
    await when("she opens the neighbourhoods in force and how PCNs fit them", async () => {
      await page.goto("/neighbourhoods");
      await follow(page, /^PCNs, patches and other layers/);
    });
    await then("she reads the index, the people affected and what is not loaded", async () => {
      const words = await page.locator("main").innerText();
      assert.match(words, /Misalignment/);
      assert.match(words, /Not aligned: were each PCN matched/);
      assert.match(words, /Mental-health teams’ patches[\s\S]*Not loaded/);
      await sound();
    });
    await then("the rows and the columns of the square add up to the same people", () => addsUp(page));
    await then("two PCNs are named that are one patch together", async () => {
      const table = page.locator("table", { hasText: "PCNs that make a neighbourhood or a patch together" });
      assert.match(await table.innerText(), / and /i);
    });
    await when("she sets the patches of community teams beside them", async () => {
      await page.getByLabel("Set beside the neighbourhoods").selectOption({ label: "Community teams’ patches" });
      await press(page, "Show");
    });
    await then("the page is about patches", async () => {
      assert.match(await page.locator("main").innerText(), /Not aligned: were each community team’s patch/);
      await sound();
    });
    await when("she asks who looks after whom", async () => {
      await page.goto("/neighbourhoods");
      await follow(page, /^The lists of practices/);
    });
    await then("each rule has its people, and together they are all on the lists", async () => {
      await rulesAddUp(page);
      await sound();
    });
    await when("she asks what it takes to bring them together", async () => {
      await page.goto("/neighbourhoods");
      await follow(page, /services move, or PCNs flex/);
    });
    await then("what is not known of services is said", async () => {
      assert.match(await page.locator("main").innerText(), /Contracts or network agreements[\s\S]*Not known/);
      await sound();
    });
    await when("she lays the neighbourhoods and the PCNs over each other", async () => {
      await page.goto("/neighbourhoods");
      await follow(page, /another layer on one map/);
    });
    await then("both are on the map, and where they meet in a table", async () => {
      assert.equal(await page.locator("svg .kith-map__over").count(), 1);
      assert.match(await page.locator("main").innerText(), /Where the two layers meet/);
      await sound();
    });
  });
}

story("last year's measure is read on this year's lines", async ({ given, when, then }, scene) => {
  const house = await given("the demo", () => scene.demo());
  const page = await given("an analyst", () => scene.signedIn(house, ANALYST));
  const heard = await listen(page);
  const file = await given("the lists of a year before", () => aYearBefore(house));
  await when("she loads them", async () => {
    await page.goto("/data/upload");
    await page.getByLabel("File").setInputFiles(file);
    await page.getByRole("button", { name: "Load" }).click();
    await waitForJob(page);
    await press(page, "Accept");
  });
  await when("she asks for past periods on the lines in force", async () => {
    await page.goto("/neighbourhoods");
    await follow(page, /^Measures of past periods/);
  });
  await then("both years stand beside each other, on these lines and on those of their time", async () => {
    const heads = await page.locator("main table").first().locator("th").allInnerTexts();
    const years = heads.map((head) => /\d{4}$/.exec(head.trim())?.[0]).filter(Boolean);
    assert.equal(years.length, 2, heads.join());
    assert.equal(Number(years[1]) - Number(years[0]), 1);
    assert.match(await page.locator("main").innerText(), /No neighbourhoods were in force on/);
    await isSound(page, heard);
  });
});

async function follow(page, name) {
  await Promise.all([page.waitForEvent("load"), page.getByRole("link", { name }).first().click()]);
}

async function press(page, name) {
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name }).first().click()]);
}

const number = (text) => Number(text.replaceAll(",", ""));

async function addsUp(page) {
  const table = page.locator("table", { hasText: "The same as a square, with sums" });
  const rows = await table.locator("tbody tr").evaluateAll((all) =>
    all.map((row) => [...row.cells].slice(1).map((cell) => cell.textContent)));
  const people = rows.map((row) => row.map(number));
  const sums = people.pop();
  for (const row of people) {
    assert.equal(row.slice(0, -1).reduce((a, b) => a + b), row.at(-1));
  }
  sums.forEach((sum, column) => {
    assert.equal(people.reduce((all, row) => all + row[column], 0), sum);
  });
}

async function rulesAddUp(page) {
  const table = page.locator("table", { hasText: "Who looks after whom" });
  const people = await table.locator("tbody tr").evaluateAll((all) =>
    all.map((row) => /([\d,]+)\s*$/.exec(row.cells[1].textContent)[1]));
  const all = people.map(number).reduce((a, b) => a + b);
  const words = await page.locator("main").innerText();
  assert.ok(words.includes(all.toLocaleString("en-GB")), `${all} are on the lists`);
}

/// The demo's registrations with the year before in every row.
function aYearBefore(house) {
  const name = readdirSync(house.data, { recursive: true })
    .find((name) => /gp-reg-pat-prac-lsoa-all.*\.csv$/.test(name));
  const text = readFileSync(join(house.data, name), "utf8");
  const day = /\d{2}[A-Z][a-z]{2}\d{4}/.exec(text)[0];
  const before = day.slice(0, -4) + (Number(day.slice(-4)) - 1);
  return { name: "a-year-before.csv", mimeType: "text/csv", buffer: Buffer.from(text.replaceAll(day, before)) };
}
