import { HomegroundError } from "../core/errors.js";
import type { Sentence } from "../core/sentence.js";
import { type ClaimMetric, DEFAULT_TOLERANCE } from "./claim.js";

/** A claim or requirement whose limit is looked at. */
export interface LimitedClaim {
  readonly value: number;
  readonly tolerance: number;
  /** The value in print. */
  readonly text: string;
  readonly metric: ClaimMetric;
  readonly name: string;
  readonly place: Sentence;
  /** The whole with another value, for messages. */
  readonly written: (value: string) => string;
}

/** Limits come from sums of decimals. */
const SLACK = 1e-9;

/**
 * A limit that every model keeps, or guessing, shows nothing by being kept.
 *
 * @throws HomegroundError `claim/below-chance`
 */
export function checkLimit(claim: LimitedClaim): void {
  const { value, tolerance, text, metric, name, place, written } = claim;
  const isHigher = metric.direction === "higher-is-better";
  const limit = isHigher ? value - tolerance : value + tolerance;
  const [low, high] = metric.range;
  const bound = isHigher ? Math.max(low, metric.chance ?? low) : high;
  const beyond = isHigher ? bound - limit : limit - bound;
  if (!(beyond > SLACK)) return;
  const room = isHigher ? value - bound : bound - value;
  const why =
    isHigher && bound > low
      ? `guessing reaches ${short(bound)}`
      : `no model is ${isHigher ? "below" : "above"} ${short(bound)}`;
  const shown = tolerance === 0 ? `${name} of ${text}` : `the limit of ${name}, ${short(limit)},`;
  throw new HomegroundError("claim/below-chance", {
    what: `${shown} shows nothing by being kept: ${why}`,
    where: place,
    fix:
      room > SLACK
        ? `Allow less: ${written(`${text}~${leastDigits(Math.min(room, DEFAULT_TOLERANCE))}`)}`
        : `Check the figure; a share of 94.4 % is written ${written("0.944")}`,
  });
}

function short(number: number): string {
  return String(Number(number.toPrecision(3)));
}

/** Rounded towards 0, to three decimals. */
function leastDigits(number: number): string {
  return String(Math.floor(number * 1000 + SLACK) / 1000);
}
