import type { Sentence } from "../core/sentence.js";
import { badClaim, type ClaimMetric, percentAsShare, unclearUnit } from "./claim.js";
import { plainSigns, readNumber } from "./claim-number.js";

const POINTS = /\s*(?:%|pp|pts?|points?|percentage points?|percent|per cent)$/i;

/** A tolerance as it was typed: `0.05`, `0,05`, `5 points`, `5 %`. */
export interface TypedTolerance {
  /** ≥ 0; points are divided by 100. */
  readonly number: number;
  readonly inPoints: boolean;
}

/** @returns null where it is no number of 0 or more */
export function readPoints(text: string): TypedTolerance | null {
  const plain = plainSigns(text);
  const inPoints = POINTS.test(plain);
  const read = readNumber(plain.replace(POINTS, ""));
  if (read === null || read.isPercent || read.number < 0) return null;
  if (!inPoints) return { number: read.number, inPoints };
  const isPlain = !/e/i.test(read.text);
  return { number: isPlain ? Number(percentAsShare(read.text)) : read.number / 100, inPoints };
}

/**
 * The tolerance of a claim in the metric's own unit. A number above 1 beside a percentage is one of
 * points; one that could be either is refused, since a limit 50 points lower is another question.
 *
 * @param asPercent whether the value was written as a percentage
 * @param written the whole claim with another tolerance, for messages
 * @throws HomegroundError `claim/bad`, `claim/unit`
 */
export function readTolerance(
  text: string,
  metric: ClaimMetric,
  asPercent: boolean,
  where: Sentence,
  written: (tolerance: string) => string,
): number {
  const read = readPoints(text);
  if (read === null) {
    const what = `the tolerance '${text.trim()}' is not a number of 0 or more`;
    throw badClaim(what, where, `Write a number of 0 or more: ${written("0.05")}`);
  }
  const { number, inPoints } = read;
  if (!metric.isPercent) {
    if (!inPoints) return number;
    const fix = `Write it in the metric's own unit, such as ${written("0.05")}`;
    throw unclearUnit(`a tolerance in points is for shares`, where, fix);
  }
  if (inPoints || number === 0) return number;
  if (number > 1) {
    if (asPercent) return number / 100;
    throw notAShare(number, where, written);
  }
  if (!asPercent) return number;
  const fix = `Write ${written(`${number} points`)} or, as a share, ${written(`${number * 100} points`)}`;
  throw unclearUnit(
    `the value is a percentage, and ${number} could be points or a share`,
    where,
    fix,
  );
}

/** @returns an error `claim/unit` to throw: a tolerance above 1 where there is nothing so far away */
function notAShare(number: number, where: Sentence, written: (tolerance: string) => string) {
  const share = percentAsShare(String(number));
  const forms =
    number <= 100 ? `${written(share)}, or ${written(`${number} points`)}` : written("0.05");
  return unclearUnit(`a share cannot be worse by ${number}`, where, `Write ${forms}`);
}
