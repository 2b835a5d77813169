// Chromium without a window, for the drivers beside this file. CHROMIUM names the program.
import puppeteer from "puppeteer-core";

const SWITCHES = [
  "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-quic",
];

/* Run `work` with a new browser, and print what it returns as one JSON object. */
export const report = async work => {
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM, args: SWITCHES, headless: true, timeout: 60_000,
    protocolTimeout: 60_000,
  });
  try {
    console.log(JSON.stringify(await work(browser)));
  } finally {
    await browser.close();
  }
};

/* A new page that takes down, into `heard`, what it asks for, and what it has to complain of. */
export const listen = async (browser, heard) => {
  const page = await browser.newPage();
  page.on("request", request => heard.requests.push(request.url().slice(0, 200)));
  page.on("pageerror", error => heard.complaints.push(String(error)));
  page.on("console", message => {
    if (message.type() === "error") heard.complaints.push(message.text());
  });
  return page;
};
