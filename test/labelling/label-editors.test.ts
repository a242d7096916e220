import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { readCountTruth } from "../../src/formats/counts/count-table.js";
import { TRUTH_STATE } from "../../src/formats/import-types.js";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import { readObjectTruth } from "../../src/formats/read.js";
import { jointsOfModel } from "../../src/labelling/editors/joints.js";
import { labelEditorOf } from "../../src/labelling/editors/registry.js";
import type { ImageLabel, LabelEvent, LabelledPoint } from "../../src/labelling/label-events.js";
import { labelLogHead, labelLogLine, readLabelLog } from "../../src/labelling/label-log.js";
import { labellerState } from "../../src/labelling/label-state.js";
import { keypoints } from "../../src/tasks/detection/keypoints.js";
import type { LabelEditorId } from "../../src/tasks/task.js";

const counts = labelEditorOf({ labelledBy: "counts" });
const points = labelEditorOf({ labelledBy: "points" });
const JOINTS = { names: ["nose", "tail", "left paw"], skeleton: [[0, 1]] as const };

function stateOf(labels: readonly (ImageLabel | null)[], by = "Ada") {
  const events = labels.flatMap((label, i): LabelEvent[] =>
    label === null ? [] : [{ by, at: "t", kind: "label", image: `${i}.jpg`, label, seen: i === 0 }],
  );
  return labellerState(events, by);
}
const number = (...of: readonly (readonly [string, number])[]): ImageLabel => ({
  kind: "counts",
  counts: of,
});
const order = Array.from({ length: 60 }, (_, i) => `${i}.jpg`);
const textOf = (files: Iterable<{ readonly pieces: Iterable<string | Uint8Array> }>): string =>
  [...files].flatMap(({ pieces }) => [...pieces]).join("");

describe("numbers that somebody gives", () => {
  it("are a table of counts that reads back: none is 0, and who cannot tell said nothing", async () => {
    const name = fc.constantFrom("red deer", "fox", "=boar", "count");
    const label = fc.oneof(
      { weight: 4, arbitrary: fc.array(fc.tuple(name, fc.nat(40)), { maxLength: 4 }) },
      { weight: 1, arbitrary: fc.constant(null) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(label, { minLength: 1, maxLength: 8 }), async (given) => {
        const labels = given.map(
          (one): ImageLabel => (one === null ? { kind: "cannot-tell" } : number(...new Map(one))),
        );
        const { files } = counts.write(
          stateOf(labels),
          { order, by: "Ada", labels: ["fox", "count"] },
          "csv",
        );
        const path = "counts.csv";
        const bytes = new TextEncoder().encode(textOf(files));
        const access = createMemoryFileAccess(new Map([[path, bytes]]));
        const read = await readCountTruth({
          access,
          path,
          source: path,
          files: [path],
          content: "delimited",
          head: bytes,
          foundIn: null,
          formatId: "csv",
          images: async () => [],
        });
        expect(read.problems).toEqual([]);
        const found = read.file.map((file, row) => {
          const of = new Map<string, number>();
          for (let at = read.labelStart[row]!; at < read.labelStart[row + 1]!; at++) {
            const own = read.labelNames[read.labelIndex[at]!]!;
            of.set(own, (of.get(own) ?? 0) + 1);
          }
          return [file, [...of].sort()] as const;
        });
        const expected = given.map((one, i) => {
          const all = [...new Map(one ?? [])].filter(([, n]) => n > 0);
          return [`${i}.jpg`, all.sort()] as const;
        });
        expect(found).toEqual(expected);
        // Nobody said that nothing is there.
        expect([...read.state].map((state) => state === TRUTH_STATE.unlabelled)).toEqual(
          given.map((one) => one === null),
        );
      }),
      { numRuns: 40 },
    );
  });

  it("of two people agree by Lin's concordance of all things, and image by image of each label", () => {
    const first = [number(["fox", 1]), number(["fox", 2]), number(["fox", 3]), number(["fox", 4])];
    const second = [
      number(["fox", 1]),
      number(["fox", 1], ["deer", 1]),
      number(["fox", 5]),
      { kind: "cannot-tell" } as const,
    ];
    const found = counts.agreement(stateOf(first), stateOf(second, "Bo"), 0.95);
    expect(found).toMatchObject({ both: 3, same: 1, undecided: 1, differ: ["1.jpg", "2.jpg"] });
    // 1 2 3 and 1 2 5: 2·s / (s_tt + s_pp + (p̄ − t̄)²) with moments by 1/n: 2·(4/3) / (2/3 + 26/9 + 4/9).
    expect(found.concordance?.value).toBeCloseTo(2.666666666666667 / 4, 12);
    const none = counts.agreement(stateOf([null]), stateOf([null], "Bo"), 0.95);
    expect(none).toMatchObject({ both: 0, concordance: null });
  });
});

