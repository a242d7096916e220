import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { lynxFacts, manyRanked, selectiveFacts } from "../reports/curve-facts.js";
import { INPUT } from "../reports/fixtures.js";
import { describeInChromium } from "../support/report-browser.js";

describeInChromium("curves in Chromium", (reports) => {
  async function open(ranked: Parameters<typeof curves>[0], width: number): Promise<Page> {
    return (await reports.open(curves(ranked), { width })).page;
  }

  it.each([320, 360, 1280, 2560])(
    "keeps text and strokes at their size, and all of it inside, at %i px",
    async (width) => {
      const page = await open([lynxFacts()], width);
      const plots = await page.locator("svg.cv").evaluateAll((drawings) =>
        drawings.map((drawing) => {
          const frame = drawing.getBoundingClientRect();
          const texts = [...drawing.querySelectorAll("text")];
          return {
            width: frame.width,
            height: frame.height,
            sizes: texts.map((text) => Number.parseFloat(getComputedStyle(text).fontSize)),
            // The height of a line of text on the screen, which a stretched drawing would change.
            heights: texts
              .filter((text) => text.children.length === 0)
              .map((text) => text.getBoundingClientRect().height),
            outside: texts
              .filter((text) => {
                const { left, right, bottom } = text.getBoundingClientRect();
                return left < frame.left - 1 || right > frame.right + 1 || bottom > frame.bottom;
              })
              .map((text) => text.textContent),
          };
        }),
      );
      expect(plots.length).toBe(5);
      for (const plot of plots) {
        expect(plot.width).toBeLessThanOrEqual(Math.min(width - 32, 544) + 1);
        expect(plot.sizes.every((size) => size === 13)).toBe(true);
        expect(Math.max(...plot.heights) - Math.min(...plot.heights)).toBeLessThan(1);
        expect(plot.outside).toEqual([]);
      }
      await page.close();
    },
  );

  it("puts lines and marks at one place, where the numbers say", async () => {
    const page = await open([lynxFacts()], 1280);
    const places = await page.locator("#roc svg.cv").evaluate((drawing) => {
      const area = drawing.querySelector("[data-area]")?.getBoundingClientRect();
      const fraction = (x: number, y: number): number[] =>
        area === undefined ? [] : [(x - area.x) / area.width, (y - area.y) / area.height];
      const line = drawing.querySelector<SVGPathElement>("path.cvl");
      const matrix = line?.getScreenCTM() ?? null;
      const [, ...ends] =
        /M([\d.]+),([\d.]+).*L([\d.]+),([\d.]+)$/.exec(line?.getAttribute("d") ?? "") ?? [];
      const [x0, y0, x1, y1] = ends.map(Number);
      return {
        marks: [...drawing.querySelectorAll("circle[data-row]")].map((mark) => {
          const box = mark.getBoundingClientRect();
          return fraction(box.x + box.width / 2, box.y + box.height / 2);
        }),
        ends: [
          [x0, y0],
          [x1, y1],
        ].map(([x, y]) => {
          const place = new DOMPoint(x, y).matrixTransform(matrix ?? undefined);
          return fraction(place.x, place.y);
        }),
      };
    });
    const near = (x: number, y: number) => [expect.closeTo(x, 2), expect.closeTo(1 - y, 2)];
    expect(places.ends).toEqual([near(0, 0), near(1, 1)]);
    // False alarms and found of each threshold; then the threshold in use.
    expect(places.marks).toEqual([
      near(0, 0),
      near(0, 0.25),
      near(0.025, 0.5),
      near(0.05, 0.75),
      near(0.25, 0.9),
      near(1, 1),
      near(0.05, 0.75),
    ]);
    await page.close();
  });

  it("opens what each label's threshold gives without a script", async () => {
    const { page } = await reports.open(curves(manyRanked(3, 101)), {
      width: 1280,
      scripts: false,
    });
    const plot = page.locator("#thresholds-2 svg.cv");
    await page.locator("details.q:has(#thresholds-2) > summary").click();
    expect(await plot.isVisible()).toBe(false);
    await page.locator("summary", { hasText: /^Where to set the threshold: species 2$/ }).click();
    expect(await plot.isVisible()).toBe(true);
    await page.getByText("Table: Where to set the threshold: species 2").click();
    const table = page.getByRole("table", { name: "Where to set the threshold: species 2" });
    expect(await table.getByRole("row").count()).toBeGreaterThan(50);
    await page.close();
  });
});

function curves(ranked: ReturnType<typeof manyRanked>) {
  return { ...INPUT, extras: { ...INPUT.extras, ranked, selective: selectiveFacts() } };
}
