import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TRUTH_STATE } from "../../src/formats/import-types.js";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import type { ObjectSet } from "../../src/formats/objects/object-set.js";
import { readObjectSet } from "../../src/formats/read-object-set.js";
import { FORMAT_HOLDS, OBJECT_FORMATS, writeObjects } from "../../src/formats/write-objects.js";
import type { ImageLabel, LabelEvent, ObjectPlace } from "../../src/labelling/label-events.js";
import { labellerState } from "../../src/labelling/label-state.js";
import { setOfLabels } from "../../src/labelling/labelled-set.js";

const by = "Ada";
const ORDER = ["d.jpg", "b.jpg", "a.jpg", "e.jpg", "c.jpg"];
const SIZE = [640, 480] as const;

interface Given {
  readonly label: ImageLabel;
  readonly objects?: readonly (readonly [label: string, place: ObjectPlace])[];
}

function setOf(given: ReadonlyMap<string, Given>) {
  const events = [...given].flatMap(([image, { label, objects = [] }]): LabelEvent[] => [
    ...objects.map(
      ([name, place], i): LabelEvent => ({
        by,
        at: "t",
        kind: "draw",
        image,
        object: `${i + 1}`,
        label: name,
        place,
      }),
    ),
    { by, at: "t", kind: "label", image, label, seen: image === "a.jpg" },
  ]);
  return setOfLabels(labellerState(events, by), { order: ORDER, by, sizeOf: () => SIZE });
}

async function readBack(set: ObjectSet, format: string): Promise<ObjectSet> {
  const files = new Map<string, Uint8Array>();
  let first: string | null = null;
  const written = writeObjects(set, format);
  for (const { path, pieces } of written.files) {
    first ??= path;
    files.set(path, new TextEncoder().encode([...pieces].join("")));
  }
  const path = written.isOneFile ? (first ?? "") : "";
  return (await readObjectSet(createMemoryFileAccess(files), path)).set;
}

/** Image → its labels as a whole, its objects, its state. */
function contentOf(set: ObjectSet) {
  const rows = set.file.map((file, i) => {
    const whole = [...set.imageLabels.subarray(set.imageLabelStart[i], set.imageLabelStart[i + 1])];
    const objects = [...set.objectOrder.subarray(set.objectStart[i], set.objectStart[i + 1])];
    return [
      file,
      {
        state: set.state[i],
        labels: whole.map((label) => set.labelNames[label]).sort(),
        objects: objects.map((o) => [
          set.labelNames[set.objects.label[o]!],
          ...set.objects.box.subarray(4 * o, 4 * o + 4),
        ]),
      },
    ] as const;
  });
  return new Map(rows.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const whole = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("deer", "red fox", "Dächse, alte") },
  { weight: 1, arbitrary: fc.constant("empty") },
);

describe("labels as they are exported", () => {
  it("of whole images are read back from formats that have them", async () => {
    const withEmpty = OBJECT_FORMATS.filter((id) => {
      const holds = FORMAT_HOLDS[id]!;
      return holds.imageLabels && holds.empty && holds.scores !== "needed";
    });
    expect(withEmpty).toContain("coco-camera-traps");
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.constantFrom(...ORDER), { minLength: 1 }),
        fc.array(whole, { minLength: 5, maxLength: 5 }),
        fc.constantFrom("csv", ...withEmpty),
        async (images, labels, format) => {
          const given = new Map(
            images.flatMap((image, i): [string, Given][] => {
              const isEmpty = labels[i] === "empty";
              const label: ImageLabel = isEmpty
                ? { kind: "empty" }
                : { kind: "labels", labels: [labels[i]!] };
              return [[image, { label }]];
            }),
          );
          // A file without any label is of no format.
          if (![...given.values()].some(({ label }) => label.kind === "labels")) return;
          const { set } = setOf(given);
          expect(contentOf(await readBack(set, format))).toEqual(contentOf(set));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("of objects are read back from formats of boxes", async () => {
    const box = fc
      .tuple(
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 200 }),
      )
      .map(([x, y, width, height]) => ({ kind: "box" as const, x, y, width, height }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom("deer", "fox"), box), { minLength: 1, maxLength: 4 }),
        fc.constantFrom("coco", "csv-boxes", "label-studio"),
        async (objects, format) => {
          const { set, points } = setOf(
            new Map<string, Given>([["b.jpg", { label: { kind: "objects" }, objects }]]),
          );
          expect(points).toBe(0);
          const back = contentOf(await readBack(set, format)).get("b.jpg")!.objects;
          const own = contentOf(set).get("b.jpg")!.objects;
          expect(back.map(([name]) => name)).toEqual(own.map(([name]) => name));
          const sides = (rows: typeof own) => rows.flatMap((row) => row.slice(1)) as number[];
          for (const [i, side] of sides(back).entries())
            expect(side).toBeCloseTo(sides(own)[i]!, 6);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("keep the drawn order, what is empty and what nobody can tell", () => {
    const { set } = setOf(
      new Map<string, Given>([
        ["a.jpg", { label: { kind: "labels", labels: ["deer", "fox"] } }],
        ["b.jpg", { label: { kind: "empty" } }],
        ["d.jpg", { label: { kind: "cannot-tell" } }],
      ]),
    );
    expect(set.file).toEqual(["d.jpg", "b.jpg", "a.jpg"]);
    expect([...set.state]).toEqual([
      TRUTH_STATE.unlabelled,
      TRUTH_STATE.empty,
      TRUTH_STATE.labelled,
    ]);
    const seen = set.attributes.columns.get("prediction_seen");
    expect(seen).toMatchObject({ kind: "categorical" });
    expect(contentOf(set).get("a.jpg")?.labels).toEqual(["deer", "fox"]);
  });

  it("say of an image without an object that it is empty, and of a point what it is", () => {
    const { set, points } = setOf(
      new Map<string, Given>([
        ["a.jpg", { label: { kind: "objects" } }],
        [
          "b.jpg",
          { label: { kind: "objects" }, objects: [["deer", { kind: "point", x: 5, y: 6 }]] },
        ],
      ]),
    );
    expect(points).toBe(1);
    const content = contentOf(set);
    expect(content.get("a.jpg")?.state).toBe(TRUTH_STATE.empty);
    expect(content.get("b.jpg")).toMatchObject({ labels: ["deer"], objects: [] });
    expect(content.get("b.jpg")?.state).not.toBe(TRUTH_STATE.empty);
  });
});
