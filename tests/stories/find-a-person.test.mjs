// Somebody who cares for people finds one and reads what every organisation knows of them.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { demo, story } from "./house.mjs";
import { isSound, listen } from "./look.mjs";
import { waitForJob } from "./walk.mjs";

const PATIENTS = [
  "patient_id,practice,nhs_number,family_name,given_name,birth_date,death_date,gender,address_1,address_2,address_3,postcode",
  "P1,Y00001,9434765919,Quillfeather,Zephyrine,14/07/1945,,F,1 Mill Lane,,,AB1 2CD",
  "P2,Y00001,,Quillfeather,Peregrine,02/01/1930,02/06/2025,M,1 Mill Lane,,,AB1 2CD",
];
const PACKAGES = [
  "person_id,nhs_number,surname,first_name,date_of_birth,date_of_death,gender,address,postcode,gp_practice,package_id,start_date,end_date,service_code,service,status",
  "C1,9434765919,Quillfeather,Zephirine,14/07/1945,,Female,5 Harbour Row,AB1 2CX,Y00001,K1,01/03/2026,,H1,Home care,Open",
];

for (const javaScript of [true, false]) {
  const how = javaScript ? "with JavaScript" : "without JavaScript";
  story(`a nurse finds a person and reads what is known, ${how}`, async ({ given, when, then }, scene) => {
    const house = await given("a place with a practice's patients and the council's clients", async () => {
      const house = await scene.demo();
      const page = await scene.signedIn(house, demo.people["Analyst"]);
      await load(page, write(house, "gp-patients.csv", PATIENTS));
      await load(page, write(house, "council-clients.csv", PACKAGES));
      return house;
    });
    const page = await given("a district nurse", () =>
      scene.signedIn(house, demo.people["District nurse"], { javaScript }));
    const heard = await listen(page);
    await when("she looks for a National Insurance number", async () => {
      await page.goto("/");
      await page.getByRole("link", { name: "People", exact: true }).first().click();
      await page.getByLabel("NHS number").fill("QQ 12 34 56 C");
      await page.getByRole("button", { name: "Find" }).click();
    });
    await then("she is told what it is, and it is kept in the field", async () => {
      assert.match(await page.locator("main").innerText(), /This is a National Insurance number/);
      assert.equal(await page.getByLabel("NHS number").inputValue(), "QQ 12 34 56 C");
      if (javaScript) await isSound(page, heard);
    });
    await when("she looks for a family name and a postcode", async () => {
      await page.getByLabel("NHS number").fill("");
      await page.getByLabel("Family name").fill("quillfeather");
      await page.getByLabel("Postcode").fill("ab12cd");
      await page.getByRole("button", { name: "Find" }).click();
    });
    await then("she sees two people to choose from, and no name in the address", async () => {
      assert.match(await page.locator("main").innerText(), /2 people match/);
      assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, "/people/find");
      await picture(page, "find");
      if (javaScript) await isSound(page, heard);
    });
    await when("she opens one", () => page.getByRole("link", { name: "QUILLFEATHER, Zephyrine" }).click());
    await then("she reads who it is, what both know, and what they say differently", async () => {
      const words = await page.locator("main").innerText();
      for (const part of [/QUILLFEATHER, Zephyrine/, /Born\s+14 July 1945 \(81y\)/, /943 476 5919/,
        /What sources say differently/, /Zephirine/, /5 Harbour Row/, /Home care/, /Where the data come from/]) {
        assert.match(words, part);
      }
      assert.ok(!(await page.title()).includes("Quillfeather"), "no name in the title");
      assert.match(page.url(), /\/people\/[0-9A-Z]{26}$/);
      await picture(page, "person");
      if (javaScript) await isSound(page, heard);
    });
    await when("she filters what happened", async () => {
      await page.getByLabel("Kind").selectOption({ label: "Care package" });
      await page.getByRole("button", { name: "Filter" }).click();
    });
    await then("the page says that it is filtered", async () => {
      assert.match(await page.locator("main").innerText(), /Filtered by Care package/);
    });
    await when("she opens somebody who has died", async () => {
      await page.goto("/people/find");
      await page.getByLabel("Family name").fill("Quillfeather");
      await page.getByLabel("Given name").fill("Peregrine");
      await page.getByLabel("Postcode").fill("AB1 2CD");
      await page.getByRole("button", { name: "Find" }).click();
      await page.getByRole("link", { name: "QUILLFEATHER, Peregrine" }).click();
    });
    await then("the page says so, and that the record stands alone", async () => {
      const words = await page.locator("main").innerText();
      assert.match(words, /Died\s+2 June 2025\s+Age at death\s+95y/);
      assert.match(words, /not yet linked/);
      await picture(page, "dead");
      if (javaScript) await isSound(page, heard);
    });
    const analyst = await given("an analyst", () =>
      scene.signedIn(house, demo.people["Analyst"], { javaScript }));
    await when("she follows the nurse's link", () => analyst.goto(new URL(page.url()).pathname));
    await then("she is told why she cannot see it and whom to ask", async () => {
      const words = await analyst.locator("main").innerText();
      assert.match(words, /does not let you find people and read what is known of them/);
      assert.match(words, /District nurse/);
    });
  });
}

function write(house, name, lines) {
  const path = join(house.data, name);
  writeFileSync(path, lines.join("\n") + "\n");
  return path;
}

async function load(page, file) {
  await page.goto("/data/upload");
  await page.getByLabel("File").setInputFiles(file);
  await page.getByRole("button", { name: "Load" }).click();
  await waitForJob(page);
  await page.getByRole("button", { name: "Accept" }).click();
  await page.getByRole("button", { name: "Roll back" }).waitFor();
}

/// Leaves a picture at both widths where KITH_PICTURES names a folder.
async function picture(page, name) {
  const folder = process.env.KITH_PICTURES;
  if (!folder) return;
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}
