import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OBJECT_FLAG } from "../../src/core/objects.js";
import type { DetectionJoin } from "../../src/tasks/detection/detection-join.js";
import { labelsOnObjects, objectsWithNames } from "../../src/tasks/detection/labels-on-objects.js";

type Box = readonly [x: number, y: number, width: number, height: number];
interface Thing {
  readonly image?: number;
  readonly label?: number;
  readonly box: Box;
  readonly flags?: number;
}

/** What of a join is looked at; the model has the first two of three labels. */
function joinOf(things: readonly Thing[]): DetectionJoin {
  const objects = {
    count: things.length,
    image: Int32Array.from(things, ({ image = 0 }) => image),
    label: Int32Array.from(things, ({ label = 0 }) => label),
    box: Float64Array.from(things.flatMap(({ box }) => box)),
    area: Float64Array.from(things, ({ box: [, , width, height] }) => width * height),
    flags: Uint8Array.from(things, ({ flags = 0 }) => flags),
  };
  return {
    truth: { objects, searched: null, notes: [] },
    classes: {
      names: ["a", "b", "c"],
      modelClassCount: 2,
      ofPosition: Int32Array.of(0, 1),
      ofLabel: () => -1,
    },
    frame: { unit: "pixel", sizes: { widthPx: new Float64Array(), heightPx: new Float64Array() } },
    rules: {
      matching: "coco",
      geometry: "boxes",
      thresholds: [0.5],
      areas: [],
      maxDetections: 100,
      byLabel: true,
    },
    threshold: null,
  };
}

function said(
  things: readonly Thing[],
  rows: readonly (readonly [box: Box, score: number, label: number])[],
): number[] {
  const join = joinOf(things);
  const flat = Float64Array.from(rows.flatMap(([box, score, label]) => [...box, score, label]));
  return [...labelsOnObjects(join, objectsWithNames(join), (image) => (image === 0 ? flat : null))];
}

/** Apart from each other, and from everything below 1,000. */
const at = (k: number): Box => [30 * k, 0, 20, 10];
const away = (k: number): Box => [30 * k, 1000, 20, 10];

describe("what a detector says of objects, whatever its labels are called", () => {
  it("is of those that a name can be right of", () => {
    const things: readonly Thing[] = [
      { box: at(0), flags: OBJECT_FLAG.crowd },
      { box: at(1), label: 1 },
      { box: at(2), flags: OBJECT_FLAG.ignored },
      { box: at(3), label: 2 },
      { box: at(4) },
    ];
    expect([...objectsWithNames(joinOf(things))]).toEqual([1, 4]);
  });

  it("is the label of the box on each, in whatever order they come", () => {
    const count = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(count, fc.infiniteStream(fc.integer({ min: 0, max: 9 })), (n, draws) => {
        const drawn = (): number => draws.next().value as number;
        const labels = Array.from({ length: n }, drawn);
        const things = labels.map((_, k) => ({ box: at(k) }));
        const rows = [
          ...labels.map((label, k) => [at(k), 0.5 + k / 100, label] as const),
          // Less sure than any that lies on something: there are no more places for them.
          ...labels.map((_, k) => [away(k), 0.4 - k / 100, drawn()] as const),
        ]
          .map((row) => [drawn(), row] as const)
          .sort(([a], [b]) => a - b)
          .map(([, row]) => row);
        expect(said(things, rows)).toEqual(labels);
      }),
    );
  });

  it("is nothing where surer boxes lie elsewhere, or none lies on half of it", () => {
    expect(
      said(
        [{ box: at(0) }],
        [
          [away(0), 0.9, 1],
          [at(0), 0.8, 1],
        ],
      ),
    ).toEqual([-1]);
    // 20 × 10 against 20 × 10 moved by 7: 13 of 27 is less than half; by 6: 14 of 26 is more.
    expect(said([{ box: at(0) }], [[[7, 0, 20, 10], 0.9, 1]])).toEqual([-1]);
    expect(said([{ box: at(0) }], [[[6, 0, 20, 10], 0.9, 1]])).toEqual([1]);
    expect(said([{ box: at(0), image: 1 }], [[at(0), 0.9, 1]])).toEqual([-1]);
  });

  it("counts one box of those that lie on each other, the surest", () => {
    const rows = [
      [at(0), 0.9, 3],
      [at(0), 0.8, 4],
      [at(1), 0.1, 5],
    ] as const;
    expect(said([{ box: at(0) }, { box: at(1) }], rows)).toEqual([3, 5]);
  });
});
