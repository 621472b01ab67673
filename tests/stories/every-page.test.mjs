// Every page with data, as every role sees it.

import assert from "node:assert/strict";
import { demo, story } from "./house.mjs";
import { isSound, listen } from "./look.mjs";
import { walk } from "./walk.mjs";

story("every page that a role can reach is sound", async ({ given, when, then }, scene, t) => {
  const house = await given("the demo", () => scene.demo());
  const known = new Set();
  const wrong = [];
  for (const [role, name] of Object.entries(demo.people)) {
    const page = await given(`the ${role} at Home`, () => scene.signedIn(house, name));
    const heard = await listen(page);
    const walked = await when("they follow every link", () => walk(page, heard, ["/", "/role"], known));
    wrong.push(...walked.wrong.map((fault) => `${role}: ${fault}`));
    t.diagnostic(`${role}: ${walked.kinds.length} kinds of page`);
    walked.kinds.forEach((kind) => known.add(kind));
  }
  await then("nothing is wrong on any page", () => assert.deepEqual(wrong, []));
});

story("the pages before signing in are sound", async ({ given, then }, scene) => {
  const house = await given("the demo", () => scene.demo());
  const page = await given("somebody at the door", () => scene.page(house));
  const heard = await listen(page);
  for (const path of ["/sign-in", "/help", "/accessibility"]) {
    await page.goto(path);
    await then(`${path} is sound`, () => isSound(page, heard));
  }
});
