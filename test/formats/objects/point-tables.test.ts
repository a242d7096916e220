import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readObjectPredictions, readObjectTruth } from "../../../src/formats/read.js";
import { textFiles } from "../truth-view.js";

const JOINTS = ["nose", "left ear", "tail"];
const place = fc.integer({ min: 1, max: 4000 }).map((tenths) => tenths / 10);
const point = fc.option(fc.tuple(place, place), { nil: null });
/** An animal on each image, with one point at least. */
const poses = fc.array(
  fc
    .array(point, { minLength: 3, maxLength: 3 })
    .filter((points) => points.some((one) => one !== null)),
  { minLength: 1, maxLength: 6 },
);
type Poses = readonly (readonly (readonly [number, number] | null)[])[];

const likelihood = (image: number, joint: number) => (image + joint + 1) / 20;

function deeplabcut(given: Poses, isPredicted: boolean): string {
  const parts = isPredicted ? ["x", "y", "likelihood"] : ["x", "y"];
  const heads = ["scorer", "bodyparts", "coords"].map((head, row) =>
    [head, ...JOINTS.flatMap((joint) => parts.map((part) => ["me", joint, part][row]))].join(","),
  );
  const rows = given.map((points, i) =>
    [
      `img${i}.png`,
      ...points.flatMap((one, k) => [
        ...(one ?? ["", ""]),
        ...(isPredicted ? [likelihood(i, k)] : []),
      ]),
    ].join(","),
  );
  return [...heads, ...rows].join("\n");
}

function sleap(given: Poses): string {
  const head = JOINTS.flatMap((joint) => [`${joint}.x`, `${joint}.y`, `${joint}.score`]);
  const rows = given.map((points, i) =>
    ["", i, 0.5, ...points.flatMap((one, k) => [...(one ?? ["", ""]), likelihood(i, k)])].join(","),
  );
  return [["track", "frame_idx", "instance.score", ...head].join(","), ...rows].join("\n");
}

const images = (given: Poses) => given.map((_, i) => `img${i}.png`);

/** x, y and visibility of each point, as the ground truth has it. */
const annotated = (given: Poses) =>
  given.flatMap((points) => points.flatMap((one) => (one === null ? [0, 0, 0] : [...one, 2])));

/** The same of predictions. */
const predicted = (given: Poses) =>
  given.flatMap((points, i) =>
    points.flatMap((one, k) =>
      one === null ? [Number.NaN, Number.NaN, Number.NaN] : [...one, likelihood(i, k)],
    ),
  );

describe("a table of points that another program wrote", () => {
  it.each([
    ["DeepLabCut", (given: Poses) => deeplabcut(given, false)],
    ["SLEAP", sleap],
  ] as const)("is read as ground truth: %s", async (_name, table) => {
    await fc.assert(
      fc.asyncProperty(poses, async (given) => {
        const access = textFiles({ "t.csv": table(given) });
        const options = { points: true, images: images(given) };
        const { regions, file } = await readObjectTruth(access, "t.csv", options);
        expect(file).toEqual(images(given));
        expect(regions.objects.points?.names).toEqual(JOINTS);
        expect([...regions.objects.points!.values]).toEqual(annotated(given));
        const whole = await readObjectTruth(access, "t.csv", { images: images(given) });
        expect(whole.regions.objects.points).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    ["DeepLabCut", (given: Poses) => deeplabcut(given, true)],
    ["SLEAP", sleap],
  ] as const)("is read as predictions: %s", async (name, table) => {
    await fc.assert(
      fc.asyncProperty(poses, async (given) => {
        const access = textFiles({ "t.csv": table(given) });
        const options = { points: true, images: images(given) };
        const { objects } = await readObjectPredictions(access, "t.csv", options);
        expect([...objects.points!.values]).toEqual(predicted(given));
        for (const [i, points] of given.entries()) {
          const sure = points.flatMap((one, k) => (one === null ? [] : [likelihood(i, k)]));
          const mean = sure.reduce((sum, one) => sum + one, 0) / sure.length;
          expect(objects.score[i]).toBeCloseTo(name === "SLEAP" ? 0.5 : mean, 12);
        }
      }),
      { numRuns: 20 },
    );
  });
});
