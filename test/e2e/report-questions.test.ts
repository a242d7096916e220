import { expect, it } from "vitest";
import { INPUT } from "../reports/fixtures.js";
import { describeInChromium } from "../support/report-browser.js";
import { PAGES, PLACES, pageOf } from "../support/report-pages.js";

describeInChromium("the questions of a report", ({ open }) => {
  it.each(PAGES.map(([name]) => name))("is at most 4,000 px before unfolding: %s", async (name) => {
    const { page } = await open(pageOf(name), { width: 1280 });
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    expect(height).toBeLessThanOrEqual(4000);
    await page.close();
  });

  it("stand below places and pictures, which a first screen holds", async () => {
    const { page, problems } = await open(PLACES, { width: 1280 });
    const bottom = async (selector: string) => {
      const box = await page.locator(selector).boundingBox();
      return (box?.y ?? Number.NaN) + (box?.height ?? Number.NaN);
    };
    expect(await bottom(".verdict")).toBeLessThan(560);
    expect(await bottom("#first-places [role=table]")).toBeLessThan(900);
    const top = (await page.locator("#questions").boundingBox())?.y ?? 0;
    expect(top).toBeGreaterThan(await bottom("#first-places"));
    expect(problems).toEqual([]);
    await page.close();
  });

  it("unfold without a script, and by a link to what is folded", async () => {
    const { page } = await open(INPUT, { width: 1280, scripts: false });
    const figures = page.locator("#figures");
    expect(await figures.isVisible()).toBe(false);
    await page.locator("#ask-figures > summary").click();
    expect(await figures.isVisible()).toBe(true);
    expect(await page.locator("#why").isVisible()).toBe(false);
    await page.locator('#first-reason a[href="#why"]').click();
    expect(await page.locator("#why").isVisible()).toBe(true);
    await page.close();
  });

  it.each([390, 320])("do not make a phone of %i px scroll sideways", async (width) => {
    const { page } = await open(PLACES, { width });
    const beyond = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(beyond).toBeLessThanOrEqual(0);
    await page.close();
  });
});
