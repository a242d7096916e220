import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type HeldFacts, heldResult } from "../../src/compare/held-result.js";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import { readParquetTable } from "../../src/formats/parquet/parquet.js";
import { integerColumn, numberColumn } from "../../src/formats/parquet/parquet-columns.js";
import { formatParquet, type ParquetColumn } from "../../src/formats/parquet/parquet-write.js";
import type { EvaluatedDetections } from "../../src/outcomes/detection/evaluated-detections.js";
import { matchDetections } from "../../src/outcomes/detection/match-detections.js";
import { COCO_RULES } from "../../src/outcomes/detection/match-rules.js";
import { onUnits } from "../../src/outcomes/detection/on-units.js";
import { objectColumns } from "../../src/tasks/detection/object-table.js";
import { hardInput, inputOf } from "../support/detection-inputs.js";

const FACTS: HeldFacts = {
  schema: "homeground.result/1",
  task: "detection",
  unit: "image",
  model: null,
  verdicts: [],
};

interface Units {
  readonly unitOfImage: Int32Array;
  readonly cluster: Int32Array | null;
}

/** Detections of drawn objects, whose images are joined to units. */
function detections(
  drawn: Parameters<typeof inputOf>[0],
  { unitOfImage, cluster }: Units,
): EvaluatedDetections {
  const bare = inputOf(drawn);
  const { area: _, ...found } = bare.detections;
  const sizes = {
    widthPx: new Float64Array(bare.imageCount).fill(640),
    heightPx: new Float64Array(bare.imageCount).fill(480),
  };
  const input = { ...bare, ...sizes, detections: found };
  const classes = Array.from({ length: drawn.labelCount }, (_, k) => (k === 0 ? "1" : `kind ${k}`));
  const matched = matchDetections(input, COCO_RULES, {
    classes,
    modelClassCount: classes.length,
    threshold: 0.3,
  });
  const units = {
    unitCount: unitOfImage.reduce((most, unit) => Math.max(most, unit), -1) + 1,
    unit: "image",
    cluster,
    clusterCount: cluster === null ? 0 : cluster.reduce((most, g) => Math.max(most, g), -1) + 1,
  };
  return { ...onUnits(matched, unitOfImage, units), input, unitOfImage };
}

/** As it lies on disk, read again. @param change of the columns before they are written */
async function again(
  outcomes: EvaluatedDetections,
  change: (columns: readonly ParquetColumn[]) => readonly ParquetColumn[] = (columns) => columns,
) {
  const { rowCount, columns, unitOfRow, facts } = objectColumns(outcomes, (i) => `${i}.jpg`);
  const { cluster } = outcomes;
  const grouped =
    cluster === null
      ? []
      : [numberColumn("cluster", (row) => cluster[unitOfRow![row]!] ?? Number.NaN)];
  const metadata = new Map([["homeground.facts", JSON.stringify(facts)]]);
  const table = { rowCount, columns: change([...columns, ...grouped]), metadata };
  const access = createMemoryFileAccess(
    new Map([["objects.parquet", Buffer.concat([...formatParquet(table, 7)])]]),
  );
  const read = await readParquetTable(access, "objects.parquet");
  return heldResult("m", FACTS, read, "objects.parquet");
}

const alone = (count: number): Units => ({
  unitOfImage: Int32Array.from({ length: count }, (_, i) => i),
  cluster: null,
});

describe("objects that were written and read again", () => {
  it("give the outcomes that they were written of, in every number", async () => {
    await fc.assert(
      fc.asyncProperty(hardInput, async (own) => {
        // A file tells no −0 from 0, and nor does a match.
        const found = own.detections.map((one) => ({ ...one, score: one.score + 0 }));
        const drawn = { ...own, detections: found };
        const outcomes = detections(drawn, alone(drawn.imageCount));
        const held = await again(outcomes);
        expect(held.outcomes).toEqual(outcomes);
        expect(held.images).toEqual(Array.from({ length: drawn.imageCount }, (_, i) => `${i}.jpg`));
      }),
      { numRuns: 30 },
    );
  });

  it("give sequences, each by its first image, and their groups", async () => {
    const box = [0, 0, 10, 10] as const;
    const drawn = {
      imageCount: 4,
      labelCount: 1,
      truths: [{ image: 3, label: 0, box, flags: 1 }],
      detections: [{ image: 2, label: 0, box, score: 0.1 }],
      searched: [0, 1, 2, 0],
    };
    const units = { unitOfImage: Int32Array.of(1, 0, 1, 0), cluster: Int32Array.of(1, 0) };
    const outcomes = detections(drawn, units);
    const held = await again(outcomes);
    expect(held.outcomes).toEqual(outcomes);
    expect(held.images).toEqual(["1.jpg", "0.jpg"]);
  });

  const DRAWN = {
    imageCount: 2,
    labelCount: 2,
    truths: [{ image: 0, label: 1, box: [0, 0, 10, 10] as const }],
    detections: [{ image: 1, label: 0, box: [0, 0, 5, 5] as const, score: 0.7 }],
  };
  const without = (name: string) => (columns: readonly ParquetColumn[]) =>
    columns.filter((column) => column.name !== name);
  const numbers = (name: string, cells: readonly number[]) => (columns: readonly ParquetColumn[]) =>
    columns.map((column) =>
      column.name === name ? numberColumn(name, (row) => cells[row]!) : column,
    );

  it.each([
    ["has no boxes", without("width")],
    ["has an object without an area", without("area")],
    ["has a class too few", without("class")],
    [
      "has a side that is no number",
      numbers("x", [Number.NaN, Number.NaN, Number.POSITIVE_INFINITY, 0]),
    ],
    ["names an image that is not there", numbers("image", [0, 1, 2, 1])],
    ["names half an image", numbers("image", [0, 1, 0.5, 1])],
    ["has images in another order", numbers("image", [1, 0, 0, 1])],
    ["has a unit without an image", numbers("unit", [0, 2, Number.NaN, Number.NaN])],
    ["has more units than rows", numbers("unit", [0, 1e9, Number.NaN, Number.NaN])],
    ["has half a unit", numbers("unit", [0, 0.5, Number.NaN, Number.NaN])],
    ["has a unit below none", numbers("unit", [0, -2, Number.NaN, Number.NaN])],
    ["has an image without a unit", numbers("unit", [0, Number.NaN, Number.NaN, Number.NaN])],
    [
      "has units that are texts",
      (columns: readonly ParquetColumn[]) =>
        columns.map((c) => (c.name === "unit" ? { ...columns[0]!, name: "unit" } : c)),
    ],
    [
      "has flags that are numbers",
      (columns: readonly ParquetColumn[]) =>
        columns.map((c) => (c.name === "crowd" ? integerColumn("crowd", () => 1) : c)),
    ],
  ])("are refused where the table %s", async (_, change) => {
    await expect(again(detections(DRAWN, alone(2)), change)).rejects.toMatchObject({
      code: "compare/no-outcomes",
    });
  });
});