describe("points that somebody places", () => {
  const point = (x: number, y: number, isHidden = false): LabelledPoint => ({ x, y, isHidden });
  const placed = (
    image: string,
    objects: readonly (readonly (LabelledPoint | null)[])[],
    by = "Ada",
  ): LabelEvent[] => [
    ...objects.map(
      (own, i): LabelEvent => ({
        by,
        at: "t",
        kind: "draw",
        image,
        object: `box ${i + 1}`,
        label: "fox",
        place: { kind: "points", points: own },
      }),
    ),
    { by, at: "t", kind: "label", image, label: { kind: "objects" }, seen: false },
  ];

  it("are COCO keypoints that read back, with what is hidden and what is not in the picture", async () => {
    const events = [
      ...placed("a.jpg", [
        [point(10, 20), null, point(30.5, 60, true)],
        [null, null],
        [point(1, 2)],
      ]),
      ...placed("b.jpg", []),
    ];
    const { files, losses } = points.write(
      labellerState(events, "Ada"),
      {
        order: ["b.jpg", "a.jpg"],
        by: "Ada",
        labels: ["hare", "fox"],
        joints: JOINTS,
        sizeOf: () => [100, 80],
      },
      "coco",
    );
    expect(losses).toEqual([]);
    const access = createMemoryFileAccess(
      new Map([["a.json", new TextEncoder().encode(textOf(files))]]),
    );
    const read = await readObjectTruth(access, "a.json", { points: true });
    expect(read.file).toEqual(["b.jpg", "a.jpg"]);
    expect(read.regions.objects.count).toBe(2);
    expect(read.labelNames).toContain("fox");
    const { points: own, box } = read.regions.objects;
    expect(own?.names).toEqual(JOINTS.names);
    expect(own?.skeleton).toEqual(JOINTS.skeleton);
    expect([...own!.values]).toEqual([
      ...[10, 20, 2, 0, 0, 0, 30.5, 60, 1],
      ...[1, 2, 2, 0, 0, 0, 0, 0, 0],
    ]);
    expect([...box.subarray(0, 4)]).toEqual([10, 20, 20.5, 40]);
  });

  it("of two people are paired by their label, and half of them lie so far apart", () => {
    const ada = placed("a.jpg", [
      [point(0, 0), point(100, 0), null],
      [point(300, 300), point(300, 400)],
    ]);
    const bo = placed(
      "a.jpg",
      [
        [point(300, 303), point(300, 400), point(9, 9)],
        [point(4, 3), point(100, 0)],
      ],
      "Bo",
    );
    const [first, second] = [labellerState(ada, "Ada"), labellerState(bo, "Bo")];
    const found = points.agreement(first, second, 0.95);
    // Distances 5, 0 and 3, 0 of a length of 100: half of them are 0 apart, the third lies 0.03 apart.
    expect(found.points).toEqual({ first: 2, second: 2, pairs: 2, both: 4, one: 1, halfWithin: 0 });
    expect(found).toMatchObject({ both: 1, same: 1, boxes: null });
  });

  it("of a model go with the object that they are of, surest first", () => {
    const rows = Float64Array.of(...[0, 0, 9, 9, 0.2, 0], ...[5, 5, 9, 9, 0.8, 1]);
    const given = Float64Array.of(
      ...[1, 2, 0.5, 3, 4, 0.5],
      ...[6, 7, Number.NaN, Number.NaN, Number.NaN, 0],
    );
    expect(keypoints.spokenBoxes?.(rows, ["fox", "deer"], given)).toEqual([
      { label: "deer", score: 0.8, xywhPx: [5, 5, 9, 9], points: [{ x: 6, y: 7 }, null] },
      {
        label: "fox",
        score: 0.2,
        xywhPx: [0, 0, 9, 9],
        points: [
          { x: 1, y: 2 },
          { x: 3, y: 4 },
        ],
      },
    ]);
  });

  it("are those that the model names, else a person's", () => {
    expect(jointsOfModel({ labels: ["fly"], decode: { points: ["head", "wing"] } })).toEqual({
      names: ["head", "wing"],
      skeleton: [],
    });
    const person = jointsOfModel({ labels: ["person"] });
    expect(person?.names).toHaveLength(17);
    expect(person?.skeleton).toHaveLength(19);
    expect(jointsOfModel({ labels: ["fly"] })).toBeNull();
  });

  it("stand in the log as they were placed, whatever the log holds beside them", () => {
    const random = createRandom(1, 0);
    const own = Array.from({ length: 3 }, (_, k) =>
      k === 1 ? null : point(100 * random.uniform(), random.uniform(), k === 2),
    );
    const head = {
      seed: 1,
      order: ["a.jpg"],
      joints: { names: ["a", "b"], skeleton: [[1, 0]] as const },
    };
    const events = [
      ...placed("a.jpg", [own]),
      {
        by: "Bo",
        at: "t",
        kind: "label",
        image: "a.jpg",
        label: number(["fox", 3]),
        seen: false,
      } as const,
    ];
    const text = labelLogHead(head) + events.map(labelLogLine).join("");
    expect(readLabelLog(text)).toEqual({ head, events, lines: events.length + 1 });
    for (const wrong of [
      "{}",
      '{"names":["a","a"],"skeleton":[]}',
      '{"names":["a"],"skeleton":[[0,1]]}',
    ]) {
      const bad = text.replace(JSON.stringify(head.joints), wrong);
      expect(readLabelLog(bad).head).toBeNull();
    }
  });
});

describe("labels that somebody made", () => {
  const formatsOf = (labelledBy: LabelEditorId) => labelEditorOf({ labelledBy }).formats(null);

  it.each(["label", "labels", "boxes", "points", "outlines", "masks", "counts"] as const)(
    "of the kind %s are offered in formats that hold them, and no others",
    (kind) => {
      const { all, keepsAll, first } = formatsOf(kind);
      expect(all).toContain(keepsAll);
      expect(all).toContain(first);
      // Those are for what a model says.
      for (const none of ["coco-results", "megadetector", "speciesnet"]) {
        expect(all).not.toContain(none);
      }
      const arePoints = all.includes("deeplabcut") || all.includes("sleap");
      expect(arePoints).toBe(kind === "points");
      expect(all.includes("mask-images")).toBe(kind === "masks" || kind === "outlines");
      expect(all.includes("yolo")).toBe(
        kind === "boxes" || kind === "masks" || kind === "outlines",
      );
    },
  );

  it("are offered as masks first where the labels that were there are masks", () => {
    expect(labelEditorOf({ labelledBy: "masks" }).formats("mask-images").first).toBe("mask-images");
    expect(labelEditorOf({ labelledBy: "label" }).formats("sleap").first).toBe("csv");
  });
});
