import { hScore, isSaturated } from "./h-score.js";
import type { LabelledFeatures, PreparedMeasure } from "./labelled-features.js";
import { leep } from "./leep.js";
import { logEvidence } from "./log-evidence.js";
import { nearestNeighbour } from "./nearest-neighbour.js";
import { parc } from "./parc.js";

/** The key of a measure in `shortlist.json`. */
export type MeasureId = "parc" | "leep" | "logme" | "hscore" | "knn";

/** A measure of how well features fit classes. */
export interface ShortlistMeasure {
  readonly id: MeasureId;
  prepare(data: LabelledFeatures): PreparedMeasure;
  /** Whether so many features of so many images have the largest value there is, whatever they are; absent: never. */
  readonly saysNothing?: (images: number, features: number) => boolean;
}

/** The first one ranks. */
export const SHORTLIST_MEASURES: readonly ShortlistMeasure[] = [
  { id: "parc", prepare: parc },
  { id: "leep", prepare: leep },
  { id: "logme", prepare: logEvidence },
  { id: "hscore", prepare: hScore, saysNothing: isSaturated },
  { id: "knn", prepare: (data) => nearestNeighbour(data) },
];
