import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createProblemList } from "../../../src/formats/import-problems.js";
import { createDetectionsBuilder } from "../../../src/formats/objects/detections-builder.js";
import type { ObjectSet } from "../../../src/formats/objects/object-set.js";
import { setOfPredictions, setOfTruth } from "../../../src/formats/objects/object-set.js";
import { createObjectTruthBuilder } from "../../../src/formats/objects/object-truth-builder.js";
import { inUnit } from "../../../src/formats/objects/select-set.js";
import { readObjectTruth } from "../../../src/formats/read.js";
import { readObjectSet } from "../../../src/formats/read-object-set.js";
import { OBJECT_FORMATS } from "../../../src/formats/write-objects.js";
import { textFiles } from "../truth-view.js";
import { written } from "./set-view.js";

const [WIDTH, HEIGHT] = [640, 480];
/** What cells, XML and JSON could trip over. */
const JOINTS = ["nose", 'left "ear", big', "=tail<&>"];
const SKELETON = [
  [0, 1],
  [1, 2],
] as const;

/** x, y and the third number of a point; null for none. */
type Point = readonly [x: number, y: number, third: number] | null;
interface Animal {
  readonly points: readonly Point[];
  /** Null for the least box around the points. */
  readonly box: readonly [number, number, number, number] | null;
  readonly score: number;
}
/** Images with their animals. */
type Given = readonly (readonly Animal[])[];

const side = (length: number) => fc.double({ min: 0, max: length, noNaN: true });
const animal = (third: fc.Arbitrary<number>, boxes: fc.Arbitrary<Animal["box"]>) =>
  fc.record({
    points: fc
      .array(fc.option(fc.tuple(side(WIDTH), side(HEIGHT), third), { nil: null }), {
        minLength: JOINTS.length,
        maxLength: JOINTS.length,
      })
      .filter((points) => points.some((one) => one !== null)),
    box: boxes,
    score: fc.double({ min: 0, max: 1, noNaN: true }),
  });
const givenOf = (one: fc.Arbitrary<Animal>) =>
  fc
    .array(fc.array(one, { maxLength: 3 }), { minLength: 1, maxLength: 4 })
    .filter((images) => images.some((animals) => animals.length > 0));

const annotated = givenOf(
  animal(
    fc.constantFrom(1, 2),
    fc.constantFrom(null, [10.5, 20.25, 300, 200] as const, [0, 0, 1 / 3, 7] as const),
  ),
);
const predicted = givenOf(
  animal(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.constantFrom(null, [10.5, 20.25, 300, 200] as const),
  ),
);

const nameOf = (image: number) => `site/frame_${image + 7}.jpg`;
const namesOf = (given: Given) => given.map((_, image) => nameOf(image));

function around(points: readonly Point[]): readonly [number, number, number, number] {
  const there = points.flatMap((point) => (point === null ? [] : [point]));
  const [x, y] = [there.map(([one]) => one), there.map(([, one]) => one)];
  const [left, top] = [Math.min(...x), Math.min(...y)];
  return [left, top, Math.max(...x) - left, Math.max(...y) - top];
}

function truthOf(given: Given, label = "animal"): ObjectSet {
  const builder = createObjectTruthBuilder(createProblemList());
  for (const [image, animals] of given.entries()) {
    const size = { widthPx: WIDTH, heightPx: HEIGHT };
    const row = builder.image(nameOf(image), { line: image + 1, state: 1, ...size });
    for (const { points, box } of animals) {
      builder.add(row, builder.label(label), box ?? around(points), { id: 1 });
      builder.points(points.flatMap((point) => point ?? [0, 0, 0]));
    }
  }
  const described = { format: { id: "test", reason: "" }, source: "given", idWord: "object" };
  const joints = { names: JOINTS, skeleton: SKELETON };
  return setOfTruth(
    builder.finish({ ...described, unit: "pixel", written: "xywh", roles: new Map(), joints }),
  );
}

