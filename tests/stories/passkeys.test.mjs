// Passkeys, with a device that the browser makes up (Chromium's virtual authenticator).

import assert from "node:assert/strict";
import { demo, freePort, story } from "./house.mjs";
import { isSound, listen } from "./look.mjs";

const ANALYST = demo.people["Analyst"];

/// Gives a page's browser a device that keeps passkeys and is always unlocked.
async function withDevice(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2", transport: "internal", hasResidentKey: true,
      hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true,
    },
  });
  const device = (what) => (value) => devtools.send(`WebAuthn.${what}`, { authenticatorId, ...value });
  return { credentials: device("getCredentials"), verified: device("setUserVerified") };
}

const atHome = (page) => page.waitForURL((url) => url.pathname === "/");

story("somebody adds a passkey, signs in with it, names it and removes it", async ({ given, when, then }, scene) => {
  const house = await given("a house with an address", async () =>
    scene.demo(["--address", `http://localhost:${await freePort()}`]));
  const page = await given("an analyst", () => scene.signedIn(house, ANALYST));
  const device = await withDevice(page);
  const heard = await listen(page);
  await when("she adds a passkey", async () => {
    await page.goto("/account");
    await isSound(page, heard);
    await page.getByLabel("Name for a new passkey").fill("My phone");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByText("Never used").waitFor();
  });
  await then("her account lists it, and the device keeps one", async () => {
    assert.match(await page.locator("main").innerText(), /My phone/);
    assert.equal((await device.credentials({})).credentials.length, 1);
    await isSound(page, heard);
  });
  await when("she signs out and comes back with it", async () => {
    await page.getByRole("button", { name: "Sign out" }).first().click();
    await page.waitForURL("**/sign-in");
    await isSound(page, heard);
    await page.goto("/sign-in?next=/account/sessions");
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.waitForURL("**/account/sessions");
  });
  await then("the session says how she came in", async () => {
    assert.match(await page.locator("main table").innerText(), /Passkey/);
    assert.match(await page.locator("main table").innerText(), /Chrome on Linux/);
    await isSound(page, heard);
  });
  await when("the device does not know who holds it", async () => {
    await page.goto("/account");
    await page.getByRole("button", { name: "Sign out" }).first().click();
    await page.waitForURL("**/sign-in");
    await device.verified({ isUserVerified: false });
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  });
  await then("she does not come in", async () => {
    await page.getByText("That did not work").waitFor();
    assert.equal((await page.request.get("/account", { maxRedirects: 0 })).status(), 303);
  });
  await when("it knows her again, she renames the passkey and removes it", async () => {
    await device.verified({ isUserVerified: true });
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await atHome(page);
    await page.goto("/account");
    await page.getByLabel("Name My phone").fill("Work phone");
    await page.getByRole("button", { name: "Save the name of My phone" }).click();
    await page.getByRole("button", { name: "Remove Work phone" }).click();
    await page.getByText("You have no passkey").waitFor();
  });
  await then("it opens nothing any more", async () => {
    await page.getByRole("button", { name: "Sign out" }).first().click();
    await page.waitForURL("**/sign-in");
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByText("That did not work").waitFor();
  });
});

story("an answer of a passkey is taken once", async ({ given, when, then }, scene) => {
  const house = await given("a house with an address", async () =>
    scene.demo(["--address", `http://localhost:${await freePort()}`]));
  const page = await given("an analyst with a passkey", () => scene.signedIn(house, ANALYST));
  await withDevice(page);
  await page.goto("/account");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("Never used").waitFor();
  await page.getByRole("button", { name: "Sign out" }).first().click();
  await page.waitForURL("**/sign-in");
  let caught;
  await when("she signs in with it and somebody hears", async () => {
    page.on("request", (request) => {
      if (request.url().endsWith("/sign-in/passkey")) caught = { headers: request.headers(), data: request.postData() };
    });
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await atHome(page);
  });
  await then("the same answer opens no second door", async () => {
    const thief = await scene.page(house);
    await thief.goto("/sign-in");
    const key = await thief.locator("input[name=form_key]").first().inputValue();
    const again = await thief.request.post("/sign-in/passkey", {
      headers: { "content-type": "application/json", "idempotency-key": "another", "x-kith-form-key": key },
      data: caught.data,
    });
    assert.equal(again.status(), 422);
    assert.equal((await thief.request.get("/account", { maxRedirects: 0 })).status(), 303);
  });
});
