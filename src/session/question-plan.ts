import type { ClaimMetrics } from "../claims/claim.js";
import { claimLimits, hasOwnError } from "../claims/claim-limits.js";
import { parseClaim } from "../claims/claim-text.js";
import { plannedLabels } from "../claims/verdict-plan.js";
import { claimMetrics } from "../evaluation/typed-metrics.js";
import { describeReference } from "../metrics/lookup.js";
import { parseReference } from "../metrics/reference.js";
import { formatReference } from "../metrics/reference-text.js";
import { intervalText, valueText } from "../reports/estimate-text.js";
import { counted } from "../reports/numbers.js";
import { metricAxis, type RulerView } from "../reports/ruler-view.js";
import { metricWords } from "../reports/words/metrics.js";
import { RULER } from "../reports/words/rulers.js";

/** What somebody is about to ask: a published figure, and how far below would still be fine. */
export interface PlannedQuestion {
  /** `REF=VALUE[@K/N]`. */
  readonly claim: string;
  readonly tolerance: number;
  readonly level: number;
  /** The interval that a record states for it; null where the claim has its own or none. */
  readonly stated: { readonly low: number; readonly high: number; readonly n: number } | null;
}

/** How many labels each answer is likely to take; null where no number is enough. */
export interface QuestionPlan {
  /** The figure at which the claim stops holding. */
  readonly limit: number;
  readonly limitText: string;
  readonly claimText: string;
  /** Of the published figure's own interval; null where it has none. */
  readonly rangeText: string | null;
  readonly fall: number;
  /** Whether it is a share of the images: only then labels can be counted before a first look. */
  readonly isShare: boolean;
  /** To see that it fails, if the true figure is {@link FALL} below the published one. */
  readonly toFail: number | null;
  /** To show that it stays beyond the limit, if it is as good as published. */
  readonly toHold: number | null;
  /** The same against the measurement with its own interval; absent for a figure without one. */
  readonly toEqual?: number | null;
  /** Tolerance above which {@link toEqual} has a number. */
  readonly leastTolerance: number;
  readonly ruler: RulerView;
}

/** A fall that anybody would call large. */
const FALL = 0.3;

/**
 * What a limit means, drawn, and how many labels it asks for, before any result is there.
 *
 * @returns null for metrics that do not run from 0 to 1; the labels of one that is no share of all images
 *   mean nothing: its plan needs a first look at the data
 * @throws HomegroundError as `parseClaim`
 */
export function planQuestion({
  claim: text,
  tolerance,
  level,
  stated,
}: PlannedQuestion): QuestionPlan | null {
  const metrics: ClaimMetrics = claimMetrics(null);
  const claim = parseClaim(text, { metrics, tolerance });
  const reference = parseReference(claim.metric, { where: "question" });
  const { range, direction, isShareOfAll } = describeReference(reference);
  if (range?.[0] !== 0 || range[1] !== 1) return null;
  const own = hasOwnError(claim) ? claimLimits(claim, level) : null;
  const limits = own ?? { ...stated, low: stated?.low ?? null, high: stated?.high ?? null };
  const isHigher = direction === "higher-is-better";
  const sign = isHigher ? 1 : -1;
  const limit = Math.min(1, Math.max(0, claim.value - sign * tolerance));
  const far = Math.min(1, Math.max(0, claim.value - sign * FALL));
  const better = isHigher ? limits.high : limits.low;
  const ownWidth = better === null ? 0 : Math.abs(better - claim.value);
  const words = metricWords(formatReference(reference));
  const axis = metricAxis(words, [claim.value, limit]);
  const place = (value: number | null): number | null =>
    value === null ? null : axis.place(value);
  const n = own?.n ?? stated?.n ?? null;
  const claimText = valueText(words.scale, claim.value, null);
  const rangeText = intervalText(words.scale, limits.low, limits.high, null);
  return {
    limit,
    limitText: valueText(words.scale, limit, null),
    claimText,
    rangeText,
    fall: FALL,
    isShare: isShareOfAll,
    toFail: far === limit ? null : plannedLabels(far, limit, 0, level),
    toHold: plannedLabels(claim.value, limit, 0, level),
    ...(better === null ? {} : { toEqual: plannedLabels(claim.value, limit, ownWidth, level) }),
    leastTolerance: ownWidth,
    ruler: {
      name: RULER.publishedName({ measure: words.phrase }),
      axisText: "",
      ticks: axis.ticks,
      band: {
        from: isHigher ? axis.place(limit) : 0,
        to: isHigher ? 1 : axis.place(limit),
        text: RULER.fineLimit({
          limit: valueText(words.scale, limit, null),
          higher: isHigher,
        }),
      },
      reference: null,
      rows: [
        {
          kind: "claim",
          label: RULER.published,
          sub: n === null ? "" : counted(n, "image"),
          at: axis.place(claim.value),
          low: place(limits.low),
          high: place(limits.high),
          barFrom: null,
          value: claim.value,
          valueText: claimText,
          intervalText: rangeText,
          strong: false,
        },
      ],
    },
  };
}
