// What goes wrong is told in plain words, on a page as sound as any other.

import assert from "node:assert/strict";
import { Caller, demo, story } from "./house.mjs";
import { isSound, listen } from "./look.mjs";

const ANALYST = demo.people["Analyst"];

story("an address that leads nowhere", async ({ given, when, then }, scene) => {
  const house = await given("the demo", () => scene.demo());
  const page = await given("an analyst", () => scene.signedIn(house, ANALYST));
  const heard = await listen(page);
  const answer = await when("she mistypes an address", () => page.goto("/neighbourhods"));
  await then("the page says that it is not there", async () => {
    assert.equal(answer.status(), 404);
    assert.equal(await page.locator("h1").innerText(), "Page not found");
    await isSound(page, heard);
  });
});

story("a page that the role may not see", async ({ given, when, then }, scene) => {
  const house = await given("the demo", () => scene.demo());
  const page = await given("an analyst", () => scene.signedIn(house, ANALYST));
  const heard = await listen(page);
  const answer = await when("she opens the journal", () => page.goto("/journal"));
  await then("she is told what she lacks and whom to ask", async () => {
    assert.equal(answer.status(), 403);
    const words = await page.locator("main").innerText();
    assert.match(words, /Your role does not let you search the journal/);
    assert.match(words, /Integrator manager/);
    await isSound(page, heard);
  });
});

story("a form with mistakes keeps what was typed", async ({ given, when, then }, scene) => {
  const house = await given("the demo", () => scene.demo());
  const page = await given("a manager", () => scene.signedIn(house, demo.people["Integrator manager"]));
  const heard = await listen(page);
  await when("she adds an organisation with a code that cannot be", async () => {
    await page.goto("/organisations/new");
    await page.getByLabel("Name").fill("Harbour Practice");
    await page.getByLabel("ODS code").fill("no such code!");
    await page.getByRole("button", { name: "Add" }).click();
    await page.waitForLoadState();
  });
  await then("each mistake is told beside its field and at the top", async () => {
    assert.match(await page.title(), /^Error: /);
    assert.equal(await page.getByLabel("Name").inputValue(), "Harbour Practice");
    assert.equal(await page.getByLabel("ODS code").inputValue(), "no such code!");
    await page.getByRole("heading", { name: "There is a problem" }).waitFor();
    await isSound(page, heard);
  });
});

story("a session that has ended leads back to signing in", async ({ given, when, then }, scene) => {
  const house = await given("the demo", () => scene.demo());
  const page = await given("an analyst on the page Data", async () => {
    const page = await scene.signedIn(house, ANALYST);
    await page.goto("/data");
    return page;
  });
  const heard = await listen(page);
  await when("her session ends and she loads the page again", async () => {
    await page.context().clearCookies();
    await page.goto("/data");
  });
  await then("she signs in and is back where she was", async () => {
    await isSound(page, heard);
    if ((await page.getByLabel("Sign-in name").count()) === 0) {
      await page.getByRole("link", { name: "Sign in" }).first().click();
    }
    await page.getByLabel("Sign-in name").fill(ANALYST);
    await page.getByLabel("Password", { exact: true }).fill(demo.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL("**/data");
  });
});

story("a wrong password is refused without saying what was wrong", async ({ given, when, then }, scene) => {
  const house = await given("the demo", () => scene.demo());
  const page = await given("somebody at the door", () => scene.page(house));
  const heard = await listen(page);
  await when("they try a wrong password", async () => {
    await page.goto("/sign-in");
    await page.getByLabel("Sign-in name").fill(ANALYST);
    await page.getByLabel("Password", { exact: true }).fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForLoadState();
  });
  await then("the page says that one of both is wrong", async () => {
    assert.match(await page.locator("main").innerText(), /The sign-in name or the password is wrong/);
    await isSound(page, heard);
  });
});

story("a form that is too large is refused", async ({ given, when, then }, scene) => {
  const house = await given("the demo", () => scene.demo());
  const caller = await given("a manager", () =>
    new Caller(house).signIn(demo.people["Integrator manager"]));
  const answer = await when("she sends a name of three megabytes", () =>
    caller.post("/organisations/new", { form_key: caller.formKey, name: "a".repeat(3_000_000) }));
  await then("she is told how large it may be", async () => {
    assert.equal(answer.status, 413);
    assert.match(await answer.text(), /too large/);
  });
});
