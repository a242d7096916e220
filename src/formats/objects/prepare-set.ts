import { HomegroundError } from "../../core/errors.js";
import { OBJECT_FLAG, SHAPE_FORM } from "../../core/objects.js";
import { cellText } from "../../core/table.js";
import { quoted } from "../import-problems.js";
import { TRUTH_STATE } from "../import-types.js";
import type { LossCounter } from "./conversion-losses.js";
import type { FormatHolds } from "./format-holds.js";
import { hasPoint, heldPoints } from "./held-points.js";
import { masksAsPolygons } from "./masks-as-polygons.js";
import { isUncounted, type ObjectSet } from "./object-set.js";
import { boxOfPoints } from "./outlines.js";
import { outOfPadding } from "./padded-input.js";
import { inUnit, selectFromSet } from "./select-set.js";

/**
 * The set as a format can hold it: in its unit, without what it has no place for. Everything that is
 * changed or left out is counted.
 *
 * An image of which every object or label is left out is left out itself, because the target would
 * call it empty; so are unlabelled images where the target cannot tell them from empty ones.
 *
 * @throws HomegroundError `input/unsupported` for truth where scores are needed; `input/no-sizes`
 *   where the format needs sizes of images that are not known
 */
export function prepareSet(set: ObjectSet, holds: FormatHolds, losses: LossCounter): ObjectSet {
  if (holds.scores === "needed" && set.score === null) throw needsScores(set, holds);
  const keepObject = new Uint8Array(set.objects.count);
  chooseObjects(set, holds, keepObject, losses);
  const keepImage = new Uint8Array(set.imageCount);
  chooseImages(set, holds, keepImage, keepObject, losses);
  const kept = selectFromSet(set, keepImage, keepObject);
  checkSizes(kept, holds);
  if (holds.fractionScores) checkScores(kept, holds);
  const { paddedInput } = kept;
  const placed = paddedInput === undefined ? kept : outOfPadding(kept, paddedInput);
  const scaled = holds.unit === "any" ? placed : inUnit(placed, holds.unit);
  const drawn = /polygon/.test(holds.outlines) ? masksAsPolygons(scaled, holds, losses) : scaled;
  const inside = holds.inside ? cutAtEdges(drawn, losses) : drawn;
  countRest(inside, holds, losses);
  const held = heldPoints(withoutOutlines(inside, holds, losses), holds, losses);
  // YOLO's lines are all of one kind: if some objects have no outline, the others lose theirs.
  const areWritten = holds.outlines !== "one-polygon" || everyObjectHasOutline(held);
  if (!holds.boxBesideOutline && areWritten) countBoxesOfOutlines(held, losses);
  return held;
}

/** How far a box may be from that of its outline, as a share of its size, and still be rounding. */
const BOX_SLACK = 1e-4;

/** Whether all objects that are written have an outline of polygons. */
export function everyObjectHasOutline({ objects, objectOrder }: ObjectSet): boolean {
  const { shapes } = objects;
  if (shapes === undefined || objectOrder.length === 0) return false;
  return objectOrder.every((i) => shapes.form[i] === SHAPE_FORM.polygons);
}

function countBoxesOfOutlines(set: ObjectSet, losses: LossCounter): void {
  const { shapes, box, image } = set.objects;
  if (shapes === undefined) return;
  for (const i of set.objectOrder) {
    if (shapes.form[i] !== SHAPE_FORM.polygons) continue;
    const from = shapes.valueStart[shapes.partStart[i]!]!;
    const to = shapes.valueStart[shapes.partStart[i + 1]!]!;
    const outline = boxOfPoints(shapes.values.subarray(from, to));
    const size = Math.max(box[4 * i + 2]!, box[4 * i + 3]!);
    const isSame = outline.every((side, k) => Math.abs(side - box[4 * i + k]!) <= BOX_SLACK * size);
    if (isSame) continue;
    const words = "boxes are not those of their outlines, and only the outlines are written";
    losses.add("convert/box-of-outline", words, set.file[image[i]!]!);
  }
}

