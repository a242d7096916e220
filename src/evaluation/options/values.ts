import { plainSigns, readNumber } from "../../claims/claim-number.js";
import { readPoints } from "../../claims/claim-tolerance.js";

/** How a word that was typed becomes a value, and what is wanted where it is none. */
export interface ValueReading<T> {
  readonly parse: (text: string) => T | null;
  readonly expected: string;
}

/** A whole number from `min` to `max`. */
export function wholeNumber(min: number, max: number): ValueReading<number> {
  return {
    parse(text) {
      const value = Number(text);
      return /^\d+$/.test(text) && value >= min && value <= max ? value : null;
    },
    expected: `a whole number from ${min} to ${max}`,
  };
}

/** Whether a number can be how far pixels are apart, or how thick a slice is: volumes of it, and their squares, are numbers too. */
export function isLength(value: number): boolean {
  return value >= 1e-12 && value <= 1e12;
}

/** A number between 0 and 1, both excluded. */
export const FRACTION: ValueReading<number> = {
  parse(text) {
    const value = Number(text);
    return text.trim() !== "" && value > 0 && value < 1 ? value : null;
  },
  expected: "a number between 0 and 1",
};

/** A share from 0 to 1, also as `70%` and `0,7`. */
export const SHARE: ValueReading<number> = {
  parse(text) {
    const read = readNumber(plainSigns(text));
    // No digits of the division: 0.944 and not 0.9440000000000001.
    const value =
      read?.isPercent === true ? Number((read.number / 100).toPrecision(12)) : read?.number;
    return value !== undefined && value >= 0 && value <= 1 ? value : null;
  },
  expected: "a share from 0 to 1, such as 0.7 or 70%",
};

/** A tolerance in a metric's own unit, or in points of a share. */
export const TOLERANCE: ValueReading<number> = {
  parse: (text) => readPoints(text)?.number ?? null,
  expected: "a number of 0 or more, such as 0.05 or '5 points'",
};

/** A cost, or a rate: a number above 0 in any unit. */
export const ABOVE_0: ValueReading<number> = {
  parse(text) {
    const value = Number(text);
    return text.trim() !== "" && value > 0 && Number.isFinite(value) ? value : null;
  },
  expected: "a number above 0",
};
