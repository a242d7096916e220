import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { renderScopePage } from "../../src/node/reports/scope-page.js";
import { INPUT } from "../reports/fixtures.js";
import { axe, axeOfColours } from "../support/axe.js";
import { inEachLook } from "../support/looks.js";
import { describeInChromium } from "../support/report-browser.js";
import { cutTexts, hiddenMarks, lowContrasts } from "../support/report-checks.js";
import { tabStops } from "../support/report-keyboard.js";
import { scopeCase } from "../support/scope-case.js";

const HOSTILE = `<img src=x onerror=alert(1)>"'&\u202Eabc`;

describeInChromium("the page of a record's scope", ({ open }) => {
  it("has no fault that axe finds, and can be read", async () => {
    const { page, problems } = await open(renderScopePage(await scopeCase()), {
      width: 1280,
      reducedMotion: true,
    });
    await inEachLook(page, async (at, scheme) => {
      expect(await (scheme === "light" ? axe : axeOfColours)(page), at).toEqual([]);
    });
    await openAll(page);
    await inEachLook(page, async (at) => {
      const { low, texts } = await lowContrasts(page);
      expect(low, at).toEqual([]);
      expect(texts, at).toBeGreaterThan(100);
    });
    expect(problems).toEqual([]);
    await page.close();
  });

  it.each([
    ["light", 1280],
    ["dark", 390],
  ] as const)("has none as a part of a report either: %s, %i px", async (scheme, width) => {
    const { scope } = await scopeCase();
    const report = { ...INPUT, result: { ...INPUT.result, scope } };
    const { page, problems } = await open(report, { width, scheme });
    expect(problems).toEqual([]);
    expect(await axe(page)).toEqual([]);
    await openAll(page);
    expect((await lowContrasts(page)).low).toEqual([]);
    expect(await cutTexts(page)).toEqual([]);
    const { expected, forward } = await tabStops(page);
    expect(forward).toEqual(expected);
    await page.close();
  });

  it("is reached by keyboard in reading order, and left again", async () => {
    const { page } = await open(renderScopePage(await scopeCase()), { width: 1280 });
    await openAll(page);
    const { expected, forward, back, unseen } = await tabStops(page);
    expect(expected.length).toBeGreaterThan(6);
    expect(forward).toEqual(expected);
    expect(back).toEqual([...expected].reverse());
    expect(unseen).toEqual([]);
    await page.close();
  });

  it.each([320, 390, 1280, 2560])(
    "does not scroll sideways, nor cut a text, at %i px",
    async (width) => {
      const { page } = await open(renderScopePage(await scopeCase()), { width });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide).toBeLessThanOrEqual(0);
      expect(await cutTexts(page)).toEqual([]);
      await page.close();
    },
  );

  it("shows its marks where the system chooses the colours", async () => {
    const { page } = await open(renderScopePage(await scopeCase()), {
      width: 1280,
      forcedColors: true,
    });
    expect(await hiddenMarks(page)).toEqual([]);
    await page.close();
  });

  it("is complete without a script", async () => {
    const { page } = await open(renderScopePage(await scopeCase()), {
      width: 1280,
      scripts: false,
    });
    const text = (await page.textContent("main")) ?? "";
    for (const part of ["Two attributes together", "Dear authors,", "What the authors say"]) {
      expect(text).toContain(part);
    }
    expect(text).toContain("3 test images: too few to count as tested");
    await page.close();
  });

  it("shows text from data as text, and asks for nothing", async () => {
    const { page, problems } = await open(renderScopePage(await scopeCase(HOSTILE)), {
      width: 1280,
    });
    await openAll(page);
    expect(problems).toEqual([]);
    expect(await page.locator("main img").count()).toBe(0);
    expect(await page.textContent("main")).toContain("<img src=x");
    await page.close();
  });
});

describe("the page's file", () => {
  it("is the same bytes for the same input", async () => {
    expect(renderScopePage(await scopeCase())).toBe(renderScopePage(await scopeCase()));
  });
});

async function openAll(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
}
