// A person reads a web page with scans beside the text: node scans.mjs FILE [WALK…]
// Prints what was seen, and {requests, complaints} of all pages together.
import { pathToFileURL } from "node:url";
import { listen, report } from "./chromium.mjs";

const [file, ...named] = process.argv.slice(2);
const address = pathToFileURL(file).href;
const heard = { requests: [], complaints: [] };

const settled = page => page.evaluate(() => new Promise(done =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 30)))));
const opened = async (browser, width = 1440, fragment = "", script = true) => {
  const page = await listen(browser, heard);
  await page.setOfflineMode(true);
  await page.setJavaScriptEnabled(script);
  await page.setViewport({ width, height: 800 });
  await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
  await page.goto(address + fragment);
  if (script) await settled(page);
  return page;
};

/* What the pane shows: the page, its picture, and the zones that are marked. */
const pane = page => page.evaluate(() => {
  const box = document.querySelector(".fz-scans"), image = box.querySelector("img");
  return {
    shown: box.checkVisibility(),
    name: box.querySelector(".fz-leaf-name").textContent,
    drawn: image?.naturalWidth ?? 0, alt: image?.alt ?? "",
    zones: [...box.querySelectorAll("rect")].map(rect => rect.dataset.zone).sort(),
    marked: [...box.querySelectorAll(".fz-marked")].map(rect => rect.dataset.zone).sort(),
    text: document.querySelector(".fz-marked-text")?.id ?? "",
    note: box.querySelector(".fz-leaf-note")?.innerText ?? "",
    focus: document.activeElement.className,
    expanded: document.querySelector(".fz-scan-button").getAttribute("aria-expanded"),
  };
});
/* How far below the top of the window, in parts of it, an element begins. */
const height = (page, query) => page.$eval(query, one => one.getBoundingClientRect().top / innerHeight);
const loaded = page => page.waitForFunction(() =>
  document.querySelector(".fz-leaf img")?.naturalWidth || document.querySelector(".fz-leaf-note"));

const following = async browser => {
  const page = await opened(browser), found = [];
  /* A text longer than any window, so that each page can be at its top. */
  await page.addStyleTag({ content: ".fz-text .pb { display: inline-block; padding-bottom: 60vh }"
    + " .fz-text { padding-bottom: 100vh }" });
  for (const id of await page.$$eval(".pb", all => all.map(one => one.id))) {
    await page.evaluate(name => document.getElementById(name).scrollIntoView(), id);
    await settled(page);
    await loaded(page);
    found.push(await pane(page));
  }
  return found;
};

const marking = async browser => {
  const page = await opened(browser), found = {};
  await loaded(page);
  await page.hover("[id='d1.1.p1']");
  await page.waitForFunction(() => document.querySelector("rect.fz-marked"));
  found.pointer = await pane(page);
  const linked = await opened(browser, 1440, "#d1.1.p2");
  await loaded(linked);
  found.address = await pane(linked);
  await linked.evaluate(() => {
    getSelection().selectAllChildren(document.getElementById("d1.1.p1"));
  });
  await settled(linked);
  found.selected = await pane(linked);
  return found;
};

const clicking = async browser => {
  const page = await opened(browser), found = {};
  await page.addStyleTag({ content: ".fz-text { padding-top: 150vh; padding-bottom: 100vh }" });
  await page.click(".fz-leaf-step[value='1']");
  await settled(page);
  await loaded(page);
  found.turned = await pane(page);
  await page.click("rect[data-zone='page.2.z1']");
  await settled(page);
  found.text = { ...await pane(page), at: await height(page, "[data-n='8']") };
  return found;
};

const keyboard = async browser => {
  const page = await opened(browser), found = { widths: {} };
  await loaded(page);
  await page.focus(".fz-leaf");
  for (const [name, key] of [["page", "p"], ["full", "1"], ["width", "w"]]) {
    await page.keyboard.press(key);
    await settled(page);
    found.widths[name] = await page.$eval(".fz-sheet", sheet => [
      sheet.clientWidth, sheet.clientHeight, sheet.parentElement.clientHeight,
    ]);
  }
  await page.keyboard.press("]");
  found.next = (await pane(page)).name;
  await page.keyboard.press("[");
  found.back = (await pane(page)).name;
  await page.keyboard.press("Escape");
  found.closed = await pane(page);
  await page.keyboard.press("Enter");
  found.again = await pane(page);
  return found;
};

const phone = async browser => {
  const page = await opened(browser, 390), found = {};
  found.before = await pane(page);
  await page.click(".fz-scan-button");
  await loaded(page);
  found.open = await pane(page);
  found.covers = await page.$eval(".fz-scans", one => {
    const { left, top, width, height: high } = one.getBoundingClientRect();
    return [left, top, width - innerWidth, high - innerHeight];
  });
  found.inert = await page.$eval("main", one => one.inert);
  await page.keyboard.press("Escape");
  found.closed = await pane(page);
  await page.click(".fz-scan-button");
  await loaded(page);
  await page.click("rect[data-zone='page.1.z3']");
  await settled(page);
  found.went = { ...await pane(page), at: await height(page, "[id='d1.1.p1']") };
  found.overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return found;
};

const scriptless = async browser => {
  const page = await opened(browser, 1440, "", false);
  return page.evaluate(() => ({
    pane: document.querySelector(".fz-scans").checkVisibility(),
    button: document.querySelector(".fz-scan-button").checkVisibility(),
    links: [...document.querySelectorAll(".fz-scan-link")].filter(link => link.checkVisibility())
      .map(link => link.getAttribute("href")),
    copies: [...document.querySelectorAll(".fz-copies img")].filter(one => one.checkVisibility())
      .map(one => one.alt),
  }));
};

const printing = async browser => {
  const page = await opened(browser);
  await page.emulateMediaType("print");
  return page.$$eval(".fz-scans, .fz-scan-link, .fz-copies", all =>
    all.filter(one => one.checkVisibility()).length);
};

await report(async browser => {
  const seen = {};
  const walks = { following, marking, clicking, keyboard, phone, scriptless, printing };
  for (const [name, walk] of Object.entries(walks)) {
    if (!named.length || named.includes(name)) seen[name] = await walk(browser);
  }
  return { ...seen, ...heard };
});
