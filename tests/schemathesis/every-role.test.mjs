// The API as its own description has it, tried by schemathesis as each role: examples, the edges of each
// schema, random calls, and calls that follow from each other's answers.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { Caller, demo, story } from "../stories/house.mjs";

const PROGRAM = process.env.KITH_SCHEMATHESIS;
const SECONDS = process.env.KITH_SCHEMATHESIS_SECONDS ?? "8";
// The same calls at each run, so that a failure is of the change at hand; a soak brings a new seed.
const SEED = process.env.KITH_SCHEMATHESIS_SEED ?? "20261122";

story("no role finds a call that fails or answers otherwise than described", async ({ given, when, then }, scene, t) => {
  const house = await given("the demo", () => scene.demo());
  let calls = 0;
  for (const [role, name] of Object.entries(demo.people)) {
    const caller = await given(`the ${role}, signed in`, () => new Caller(house).signIn(name));
    const ran = await when("schemathesis has called", () => run(house.url, caller));
    await then(`nothing is wrong for the ${role}`, () => assert.equal(ran.code, 0, ran.words));
    calls += Number(/(\d+) generated/.exec(ran.words)?.[1] ?? 0);
    t.diagnostic(`${role}: ${ran.words.trim().split("\n").at(-1)}`);
  }
  note(`${calls} calls as ${Object.keys(demo.people).length} roles, 0 failures`);
});

function run(url, caller) {
  const words = ["--config-file", "tests/schemathesis/schemathesis.toml", "run", `${url}/api/openapi.json`,
    "--header", `x-kith-form-key: ${caller.formKey}`,
    "--max-time", SECONDS, "--seed", SEED, "--request-timeout", "60", "--no-color"];
  return new Promise((done, fail) => {
    const env = { ...process.env, KITH_SESSION: caller.cookie("__Host-kith-session") };
    const running = spawn(PROGRAM, words, { env });
    let said = "";
    for (const stream of [running.stdout, running.stderr]) stream.on("data", (chunk) => { said += chunk; });
    running.on("error", fail);
    running.on("close", (code) => done({ code, words: said }));
  });
}

/// A figure for the assurance page, where somebody wants to know.
function note(figure) {
  const file = process.env.KITH_FIGURES;
  if (file) appendFileSync(file, `${JSON.stringify({ check: "schemathesis", figure })}\n`);
}
