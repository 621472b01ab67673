// A file with bad rows: what is good counts, what is bad is set aside, and all can be taken back.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { demo, story } from "./house.mjs";
import { isSound, listen } from "./look.mjs";
import { waitForJob } from "./walk.mjs";

for (const javaScript of [true, false]) {
  const how = javaScript ? "with JavaScript" : "without JavaScript";
  story(`an analyst loads a file with bad rows, ${how}`, async ({ given, when, then }, scene) => {
    const house = await given("the demo", () => scene.demo());
    const file = await given("a newer file of registrations with three bad rows", () => spoiled(house));
    const page = await given("an analyst", () =>
      scene.signedIn(house, demo.people["Analyst"], { javaScript }));
    await when("she sends the file", async () => {
      await page.goto("/data");
      await page.getByRole("link", { name: "Load a file" }).click();
      await page.getByLabel("File").setInputFiles(file);
      await page.getByRole("button", { name: "Load" }).click();
      await waitForJob(page);
    });
    await then("she sees what it would change and what was set aside", async () => {
      const words = await page.locator("main").innerText();
      assert.match(words, /What accepting it changes/);
      assert.match(words, /minus two/);
      assert.match(words, /patients are a whole number/);
      if (javaScript) await isSound(page, await listen(page));
    });
    await when("she accepts it", () => press(page, "Accept"));
    await then("it counts", async () => {
      await page.getByRole("button", { name: "Roll back" }).waitFor();
    });
    const csv = await when("she downloads the quarantine", () => download(page, "Download all as CSV"));
    await then("each bad row stands in it with its line and a remedy", () => {
      assert.match(csv, /^file,line,column,value,rule,remedy\r?\n/);
      assert.match(csv, /minus two/);
      assert.ok(!/(^|,)[=+@]/m.test(csv), "no cell begins as a formula");
    });
    await when("she rolls it back", () => press(page, "Roll back"));
    await then("it no longer counts", async () => {
      assert.match(await page.locator("main").innerText(), /Rolled back/i);
      assert.equal(await page.getByRole("button", { name: "Roll back" }).count(), 0);
    });
    await when("she loads a file that already counts", async () => {
      await page.goto("/data/upload");
      await page.getByLabel("File").setInputFiles(registrations(house));
      await page.getByRole("button", { name: "Load" }).click();
      await waitForJob(page);
    });
    await then("nothing is taken in twice", async () => {
      assert.equal(await page.getByRole("button", { name: "Accept" }).count(), 0);
    });
  });
}

story("a file that is none of ours is refused in words", async ({ given, when, then }, scene) => {
  const house = await given("the demo", () => scene.demo());
  const page = await given("an analyst", () => scene.signedIn(house, demo.people["Analyst"]));
  const heard = await listen(page);
  await when("she sends a shopping list", async () => {
    await page.goto("/data/upload");
    const buffer = Buffer.from("thing,many\nmilk,2\n");
    await page.getByLabel("File").setInputFiles({ name: "shopping.csv", mimeType: "text/csv", buffer });
    await page.getByRole("button", { name: "Load" }).click();
    await page.waitForURL("**/jobs/*");
    await page.getByText(/^Why: /).waitFor();
  });
  await then("she is told why", async () => {
    assert.match(await page.locator("main").innerText(), /shopping\.csv|no kind/);
    await isSound(page, heard);
  });
});

/// The demo's file of registrations, as if it had been downloaded.
function registrations(house) {
  const folder = readdirSync(house.data, { recursive: true });
  const name = folder.find((name) => /gp-reg-pat-prac-lsoa-all.*\.csv$/.test(name));
  assert.ok(name, `the demo has a file of registrations among ${folder}`);
  return join(house.data, name);
}

/// The same file with three rows that cannot be.
function spoiled(house) {
  const lines = readFileSync(registrations(house), "utf8").split(/\r?\n/);
  const worse = (line, column, value) => {
    const cells = lines[line].split(",");
    cells[column] = value;
    lines[line] = cells.join(",");
  };
  const columns = lines[0].split(",");
  worse(5, columns.indexOf("NUMBER_OF_PATIENTS"), "minus two");
  worse(6, columns.indexOf("LSOA_CODE"), "NOWHERE1");
  worse(7, columns.indexOf("PRACTICE_CODE"), "?");
  const buffer = Buffer.from(lines.join("\r\n"));
  return { name: "gp-reg-pat-prac-lsoa-all-newer.csv", mimeType: "text/csv", buffer };
}

async function press(page, name) {
  await page.getByRole("button", { name, exact: true }).click();
  await page.waitForLoadState();
}

async function download(page, name) {
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name }).click();
  return readFileSync(await (await coming).path(), "utf8");
}
