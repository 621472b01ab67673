// Who takes part, and who may sign in.

import assert from "node:assert/strict";
import { demo, story } from "./house.mjs";
import { isSound, listen } from "./look.mjs";

story("a manager adds an organisation and a colleague, who signs in", async ({ given, when, then }, scene) => {
  const house = await given("the demo", () => scene.demo());
  const page = await given("a manager", () => scene.signedIn(house, demo.people["Integrator manager"]));
  const heard = await listen(page);
  await when("she adds an organisation", async () => {
    await page.goto("/organisations");
    await page.getByRole("link", { name: "Add an organisation" }).click();
    await page.getByLabel("Name").fill("Wendmere Carers’ Centre");
    await page.getByLabel("Kind").selectOption({ index: 1 });
    await page.getByRole("button", { name: "Add" }).click();
  });
  await then("it stands in the list", async () => {
    await page.waitForURL("**/organisations");
    await page.getByRole("link", { name: "Wendmere Carers’ Centre" }).waitFor();
    await isSound(page, heard);
  });
  const account = await when("she opens an account for a colleague there", async () => {
    await page.goto("/users/new");
    await page.getByLabel("Sign-in name").fill("new.colleague@wendmere.example");
    await page.getByLabel("Full name").fill("Nia O’Neil");
    await page.getByLabel("Role").selectOption({ label: "Analyst" });
    await page.getByLabel("Organisation").selectOption({ label: "Wendmere Carers’ Centre" });
    await page.getByLabel("Site").fill("Main office");
    await page.getByRole("button", { name: "Add" }).click();
    await page.waitForURL(/users\/[0-9A-Z]{26}$/);
    return page.url();
  });
  await then("the account is open", async () => {
    await page.goto("/users");
    await page.getByLabel("Find by name or sign-in name").fill("neil");
    await page.getByRole("button", { name: "Find" }).click();
    await page.getByRole("link", { name: "Nia O’Neil" }).click();
    await isSound(page, heard);
  });
  const code = await when("she makes an invitation", async () => {
    await page.getByRole("button", { name: "Make an invitation" }).click();
    const shown = await page.locator("p.kith-code").innerText();
    await isSound(page, heard);
    return shown;
  });
  const colleague = await when("the colleague sets a password with it", async () => {
    const own = await scene.page(house, { javaScript: false });
    await own.goto("/sign-in");
    await own.getByRole("link", { name: "Set your password with it" }).click();
    await own.getByLabel("Code of your invitation").fill(code.toLowerCase());
    await own.getByLabel("New password", { exact: true }).fill("another walk about Wendmere");
    await own.getByRole("button", { name: "Set password and sign in" }).click();
    await own.waitForURL((url) => url.pathname === "/");
    return own;
  });
  await then("she works in her role for her organisation", async () => {
    assert.match(await colleague.locator("main").innerText(), /Analyst for Wendmere Carers’ Centre/);
  });
  await when("the manager closes the account", async () => {
    await page.goto(account);
    await page.getByRole("button", { name: "Close this account" }).click();
    await page.getByRole("button", { name: "Open this account again" }).waitFor();
  });
  await then("the colleague's session has ended", async () => {
    const answer = await colleague.goto("/account");
    assert.ok(answer.status() === 401 || new URL(colleague.url()).pathname === "/sign-in");
  });
});

story("what was changed is found in the journal", async ({ given, when, then }, scene) => {
  const house = await given("the demo", () => scene.demo());
  const page = await given("an administrator", () => scene.signedIn(house, demo.people["System administrator"]));
  await given("an organisation that she changed", async () => {
    await page.goto("/organisations");
    await page.locator("main table a").first().click();
    await page.getByLabel("Name").fill("Wendmere Community Care");
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForURL("**/organisations");
  });
  const heard = await listen(page);
  await when("she asks what was changed, and by whom", async () => {
    await page.getByRole("link", { name: "Wendmere Community Care" }).click();
    await page.getByRole("link", { name: "What was changed, and by whom" }).click();
  });
  await then("the journal shows the change", async () => {
    assert.match(await page.locator("main table").innerText(), /organisation\./);
    await isSound(page, heard);
  });
  await when("she opens the newest entry", async () => {
    await page.locator("main table tbody a").first().click();
    await page.waitForURL(/\/journal\/\d+$/);
  });
  await then("it says what changed, and that it stands in the chain", async () => {
    const words = await page.locator("main").innerText();
    assert.match(words, /Verified in the chain/);
    assert.match(words, /Wendmere Community Care/);
    await isSound(page, heard);
  });
  await when("she searches for an action that nobody took", async () => {
    await page.goto("/journal");
    await page.getByLabel("What was done").fill("nobody.did-this");
    await page.getByRole("button", { name: "Apply filters" }).click();
  });
  await then("the journal says that nothing matches", async () => {
    assert.match(await page.locator("main").innerText(), /No entries match/);
    await isSound(page, heard);
  });
  await when("she signs out", async () => {
    const button = page.getByRole("button", { name: "Sign out" }).or(page.getByRole("button", { name: "Log out" }));
    if (!(await button.first().isVisible())) await page.getByRole("button", { name: "Account" }).click();
    await button.first().click();
    await page.waitForURL("**/sign-in");
  });
  await then("going back shows nothing of hers", async () => {
    const answer = await page.goto("/journal");
    assert.ok(answer.status() === 401 || new URL(page.url()).pathname === "/sign-in");
  });
});
