import { describe, expect, it } from "vitest";
import { type HeldFacts, heldResult, readHeldFacts } from "../../src/compare/held-result.js";
import { outcomeTable } from "../../src/evaluation/outcome-table.js";
import type { EvaluateRequest } from "../../src/evaluation/request.js";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import { readParquetTable } from "../../src/formats/parquet/parquet.js";
import { formatParquet, type ParquetTable } from "../../src/formats/parquet/parquet-write.js";
import { evaluated, type Scored } from "../evaluation/evaluated.js";

/** A table as it lies on disk, read again. */
async function readAgain(table: ParquetTable) {
  const bytes = Buffer.concat([...formatParquet(table, 3)]);
  const access = createMemoryFileAccess(new Map([["outcomes.parquet", bytes]]));
  return readParquetTable(access, "outcomes.parquet");
}

const factsOf = (task: string): HeldFacts => ({
  schema: "homeground.result/1",
  task,
  unit: "image",
  model: null,
  verdicts: [],
});

const imagesOf = (count: number) =>
  ({
    file: Array.from({ length: count }, (_, i) => `${100_000 + i}.png`),
  }) as unknown as Parameters<typeof outcomeTable>[1];

async function thereAndBack(
  labels: readonly string[],
  images: readonly Scored[],
  request: Partial<EvaluateRequest> = {},
) {
  const evaluation = await evaluated(labels, images, request);
  const hashes = images.map((_, i) => `${i}`.padStart(64, "ab"));
  const table = outcomeTable(evaluation, imagesOf(images.length), hashes);
  const facts = factsOf(evaluation.outcomes.kind);
  return { evaluation, held: heldResult("m", facts, await readAgain(table), "outcomes.parquet") };
}

// Labels that look like numbers and truth values, one that no image has, one that the model has not.
const LABELS = ["1", "true", "none has it"];
const IMAGES: readonly Scored[] = [
  [["1"], [0.7, 0.2, 0.1], "north"],
  [["true"], [0.4, 0.3, 0.3], "south"],
  [["outside"], [0.1, 0.1, 0.8], "north"],
  [["true"], [1 / 3, 1 / 3, 1 / 3], "south"],
];

describe("outcomes that were written and read again", () => {
  it.each([
    ["of classes", LABELS, IMAGES, {}],
    ["of classes with a label of interest", LABELS, IMAGES, { positive: "true" }],
    ["in groups", LABELS, IMAGES, { cluster: "site" }],
    [
      "of scores that are no probabilities",
      LABELS,
      IMAGES.map(([truth, scores, site]): Scored => [truth, scores.map((s) => s / 3), site ?? ""]),
      {},
    ],
    [
      "of several labels",
      ["a", "b"],
      [
        [
          ["a", "b"],
          [0.9, 0.8],
        ],
        [["b"], [0.1, 0.3]],
        [["c"], [0.2, 1e-17]],
      ] as Scored[],
      { task: "multilabel", severalLabels: "multilabel" },
    ],
    [
      "of anomalies",
      [],
      [
        [["good"], [-3]],
        [["scratch"], [12.5]],
      ] as Scored[],
      { task: "anomaly", threshold: 20 },
    ],
    [
      "of anomalies without a threshold",
      [],
      [[["good"], [0.1 + 0.2]]] as Scored[],
      { task: "anomaly" },
    ],
  ] as const)("%s are equal in every number", async (_, labels, images, request) => {
    const { evaluation, held } = await thereAndBack(labels, images, request);
    const { outcomes } = evaluation;
    const scores = "scores" in outcomes ? outcomes.scores : null;
    const isRanked = scores !== null && "sums" in scores && !scores.sums.areProbabilities;
    if (isRanked) {
      // What only probabilities have is not written, and no metric asks for it.
      expect(held.outcomes).toMatchObject({
        truth: outcomes.kind === "classification" ? outcomes.truth : null,
        scores: { confidence: scores.confidence, above: scores.above, tied: scores.tied },
      });
    } else expect(held.outcomes).toEqual(outcomes);
    expect(held.images).toEqual(images.map((__, i) => `${100_000 + i}.png`));
    expect(held.bytes?.[0]).toBe("abababababababab");
    expect(held.groups).toBe("cluster" in request ? "site" : "");
    expect(held.attributes.columns.has("site")).toBe(images[0]![2] !== undefined);
  });
});

describe("a table of outcomes that is not one", () => {
  const table = async () => outcomeTable(await evaluated(LABELS, IMAGES), imagesOf(4));

  it.each([
    ["says no classes", (t: ParquetTable) => ({ ...t, metadata: new Map() })],
    [
      "says classes that are none",
      (t: ParquetTable) => ({ ...t, metadata: new Map([["homeground.facts", '{"classes":"x"}']]) }),
    ],
    [
      "nests them for ever",
      (t: ParquetTable) => ({
        ...t,
        metadata: new Map([["homeground.facts", "[".repeat(100_000)]]),
      }),
    ],
    [
      "has fewer classes than labels",
      (t: ParquetTable) => ({
        ...t,
        metadata: new Map([["homeground.facts", '{"classes":["1"]}']]),
      }),
    ],
    [
      "has no labels",
      (t: ParquetTable) => ({ ...t, columns: t.columns.filter(({ name }) => name !== "truth") }),
    ],
  ])("is refused where it %s", async (_, change) => {
    const changed = await readAgain(change(await table()));
    expect(() => heldResult("m", factsOf("classification"), changed, "o.parquet")).toThrow(
      expect.objectContaining({ code: "compare/no-outcomes" }),
    );
  });

  it.each([["{}"], ["[]"], ['{"schema":"homeground.result/2"}']])("%s is no result", (text) => {
    expect(() => readHeldFacts(text, "result.json")).toThrow(
      expect.objectContaining({ code: "input/bad-shape" }),
    );
  });
});
