// Signing in at an OpenID Connect provider.

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demo, freePort, story } from "./house.mjs";
import { answerAtProvider, CLIENT, SECRET, signInAtProvider, startProvider } from "./identity-provider.mjs";
import { isSound, listen } from "./look.mjs";

const ANALYST = demo.people["Analyst"];

/// A house whose people sign in at a provider, and that provider.
async function houseWithProvider(scene, { client, claims, settings = [], proof } = {}) {
  const kith = `http://localhost:${await freePort()}`;
  const provider = await startProvider({ kith, client, claims });
  scene.afterwards(provider.close);
  const folder = mkdtempSync(join(tmpdir(), "kith-oidc-"));
  const file = join(folder, "secret");
  writeFileSync(file, proof?.pem ?? SECRET);
  const house = await scene.demo([
    "--address", kith, "--oidc-issuer", provider.issuer, "--oidc-name", "Care ID",
    "--oidc-client", CLIENT, proof ? "--oidc-key-file" : "--oidc-client-secret-file", file,
    ...(proof ? ["--oidc-key-id", "story"] : []), ...settings,
  ]);
  return house;
}

const atHome = (page) => page.waitForURL((url) => url.pathname === "/");

story("an invitation links somebody's name at the provider to their account", async ({ given, when, then }, scene) => {
  const house = await given("a house with a provider", () => houseWithProvider(scene));
  const invited = await given("an invitation for the analyst", () =>
    JSON.parse(house.kith(["user", "invite", "--json", "--sign-in-name", ANALYST])));
  const page = await scene.page(house, { javaScript: false });
  const heard = await listen(page);
  await when("a stranger comes from the provider", async () => {
    await page.goto("/sign-in");
    await page.getByRole("button", { name: "Sign in with Care ID" }).or(page.getByRole("link", { name: "Sign in with Care ID" })).click();
    await signInAtProvider(page, "tom-at-the-provider");
    await page.getByRole("heading", { name: "You have no account here yet" }).waitFor();
  });
  await then("nobody is signed in, and the page says whom to ask", async () => {
    assert.match(await page.locator("main").innerText(), /Ask your system administrator/);
    assert.equal((await page.request.get("/account", { maxRedirects: 0 })).status(), 303);
  });
  await when("he goes there with his invitation", async () => {
    await page.getByRole("link", { name: "use it here" }).click();
    await page.getByLabel("Code of your invitation").fill(invited.invitation);
    await page.getByRole("button", { name: "Sign in with Care ID instead" }).click();
    await page.getByRole("button", { name: "Go on to Care ID" }).or(page.getByRole("link", { name: "Go on to Care ID" })).click();
    await atHome(page);
  });
  await then("he works in his role", async () => {
    assert.match(await page.locator("main").innerText(), /Analyst for Wendmere/);
  });
  await when("he signs out, of the provider too", async () => {
    await page.getByRole("button", { name: "Sign out" }).first().click();
    await page.waitForURL("**/signed-out");
    heard();
    await page.getByText("Sign out of Care ID too").click();
    await page.getByRole("button", { name: /yes/i }).click();
    await page.waitForURL("**/sign-in");
  });
  await then("the next time the provider asks who he is, and his name leads to his account", async () => {
    await page.getByText("Sign in with Care ID").click();
    await signInAtProvider(page, "tom-at-the-provider");
    await atHome(page);
  });
});