function chooseObjects(
  set: ObjectSet,
  holds: FormatHolds,
  keep: Uint8Array,
  losses: LossCounter,
): void {
  const { objects, flags, labelNames } = set;
  const whyNot = labelNames.map((label) => holds.whyNotLabel?.(label) ?? null);
  for (const i of set.objectOrder) {
    const file = set.file[objects.image[i]!]!;
    const label = objects.label[i]!;
    keep[i] = 1;
    const why = whyNot[label] ?? null;
    if (why !== null) {
      keep[i] = 0;
      const words = `objects have the label ${JSON.stringify(labelNames[label])}, which ${holds.name} cannot have (${why}); they are left out`;
      losses.add("convert/label-name", words, file);
      continue;
    }
    const pointless = whyPointless(set, i, holds);
    if (pointless !== null) {
      keep[i] = 0;
      losses.add("convert/points", pointless, file);
      continue;
    }
    if (!isUncounted(flags[i]!)) continue;
    const isCrowd = (flags[i]! & OBJECT_FLAG.crowd) !== 0;
    const rule = isCrowd ? holds.crowd : holds.ignored;
    if (rule === "kept") continue;
    if (rule === "left-out") keep[i] = 0;
    losses.add(
      isCrowd ? "convert/crowd" : "convert/ignored",
      flagWords(isCrowd, rule, holds),
      file,
    );
  }
}

/** Why an object cannot be held with the points that it has, or has not. */
function whyPointless(set: ObjectSet, i: number, holds: FormatHolds): string | null {
  const { box, shapes, points } = set.objects;
  if (holds.pointsAlone === true) {
    if (hasPoint(set, i)) return null;
    return `objects without a point are left out: ${holds.name} holds points alone`;
  }
  if (points === undefined || holds.points !== undefined || holds.unit === "any") return null;
  const isFlat = !(box[4 * i + 2]! > 0 && box[4 * i + 3]! > 0);
  const isOutlined = shapes !== undefined && shapes.form[i] !== SHAPE_FORM.none;
  if (!isFlat || isOutlined || !hasPoint(set, i)) return null;
  return `objects whose points lie in a line are left out: no box is around them, and ${holds.name} holds no points`;
}

function flagWords(isCrowd: boolean, rule: string, { name }: FormatHolds): string {
  const what = isCrowd ? "regions of many objects" : "objects that do not count";
  if (rule === "left-out") return `${what} are left out: ${name} cannot mark them`;
  return isCrowd
    ? `${what} become objects that do not count (difficult)`
    : `${what} become regions of many objects (iscrowd), which do not count either`;
}

function chooseImages(
  set: ObjectSet,
  holds: FormatHolds,
  keep: Uint8Array,
  keepObject: Uint8Array,
  losses: LossCounter,
): void {
  const whyNot = holds.whyNotImages?.(set.file) ?? [];
  for (let image = 0; image < set.imageCount; image++) {
    keep[image] = 1;
    const file = set.file[image]!;
    const why = whyNot[image] ?? null;
    if (why !== null) {
      keep[image] = 0;
      losses.add("convert/file-name", `images are left out: ${why}`, file);
      continue;
    }
    const state = set.state[image]!;
    const labels = set.imageLabelStart[image + 1]! - set.imageLabelStart[image]!;
    let objects = 0;
    for (let k = set.objectStart[image]!; k < set.objectStart[image + 1]!; k++) {
      objects += keepObject[set.objectOrder[k]!]!;
    }
    if (labels > 0 && !holds.imageLabels) {
      const words = `images have labels of the whole image, which ${holds.name} cannot hold`;
      losses.add("convert/image-labels", words, file);
    }
    const isLost = objects === 0 && (labels === 0 || !holds.imageLabels);
    if (!isLost || !holds.empty) continue;
    if (state === TRUTH_STATE.labelled) {
      keep[image] = 0;
      const words = `images are left out: nothing of theirs can be written, and they would look empty`;
      losses.add("convert/unlabelled", words, file);
    } else if (state === TRUTH_STATE.unlabelled && !holds.unlabelled) {
      keep[image] = 0;
      const why = set.kind === "truth" ? "are unlabelled" : "have no answer of the model";
      const words = `images ${why} and are left out: ${holds.name} would call them empty`;
      losses.add("convert/unlabelled", words, file);
    }
  }
}

