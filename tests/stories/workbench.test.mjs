// An analyst starts a draft from the plan in force and changes it by hand: an area goes to the neighbourhood
// beside it, the change is undone and redone, a rule breaks and is mended. Told once, walked with a mouse,
// with the keyboard alone and without JavaScript; and once more with the map in the hand.

import assert from "node:assert/strict";
import { demo, story } from "./house.mjs";
import { keyboard, mouse } from "./hands.mjs";
import { faults, listen } from "./look.mjs";

const ANALYST = demo.people["Analyst"];

story("an analyst changes a draft by hand with a mouse", (steps, scene) =>
  byForm(steps, scene, { hands: mouse }));

story("an analyst changes a draft by hand by keyboard alone", (steps, scene) =>
  byForm(steps, scene, { hands: keyboard }));

story("an analyst changes a draft by hand without JavaScript", (steps, scene) =>
  byForm(steps, scene, { hands: mouse, javaScript: false }));

async function byForm({ given, when, then }, scene, { hands, javaScript = true }) {
  const { page, hand, sound } = await given("a draft that is a copy of the plan in force", () =>
    copied(scene, { hands, javaScript }));
  await then("it keeps every rule, and can be changed", async () => {
    assert.match(await words(page), /Every rule of the plan is kept/);
    assert.match(await words(page), /the plan is as it was drawn/);
    await sound();
  });
  await when("she looks for an area that may go across a border", async () => {
    await hand.follow("Why the borders are where they are");
    await sound();
    const row = page.locator("main table tbody tr", { hasText: "Allowed" }).first();
    await hand.follow(await row.getByRole("link").innerText());
    await sound();
  });
  await when("she moves it", async () => {
    await hand.follow("Move this area");
    await sound();
    await hand.press(/^Move$/);
  });
  await then("she sees what that changed, and every rule is kept", async () => {
    assert.match(await words(page), /people change neighbourhood/);
    assert.match(await words(page), /Since the plan was drawn, [\d,]+ people in 1 area changed neighbourhood/);
    assert.match(await words(page), /Every rule of the plan is kept/);
    await sound();
  });
  await when("she takes it back", () => hand.press("Undo"));
  await then("the plan is as it was drawn", async () =>
    assert.match(await words(page), /0 people in 0 areas changed neighbourhood/));
  await when("she makes it again", () => hand.press("Redo"));
  await then("it stands again", async () => assert.match(await words(page), /in 1 area changed neighbourhood/));
  await when("she finds another area and makes it a neighbourhood of its own", async () => {
    const { code, name } = await anArea(page);
    await hand.type("Find areas", code);
    await hand.press("Find");
    await hand.tick(new RegExp(`^${name} in `));
    await hand.press("Choose");
    await hand.type("Or name a new neighbourhood", "Far Corner");
    await hand.press("Make a new neighbourhood");
  });
  await then("she is told which rule is broken, in words", async () => {
    assert.match(await words(page), /Far Corner has [\d,]+ people, [\d,]+ too few/);
    assert.match(await words(page), /cannot be published until this is mended/);
    await sound();
  });
  await when("she mends it", () => hand.press("Undo"));
  await then("every rule is kept, and all that was done is listed with her name", async () => {
    assert.match(await words(page), /Every rule of the plan is kept/);
    const list = page.locator("table", { hasText: "Changes by hand, newest first" });
    assert.equal(await list.locator("tbody tr").count(), 2);
    await sound();
  });
}

story("an analyst drags an area to the neighbourhood beside it", async ({ given, when, then }, scene) => {
  const { page, sound } = await given("a draft that is a copy of the plan in force", () =>
    copied(scene, { hands: mouse, javaScript: true }));
  const { area, there } = await given("an area beside a border", () => page.evaluate(beside));
  await when("she presses it", () => pressOn(page, area));
  await then("it is chosen, and its neighbours are offered", async () => {
    await page.getByLabel("Move to").waitFor();
    assert.match(await words(page), /Chosen: /);
    await sound();
  });
  await when("she drags it across the border", () => dragTo(page, area, there));
  await then("it is moved, without leaving the page", async () => {
    await page.getByText(/people change neighbourhood/).first().waitFor();
    assert.match(await words(page), /in 1 area changed neighbourhood/);
    const same = await page.evaluate(([one, other]) =>
      document.getElementById(one).parentElement === document.getElementById(other).parentElement, [area, there]);
    assert.ok(same, "both are in one neighbourhood on the map");
    await sound();
  });
  await when("she takes it back", async () => {
    await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Undo" }).click()]);
  });
  await then("the plan is as it was drawn", async () =>
    assert.match(await words(page), /0 people in 0 areas changed neighbourhood/));
});

