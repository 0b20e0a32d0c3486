// What somebody does with the calendar, and sees.

const shown = (page) => page.$$eval("[data-row]:not([hidden])", (rows) => rows.map((row) => row.dataset.row));
const titles = (page) => page.$$eval(".group:not([hidden]) > h2", (all) => all.map((each) => each.firstChild.textContent.trim()));

export default async function play(page, { told, check, until }) {
  // In each size and order, all is seen of it; axe-core looks at it by day in one language, at night in the other.
  const night = (await page.$eval("html", (all) => all.lang)) === "fr";
  for (const [name, width] of [["phone", 390], ["laptop", 1280]]) {
    await page.setViewport({ width, height: 800 });
    const scheme = night ? "dark" : "light";
    await page.emulateMediaFeatures?.([{ name: "prefers-color-scheme", value: scheme }]).catch(() => {});
    for (const view of ["site", "person", "night"]) {
      await page.click(`[data-view=${view}]`);
      await check(`${name} ${scheme} ${view}`);
      told[view] = { rows: await shown(page), titles: await titles(page) };
    }
  }
  await page.type("[type=search]", "GENEVE chg0042");
  told.searched = { rows: await shown(page), count: await page.$eval("#count", (place) => place.textContent) };
  await check("searched");
  await page.click("[type=reset]");
  await until(() => !document.querySelector("[data-row][hidden]"));
  await page.select("[name=conflict]", "yes");
  told.conflicting = await shown(page);
  await page.click("[type=reset]");
  await until(() => !document.querySelector("[data-row][hidden]"));
  // By keys alone: past the link that leads to the windows, to the views, and by one of them to another view.
  await page.evaluate(() => document.activeElement?.blur());
  await page.reload();
  const focused = () => page.evaluate(() => document.activeElement?.textContent.trim() ?? "");
  told.keys = [];
  for (let n = 0; n < 4; n += 1) {
    await page.keyboard.press("Tab");
    told.keys.push(await focused());
  }
  await page.keyboard.press("Enter");
  told.by_keys = await titles(page);
  // A link of a month leads to its night, by whatever the page is ordered.
  await page.$eval("a[data-night]", (link) => link.click());
  told.followed = await page.evaluate(() => [document.querySelector("[data-view=night]").getAttribute("aria-pressed"), location.hash]);
  // On A4 paper, of a browser that tells: no fields to fill in, nothing beyond the edge, and nothing that is filtered away.
  await page.select("[name=conflict]", "yes");
  if (await page.emulateMediaType("print").then(() => true, () => false)) {
    await page.setViewport({ width: 688, height: 1000 });
    told.printed = await page.evaluate(() => ({
      fields: [...document.querySelectorAll("input, select, button")].filter((each) => each.checkVisibility()).length,
      rows: [...document.querySelectorAll("[data-row]")].filter((each) => each.checkVisibility()).length,
      wider: document.documentElement.scrollWidth - window.innerWidth,
    }));
  }
}
