import type {
  Code,
  Count,
  Level,
  MetricText,
  PositiveCount,
  Share,
} from "../../core/json-values.js";

/**
 * Accuracy on all images that a list was drawn from, by its labels and by how sure the model is of the
 * others (PPI++). No verdict rests on it.
 */
export interface ResultPredictionPowered {
  readonly metric: MetricText;
  readonly level: Level;
  readonly value: Share;
  readonly low: Share;
  readonly high: Share;
  /** Labelled images that count. */
  readonly n: PositiveCount;
  /** Images that the list was drawn from. */
  readonly pool: PositiveCount;
  /** Images of those without a label, of which a prediction says how sure it is. */
  readonly others: PositiveCount;
  /** Images of those without a prediction: the figure is of the rest. */
  readonly without: Count;
  /** How much confidence counts: 0 not at all, 1 in full. */
  readonly weight: Share;
  /** So many labels alone would be as sure; null where all labels say the same. */
  readonly worth: number | null;
  /** Accuracy by the same labels alone, each image by itself. */
  readonly alone: { readonly value: Share; readonly low: Share; readonly high: Share };
  /** Images that were passed over in labelling. */
  readonly skipped: Count;
  readonly warnings: readonly Code[];
}

declare module "../../results/result.js" {
  interface ResultAnalyses {
    readonly "prediction-powered"?: ResultPredictionPowered;
  }
}
