import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OBJECT_FLAG, SHAPE_FORM } from "../../../src/core/objects.js";
import { type Column, cellText, type Table } from "../../../src/core/table.js";
import { isEmptyName } from "../../../src/formats/coco/empty-names.js";
import { TRUTH_STATE } from "../../../src/formats/import-types.js";
import { createRecordColumns } from "../../../src/formats/json/record-columns.js";
import type { FormatHolds } from "../../../src/formats/objects/format-holds.js";
import type { ObjectSet } from "../../../src/formats/objects/object-set.js";
import { inUnit } from "../../../src/formats/objects/select-set.js";
import { readImageTruth } from "../../../src/formats/read.js";
import { readObjectSet } from "../../../src/formats/read-object-set.js";
import { FORMATS, formatsWritten } from "../../../src/formats/registry.js";
import { boxWithin, type Given, type GivenImage, oddLabel, setOf, written } from "./set-view.js";

type Said = Readonly<Record<string, string | number | boolean>>;

/** What a format is given beside what its `holds` says. */
interface Case {
  readonly id: string;
  /** What is written: what people said, or what a model said. */
  readonly as: "labels" | "predictions";
  /** The file or folder that is read again. */
  readonly path: string;
  /** Labels that the format knows, where it knows no others. */
  readonly labels?: fc.Arbitrary<string>;
  /** Whether all objects of a set have an outline, or none. */
  readonly isOfOneKind?: true;
  /** Whether detections of an image come by falling score. */
  readonly isByScore?: true;
  /** Whether an image has either labels of its own or objects. */
  readonly isEitherOr?: true;
  /** Losses that are said of any set. */
  readonly ownLosses?: RegExp;
  readonly wholePixels?: true;
  /** Most polygons of an outline. */
  readonly parts?: number;
  readonly runs?: true;
  /** Attributes of an object. */
  readonly ofObjects?: fc.Arbitrary<Said>;
  readonly ofImages?: fc.Arbitrary<Said>;
  readonly supercategories?: true;
  /** Whether it holds labels of images and no objects. */
  readonly isOfImages?: true;
}

/** Words that are no numbers, with what trips formats. */
const word = fc.constantFrom(
  "red",
  "a, b",
  'say "hi"',
  "<b>&amp;</b>",
  "größer",
  "猫",
  "it's",
  "a;b|c",
);
const name = fc.constantFrom("colour", "größe", "a b", "x&y", "it's", "constructor", "__proto__");
const texts = dictionary(name, word);
const anything = dictionary(
  name,
  fc.oneof(word, fc.double({ noNaN: true, noDefaultInfinity: true })),
);

function dictionary<T extends string | number>(
  key: fc.Arbitrary<string>,
  value: fc.Arbitrary<T>,
): fc.Arbitrary<Said> {
  const entry = fc.tuple(key, value);
  const entries = fc.uniqueArray(entry, { maxLength: 3, selector: ([k]) => k });
  return entries.map((list) => Object.fromEntries(list));
}

const CASES: readonly Case[] = [
  {
    id: "coco",
    as: "labels",
    path: "annotations.json",
    parts: 3,
    runs: true,
    ofObjects: anything,
    ofImages: anything,
    supercategories: true,
  },
  { id: "coco-results", as: "predictions", path: "results.json", runs: true },
  {
    id: "coco-camera-traps",
    as: "labels",
    path: "annotations.json",
    ofObjects: anything,
    ofImages: anything,
  },
  { id: "yolo", as: "labels", path: "", parts: 1, isOfOneKind: true },
  { id: "yolo", as: "predictions", path: "" },
  {
    id: "voc",
    as: "labels",
    path: "",
    wholePixels: true,
    ofObjects: fc.record(
      { pose: word, truncated: fc.constant("1"), occluded: fc.constant("1") },
      { requiredKeys: [] },
    ),
  },
  {
    id: "cvat",
    as: "labels",
    path: "annotations.xml",
    parts: 1,
    runs: true,
    ofObjects: fc
      .tuple(texts, fc.boolean())
      .map(([said, isHidden]) => (isHidden ? { ...said, occluded: "1" } : said)),
  },
  {
    id: "labelme",
    as: "labels",
    path: "",
    parts: 3,
    ofObjects: fc.record(
      { description: word, hidden: fc.boolean(), größer: fc.boolean() },
      { requiredKeys: [] },
    ),
  },
  { id: "label-studio", as: "labels", path: "tasks.json", parts: 1 },
  { id: "label-studio", as: "predictions", path: "tasks.json", parts: 1 },
  { id: "csv", as: "labels", path: "labels.csv", ofImages: texts, isOfImages: true },
  {
    id: "csv-boxes",
    as: "labels",
    path: "boxes.csv",
    ofObjects: texts.map(renamed("o ")),
    ofImages: texts,
  },
  { id: "csv-boxes", as: "predictions", path: "boxes.csv" },
  { id: "megadetector", as: "predictions", path: "detections.json" },
  {
    id: "speciesnet",
    as: "predictions",
    path: "predictions.json",
    labels: fc.constantFrom("animal", "human", "vehicle"),
    isByScore: true,
  },
  { id: "camtrap-dp", as: "labels", path: "", isEitherOr: true, ownLosses: /^convert\/incomplete/ },
  { id: "camtrap-dp", as: "predictions", path: "", ownLosses: /^convert\/incomplete/ },
];

