// Second factors and sessions: an authenticator app by keyboard and without scripts, recovery codes, and
// sessions that are ended from elsewhere.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { demo, story } from "./house.mjs";
import { keyboard } from "./hands.mjs";
import { isSound, listen } from "./look.mjs";

const ADMINISTRATOR = demo.people["System administrator"];
const ASKED = ["--second-factor", "as-roles"];

/// The code that an app shows for a secret (RFC 6238), so many steps from now.
function codeOf(letters, steps = 0) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...letters.replaceAll(" ", "")].map((one) => alphabet.indexOf(one).toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac("sha1", secret).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

for (const [how, javaScript] of [["by keyboard", true], ["by keyboard, without scripts", false]]) {
  story(`an administrator sets up an app and signs in with it, ${how}`, async ({ given, when, then }, scene) => {
    const house = await given("a house that asks administrators for more", () => scene.demo(ASKED));
    const page = await scene.page(house, { javaScript });
    const hands = keyboard(page);
    const heard = await listen(page);
    const signIn = async () => {
      await page.goto("/sign-in");
      await hands.type("Sign-in name", ADMINISTRATOR);
      await hands.type("Password", demo.password);
      await hands.press(/^Sign in$/);
    };
    await when("she signs in with her password", signIn);
    await then("she is led to set up an app, and sees nothing else", async () => {
      assert.equal(new URL(page.url()).pathname, "/account/code-app");
      if (javaScript) await isSound(page, heard);
      assert.equal((await page.request.get("/users", { maxRedirects: 0 })).status(), 303);
    });
    const letters = await page.locator("span.kith-code").innerText();
    await when("she sends the code that her app shows", async () => {
      await hands.type("Code that your app shows now", codeOf(letters));
      await hands.press("Set up");
    });
    const codes = await page.locator("li.kith-code").allInnerTexts();
    await then("she gets ten recovery codes, this once", async () => {
      assert.equal(new Set(codes).size, 10);
      if (javaScript) await isSound(page, heard);
    });
    await when("she goes on and signs out", async () => {
      await hands.follow("I have kept them").catch(() => hands.press("I have kept them"));
      await page.goto("/role");
      await page.getByRole("radio").first().check();
      await hands.press("Continue");
      await page.getByRole("button", { name: "Sign out" }).first().click();
      await page.waitForURL("**/sign-in");
    });
    await when("she signs in with password and code", async () => {
      await signIn();
      if (javaScript) await isSound(page, heard);
      // No code is taken twice, and the next one is taken a step early.
      await hands.type("Code from your authenticator app", codeOf(letters, 1));
      await hands.press("Continue");
    });
    await then("she is in", () => assert.equal(new URL(page.url()).pathname, "/"));
    await when("another browser has her password and a recovery code", async () => {
      const other = await scene.page(house, { javaScript: false });
      await other.goto("/sign-in");
      await other.getByLabel("Sign-in name").fill(ADMINISTRATOR);
      await other.getByLabel("Password", { exact: true }).fill(demo.password);
      await other.getByRole("button", { name: "Sign in", exact: true }).click();
      await other.getByText("I do not have my app with me").click();
      await other.getByLabel("Recovery code").fill(codes[0]);
      await other.getByRole("button", { name: "Use this recovery code" }).click();
      await other.waitForURL((url) => url.pathname === "/");
    });
    await then("her sessions show both, and she ends the other", async () => {
      await page.goto("/account");
      if (javaScript) await isSound(page, heard);
      await hands.follow("My sessions");
      assert.equal(await page.locator("main tbody tr").count(), 2);
      if (javaScript) await isSound(page, heard);
      await hands.press("End all others");
      assert.equal(await page.locator("main tbody tr").count(), 1);
    });
  });
}

story("a session that is about to end says so and goes on", async ({ given, when, then }, scene) => {
  const house = await given("the demo", () => scene.demo());
  const page = await given("a browser whose clock can be moved", () => scene.page(house));
  await page.clock.install();
  await page.goto("/sign-in");
  await page.getByLabel("Sign-in name").fill(demo.people["Analyst"]);
  await page.getByLabel("Password", { exact: true }).fill(demo.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => url.pathname === "/");
  const notice = page.locator("[data-idle-minutes]");
  await then("there is no notice at first", async () => assert.equal(await notice.innerText(), ""));
  await when("13 minutes pass", () => page.clock.fastForward("13:00"));
  await then("the notice says when the session ends", async () => {
    await notice.getByRole("link", { name: "Stay signed in" }).waitFor();
    assert.match(await notice.innerText(), /You will be signed out at \d\d:\d\d/);
    const heard = await listen(page);
    await isSound(page, heard);
  });
  await when("she stays", () => notice.getByRole("link", { name: "Stay signed in" }).click());
  await then("the notice goes, and comes again later", async () => {
    await notice.getByRole("link").waitFor({ state: "detached" });
    await page.clock.fastForward("13:00");
    await notice.getByRole("link", { name: "Stay signed in" }).waitFor();
  });
});
