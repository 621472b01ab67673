// The life of a plan: put to consultation, objected to, answered, agreed by its partners, published. And
// a plan that a network keeps to itself.

import assert from "node:assert/strict";
import { demo, story } from "./house.mjs";
import { mouse } from "./hands.mjs";
import { isSound, listen } from "./look.mjs";
import { waitForJob } from "./walk.mjs";

const PEOPLE = {
  manager: demo.people["Integrator manager"],
  director: demo.people["PCN clinical director"],
  officer: demo.people["LMC officer"],
  lead: demo.people["ICB lead"],
  analyst: demo.people["Analyst"],
};

/// A day so many days from today, as forms take it.
function day(from) {
  return new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10);
}

/// Somebody with a page of their own; `sound` looks at the page that is open.
async function somebody(scene, house, name, options) {
  const page = await scene.signedIn(house, name, options);
  const heard = await listen(page);
  const javaScript = options?.javaScript ?? true;
  return { page, hand: mouse(page), sound: () => (javaScript ? isSound(page, heard) : undefined) };
}

/// Draws a draft; gives back its path.
async function drawn({ page, hand }, name) {
  await page.goto("/plans/new");
  await hand.type("Name of the plan", name);
  await hand.press("Draw");
  await waitForJob(page);
  return new URL(page.url()).pathname;
}

const words = (page) => page.locator("main").innerText();

async function putToConsultation({ page, hand, sound }, path) {
  await page.goto(path);
  await hand.follow("Put it to consultation");
  await sound();
  await hand.type("First day", day(-30));
  await hand.type("Last day", day(-1));
  await hand.type("How people can reply", "Write to the integrator office.");
  await page.getByLabel("Wendmere Council").uncheck();
  await page.getByLabel("Harbour PCN").uncheck();
  await page.getByLabel("Wendmere Community Health").uncheck();
  await hand.press("Open the consultation");
}

async function agree({ page, hand, sound }, path) {
  await page.goto(`${path}/agreement`);
  await hand.type("What shows that your organisation agreed", "Minute 4 of the board");
  await sound();
  await hand.press("Agree");
  assert.match(await words(page), /Minute 4 of the board/);
}

story("an objection is recorded and answered, partners agree, and the plan is published", (steps, scene) =>
  fromDraftToPublished(steps, scene, {}));

story("a plan is consulted on and published without JavaScript", (steps, scene) =>
  fromDraftToPublished(steps, scene, { javaScript: false }));

async function fromDraftToPublished({ given, when, then }, scene, options) {
  const house = await given("the demo", () => scene.demo());
  const manager = await given("a manager", () => somebody(scene, house, PEOPLE.manager, options));
  const officer = await given("an LMC officer", () => somebody(scene, house, PEOPLE.officer, options));
  const lead = await given("an ICB lead", () => somebody(scene, house, PEOPLE.lead, options));
  const path = await given("a draft", () => drawn(manager, "Consulted"));
  await when("the manager puts it to consultation", () => putToConsultation(manager, path));
  await then("its lines stand still and its partners are named", async () => {
    assert.match(await words(manager.page), /Wendmere Integrated Care Board, Wendmere Local Medical Committee/);
    await manager.sound();
    await manager.page.goto(path);
    assert.equal(await manager.page.getByRole("button", { name: "Discard" }).count(), 0);
    assert.equal(await manager.page.getByRole("button", { name: "Publish" }).count(), 0);
    assert.match(await words(manager.page), /Not agreed yet: Wendmere Integrated Care Board/);
  });
  await when("the LMC officer records an objection", async () => {
    await officer.page.goto(`${path}/objections`);
    await officer.hand.follow("Record an objection");
    assert.match(await words(officer.page), /Do not write names of patients/);
    await officer.sound();
    await officer.hand.choose("Who objects", "General practice");
    await officer.hand.type("What is objected", "Two lists are cut by the line.");
    await officer.hand.type("Received on", day(-5));
    await officer.hand.press("Record");
    await officer.sound();
  });
  await when("the manager answers it", async () => {
    await manager.page.goto(`${path}/objections`);
    await manager.sound();
    await manager.hand.follow("Objection 1");
    await manager.sound();
    await manager.hand.choose("What came of it", "It is met in another way");
    await manager.hand.type("Reasons", "Both teams come to the practice.");
    await manager.hand.press("Answer");
    assert.match(await words(manager.page), /Both teams come to the practice/);
  });
  await when("both partners agree", async () => {
    await agree(lead, path);
    await agree(officer, path);
  });
  await when("the manager publishes it", async () => {
    await manager.page.goto(path);
    await manager.sound();
    await manager.hand.press("Publish");
  });
  await then("it is in force, and stands in the register with its objection", async () => {
    assert.match(await words(manager.page), /It is in force. It never changes/);
    await manager.page.goto("/plans/register");
    assert.match(await words(manager.page), /Consulted[\s\S]*General practice: 1/);
    await manager.sound();
  });
  await then("everybody can read it on one sheet of paper", async () => {
    const member = await somebody(scene, house, demo.people["Person who lives here"], options);
    await member.page.goto(`${path}/explained`);
    assert.match(await words(member.page), /These are your neighbourhoods/);
    await member.sound();
    const sheet = await member.page.pdf({ format: "A4" });
    const pages = sheet.toString("latin1").match(/\/Type\s*\/Page[^s]/g) ?? [];
    assert.ok(pages.length > 0 && pages.length <= 2, `${pages.length} sides of paper`);
  });
}

story("a director tries a private plan and shares it with one colleague", async ({ given, when, then }, scene) => {
  const house = await given("the demo", () => scene.demo());
  const director = await given("a director", () => somebody(scene, house, PEOPLE.director));
  const officer = await given("an LMC officer", () => somebody(scene, house, PEOPLE.officer));
  const manager = await given("a manager", () => somebody(scene, house, PEOPLE.manager));
  const path = await when("the director draws a plan", () => drawn(director, "Our own answer"));
  await then("she sees it beside the plan in force", async () => {
    const id = path.split("/").pop();
    await director.page.goto(`/plans/compare?left=in-force&right=${id}`);
    assert.match(await words(director.page), /Beside “Wendmere neighbourhoods”, “Our own answer”/);
    await director.sound();
  });
  await then("the manager sees nothing of it", async () => {
    await manager.page.goto("/plans");
    assert.doesNotMatch(await words(manager.page), /Our own answer/);
    await manager.page.goto(path);
    assert.match(await words(manager.page), /kept private by those who drew it/);
    assert.doesNotMatch(await manager.page.content(), /Our own answer/);
    await manager.hand.follow("Why can I not see this?");
    assert.match(await words(manager.page), /not even to system administrators/);
    await manager.sound();
  });
  await when("the director shares it with the LMC officer", async () => {
    await director.page.goto(path);
    await director.hand.follow("Who sees this draft");
    await director.sound();
    await director.hand.type("Sign-in name", PEOPLE.officer);
    await director.hand.press("Share");
    await director.sound();
  });
  await then("the officer reads it and cannot change it", async () => {
    await officer.page.goto("/plans");
    await officer.hand.follow("Our own answer");
    assert.match(await words(officer.page), /This is a draft/);
    assert.equal(await officer.page.getByRole("button", { name: "Discard" }).count(), 0);
    await officer.sound();
  });
  await then("the manager still sees nothing of it", async () => {
    const answer = await manager.page.goto(path);
    assert.equal(answer.status(), 403);
  });
});