/** Other names, so that no attribute of an object has that of one of an image. */
function renamed(prefix: string) {
  return (said: Said): Said =>
    Object.fromEntries(Object.entries(said).map(([key, value]) => [prefix + key, value]));
}

interface Whole {
  readonly images: readonly GivenImage[];
  readonly ofObjects: readonly Said[];
  readonly ofImages: readonly Said[];
  readonly supercategories: boolean;
}

/** Of every image. */
const SIZE = [640, 480] as const;

/** Sets with everything that a format can hold, at least one object among them. */
function wholeSets(given: Case): fc.Arbitrary<Whole> {
  const isScored = given.as === "predictions";
  const { holds: ofLabels, ofPredictions = {} } = FORMATS.find(({ id }) => id === given.id)!.write!;
  const holds = isScored ? { ...ofLabels, ...ofPredictions } : ofLabels;
  const label = (given.labels ?? oddLabel).filter(
    (text) => !isEmptyName(text) && holds.whyNotLabel?.(text) == null,
  );
  const forms = ["none", ...(given.parts ? ["polygons"] : []), ...(given.runs ? ["runs"] : [])];
  const score = isScored ? fc.double({ min: 0, max: 1, noNaN: true }) : fc.constant(undefined);
  const flags = fc.constantFrom(
    0,
    ...(holds.crowd === "kept" ? [OBJECT_FLAG.crowd] : []),
    ...(holds.ignored === "kept" ? [OBJECT_FLAG.ignored] : []),
  );
  const objectOf = (outline: fc.Arbitrary<string>): fc.Arbitrary<Given> =>
    fc
      .tuple(
        label,
        boxWithin(given.wholePixels === true),
        outline,
        flags,
        fc.nat(Math.max(0, (given.parts ?? 1) - 1)),
        score,
      )
      .map(([text, box, form, bits, more, sure]): Given => {
        const base = {
          label: text,
          ...(bits === 0 ? {} : { flags: bits }),
          ...(sure === undefined ? {} : { score: sure }),
        };
        if (form === "runs") return { ...base, ...maskIn(box) };
        if (form === "none") return { ...base, box };
        return { ...base, box, parts: Array.from({ length: more + 1 }, () => cornersOf(box)) };
      });
  const object =
    given.isOfOneKind === true
      ? fc.constantFrom(...forms).map((form) => objectOf(fc.constant(form)))
      : fc.constant(objectOf(fc.constantFrom(...forms)));
  return object.chain((one) => setsOf(one, given, holds));
}

