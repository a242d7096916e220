import { describe, expect, it } from "vitest";
import { anatomySection } from "../../src/analyses/anatomy/section.js";
import { classesSection } from "../../src/analyses/classes/section.js";
import { confidenceFacts } from "../../src/analyses/confidence/confidence-facts.js";
import { confidenceSection } from "../../src/analyses/confidence/section.js";
import { evaluationReport } from "../../src/analyses/report.js";
import { slicesSection } from "../../src/analyses/slices/section.js";
import type { PlotTable } from "../../src/reports/plot-view.js";
import { galleryItems } from "../../src/session/gallery-items.js";
import { partOfMark } from "../../src/session/mark-parts.js";
import { selectItems } from "../../src/session/selection.js";
import { evaluated, type Scored } from "../evaluation/evaluated.js";
import { detectionFactsOf } from "../reports/detection-facts-of.js";
import { RESULT } from "../reports/fixtures.js";

const LABELS = ["red", "green", "blue", "a:b;c"];

/** Images whose scores come from their number alone, of three sites. */
function images(count: number): Scored[] {
  return Array.from({ length: count }, (_, i) => {
    const sure = 0.28 + ((i * 37) % 70) / 100;
    const said = (i * 7) % LABELS.length;
    const scores = LABELS.map((_, k) => (k === said ? sure : (1 - sure) / (LABELS.length - 1)));
    return [[LABELS[(i * i) % LABELS.length] ?? "red"], scores, `site ${i % 3}`];
  });
}

describe("what a mark of the results stands for", () => {
  it("has as many images as the mark says", async () => {
    const evaluation = await evaluated(LABELS, images(240), { slices: ["site"] });
    const { result, outcomes } = evaluation;
    if (outcomes.kind !== "classification") throw new Error("another task");
    const extras = confidenceFacts(outcomes, 0.95);
    const input = { result, extras };
    const report = evaluationReport(input);
    const items = galleryItems(evaluation);
    const counted = (figure: string, row: number): number | null => {
      const part = partOfMark(report, figure, row);
      if (part === null) return null;
      const asked = { parts: [part], show: "all", order: "name", seed: 1 } as const;
      return selectItems(items, asked).chosen;
    };
    const held = (figure: string, table: PlotTable | undefined, column: number): void => {
      const counts = (table?.rows ?? []).map(({ cells }) => cells[column]?.value);
      expect(counts.length).toBeGreaterThan(1);
      expect(counts.map((_, row) => counted(figure, row))).toEqual(counts);
    };
    const shown = classesSection.view(input);
    held("confusion-matrix", shown?.confusion?.table, 2);
    held("mix-ups", shown?.mixUps?.table, 2);
    const [slices] = slicesSection.view(input)?.slices ?? [];
    // A part that does not differ is a row of one table.
    held(slices?.hasFinding === true ? slices.id : "parts-rest", slices?.table, 1);
    const bins = confidenceSection.view(input)?.reliability?.table;
    held("reliability", bins, (bins?.columns.length ?? 0) - 1);
    // Of a class: all that are labelled so, and all that are called so.
    const ofClass = (id: "recall" | "precision") =>
      (shown?.classes?.rows ?? []).map(
        ({ label }) => result.estimates.find((one) => one.metric === `${id}{class=${label}}`)?.n,
      );
    const places = (shown?.classes?.rows ?? []).map((_, row) => row);
    expect(places.length).toBeGreaterThan(1);
    expect(places.map((row) => counted("class-found", row))).toEqual(ofClass("recall"));
    expect(places.map((row) => counted("class-trust", row))).toEqual(ofClass("precision"));
    expect(counted("curve-of-something", 0)).toBeNull();
    expect(counted("confusion-matrix", 9999)).toBeNull();
  });

  it("is a kind of error of a detector, or all of one side", () => {
    const input = { result: RESULT, extras: { detection: detectionFactsOf(60) } };
    const report = evaluationReport(input);
    const anatomy = anatomySection.view(input);
    const marks = (anatomy?.plot.table.rows ?? []).map((_, row) =>
      partOfMark(report, "plot-errors", row),
    );
    const kinds = (anatomy?.rows ?? []).map(({ type }) => type);
    expect(kinds.length).toBeGreaterThan(2);
    expect(marks).toEqual(
      [...kinds, "false-positives", "false-negatives"].map((error) => ({ kind: "error", error })),
    );
    expect(partOfMark(report, "plot-errors", marks.length)).toBeNull();
  });

  it("is nothing for the rest of many classes", async () => {
    const many = Array.from({ length: 30 }, (_, i) => `class ${i}`);
    const rows = Array.from({ length: 300 }, (_, i): Scored => {
      const said = (i * 13) % 30;
      return [[many[i % 30] ?? ""], many.map((_, k) => (k === said ? 0.71 : 0.01))];
    });
    const evaluation = await evaluated(many, rows);
    const { result } = evaluation;
    const input = { result, extras: {} };
    const report = evaluationReport(input);
    const items = galleryItems(evaluation);
    const shown = classesSection.view(input);
    const view = shown?.confusion;
    expect(view?.rest).toBeGreaterThan(0);
    for (const [r, { cells }] of (view?.rows ?? []).entries()) {
      for (const [c, { row, count }] of cells.entries()) {
        if (row === null) continue;
        const part = partOfMark(report, "confusion-matrix", row);
        const last = (view?.rows.length ?? 0) - 1;
        if (r === last || c === last) expect(part).toBeNull();
        else {
          const asked = { parts: part === null ? [] : [part], show: "all", order: "name", seed: 1 };
          expect(selectItems(items, asked as Parameters<typeof selectItems>[1]).chosen).toBe(count);
        }
      }
    }
    expect(shown?.recalls).not.toBeNull();
    expect(partOfMark(report, "least-found", 0)).toMatchObject({ kind: "label" });
  });
});
