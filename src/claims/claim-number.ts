import type { Sentence } from "../core/sentence.js";
import { badClaim, type ClaimMetric, percentAsShare, unclearUnit } from "./claim.js";

/** A number as somebody typed it, before it is known what it is a number of. */
export interface TypedNumber {
  /** In plain digits with a decimal point: `94,4 %` is `94.4`. */
  readonly text: string;
  readonly number: number;
  /** Digits behind the point, for what rounds to it. */
  readonly digits: number;
  readonly isPercent: boolean;
}

/** A published value in the metric's own unit. */
export interface ReadValue {
  /** As it stands for in print: `0.944`. */
  readonly text: string;
  readonly number: number;
  readonly digits: number;
  /** Whether it was written as a percentage, with a sign or without. */
  readonly asPercent: boolean;
}

const NUMBER = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:e([+-]?\d{1,3}))?$/i;
const PERCENT = /\s*(?:%|percent|per cent|pct\.?)$/i;

/** Signs that people and typesetters use for one thing: minus, per cent, blanks, decimal points. */
export function plainSigns(text: string): string {
  return text
    .normalize("NFKC")
    .replaceAll(/[\u2212\u2010-\u2013]/g, "-")
    .replaceAll("\u066a", "%")
    .replaceAll(/\s+/gu, " ")
    .replaceAll(/(?<=\d)\u00b7(?=\d)/g, ".")
    .trim();
}

/**
 * Reads a number with a decimal point or comma, and perhaps a percent sign. It is plain: what groups
 * thousands is refused where it could be a decimal comma.
 *
 * @returns null where it is no number
 */
export function readNumber(typed: string): TypedNumber | null {
  const isPercent = PERCENT.test(typed);
  const bare = typed.replace(PERCENT, "").trim();
  const text = /^[+-]?\d*,\d+$/.test(bare) ? bare.replace(",", ".") : bare;
  const parts = NUMBER.exec(text);
  const number = Number(text);
  if (parts === null || !Number.isFinite(number)) return null;
  const decimals = (parts[3] ?? parts[4] ?? "").length;
  const digits = Math.max(0, decimals - Number(parts[5] ?? 0));
  // Moving the point of a plain decimal loses no digit; an exponent would be in the way.
  if (isPercent && parts[5] !== undefined) return null;
  return { text: text.replace(/^\+/, "").replace(/^(-?)\./, "$10."), number, digits, isPercent };
}

/** `1,234` of a figure without bounds is 1.234 to some and 1234 to others. */
function isThousands(typed: string): boolean {
  return /^[+-]?[1-9]\d{0,2},\d{3}$/.test(typed.trim());
}

/**
 * The value of a metric that a number stands for: a share may be written as a percentage. A number
 * that could be either is read as the share.
 *
 * @param form how the whole is written with another value, for messages: `accuracy=…`
 * @throws HomegroundError `claim/unit` where it can be neither, or only by mistake
 */
export function readValue(
  typed: string,
  metric: ClaimMetric,
  name: string,
  where: Sentence,
  form: (value: string) => string,
): ReadValue {
  const read = readNumber(typed);
  const higher = metric.direction === "higher-is-better";
  if (read === null || typed.includes("\u00b1")) {
    const fix = `Write a number, such as ${form(metric.isPercent ? "0.944" : "0.8")}`;
    throw badClaim(`'${typed}' is not a number`, where, fix);
  }
  const { text, number, digits, isPercent } = read;
  if (!metric.isPercent) {
    if (isPercent) {
      const share = percentAsShare(text);
      const fix = `Write it in its own unit, such as ${form(metric.range[1] === 1 ? share : "0.3")}`;
      throw unclearUnit(`${name} is not given in percent, and this says ${text} %`, where, fix);
    }
    if (metric.range[0] === 0 && metric.range[1] === 1 && number > 1 && number <= 1000) {
      const [thousandth, hundredth] = [number / 1000, number / 100].map((share) =>
        String(Number(share.toPrecision(12))),
      );
      const fix = `Write ${form(`${thousandth}`)} if it is printed times 1000, ${form(`${hundredth}`)} if in percent`;
      throw unclearUnit(`${name} lies between 0 and 1, and ${text} does not`, where, fix);
    }
    if (isThousands(typed) && metric.range[1] === Number.POSITIVE_INFINITY) {
      const [whole, point] = [typed.replace(",", ""), typed.replace(",", ".")];
      const fix = `Write ${form(whole)} or ${form(point)}`;
      throw unclearUnit(`'${typed}' is ${point} to some and ${whole} to others`, where, fix);
    }
    return { text, number, digits, asPercent: false };
  }
  if (number < 0 || number > 100) {
    const fix = `Write a share from 0 to 1 or a percentage, such as ${form("0.944")} or ${form("94.4 %")}`;
    throw badClaim(`${name} cannot be ${text}: it lies between 0 and 1`, where, fix);
  }
  if (isPercent && number > 0 && number <= 1 && higher) {
    const meant = percentOf(text);
    const fix = `Write ${form(text)} or ${form(`${meant} %`)}; if it is so low, ${form(percentAsShare(text))}`;
    throw unclearUnit(`${text} % is not more than one in a hundred`, where, fix);
  }
  if (!isPercent && number > 1 && number < LEAST_BARE_PERCENT && higher) {
    const fix = `Write ${form(`${text} %`)} if it is a percentage, else a share such as ${form("0.944")}`;
    throw unclearUnit(`${text} is more than 1, and a share is at most 1`, where, fix);
  }
  if (!isPercent && number <= 1) return { text, number, digits, asPercent: false };
  const share = /e/i.test(text) ? String(number / 100) : percentAsShare(text);
  return { text: share, number: Number(share), digits: digits + 2, asPercent: true };
}

/** A share above 1 is a slip more often than a percentage below this. */
const LEAST_BARE_PERCENT = 10;

/** "0.944" → "94.4": moves the point of a plain decimal two places to the right. */
export function percentOf(share: string): string {
  const [whole = "", decimals = ""] = share.split(".");
  const padded = decimals.padEnd(2, "0");
  const moved = `${whole}${padded.slice(0, 2)}`.replace(/^(-?)0+(?=\d)/, "$1");
  const rest = padded.slice(2);
  return rest === "" ? moved : `${moved}.${rest}`;
}
