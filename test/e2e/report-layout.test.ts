import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { INPUT } from "../reports/fixtures.js";
import { describeInChromium } from "../support/report-browser.js";
import { cutTexts } from "../support/report-checks.js";
import { PAGES, PLACES, pageOf } from "../support/report-pages.js";

describeInChromium("layout of a report", ({ open, openFile }) => {
  it.each(PAGES.flatMap(([name]) => [100, 200].map((percent) => [name, percent] as const)))(
    "cuts nothing off: %s, text at %i%%",
    async (name, percent) => {
      const { page } = await open(pageOf(name), { width: 1280 });
      await page.evaluate((size) => {
        document.documentElement.style.fontSize = `${size}%`;
        for (const one of document.querySelectorAll("details")) one.open = true;
      }, percent);
      for (const width of [320, 390, 768, 1280, 2560]) {
        if (width === 320 && percent === 200) continue;
        await page.setViewportSize({ width, height: 900 });
        expect(await cutTexts(page), `at ${width} px`).toEqual([]);
        expect(await sidewaysPx(page), `at ${width} px`).toBe(0);
      }
      await page.close();
    },
  );

  it("is looked at by a check that sees what is cut", async () => {
    const { page } = await open(INPUT, { width: 390 });
    const found = await page.evaluate(() => {
      const heading = document.querySelector("h1");
      if (heading !== null) {
        heading.style.whiteSpace = "nowrap";
        heading.style.overflow = "hidden";
      }
      for (const text of document.querySelectorAll(".axis text")) text.setAttribute("x", "50%");
      return heading?.textContent;
    });
    const cut = (await cutTexts(page)).join("\n");
    expect(cut).toContain(`cut on the right, h1.: ${found?.slice(0, 50)}`);
    expect(cut).toContain("on each other, ");
    await page.close();
  });

  it("puts a range below its figure where a comparison's tables are stacked", async () => {
    const path = join(
      import.meta.dirname,
      "../../docs/examples/blood-cells-compared/comparison.html",
    );
    const { page } = await openFile(path, { width: 390 });
    const edges = await heldEdges(page);
    expect(edges.length).toBeGreaterThan(8);
    for (const of of edges) expect(new Set(of).size, `${of}`).toBe(1);
    expect(await cutTexts(page)).toEqual([]);
    await page.close();
  });

  it.each([100, 200])(
    "draws all rows of a plot on one axis, however wide the window: text at %i%%",
    async (percent) => {
      const { page } = await open(PLACES, { width: 1280 });
      await page.evaluate((size) => {
        document.documentElement.style.fontSize = `${size}%`;
        for (const one of document.querySelectorAll("details")) one.open = true;
        // Rows that say more and less than others.
        const row = document.querySelector("#first-places .ir:nth-child(3)");
        for (const one of row?.querySelectorAll(".vtag, .val small") ?? []) one.remove();
      }, percent);
      const widths = Array.from({ length: 51 }, (_, i) => 390 + 30 * i);
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 });
        const edges = await trackEdges(page);
        expect(edges.length).toBeGreaterThan(1);
        for (const of of edges) expect(new Set(of).size, `${of} at ${width} px`).toBe(1);
      }
      await page.close();
    },
  );

  it("puts the marks where the numbers say", async () => {
    const { page } = await open(INPUT, { width: 1280 });
    const places = await page.locator(".verdict .trk").evaluateAll((tracks) =>
      tracks.map((track) => {
        const box = track.getBoundingClientRect();
        const mark = track.querySelector(".dia, .dot")?.getBoundingClientRect();
        const band = track.querySelector(".tb")?.getBoundingClientRect();
        const middle = mark === undefined ? Number.NaN : mark.x + mark.width / 2;
        return [(middle - box.x) / box.width, ((band?.x ?? 0) - box.x) / box.width];
      }),
    );
    expect(places).toEqual([
      [expect.closeTo(84 / 89, 2), expect.closeTo(84 / 89 - 0.05, 2)],
      [expect.closeTo(22 / 73, 2), expect.closeTo(84 / 89 - 0.05, 2)],
    ]);
    await page.close();
  });
});

/** Where the drawing of each row begins and ends, by plot. */
function trackEdges(page: Page): Promise<readonly (readonly string[])[]> {
  return page.locator(".plot [role=table]").evaluateAll((plots) =>
    plots
      .map((plot) =>
        Array.from(plot.querySelectorAll(".ir > .trk"), (track) => {
          const { left, right } = track.getBoundingClientRect();
          return `${Math.round(left)} to ${Math.round(right)}`;
        }),
      )
      .filter((edges) => edges.length > 1),
  );
}

/** Where what a stacked cell holds begins, by cell. */
function heldEdges(page: Page): Promise<readonly (readonly number[])[]> {
  return page
    .locator("table.stk td:has(> .nw)")
    .evaluateAll((cells) =>
      cells.map((cell) => Array.from(cell.children, (one) => one.getBoundingClientRect().left)),
    );
}

/** How far the page is wider than its window. */
async function sidewaysPx(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return Math.max(0, scrollWidth - clientWidth);
  });
}