story("a key in the place of a secret, and the organisation that was chosen at the provider", async ({ given, when, then }, scene) => {
  const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = pair.privateKey.export({ type: "pkcs1", format: "pem" });
  const jwk = { ...pair.publicKey.export({ format: "jwk" }), kid: "story", use: "sig" };
  const roles = [{ person_roleid: "1", org_code: "RY6", role_code: "S0010:G0020:R8000" }];
  const house = await given("a provider as NHS CIS2 is", () => houseWithProvider(scene, {
    proof: { pem },
    client: { client_secret: undefined, token_endpoint_auth_method: "private_key_jwt", jwks: { keys: [jwk] } },
    claims: { tom: { email: ANALYST, email_verified: true, selected_roleid: "1", nhsid_nrbac_roles: roles } },
    settings: ["--oidc-scopes", "openid email nationalrbacaccess", "--oidc-link", "email"],
  }));
  await given("an analyst with two roles, one of them in RY6", async () => {
    const page = await scene.signedIn(house, demo.people["System administrator"]);
    await page.goto("/organisations/new");
    await page.getByLabel("Name").fill("Leeds Community");
    await page.getByLabel("Kind").selectOption({ index: 1 });
    await page.getByLabel("ODS code").fill("RY6");
    await page.getByRole("button", { name: "Add" }).click();
    await page.waitForURL("**/organisations");
    house.kith(["user", "give-role", "--sign-in-name", ANALYST, "--role", "icb-lead",
      "--organisation", "Leeds Community", "--site", "Hub"]);
  });
  const page = await scene.page(house);
  const heard = await listen(page);
  await when("he signs in at the provider", async () => {
    await page.goto("/sign-in");
    await isSound(page, heard);
    await page.getByText("Sign in with Care ID").click();
    await signInAtProvider(page, "tom");
    await atHome(page);
  });
  await then("he is in the role of that organisation", async () => {
    assert.match(await page.locator("main").innerText(), /ICB lead for Leeds Community/);
  });
});

story("an answer that nobody asked for opens no door", async ({ given, when, then }, scene) => {
  const house = await given("a house that links by email", () => houseWithProvider(scene, {
    claims: {
      tom: { email: ANALYST, email_verified: true },
      eve: { email: ANALYST, email_verified: false },
    },
    settings: ["--oidc-scopes", "openid email", "--oidc-link", "email"],
  }));
  const page = await scene.page(house);
  const stolen = await when("somebody's answer is caught on its way", async () => {
    await page.goto("/sign-in");
    await page.getByText("Sign in with Care ID").click();
    return answerAtProvider(page, "tom");
  });
  const tries = {
    "in another browser": async (other) => other.goto(stolen),
    "in another browser that has asked too": async (other) => {
      await other.goto("/sign-in");
      await other.getByText("Sign in with Care ID").click();
      await other.locator("input[name=login]").waitFor();
      await other.goto(stolen);
    },
    "with another issuer": async (other) => other.goto(stolen.replace(/iss=[^&]*/, "iss=http%3A%2F%2Fevil.example")),
    "without any answer": async (other) => other.goto("/sign-in/provider/back"),
  };
  for (const [how, go] of Object.entries(tries)) {
    await then(`it opens nothing ${how}`, async () => {
      const other = await scene.page(house);
      await go(other);
      await other.getByRole("heading", { name: "You are not signed in" }).waitFor();
      assert.equal((await other.request.get("/account", { maxRedirects: 0 })).status(), 303);
    });
  }
  await when("the browser that asked comes back with it, twice", async () => {
    await page.goto(stolen);
    await atHome(page);
    await page.context().clearCookies({ name: "__Host-kith-session" });
    await page.goto(stolen);
  });
  await then("it opened one door, once", async () => {
    await page.getByRole("heading", { name: "You are not signed in" }).waitFor();
  });
  await then("an address that the provider has not verified leads nowhere", async () => {
    const eve = await scene.page(house);
    await eve.goto("/sign-in");
    await eve.getByText("Sign in with Care ID").click();
    await signInAtProvider(eve, "eve");
    await eve.getByRole("heading", { name: "You have no account here yet" }).waitFor();
  });
  await then("a provider that is gone is told in words", async () => {
    await scene.endAfterwards();
    const late = await scene.page(house);
    await late.goto("/sign-in");
    await late.getByText("Sign in with Care ID").click();
    assert.match(await late.locator("main").innerText(), /Care ID does not answer just now/);
  });
  await then("the log holds no code and no secret", () => {
    const code = new URL(stolen).searchParams.get("code");
    assert.ok(code.length > 10 && !house.words.includes(code) && !house.words.includes(SECRET));
  });
});
