import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classRecallView as classRecallViewOf } from "../../src/analyses/classes/class-recall-view.js";
import { classTable } from "../../src/analyses/classes/class-table.js";
import { confusionCells } from "../../src/analyses/classes/confusion-cells.js";
import {
  type ConfusionOptions,
  confusionView as confusionViewOf,
} from "../../src/analyses/classes/confusion-view.js";
import { mixUpsView as mixUpsViewOf } from "../../src/analyses/classes/mix-ups-view.js";
import { positiveLabel } from "../../src/reports/positive-label.js";
import type {
  EvaluationResult,
  ResultConfusion,
  ResultEstimate,
} from "../../src/results/result.js";
import { estimate, RESULT } from "./fixtures.js";

function confusionOf(
  classes: number,
  count: (row: number, column: number) => number,
): ResultConfusion {
  const labels = Array.from({ length: classes }, (_, i) => `class ${i}`);
  const counts = labels.map((_, row) => labels.map((__, column) => count(row, column)));
  return { labels, counts };
}

const cellsOf = (confusion: ResultConfusion | null) =>
  confusion === null ? null : confusionCells(confusion);
const confusionView = (confusion: ResultConfusion, options: ConfusionOptions) =>
  confusionViewOf(confusionCells(confusion), options);
const mixUpsView = (confusion: ResultConfusion | null, unit: string) =>
  mixUpsViewOf(cellsOf(confusion), unit);
const classRecallView = (
  estimates: readonly ResultEstimate[],
  confusion: ResultConfusion | null,
  unit: string,
) => classRecallViewOf(estimates, cellsOf(confusion), unit);

const PLAIN = { unit: "image", positive: null };
/** 4 kinds of blood cells: 22 of 73 right. */
const CELLS = RESULT.confusion ?? confusionOf(0, () => 0);
const BINARY: ResultConfusion = {
  labels: ["deer", "empty"],
  counts: [
    [25, 5],
    [3, 67],
  ],
};

/** Matrices of up to 40 classes, many cells empty. */
const matrices = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.infiniteStream(fc.nat(12)))
  .map(([k, stream]) => confusionOf(k, () => Math.max(0, (stream.next().value ?? 0) - 6)));

