// A house for a story: the program, running on records of its own, and a browser at its door.
//
// Nothing is built here. `./dev stories` builds the program, makes the demo once and says in the
// environment where both are: KITH_PROGRAM, KITH_SCENE (the folder with the demo and what it told)
// and KITH_CHROMIUM.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { chromium } from "playwright-core";

const PROGRAM = told("KITH_PROGRAM");
const SCENE = told("KITH_SCENE");
const CHROMIUM = told("KITH_CHROMIUM");

/// How long a page may keep a story waiting. A debug build on a busy machine is slow.
const PATIENCE = 30_000;

/// Without these Chromium speaks to hosts of its own at every start.
const ALONE = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
  "--no-sandbox",
];

/// The people of the demo by the title of their role, and the password that they share, as
/// `kith demo` told them.
export const demo = readDemo();

/// One browser for the stories of a file; each page is in a context of its own.
let browser;
after(() => browser?.close());

/// A story: its steps say in their words what is given, what happens and what then is so. A step that
/// fails leaves a picture of each open page in .dev/stories.
export function story(title, tell) {
  test(title, async (t) => {
    const scene = new Scene(title);
    try {
      await tell(scene.steps, scene, t);
    } catch (error) {
      await scene.leavePictures();
      throw error;
    } finally {
      await scene.close();
    }
  });
}

class Scene {
  #title;
  #houses = [];
  #contexts = [];
  #afterwards = [];

  constructor(title) {
    this.#title = title;
    this.steps = { given: step("given"), when: step("when"), then: step("then") };
  }

  /// The demo, in a copy of its own.
  async demo(settings = []) {
    const data = mkdtempSync(join(tmpdir(), "kith-story-"));
    cpSync(join(SCENE, "demo"), data, { recursive: true });
    return this.#open(new House({ data, settings }));
  }

  /// The demo, made anew in a database on a server.
  async demoOn(database) {
    const data = mkdtempSync(join(tmpdir(), "kith-story-"));
    const house = new House({ data, settings: ["--database", database] });
    house.kith(["demo", "--no-serve", "--people", "1000"]);
    return this.#open(house);
  }

  /// A copy of Kith in which nothing is but one administrator.
  async emptyHouse(settings = []) {
    const data = mkdtempSync(join(tmpdir(), "kith-story-"));
    const house = new House({ data, settings });
    house.kith(
      ["init", "--organisation", "Emptyshire ICB", "--sign-in-name", "first@emptyshire.example",
       "--name", "Fay First"],
      demo.password,
    );
    return this.#open(house);
  }

