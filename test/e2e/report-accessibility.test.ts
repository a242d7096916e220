import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { renderReport } from "../../src/node/reports/html-report.js";
import { INPUT } from "../reports/fixtures.js";
import { axe, axeOfColours } from "../support/axe.js";
import { inEachLook } from "../support/looks.js";
import { describeInChromium } from "../support/report-browser.js";
import { hiddenMarks, lowContrasts } from "../support/report-checks.js";
import { tabStops } from "../support/report-keyboard.js";
import { PAGES, PLACES, pageOf } from "../support/report-pages.js";

/** Pages but those whose controls are those of `fails` or of `curves of many labels`. */
const WITH_OWN_CONTROLS = PAGES.map(([name]) => name).filter(
  (name) => !["holds", "cannot tell", "curves of two classes"].includes(name),
);

describeInChromium("accessibility of a report", ({ open }) => {
  describe.each(PAGES.map(([name]) => name))("%s", (name) => {
    it("has no fault that axe finds, opens without a message, and can be read", async () => {
      const { page, problems } = await open(pageOf(name), { width: 1280, reducedMotion: true });
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

    it("shows marks and focus in the system's colours, and moves nothing where that is asked", async () => {
      const options = { width: 1280, forcedColors: true, reducedMotion: true };
      const { page, problems } = await open(pageOf(name), options);
      await openAll(page);
      expect(await movingParts(page)).toEqual([]);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await hiddenMarks(page), colorScheme).toEqual([]);
        await page.keyboard.press("Tab");
        const { outlineStyle, outlineWidth } = await page.evaluate(() => {
          const { outlineStyle, outlineWidth } = getComputedStyle(
            document.activeElement as Element,
          );
          return { outlineStyle, outlineWidth };
        });
        expect(outlineStyle, colorScheme).toBe("solid");
        expect(Number.parseFloat(outlineWidth), colorScheme).toBeGreaterThanOrEqual(2);
      }
      expect(problems).toEqual([]);
      await page.close();
    });
  });

  it.each(WITH_OWN_CONTROLS)(
    "is reached by keyboard in reading order, seen where the focus is, and left again: %s",
    async (name) => {
      const { page } = await open(pageOf(name), { width: 1280 });
      await openAll(page);
      const { expected, forward, back, unseen } = await tabStops(page);
      expect(expected.length).toBeGreaterThan(10);
      expect(forward).toEqual(expected);
      expect(back).toEqual([...expected].reverse());
      expect(unseen).toEqual([]);
      await page.close();
    },
  );

  it("is looked at by checks that see what is wrong", async () => {
    const wrong = renderReport(INPUT).replace(' lang="en"', "");
    const { page } = await open(wrong, { width: 1280 });
    expect((await axe(page)).join()).toContain("html-has-lang");
    await page.evaluate(() => {
      for (const text of document.querySelectorAll(".axis text")) {
        (text as SVGElement).style.fill = "rgb(200 200 200)";
      }
      for (const mark of document.querySelectorAll(".dot")) {
        (mark as SVGElement).style.fill = "rgb(250 250 250)";
      }
      const link = document.querySelector<HTMLElement>("#first-reason a");
      link?.setAttribute("tabindex", "1");
      link?.style.setProperty("box-shadow", "none", "important");
      link?.style.setProperty("outline", "none", "important");
    });
    const { low } = await lowContrasts(page);
    expect(low.join("\n")).toMatch(/^1\.\d+: 0%$/m);
    expect((await hiddenMarks(page)).join("\n")).toContain('<circle class="dot"');
    const { expected, forward, unseen } = await tabStops(page);
    expect(forward).not.toEqual(expected);
    expect(unseen).toEqual([expect.stringContaining("Step by step")]);
    await page.close();
  });

  it.each([
    ["Skip to the verdict", "verdict", INPUT],
    ["Skip to the answer", "verdict", pageOf("200 classes, no claim")],
    ["Skip to the places", "first-places", PLACES],
    ["Skip to the pictures", "first-pictures", INPUT],
    ["Skip to why", "first-reason", INPUT],
    ["Skip to the questions", "questions", INPUT],
  ])("%s: a link at its head that is seen on focus alone", async (name, id, input) => {
    for (const width of [1280, 390]) {
      const { page } = await open(input, { width, scripts: false });
      const link = page.getByRole("link", { name, exact: true });
      const isSeen = async () => {
        const box = await link.boundingBox();
        return box !== null && box.y >= 0 && box.x >= 0 && box.x + box.width <= width;
      };
      expect(await isSeen(), `unfocused at ${width} px`).toBe(false);
      while (!(await link.evaluate((own) => own === document.activeElement))) {
        const at = await page.evaluate(() => document.activeElement?.className);
        expect(["", "skip"], name).toContain(at);
        await page.keyboard.press("Tab");
      }
      expect(await isSeen(), `focused at ${width} px`).toBe(true);
      await page.keyboard.press("Enter");
      expect(await page.evaluate(() => document.activeElement?.id)).toBe(id);
      const { top, height } = await page.locator(`#${id}`).evaluate((part) => {
        const box = part.getBoundingClientRect();
        return { top: box.top, height: innerHeight };
      });
      expect(top).toBeGreaterThanOrEqual(-1);
      expect(top).toBeLessThan(height);
      await page.close();
    }
  });

  it("can be read and used by keyboard", async () => {
    const { page } = await open(INPUT, { width: 1280 });
    await page.keyboard.press("Tab");
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent))
      .toBe("Skip to the verdict");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("verdict");
    await page.locator("summary", { hasText: "What are all the figures?" }).focus();
    await page.keyboard.press("Enter");
    const table = page.getByText("Table: All figures");
    await table.focus();
    await page.keyboard.press("Enter");
    expect(await page.getByRole("table", { name: "All figures", exact: true }).isVisible()).toBe(
      true,
    );
    const row = page.getByRole("row", { name: /Yours/ }).first();
    expect(await row.getByRole("cell").textContent()).toContain("30.1%");
    await page.close();
  });
});

/** Elements whose style would move. */
function movingParts(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("*")].flatMap((element) => {
      const { transitionDuration, animationDuration, scrollBehavior } = getComputedStyle(element);
      const isStill =
        /^(0s,? ?)+$/.test(transitionDuration) &&
        /^(0s|auto)$/.test(animationDuration) &&
        scrollBehavior === "auto";
      return isStill ? [] : [`${element.localName}.${element.getAttribute("class")}`];
    }),
  );
}

async function openAll(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const one of document.querySelectorAll("details")) one.open = true;
  });
}