function predictionsOf(given: Given, label = "animal"): ObjectSet {
  const builder = createDetectionsBuilder(createProblemList());
  for (const [image, animals] of given.entries()) {
    const row = builder.image(nameOf(image), image + 1);
    builder.size(row, WIDTH, HEIGHT);
    for (const { points, box, score } of animals) {
      builder.add(row, builder.label(label), score, box ?? around(points), "given");
      const none = [Number.NaN, Number.NaN, Number.NaN];
      builder.points(points.flatMap((point) => point ?? none));
    }
  }
  const described = { format: { id: "test", reason: "" }, source: "given", roles: new Map() };
  const joints = { names: JOINTS, skeleton: SKELETON };
  return setOfPredictions(builder.finish({ ...described, unit: "pixel", joints }));
}

/** Points of a set by image, object and name, its boxes and labels beside them. */
function animalsOf(set: ObjectSet) {
  const { points, label, box } = set.objects;
  const width = points?.names.length ?? 0;
  return Array.from(set.file, (file, image) => ({
    file,
    animals: [...set.objectOrder.subarray(set.objectStart[image], set.objectStart[image + 1])].map(
      (i) => ({
        label: set.labelNames[label[i]!]!,
        box: [...box.subarray(4 * i, 4 * i + 4)],
        points: new Map(
          [...Array(width).keys()].flatMap((k) => {
            const [x = 0, y = 0, third = 0] = points!.values.subarray(3 * (i * width + k));
            const isThere = set.kind === "truth" ? third > 0 : !Number.isNaN(x);
            return isThere ? [[points!.names[k]!, [x, y, third]] as const] : [];
          }),
        ),
      }),
    ),
  })).filter(({ animals }) => animals.length > 0);
}

interface Target {
  readonly format: string;
  /** Whether a box is held that is not the least around its points. */
  readonly boxes: boolean;
  readonly hidden: boolean;
  readonly skeleton: boolean;
}

const OF_PEOPLE: readonly Target[] = [
  { format: "coco", boxes: true, hidden: true, skeleton: true },
  { format: "cvat", boxes: true, hidden: true, skeleton: true },
  { format: "label-studio", boxes: true, hidden: false, skeleton: false },
  { format: "deeplabcut", boxes: false, hidden: false, skeleton: false },
  { format: "sleap", boxes: false, hidden: false, skeleton: false },
];
const OF_MODELS: readonly Target[] = [
  { format: "coco-results", boxes: true, hidden: true, skeleton: true },
  { format: "label-studio", boxes: true, hidden: true, skeleton: false },
  { format: "deeplabcut", boxes: false, hidden: true, skeleton: false },
  { format: "sleap", boxes: false, hidden: true, skeleton: false },
];

async function readBack(set: ObjectSet, { format }: Target, images: readonly string[]) {
  const { texts, access, codes } = written(set, format);
  const [path = "", numbers] = texts.keys();
  const explained =
    numbers === undefined ? undefined : await readObjectTruth(access, numbers, { points: true });
  const read = await readObjectSet(access, path, {
    images,
    as: set.kind === "truth" ? "labels" : "predictions",
    ...(explained?.coco === undefined ? {} : { coco: explained.coco }),
  });
  const sized = (values: Float64Array, length: number) => values.map(() => length);
  const whole = {
    ...read.set,
    widthPx: sized(read.set.widthPx, WIDTH),
    heightPx: sized(read.set.heightPx, HEIGHT),
  };
  return { read, codes, set: inUnit(whole, "pixel") };
}

