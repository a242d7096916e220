import { bareValue, intervalText, valueText } from "../../reports/estimate-text.js";
import { counted, grouped, percent } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import { metricWords } from "../../reports/words/metrics.js";
import type { RecordClaim, TransparencyRecord } from "../record/record-types.js";
import { FIGURE } from "../words/record-page.js";

/** The figure of a record, large, and the table of all of them. */
export interface PageFigures {
  /** Null for a record that states none. */
  readonly first: {
    readonly value: string;
    /** `accuracy, 84 of 89 right`. */
    readonly label: string;
    readonly range: string;
    readonly sentence: string;
  } | null;
  readonly rows: readonly {
    readonly name: string;
    readonly value: string;
    readonly interval: string;
    readonly rests: string;
    readonly again: string;
  }[];
  readonly more: number;
}

const MOST_ROWS = 400;

export function pageFigures({ claims, task }: TransparencyRecord): PageFigures {
  const [first] = claims;
  return {
    first: first === undefined ? null : largeFigure(first, task),
    rows: claims.slice(0, MOST_ROWS).map((claim) => {
      const { scale, label } = metricWords(claim.metric);
      const { value, low, high, n, unit, clusters, recomputable } = claim;
      const groups = clusters === null ? "" : `, ${counted(clusters, "cluster")}`;
      return {
        name: shown(label, 120),
        value: value === null ? FIGURE.noValue : valueText(scale, value, n),
        interval: intervalText(scale, low, high, n) ?? FIGURE.noRange,
        rests: counted(n, shown(unit, 40)) + groups,
        again: recomputable ? FIGURE.yes : FIGURE.no,
      };
    }),
    more: Math.max(0, claims.length - MOST_ROWS),
  };
}

function largeFigure(claim: RecordClaim, task: string): NonNullable<PageFigures["first"]> {
  const { scale, phrase, sentence, hit } = metricWords(claim.metric, task);
  const { value, low, high, n, level, clusters } = claim;
  const hits = hitsOf(claim);
  const name = shown(phrase, 120);
  return {
    value: value === null ? FIGURE.noValue : valueText(scale, value, n),
    label:
      hits === null || hit === null
        ? FIGURE.units({ phrase: name, units: counted(n, shown(claim.unit, 40)) })
        : FIGURE.hits({ phrase: name, hits: grouped(hits), of: grouped(n), did: hit.short }),
    range:
      low === null || high === null
        ? FIGURE.noRange
        : FIGURE.range({
            level: percent(level, level === 0.95 ? 0 : 1).replace(".0%", "%"),
            low: bareValue(scale, low, n),
            high: bareValue(scale, high, n),
            clusters: clusters === null ? null : counted(clusters, "cluster"),
          }),
    sentence,
  };
}

/** The figure as a reader counts it: `84 of 89`, else its value. */
export function figureCount(claim: RecordClaim): string {
  const hits = hitsOf(claim);
  if (hits !== null) return FIGURE.count({ hits: grouped(hits), of: grouped(claim.n) });
  const { scale, phrase } = metricWords(claim.metric);
  if (claim.value === null) return FIGURE.noValue;
  return `${shown(phrase, 120)} ${valueText(scale, claim.value, claim.n)}`;
}

/** k where the value is k of n units; null where it is none of that kind. */
function hitsOf({ metric, value, n, defined }: RecordClaim): number | null {
  if (value === null || metricWords(metric).hit === null) return null;
  if (defined !== null && defined !== n) return null;
  const hits = Math.round(value * n);
  return Math.abs(value * n - hits) <= 1e-6 ? hits : null;
}
