// A person reads the web page: node page.mjs FILE PLAN
// PLAN is JSON: {queries: [text], targets: [id], text: id of a paragraph, link: id of an entry}.
// Prints what was seen, and {requests, complaints} of all pages together.
import { pathToFileURL } from "node:url";
import { listen, report } from "./chromium.mjs";

const [file, planned] = process.argv.slice(2);
const plan = JSON.parse(planned);
const address = pathToFileURL(file).href;
const heard = { requests: [], complaints: [] };
/* Two frames are drawn. Where no script may run, nothing waits for a frame. */
const settled = page => page.isJavaScriptEnabled() && page.evaluate(() => new Promise(done =>
  requestAnimationFrame(() => requestAnimationFrame(() => done()))));

const opened = async (browser, fragment = "", width = 1280, script = true) => {
  const page = await listen(browser, heard);
  await page.setOfflineMode(true);
  await page.setJavaScriptEnabled(script);
  await page.setViewport({ width, height: 800 });
  await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
  await page.goto(address + (fragment && `#${encodeURIComponent(fragment)}`));
  await settled(page);
  return page;
};

/* Where a box begins on the screen: how far behind the beginning of the text's window, and how
   long that window is, in the direction of reading. */
const place = (page, pick, ...given) => page.evaluate((source, args) => {
  const box = (0, eval)(source)(...args).getBoundingClientRect();
  const text = document.querySelector("main").getBoundingClientRect();
  const bar = document.querySelector("header").getBoundingClientRect().bottom;
  return document.documentElement.classList.contains("vertical")
    ? { begins: text.right - box.right, length: text.width }
    : { begins: box.top - bar, length: innerHeight - bar };
}, String(pick), given);

const focused = page => page.evaluate(() => {
  const { id, className, hash = "" } = document.activeElement;
  return { id, class: className, to: decodeURIComponent(hash) };
});
const said = page => page.$eval(".fz-count", count => count.textContent);
/* What a highlight marks: the texts, each with the id of the block that it stands in. */
const marked = (page, name) => page.evaluate(kind => [...(CSS.highlights.get(kind) ?? [])]
  .map(range => ({
    text: String(range), block: range.startContainer.parentElement.closest("[id]").id,
  })), name);

const search = async (page, query) => {
  await page.focus("[type=search]");
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await page.keyboard.type(query);
  await page.waitForFunction(() => document.querySelector(".fz-count").textContent);
  const found = { query, count: await said(page), steps: [] };
  found.marked = await marked(page, "fz-found");
  if (!found.marked.length) return found;
  for (let step = 0; step < Math.min(found.marked.length, 3) + 1; step++) {
    await page.keyboard.press("Enter");
    await settled(page);
    found.steps.push(await stood(page));
  }
  await page.keyboard.down("Shift");
  await page.keyboard.press("Enter");
  await page.keyboard.up("Shift");
  found.back = await said(page);
  return found;
};

const stood = async page => ({
  said: await said(page),
  at: (await marked(page, "fz-at"))[0],
  ...await place(page, () => [...CSS.highlights.get("fz-at")][0]),
});

const searches = async browser => {
  const page = await opened(browser), found = [];
  for (const query of plan.queries) found.push(await search(page, query));
  return found;
};

/* One word is found, another is typed over it, and Enter comes at once. */
const haste = async browser => {
  const page = await opened(browser), [first, second] = plan.queries;
  await search(page, first);
  await page.$eval("[type=search]", input => input.select());
  await page.keyboard.type(second);
  await page.keyboard.press("Enter");
  await settled(page);
  return { query: second, ...await stood(page) };
};

const targets = async browser => {
  const found = {};
  for (const id of plan.targets) {
    const page = await opened(browser, id);
    found[id] = await place(page, name => {
      const target = document.getElementById(name);
      return target.querySelector("h1,h2,h3,h4,h5,h6") ?? target;
    }, id);
    await page.close();
  }
  return found;
};

/* Tab until `wanted` holds for what has the focus; how many times that took. */
const tab = async (page, wanted, most = 12) => {
  for (let times = 1; times <= most; times++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(wanted)) return times;
  }
  return 0;
};

const keyboard = async browser => {
  const page = await opened(browser), found = {};
  await page.keyboard.press("Tab");
  found.first = await focused(page);
  found.skip = await page.$eval(".fz-skip", link => link.getBoundingClientRect().left >= 0);
  await page.keyboard.press("Enter");
  found.skipped = await focused(page);
  await page.keyboard.press("/");
  found.slash = { ...await focused(page), value: await page.$eval("input", one => one.value) };
  await page.keyboard.type(plan.queries[0]);
  await page.waitForFunction(() => document.querySelector(".fz-count").textContent);
  await page.keyboard.press("Escape");
  found.escape = {
    ...await focused(page), value: await page.$eval("input", one => one.value),
    said: await said(page), marked: await marked(page, "fz-found"),
  };
  const again = await opened(browser);
  found.tabs = await tab(again, () => Boolean(document.activeElement.closest("nav")));
  const { to } = await focused(again);
  await again.keyboard.press("Enter");
  await settled(again);
  found.went = { to, hash: await again.evaluate(() => decodeURIComponent(location.hash)) };
  return found;
};

const drawer = async browser => {
  const page = await opened(browser, "", 390), found = {};
  const state = () => page.$eval("nav", nav => ({
    shown: nav.checkVisibility({ visibilityProperty: true }) && nav.getBoundingClientRect().right > 0,
    focus: nav.contains(document.activeElement),
    expanded: document.querySelector(".fz-menu").getAttribute("aria-expanded"),
  }));
  found.before = await state();
  await page.click(".fz-menu");
  found.slides = await page.$eval("nav", nav => getComputedStyle(nav).transitionDuration);
  await page.waitForFunction(() =>
    document.querySelector("nav").getBoundingClientRect().left === 0);
  found.open = await state();
  await page.keyboard.press("Escape");
  found.closed = { ...await state(), to: await focused(page) };
  found.overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return found;
};

const scriptless = async browser => {
  const page = await opened(browser, "", 1280, false);
  const found = await page.evaluate(id => ({
    ran: document.documentElement.classList.contains("fz-js"),
    text: document.getElementById(id).innerText,
    shown: document.getElementById(id).checkVisibility(),
    search: document.querySelector("form").checkVisibility(),
    links: [...document.querySelectorAll("nav a")].filter(link => link.checkVisibility())
      .map(link => decodeURIComponent(link.hash)),
  }), plan.text);
  const branch = `nav li:has(> details a[href="#${plan.link}"]) summary`;
  for (const summary of await page.$$(branch)) {
    if (await summary.evaluate(one => !one.parentElement.open)) await summary.click();
  }
  await page.click(`nav a[href="#${plan.link}"]`);
  await settled(page);
  found.went = await place(page, id => document.getElementById(id), plan.link);
  return found;
};

const pictures = async browser => {
  const page = await opened(browser);
  return page.$$eval("main img", all => Promise.all(all.map(async one => {
    await one.decode();
    return { width: one.naturalWidth, alt: one.alt };
  })));
};

await report(async browser => {
  const seen = {};
  const walks = { searches, haste, targets, keyboard, drawer, scriptless, pictures };
  for (const [name, walk] of Object.entries(walks)) seen[name] = await walk(browser);
  return { ...seen, ...heard };
});
