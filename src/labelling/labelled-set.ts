import { categoricalColumn, createTable, type Table } from "../core/table.js";
import { createProblemList } from "../formats/import-problems.js";
import { type ImageTruth, TRUTH_STATE } from "../formats/import-types.js";
import { type ObjectSet, setOfImageTruth, setOfTruth } from "../formats/objects/object-set.js";
import { createObjectTruthBuilder } from "../formats/objects/object-truth-builder.js";
import { createTruthBuilder } from "../formats/truth-builder.js";
import { OTHER_LABEL } from "./label-events.js";
import type { LabelledImage, LabellerState } from "./label-state.js";

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
  /** Name of the sequence of an image, null for one of its own; left out where none were looked for. */
  readonly sequenceOf?: (image: string) => string | null;
  /** Size of an image as it is displayed, in pixels; null where it is not known. */
  readonly sizeOf?: (image: string) => readonly [width: number, height: number] | null;
}

const FORMAT = { id: "homeground", reason: "labelled in Homeground" } as const;
const SOURCE = "labels made in Homeground";
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
    ([, { label, objects }]) => label?.kind === "objects" || objects.length > 0,
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
  for (const [i, [image, { label, objects }]] of rows.entries()) {
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
      const { x, y, width, height } = place;
      builder.add(row, builder.label(label), [x, y, width, height], { id: object });
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

type LabelledRow = readonly [image: string, labelled: LabelledImage];

/** Images that somebody said something of, in the order drawn, those that were not drawn behind them. */
function labelledRows(
  { images }: LabellerState,
  { order }: LabelledSetOptions,
): readonly LabelledRow[] {
  const drawn = new Set(order);
  const names = [...order, ...[...images.keys()].filter((image) => !drawn.has(image)).sort()];
  return names.flatMap((image): LabelledRow[] => {
    const labelled = images.get(image);
    return labelled === undefined || labelled.label === null ? [] : [[image, labelled]];
  });
}

/** Labels of the image as a whole. */
function namesOf(label: LabelledImage["label"]): readonly string[] {
  if (label?.kind === "other") return [OTHER_LABEL];
  return label?.kind === "labels" ? label.labels : [];
}

function stateOf(label: LabelledImage["label"]): number {
  if (namesOf(label).length > 0) return TRUTH_STATE.labelled;
  // Objects that are marked make it labelled; none of them says that nothing is there.
  const isEmpty = label?.kind === "empty" || label?.kind === "objects";
  return isEmpty ? TRUTH_STATE.empty : TRUTH_STATE.unlabelled;
}

/** Who labelled an image, whether blind, and what it was taken with. */
function attributesOf(rows: readonly LabelledRow[], { by, sequenceOf }: LabelledSetOptions): Table {
  const columns = new Map([
    ["labelled_by", categoricalColumn(rows.map(() => by))],
    ["prediction_seen", categoricalColumn(rows.map(([, { seen }]) => (seen ? "yes" : "no")))],
    ...(sequenceOf === undefined
      ? []
      : [["sequence", categoricalColumn(rows.map(([image]) => sequenceOf(image)))] as const]),
  ]);
  return createTable(rows.length, columns);
}
