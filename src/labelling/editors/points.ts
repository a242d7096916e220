import { lookedPoints } from "../../claims/anytime-values.js";
import type { Joints } from "../../core/objects.js";
import { createProblemList } from "../../formats/import-problems.js";
import { setOfTruth } from "../../formats/objects/object-set.js";
import { createObjectTruthBuilder } from "../../formats/objects/object-truth-builder.js";
import { boxOfAnnotated } from "../../formats/objects/point-columns.js";
import { formatsOfPoints, writeObjects } from "../../formats/write-objects.js";
import { createPointsEstimator } from "../../metrics/detection/detection-estimators.js";
import { parseReference } from "../../metrics/reference.js";
import { type PairedPoints, pairedPoints } from "../../outcomes/detection/paired-points.js";
import { keypoints } from "../../tasks/detection/keypoints.js";
import type { SpokenBox } from "../../tasks/predictions.js";
import { labelAgreement, type PointAgreement } from "../label-agreement.js";
import type { LabelledPoint } from "../label-events.js";
import type { LabelRaceRule } from "../label-race.js";
import type { LabelledImage, LabellerState } from "../label-state.js";
import { attributesOf, FORMAT, labelledRows, SOURCE, stateOf } from "../labelled-set.js";
import { lookAtMeans, type ValuedImages } from "../mean-look.js";
import { boxes } from "./boxes.js";
import { knownJoints } from "./joints.js";
import type { EditorLookOptions, LabelEditor, WriteLabelsOptions } from "./label-editor.js";

/** How close is close enough, where nothing else says it. */
const USUAL = parseReference(keypoints.lookMeasure ?? keypoints.headline);

/**
 * The share of an image's points that are close enough, as `homeground compare --race --metric pck{average=image}` has
 * it. An image without points says nothing, and so does one on which an object of the first model was taken over.
 */
const byPoints: LabelRaceRule = {
  isLabelled: ({ label, objects }) =>
    label?.kind === "objects" && objects.some(({ place }) => arePlaced(place)),
  score({ objects }, { boxes: found }, modelLabels, { measure = USUAL, joints: given } = {}) {
    if (objects.some(({ isAccepted }) => isAccepted)) return null;
    // A file may say where objects are, and none of their points.
    if (found.length > 0 && found.every(({ points: placed }) => placed === undefined)) return null;
    const joints = knownJoints(given ?? null);
    const own = ownObjects(objects, joints);
    const names = [...new Set([...modelLabels, ...own.map(({ label }) => label)])];
    const image = pointsOf([{ own, found }], names, joints, null, 0);
    const value = (lookedPoints(measure, image) ?? lookedPoints(USUAL, image))?.[0];
    return value !== undefined && Number.isFinite(value) ? value : null;
  },
  areAlike: (a, b) => JSON.stringify(a.boxes) === JSON.stringify(b.boxes),
};

/** Named points of each object. */
export const points: LabelEditor = {
  ...boxes,
  id: "points",
  placesPoints: true,
  race: byPoints,
  formats(own) {
    const all = formatsOfPoints();
    const first = all.find((id) => id === own) ?? all[0]!;
    return { all, keepsAll: all[0]!, first };
  },
  write(state, options, format) {
    const { files, losses } = writeObjects(setOfPoints(state, options), format);
    return { files, losses, points: 0 };
  },
  looks: {
    look: (state, options) => lookAtMeans(state, options, placedImages(state, options)),
    // An image has a share of its points, and is no hit or miss.
    outlook: () => null,
  },
  agreement: (first, second, level) => ({
    ...labelAgreement(first, second, level),
    points: pointAgreement(first, second),
  }),
};

/** x, y and what was annotated of each joint: 2 seen, 1 hidden, 0 not in the picture. */
function valuesOf(placed: readonly (LabelledPoint | null)[], { names }: Joints): number[] {
  return names.flatMap((_, k) => {
    const point = placed[k] ?? null;
    return point === null ? [0, 0, 0] : [point.x, point.y, point.isHidden ? 1 : 2];
  });
}