/** Same animals, places to a millionth of a pixel: percent are other doubles. */
function expectSame(
  found: ReturnType<typeof animalsOf>,
  wanted: ReturnType<typeof animalsOf>,
  { boxes, hidden }: Target,
  label: string,
): void {
  expect(found.map(({ file }) => file)).toEqual(wanted.map(({ file }) => file));
  for (const [image, { animals }] of wanted.entries()) {
    const others = found[image]!.animals;
    expect(others.length).toBe(animals.length);
    for (const [k, { points, box }] of animals.entries()) {
      const other = others[k]!;
      expect(other.label).toBe(boxes ? label : "animal");
      expect(new Set(other.points.keys())).toEqual(new Set(points.keys()));
      for (const [name, [x, y, third]] of points) {
        const [left, top, said] = other.points.get(name)!;
        expect([left, top]).toEqual([expect.closeTo(x!, 6), expect.closeTo(y!, 6)]);
        expect(said).toBeCloseTo(hidden ? third! : 2, 12);
      }
      if (boxes)
        for (const [at, value] of box.entries()) expect(other.box[at]).toBeCloseTo(value, 6);
    }
  }
}

const COUNTS = { numRuns: 8, seed: 7 };

describe("points of people go from one format to another and back", () => {
  const pairs = OF_PEOPLE.flatMap((first) => OF_PEOPLE.map((second) => ({ first, second })));
  it.each(pairs)("$first.format, then $second.format", ({ first, second }) =>
    fc.assert(
      fc.asyncProperty(annotated, async (given) => {
        const label = "roe deer";
        const [set, names] = [truthOf(given, label), namesOf(given)];
        const there = await readBack(set, first, names);
        const back = await readBack(there.set, second, names);
        const both = {
          ...first,
          boxes: first.boxes && second.boxes,
          hidden: first.hidden && second.hidden,
        };
        expectSame(animalsOf(back.set), animalsOf(set), both, label);
        const lines = first.skeleton && second.skeleton ? 2 : 0;
        expect(back.set.objects.points!.skeleton.length).toBe(lines);
      }),
      COUNTS,
    ),
  );
});

describe("points of models go from one format to another and back", () => {
  const pairs = OF_MODELS.flatMap((first) => OF_MODELS.map((second) => ({ first, second })));
  it.each(pairs)("$first.format, then $second.format", ({ first, second }) =>
    fc.assert(
      fc.asyncProperty(predicted, async (given) => {
        const label = "roe deer";
        const [set, names] = [predictionsOf(given, label), namesOf(given)];
        const there = await readBack(set, first, names);
        const back = await readBack(there.set, second, names);
        const both = { ...first, boxes: first.boxes && second.boxes };
        expectSame(animalsOf(back.set), animalsOf(set), both, label);
      }),
      COUNTS,
    ),
  );
});

const ONE: Given = [
  [{ points: [[10, 20, 2], [30, 40, 1], null], box: [5, 5, 50, 60], score: 0.5 }],
];
const codesOf = (set: ObjectSet, format: string) => written(set, format).codes;

it("says what is lost of points, by format", () => {
  const set = truthOf(ONE, "deer");
  const lost = (format: string) =>
    codesOf(set, format).filter((code) => code !== "convert/empty 1");
  expect(lost("coco")).toEqual([]);
  expect(lost("cvat")).toEqual([]);
  // A hidden point, a name that no object has, and two lines.
  expect(lost("label-studio")).toEqual([
    "convert/points 2",
    "convert/points 1",
    "convert/points 1",
  ]);
  expect(lost("deeplabcut")).toEqual([
    "convert/points 2",
    "convert/points 1",
    "convert/label-name 1",
    "convert/boxes 1",
  ]);
  const { losses } = written(set, "yolo");
  expect(losses).toMatchObject([
    {
      code: "convert/points",
      count: 2,
      what: `points are lost ("nose", ${JSON.stringify(JOINTS[1])}): YOLO's text files holds their boxes`,
    },
  ]);
});

it("loses points in no format without a word", () => {
  const sets = [truthOf(ONE), predictionsOf(ONE)];
  const kept = new Set([...OF_PEOPLE, ...OF_MODELS].map(({ format }) => format));
  const silent = OBJECT_FORMATS.filter((format) => !kept.has(format)).filter((format) =>
    sets.some((set) => {
      try {
        return !codesOf(set, format).some((code) => code.startsWith("convert/points"));
      } catch {
        return false; // scores are needed, or there is nothing to hold
      }
    }),
  );
  expect(silent).toEqual([]);
});

