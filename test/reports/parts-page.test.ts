import { describe, expect, it } from "vitest";
import { classesSection } from "../../src/analyses/classes/section.js";
import { placesSection } from "../../src/analyses/places/section.js";
import { slicesSection } from "../../src/analyses/slices/section.js";
import { renderReport } from "../../src/node/reports/html-report.js";
import type { PlotFrame } from "../../src/reports/plot-view.js";
import type { ReportInput } from "../../src/results/report-input.js";
import { classesInput, PLACES, partsInput, SLICES_200, slicesOf } from "./parts-inputs.js";

/** The plots of this part of a page. */
function framesOf(input: ReportInput): PlotFrame[] {
  const { confusion, mixUps, recalls } = classesSection.view(input) ?? {};
  return [
    ...(slicesSection.view(input)?.slices ?? []),
    ...[
      placesSection.view(input)?.panels,
      confusion,
      mixUps,
      recalls?.spread,
      recalls?.least,
    ].filter((frame) => frame != null),
  ];
}

const LARGE = classesInput(2000, SLICES_200);

describe.each([
  ["two classes", partsInput()],
  ["20 classes", classesInput(20)],
  ["2,000 classes and 200 slices", LARGE],
])("plots of parts and classes, %s", (_name, input) => {
  const html = renderReport(input);
  const frames = framesOf(input);

  it("are in the page, each with its sentence and its table", () => {
    expect(frames.length).toBeGreaterThanOrEqual(3);
    expect(new Set(frames.map(({ id }) => id)).size).toBe(frames.length);
    for (const { id, reading, table } of frames) {
      const [, figure = ""] =
        new RegExp(`<figure[^>]* id="${id}"([\\s\\S]*?)</figure>`).exec(html) ?? [];
      expect(id).toMatch(/^[a-z0-9-]+$/);
      expect(figure).toContain(reading.replaceAll("&", "&amp;").replaceAll("<", "&lt;"));
      expect(
        figure.match(/<tr data-said|<tr><th scope="row"/g)?.length ?? 0,
      ).toBeGreaterThanOrEqual(table.rows.length);
      for (const { cells } of table.rows) expect(cells).toHaveLength(table.columns.length);
    }
  });

  it("have marks whose row is in the table, and no number that is none", () => {
    const figures = html.split("<figure").slice(1);
    let marks = 0;
    for (const figure of figures) {
      const [drawing = "", table = ""] = figure.split("<details");
      const rows = (table.split("<tbody>")[1] ?? "").split("<tr").length - 1;
      for (const [, row] of drawing.matchAll(/data-row="([^"]*)"/g)) {
        marks++;
        expect(Number(row)).toBeLessThan(rows);
      }
    }
    expect(marks).toBeGreaterThan(10);
    const page = html.replace(/<script>[\s\S]*?<\/script>/g, "");
    expect(page.match(/.{20}(?:NaN|Infinity|undefined|\[object).{20}/)?.[0]).toBeUndefined();
    expect(page.match(/ (?:x|x1|x2|width)="[^"]*[^"\d.%-][^"]*"/)?.[0]).toBeUndefined();
  });
});

describe("a page of 2,000 classes and 200 slices", () => {
  const html = renderReport(LARGE);

  it("is far below 2 MB", () => {
    expect(Buffer.byteLength(html)).toBeLessThan(700_000);
  });

  it("has every slice, draws 40 of 180 cameras, and the findings among them", () => {
    const { slices } = slicesSection.view(LARGE)!;
    const sliced = slices.flatMap(({ table }) => table.rows);
    expect(sliced).toHaveLength(200);
    expect(slices.every(({ table }) => table.more === 0)).toBe(true);
    const [cameras] = slices;
    expect(cameras?.drawing.marks).toHaveLength(40);
    const worse = SLICES_200.filter(
      ({ slice }) => slice?.attribute === "camera" && slice.finding,
    ).length;
    expect(worse).toBeGreaterThan(5);
    expect(cameras?.drawing.marks.filter(({ sign }) => sign === "worse")).toHaveLength(
      Math.min(40, worse),
    );
  });

  it("counts all classes in the histogram, and all images in the matrix", () => {
    const { recalls, confusion } = classesSection.view(LARGE)!;
    const classes = recalls?.spread.table.rows.map(({ cells }) => cells[1]?.value ?? 0) ?? [];
    expect(classes.reduce((sum, count) => sum + count, 0)).toBe(2000);
    const least = recalls?.least.table;
    expect((least?.rows.length ?? 0) + (least?.more ?? 0)).toBe(2000);
    const images = (LARGE.result.confusion?.counts ?? []).flat().reduce((sum, n) => sum + n, 0);
    const drawn = confusion?.rows.flatMap(({ cells }) => cells.map(({ count }) => count)) ?? [];
    expect(drawn.reduce((sum, n) => sum + n, 0)).toBe(images);
  });
});

describe("a result with more parts than ours has", () => {
  const levels = Array.from({ length: 80 }, (_, i) => `level ${i}`);
  const attributes = new Map(
    Array.from({ length: 16 }, (_, i) => [`attribute ${i}`, levels] as const),
  );
  const input = partsInput();
  const large = { ...input, result: { ...input.result, estimates: slicesOf(attributes) } };

  it("stays below 2 MB and counts what is left out", () => {
    expect(Buffer.byteLength(renderReport(large))).toBeLessThan(1_300_000);
    const { slices, slicesLeft } = slicesSection.view(large)!;
    expect(slices).toHaveLength(12);
    expect(slicesLeft).toContain("4 more forests of parts");
    for (const { table } of slices) expect(table.rows.length + table.more).toBe(80);
    expect(slices.map(({ table }) => table.rows.length)).toEqual([
      ...new Array<number>(5).fill(80),
      ...new Array<number>(7).fill(40),
    ]);
  });
});

describe("places in a page", () => {
  it("stand in one figure, each with its name and number", () => {
    const html = renderReport(partsInput());
    const [, figure = ""] = /<figure[^>]* id="places"([\s\S]*?)<\/figure>/.exec(html) ?? [];
    for (const { place } of PLACES.panels) expect(figure).toContain(`<h3>${place} <small>126`);
    expect(html).toContain('<section class="blk" id="by-place">');
  });
});
