// The map of the workbench in the hand: press an area to choose it, drag it to another neighbourhood to
// move it. Both send the forms of the page; what is answered takes the place of what was shown.
import { initAll } from "./nhsuk.js";

/* The pointer must go this many pixels before a press becomes a drag. */
const DRAG_FROM = 6;

const main = () => document.getElementById("maincontent");
const chooseForm = () => document.querySelector("[data-choose]");
const moveForm = () => document.querySelector("[data-move] form");
const areaAt = (element) => element?.closest?.("[data-workbench] .kith-map path[id^='area-']");
const codeOf = (area) => area.id.replace(/^area-/, "");

let wire = () => {};
let spoken;
let pressed;

/// Begins; `wireMap` gives a map its keys.
export function start(wireMap) {
  wire = wireMap;
  spoken = document.createElement("p");
  spoken.className = "nhsuk-u-visually-hidden";
  spoken.setAttribute("role", "status");
  document.body.append(spoken);
  document.addEventListener("pointerdown", press);
  document.addEventListener("pointermove", drag);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", letGo);
  document.addEventListener("click", click, { capture: true });
  document.addEventListener("keydown", enter);
  mark();
}

const chosen = () => new FormData(chooseForm()).getAll("area");

/* Chosen areas are marked on the map. */
function mark() {
  for (const code of chosen()) document.getElementById(`area-${code}`)?.classList.add("kith-is-picked");
}

function press(event) {
  const area = areaAt(event.target);
  // A finger scrolls the page; whoever uses one presses areas and moves them by the form.
  if (!area || event.button !== 0 || event.pointerType === "touch") return;
  pressed = { area, x: event.clientX, y: event.clientY, isDragged: false };
}

function drag(event) {
  if (!pressed) return;
  if (Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < DRAG_FROM && !pressed.isDragged) return;
  pressed.isDragged = true;
  pressed.area.classList.add("kith-is-dragged");
  const over = areaAt(document.elementFromPoint(event.clientX, event.clientY));
  if (over === pressed.over) return;
  pressed.over?.classList.remove("kith-is-target");
  pressed.over = over?.parentElement === pressed.area.parentElement ? undefined : over;
  pressed.over?.classList.add("kith-is-target");
}

function drop() {
  const { area, over, isDragged } = pressed ?? {};
  // The click that follows a drag chooses nothing.
  window.setTimeout(letGo);
  if (isDragged && over) move(area, over);
}

function letGo() {
  pressed?.area.classList.remove("kith-is-dragged");
  pressed?.over?.classList.remove("kith-is-target");
  pressed = undefined;
}

function click(event) {
  const area = areaAt(event.target);
  if (!area) return;
  event.stopPropagation();
  if (!pressed?.isDragged) choose(area);
}

function enter(event) {
  const map = event.target.closest?.("[data-workbench] .kith-map");
  const area = map?.querySelector("path.kith-is-chosen[data-at]") ?? undefined;
  if (!area || !["Enter", " "].includes(event.key)) return;
  event.preventDefault();
  choose(area);
}

/* Chooses an area, or no longer. */
async function choose(area) {
  const form = chooseForm();
  const data = new FormData(form);
  const code = codeOf(area);
  const others = data.getAll("area").filter((other) => other !== code);
  const all = others.length < data.getAll("area").length ? others : [...others, code];
  data.delete("area");
  for (const one of all) data.append("area", one);
  area.classList.toggle("kith-is-picked", all.includes(code));
  const title = area.querySelector("title")?.textContent;
  const words = all.includes(code) ? `Chosen: ${title}` : `No longer chosen: ${title}`;
  await show(() => fetch(`${form.getAttribute("action").split("#")[0]}?${new URLSearchParams(data)}`), () => words);
}

/* Moves an area, or all that are chosen if it is one of them, to the neighbourhood of another. */
async function move(area, there) {
  const form = moveForm();
  const data = new FormData(form);
  const code = codeOf(area);
  if (!data.getAll("area").includes(code)) data.set("area", code);
  data.set("act", "move");
  data.set("beside", codeOf(there));
  const told = () => document.getElementById("change")?.nextElementSibling?.textContent ?? "";
  await show(() => fetch(form.action, { method: "POST", body: new URLSearchParams(data) }), told);
}

/* Puts what is answered in the place of what is shown. */
async function show(ask, words) {
  const answer = await ask().catch(() => undefined);
  const page = new DOMParser().parseFromString((await answer?.text()) ?? "", "text/html");
  const next = page.getElementById("maincontent");
  if (!next?.querySelector("[data-workbench]")) return window.location.assign(answer?.url ?? window.location.href);
  main().replaceChildren(...next.childNodes);
  document.title = page.title;
  window.history.replaceState(null, "", answer.url);
  initAll({ scope: main() });
  main().querySelectorAll(".kith-map").forEach(wire);
  mark();
  spoken.textContent = words();
}
