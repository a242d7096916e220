import { type Column, categoricalColumn, createTable, type Table } from "../core/table.js";
import { LIST_COLUMNS } from "../formats/drawn-list-types.js";
import { createProblemList } from "../formats/import-problems.js";
import { type ImageTruth, TRUTH_STATE } from "../formats/import-types.js";
import { type ObjectSet, setOfImageTruth, setOfTruth } from "../formats/objects/object-set.js";
import { createObjectTruthBuilder } from "../formats/objects/object-truth-builder.js";
import { createTruthBuilder } from "../formats/truth-builder.js";
import { OTHER_LABEL } from "./label-events.js";
import type { LabelDraw } from "./label-log.js";
import type { LabelledImage, LabellerState } from "./label-state.js";
import { paintedObjects } from "./masks/painted-objects.js";

/** Labels as every format that `convert` writes takes them. */
export interface LabelledSet {
  readonly set: ObjectSet;
  /** Points that have no box; their label is one of the image. */
  readonly points: number;
}

export interface LabelledSetOptions {
  /** Images in the order in which they were drawn; rows keep it, so that `--order file` is right of them. */
  readonly order: readonly string[];
  readonly by: string;
  /** How the images were drawn, where `order` is a list that was drawn by a design: all of it is written. */
  readonly draw?: { readonly how: LabelDraw; readonly seed: number } | undefined;
  /** Name of the sequence of an image, null for one of its own; left out where none were looked for. */
  readonly sequenceOf?: (image: string) => string | null;
  /** Size of an image as it is displayed, in pixels; null where it is not known. */
  readonly sizeOf?: (image: string) => readonly [width: number, height: number] | null;
}

export const FORMAT = { id: "homeground", reason: "labelled in Homeground" } as const;
export const SOURCE = "labels made in Homeground";
const ROLES = new Map([
  ["image", "file"],
  ["label", "label"],
]);

/**
 * The ground truth of one labeller's labels of whole images. Images that were looked at and have no
 * label (*cannot tell*, unreadable) are unlabelled rows; those that nobody came to are none.
 */
export function truthOfLabels(state: LabellerState, options: LabelledSetOptions): ImageTruth {
  const builder = createTruthBuilder(false);
  const rows = labelledRows(state, options);
  for (const [i, [image, { label }]] of rows.entries()) {
    builder.add(image, namesOf(label), stateOf(label), i + 1);
  }
  return {
    ...builder.finish(),
    format: FORMAT,
    source: SOURCE,
    attributes: attributesOf(rows, options),
    otherFiles: [],
    roles: ROLES,
    problems: [],
  };
}

/** One labeller's labels, of whole images and of objects, for `writeObjects`. */
export function setOfLabels(state: LabellerState, options: LabelledSetOptions): LabelledSet {
  const rows = labelledRows(state, options);
  const isOfObjects = rows.some(
    ([, { label, objects, strokes }]) =>
      label?.kind === "objects" || objects.length > 0 || strokes !== undefined,
  );
  const sizes = rows.map(([image]) => options.sizeOf?.(image) ?? [Number.NaN, Number.NaN]);
  const [widthPx, heightPx] = [
    Float64Array.from(sizes, ([width]) => width!),
    Float64Array.from(sizes, ([, height]) => height!),
  ];
  if (!isOfObjects) {
    const set = setOfImageTruth(truthOfLabels(state, options));
    return { set: { ...set, widthPx, heightPx }, points: 0 };
  }
  const builder = createObjectTruthBuilder(createProblemList());
  let points = 0;
  for (const [i, [image, { label, objects, strokes = [] }]] of rows.entries()) {
    const row = builder.image(image, {
      line: i + 1,
      state: stateOf(label),
      widthPx: widthPx[i]!,
      heightPx: heightPx[i]!,
    });
    for (const one of namesOf(label)) builder.labelImage(row, one);
    for (const { object, label, place } of objects) {
      if (place.kind === "point") {
        points++;
        builder.labelImage(row, label);
        continue;
      }
      if (place.kind !== "box") continue;
      const { x, y, width, height } = place;
      builder.add(row, builder.label(label), [x, y, width, height], { id: object });
    }
    for (const one of label?.kind === "objects" ? paintedObjects(strokes) : []) {
      builder.add(row, builder.label(one.label), one.box, { id: one.id, flags: one.flags });
      builder.runs(one.runs);
    }
  }
  const truth = builder.finish({
    format: FORMAT,
    source: SOURCE,
    unit: "pixel",
    written: "xywh",
    idWord: "object",
    roles: ROLES,
  });
  return { set: setOfTruth({ ...truth, attributes: attributesOf(rows, options) }), points };
}

