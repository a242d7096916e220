import fc from "fast-check";
import { OBJECT_FLAG, SHAPE_FORM } from "../../../src/core/objects.js";
import type { FileAccess } from "../../../src/formats/file-access.js";
import { createProblemList } from "../../../src/formats/import-problems.js";
import { TRUTH_STATE } from "../../../src/formats/import-types.js";
import { createMemoryFileAccess } from "../../../src/formats/memory-file-access.js";
import { createDetectionsBuilder } from "../../../src/formats/objects/detections-builder.js";
import { type ObjectSet, setOfPredictions } from "../../../src/formats/objects/object-set.js";
import type { BoxUnit, ObjectPredictions } from "../../../src/formats/objects/object-types.js";
import type { ObjectFormatId } from "../../../src/formats/write-objects.js";
import { writeObjects } from "../../../src/formats/write-objects.js";

/** An object as a test writes it. */
export interface Given {
  readonly label: string;
  readonly box: readonly [number, number, number, number];
  readonly score?: number;
  readonly flags?: number;
  readonly parts?: readonly (readonly number[])[];
  readonly runs?: readonly number[];
}

/** An image as a test writes it: its objects, or what it is without one. */
export interface GivenImage {
  readonly file: string;
  readonly size?: readonly [number, number];
  readonly objects: readonly Given[] | "unlabelled";
  readonly labels?: readonly string[];
}

/** A set for the writers, of predictions where objects have scores. */
export function setOf(images: readonly GivenImage[], unit: BoxUnit = "pixel"): ObjectSet {
  const given = images.flatMap(({ objects }) => (objects === "unlabelled" ? [] : objects));
  const isTruth = given.every(({ score }) => score === undefined);
  const read = predictionsOf(images, unit);
  const set = setOfPredictions(read);
  const imageLabels: number[] = [];
  const start = [0];
  const labelNames = [...set.labelNames];
  for (const { labels = [] } of images) {
    for (const label of labels) {
      if (!labelNames.includes(label)) labelNames.push(label);
      imageLabels.push(labelNames.indexOf(label));
    }
    start.push(imageLabels.length);
  }
  return {
    ...set,
    labelNames,
    kind: isTruth ? "truth" : "predictions",
    score: isTruth ? null : set.score,
    state: set.state.map((state, i) =>
      (images[i]?.labels ?? []).length > 0 ? TRUTH_STATE.labelled : state,
    ),
    imageLabelStart: Int32Array.from(start),
    imageLabels: Int32Array.from(imageLabels),
    flags: Uint8Array.from(given, ({ flags }) => flags ?? 0),
  };
}

export function predictionsOf(
  images: readonly GivenImage[],
  unit: BoxUnit = "pixel",
): ObjectPredictions {
  const problems = createProblemList();
  const builder = createDetectionsBuilder(problems);
  for (const [k, { file, size, objects }] of images.entries()) {
    const row = builder.image(file, k + 1);
    if (size !== undefined) builder.size(row, ...size);
    if (objects === "unlabelled") builder.fail(row, "a test says so", file);
    for (const object of objects === "unlabelled" ? [] : objects) {
      builder.add(row, builder.label(object.label), object.score ?? 0, object.box, file);
      for (const part of object.parts ?? []) builder.polygon(part);
      if (object.runs !== undefined) builder.runs(object.runs);
    }
  }
  return builder.finish({
    format: { id: "test", reason: "" },
    source: "given",
    unit,
    roles: new Map(),
  });
}

/** The set as images again, in its order: the inverse of {@link setOf}. */
export function imagesOf(set: ObjectSet): GivenImage[] {
  return Array.from(set.file, (file, image) => {
    const [width, height] = [set.widthPx[image]!, set.heightPx[image]!];
    const rows = [...set.objectOrder.subarray(set.objectStart[image], set.objectStart[image + 1])];
    const labels = [
      ...set.imageLabels.subarray(set.imageLabelStart[image], set.imageLabelStart[image + 1]),
    ].map((code) => set.labelNames[code] ?? "?");
    const isOpen = set.state[image] === TRUTH_STATE.unlabelled && rows.length === 0;
    return {
      file,
      ...(width > 0 && height > 0 ? { size: [width, height] as const } : {}),
      objects: isOpen && labels.length === 0 ? "unlabelled" : rows.map((i) => objectOf(set, i)),
      ...(labels.length > 0 ? { labels } : {}),
    };
  });
}

function objectOf(set: ObjectSet, i: number): Given {
  const { shapes, label, box } = set.objects;
  const values: number[][] = [];
  if (shapes !== undefined && shapes.form[i] !== SHAPE_FORM.none) {
    for (let p = shapes.partStart[i]!; p < shapes.partStart[i + 1]!; p++) {
      values.push([...shapes.values.subarray(shapes.valueStart[p], shapes.valueStart[p + 1])]);
    }
  }
  const isRuns = shapes?.form[i] === SHAPE_FORM.runs;
  return {
    label: set.labelNames[label[i]!] ?? "?",
    box: [...box.subarray(4 * i, 4 * i + 4)] as unknown as Given["box"],
    ...(set.score === null ? {} : { score: set.score[i]! }),
    ...(set.flags[i] ? { flags: set.flags[i]! } : {}),
    ...(values.length > 0 && !isRuns ? { parts: values } : {}),
    ...(values.length > 0 && isRuns ? { runs: values[0]! } : {}),
  };
}

