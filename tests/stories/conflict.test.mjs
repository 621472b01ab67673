// Two people change the same thing at once: the second sees both versions and chooses.

import assert from "node:assert/strict";
import { demo, story } from "./house.mjs";
import { isSound, listen } from "./look.mjs";

for (const javaScript of [true, false]) {
  const how = javaScript ? "" : ", without JavaScript";
  story(`the second of two who save sees both versions and chooses${how}`, async ({ given, when, then }, scene) => {
    const house = await given("the demo", () => scene.demo());
    const first = await given("a manager", () =>
      scene.signedIn(house, demo.people["Integrator manager"], { javaScript }));
    const second = await given("an administrator on a small screen", () =>
      scene.signedIn(house, demo.people["System administrator"], { javaScript, width: 320 }));
    const heard = await listen(second);
    await when("both open the same organisation", async () => {
      for (const page of [first, second]) {
        await page.goto("/organisations");
        await page.getByRole("link", { name: "Wendmere Community Health" }).click();
        await page.getByLabel("Name").waitFor();
      }
    });
    await when("the first gives it a name, then the second gives it another name and a code", async () => {
      await save(first, { "Name": "Wendmere Community Care" });
      await first.waitForURL("**/organisations");
      await save(second, { "Name": "Wendmere Care Together", "ODS code": "RY6" });
      await second.waitForLoadState();
    });
    await then("the second is shown who saved, and all three versions", async () => {
      const words = await second.locator("main").innerText();
      assert.match(words, /Somebody saved this before you/);
      assert.match(words, /Amira Lowe saved it on/);
      for (const version of ["Wendmere Community Health", "Wendmere Community Care", "Wendmere Care Together"]) {
        assert.ok(words.includes(version), version);
      }
      if (javaScript) await isSound(second, heard);
    });
    await when("the second keeps the first one's name and her own code", async () => {
      await second.getByLabel("Wendmere Community Care").check();
      assert.ok(await second.getByLabel("RY6").isChecked(), "what only she changed is proposed");
      await second.getByRole("button", { name: "Save my choice" }).click();
      await second.waitForURL("**/organisations");
    });
    await then("both changes stand", async () => {
      const row = second.locator("main table tr", { hasText: "Wendmere Community Care" });
      assert.match(await row.innerText(), /RY6/);
    });
  });
}

async function save(page, fields) {
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label).fill(text);
  await page.getByRole("button", { name: "Save" }).click();
}
