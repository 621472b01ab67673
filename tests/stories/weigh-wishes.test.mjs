// An analyst hears at once what cannot be, then weighs two wishes against each other and picks a plan.

import assert from "node:assert/strict";
import { demo, story } from "./house.mjs";
import { mouse } from "./hands.mjs";
import { isSound, listen } from "./look.mjs";
import { waitForJob } from "./walk.mjs";

const ANALYST = demo.people.Analyst;

story("an analyst weighs borders against practices and picks", async ({ given, when, then }, scene) => {
  const house = await given("the demo", () => scene.demo());
  const page = await given("an analyst", () => scene.signedIn(house, ANALYST));
  const heard = await listen(page);
  const hand = mouse(page);
  await when("she asks for neighbourhoods of 49,000 to 50,000 people", async () => {
    await page.goto("/plans/new");
    await isSound(page, heard);
    await hand.type("Fewest people", "49,000");
    await hand.press("See what is possible");
  });
  await then("she reads at once what cannot be, and by how many people", async () => {
    const told = await page.locator(".nhsuk-error-summary").innerText();
    assert.match(told, /The place has 30\d,\d{3} people: [\d,]+ too many for 6 neighbourhoods/);
    await isSound(page, heard);
  });
  await when("she goes back to the usual size and weighs two wishes", async () => {
    await hand.type("Fewest people", "30,000");
    await hand.type("Name of the plan", "Borders or practices");
    await page.getByText("Weigh two wishes against each other").click();
    await hand.choose("Against this wish", "People live in the neighbourhood of their practice");
    await hand.press("Weigh these two");
    await waitForJob(page);
  });
  await then("she sees what one costs in the other, as a chart and a table", async () => {
    const plans = await page.locator("main table tbody tr").count();
    assert.ok(plans > 1, `${plans} plans`);
    assert.equal(await page.locator("svg circle").count(), plans);
    await isSound(page, heard);
  });
  await when("she picks one", async () => {
    await page.getByRole("button", { name: /^Make a draft of plan/ }).last().click();
    await page.waitForURL((url) => !url.pathname.includes("fronts"));
  });
  await then("it is a draft that tells how far her wishes are kept", async () => {
    assert.match(await page.locator("h1").innerText(), /Borders or practices, plan \d+/);
    await page.getByRole("heading", { name: "How far the wishes are kept" }).waitFor();
    await isSound(page, heard);
  });
});
