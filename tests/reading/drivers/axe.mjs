// axe-core judges web pages: node axe.mjs FILE…
// Prints {FILE: {VIEW: [{rule, impact, target, html, message}]}}, a view for each kind of screen.
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { report } from "./chromium.mjs";

const SCREENS = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 390, height: 844, isMobile: true, hasTouch: true },
};

const judge = async page => {
  await page.$$eval("details", all => all.forEach(one => { one.open = true; }));
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
    resultTypes: ["violations"],
    rules: { "target-size": { enabled: true } }, // of WCAG 2.2, which is not on by default
  }));
  return violations.flatMap(({ id, impact, nodes }) => nodes.map(node => ({
    rule: id, impact, target: node.target.flat().join(" "),
    html: node.html.slice(0, 300), message: node.failureSummary,
  })));
};

const views = async (browser, file) => {
  const found = {};
  for (const [screen, viewport] of Object.entries(SCREENS)) {
    const page = await browser.newPage();
    await page.setViewport(viewport);
    await page.goto(pathToFileURL(file).href);
    const look = async what => {
      for (const scheme of ["light", "dark"]) {
        await page.emulateMediaFeatures([
          { name: "prefers-color-scheme", value: scheme },
          { name: "prefers-reduced-motion", value: "reduce" },
        ]);
        found[`${scheme}, ${what}`] = await judge(page);
      }
    };
    await look(screen);
    if (await page.evaluate(() => document.querySelector(".fz-scans")?.checkVisibility() === false)) {
      await page.click(".fz-scan-button");
      await look(`${screen}, scan open`);
      await page.click(".fz-scan-close");
    }
    if (await page.evaluate(() => document.querySelector(".fz-menu")?.checkVisibility())) {
      await page.click(".fz-menu");
      await look(`${screen}, contents open`);
    }
    await page.close();
  }
  return found;
};

await report(async browser => {
  const found = {};
  for (const file of process.argv.slice(2)) found[file] = await views(browser, file);
  return found;
});
