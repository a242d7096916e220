import { intervalText, valueText } from "./estimate-text.js";
import { grouped } from "./numbers.js";
import { metricAxis, type RulerRow, type RulerView } from "./ruler-view.js";
import { RUN } from "./words/app/run.js";
import { metricWords } from "./words/metrics.js";
import { RULER } from "./words/rulers.js";

/** A look at a run under way. */
export interface LiveRow {
  readonly n: number;
  /** Null where images have a value each. */
  readonly hits: number | null;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface LiveClaim {
  readonly kind: "claim" | "requirement";
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly tolerance: number;
}

/**
 * Claim and looks one below the other, on the axis of the results: the range narrows downwards.
 *
 * @param looks oldest first; the last one is now
 */
export function liveRuler(
  metric: string,
  claim: LiveClaim | null,
  looks: readonly LiveRow[],
): RulerView {
  const words = metricWords(metric);
  const { scale } = words;
  const higher = words.better === "higher";
  const limit = claim === null ? null : claim.value - (higher ? 1 : -1) * claim.tolerance;
  const axis = metricAxis(words, [
    ...looks.flatMap(({ low, high }) => [low, high]),
    ...(claim === null ? [] : [claim.value, claim.low, claim.high, limit]),
  ]);
  const at = (value: number | null): number | null => (value === null ? null : axis.place(value));
  const rows: RulerRow[] = looks.map(({ n, hits, value, low, high }, i) => {
    const isNow = i === looks.length - 1;
    return {
      kind: isNow ? "local" : "plain",
      label: isNow ? RUN.now({ n: grouped(n) }) : RUN.after({ n: grouped(n) }),
      sub: hits === null ? grouped(n) : `${grouped(hits)} of ${grouped(n)}`,
      at: at(value),
      low: at(low),
      high: at(high),
      barFrom: null,
      value,
      valueText: valueText(scale, value, n),
      intervalText: intervalText(scale, low, high, n),
      strong: isNow,
    };
  });
  const isNeed = claim?.kind === "requirement";
  if (claim !== null) {
    rows.unshift({
      kind: "claim",
      label: isNeed ? RULER.needed : RULER.published,
      sub: isNeed ? RULER.asked : "",
      at: at(claim.value),
      low: at(claim.low),
      high: at(claim.high),
      barFrom: null,
      value: claim.value,
      valueText: valueText(scale, claim.value, null),
      strong: false,
      intervalText: intervalText(scale, claim.low, claim.high, null),
    });
  }
  return {
    name: RUN.rulerName({ measure: words.label }),
    axisText: words.label,
    ticks: axis.ticks,
    band:
      limit === null
        ? null
        : {
            from: higher ? axis.place(limit) : 0,
            to: higher ? 1 : axis.place(limit),
            text: isNeed
              ? RULER.fineNeed({ limit: valueText(scale, limit, null), higher })
              : RULER.fineLimit({ limit: valueText(scale, limit, null), higher }),
          },
    reference: null,
    rows,
  };
}