describe("confusionView", () => {
  it("shows every class up to 20, and above the 12 most mixed up and the rest", () => {
    const small = confusionView(
      confusionOf(20, () => 1),
      PLAIN,
    );
    expect([small.rows.length, small.rest]).toEqual([20, 0]);
    // Classes 30 to 41 are mixed up most: each is called its neighbour 50 times. Class 0 is large.
    const large = confusionView(
      confusionOf(200, (row, column) => {
        if (row === column) return row === 0 ? 5000 : 10;
        return row >= 30 && row < 42 && column === 30 + ((row - 29) % 12) ? 50 : 0;
      }),
      PLAIN,
    );
    expect(large.rows.map(({ label }) => label)).toEqual([
      ...Array.from({ length: 12 }, (_, i) => `class ${30 + i}`),
      "the other 188",
    ]);
    expect(large.rows.at(-1)?.cells.at(-1)).toMatchObject({ count: 6870, rightInside: 6870 });
    expect(large.caption).toContain("the 12 classes most mixed up, and the other 188 together");
    // 12 · 50 wrong, 199 · 10 and 5,000 right.
    expect(large.reading).toBe("The most frequent mix-up: class 30 called class 31, 50 of 60.");
  });

  it("loses no image and no cell, however many classes", () => {
    fc.assert(
      fc.property(matrices, (table) => {
        const view = confusionView(table, PLAIN);
        const all = table.counts.flat().reduce((sum, n) => sum + n, 0);
        const cells = view.rows.flatMap((row) => row.cells);
        expect(cells.reduce((sum, { count }) => sum + count, 0)).toBe(all);
        expect(view.rows.reduce((sum, { total }) => sum + total, 0)).toBe(all);
        const right = cells.reduce(
          (sum, cell) => sum + (cell.right ? cell.count : (cell.rightInside ?? 0)),
          0,
        );
        expect(right).toBe(table.counts.reduce((sum, row, i) => sum + (row[i] ?? 0), 0));
        // The table has what is drawn and not empty, largest first, each at its own row.
        const filled = cells.filter(({ count }) => count > 0);
        expect(view.table.rows.length + view.table.more).toBe(filled.length);
        expect(view.table.rows.length).toBeLessThanOrEqual(200);
        const counts = view.table.rows.map(({ cells: own }) => own[2]?.value ?? Number.NaN);
        expect(counts).toEqual([...counts].sort((a, b) => b - a));
        for (const row of view.rows) {
          for (const [column, cell] of row.cells.entries()) {
            if (cell.row === null) continue;
            const texts = view.table.rows[cell.row]?.cells ?? [];
            expect(texts[0]?.text).toBe(row.label);
            expect(texts[1]?.text).toBe(view.rows[column]?.label);
            expect(texts[2]?.value).toBe(cell.count);
            expect(texts[3]?.value).toBe(cell.count / row.total);
          }
        }
        const numbered = cells.flatMap(({ row }) => (row === null ? [] : [row]));
        expect(numbered.sort((a, b) => a - b)).toEqual(view.table.rows.map((_, i) => i));
      }),
      { numRuns: 80 },
    );
  });

  it("has the cells in the table, largest first, with their share of the label", () => {
    const { table, reading } = confusionView(CELLS, PLAIN);
    expect(reading).toBe("The most frequent mix-up: lymphocyte called monocyte, 21 of 28.");
    expect(table.rows.slice(0, 2).map(({ cells }) => cells.map(({ text }) => text))).toEqual([
      ["lymphocyte", "monocyte", "21", "75.0%"],
      ["neutrophil", "monocyte", "15", "60.0%"],
    ]);
    expect(table.rows[0]?.said).toBe("lymphocyte, called monocyte: 21 of 28 (75.0%).");
    expect(table.rows).toHaveLength(10);
  });

  it("says found, missed, false alarm and rightly left where one of two is looked for", () => {
    const view = confusionView(BINARY, { unit: "image", positive: "deer" });
    expect(view.rows.map(({ cells }) => cells.map(({ word }) => word))).toEqual([
      ["found", "missed"],
      ["false alarm", "rightly left"],
    ]);
    expect(view.reading).toBe(
      "Of 30 deer, 25 were found and 5 missed; of 70 empty, 3 false alarms.",
    );
    expect(view.table.rows.map(({ cells }) => cells.at(-1)?.text)).toEqual([
      "rightly left",
      "found",
      "missed",
      "false alarm",
    ]);
    const turned = confusionView(BINARY, { unit: "image", positive: "empty" });
    expect(turned.rows.map(({ cells }) => cells.map(({ word }) => word))).toEqual([
      ["rightly left", "false alarm"],
      ["missed", "found"],
    ]);
    const words = confusionView(BINARY, PLAIN).rows.flatMap(({ cells }) => cells);
    expect(words.every(({ word }) => word === null)).toBe(true);
  });

  it("says when one answer stands for far too many, and else nothing", () => {
    const findingOf = (confusion: ResultConfusion) => confusionView(confusion, PLAIN).finding;
    expect(findingOf(CELLS)).toBe("It says monocyte for 54 of 73. There are 11.");
    expect(findingOf(confusionOf(4, (i, j) => (i === j ? 20 : 1)))).toBeNull();
    expect(findingOf(confusionOf(0, () => 0))).toBeNull();
    expect(
      confusionView(
        confusionOf(3, () => 0),
        PLAIN,
      ).reading,
    ).toBe("No image has both a label and an answer.");
  });
});

