import { exp, ln, log1p } from "../core/elementary.js";
import { BETS } from "./anytime.js";
import { checkRange } from "./arguments.js";

/** What is to be foreseen: hits so far, and the rule that decides. */
export interface OutlookQuestion {
  /** k hits in n labels, undecided so far. */
  readonly hits: number;
  readonly n: number;
  /** As for `decideAnytime`, each in (0, 1). */
  readonly references: { readonly above: number; readonly below: number };
  readonly threshold: number;
  /** So many labels may follow. */
  readonly left: number;
  /** The chance that is asked for, in (0, 1). */
  readonly chance: number;
}

/** When a verdict is likely. */
export interface DecisionOutlook {
  /** The least number of further labels by which a verdict has that chance; null where all of them have less. */
  readonly labels: number | null;
  /** Of a verdict by then, or within all that are looked at: those left, {@link FARTHEST} at most. */
  readonly chance: number;
}

/** Nobody plans further: the work is its square. */
const FARTHEST = 500;

/**
 * When looks after each label are likely to decide, if labels to come are drawn from where those at
 * hand are: the predictive distribution of hits to come given k of n, which is beta-binomial with
 * Jeffreys' prior (½, ½), followed exactly from label to label until a capital reaches the threshold.
 * It knows how little a few labels say of the rate, so its numbers hold on average over rates;
 * for a rate at the limit itself they are too small.
 *
 * The mean of the plug-in growth, which `planLabels` of `claims/anytime-check.ts` takes, promises too much there.
 *
 * @throws HomegroundError `argument/out-of-range`
 */
export function decisionOutlook(question: OutlookQuestion): DecisionOutlook {
  const { hits, n, references, threshold, left, chance } = question;
  checkRange(Number.isInteger(n) && n >= 0, "n", n, "that is whole, 0 or more");
  checkRange(Number.isInteger(hits) && hits >= 0 && hits <= n, "hits", hits, "from 0 to n");
  checkRange(chance > 0 && chance < 1, "chance", chance, "between 0 and 1");
  const limit = ln(threshold);
  const above = capitalOf(references.above);
  const below = capitalOf(1 - references.below);
  const end = Math.min(left, FARTHEST);
  /** Chances of each number of further hits while undecided; those from `least` to `most` are above 0. */
  const open = new Float64Array(end + 2);
  open[0] = 1;
  let [least, most] = [0, 0];
  let decided = 0;
  for (let t = 1; t <= end && least <= most; t++) {
    for (let more = most; more >= least; more--) {
      const rate = (hits + more + 0.5) / (n + t);
      open[more + 1]! += open[more]! * rate;
      open[more]! *= 1 - rate;
    }
    most++;
    const close = (more: number): void => {
      decided += open[more]!;
      open[more] = 0;
    };
    // Capital for "above" grows with hits, so that it decides from some number on; "below" up to one.
    const misses = (more: number): number => n - hits + t - more;
    while (least <= most && above(hits + most, misses(most)) >= limit) close(most--);
    while (least <= most && below(misses(least), hits + least) >= limit) close(least++);
    if (decided >= chance) return { labels: t, chance: decided };
  }
  return { labels: null, chance: decided };
}

/** ln of the capital against r after so many ones and zeros. */
function capitalOf(r: number): (ones: number, zeros: number) => number {
  const ofOne = BETS.map((bet) => log1p(bet * (1 / r - 1)));
  const ofZero = BETS.map((bet) => log1p(-bet));
  return (ones, zeros) => {
    let largest = Number.NEGATIVE_INFINITY;
    for (let b = 0; b < BETS.length; b++) {
      largest = Math.max(largest, ones * ofOne[b]! + zeros * ofZero[b]!);
    }
    let sum = 0;
    for (let b = 0; b < BETS.length; b++) {
      sum += exp(ones * ofOne[b]! + zeros * ofZero[b]! - largest);
    }
    return largest + ln(sum / BETS.length);
  };
}
