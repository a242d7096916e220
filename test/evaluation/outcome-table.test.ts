import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outcomeTable } from "../../src/evaluation/outcome-table.js";
import type { ParquetColumn, ParquetTable } from "../../src/formats/parquet/parquet-write.js";
import { matchDetections } from "../../src/outcomes/detection/match-detections.js";
import { COCO_RULES } from "../../src/outcomes/detection/match-rules.js";
import { countedErrors } from "../../src/tasks/detection/detection-facts.js";
import { detectionColumns } from "../../src/tasks/detection/detection-table.js";
import { distinctScores, inputOf } from "../support/detection-inputs.js";
import { slowIou, slowRanking } from "../support/slow-detection.js";
import { evaluated, type Scored } from "./evaluated.js";

type Row = Readonly<Record<string, unknown>>;

/** Rows of a table, asked for a few at a time. */
function rowsOf(rowCount: number, columns: readonly ParquetColumn[]): Row[] {
  const rows: Record<string, unknown>[] = Array.from({ length: rowCount }, () => ({}));
  for (let from = 0; from < rowCount; from += 3) {
    const to = Math.min(rowCount, from + 3);
    for (const column of columns) {
      const cells = column.cells(from, to);
      for (let row = from; row < to; row++) {
        const cell = cells[row - from];
        rows[row]![column.name] = column.nullable && Number.isNaN(cell) ? null : cell;
      }
    }
  }
  return rows;
}

const tableRows = ({ rowCount, columns }: ParquetTable): Row[] => rowsOf(rowCount, columns);

/** Only the names of the files are asked of an image set here. */
const imagesOf = (count: number) =>
  ({
    file: Array.from({ length: count }, (_, i) => `${100_000 + i}.png`),
  }) as unknown as Parameters<typeof outcomeTable>[1];

describe("outcomeTable", () => {
  it("has a row an image with answer, confidence, loss and attributes", async () => {
    const images: Scored[] = [
      [["deer"], [0.7, 0.2, 0.1], "north"],
      [["fox"], [0.5, 0.4, 0.1], "south"],
      [["owl"], [0.1, 0.1, 0.8], "north"],
    ];
    const evaluation = await evaluated(["deer", "fox", "owl"], images);
    const [first, second, third] = tableRows(outcomeTable(evaluation, imagesOf(3)));
    expect(first).toMatchObject({
      file: "100000.png",
      unit: 0,
      truth: "deer",
      predicted: "deer",
      right: true,
      confidence: 0.7,
      truth_probability: 0.7,
      attribute_site: "north",
    });
    // −ln 0.4; 0.5² + (0.4 − 1)² + 0.1²
    expect(second?.["log_loss"]).toBeCloseTo(0.916290731874155, 12);
    expect(second?.["brier"]).toBeCloseTo(0.62, 12);
    expect(second).toMatchObject({ truth: "fox", predicted: "deer", right: false });
    expect(third).toMatchObject({ unit: 2, predicted: "owl", attribute_site: "north" });
  });

  it("numbers clusters, and gives a second column of a name another one", async () => {
    const images: Scored[] = ["a", "b", "a", "b"].map((site) => [["deer"], [0.9, 0.1], site]);
    const evaluation = await evaluated(["deer", "fox"], images, { cluster: "site" });
    const table = outcomeTable(evaluation, imagesOf(4));
    expect(tableRows(table).map((row) => row["cluster"])).toEqual([0, 1, 0, 1]);
    expect(table.metadata.get("homeground.cluster")).toBe("site");
    const scores: Scored[] = [
      [
        ["a", "b"],
        [0.9, 0.8],
      ],
    ];
    const many = await evaluated(["a", "b"], scores, {
      task: "multilabel",
      severalLabels: "multilabel",
      threshold: 0.85,
    });
    expect(tableRows(outcomeTable(many, imagesOf(1)))).toMatchObject([
      { truth: ["a", "b"], predicted: ["a"], right: false, score_a: 0.9, score_b: 0.8 },
    ]);
  });

  it("has raw scores of the anomaly task, and answers where there is a threshold", async () => {
    const images: Scored[] = [
      [["good"], [-3]],
      [["scratch"], [12.5]],
    ];
    const at = (threshold: number | null) =>
      evaluated([], images, { task: "anomaly", threshold }).then((evaluation) =>
        tableRows(outcomeTable(evaluation, imagesOf(2))),
      );
    const [first] = await at(null);
    expect(first).toMatchObject({ truth: "normal", score: -3 });
    expect(first).not.toHaveProperty("predicted");
    expect(await at(20)).toMatchObject([
      { predicted: "normal", right: true },
      { truth: "anomalous", predicted: "normal", right: false },
    ]);
  });
});

describe("detectionColumns", () => {
  it("has each detection once and each object that none has, as a slow match says", () => {
    fc.assert(
      fc.property(distinctScores, fc.constantFrom(null, 0.3, 0.7), (drawn, threshold) => {
        const input = inputOf(drawn);
        const classes = Array.from({ length: drawn.labelCount }, (_, k) => `k${k}`);
        const options = { classes, modelClassCount: classes.length, threshold };
        const outcomes = matchDetections(input, COCO_RULES, options);
        const unitOfImage = Int32Array.from({ length: drawn.imageCount }, (_, i) => i);
        const evaluation = { ...outcomes, input, unitOfImage };
        const table = detectionColumns(evaluation, countedErrors(evaluation), (i) => `${i}.png`);
        const rows = rowsOf(table.rowCount, table.columns);
        expect(rows.map(sortKey).sort()).toEqual(slowRows(drawn, threshold).map(sortKey).sort());
        const files = rows.map((row) => String(row["file"]));
        expect(files).toEqual([...files].sort());
        expect([...table.unitOfRow]).toEqual(files.map((file) => Number.parseInt(file, 10)));
      }),
      { numRuns: 150 },
    );
  });
});

function sortKey({ file, class: name, status, score, iou }: Row): string {
  const rounded = typeof iou === "number" ? iou.toFixed(9) : "";
  return [file, name, status, score ?? "", status === "found" ? rounded : ""].join(" ");
}

/** The rows, by the slow match at an overlap of 0.5 among the detections that reach the threshold. */
function slowRows(drawn: Parameters<typeof inputOf>[0], threshold: number | null): Row[] {
  const kept = drawn.detections.filter(({ score }) => score >= (threshold ?? -1));
  const input = inputOf({ ...drawn, detections: kept });
  const rows: Row[] = [];
  for (let label = 0; label < drawn.labelCount; label++) {
    const ranking = slowRanking(input, COCO_RULES, label, 0, 0.5);
    const matched = new Set(ranking.matches.map(({ truth }) => truth));
    for (const match of ranking.matches) {
      const d = kept[match.row]!;
      const g = drawn.truths[match.truth];
      rows.push({
        file: `${match.image}.png`,
        class: `k${label}`,
        score: match.score,
        status: match.isHit ? "found" : match.isIgnored ? "ignored" : "false-alarm",
        iou: match.isHit && g !== undefined ? slowIou(d.box, g.box, false) : null,
      });
    }
    const counted = new Set(ranking.countedTruths.map(({ row }) => row));
    for (const [row, truth] of drawn.truths.entries()) {
      if (truth.label !== label || matched.has(row)) continue;
      const status = counted.has(row) ? "missed" : "not-counted";
      rows.push({ file: `${truth.image}.png`, class: `k${label}`, score: null, status, iou: null });
    }
  }
  return rows;
}
