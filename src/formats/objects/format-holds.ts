import type { Column } from "../../core/table.js";
import type { BoxUnit } from "./object-types.js";

/** What a format of objects can hold, and what becomes of what it cannot. */
export interface FormatHolds {
  /** Its name in messages: "YOLO's text files". */
  readonly name: string;
  /** `predictions`: every object needs a score. `truth`: there is no place for one. */
  readonly scores: "needed" | "kept" | "lost";
  /** `any` where boxes are not written. */
  readonly unit: BoxUnit | "any";
  /** Whether every image with an object needs a size, beside what the unit asks for. */
  readonly needsSize: boolean;
  /** Outlines: `one-polygon` for each object, `polygons` with several parts, `all` with runs. */
  readonly outlines: "none" | "one-polygon" | "polygons" | "all";
  /** Whether an object is its pixels: one without an outline is left out. */
  readonly pixelsAlone?: true;
  /** What it holds of the points of objects; left out where objects can have none. */
  readonly points?: PointsHeld;
  /** Whether an object is its points: one without any is left out, and its box is the least around them. */
  readonly pointsAlone?: true;
  /** Whether an object can have a box that is not the least around its outline. */
  readonly boxBesideOutline: boolean;
  readonly crowd: "kept" | "as-ignored" | "left-out";
  readonly ignored: "kept" | "as-crowd" | "left-out";
  /** Whether an object's area may differ from that of its box or outline. */
  readonly area: boolean;
  /** Whether an image can have a label without an object. */
  readonly imageLabels: boolean;
  /** Whether an image without an object is one that was found empty. */
  readonly empty: boolean;
  /** Whether an image that nobody labelled, or on which the model failed, can be told from that. */
  readonly unlabelled: boolean;
  /** Whether an image can have attributes. */
  readonly attributes: boolean;
  /** Whether an object can have an attribute of that name, with those values. */
  readonly objectAttributes: (name: string, values: Column) => boolean;
  /** Whether a label can have the name of the group that it belongs to. */
  readonly supercategories: boolean;
  /** Whether boxes must lie inside their image. */
  readonly inside: boolean;
  /** Whether scores must be within 0 to 1. */
  readonly fractionScores: boolean;
  /** Why a label cannot be written; null where it can. */
  readonly whyNotLabel?: (label: string) => string | null;
  /** Why each image cannot be named, of those of these paths; null where it can. */
  readonly whyNotImages?: (file: readonly string[]) => readonly (string | null)[];
}

/** What a format holds of the points of objects. */
export interface PointsHeld {
  /** Whether a point that is hidden is told from one that is seen. */
  readonly hidden: boolean;
  /** Whether there are lines between points. */
  readonly skeleton: boolean;
  /** Whether a point that no object has is named all the same. */
  readonly unnamed: boolean;
  /** `needed` where a predicted point cannot be without a word on how sure the model is. */
  readonly sure?: "needed";
  /** Why a point cannot be called so; null where it can. */
  readonly whyNot?: (name: string) => string | null;
}

/** A format that holds boxes with labels and nothing else: what others hold is said beside it. */
export const NOTHING_HELD: Omit<FormatHolds, "name" | "unit"> = {
  scores: "lost",
  needsSize: false,
  outlines: "none",
  crowd: "left-out",
  ignored: "left-out",
  area: false,
  imageLabels: false,
  empty: false,
  unlabelled: false,
  attributes: false,
  objectAttributes: () => false,
  supercategories: false,
  inside: false,
  fractionScores: false,
  boxBesideOutline: false,
};
