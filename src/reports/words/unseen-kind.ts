import { powerOfTen } from "../../core/power-of-ten.js";
import type { ResultEstimate, ResultVerdict } from "../../results/result.js";
import { valueText } from "../estimate-text.js";
import { grouped, plural } from "../numbers.js";
import { shown } from "../text.js";
import { DETAIL, UNSEEN } from "./answer.js";
import { metricWords } from "./metrics.js";

/**
 * How common an unseen kind of site may be before the verdict would not stand, as a sentence; null
 * where that is not what keeps it open (METHODS-2 A7 step 3).
 *
 * @param cluster what clusters are called; null where nothing names them
 */
export function unseenKindText(
  { metric, unseenKind }: Pick<ResultVerdict, "metric" | "unseenKind">,
  estimate: ResultEstimate | null,
  cluster: string | null,
): string | null {
  if (unseenKind === undefined) return null;
  const name = shown(cluster ?? DETAIL.group, 40);
  return UNSEEN.kind({
    cluster: name,
    clusters: plural(name),
    verdict: unseenKind.verdict,
    score: shortValue(metric, unseenKind.score),
    share: sharePercent(unseenKind.share, "down"),
    count: estimate?.clusters == null ? null : grouped(estimate.clusters),
    excluded: sharePercent(unseenKind.excluded, "up"),
  });
}

/** What a *holds* takes for granted because somebody said so; null where nobody did. */
export function worstSiteText(
  { metric, verdict, worstSite }: Pick<ResultVerdict, "metric" | "verdict" | "worstSite">,
  cluster: string | null,
): string | null {
  if (worstSite === undefined || verdict !== "holds") return null;
  return UNSEEN.takenForGranted({
    cluster: shown(cluster ?? DETAIL.group, 40),
    score: shortValue(metric, worstSite),
    isHigher: metricWords(metric).better === "higher",
  });
}

/** `0%`, `72.5%`, `0.4`. */
export function shortValue(metric: string, value: number): string {
  const { scale } = metricWords(metric);
  const text = valueText(scale, value, null);
  return text.replace(/(\.\d*?)0+(?=\D*$)/, "$1").replace(/\.(?=\D*$)/, "");
}

/**
 * A share with two or three digits, `12.2%`, `2.77%`, `0.50%`, rounded to the side on which the sentence stays true.
 */
function sharePercent(share: number, side: "down" | "up"): string {
  const value = 100 * share;
  const decimals = value >= 10 ? 1 : value >= 0.1 ? 2 : 4;
  const unit = powerOfTen(decimals);
  // The sliver keeps a value that is exact in print from being moved by its last binary digit.
  const scaled = value * unit;
  const whole = side === "down" ? Math.floor(scaled + 1e-9) : Math.ceil(scaled - 1e-9);
  return `${grouped(whole / unit, decimals)}%`;
}
