import { percentAsShare } from "../../claims/claim.js";

/** A value as a card prints it, read. */
export interface CardValue {
  /** In the metric's own unit. */
  readonly value: number;
  /** As a plain decimal in the metric's own unit. */
  readonly text: string;
  /** Whether it was printed as, or must be, a percentage. */
  readonly percent: "printed" | "taken" | null;
  /** The part before `±`; null where there is none. */
  readonly beforePlusMinus: string | null;
}

/**
 * Reads a value of a card. Cards print shares and percentages alike and do not say which: one above
 * 1, up to 100, of a metric that ends at 1 can only be a percentage; one of 1 or less is a share.
 *
 * @param top greatest value of the metric
 * @returns `no-number`, or `outside` where it can be neither
 */
export function readCardValue(printed: string, top: number): CardValue | "no-number" | "outside" {
  const parts =
    /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?)\s*(%?)(?:\s*(?:±|\+\/-)\s*[\d.]+\s*(%?))?$/i.exec(
      printed.trim(),
    );
  if (parts === null) return "no-number";
  const [whole = "", digits = "", before = "", after = ""] = parts;
  const number = Number(digits);
  if (!Number.isFinite(number)) return "no-number";
  const hasMark = before === "%" || after === "%";
  const beforePlusMinus = /±|\+\/-/.test(whole) ? digits : null;
  if (!hasMark && number <= top) {
    return { value: number, text: digits, percent: null, beforePlusMinus };
  }
  if (top !== 1 || number > 100 || number < 0) return "outside";
  // Exact for plain decimals: dividing would add a digit that was never printed.
  const text = /e/i.test(digits) ? String(number / 100) : percentAsShare(digits);
  const percent = hasMark ? "printed" : "taken";
  return { value: Number(text), text, percent, beforePlusMinus };
}
