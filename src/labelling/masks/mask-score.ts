import { backgroundOf, type LabelMask, NO_LABEL } from "../../core/masks/label-mask.js";
import {
  type ClassPixels,
  classPixels,
  countPixels,
} from "../../outcomes/segmentation/pixel-confusion.js";
import type { LabelledImage } from "../label-state.js";
import { labelsOfMask, maskOfStrokes } from "./mask-strokes.js";

/** Name of what is where nothing is painted, where no label is called so. */
const BACKGROUND = "background";

/** The classes of masks that are drawn here: the model's labels, others that were painted, and the background. */
export interface MaskClasses {
  readonly names: readonly string[];
  readonly background: number;
}

/** @param painted labels that were painted, in any order */
export function maskClasses(
  modelLabels: readonly string[],
  painted: readonly string[] = [],
): MaskClasses {
  const names = [...new Set([...modelLabels, ...painted])];
  const own = backgroundOf(names);
  // As outlines of files are read: where nothing is drawn is the background.
  return own < 0
    ? { names: [...names, BACKGROUND], background: names.length }
    : { names, background: own };
}

/** Labels that can be painted: all but the background. */
export function paintableLabels(modelLabels: readonly string[]): readonly string[] {
  const background = backgroundOf(modelLabels);
  return modelLabels.filter((_, k) => k !== background);
}

/** Labels that were painted on images. */
export function paintedLabels(images: Iterable<LabelledImage>): readonly string[] {
  const found = new Set<string>();
  for (const { strokes = [] } of images) {
    for (const { pieces } of strokes) {
      for (const { what } of pieces) if (typeof what === "object") found.add(what.label);
    }
  }
  return [...found].sort();
}

/**
 * The mask that somebody gave an image; null where they gave none.
 *
 * @param size of the picture, of which *nothing is there* says all; null where it is not known
 */
export function maskOfImage(
  { label, strokes = [] }: LabelledImage,
  { names, background }: MaskClasses,
  size: Pick<LabelMask, "widthPx" | "heightPx"> | null,
): LabelMask | null {
  if (label?.kind !== "objects" && label?.kind !== "empty") return null;
  const painted = label.kind === "objects" ? maskOfStrokes(strokes) : null;
  if (painted !== null) return labelsOfMask(painted, names, background);
  if (size === null) return null;
  const { widthPx, heightPx } = size;
  return { widthPx, heightPx, labels: new Int16Array(widthPx * heightPx).fill(background) };
}

/** Pixels of each class in two masks of one size; null where they differ in size. */
export function pixelsOfMasks(
  truth: LabelMask,
  answer: LabelMask,
  classCount: number,
): ClassPixels | null {
  if (truth.widthPx !== answer.widthPx || truth.heightPx !== answer.heightPx) return null;
  const into = new Float64Array(classCount * (classCount + 1));
  return classPixels(countPixels(truth.labels, answer.labels, classCount, into), classCount);
}

/** A model's mask with the numbers of other classes. @param labels that its numbers stand for */
export function renumbered(
  { widthPx, heightPx, labels }: LabelMask,
  names: readonly string[],
  { names: classes }: MaskClasses,
): LabelMask {
  const indexOf = new Map(classes.map((name, k) => [name, k]));
  const to = Int16Array.from(names, (name) => indexOf.get(name) ?? NO_LABEL);
  return {
    widthPx,
    heightPx,
    labels: labels.map((label) => (label < 0 ? NO_LABEL : (to[label] ?? NO_LABEL))),
  };
}

/** How far two masks of an image cover each other, for people. */
export interface MaskScore {
  /** Of each label but the background that is in either; empty where there is none. */
  readonly labels: readonly {
    readonly label: string;
    readonly dice: number;
    readonly iou: number;
  }[];
  /** Means over those; null where there is none: nothing was to be found, and nothing was. */
  readonly dice: number | null;
  readonly iou: number | null;
}

export function maskScore(
  { truth, predicted, shared }: ClassPixels,
  { names, background }: MaskClasses,
): MaskScore {
  const labels = names.flatMap((label, k) => {
    const both = truth[k]! + predicted[k]!;
    if (both === 0 || k === background) return [];
    return [{ label, dice: (2 * shared[k]!) / both, iou: shared[k]! / (both - shared[k]!) }];
  });
  const mean = (of: (one: (typeof labels)[number]) => number): number | null =>
    labels.length === 0 ? null : labels.reduce((sum, one) => sum + of(one), 0) / labels.length;
  return { labels, dice: mean(({ dice }) => dice), iou: mean(({ iou }) => iou) };
}
