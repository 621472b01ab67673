// The same house on PostgreSQL: what a place does on its first day.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { demo, story } from "./house.mjs";
import { isSound, listen } from "./look.mjs";

const SERVER = process.env.KITH_TEST_POSTGRES;

if (SERVER) {
  story("the demo on PostgreSQL", async ({ given, when, then }, scene) => {
    const database = await given("an empty database", () => emptyDatabase());
    const house = await given("the demo in it", () => scene.demoOn(database));
    const page = await when("a manager signs in", () =>
      scene.signedIn(house, demo.people["Integrator manager"]));
    const heard = await listen(page);
    for (const path of ["/place", "/neighbourhoods", "/plans", "/data", "/journal", "/users"]) {
      await then(`${path} is as sound as on SQLite`, async () => {
        const answer = await page.goto(path);
        assert.equal(answer.status(), 200);
        await isSound(page, heard);
      });
    }
    await then("its journal can be verified", () => house.kith(["audit", "verify"]));
  });
} else {
  test("the demo on PostgreSQL", { skip: "KITH_TEST_POSTGRES does not name a server" }, () => {});
}

function emptyDatabase() {
  const name = `kith_story_${process.pid}`;
  const ran = spawnSync("psql", [SERVER, "-qc", `CREATE DATABASE ${name}`], { encoding: "utf8" });
  assert.equal(ran.status, 0, ran.stderr);
  return Object.assign(new URL(SERVER), { pathname: `/${name}` }).href;
}
