// Kith on its first day: nothing has been loaded, nobody else is there.

import assert from "node:assert/strict";
import { demo, story } from "./house.mjs";
import { listen } from "./look.mjs";
import { walk } from "./walk.mjs";

story("every page of an empty house is sound and says what to do", async ({ given, when, then }, scene) => {
  const house = await given("a copy of Kith that was only set up", () => scene.emptyHouse());
  await given("an integrator manager beside the administrator", () => house.kith(
    ["user", "add", "--sign-in-name", "second@emptyshire.example", "--name", "Sam Second", "--role",
     "integrator-manager", "--organisation", "Emptyshire ICB", "--site", "Main office"],
    demo.password,
  ));
  for (const name of ["first@emptyshire.example", "second@emptyshire.example"]) {
    const page = await given(`${name} at Home`, () => scene.signedIn(house, name));
    await then("Home says that nothing waits", async () => {
      assert.match(await page.locator("main").innerText(), /Nothing needs you today/);
    });
    const heard = await listen(page);
    const walked = await when("they follow every link", () => walk(page, heard, ["/"]));
    await then("nothing is wrong on any page", () => assert.deepEqual(walked.wrong, []));
  }
});
