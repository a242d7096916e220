import { type Surface, wordsFor } from "../../core/sentence.js";
import type { OperatingCurve } from "../../metrics/detection/operating-curve.js";
import type { CurveView } from "../../reports/plot-view.js";
import { shown } from "../../reports/text.js";
import { OPERATING_ROW as WORDS } from "../../reports/words/detections.js";
import { RANKED, THRESHOLD } from "../../reports/words/page.js";
import { operatingPlot, recallPlot } from "./operating-plots.js";
import { type OperatingRow, operatingRow, operatingSentences } from "./operating-rows.js";

/** The threshold picker, and the table behind it. */
export interface OperatingView {
  readonly title: string;
  /** The row in use; null where no threshold is set. */
  readonly now: OperatingRow | null;
  /** What the row in use means, in sentences. */
  readonly sentences: readonly string[];
  /** Every point of the curve, thresholds falling. */
  readonly points: readonly OperatingRow[];
  /** Found and trust against the threshold, a row a threshold. */
  readonly curve: CurveView;
  /** Trust against found; null where either is nowhere known. */
  readonly recall: CurveView | null;
  /** Said where no threshold is set; null else. */
  readonly unset: string | null;
  /** Said where the threshold was chosen on the same images; null else. */
  readonly caution: string | null;
}

export interface OperatingViewOptions {
  /** The threshold in use; null where none is set. */
  readonly threshold: number | null;
  /** A curve of one point at that threshold, where it is no point of the curve. */
  readonly now?: OperatingCurve;
  /** `image`, `sequence`. */
  readonly unit: string;
  /** Name of the class; null for all together. */
  readonly className: string | null;
  /** How the threshold was chosen on the images of the curve, in words; null where it was given. */
  readonly choice: string | null;
  readonly surface?: Surface | undefined;
}

/** @param curve thresholds falling */
export function operatingView(curve: OperatingCurve, options: OperatingViewOptions): OperatingView {
  const { threshold, unit, className, choice } = options;
  const points = Array.from(curve.threshold, (_, i) => operatingRow(curve, i));
  const own = options.now === undefined ? null : operatingRow(options.now, 0);
  const now = points.find((row) => row.threshold === threshold) ?? own;
  const name = className === null ? WORDS.allKinds : shown(className, 60);
  return {
    title: RANKED.threshold({ label: name }),
    now,
    sentences: now === null ? [] : operatingSentences(now, unit),
    points,
    curve: operatingPlot(points, now, unit),
    recall: recallPlot(points, now),
    unset: now === null ? wordsFor(options.surface ?? "command", THRESHOLD.none) : null,
    caution: choice === null ? null : WORDS.caution({ unit, choice: shown(choice, 300) }),
  };
}