function setOfPoints(state: LabellerState, options: WriteLabelsOptions) {
  const rows = labelledRows(state, options);
  const joints = knownJoints(options.joints ?? null);
  const builder = createObjectTruthBuilder(createProblemList());
  for (const name of options.labels) builder.label(name);
  for (const [i, [image, { label, objects }]] of rows.entries()) {
    const [widthPx, heightPx] = options.sizeOf?.(image) ?? [Number.NaN, Number.NaN];
    const row = builder.image(image, { line: i + 1, state: stateOf(label), widthPx, heightPx });
    for (const { object, label: name, place } of objects) {
      if (place.kind !== "points") continue;
      const values = valuesOf(place.points, joints);
      const box = boxOfAnnotated(values);
      if (box === null) continue; // no point of it was placed: there is no object
      builder.add(row, builder.label(name), box, { id: object });
      builder.points(values);
    }
  }
  const truth = builder.finish({
    format: FORMAT,
    source: SOURCE,
    unit: "pixel",
    written: "xywh",
    idWord: "object",
    roles: new Map([
      ["image", "file"],
      ["label", "label"],
    ]),
    joints,
  });
  return setOfTruth({ ...truth, attributes: attributesOf(rows, options) });
}

/** An image with its objects, as the person placed them and as the model did. */
interface PlacedImage {
  readonly own: readonly { readonly label: string; readonly values: readonly number[] }[];
  readonly found: readonly SpokenBox[];
}

function placedImages(
  { images }: LabellerState,
  { modelLabels, saidOf, measure, joints: given }: EditorLookOptions,
): ValuedImages<PlacedImage> {
  const joints = knownJoints(given ?? null);
  const labels = [...images.values()].flatMap(({ objects }) => objects.map(({ label }) => label));
  const names = [...new Set([...modelLabels, ...labels])];
  const anything = anyImage(names, joints);
  return {
    measure,
    names,
    compared(image, { label, objects }) {
      if (label?.kind !== "objects" && label?.kind !== "empty") return "none";
      const said = saidOf(image);
      // An image that the model cannot read may be anything, as one that it has not read yet.
      if (said === undefined || said.problem !== null) return "unread";
      // A file may say what is there, and no points.
      if (said.boxes.length === 0 && said.labels.length > 0) return "unread";
      return { own: ownObjects(objects, joints), found: said.boxes };
    },
    anything,
    of(placed, cluster, clusterCount) {
      const points = pointsOf(placed, names, joints, cluster, clusterCount);
      return {
        estimator: (reference) => createPointsEstimator(points, reference),
        values: (reference) => lookedPoints(reference, points),
      };
    },
  };
}

type OwnObjects = LabelledImage["objects"];

function arePlaced(place: OwnObjects[number]["place"]): boolean {
  return place.kind === "points" && countOf(place.points) > 0;
}

/** Objects of which a point was placed. */
function ownObjects(objects: OwnObjects, joints: Joints): PlacedImage["own"] {
  return objects.flatMap(({ label, place }) =>
    place.kind === "points" && arePlaced(place)
      ? [{ label, values: valuesOf(place.points, joints) }]
      : [],
  );
}

/** Images with an object of each label of which all points are found where they are, or none. */
function anyImage(names: readonly string[], joints: Joints) {
  const places = joints.names.map((_, k) => ({ x: 2 * k, y: k + 1 }));
  const own = names.map((label) => ({
    label,
    values: places.flatMap(({ x, y }) => [x, y, 2]),
  }));
  const found = names.map(
    (label): SpokenBox => ({ label, score: 1, xywhPx: [0, 0, 1, 1], points: places }),
  );
  return { worst: { own, found: [] }, best: { own, found } };
}

