import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import { backgroundOf, type LabelMask, packMask, unpackMask } from "../../core/masks/label-mask.js";
import { numberColumn } from "../../formats/parquet/parquet-columns.js";
import type { ParquetColumn } from "../../formats/parquet/parquet-write.js";
import type { MetricReference } from "../../metrics/estimate-types.js";
import { parseReference } from "../../metrics/reference.js";
import { completeMasks, masksAreBounded } from "../../metrics/unanswered/complete-masks.js";
import { classSurfaces } from "../../outcomes/segmentation/class-surfaces.js";
import type { MaskOutcomes, WorstMask } from "../../outcomes/segmentation/mask-outcomes.js";
import { classPixels, countPixels } from "../../outcomes/segmentation/pixel-confusion.js";
import { eachGiven, type NoPrediction, onSequences } from "../each-prediction.js";
import { imageTask, type UnansweredTruth } from "../image-task.js";
import { namesOfBits, ofClass, unitTable } from "../label-columns.js";
import type { OutcomeCells, Task, UnitNames } from "../task.js";
import { maskNumbers } from "./mask-numbers.js";

/** Each pixel of an image has a label. */
export const semanticSegmentation: Task<MaskOutcomes> = {
  ...imageTask<MaskOutcomes>({
    truth: labelsWithout,
    complete: completeMasks,
    isBounded: masksAreBounded,
  }),
  id: "semantic-segmentation",
  names: ["semantic-segmentation", "segmentation"],
  label: "a label for each pixel",
  truth: "masks",
  prediction: "mask",
  labelledBy: "masks",
  lookMeasure: "dice",
  racedBy: "image-overlap",
  own: null,
  measures: ["dice", "iou", "pixel-accuracy", "hd95", "assd", "nsd"],
  assumedMeasure: null,
  hasPositive: true,
  usualThreshold: null,
  hubTasks: ["image-segmentation"],

  headline: "dice",
  details({ classes, background }, positive) {
    const named = classes.flatMap((name, k) => (k === background ? [] : [name]));
    // Of one label the mean over labels is that label's.
    const ofLabels =
      named.length < 2 || named.length > MOST_LABELS
        ? named.filter((name) => named.length > 1 && name === positive)
        : named;
    return [
      ...UNASKED.map((text) => parseReference(text)),
      ...ofLabels.map((name): MetricReference => ofClass("dice", name)),
    ];
  },

  async join({ images, map }, source, options) {
    if (options.masks === undefined) throw new Error("segmentation without its masks");
    const { masks, tolerances, hasSpacing, spacingOf } = options.masks;
    const numbers = maskNumbers(map, masks.labelNames);
    const { classes } = numbers;
    const width = classes.length;
    const confusion = new Float64Array(width * (width + 1));
    const background = backgroundOf(classes);
    const worst = createWorst(width);
    const columns: Columns = {
      pixels: [],
      truth: [],
      predicted: [],
      shared: [],
      hd95: [],
      assd: [],
      nsd: [],
    };
    const joined = await eachGiven(images, source, options, async (image, prediction, refuse) => {
      const answer = prediction.kind === "scores" ? unpackMask(prediction.scores) : null;
      if (answer === null) throw noMasks(images.file[image] ?? "");
      const own = await readTruth(() => masks.read(images.row[image]!, answer));
      if (own.refused !== null) return refuse(own.refused);
      const refused = sizesDiffer(own.mask, answer);
      if (refused !== null) return refuse(refused);
      const spacing = spacingOf(images.row[image]!);
      if (spacing === null) return refuse(NO_SPACING);
      numbers.ofTruth(own.mask);
      numbers.ofPrediction(answer);
      countPixels(own.mask.labels, answer.labels, width, confusion);
      addCounts(confusion, width, columns);
      worst.add(image, own.mask, answer, columns, background);
      const { labels, widthPx } = own.mask;
      const left = width > 1 ? background : -1;
      const rule = { spacing, tolerances };
      for (const found of classSurfaces(labels, answer.labels, widthPx, width, left, rule)) {
        columns.hd95.push(found.hd95);
        columns.assd.push(found.assd);
        columns.nsd.push(...found.nsd);
      }
    });
    const outcomes: MaskOutcomes = {
      kind: "semantic-segmentation",
      unitCount: joined.image.length,
      unit: "image",
      classes,
      background,
      pixels: Float64Array.from(columns.pixels),
      truth: Float64Array.from(columns.truth),
      predicted: Float64Array.from(columns.predicted),
      shared: Float64Array.from(columns.shared),
      hd95: Float64Array.from(columns.hd95),
      assd: Float64Array.from(columns.assd),
      nsd: Float64Array.from(columns.nsd),
      tolerances,
      hasSpacing,
      worst: worst.finish(),
      cluster: null,
      clusterCount: 0,
    };
    return onSequences(joined, outcomes, options.sequences, () => {
      throw new HomegroundError("usage/bad-option", {
        what: "pixels of a sequence are those of its images",
        where: { command: "--unit sequence", app: "whole sequences" },
        fix: "Leave it out: figures of pixels are of images",
      });
    });
  },
  table: (outcomes, { ofUnit }) => {
    const { classes, tolerances, hasSpacing } = outcomes;
    return unitTable(outcomes, ofUnit, ownColumns(outcomes), {
      classes,
      surfaces: { tolerances, hasSpacing },
    });
  },
  ofTable,
  classesSeen({ classes, truth }) {
    const seen = new Uint8Array(classes.length);
    for (const [at, count] of truth.entries()) if (count > 0) seen[at % seen.length] = 1;
    return seen;
  },
  spoken: (scores, names) => ({ labels: labelsIn(scores, names), sureness: null }),
  items: namesOfMasks,
  inWords: (outcomes, unit) => ({
    labels: labelsOn(outcomes, outcomes.truth, unit),
    answers: answersOn(outcomes, unit),
  }),
  published: (scores, names) => ({ kind: "labels", labels: labelsIn(scores, names) }),
};

