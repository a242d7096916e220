import { agreementPlot } from "../../reports/agreement-plot.js";
import { differenceText, signedDifference } from "../../reports/estimate-text.js";
import { counted, grouped, percent, plural } from "../../reports/numbers.js";
import type { CurveView } from "../../reports/plot-view.js";
import { shown } from "../../reports/text.js";
import { NONE } from "../../reports/words/columns.js";
import type { CountPair, ResultAgreement, ResultAgreementLimit } from "./result.js";
import { AGREEMENT as WORDS } from "./words.js";

const SCALE = "number";
/** Pairs that a page has room for; `agreement.csv` has all. */
const MOST_ROWS = 500;
/** Correlation of misses with sizes from which limits for all sizes mislead. */
const WIDENING = 0.3;

export interface AgreementView {
  readonly finding: string;
  readonly said: readonly string[];
  readonly plot: CurveView;
}

export function agreementView(found: ResultAgreement, pairs: readonly CountPair[]): AgreementView {
  const { lower, upper, mean, unit, within, widening, pearson, r2 } = found;
  const units = plural(shown(unit, 40));
  const finding =
    lower.value === null || upper.value === null || within === null
      ? WORDS.noLimits({ mean: bare(mean) })
      : WORDS.finding({
          lower: bare(lower),
          upper: bare(upper),
          mean: ranged(mean),
          within: percent(within, 0),
          unit: units,
        });
  const number = (value: number | null) => (value === null ? NONE : grouped(value, 2));
  return {
    finding,
    said: [
      ...(lower.value === null
        ? []
        : [WORDS.limits({ lower: ranged(lower), upper: ranged(upper) })]),
      ...(widening !== null && widening > WIDENING ? [WORDS.widening] : []),
      WORDS.correlation({ pearson: number(pearson), r2: number(r2) }),
    ],
    plot: plotOf(found, pairs, finding),
  };
}

function bare({ value }: ResultAgreementLimit): string {
  return value === null ? NONE : signedDifference(SCALE, value);
}

function ranged(limit: ResultAgreementLimit): string {
  const { low, high } = limit;
  if (low === null || high === null) return bare(limit);
  return `${bare(limit)} [${differenceText(SCALE, low)}, ${differenceText(SCALE, high)}]`;
}

function plotOf(
  { mean, lower, upper, unit }: ResultAgreement,
  pairs: readonly CountPair[],
  reading: string,
): CurveView {
  const kept = pairs.slice(0, MOST_ROWS);
  return agreementPlot({
    id: "agreement",
    title: WORDS.plot,
    reading,
    caption: WORDS.caption,
    axes: { x: WORDS.x, y: WORDS.y },
    points: WORDS.points,
    pairs: kept,
    levels: [
      { name: WORDS.mean, at: mean.value },
      { name: WORDS.lower, at: lower.value },
      { name: WORDS.upper, at: upper.value },
    ],
    table: {
      columns: Object.values(WORDS.columns).map((name) => ({ name, numeric: true })),
      rows: kept.map(({ truth, predicted, units }) => ({
        said: null,
        cells: [
          { text: plain(truth), value: truth },
          { text: plain(predicted), value: predicted },
          { text: signedDifference(SCALE, predicted - truth), value: predicted - truth },
          { text: counted(units, shown(unit, 40)), value: units },
        ],
      })),
      more: pairs.length - kept.length,
    },
  });
}

/** A count without the digits that a sum leaves behind. */
function plain(count: number): string {
  return grouped(count, Number.isInteger(count) ? 0 : 2);
}
