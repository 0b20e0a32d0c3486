// What somebody does with the page of where the changes stand, and sees.

const shown = (page) => page.$$eval("[data-row]:not([hidden]) h3", (heads) => heads.map((head) => head.textContent.trim()));

export default async function play(page, { told, check, until }) {
  // axe-core looks at it by day in one language, at night in the other.
  const scheme = (await page.$eval("html", (all) => all.lang)) === "fr" ? "dark" : "light";
  await page.emulateMediaFeatures?.([{ name: "prefers-color-scheme", value: scheme }]).catch(() => {});
  for (const [name, width] of [["phone", 390], ["laptop", 1280]]) {
    await page.setViewport({ width, height: 800 });
    await check(`${name} ${scheme}`);
  }
  told.all = await shown(page);
  told.drawn = await page.$$eval(".signed", (bars) => bars.map((bar) => bar.getBoundingClientRect().width > 1));
  await page.type("[type=search]", "NICE chg1");
  told.searched = { rows: await shown(page), count: await page.$eval("#count", (place) => place.textContent) };
  await check("searched");
  await page.click("[type=reset]");
  await until(() => !document.querySelector("[data-row][hidden]"));
  await page.select("[name=standing]", "failed");
  told.failed = await shown(page);
  await page.click("[type=reset]"); // what is chosen some browsers choose again
  await until(() => !document.querySelector("[data-row][hidden]"));
  // By keys alone: the link that leads past all else, then the field of the search.
  await page.evaluate(() => document.activeElement?.blur());
  await page.reload();
  told.keys = [];
  for (let n = 0; n < 2; n += 1) {
    await page.keyboard.press("Tab");
    told.keys.push(await page.evaluate(() => document.activeElement?.getAttribute("href") ?? document.activeElement?.getAttribute("type")));
  }
  await page.keyboard.type("lyon");
  told.by_keys = await shown(page);
  // The policy lets neither a script nor a picture of somebody else in.
  told.foreign = await page.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.body.append(script);
    const picture = new Image();
    const loaded = new Promise((go) => { picture.onload = () => go(true); picture.onerror = () => go(false); });
    picture.src = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";
    return [window.ran === true, await loaded];
  });
  // On A4 paper, of a browser that tells: nothing beyond the edge, no fields to fill in.
  if (await page.emulateMediaType("print").then(() => true, () => false)) {
    await page.setViewport({ width: 688, height: 1000 });
    told.printed = await page.evaluate(() => ({
      fields: [...document.querySelectorAll("input, select, button")].filter((each) => each.checkVisibility()).length,
      rows: [...document.querySelectorAll("[data-row]")].filter((each) => each.checkVisibility()).length,
      wider: document.documentElement.scrollWidth - window.innerWidth,
    }));
  }
}
