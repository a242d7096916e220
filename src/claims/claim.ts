import { HomegroundError } from "../core/errors.js";
import { powerOfTen } from "../core/power-of-ten.js";
import type { Said, Sentence } from "../core/sentence.js";
import type { Table } from "../core/table.js";
import type { Direction, MetricReference } from "../metrics/estimate-types.js";
import type { EvaluatedOutcomes } from "../outcomes/detection/evaluated-detections.js";

/**
 * What a claim says about its own uncertainty; it decides the claim's limits (METHODS §3 step 1).
 */
export type ClaimEvidence =
  /** `@K/N`: K of N independent images, 0 ≤ k ≤ n, n ≥ 1. */
  | { readonly kind: "counts"; readonly k: number; readonly n: number }
  /** A record with counts per cluster: images and images right, parallel. */
  | { readonly kind: "clusters"; readonly size: Float64Array; readonly hits: Float64Array }
  /** An interval as published, low ≤ value ≤ high; n where it is known. */
  | {
      readonly kind: "interval";
      readonly low: number;
      readonly high: number;
      readonly level: number;
      readonly n: number | null;
    }
  /** A bare number: its own error is unknown. */
  | { readonly kind: "point" }
  /** Not a measurement but a limit that someone sets: it has no error. */
  | { readonly kind: "requirement" };

/**
 * What a claim says class by class, for the decomposition of the gap (METHODS §6). Class names are
 * those of the claim, each once.
 */
export interface ClaimClassCounts {
  readonly labels: readonly string[];
  /** Test images of each class. */
  readonly size: Float64Array;
  /** Those of them that the model got right. */
  readonly hits: Float64Array;
  /** Row-major counts, rows = ground truth, columns = prediction; null if only hits are known. */
  readonly confusion: Float64Array | null;
  /** One such table a cluster, which sum to `confusion`; null where clusters are not known. */
  readonly clusters: readonly Float64Array[] | null;
  /** False where the source counts images in clusters that it does not list. */
  readonly independent: boolean;
}

/** The units behind a claim, a row each: what a record tells beside its figures. */
export interface ClaimOutcomes {
  /** Names that `truth` and `predicted` index. */
  readonly labels: readonly string[];
  readonly truth: Int32Array;
  readonly predicted: Int32Array;
  /** Cluster of each unit; null where units are independent. */
  readonly cluster: Int32Array | null;
  readonly clusterCount: number;
  /** A row a unit; null where they are not told unit by unit. */
  readonly attributes: Table | null;
  /** Where an attribute comes from, by name. */
  readonly originOf: ReadonlyMap<string, string>;
}

/** The units behind a claim whose images have no one class: objects, pixels or numbers of several. */
export interface ClaimFigure extends Pick<ClaimOutcomes, "attributes" | "originOf"> {
  readonly outcomes: EvaluatedOutcomes;
}

/** How a claim was brought to what is evaluated here, in words. */
export interface ClaimNote extends Said {
  readonly code:
    | "claim/restricted"
    | "claim/as-published"
    | "claim/unverifiable"
    | "claim/read-as"
    | "claim/not-used";
}

/** A published figure about a model on a test set, or a limit that someone sets (`requirement`). */
export interface Claim {
  readonly reference: MetricReference;
  /** The reference in print: `recall{class=deer}`. */
  readonly metric: string;
  /** In the metric's own unit; K/N where counts are given. */
  readonly value: number;
  /** δ ≥ 0, in the metric's own unit; 0 for a requirement. */
  readonly tolerance: number;
  readonly evidence: ClaimEvidence;
  /**
   * Images of the test set behind the figure, ≥ 1, where the evidence does not hold their number:
   * `@N`, the n of a card. A mean AP that is measured on few reads too high (METHODS-2 A2 step 7).
   */
  readonly images?: number;
  readonly classCounts: ClaimClassCounts | null;
  /** Left out where the source has none. */
  readonly outcomes?: ClaimOutcomes;
  /** The same of images without one class. */
  readonly figure?: ClaimFigure;
  readonly notes?: readonly ClaimNote[];
  /** Where it comes from, in words: the option's text, a file, a card. */
  readonly source: string;
  /** Whether its text was written otherwise than it is stored: by another name, as a percentage. */
  readonly isInterpreted?: true;
  /** A model card's own word, which nothing stands behind; left out for others. */
  readonly origin?: "model-card";
}

/** What must be known of a metric before a claim about it can be read. */
export interface ClaimMetrics {
  /** @throws HomegroundError if the text is no reference, with the nearest names */
  parse(text: string, where: Sentence): MetricReference;
  format(reference: MetricReference): string;
  describe(reference: MetricReference): ClaimMetric;
}

