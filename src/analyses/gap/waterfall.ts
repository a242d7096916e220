import type { Gap } from "./gap.js";
import type { GapEstimate } from "./gap-intervals.js";

/** One step of the way from the claimed figure to the local one. */
export interface WaterfallStep {
  readonly kind: "class-mix" | "within" | "rest" | "only-claimed" | "only-local";
  /** The class of a `within` step; null for whole terms. */
  readonly class: string | null;
  /** How many classes `rest` gathers; 1 otherwise. */
  readonly parts: number;
  /** Values of the metric before and after the step. */
  readonly from: number;
  readonly to: number;
  /** to − from, with its interval; limits null where there is none. */
  readonly change: GapEstimate;
  /** Whether the step is a loss, whatever the metric's direction. */
  readonly isLoss: boolean;
}

/** The waterfall from the claim to the local figure, ready to be drawn. */
export interface Waterfall {
  readonly metric: string;
  readonly claimed: number;
  readonly local: number;
  /** In order; each begins where the one before it ended, the first at the claim. */
  readonly steps: readonly WaterfallStep[];
}

/** Bars for classes, before "the rest". */
const MOST_PARTS = 6;

/**
 * Steps claim → class mix → within by class, largest first, at most six and then the rest → what
 * only one side has → local. Steps of exactly nothing outside the common classes are left out. The
 * last step ends at the local figure within 1e-12.
 *
 * @param claimed, local the figures behind the gap, in the metric's own unit
 * @returns null where the gap is not split
 */
export function gapWaterfall(
  gap: Gap,
  figures: { readonly claimed: number; readonly local: number; readonly lowerIsBetter: boolean },
): Waterfall | null {
  const whole = gap.terms.filter((term) => term.class === undefined);
  const mix = whole.find(({ term }) => term === "class-mix");
  const within = whole.find(({ term }) => term === "within");
  if (mix === undefined || within === undefined) return null;
  const byClass = gap.terms
    .filter((term) => term.term === "within" && term.class !== undefined)
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const shown = byClass.slice(0, MOST_PARTS);
  const rest = byClass.slice(shown.length);

  // A gap counts losses; on the way from claimed to local a loss goes down where higher is better.
  const sign = figures.lowerIsBetter ? 1 : -1;
  const steps: WaterfallStep[] = [];
  let at = figures.claimed;
  const add = (kind: WaterfallStep["kind"], term: GapEstimate, name: string | null, parts = 1) => {
    const change = turned(term, sign);
    steps.push({
      kind,
      class: name,
      parts,
      from: at,
      to: at + change.value,
      change,
      isLoss: term.value > 0,
    });
    at += change.value;
  };
  add("class-mix", mix, null);
  if (byClass.length === 0) add("within", within, null);
  for (const term of shown) add("within", term, term.class ?? null);
  if (rest.length > 0) {
    const value = rest.reduce((sum, term) => sum + term.value, 0);
    add("rest", { value, low: null, high: null }, null, rest.length);
  }
  for (const kind of ["only-claimed", "only-local"] as const) {
    const term = whole.find((one) => one.term === kind);
    if (term !== undefined && term.value !== 0) add(kind, term, null);
  }
  return { metric: gap.metric, claimed: figures.claimed, local: figures.local, steps };
}

function turned({ value, low, high }: GapEstimate, sign: 1 | -1): GapEstimate {
  if (sign === 1) return { value, low, high };
  return {
    value: -value + 0,
    low: high === null ? null : -high,
    high: low === null ? null : -low,
  };
}