/** What a writer wrote, as files in memory, and what it could not hold. */
export function written(set: ObjectSet, format: ObjectFormatId) {
  const { files, losses } = writeObjects(set, format);
  const all = new Map([...files].map(({ path, pieces }) => [path, bytesOf(pieces)]));
  const texts = new Map([...all].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]));
  const access: FileAccess = createMemoryFileAccess(all, 101);
  return { texts, access, losses, codes: losses.map(({ code, count }) => `${code} ${count}`) };
}

function bytesOf(pieces: Iterable<string | Uint8Array>): Uint8Array {
  return Buffer.concat(
    [...pieces].map((piece) => (typeof piece === "string" ? Buffer.from(piece) : piece)),
  );
}

/** Labels with what trips formats: quotes, markup, separators, formulas, other scripts, keys. */
export const oddLabel: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "cat",
    "a b",
    "a,b",
    'say "hi"',
    "<b>&amp;</b>",
    "=1+1",
    "'=x",
    "@x",
    "-",
    "yes",
    "no",
    "007",
    "1.0",
    "null",
    "a: b",
    "#x",
    "[x]",
    "{x}",
    "Überläufer",
    "猫",
    "🦊",
    "__proto__",
    "constructor",
    "a|b",
    "a;b",
    "it's",
    "%20",
    "a\\b",
    "ünïcödé",
  ),
  fc
    .string({ minLength: 1, maxLength: 8, unit: "grapheme" })
    .filter((s) => s.trim() === s && s !== ""),
);

const SIZE = [640, 480] as const;

/** A box inside an image, in pixels; `whole` ones have whole corners. */
export function boxWithin(whole: boolean): fc.Arbitrary<Given["box"]> {
  const side = (length: number) =>
    whole
      ? fc.tuple(fc.integer({ min: 0, max: length - 1 }), fc.integer({ min: 1, max: length }))
      : fc.tuple(
          fc.double({ min: 0, max: length - 1, noNaN: true }),
          fc.double({ min: 0.01, max: length, noNaN: true }),
        );
  return fc
    .tuple(side(SIZE[0]), side(SIZE[1]))
    .map(([[x, w], [y, h]]) => [
      ...([x, y, Math.min(w, SIZE[0] - x), Math.min(h, SIZE[1] - y)] as const),
    ]);
}

/** Images of one size with objects in them, some empty and some unlabelled. */
export function givenImages(options: {
  readonly label?: fc.Arbitrary<string>;
  readonly scored: boolean;
  readonly whole?: boolean;
  readonly unlabelled?: boolean;
}): fc.Arbitrary<GivenImage[]> {
  const { label = oddLabel, scored, whole = false, unlabelled = true } = options;
  const score = fc.double({ min: 0, max: 1, noNaN: true });
  const object = fc
    .record({ label, box: boxWithin(whole), score })
    .map(({ score: conf, ...rest }): Given => (scored ? { ...rest, score: conf } : rest));
  const objects = fc.oneof(
    { weight: 4, arbitrary: fc.array(object, { maxLength: 4 }) },
    { weight: unlabelled ? 1 : 0, arbitrary: fc.constant("unlabelled" as const) },
  );
  const names = fc.constantFrom("", "a/", "site one/b/", "ü/");
  return fc
    .array(fc.tuple(names, objects), { minLength: 1, maxLength: 5 })
    .filter(
      (images) => !scored || images.some(([, given]) => given.length > 0 && given !== "unlabelled"),
    )
    .map((images) =>
      images.map(([folder, given], i) => ({
        file: `${folder}img ${i}&.jpg`,
        size: SIZE,
        objects: given,
      })),
    );
}

/** Numbers that went through fractions of an image and back are equal to so many pixels. */
export const TOLERANCE_PX = 1e-9;

/** Whether images are the same, boxes to a tolerance. */
export function differences(
  got: readonly GivenImage[],
  wanted: readonly GivenImage[],
  tolerance: number,
): string[] {
  const found: string[] = [];
  if (got.length !== wanted.length) return [`${got.length} images, not ${wanted.length}`];
  for (const [k, image] of wanted.entries()) {
    const other = got.find(({ file }) => file === image.file);
    if (other === undefined) return [`no image ${image.file} (${k})`];
    if (other.objects === "unlabelled" || image.objects === "unlabelled") {
      if (other.objects !== image.objects)
        found.push(`${image.file}: ${JSON.stringify(other.objects)}`);
      continue;
    }
    const bare = (objects: readonly Given[]) =>
      objects.map(({ box: _, parts: __, ...rest }) => rest);
    const [a, b] = [bare(other.objects), bare(image.objects)].map((x) => JSON.stringify(x));
    if (a !== b) found.push(`${image.file}: ${a} for ${b}`);
    const numbers = (objects: readonly Given[]) =>
      objects.flatMap(({ box, parts = [] }) => [...box, ...parts.flat()]);
    const [mine, theirs] = [numbers(other.objects), numbers(image.objects)];
    if (mine.length !== theirs.length) found.push(`${image.file}: other outlines`);
    for (const [n, value] of theirs.entries()) {
      if (!(Math.abs(mine[n]! - value) <= tolerance)) {
        found.push(`${image.file}: ${mine[n]} for ${value}`);
      }
    }
  }
  return found;
}

export const CROWD = OBJECT_FLAG.crowd;
export const IGNORED = OBJECT_FLAG.ignored;