describe("positiveLabel", () => {
  const result = (metrics: readonly string[], confusion = BINARY): EvaluationResult => ({
    ...RESULT,
    confusion,
    estimates: metrics.map((metric) => estimate(metric, 0.5, null)),
  });

  it.each([
    [["accuracy"], null],
    [["accuracy", "roc-auc{class=deer}"], "deer"],
    [["recall{class=deer}"], "deer"],
    [["recall{class=deer}", "recall{class=empty}"], null],
    [["recall{class=deer}", "recall{class=empty}", "average-precision{class=empty}"], "empty"],
    [["roc-auc{class=fox}"], null],
  ])("takes from %j the label %s", (metrics, expected) => {
    expect(positiveLabel(result(metrics))).toBe(expected);
  });

  it("knows none where both are ranked, whatever was asked for", () => {
    const ranked = ["deer", "empty"].map((label) =>
      estimate(`roc-auc{class=${label}}`, 0.5, null, { role: "detail" }),
    );
    const asked = estimate("recall{class=deer}", 0.5, null);
    const both = { ...result([]), estimates: [...ranked, asked] };
    expect(positiveLabel(both)).toBeNull();
    expect(positiveLabel({ ...both, estimates: [...ranked.slice(1), asked] })).toBe("empty");
  });

  it("knows none of more than two labels", () => {
    expect(positiveLabel(result(["roc-auc{class=monocyte}"], CELLS))).toBeNull();
  });
});