story("the second of two who change a draft sees it as it stands", async ({ given, when, then }, scene) => {
  const { house, page, hand } = await given("a draft", () => copied(scene, { hands: mouse, javaScript: true }));
  const second = await given("a manager who opens it as well", async () => {
    const other = await scene.signedIn(house, demo.people["Integrator manager"]);
    await other.goto(new URL(page.url()).pathname);
    return other;
  });
  const heard = await listen(second);
  await when("the analyst gives a neighbourhood a name", async () => {
    await hand.type("New name", "Over the Hill");
    await hand.press("Rename");
  });
  await when("the manager gives it another", async () => {
    await mouse(second).type("New name", "Under the Hill");
    await mouse(second).press("Rename");
  });
  await then("the manager is told, sees what stands, and what was typed is kept", async () => {
    assert.match(await words(second), /Somebody else changed this plan/);
    assert.match(await words(second), /is now called Over the Hill/);
    assert.equal(await second.getByLabel("New name").inputValue(), "Under the Hill");
    assert.deepEqual(await faults(second, heard), []);
  });
});

async function copied(scene, { hands, javaScript }) {
  const house = await scene.demo();
  const page = await scene.signedIn(house, ANALYST, { javaScript });
  const heard = await listen(page);
  const hand = hands(page);
  const sound = async () => {
    // Without JavaScript axe cannot run; every page is looked at with it as well.
    if (javaScript) assert.deepEqual(await faults(page, heard), [], page.url());
  };
  await page.goto("/plans");
  await hand.follow("Wendmere neighbourhoods");
  await hand.press("Start a new draft from this plan");
  return { house, page, hand, sound };
}

const words = (page) => page.locator("main").innerText();

/// Some area of the map: its code, and its name as it is listed.
const anArea = (page) =>
  page.locator("svg path[id^='area-E']").last().evaluate((area) => ({
    code: area.id.replace("area-", ""),
    name: area.querySelector("title").textContent.split(": ")[0],
  }));

/// Runs in the page: an area and one beside it in another neighbourhood, by their ids. Two areas that share
/// a corner of their outlines are neighbours.
function beside() {
  const corners = new Map();
  for (const area of document.querySelectorAll(".kith-map path[id^='area-E']")) {
    let [x, y] = [0, 0];
    let first = [0, 0];
    for (const [, command, numbers] of area.getAttribute("d").matchAll(/([mz])([^mz]*)/g)) {
      if (command === "z") { [x, y] = first; continue; }
      const all = [...numbers.matchAll(/-?\d+/g)].map(Number);
      for (let at = 0; at < all.length; at += 2) {
        [x, y] = [x + all[at], y + all[at + 1]];
        if (at === 0) first = [x, y];
        const key = `${x} ${y}`;
        const other = corners.get(key);
        if (other && other.parentElement !== area.parentElement) return { area: area.id, there: other.id };
        corners.set(key, area);
      }
    }
  }
  return undefined;
}

/// A spot of the window at which the area is on top.
async function spotOn(page, id) {
  await page.locator(`#${id}`).scrollIntoViewIfNeeded();
  const spot = await page.evaluate((wanted) => {
    const box = document.getElementById(wanted).getBoundingClientRect();
    for (let part = 1; part < 400; part += 1) {
      const [x, y] = [box.left + (box.width * (part % 20)) / 20, box.top + (box.height * Math.floor(part / 20)) / 20];
      if (document.elementFromPoint(x, y)?.id === wanted) return { x, y };
    }
    return undefined;
  }, id);
  assert.ok(spot, `${id} is seen`);
  return spot;
}

async function pressOn(page, id) {
  const { x, y } = await spotOn(page, id);
  await page.mouse.click(x, y);
}

async function dragTo(page, id, there) {
  const from = await spotOn(page, id);
  const to = await spotOn(page, there);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
}
