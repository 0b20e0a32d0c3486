// Opens pages in a browser, as somebody does by double click, and tells what is seen of each: a JSON list on standard
// output. node look.mjs NODE_MODULES BROWSER PROGRAM PROFILE STEPS PAGE…; the steps (a file) are an async function.
import fs from "node:fs";
import { pathToFileURL } from "node:url";

const [modules, browser, program, profile, steps, ...files] = process.argv.slice(2);
const { default: puppeteer } = await import(
  pathToFileURL(`${modules}/puppeteer-core/lib/esm/puppeteer/puppeteer-core.js`).href
);
const axe = fs.readFileSync(`${modules}/axe-core/axe.min.js`, "utf8");
const { default: play } = await import(pathToFileURL(steps).href);
const args = browser === "chrome" ? ["--no-sandbox", "--disable-gpu"] : [];
const opened = await puppeteer.launch({ browser, executablePath: program, headless: true, args, userDataDir: profile });

/** What is seen of a page. */
async function look(file) {
  const told = { trouble: [], requests: [], violations: {}, wider: {} };
  const page = await opened.newPage();
  page.on("console", (message) => told.trouble.push(message.text()));
  page.on("pageerror", (error) => told.trouble.push(String(error)));
  page.on("dialog", (dialog) => { told.trouble.push("dialog"); dialog.dismiss(); });
  page.on("request", (request) => told.requests.push(request.url()));
  /** What axe-core finds wrong with the page as it stands. */
  const check = async (name) => {
    await page.evaluate(axe);
    told.violations[name] = await page.evaluate(async () => {
      const found = await globalThis.axe.run(document, { resultTypes: ["violations"] });
      return found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join(" | ").slice(0, 300)}`);
    });
    told.wider[name] = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  };
  /** Wait until a condition holds in the page; `waitForFunction` evaluates a text in some browsers, which the policy forbids. */
  const until = async (condition) => {
    for (const end = Date.now() + 30000; !(await page.evaluate(condition)); ) {
      if (Date.now() > end) throw new Error(`never so: ${condition}`);
    }
  };
  await page.goto(pathToFileURL(file).href);
  await play(page, { told, check, until });
  await page.close();
  return told;
}

const all = [];
try {
  for (const file of files) all.push(await look(file));
} finally {
  await opened.close();
}
process.stdout.write(JSON.stringify(all));