describe("mixUpsView", () => {
  it("has the most frequent first, as bars and in the table", () => {
    const view = mixUpsView(CELLS, "image");
    expect(view?.drawing.bars[0]).toEqual({
      label: "lymphocyte",
      sub: "called monocyte",
      length: 1,
      valueText: "21 of 28",
      row: 0,
    });
    expect(view?.drawing.bars[1]?.length).toBeCloseTo(15 / 21, 12);
    // 6 kinds of mistakes: 15 + 5, 21 + 2, 1 + 7 = 51.
    expect(view?.reading).toBe(
      "The 6 most frequent mix-ups make up 51 of 51 mistakes; there are 6 in all.",
    );
    expect(view?.table.rows[0]?.cells.map(({ value }) => value)).toEqual([
      null,
      null,
      21,
      28,
      21 / 28,
    ]);
    expect(mixUpsView(BINARY, "image")).toBeNull();
    expect(mixUpsView(null, "image")).toBeNull();
    expect(
      mixUpsView(
        confusionOf(3, (i, j) => Number(i === j)),
        "image",
      ),
    ).toBeNull();
  });

  it("loses no kind of mistake, and sorts as a slow sort does", () => {
    fc.assert(
      fc.property(matrices, (table) => {
        const view = mixUpsView(table, "image");
        const wrong = table.counts.flatMap((row, i) =>
          row.flatMap((count, j) => (i === j || count === 0 ? [] : [{ i, j, count }])),
        );
        if (table.labels.length < 3 || wrong.length === 0) {
          expect(view).toBeNull();
          return;
        }
        wrong.sort((a, b) => b.count - a.count || a.i - b.i || a.j - b.j);
        expect((view?.table.rows.length ?? 0) + (view?.table.more ?? 0)).toBe(wrong.length);
        expect(
          view?.table.rows.map(({ cells }) => cells.slice(0, 3).map(({ text }) => text)),
        ).toEqual(
          wrong.slice(0, 200).map(({ i, j, count }) => [`class ${i}`, `class ${j}`, `${count}`]),
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe("classRecallView", () => {
  /** Class i is found i times in 30; the last three have no image. */
  const K = 34;
  const classes = confusionOf(K, (row, column) => {
    if (row > 30) return 0;
    if (row === column) return row;
    return column === (row + 1) % 31 ? 30 - row : 0;
  });
  const view = classRecallView([], classes, "image");

  it("counts every class once, by tenths, those without an image apart", () => {
    // i/30 in tenths: 0–2, 3–5, … 27–30; ten bins of three, the last of four.
    expect(view?.spread.table.rows.map(({ cells }) => [cells[0]?.text, cells[1]?.value])).toEqual([
      ["0 to below 10%", 3],
      ["10 to below 20%", 3],
      ["20 to below 30%", 3],
      ["30 to below 40%", 3],
      ["40 to below 50%", 3],
      ["50 to below 60%", 3],
      ["60 to below 70%", 3],
      ["70 to below 80%", 3],
      ["80 to below 90%", 3],
      ["90 to 100%", 4],
      ["no image here", 3],
    ]);
    expect(view?.spread.reading).toBe(
      "Of 34 classes, 4 are found at least 9 times in 10 and 15 less than half the time; 3 have no image here.",
    );
    expect(view?.spread.drawing.bars[9]).toMatchObject({ length: 1, valueText: "4", row: 9 });
  });

  it("draws those found least first, and has all in the table", () => {
    expect(view?.least.drawing.marks.slice(0, 2)).toMatchObject([
      { label: "class 0", at: 0, valueText: "0.0%", sub: "30 images", row: 0 },
      { label: "class 1", at: 1 / 30, valueText: "3.3%" },
    ]);
    // Class 30 is never missed, and three have no image.
    expect(view?.least.drawing.marks).toHaveLength(30);
    expect(view?.least.reading).toBe(
      "Found least: class 0, 0.0% of 30 images. Of 34 classes 30 are missed at least once; drawn are 30.",
    );
    expect(view?.least.table.rows).toHaveLength(K);
    expect(view?.least.table.rows.at(-1)?.said).toBe("class 33: no image here.");
    expect(view?.least.caption).toBe("Least found first.");
  });

  it("orders by the upper end of the range, where chance has less room", () => {
    const estimates = Array.from({ length: 250 }, (_, i) =>
      estimate(`recall{class=c${i}}`, 0.5, [0.3, 0.6], { n: 100 }),
    );
    // 0 of 1 says little; 10 of 100 says much.
    estimates[7] = estimate("recall{class=c7}", 0, [0, 0.79], { n: 1 });
    estimates[9] = estimate("recall{class=c9}", 0.1, [0.055, 0.174], { n: 100 });
    const found = classRecallView(estimates, null, "image")?.least;
    expect(found?.drawing.marks).toHaveLength(40);
    expect(found?.drawing.marks[0]).toMatchObject({
      label: "c9",
      at: 0.1,
      low: 0.055,
      high: 0.174,
      intervalText: "[5.5, 17.4]",
    });
    expect(found?.reading).toBe(
      "Found least: c9, 10.0% [5.5, 17.4] of 100 images. Of 250 classes 250 are missed at least once; drawn are 40.",
    );
    expect([found?.table.rows.length, found?.table.more]).toEqual([200, 50]);
    expect(found?.drawing.marks.map(({ label }) => label)).not.toContain("c7");
  });

  it("is there for many classes alone", () => {
    expect(
      classRecallView(
        [],
        confusionOf(20, () => 1),
        "image",
      ),
    ).toBeNull();
    expect(
      classRecallView(
        [],
        confusionOf(21, () => 0),
        "image",
      ),
    ).toBeNull();
    expect(
      classRecallView(
        [],
        confusionOf(21, () => 1),
        "image",
      ),
    ).not.toBeNull();
  });
});

describe("classTable", () => {
  it("shows counts with their ranges, in the order of the labels", () => {
    const table = classTable(RESULT.estimates, RESULT.confusion);
    expect(table?.rows[0]).toEqual({
      label: "neutrophil",
      found: { value: 5 / 25, text: "5 of 25", interval: "[9, 39]%" },
      trust: { value: 5 / 6, text: "5 of 6", interval: "[44, 97]%" },
    });
    expect(table?.rows.map(({ label }) => label)).toEqual(RESULT.confusion?.labels);
    expect(table?.order).toBe("labels");
  });

  it("says percent once where a share is of no whole count", () => {
    const weighted = estimate("recall{class=a}", 0.289, [0.186, 0.42], { n: 1376 });
    expect(classTable([weighted], null)?.rows[0]?.found).toMatchObject({
      text: "28.9%",
      interval: "[18.6, 42.0]",
    });
  });

  it("keeps the 20 classes with most mistakes, most first, and counts the others", () => {
    const estimates = Array.from({ length: 50 }, (_, i) =>
      estimate(`recall{class=c${i}}`, (i + 0.5) / 51, [0, 1], { n: 50 }),
    );
    // Trust counts too: c49 is said 1,000 times wrongly.
    estimates.push(estimate("precision{class=c49}", 0, [0, 0.1], { n: 1000 }));
    const table = classTable(estimates, null);
    expect(table?.rows.map(({ label }) => label)).toEqual([
      "c49",
      ...Array.from({ length: 19 }, (_, i) => `c${i}`),
    ]);
    expect([table?.more, table?.order]).toEqual([30, "mistakes"]);
    expect(classTable([], null)).toBeNull();
  });
});
