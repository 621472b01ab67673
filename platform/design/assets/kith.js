// What pages do beyond links and forms. Everything works without it.
import { initAll } from "./nhsuk.js";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");

// The drop zone of the design system gives its button a name that differs from the words on it
// (WCAG 2.5.3). The browser's own file field takes dropped files as well.
document.querySelectorAll("[data-module='nhsuk-file-upload']").forEach((field) => field.removeAttribute("data-module"));
initAll();

/* Progress of jobs: ask for the element again until it says that there is no more to ask. */
const PAUSE = 2000;
const PAUSE_AFTER_FAILURE = 10000;

async function poll(element) {
  let pause = PAUSE;
  try {
    const answer = await fetch(element.dataset.pollUrl, { headers: { Accept: "text/html" } });
    if (answer.redirected || answer.status === 404) return window.location.reload();
    if (answer.ok) {
      const next = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(element.id);
      if (!next || !next.dataset.pollUrl) return window.location.reload();
      update(element, next);
    } else {
      pause = PAUSE_AFTER_FAILURE;
    }
  } catch {
    pause = PAUSE_AFTER_FAILURE;
  }
  window.setTimeout(poll, pause, element);
}

/* Texts and values change in place, so that assistive technology reads what changed only. */
function update(element, next) {
  for (const name of ["label", "words"]) {
    const selector = `.kith-progress__${name}`;
    const [old, fresh] = [element.querySelector(selector), next.querySelector(selector)];
    if (old && fresh && old.textContent !== fresh.textContent) old.textContent = fresh.textContent;
  }
  const [bar, fresh] = [element.querySelector("progress"), next.querySelector("progress")];
  if (bar && fresh?.hasAttribute("value")) {
    bar.max = fresh.max;
    bar.value = fresh.value;
  }
}

document.querySelectorAll("[data-poll-url]").forEach((element) => window.setTimeout(poll, PAUSE, element));

/* Maps: an area and its row mark each other; arrow keys go from area to area. */
const rowOf = (area) =>
  document.getElementById(area.id.replace(/^area-/, "row-")) ??
  document.getElementById(area.parentElement.id.replace(/^area-/, "row-"));

function choose(map, area) {
  document.querySelectorAll(".kith-is-chosen").forEach((chosen) => chosen.classList.remove("kith-is-chosen"));
  area.classList.add("kith-is-chosen");
  rowOf(area)?.classList.add("kith-is-chosen");
  spoken(map).textContent = area.querySelector("title")?.textContent ?? "";
}

/* The line below a map that says which area is chosen, made when it is first needed. */
function spoken(map) {
  let line = map.nextElementSibling;
  if (!line?.classList.contains("kith-chosen")) {
    line = document.createElement("p");
    line.className = "kith-chosen";
    line.setAttribute("role", "status");
    map.after(line);
  }
  return line;
}

function wireMap(map) {
  const areas = [...map.querySelectorAll("path[id^='area-']")];
  let at = -1;
  map.addEventListener("click", (event) => {
    const area = event.target.closest("path[id^='area-']");
    if (!area) return;
    at = areas.indexOf(area);
    choose(map, area);
    rowOf(area)?.scrollIntoView({ block: "nearest" });
  });
  map.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step || areas.length === 0) return;
    event.preventDefault();
    at = (at + step + areas.length) % areas.length;
    map.querySelectorAll("[data-at]").forEach((area) => area.removeAttribute("data-at"));
    areas[at].setAttribute("data-at", "");
    choose(map, areas[at]);
  });
}

document.querySelectorAll(".kith-map").forEach(wireMap);
if (document.querySelector("[data-workbench]")) {
  import("./workbench.js").then(({ start }) => start(wireMap));
}

/* Passkeys: the site asks, the device answers, the answer is sent back. */
const call = (form, path, body) =>
  fetch(path, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "Idempotency-Key": crypto.randomUUID(),
      "X-Kith-Form-Key": form.elements.form_key.value,
    },
    body: JSON.stringify(body),
  });

const PASSKEYS = {
  add: async ({ publicKey }) =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) }),
  show: async ({ publicKey }) =>
    navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) }),
};

async function usePasskey(form) {
  const asked = await call(form, form.dataset.ask, {});
  if (!asked.ok) return undefined;
  const { number, options } = await asked.json();
  const credential = await PASSKEYS[form.dataset.passkey](options);
  const name = form.elements.passkey_name?.value ?? "";
  const next = form.elements.next?.value ?? "";
  const sent = await call(form, form.dataset.send, { number, name, next, credential: credential.toJSON() });
  return sent.ok ? (await sent.json()).location : undefined;
}

document.querySelectorAll("form[data-passkey]").forEach((form) => {
  if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) return form.parentElement.remove();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const status = form.querySelector("[role='status']");
    status.textContent = "Follow what your device asks.";
    const place = await usePasskey(form).catch(() => undefined);
    if (place) return window.location.assign(place);
    status.textContent = "That did not work. Try again, or use another way.";
  });
});

/* A session that is about to end says so two minutes before, and goes on if asked to. */
const WARN_BEFORE = 2 * 60 * 1000;

function watchIdle(region) {
  const ends = Date.now() + Number(region.dataset.idleMinutes) * 60 * 1000;
  window.setTimeout(() => {
    const at = new Date(ends).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    const [line, link] = [document.createElement("p"), document.createElement("a")];
    link.href = "/account/sessions";
    link.textContent = "Stay signed in";
    line.append(`You will be signed out at ${at}, because you have not used Kith for a while. `, link);
    region.replaceChildren(line);
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      const answer = await fetch(link.href).catch(() => undefined);
      if (!answer?.ok || answer.redirected) return window.location.assign(link.href);
      region.replaceChildren();
      watchIdle(region);
    });
  }, ends - WARN_BEFORE - Date.now());
}

document.querySelectorAll("[data-idle-minutes]").forEach(watchIdle);