function checkSizes(set: ObjectSet, holds: FormatHolds): void {
  const isOtherUnit = holds.unit !== "any" && set.unit !== holds.unit;
  const isPadded = set.paddedInput !== undefined;
  if (!holds.needsSize && !isOtherUnit && !isPadded) return;
  let missing = 0;
  let first = "";
  for (let image = 0; image < set.imageCount; image++) {
    if (!holds.needsSize && set.objectStart[image] === set.objectStart[image + 1]) continue;
    if (set.widthPx[image]! > 0 && set.heightPx[image]! > 0) continue;
    if (missing++ === 0) first = set.file[image]!;
  }
  if (missing === 0) return;
  const why = isPadded
    ? "the boxes are places on a padded input, and lie on an image by its size"
    : set.unit === holds.unit
      ? `${holds.name} names the size of every image`
      : `the boxes are ${set.unit === "pixel" ? "pixels" : "fractions"}, and ${holds.name} holds ${holds.unit === "pixel" ? "pixels" : "fractions"}`;
  throw new HomegroundError("input/no-sizes", {
    what: `the size of ${missing} of ${set.imageCount} images is not known, such as ${first}: ${why}`,
    where: set.source,
    fix: "Give the folder of the images with --images",
  });
}

function checkScores(set: ObjectSet, { name }: FormatHolds): void {
  if (set.score === null) return;
  for (const i of set.objectOrder) {
    const score = set.score[i]!;
    if (score >= 0 && score <= 1) continue;
    throw new HomegroundError("predictions/not-probabilities", {
      what: `a score is ${score}, and ${name} holds confidences from 0 to 1`,
      where: `${set.source}, ${set.file[set.objects.image[i]!]}`,
      fix: "Put logits through a sigmoid, divide percentages by 100, or choose another format",
    });
  }
}

/** A cut of less than this share of a side is rounding. */
const SLACK = 1e-6;

/** Boxes and polygons, in fractions, cut at the edges of their images. */
function cutAtEdges(set: ObjectSet, losses: LossCounter): ObjectSet {
  const { objects } = set;
  const box = objects.box.slice();
  const values = objects.shapes?.values.slice();
  for (const i of set.objectOrder) {
    let cut = 0;
    for (let k = 0; k < 2; k++) {
      const low = box[4 * i + k]!;
      const high = low + box[4 * i + 2 + k]!;
      const [from, to] = [inOne(low), inOne(high)];
      cut = Math.max(cut, Math.abs(from - low), Math.abs(to - high));
      if (from === low && to === high) continue;
      box[4 * i + k] = from;
      box[4 * i + 2 + k] = to - from;
    }
    if (cut > SLACK) {
      const words = "boxes reach outside their image and are cut at its edge";
      losses.add("convert/cut", words, set.file[objects.image[i]!]!);
    }
    if (objects.shapes === undefined || values === undefined) continue;
    const { form, partStart, valueStart } = objects.shapes;
    if (form[i] !== SHAPE_FORM.polygons) continue;
    for (let k = valueStart[partStart[i]!]!; k < valueStart[partStart[i + 1]!]!; k++) {
      values[k] = inOne(values[k]!);
    }
  }
  const shapes =
    objects.shapes === undefined || values === undefined
      ? undefined
      : { ...objects.shapes, values };
  return { ...set, objects: { ...objects, box, ...(shapes === undefined ? {} : { shapes }) } };
}