/** Labels that pixels of a packed mask have. */
function labelsIn(packed: Float64Array, names: readonly string[]): string[] {
  const found = new Set<number>();
  for (let at = 2; at < packed.length; at += 2) if (packed[at]! >= 0) found.add(packed[at]!);
  return [...found].sort((a, b) => a - b).map((k) => names[k] ?? "");
}

/** Whether a class is shown by its name: the background of others is not. */
const isNamed = ({ classes, background }: MaskOutcomes, k: number): boolean =>
  k !== background || classes.length === 1;

/** Overlap of a class in an image; NaN where it is nowhere. */
function diceOf({ truth, predicted, shared }: MaskOutcomes, at: number): number {
  return (2 * shared[at]!) / (truth[at]! + predicted[at]!);
}

/** An image is right where each label of either mask covers more than half of both together. */
const RIGHT_FROM = 0.5;

function namesOfMasks(outcomes: MaskOutcomes): UnitNames {
  const { classes, unitCount, truth, predicted } = outcomes;
  const width = classes.length;
  const [own, said] = [new Uint8Array(truth.length), new Uint8Array(truth.length)];
  const right = new Uint8Array(unitCount).fill(1);
  for (let at = 0; at < truth.length; at++) {
    if (!isNamed(outcomes, at % width)) continue;
    own[at] = truth[at]! > 0 ? 1 : 0;
    said[at] = predicted[at]! > 0 ? 1 : 0;
    if (diceOf(outcomes, at) < RIGHT_FROM) right[Math.floor(at / width)] = 0;
  }
  return {
    labels: namesOfBits(own, width),
    predictions: namesOfBits(said, width),
    right,
    sureness: new Float64Array(unitCount).fill(Number.NaN),
    errors: null,
  };
}

function labelsOn(outcomes: MaskOutcomes, pixels: Float64Array, unit: number): string[] {
  const { classes } = outcomes;
  const from = unit * classes.length;
  return classes.filter((_, k) => isNamed(outcomes, k) && pixels[from + k]! > 0);
}

/** Labels that were answered, each with its overlap. */
function answersOn(outcomes: MaskOutcomes, unit: number): string[] {
  const { classes, predicted } = outcomes;
  const from = unit * classes.length;
  return classes.flatMap((name, k) => {
    if (!isNamed(outcomes, k) || !(predicted[from + k]! > 0)) return [];
    return [`${name} (Dice ${diceOf(outcomes, from + k).toFixed(2)})`];
  });
}

