import type { Count, Level, NonEmptyText, PositiveCount, Share } from "../../core/json-values.js";

/** What a model answers without the objects, and of these alone, against the pictures as they are. */
export interface ResultBackground {
  /** Whose boxes say where objects are. */
  readonly boxes: NonEmptyText;
  readonly unit: NonEmptyText;
  readonly level: Level;
  /** Units with an object, a background and an answer in all three ways; all figures are of them. */
  readonly n: PositiveCount;
  readonly clusters: PositiveCount | null;
  /** Images that nothing was masked of, and those that lack an answer. */
  readonly leftOut: {
    readonly withoutObject: Count;
    readonly withoutBackground: Count;
    readonly withoutAnswer: Count;
  };
  /** As they are; without the objects; the objects alone. */
  readonly pictures: readonly ResultMaskedFigure[];
  /** Of the units that are right as they are, those that are right without the object too. */
  readonly still: { readonly right: Count; readonly of: Count };
  /** Units whose answer is the same without the object, right or wrong. */
  readonly same: Count;
  /** Classes that are true of some of them. */
  readonly classes: PositiveCount;
  /** Mean recall of answers that know nothing of the picture: one in so many classes. */
  readonly blind: Share;
  /** Whether answers without the object are better than that; null where it cannot be told. */
  readonly answersWithout: boolean | null;
}

export interface ResultMaskedFigure {
  readonly picture: "whole" | "background" | "objects";
  readonly right: Count;
  readonly shareRight: ResultMaskedShare;
  /** Mean of the shares that are right of each class. */
  readonly meanRecall: ResultMaskedShare;
  /** `shareRight` less that of the pictures as they are, of the same units; null of these. */
  readonly change: {
    readonly value: number | null;
    readonly low: number | null;
    readonly high: number | null;
  } | null;
}

export interface ResultMaskedShare {
  readonly value: Share | null;
  readonly low: Share | null;
  readonly high: Share | null;
}

declare module "../../results/result.js" {
  interface ResultAnalyses {
    readonly background?: ResultBackground;
  }
}