/** The objects of the images, each beside the prediction that is of it. */
function pointsOf(
  images: readonly PlacedImage[],
  names: readonly string[],
  joints: Joints,
  cluster: Int32Array | null,
  clusterCount: number,
): PairedPoints {
  const width = joints.names.length;
  const codeOf = new Map(names.map((name, k) => [name, k]));
  const own = images.flatMap((image, i) => image.own.map((object) => ({ ...object, image: i })));
  const found = images.flatMap((image, i) => image.found.map((box) => ({ ...box, image: i })));
  const boxes = own.map(({ values }) => boxOfAnnotated(values) ?? [0, 0, 0, 0]);
  const columns = (objects: readonly { readonly image: number; readonly label: string }[]) => ({
    count: objects.length,
    image: Int32Array.from(objects, ({ image }) => image),
    label: Int32Array.from(objects, ({ label }) => codeOf.get(label) ?? -1),
  });
  return pairedPoints({
    input: {
      imageCount: images.length,
      labelCount: names.length,
      truth: {
        ...columns(own),
        box: Float64Array.from(boxes.flatMap((box) => [...box])),
        area: Float64Array.from(boxes, ([, , w, h]) => w! * h!),
        flags: new Uint8Array(own.length),
      },
      detections: {
        ...columns(found),
        box: Float64Array.from(found.flatMap(({ xywhPx }) => [...xywhPx])),
        score: Float64Array.from(found, ({ score }) => score),
      },
      widthPx: null,
      heightPx: null,
      searched: null,
      keypoints: {
        joints,
        sigmas: new Float64Array(width).fill(Number.NaN),
        truth: Float64Array.from(own.flatMap(({ values }) => values)),
        detections: Float64Array.from(
          found.flatMap(({ points: places = [] }) =>
            joints.names.flatMap((_, k) => [
              places[k]?.x ?? Number.NaN,
              places[k]?.y ?? Number.NaN,
            ]),
          ),
        ),
      },
    },
    unitOfImage: Int32Array.from(images.keys()),
    classes: names,
    unitCount: images.length,
    unit: "image",
    cluster,
    clusterCount,
    threshold: null,
  });
}

/** Objects of one label are paired one to one, the least mean distance first. */
function pointAgreement(first: LabellerState, second: LabellerState): PointAgreement {
  const found = { first: 0, second: 0, pairs: 0, both: 0, one: 0 };
  const apart: number[] = [];
  for (const [image, own] of first.images) {
    const other = second.images.get(image);
    if (own.label?.kind !== "objects" || other?.label?.kind !== "objects") continue;
    const [ours, theirs] = [placedOf(own), placedOf(other)];
    found.first += ours.length;
    found.second += theirs.length;
    const pairs = ours.flatMap((a, i) =>
      theirs.flatMap((b, j) => {
        const distances = a.label === b.label ? distancesOf(a.placed, b.placed) : [];
        return distances.length === 0 ? [] : [{ i, j, mean: meanOf(distances) }];
      }),
    );
    const [mine, yours] = [new Set<number>(), new Set<number>()];
    for (const { i, j } of pairs.sort((a, b) => a.mean - b.mean)) {
      if (mine.has(i) || yours.has(j)) continue;
      mine.add(i);
      yours.add(j);
      const [a, b] = [ours[i]!, theirs[j]!];
      const distances = distancesOf(a.placed, b.placed);
      found.pairs++;
      found.both += distances.length;
      found.one += countOf(a.placed) + countOf(b.placed) - 2 * distances.length;
      if (a.length > 0) apart.push(...distances.map((distance) => distance / a.length));
    }
  }
  apart.sort((a, b) => a - b);
  const halfWithin = apart[Math.ceil(apart.length / 2) - 1] ?? null;
  return { ...found, halfWithin };
}

type Placed = readonly (LabelledPoint | null)[];

function placedOf({ objects }: LabelledImage) {
  return objects.flatMap(({ label, place }) => {
    if (place.kind !== "points" || countOf(place.points) === 0) return [];
    const given = place.points.flatMap((point) => point ?? []);
    const extent = (values: readonly number[]) => Math.max(...values) - Math.min(...values);
    const length = Math.max(extent(given.map(({ x }) => x)), extent(given.map(({ y }) => y)));
    return [{ label, placed: place.points, length }];
  });
}

/** Distances of the points that both have. */
function distancesOf(a: Placed, b: Placed): number[] {
  return a.flatMap((point, k) => {
    const other = b[k] ?? null;
    if (point === null || other === null) return [];
    return [Math.sqrt((point.x - other.x) ** 2 + (point.y - other.y) ** 2)];
  });
}

function countOf(placed: Placed): number {
  return placed.filter((point) => point !== null).length;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
