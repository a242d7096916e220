import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { INPUT } from "../reports/fixtures.js";
import { describeInChromium } from "../support/report-browser.js";
import { lowContrasts } from "../support/report-checks.js";
import { PAGES, pageOf } from "../support/report-pages.js";
import { printReport } from "../support/report-paper.js";

/** What a reader takes in at one look: plots and their rows, tiles, rows of tables, notes. */
const WHOLE = [
  ".verdict",
  ".plot",
  "figure .pd",
  "figure:not(.pf)",
  ".pr:not(.vh)",
  ".note",
  ".stat",
  ".thumb",
  ".ir",
  "tbody tr",
  ".acts li",
  ".lim li",
  "dl.kv dd",
  ".claims > li",
  ".cm",
  "h2",
  "h3",
].join(",");
/** Pixels between the margins of an A4 sheet: 210 mm by 297 mm less 14 on all sides. */
const PAPER_PX = { width: 688, height: 1016 };

describeInChromium("a report on paper", ({ open }) => {
  describe.each(PAGES.map(([name]) => name))("%s", (name) => {
    it("cuts no plot, tile, row or note, and loses none", async () => {
      const { page } = await open(pageOf(name), PAPER_PX);
      const { pieces, overlaps, sheets, pdf } = await printReport(page, WHOLE, PAPER_PX.height);
      expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
      expect(sheets).toBeGreaterThan(1);
      expect(pieces.length).toBeGreaterThan(50);
      expect(pieces.filter((piece) => piece.sheets.length !== 1)).toEqual([]);
      expect(overlaps).toEqual([]);
      await page.close();
    });

    it("shows folded parts, in ink that can be read, and nothing to click", async () => {
      const { page } = await open(pageOf(name), { width: PAPER_PX.width, scheme: "dark" });
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      const folded = await page.evaluate(() =>
        [...document.querySelectorAll("details > :not(summary)")].flatMap((part) =>
          !part.checkVisibility() ? [part.querySelectorAll("tbody tr").length] : [],
        ),
      );
      // A plot stands for its table where that would fill sheets.
      for (const rows of folded) expect(rows).toBeGreaterThan(40);
      expect(await page.locator(".skip:visible").count()).toBe(0);
      // What is wider than the paper is cut off; nothing scrolls there.
      expect(await wideParts(page)).toEqual([]);
      expect((await lowContrasts(page)).low).toEqual([]);
      await page.close();
    });
  });

  it("is looked at by a check that sees what is cut", async () => {
    const { page } = await open(INPUT, PAPER_PX);
    await page.evaluate(() => {
      const [sheet] = document.styleSheets;
      sheet?.insertRule("@media print{*{break-inside:auto!important;break-after:auto!important}}");
      const second = document.querySelector<HTMLElement>(".acts li:nth-child(2)");
      if (second !== null) second.style.marginTop = "-8mm";
    });
    const { pieces, overlaps } = await printReport(page, WHOLE, PAPER_PX.height);
    expect(overlaps.join("\n")).toMatch(/^li\..*\| li\./m);
    const cut = pieces.filter((piece) => piece.sheets.length > 1).map((piece) => piece.name);
    expect(cut.length).toBeGreaterThan(0);
    await page.evaluate(() => {
      const command = document.querySelector<HTMLElement>("pre");
      if (command !== null) command.style.width = "190mm";
    });
    expect((await wideParts(page)).join()).toContain("pre.cmd");
    await page.close();
  });
});

/** Parts of a printed page that reach over its right edge. */
async function wideParts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const most = document.documentElement.clientWidth + 1;
    return [...document.body.querySelectorAll("*")].flatMap((part) => {
      const isShown = part.checkVisibility() && part.closest(".vh") === null;
      const { right } = part.getBoundingClientRect();
      return isShown && right > most ? [`${part.localName}.${part.getAttribute("class")}`] : [];
    });
  });
}
