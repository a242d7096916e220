import type { HomegroundError } from "../core/errors.js";
import type { Sentence } from "../core/sentence.js";
import { badClaim, type ClaimMetric } from "./claim.js";

/** K of N images, 0 ≤ k ≤ n, n ≥ 1. */
export interface Counted {
  readonly k: number;
  readonly n: number;
}

const WHOLE = String.raw`\d{1,3}(?:[ ,]\d{3})+|\d{1,15}`;
const COUNTED = new RegExp(
  String.raw`^(${WHOLE})\s*(?:/|\s(?:out )?of\s)\s*(${WHOLE})(?:\s+[\p{L} -]+)?$`,
  "u",
);
const SIZE = new RegExp(String.raw`^(${WHOLE})(?:\s+[\p{L} -]+)?$`, "u");

/** `84/89`, `84 of 89`, `84 out of 89 right`; null for anything else and for more right than there are. */
export function readCounted(text: string): Counted | null {
  const [, k, n] = COUNTED.exec(text.trim()) ?? [];
  const counts = { k: whole(k), n: whole(n) };
  return counts.n >= 1 && counts.k <= counts.n ? counts : null;
}

/** `5000`, `5,000 images`, at least 1; null for anything else. */
export function readSize(text: string): number | null {
  const size = whole(SIZE.exec(text.trim())?.[1]);
  return size >= 1 ? size : null;
}

function whole(digits: string | undefined): number {
  return digits === undefined ? Number.NaN : Number(digits.replaceAll(/[ ,]/g, ""));
}

/** What stands beside a value and is no counts. @param value as `METRIC=VALUE` @returns an error `claim/bad` to throw */
export function badCounts(
  text: string,
  metric: ClaimMetric,
  where: Sentence,
  value: string,
): HomegroundError {
  const fix = metric.isShare
    ? `Write how many of how many were right, such as @84/89 behind the value, or leave it out: ${value}`
    : `Write the number of images of the published test set, such as ${value}@5000, or leave it out`;
  return badClaim(`'@${text}' is not @${metric.isShare ? "K/N" : "N"}`, where, fix);
}
