import { expect, it } from "vitest";
import { EXTRAS, INPUT, RESULT } from "../reports/fixtures.js";
import { describeInChromium } from "../support/report-browser.js";
import { PAGES, pageOf } from "../support/report-pages.js";

const PLACES = {
  result: RESULT,
  extras: {
    ...EXTRAS,
    judgedPlaces: {
      attribute: "site",
      metric: "accuracy",
      level: 0.95,
      unit: "image",
      more: 0,
      places: [
        { place: "site 1", n: 89, value: 0.91, low: 0.81, high: 0.96, verdict: "holds" },
        { place: "site 2", n: 73, value: 0.3, low: 0.2, high: 0.43, verdict: "fails" },
        { place: "site 3", n: 100, value: 0.42, low: 0.31, high: 0.54, verdict: "fails" },
      ],
    },
  },
} as const;

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
