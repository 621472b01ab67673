// Every door, tried by everybody: who may pass is held in tests/golden/access-matrix.txt.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Caller, demo, story } from "./house.mjs";

/// What every answer carries, whatever was asked and whoever asked (OWASP Secure Headers; ASVS 5.0,
/// 3.4). An asset may be kept by the browser, nothing else may.
const HEADERS = {
  "content-security-policy": /^default-src 'none';(?!.*unsafe-)(?=.*frame-ancestors 'none')(?=.*base-uri 'none')(?=.*form-action 'self')/,
  "cross-origin-opener-policy": /^same-origin$/,
  "cross-origin-resource-policy": /^same-origin$/,
  "permissions-policy": /./,
  "referrer-policy": /^(no-referrer|same-origin)$/,
  "strict-transport-security": /^max-age=(3153[6-9]|[4-9]\d{4})\d{3}; includeSubDomains/,
  "x-content-type-options": /^nosniff$/,
  "x-frame-options": /^DENY$/i,
};
const NOT_KEPT = /no-store/;

const matrix = readMatrix();

story("each role passes the doors of the access matrix and no others", async ({ given, then }, scene, t) => {
  const house = await given("the demo", () => scene.demo());
  const wrong = [];
  let asked = 0;
  for (const [title, name] of Object.entries(demo.people)) {
    const caller = await given(`the ${title}, signed in`, () => new Caller(house).signIn(name));
    for (const { method, path, allowed } of matrix) {
      // Signing out, or changing the password, would end the walk; journeys of their own do both.
      if (["/sign-out", "/account/password"].includes(path)) continue;
      const answer = await caller.ask(method, filled(path));
      asked += 1;
      wrong.push(...headersMissing(method, path, answer));
      if (!(await fits(method, answer, allowed.has(title)))) {
        wrong.push(`${title}: ${method} ${path} is ${answer.status}, allowed ${allowed.has(title)}`);
      }
    }
  }
  await then("every answer is the one that the matrix names", () => assert.deepEqual(wrong, []));
  t.diagnostic(`${asked} answers`);
});

story("nobody passes a door without signing in", async ({ given, then }, scene) => {
  const house = await given("the demo", () => scene.demo());
  const stranger = await given("a stranger", () => new Caller(house));
  const wrong = [];
  for (const { method, path, access } of matrix) {
    const answer = await stranger.ask(method, filled(path));
    const where = answer.headers.get("location") ?? "";
    const sentToSignIn = answer.status === 401 || (answer.status === 303 && where.startsWith("/sign-in"));
    const refused = method === "GET" ? sentToSignIn : sentToSignIn || answer.status === 403;
    if (access !== "everyone" && !refused) wrong.push(`${method} ${path}: ${answer.status}`);
    if (access === "everyone" && answer.status >= 500) wrong.push(`${method} ${path}: ${answer.status}`);
    wrong.push(...headersMissing(method, path, answer));
  }
  await then("every door is closed", () => assert.deepEqual(wrong, []));
});

story("another site cannot send our forms", async ({ given, when, then }, scene) => {
  const house = await given("the demo", () => scene.demo());
  const caller = await given("a manager", () =>
    new Caller(house).signIn(demo.people["Integrator manager"]));
  const changes = matrix.filter(({ method }) => method !== "GET");
  const key = { form_key: caller.formKey };
  const tries = {
    "with the headers of another site": (method, path) =>
      caller.send(method, path, key, { origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" }),
    "from another origin, told by an old browser": (method, path) =>
      caller.send(method, path, key, { origin: "https://elsewhere.example" }),
    "without the form key": (method, path) => caller.send(method, path, {}),
    "with the form key of somebody else": (method, path) => caller.send(method, path, { form_key: "a".repeat(43) }),
  };
  const passed = [];
  for (const [how, send] of Object.entries(tries)) {
    await when(`its forms come ${how}`, async () => {
      for (const { method, path } of changes) {
        const answer = await send(method, filled(path));
        if (![401, 403, 415, 422].includes(answer.status)) passed.push(`${how}: ${path}: ${answer.status}`);
      }
    });
  }
  await then("none of them is taken", () => assert.deepEqual(passed, []));
  await then("the manager is still signed in", async () => {
    assert.equal((await caller.get("/account")).status, 200);
  });
});

story("a method or an address that does not exist is refused with the same headers", async ({ given, then }, scene) => {
  const house = await given("the demo", () => scene.demo());
  const caller = await given("a manager", () =>
    new Caller(house).signIn(demo.people["Integrator manager"]));
  const asked = [["DELETE", "/users"], ["PUT", "/"], ["TRACE", "/"], ["GET", "/../../etc/passwd"],
    ["GET", "/%00"], ["GET", "/api/v1/nothing"], ["GET", "/assets/nothing.css"], ["POST", "/sign-in/x"]];
  for (const [method, path] of asked.filter(([method]) => method !== "TRACE")) {
    const answer = await caller.ask(method, path);
    await then(`${method} ${path} is refused`, () => {
      assert.ok([400, 403, 404, 405].includes(answer.status), `${answer.status}`);
      assert.deepEqual(headersMissing(method, path, answer), []);
    });
  }
});

story("no name or password is written to the log", async ({ given, when, then }, scene) => {
  const house = await given("the demo", () => scene.demo());
  const name = demo.people["Analyst"];
  await when("somebody signs in, mistypes and is refused", async () => {
    const caller = await new Caller(house).signIn(name);
    await caller.get("/journal");
    await caller.post("/sign-in", { sign_in_name: name, password: "canary-password", form_key: "wrong" });
  });
  await then("the log holds neither", () => {
    assert.doesNotMatch(house.words, new RegExp(`${name}|${demo.password}|canary-password`));
  });
});

/// The routes: how they are asked, and the titles of the roles that pass.
function readMatrix() {
  const [head, ...lines] = readFileSync("tests/golden/access-matrix.txt", "utf8").trimEnd().split("\n");
  const cells = (line) => line.split("|").map((cell) => cell.trim());
  const [, , , ...roles] = cells(head);
  return lines.map(cells).map(([method, path, access, ...verdicts]) => ({
    method, path, access,
    allowed: new Set(roles.filter((_, at) => verdicts[at] === "allowed")),
  }));
}

/// The path of something that does not exist.
function filled(path) {
  return path.replaceAll(/\{[^}]*\}/g, "01J00000000000000000000000");
}

/// Whether an answer fits what the matrix says. Who may pass gets an answer, be it that there is no
/// such thing; a form without its key is refused to everybody, and the answer says for which reason.
async function fits(method, answer, allowed) {
  const lacksRight = answer.status === 403 && /does not let you/.test(await answer.text());
  if (!allowed) return lacksRight;
  const passed = method !== "GET" ? [403, 404, 415, 422] : [200, 303, 404];
  return passed.includes(answer.status) && !lacksRight;
}

function headersMissing(method, path, answer) {
  const wrong = Object.entries(HEADERS)
    .filter(([name, wanted]) => !wanted.test(answer.headers.get(name) ?? ""))
    .map(([name]) => `${method} ${path}: ${name} is ${answer.headers.get(name)}`);
  if (!NOT_KEPT.test(answer.headers.get("cache-control") ?? "")) {
    wrong.push(`${method} ${path}: cache-control is ${answer.headers.get("cache-control")}`);
  }
  return wrong;
}