/** Sets of images with such objects. */
function setsOf(object: fc.Arbitrary<Given>, given: Case, holds: FormatHolds): fc.Arbitrary<Whole> {
  const hasLabels = holds.imageLabels && given.as === "labels";
  const labels = hasLabels
    ? fc.uniqueArray(fc.constantFrom("~night", "~Nebel & Rauch", "~雨"), { maxLength: 2 })
    : fc.constant([]);
  const objects: fc.Arbitrary<GivenImage["objects"]> = fc.oneof(
    {
      weight: given.isOfImages ? 0 : 4,
      arbitrary: fc.array(object, { minLength: 1, maxLength: 4 }),
    },
    { weight: holds.empty ? 1 : 0, arbitrary: fc.constant([]) },
    { weight: holds.unlabelled ? 1 : 0, arbitrary: fc.constant("unlabelled" as const) },
  );
  const folder = fc.constantFrom("", "a/", "site one/b/", "ü/");
  const image = fc.tuple(folder, objects, labels, given.ofImages ?? fc.constant({}));
  return fc
    .array(image, { minLength: 1, maxLength: 5 })
    .map((list) =>
      list.map(([place, found, whole, said], i) => ({
        file: `${place}bild ${i}&'ß.jpg`,
        size: SIZE,
        objects:
          whole.length > 0 && (found === "unlabelled" || given.isEitherOr === true)
            ? []
            : inOrder(found, given),
        ...(whole.length > 0 ? { labels: whole } : {}),
        said,
      })),
    )
    .filter((list) => list.some(saysSomething))
    .chain((list) => {
      const count = list.flatMap(({ objects: found }) =>
        found === "unlabelled" ? [] : found,
      ).length;
      const one = given.ofObjects ?? fc.constant({});
      return fc.array(one, { minLength: count, maxLength: count }).map((ofObjects) => ({
        images: list.map(({ said: _, ...rest }) => rest),
        ofImages: list.map(({ said }) => said),
        ofObjects,
        supercategories: given.supercategories === true,
      }));
    });
}

/** The objects of an image in the order that the format has. */
function inOrder(found: GivenImage["objects"], { isByScore }: Case): GivenImage["objects"] {
  if (found === "unlabelled" || isByScore !== true) return found;
  return [...found].sort((a, b) => b.score! - a.score!);
}

function saysSomething({ objects, labels = [] }: GivenImage): boolean {
  return (objects !== "unlabelled" && objects.length > 0) || labels.length > 0;
}

function cornersOf([x, y, w, h]: Given["box"]): number[] {
  return [x, y, x + w, y, x + w, y + h, x, y + h];
}

/** A mask of the pixels that a box covers wholly, or of one. */
function maskIn([x, y, w, h]: Given["box"]): Pick<Given, "box" | "runs"> {
  const [left, top] = [Math.min(639, Math.floor(x)), Math.min(479, Math.floor(y))];
  const [width, height] = [Math.max(1, Math.floor(w)), Math.max(1, Math.floor(h))];
  const [cut, low] = [Math.min(width, 640 - left), Math.min(height, 480 - top)];
  const runs = [left * 480 + top];
  for (let column = 0; column < cut; column++) {
    runs.push(low);
    if (column < cut - 1) runs.push(480 - low);
  }
  const rest = 640 * 480 - runs.reduce((sum, run) => sum + run, 0);
  // Columns that are full are one run, as every encoder writes them.
  const joined = low === 480 ? [left * 480, cut * 480] : runs;
  return { box: [left, top, cut, low], runs: rest > 0 ? [...joined, rest] : joined };
}

function tableOf(rows: readonly Said[]): Table {
  const columns = createRecordColumns();
  for (const [row, said] of rows.entries()) {
    for (const key of Object.keys(said)) columns.set(row, key, said[key]);
  }
  return { rowCount: rows.length, columns: columns.finish(rows.length) };
}

function wholeSet({ images, ofObjects, ofImages, supercategories }: Whole): ObjectSet {
  const set = setOf(images);
  return {
    ...set,
    attributes: tableOf(ofImages),
    objectAttributes: tableOf(ofObjects),
    supercategories: set.labelNames.map((label) => (supercategories ? `group of ${label}` : null)),
  };
}

