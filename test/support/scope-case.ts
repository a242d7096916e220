import { compareImages } from "../../src/analyses/scope/compare-scope.js";
import type { ScopePageInput } from "../../src/analyses/scope/scope-page.js";
import { NEVER_CANCELLED } from "../../src/core/cancellation.js";
import { type Column, categoricalColumn, createTable } from "../../src/core/table.js";
import { openProfile } from "../../src/dataset/profile/open-profile.js";
import { scopeColumns } from "../../src/dataset/profile/scope-columns.js";
import { createNodeDigest } from "../../src/node/digest.js";
import { readRecordSide } from "../../src/records/scope/record-side.js";
import { madeRecord } from "../evaluation/made-record.js";

/** An image as its attributes tell it. */
interface Shown {
  readonly brightness: number;
  readonly light: string;
  readonly habitat: string;
}

/**
 * A page of a record made by hand: a test set by day and night, and images here of which some are
 * darker than any, in a habitat that nobody tested.
 *
 * @param odd put into names, so that text from data can be followed
 */
export async function scopeCase(odd = ""): Promise<ScopePageInput> {
  const test = Array.from(
    { length: 120 },
    (_, i): Shown => ({
      brightness: 0.2 + ((i * 37) % 120) / 200,
      light: i % 4 === 0 ? "night" : "day",
      habitat: i < 117 ? `meadow${odd}` : `marsh${odd}`,
    }),
  );
  const here = Array.from(
    { length: 60 },
    (_, i): Shown => ({
      brightness: 0.1 + ((i * 17) % 60) / 100,
      light: i % 3 === 0 ? "dusk" : "day",
      habitat: i % 5 === 0 ? `marsh${odd}` : `meadow${odd}`,
    }),
  );
  const { record, access } = madeRecord(
    ["deer", "fox"],
    test.map((one, i) => ({
      truth: i % 2 === 0 ? "deer" : "fox",
      answer: i % 7 === 0 ? "fox" : "deer",
      attributes: { ...one },
    })),
    {
      title: `Deer or fox${odd}`,
      profile: openProfile(columnsOf(test), null, test.length),
      model: {
        name: `m${odd}`,
        sha256: null,
        sizeBytes: null,
        labels: ["deer", "fox"],
        where: "withheld",
        trainingCounts: { deer: 900, fox: 20 },
      },
      scope: {
        expected: [{ words: `in autumn${odd}`, where: [] }],
        notTested: [`under water${odd}`],
        knownToFail: [
          { words: `in the dark${odd}`, where: [{ attribute: "brightness", to: 0.15 }] },
        ],
      },
    },
  );
  const side = await readRecordSide(record, access, {
    createDigest: createNodeDigest,
    signal: NEVER_CANCELLED,
  });
  const { scope } = compareImages(
    { source: "record", record, side },
    { columns: columnsOf(here), clusters: null, images: here.length },
    {
      isWhole: true,
      level: 0.95,
      seed: 1,
      features: null,
      concepts: {
        classes: [{ label: "fox", local: 12, training: 20, rare: true, recall: null }],
        trend: null,
        warnings: ["scope/rare-in-training"],
      },
    },
  );
  return {
    scope,
    record,
    claim: record.claims[0] ?? null,
    place: `photos${odd}`,
    version: "1.2.3",
    left: { found: 61, notDrawn: 0, listed: 1 },
  };
}

function columnsOf(cells: readonly Shown[]) {
  const table = createTable(
    cells.length,
    new Map<string, Column>([
      [
        "brightness",
        {
          kind: "numeric",
          values: Float64Array.from(cells, ({ brightness }) => brightness),
        } as const,
      ],
      ["light", categoricalColumn(cells.map(({ light }) => light))],
      ["habitat", categoricalColumn(cells.map(({ habitat }) => habitat))],
    ]),
  );
  return scopeColumns(table, Int32Array.from(cells.keys()));
}