/** So many images are kept with their masks, to be shown. */
const MOST_SHOWN = 12;

/** Keeps the masks of the images with the least overlap. */
function createWorst(width: number) {
  let kept: WorstMask[] = [];
  return {
    add(
      image: number,
      truth: LabelMask,
      answer: LabelMask,
      columns: Pick<Columns, "truth" | "predicted" | "shared">,
      background: number,
    ): void {
      const from = columns.truth.length - width;
      let [dice, label] = [1, -1];
      for (let k = 0; k < width; k++) {
        const below = columns.truth[from + k]! + columns.predicted[from + k]!;
        if ((k === background && width > 1) || below === 0) continue;
        const own = (2 * columns.shared[from + k]!) / below;
        if (own < dice) [dice, label] = [own, k];
      }
      if (label < 0 || (kept.length === MOST_SHOWN && dice >= kept.at(-1)!.dice)) return;
      const packed = [packMask(truth), packMask(answer)] as const;
      const masks = () => {
        const [own, said] = packed.map(unpackMask);
        return own == null || said == null ? null : { truth: own, predicted: said };
      };
      kept = [...kept, { image, dice, label, masks }]
        .sort((a, b) => a.dice - b.dice || a.image - b.image)
        .slice(0, MOST_SHOWN);
    },
    finish: (): readonly WorstMask[] => kept,
  };
}

/** Figures that are given unasked. */
const UNASKED = [
  ...["dice", "dice{average=pooled}", "iou", "iou{average=pooled}", "pixel-accuracy"],
  ...["hd95", "assd", "nsd"],
];

/** Numbers of the outcomes, growing. */
type Columns = {
  readonly [name in
    | "pixels"
    | "truth"
    | "predicted"
    | "shared"
    | "hd95"
    | "assd"
    | "nsd"]: number[];
};

const NO_SPACING: NoPrediction = {
  kind: "none",
  code: "no-spacing",
  what: "nothing says how far its pixels are apart",
};

/** Figures of each label are given unasked of so many labels. */
const MOST_LABELS = 12;

type Truth =
  | { readonly mask: LabelMask; readonly refused: null }
  | { readonly mask: null; readonly refused: NoPrediction };

/** A mask that could be read when files were looked at and cannot be any more. */
async function readTruth(read: () => Promise<LabelMask>): Promise<Truth> {
  try {
    return { mask: await read(), refused: null };
  } catch (error) {
    if (!isHomegroundError(error)) throw error;
    const what = `its mask cannot be read: ${error.what}`;
    return { mask: null, refused: { kind: "none", code: "unreadable", what, error: error.code } };
  }
}

function sizesDiffer(truth: LabelMask, answer: LabelMask): NoPrediction | null {
  if (truth.widthPx === answer.widthPx && truth.heightPx === answer.heightPx) return null;
  const size = ({ widthPx, heightPx }: LabelMask) => `${widthPx} × ${heightPx}`;
  const what = `the predicted mask is ${size(answer)} pixels, that of the ground truth ${size(truth)}`;
  return { kind: "none", code: "mask-size", what };
}

function addCounts(
  confusion: Float64Array,
  width: number,
  columns: Pick<Columns, "pixels" | "truth" | "predicted" | "shared">,
): void {
  const { pixels, truth, predicted, shared } = classPixels(confusion, width);
  columns.pixels.push(pixels);
  columns.truth.push(...truth);
  columns.predicted.push(...predicted);
  columns.shared.push(...shared);
}

/** What the columns of {@link ownColumns} are called. */
const COLUMN = {
  pixels: "pixels",
  truth: (label: string) => `truth_${label}`,
  predicted: (label: string) => `predicted_${label}`,
  shared: (label: string) => `shared_${label}`,
  hd95: (label: string) => `hd95_${label}`,
  assd: (label: string) => `assd_${label}`,
  nsd: (label: string, tolerance: number) => `nsd_${tolerance}_${label}`,
};