const NOT_YET: LabelledImage = { label: null, seen: false, at: "", objects: [] };

export type LabelledRow = readonly [image: string, labelled: LabelledImage];

/** Images that somebody said something of, in the order drawn, those that were not drawn behind them. */
export function labelledRows(
  { images }: LabellerState,
  { order, draw }: LabelledSetOptions,
): readonly LabelledRow[] {
  if (draw !== undefined) return order.map((image) => [image, images.get(image) ?? NOT_YET]);
  const drawn = new Set(order);
  const names = [...order, ...[...images.keys()].filter((image) => !drawn.has(image)).sort()];
  return names.flatMap((image): LabelledRow[] => {
    const labelled = images.get(image);
    return labelled === undefined || labelled.label === null ? [] : [[image, labelled]];
  });
}

/** Labels of the image as a whole. */
export function namesOf(label: LabelledImage["label"]): readonly string[] {
  if (label?.kind === "other") return [OTHER_LABEL];
  return label?.kind === "labels" ? label.labels : [];
}

export function stateOf(label: LabelledImage["label"]): number {
  if (namesOf(label).length > 0) return TRUTH_STATE.labelled;
  // Objects that are marked make it labelled; none of them says that nothing is there.
  const isEmpty = label?.kind === "empty" || label?.kind === "objects";
  return isEmpty ? TRUTH_STATE.empty : TRUTH_STATE.unlabelled;
}

/** Who labelled an image, whether blind, and what it was taken with. */
export function attributesOf(
  rows: readonly LabelledRow[],
  { by, sequenceOf, draw }: LabelledSetOptions,
): Table {
  const ofLabelled = (value: (image: LabelledImage) => string): Column =>
    categoricalColumn(rows.map(([, image]) => (image.label === null ? null : value(image))));
  const columns = new Map<string, Column>([
    ["labelled_by", ofLabelled(() => by)],
    ["prediction_seen", ofLabelled(({ seen }) => (seen ? "yes" : "no"))],
    ...(draw === undefined ? [] : drawColumns(draw.how, draw.seed)),
    ...(sequenceOf === undefined
      ? []
      : [["sequence", categoricalColumn(rows.map(([image]) => sequenceOf(image)))] as const]),
  ]);
  return createTable(rows.length, columns);
}

/** Columns of the list, which `evaluate` reads; a row an image of it. */
function drawColumns(
  { design, pool, poolNames, probability, stratum, stratumPool, chance, known }: LabelDraw,
  seed: number,
): ReadonlyMap<string, Column> {
  const names = LIST_COLUMNS;
  const all = <T>(value: T): T[] => probability.map(() => value);
  const numbers = (values: readonly number[]): Column => ({
    kind: "numeric",
    values: Float64Array.from(values),
  });
  const texts = (values: readonly (string | null)[]): Column => categoricalColumn(values);
  return new Map([
    [names.inclusion, numbers(probability)],
    ...(stratum === null ? [] : [[names.stratum, texts(stratum)] as const]),
    ...(stratumPool === null ? [] : [[names.stratumPool, numbers(stratumPool)] as const]),
    [names.draw, numbers(probability.map((_, i) => i + 1))],
    ...(chance === null ? [] : [[names.chance, numbers(chance)] as const]),
    ...(known.includes(1) ? [[names.known, numbers(known)] as const] : []),
    [names.design, texts(all(design))],
    [names.pool, numbers(all(pool))],
    [names.poolNames, texts(all(poolNames))],
    [names.seed, numbers(all(seed))],
  ]);
}