function rowOf(columns: Iterable<readonly [string, Column]>, row: number) {
  const said = [...columns].flatMap(([key, column]) => {
    const text = cellText(column, row);
    return text === null || /^(width|height)$/.test(key) ? [] : [[key, text] as const];
  });
  return said.sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * Attributes that writing adds: Camtrap DP needs a deployment, and where the source says none, one is
 * made up, which is said; in Label Studio one person has annotated.
 */
const MADE_UP: Said = { camera_placement: "unknown", annotators: "1" };

const rounded = (value: number) => Math.round(value * 1e6) / 1e6;

/** A set as plain data, in the order of paths; what an image says, its objects say as well. */
function plain(set: ObjectSet) {
  const images = set.file.map((file, image) => {
    const rows = [...set.objectOrder.subarray(set.objectStart[image], set.objectStart[image + 1])];
    const whole = set.imageLabels.subarray(
      set.imageLabelStart[image],
      set.imageLabelStart[image + 1],
    );
    const own = rowOf(set.attributes.columns, image).filter(
      ([key, value]) => MADE_UP[key] !== value,
    );
    return {
      file,
      state: whole.length > 0 ? TRUTH_STATE.labelled : set.state[image],
      size: rows.length > 0 ? [set.widthPx[image], set.heightPx[image]] : null,
      labels: [...whole].map((code) => set.labelNames[code]).sort(),
      said: rows.length > 0 ? [] : own,
      objects: rows.map((i) => ({
        label: set.labelNames[set.objects.label[i]!],
        group: set.supercategories[set.objects.label[i]!] ?? null,
        box: [...set.objects.box.subarray(4 * i, 4 * i + 4)].map(rounded),
        flags: set.flags[i],
        score: set.score?.[i] ?? null,
        outline: outlineOf(set, i),
        said: [...own, ...rowOf(set.objectAttributes.columns, i)].sort(([a], [b]) =>
          a < b ? -1 : 1,
        ),
      })),
    };
  });
  return images.sort((a, b) => (a.file < b.file ? -1 : 1));
}

function outlineOf({ objects: { shapes } }: ObjectSet, i: number) {
  if (shapes === undefined || shapes.form[i] === SHAPE_FORM.none) return null;
  const parts: number[][] = [];
  for (let p = shapes.partStart[i]!; p < shapes.partStart[i + 1]!; p++) {
    const values = shapes.values.subarray(shapes.valueStart[p], shapes.valueStart[p + 1]);
    parts.push([...values].map(rounded));
  }
  return { form: shapes.form[i], parts };
}

/** The set in pixels: formats of fractions do not say how large images are. */
function inPixels(set: ObjectSet): ObjectSet {
  if (set.unit === "pixel") return set;
  const [widthPx, heightPx] = SIZE.map((side) => set.widthPx.map(() => side));
  return inUnit({ ...set, widthPx: widthPx!, heightPx: heightPx! }, "pixel");
}

describe("a set with everything that a format can hold", () => {
  it("is made for each format that is written, of labels and of predictions", () => {
    // Formats of pixels or points alone come back in converted-masks.test.ts and converted-points.test.ts.
    const alone = ["coco-panoptic", "mask-images", "deeplabcut", "sleap"];
    const others = formatsWritten().filter(({ id }) => !alone.includes(id));
    const wanted = others.flatMap(({ id, write: { holds } }) => [
      ...(holds.scores === "needed" ? [] : [`${id}, labels`]),
      ...(holds.scores === "lost" ? [] : [`${id}, predictions`]),
    ]);
    expect(CASES.map(({ id, as }) => `${id}, ${as}`).sort()).toEqual(wanted.sort());
  });

  it.each(CASES)("comes back whole: $id, $as", async (given) => {
    await fc.assert(
      fc.asyncProperty(wholeSets(given), async (whole) => {
        const set = wholeSet(whole);
        const { access, losses } = written(set, given.id);
        expect(losses.filter(({ code }) => given.ownLosses?.test(code) !== true)).toEqual([]);
        const { coco } =
          given.id === "coco-results" ? await readImageTruth(access, "images.json") : {};
        const read = await readObjectSet(access, given.path, {
          as: given.as,
          images: set.file,
          vocOneBased: "yes",
          ...(given.id === "csv-boxes" ? { boxes: "pixel", unit: "pixel" } : {}),
          ...(coco === undefined ? {} : { coco }),
        });
        expect(read.notRead ?? []).toEqual([]);
        expect(read.objectsNotRead ?? 0).toBe(0);
        // Formats with a file an image have none for one that nobody looked at.
        const back = plain(inPixels(read.set));
        const isThere = new Set(back.map(({ file }) => file));
        const wanted = plain(set).filter(
          ({ file, state }) => state !== TRUTH_STATE.unlabelled || isThere.has(file),
        );
        expect(back).toEqual(wanted);
      }),
      { numRuns: 60 },
    );
  });
});