function ofTable(cells: OutcomeCells): MaskOutcomes {
  const { facts, unit, unitCount, cluster, clusterCount } = cells;
  const { classes, surfaces } = facts;
  if (surfaces === undefined) throw cells.refuse("it does not say how boundaries were measured");
  const { tolerances, hasSpacing } = surfaces;
  const width = classes.length;
  const background = backgroundOf(classes);
  /** @param depth numbers of a class in a unit */
  const matrix = (depth: number, columnOf: (k: number, d: number) => Float64Array | null) => {
    const values = new Float64Array(unitCount * width * depth).fill(Number.NaN);
    for (let k = 0; k < width; k++) {
      for (let d = 0; d < depth; d++) {
        for (const [i, cell] of columnOf(k, d)?.entries() ?? []) {
          values[(i * width + k) * depth + d] = cell;
        }
      }
    }
    return values;
  };
  const counts = (nameOf: (label: string) => string) =>
    matrix(1, (k) => cells.numbers(nameOf(classes[k]!)));
  const truth = counts(COLUMN.truth);
  const predicted = counts(COLUMN.predicted);
  const isMeasured = (k: number): boolean => k !== background || width === 1;
  const distances = (nameOf: (label: string) => string): Float64Array =>
    matrix(1, (k) => (isMeasured(k) ? cells.numbers(nameOf(classes[k]!), true) : null)).map(
      (value, at) =>
        // A label that is in one mask alone has no cell, and is endlessly far from the other.
        isMeasured(at % width) && truth[at]! > 0 !== predicted[at]! > 0
          ? Number.POSITIVE_INFINITY
          : value,
    );
  return {
    kind: "semantic-segmentation",
    unitCount,
    unit,
    classes,
    background,
    pixels: cells.numbers(COLUMN.pixels),
    truth,
    predicted,
    shared: counts(COLUMN.shared),
    hd95: distances(COLUMN.hd95),
    assd: distances(COLUMN.assd),
    nsd: matrix(tolerances.length, (k, d) =>
      isMeasured(k) ? cells.numbers(COLUMN.nsd(classes[k]!, tolerances[d]!), true) : null,
    ),
    tolerances,
    hasSpacing,
    worst: [],
    cluster,
    clusterCount,
  };
}

function ownColumns(outcomes: MaskOutcomes): ParquetColumn[] {
  const { classes, background, pixels, truth, predicted, shared, hd95, assd, nsd } = outcomes;
  const { tolerances } = outcomes;
  const width = classes.length;
  return [
    numberColumn(COLUMN.pixels, (row) => pixels[row]!),
    ...classes.flatMap((name, k) => {
      const at = (row: number) => row * width + k;
      return [
        numberColumn(COLUMN.truth(name), (row) => truth[at(row)]!),
        numberColumn(COLUMN.predicted(name), (row) => predicted[at(row)]!),
        numberColumn(COLUMN.shared(name), (row) => shared[at(row)]!),
        ...(k === background && width > 1
          ? []
          : [
              numberColumn(COLUMN.hd95(name), (row) => finite(hd95[at(row)]!)),
              numberColumn(COLUMN.assd(name), (row) => finite(assd[at(row)]!)),
              ...tolerances.map((tolerance, d) =>
                numberColumn(
                  COLUMN.nsd(name, tolerance),
                  (row) => nsd[at(row) * tolerances.length + d]!,
                ),
              ),
            ]),
      ];
    }),
  ];
}

/** A cell is missing where there is no distance. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}

function noMasks(where: string): HomegroundError {
  return new HomegroundError("predictions/empty", {
    what: "the task needs a label for each pixel, and the predictions have none",
    where,
    fix: "Give a folder of predicted masks, named as the images are",
  });
}

/** Labels that the masks of images without an answer hold, as a pixel of each. */
function labelsWithout(
  { classes }: MaskOutcomes,
  { images, classOfCode }: Parameters<UnansweredTruth<MaskOutcomes>>[1],
): Float64Array {
  const { file, classStart, classIndex } = images;
  const truth = new Float64Array(file.length * classes.length);
  for (let i = 0; i < file.length; i++) {
    for (let at = classStart[i]!; at < classStart[i + 1]!; at++) {
      const own = classOfCode[classIndex[at]!]!;
      if (own >= 0) truth[i * classes.length + own] = 1;
    }
  }
  return truth;
}
