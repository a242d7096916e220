import { differenceText, differenceWithUnit } from "../../reports/estimate-text.js";
import { counted, grouped, listed } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import { type MetricWords, metricWords } from "../../reports/words/metrics.js";
import type { FreshComparison, FreshLine } from "./fresh-comparison.js";
import { FRESH } from "./words.js";

const MOST_NAMED = 10;

export const nameOf = (text: string): string => shown(text, 60);

/** `1.62 [1.55, 1.68]` */
export function slopeText({ slope, low, high }: FreshLine): string {
  return `${grouped(slope, 2)} [${grouped(low, 2)}, ${grouped(high, 2)}]`;
}

/** `[3.9, 5.7]`, or what stands in its place. */
export function limitsText(
  { scale }: MetricWords,
  { low, high }: { readonly low: number | null; readonly high: number | null },
  none: string,
): string {
  if (low === null || high === null) return none;
  return `[${differenceText(scale, low)}, ${differenceText(scale, high)}]`;
}

/** What the comparison says, a sentence each; in a terminal and at the head of the page. */
export function freshSentences(found: FreshComparison): string[] {
  const { metric, drop, line, probit, reading, ranks, reversals, leftOut } = found;
  const words = metricWords(metric);
  const { value, low, high } = drop;
  const isTurned =
    probit !== null &&
    ((reading === "better-lose-less" && probit.high < 1) ||
      (reading === "better-lose-more" && probit.low > 1));
  const isLost = low !== null && low > 0;
  const isGained = high !== null && high < 0;
  const say = isLost ? FRESH.drop.lost : isGained ? FRESH.drop.gained : FRESH.drop.open;
  const size = isGained ? -value : value;
  const range = limitsText(
    words,
    isGained ? { low: -high, high: -low! } : drop,
    `(${FRESH.noRange})`,
  );
  return [
    say({ mean: differenceWithUnit(words.scale, differenceText(words.scale, size)), range }),
    line === null || reading === null
      ? FRESH.noLine
      : FRESH.readings[reading]({ slope: slopeText(line) }),
    ...(isTurned ? [FRESH.turned({ slope: slopeText(probit) })] : []),
    ...(ranks.pairs === 0
      ? []
      : [
          FRESH.ranks({
            pairs: counted(ranks.pairs, "pair"),
            changed: are(ranks.changed),
            reversed: are(reversals.length),
          }),
        ]),
    ...(leftOut.length === 0 ? [] : [leftOutText(leftOut)]),
  ];
}

function leftOutText(models: readonly string[]): string {
  const more = models.length - MOST_NAMED;
  const named = models.slice(0, MOST_NAMED).map(nameOf);
  return FRESH.leftOut({
    models: listed(more > 0 ? [...named, counted(more, "other")] : named),
  });
}

function are(n: number): string {
  return n === 0 ? FRESH.isNone : FRESH.are({ n: grouped(n), isOne: n === 1 });
}
