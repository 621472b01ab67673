// How somebody works a page: with a mouse, or with the keyboard alone. A journey is told once and
// walked with either.

import assert from "node:assert/strict";

/// More keys than any of our pages needs to reach anything on it.
const MOST_TABS = 400;

export const mouse = (page) => ({
  page,
  follow: async (name) => leave(page, () => page.getByRole("link", { name }).first().click()),
  press: async (name) => leave(page, () => page.getByRole("button", { name }).first().click()),
  type: (label, text) => page.getByLabel(label).first().fill(text),
  choose: (label, option) => page.getByLabel(label).first().selectOption({ label: option }),
  tick: (label) => page.getByLabel(label).first().check(),
});

export const keyboard = (page) => ({
  page,
  follow: async (name) => {
    await tabTo(page, page.getByRole("link", { name }).first(), `link ${name}`);
    await leave(page, () => page.keyboard.press("Enter"));
  },
  press: async (name) => {
    await tabTo(page, page.getByRole("button", { name }).first(), `button ${name}`);
    await leave(page, () => page.keyboard.press("Enter"));
  },
  type: async (label, text) => {
    await tabTo(page, page.getByLabel(label).first(), `field ${label}`);
    await page.keyboard.press("Control+A");
    await page.keyboard.type(text);
  },
  choose: async (label, option) => {
    const list = page.getByLabel(label).first();
    await tabTo(page, list, `list ${label}`);
    await page.keyboard.type(option);
    assert.equal(await list.locator("option:checked").innerText(), option);
  },
  tick: async (label) => {
    const box = page.getByLabel(label).first();
    await tabTo(page, box, `choice ${label}`);
    await page.keyboard.press("Space");
    assert.ok(await box.isChecked());
  },
});

/// Does what leads to another page and waits for that page.
async function leave(page, act) {
  const arrived = page.waitForEvent("load");
  await act();
  await arrived;
}

/// Presses Tab until the element has the focus, which must be seen.
async function tabTo(page, element, what) {
  await element.waitFor();
  for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
    if (await element.evaluate((wanted) => wanted === document.activeElement)) {
      return assert.ok(await element.evaluate(showsFocus), `the focus on ${what} is seen`);
    }
    await page.keyboard.press("Tab");
  }
  return assert.fail(`${what} is not reached by Tab at ${page.url()}`);
}

/// Runs in the page: something about the element or what stands for it changes with the focus.
function showsFocus(element) {
  const look = (seen) => {
    const { outlineStyle, outlineWidth, boxShadow, backgroundColor } = getComputedStyle(seen);
    return [outlineStyle, outlineWidth, boxShadow, backgroundColor].join();
  };
  const label = element.nextElementSibling;
  const looks = () => {
    const own = look(element);
    const before = label ? getComputedStyle(label, "::before") : undefined;
    return [own, before?.outlineStyle, before?.outlineWidth, before?.boxShadow].join();
  };
  const focused = looks();
  element.blur();
  const plain = looks();
  element.focus();
  return focused !== plain;
}
