import { expect, it } from "vitest";
import type { MistakeBox, ReportInput } from "../../src/results/report-input.js";
import { detectionFactsOf } from "../reports/detection-facts-of.js";
import { INPUT, thumbnail } from "../reports/fixtures.js";
import { axe } from "../support/axe.js";
import { describeInChromium } from "../support/report-browser.js";

const BOXES: readonly MistakeBox[] = [
  {
    ...{ x: 0.05, y: 0.1, width: 0.4, height: 0.3 },
    ...{ outcome: "found", subject: false, caption: "fox 91%" },
  },
  {
    ...{ x: 0.5, y: 0.5, width: 0.4, height: 0.4 },
    ...{ outcome: "missed", subject: true, caption: "deer, missed" },
  },
];

/** A detector's report with three pictures, each with a box that is found and one that is missed. */
function pictured(): ReportInput {
  const { result, extras } = INPUT;
  const worst = ["a.jpg", "b.jpg", "c.jpg"].map((file) => ({
    file,
    kind: "missed" as const,
    truth: "deer",
    predicted: "",
    confidence: null,
    thumbnail: thumbnail(),
    boxes: BOXES,
  }));
  return {
    result: { ...result, verdicts: [], task: "detection", confusion: null, gap: null },
    extras: {
      ...extras,
      detection: detectionFactsOf(60),
      mistakes: {
        about: "objects",
        total: 3,
        missed: 3,
        boxes: [5, 3, 0, 0],
        worst,
        picturesWithheld: null,
      },
    },
  };
}

describeInChromium("pictures of a report", ({ open }) => {
  it("open large by a press and by keys, and Escape goes back to them", async () => {
    const { page, problems } = await open(pictured(), { width: 1280 });
    const links = page.locator("#first-pictures a.pic");
    const small = await links.nth(1).boundingBox();
    await links.nth(1).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    expect(await dialog.getByText("2 of 3").count()).toBe(1);
    const large = await dialog.locator(".pic").boundingBox();
    expect(large?.width ?? 0).toBeGreaterThan(2 * (small?.width ?? Number.NaN));
    // Every box is named, in letters of one size on the screen, however large the picture.
    expect(await dialog.locator("svg.boxes text").allTextContents()).toEqual([
      "deer, missed",
      "fox 91%",
    ]);
    const letters = await dialog.locator("svg.boxes text").first().boundingBox();
    expect(letters?.height ?? 0).toBeGreaterThan(10);
    expect(letters?.height ?? 0).toBeLessThan(22);
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press("ArrowRight");
    expect(await dialog.getByText("3 of 3").count()).toBe(1);
    await page.keyboard.press("Escape");
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.waitForFunction(() =>
      document.activeElement?.querySelector("img")?.alt.startsWith("c.jpg"),
    );
    await links.first().click();
    await dialog.getByRole("button", { name: "Close" }).click();
    expect(await page.getByRole("dialog").count()).toBe(0);
    expect(problems).toEqual([]);
    await page.close();
  });

  it("show boxes of the kinds that are switched on, in both sizes, without a script too", async () => {
    for (const scripts of [true, false]) {
      const { page } = await open(pictured(), { width: 1280, scripts });
      const first = page.locator("#first-pictures");
      const seen = (outcome: string) => first.locator(`g.bxo.${outcome}`).first().isVisible();
      expect([await seen("found"), await seen("missed")]).toEqual([true, true]);
      await first.getByLabel("Found 5").uncheck();
      expect([await seen("found"), await seen("missed")]).toEqual([false, true]);
      await first.locator("a.pic").first().click();
      if (scripts) {
        const dialog = page.getByRole("dialog");
        expect(await dialog.locator("g.bxo.found").first().isVisible()).toBe(false);
        await page.keyboard.press("1");
        expect(await dialog.locator("g.bxo.found").first().isVisible()).toBe(true);
        await page.keyboard.press("Escape");
        expect(await seen("found")).toBe(true);
      } else {
        const box = await first.locator(".thumb:target a.pic").boundingBox();
        expect(box?.width ?? 0).toBeGreaterThan(700);
        await first.getByRole("link", { name: "Smaller" }).click();
        expect(await first.locator(".thumb:target").count()).toBe(0);
      }
      await page.close();
    }
  });

  it("are drawn in thin lines on a halo, each outcome in a colour and a pattern of its own", async () => {
    for (const scheme of ["light", "dark"] as const) {
      const { page } = await open(pictured(), { width: 1280, scheme });
      const looks = await page
        .locator("#first-pictures .bkey path.bx")
        .evaluateAll((all) =>
          all.map((one) => [getComputedStyle(one).stroke, getComputedStyle(one).strokeDasharray]),
        );
      expect(new Set(looks.map(([colour]) => colour)).size).toBe(4);
      expect(new Set(looks.map(([, dash]) => dash)).size).toBe(4);
      const width = (name: string) =>
        page
          .locator(`#first-pictures g.found > ${name}`)
          .first()
          .evaluate((one) => getComputedStyle(one).strokeWidth);
      expect([await width(".bh"), await width(".bx")]).toEqual(["3.5px", "1.5px"]);
      await page.close();
    }
  });

  it.each([390, 320])("fit a phone of %i px, open as well", async (width) => {
    const { page } = await open(pictured(), { width, height: 780 });
    const beyond = () =>
      page.evaluate(() => {
        const { scrollWidth, clientWidth } =
          document.querySelector("dialog") ?? document.documentElement;
        return scrollWidth - clientWidth;
      });
    expect(await beyond()).toBeLessThanOrEqual(0);
    await page.locator("#first-pictures a.pic").first().click();
    expect(await beyond()).toBeLessThanOrEqual(0);
    await page.close();
  });
});
