// Ace by DAISY judges an EPUB: node ace.mjs BOOK FOLDER
// Prints {outcome, violations: [{file, rule, impact, html, message}]}; FOLDER takes its report.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import ace from "@daisy/ace-core";
import runner from "@daisy/ace-axe-runner-puppeteer";
import logger from "@daisy/ace-logger";

const [book, folder] = process.argv.slice(2);
logger.initLogger({ silent: true, verbose: false, fileName: "ace.log" });
await ace(book, { cwd: folder, outdir: folder, tmpdir: folder, silent: true, jobId: "" }, runner);
const found = JSON.parse(await readFile(join(folder, "report.json"), "utf8"));
const violations = found.assertions.flatMap(({ assertions, "earl:testSubject": subject }) =>
  assertions.map(one => ({
    file: subject.url,
    rule: one["earl:test"]["dct:title"],
    impact: one["earl:test"]["earl:impact"],
    html: one["earl:result"].html ?? "",
    message: one["earl:result"]["dct:description"],
  })));
console.log(JSON.stringify({ outcome: found["earl:result"]["earl:outcome"], violations }));
process.exit();