it("leaves an object out whose points lie in a line, where a format holds boxes alone", () => {
  const flat: Given = [[{ points: [[10, 20, 2], [30, 20, 2], null], box: null, score: 0.5 }]];
  expect(written(truthOf(flat), "yolo").losses).toMatchObject([
    { code: "convert/points", count: 1, what: expect.stringContaining("lie in a line") },
    { code: "convert/unlabelled", count: 1 },
  ]);
  expect(codesOf(truthOf(flat), "coco")).toEqual([]);
});

it("leaves images out that have no frame number of their own", () => {
  const set = truthOf([ONE[0]!, ONE[0]!, ONE[0]!]);
  const named = { ...set, file: ["a1.jpg", "b1.jpg", "c2.jpg"] };
  const { texts, losses } = written(named, "sleap");
  expect(losses.filter(({ code }) => code === "convert/file-name")).toMatchObject([{ count: 2 }]);
  const [, row, ...more] = [...texts.values()][0]!.trimEnd().split("\n");
  expect([row, more]).toEqual([",2,,10,20,,30,40,,,,", []]);
});

it("makes nothing sure of predictions that become annotations", async () => {
  const { texts, losses } = written(predictionsOf(ONE), "coco");
  const [annotation] = JSON.parse([...texts.values()][0]!).annotations;
  expect(annotation).toMatchObject({
    keypoints: [10, 20, 2, 30, 40, 2, 0, 0, 0],
    num_keypoints: 2,
  });
  expect(losses.map(({ code }) => code)).toContain("convert/scores");
});

it("reads the points of a skeleton as CVAT exports it, in the order of its label, with its lines", async () => {
  const svg = `<line x1="1" data-type="edge" data-node-from="2" data-node-to="1"></line>
    <circle data-type="element node" data-element-id="1" data-node-id="1" data-label-name="tail"></circle>
    <circle data-type="element node" data-element-id="2" data-node-id="2" data-label-name="nose"></circle>`;
  const xml = `<annotations><meta><job><labels>
    <label><name>deer</name><type>skeleton</type><svg>${svg.replaceAll("<", "&lt;").replaceAll(">", "&gt;")}</svg></label>
    <label><name>tail</name><type>points</type><parent>deer</parent></label>
    <label><name>nose</name><type>points</type><parent>deer</parent></label>
    </labels></job></meta><image id="0" name="a.jpg" width="40" height="30">
    <skeleton label="deer" group_id="4"><points label="nose" outside="0" occluded="1" points="3,4"/><points label="tail" outside="1" points="1,1"/></skeleton>
    <polygon label="deer" points="1,1;9,1;9,9" group_id="4"/><box label="deer" xtl="0" ytl="0" xbr="5" ybr="5"/></image></annotations>`;
  const { set, notRead } = await readObjectSet(textFiles({ "a.xml": xml }), "a.xml");
  expect(set.labelNames).toEqual(["deer"]);
  expect(set.objects.points).toMatchObject({ names: ["tail", "nose"], skeleton: [[1, 0]] });
  expect([...set.objects.points!.values]).toEqual([...[0, 0, 0, 0, 0, 0], ...[0, 0, 0, 3, 4, 1]]);
  expect([...set.objects.box]).toEqual([0, 0, 5, 5, 1, 1, 8, 8]);
  expect(notRead).toEqual([]);
});

it("scales points with the boxes, those that are not there left where they are", () => {
  const set = truthOf(ONE);
  const half = inUnit(set, "fraction");
  expect([...half.objects.points!.values]).toEqual([
    ...[10 / WIDTH, 20 / HEIGHT, 2],
    ...[30 / WIDTH, 40 / HEIGHT, 1],
    ...[0, 0, 0],
  ]);
  const back = inUnit(half, "pixel").objects.points!.values;
  for (const [at, value] of set.objects.points!.values.entries())
    expect(back[at]).toBeCloseTo(value);
});