export interface ClaimMetric {
  readonly direction: Direction;
  /** ±Infinity where unbounded. */
  readonly range: readonly [low: number, high: number];
  /** Whether the metric is a share K of N of units, so that `@K/N` can be its evidence. */
  readonly isShare: boolean;
  /** Whether it is a share of all images, so that N is their number and K follows from value and N. */
  readonly isShareOfAll: boolean;
  /** Whether it is published as a percentage too: 94.4 for 0.944. */
  readonly isPercent: boolean;
  /** What guessing reaches; null where that is not known. */
  readonly chance: number | null;
}

/** Tolerance where none is given, for metrics in [0, 1] (CONTRACT, "Metric references"). */
export const DEFAULT_TOLERANCE = 0.05;

/**
 * The tolerance of a claim: its own, else the run's, else {@link DEFAULT_TOLERANCE} for metrics in
 * [0, 1].
 *
 * @throws HomegroundError `claim/no-tolerance` for other metrics, `claim/bad` if negative, `claim/unit` for
 *   1 or more of a metric in [0, 1]
 */
export function claimTolerance(
  own: number | null,
  fallback: number | null,
  metric: { readonly name: string; readonly range: readonly [number, number] },
  where: Sentence,
): number {
  const given = own ?? fallback;
  if (given !== null) {
    if (!(given >= 0 && given < Number.POSITIVE_INFINITY)) {
      throw badClaim(
        `the tolerance is ${given}`,
        where,
        "Give a number of 0 or more, such as 0.05",
      );
    }
    if (given < 1 || metric.range[0] !== 0 || metric.range[1] !== 1) return given;
    const share = given > 1 && given <= 100 ? percentAsShare(String(given)) : "0.05";
    throw unclearUnit(`a share cannot be worse by ${given}`, where, {
      command: `Give a share such as --tolerance ${share}, or --tolerance '${given > 1 ? given : 5} points'`,
      app: "Allow fewer points below the published figure, under Your question",
    });
  }
  if (metric.range[0] === 0 && metric.range[1] === 1) return DEFAULT_TOLERANCE;
  throw new HomegroundError("claim/no-tolerance", {
    what: `${metric.name} is not a share from 0 to 1, so no tolerance goes without saying`,
    where,
    fix: `Add how much worse it may be here, in its own unit: ${metric.name}=VALUE~TOLERANCE`,
  });
}

/** {@link Claim.images} of a source's number, which may be 0. */
export function imagesOf(n: number): Pick<Claim, "images"> {
  return n >= 1 ? { images: n } : {};
}

/** @returns an error `claim/unit` to throw */
export function unclearUnit(what: string, where: Sentence, fix: Sentence): HomegroundError {
  return new HomegroundError("claim/unit", { what, where, fix });
}

/** @returns an error `claim/bad` to throw */
export function badClaim(what: Sentence, where: Sentence, fix: Sentence): HomegroundError {
  return new HomegroundError("claim/bad", { what, where, fix });
}

/**
 * @throws HomegroundError `claim/bad` unless the value is one that the metric can take
 */
export function checkClaimValue(
  value: number,
  name: string,
  [low, high]: readonly [number, number],
  where: Sentence,
): void {
  if (value >= low && value <= high && Number.isFinite(value)) return;
  const percent = low === 0 && high === 1 && value > 1 && value <= 100;
  throw badClaim(
    `${name} cannot be ${value}: it lies between ${low} and ${high}`,
    where,
    percent
      ? `Write a share: ${percentAsShare(String(value))} for ${value} %`
      : "Check the value and the metric's name",
  );
}

/**
 * @throws HomegroundError `claim/counts-disagree` unless k/n rounds to `value` at `digits` decimals
 *   (halves either way)
 */
export function checkCounts(
  counts: { readonly k: number; readonly n: number },
  value: { readonly text: string; readonly number: number; readonly digits: number },
  where: Sentence,
): void {
  const { k, n } = counts;
  const half = 0.5 * powerOfTen(-value.digits);
  // A half that binary fractions cannot hold must not decide, hence the sliver.
  if (Math.abs(k / n - value.number) <= half * (1 + 1e-9) + 1e-15) return;
  throw new HomegroundError("claim/counts-disagree", {
    what: `${k}/${n} is ${(k / n).toFixed(value.digits + 2)}, which does not round to ${value.text}`,
    where,
    fix: `Check the counts, or write ${(k / n).toFixed(Math.max(value.digits, 3))}@${k}/${n}`,
  });
}

/** "94.4" → "0.944": moves the point of a plain decimal two places without losing a digit. */
export function percentAsShare(text: string): string {
  const [whole = "", decimals = ""] = text.replace(/^[+-]/, "").split(".");
  const digits = whole.padStart(3, "0");
  const share = `${digits.slice(0, -2)}.${digits.slice(-2)}${decimals}`;
  const sign = text.startsWith("-") ? "-" : "";
  return sign + share.replace(/^0+(?=\d)/, "").replace(/\.?0+$/, "");
}