  async #open(house) {
    this.#houses.push(house);
    await house.open();
    return house;
  }

  /// A page of a browser that nobody used before.
  async page(house, { javaScript = true, width = 1280 } = {}) {
    browser ??= await chromium.launch({ executablePath: CHROMIUM, args: ALONE });
    const context = await browser.newContext({
      // By this name, for browsers keep secure cookies of this machine only.
      baseURL: house.url.replace("127.0.0.1", "localhost"),
      javaScriptEnabled: javaScript,
      viewport: { width, height: 900 },
      locale: "en-GB",
      timezoneId: "Europe/London",
    });
    context.setDefaultTimeout(PATIENCE);
    this.#contexts.push(context);
    return context.newPage();
  }

  /// A page of somebody who has signed in.
  async signedIn(house, name, options) {
    const page = await this.page(house, options);
    await page.goto("/sign-in");
    await page.getByLabel("Sign-in name").fill(name);
    await page.getByLabel("Password", { exact: true }).fill(demo.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    return page;
  }

  async leavePictures() {
    const folder = join(".dev", "stories");
    mkdirSync(folder, { recursive: true });
    const pages = this.#contexts.flatMap((context) => context.pages());
    for (const [number, page] of pages.entries()) {
      const name = join(folder, `${this.#title.replaceAll(/\W+/g, "-")}-${number}`);
      await page.screenshot({ path: `${name}.png`, fullPage: true }).catch(() => {});
      writeFileSync(`${name}.txt`, `${page.url()}\n`);
    }
  }

  /// Has something done when the story is over.
  afterwards(act) {
    this.#afterwards.push(act);
  }

  /// Does so before.
  async endAfterwards() {
    await Promise.all(this.#afterwards.splice(0).map((act) => act()));
  }

  async close() {
    await Promise.all(this.#contexts.map((context) => context.close()));
    await Promise.all(this.#houses.map((house) => house.close()));
    await this.endAfterwards();
  }
}

export class House {
  #running;
  #words = "";

  /// Roles ask for no second factor unless a story says so: the people of the demo have none.
  constructor({ data, settings = [] }) {
    this.data = data;
    const factors = settings.includes("--second-factor") ? [] : ["--second-factor", "never"];
    // All visitors of a story come from one address, one after the other and fast.
    this.settings = ["--data", data, "--rate-limit", "0", ...factors, ...settings];
  }

  /// Runs a verb of the command line and gives back what it printed; `typed` is its standard input.
  kith(verb, typed = "") {
    const ran = spawnSync(PROGRAM, [...verb, ...this.settings], {
      input: typed, encoding: "utf8", cwd: this.data, env: plainEnvironment(),
    });
    assert.equal(ran.status, 0, `kith ${verb.join(" ")}: ${ran.stderr}${ran.stdout}`);
    return ran.stdout;
  }

  async open() {
    // A house with an address of its own serves there.
    const own = this.settings[this.settings.indexOf("--address") + 1];
    const port = this.settings.includes("--address") ? new URL(own).port : await freePort();
    this.url = `http://127.0.0.1:${port}`;
    const verb = ["serve", ...this.settings, "--listen", `127.0.0.1:${port}`];
    this.#running = spawn(PROGRAM, verb, { cwd: this.data, env: plainEnvironment() });
    for (const stream of [this.#running.stdout, this.#running.stderr]) {
      stream.on("data", (chunk) => { this.#words += chunk; });
    }
    await this.#answers();
  }

  async #answers() {
    const until = Date.now() + PATIENCE;
    while (Date.now() < until) {
      assert.equal(this.#running.exitCode, null, `kith serve ended: ${this.#words}`);
      const answer = await fetch(`${this.url}/sign-in`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((wake) => setTimeout(wake, 50));
    }
    throw new Error(`kith serve did not answer: ${this.#words}`);
  }

  /// What the running program said so far.
  get words() {
    return this.#words;
  }

  async close() {
    if (this.#running?.exitCode === null) {
      const ended = new Promise((done) => this.#running.once("exit", done));
      this.#running.kill("SIGTERM");
      await ended;
    }
    rmSync(this.data, { recursive: true, force: true });
  }
}

/// Somebody without a browser: sends requests and keeps cookies.
export class Caller {
  #jar = new Map();

  constructor(house) {
    this.house = house;
  }

  async signIn(name) {
    const form = await this.get("/sign-in");
    this.formKey = keyOf(await form.text());
    const answer = await this.post("/sign-in", {
      sign_in_name: name, password: demo.password, form_key: this.formKey,
    });
    assert.equal(answer.status, 303, `${name} signs in`);
    const home = await this.get("/");
    this.formKey = keyOf(await home.text());
    return this;
  }

  /// The value of a cookie.
  cookie(name) {
    return this.#jar.get(name);
  }

  get(path, headers = {}) {
    return this.ask("GET", path, headers);
  }

  /// Sends a form as if it had just been shown: each time with a key of its own.
  post(path, fields, headers = {}) {
    return this.send("POST", path, fields, headers);
  }

  send(method, path, fields, headers = {}) {
    return this.ask(method, path, headers, new URLSearchParams({ once: randomUUID(), ...fields }));
  }

  async ask(method, path, headers = {}, body = undefined) {
    const cookie = [...this.#jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(this.house.url + path, {
      method, body, redirect: "manual", headers: cookie ? { cookie, ...headers } : headers,
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      this.#jar.set(name, value);
    }
    return answer;
  }
}

function keyOf(html) {
  return /name="form_key" value="([^"]*)"/.exec(html)?.[1] ?? "";
}

function step(word) {
  return async (what, act) => {
    try {
      return await act();
    } catch (error) {
      error.message = `${word} ${what}: ${error.message}`;
      throw error;
    }
  };
}

function readDemo() {
  const words = readFileSync(join(SCENE, "told"), "utf8");
  const password = /password “([^”]+)”/.exec(words)?.[1];
  assert.ok(password, "kith demo tells the password");
  const people = {};
  for (const [, name, role] of words.matchAll(/^\s+(\S+@\S+)\s+(.+?)\s*$/gm)) people[role] = name;
  return { password, people };
}

/// The environment without anybody's settings of Kith.
function plainEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("KITH_")));
}

export function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function told(name) {
  const value = process.env[name];
  assert.ok(value, `${name} is not set: run the stories with ./dev stories`);
  return value;
}
