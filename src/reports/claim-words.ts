import type { Claim } from "../claims/claim.js";
import { percentOf } from "../claims/claim-number.js";
import { counted, grouped } from "./numbers.js";
import { CLAIM_WORDS } from "./words/claims.js";
import { type MetricWords, metricWords } from "./words/metrics.js";

type Told = Pick<Claim, "metric" | "value" | "evidence" | "images">;

/** A claim as it was understood: `accuracy 94.4 %: 84 of 89 right`. The claim reader reads it as the same. */
export function claimInWords(claim: Told): string {
  const figure = claimFigure(claim);
  if (claim.evidence.kind !== "requirement") return `${claim.metric} ${figure}`;
  const isHigher = metricWords(claim.metric).better === "higher";
  return `${claim.metric} ${isHigher ? "≥" : "≤"} ${figure}`;
}

/** The same without the metric: `94.4 %: 84 of 89 right`, `0.42 on 5,000 images`. */
export function claimFigure({ metric, value, evidence, images }: Told): string {
  const words = metricWords(metric);
  if (evidence.kind === "counts") {
    const { k, n } = evidence;
    return CLAIM_WORDS.counts({
      value: shareText(words, (k / n).toFixed(3)),
      right: grouped(k),
      images: grouped(n),
      did: words.hit?.short ?? CLAIM_WORDS.right,
    });
  }
  const text = shareText(words, String(value));
  return images === undefined
    ? text
    : CLAIM_WORDS.onImages({ value: text, images: counted(images, "image") });
}

/** In percent where the measure is shown so; a hundredth or less stays a share, which is no slip. */
function shareText({ scale }: MetricWords, share: string): string {
  const isPercent = scale === "percent" || scale === "points";
  if (!isPercent || !/^\d+(\.\d+)?$/.test(share) || Number(share) <= 0.01) return share;
  return `${percentOf(share)} %`;
}