function inOne(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** Counts what is lost without changing what is written. */
function countRest(set: ObjectSet, holds: FormatHolds, losses: LossCounter): void {
  if (set.score !== null && holds.scores === "lost") {
    for (const i of set.objectOrder) {
      const words = `scores are lost: ${holds.name} holds what people annotated`;
      losses.add("convert/scores", words, set.file[set.objects.image[i]!]!);
    }
  }
  if (!holds.empty) {
    for (let image = 0; image < set.imageCount; image++) {
      if (set.state[image] !== TRUTH_STATE.empty) continue;
      if (holds.imageLabels && set.imageLabelStart[image + 1]! > set.imageLabelStart[image]!)
        continue;
      const words = `images were found empty, which ${holds.name} does not tell from unlabelled`;
      losses.add("convert/empty", words, set.file[image]!);
    }
  }
  for (const [image, isSearched] of (set.isSearched ?? []).entries()) {
    if (isSearched === 0) continue;
    const words =
      "which labels were looked for on an image is lost: detections of others will count as wrong";
    losses.add("convert/searched", words, set.file[image]!);
  }
  if (!holds.attributes) {
    for (const name of set.attributes.columns.keys()) {
      if (/^(width|height)$/.test(name)) continue; // the size, which has its own place
      losses.add("convert/attributes", "columns about images are lost", name);
    }
  }
  countObjectAttributes(set, holds, losses);
  if (!holds.supercategories) {
    for (const [label, group] of set.supercategories.entries()) {
      const name = set.labelNames[label]!;
      if (group !== null) losses.add("convert/attributes", "groups of labels are lost", name);
    }
  }
  if (!holds.area) countAreas(set, losses);
}

function countObjectAttributes(set: ObjectSet, holds: FormatHolds, losses: LossCounter): void {
  for (const [name, column] of set.objectAttributes.columns) {
    if (holds.objectAttributes(name, column)) continue;
    const words = `objects have the attribute ${quoted(name)}, which ${holds.name} cannot hold`;
    for (const i of set.objectOrder) {
      if (cellText(column, i) === null) continue;
      losses.add("convert/attributes", words, set.file[set.objects.image[i]!]!);
    }
  }
}

/** An area is a statement of the file where it is neither that of the box nor that of the outline. */
function countAreas(set: ObjectSet, losses: LossCounter): void {
  const { area, objects } = set;
  if (area === null) return;
  for (const i of set.objectOrder) {
    const isOutlined = objects.shapes !== undefined && objects.shapes.form[i] !== SHAPE_FORM.none;
    const ofBox = objects.box[4 * i + 2]! * objects.box[4 * i + 3]!;
    if (isOutlined || Math.abs(area[i]! - ofBox) <= SLACK * Math.max(1, ofBox)) continue;
    const words = "areas differ from that of the box and are lost";
    losses.add("convert/area", words, set.file[objects.image[i]!]!);
  }
}

function withoutOutlines(set: ObjectSet, holds: FormatHolds, losses: LossCounter): ObjectSet {
  const { shapes } = set.objects;
  if (shapes === undefined || holds.outlines === "all") return set;
  const form = shapes.form.slice();
  let isOdd = false;
  for (const i of set.objectOrder) {
    const parts = shapes.partStart[i + 1]! - shapes.partStart[i]!;
    if (form[i] === SHAPE_FORM.none) continue;
    const isHeld =
      form[i] === SHAPE_FORM.polygons &&
      (holds.outlines === "polygons" || (holds.outlines === "one-polygon" && parts === 1));
    if (isHeld) continue;
    const what =
      holds.outlines === "none"
        ? "outlines"
        : form[i] === SHAPE_FORM.runs
          ? "masks of pixels"
          : "outlines of several parts";
    form[i] = SHAPE_FORM.none;
    isOdd = true;
    const words = `${what} are lost: ${holds.name} holds their boxes`;
    losses.add("convert/outline", words, set.file[set.objects.image[i]!]!);
  }
  return isOdd ? { ...set, objects: { ...set.objects, shapes: { ...shapes, form } } } : set;
}

function needsScores(set: ObjectSet, { name }: FormatHolds): HomegroundError {
  return new HomegroundError("input/unsupported", {
    what: `${name} holds what a model said, with scores; these are annotations without any`,
    where: set.source,
    fix: "Choose a format of annotations, or convert the model's predictions",
  });
}
