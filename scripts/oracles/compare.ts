import { type Tolerance, toleranceOf } from "./tolerance.js";

/** How an answer stands to what an oracle expects. */
export interface Comparison {
  /** Number of fields that both have. */
  compared: number;
  /** Fields of the expected value that the answer lacks: `.REML.ci_z`. */
  readonly missing: string[];
  /** Fields that differ, in words. */
  readonly problems: string[];
}

/**
 * Compares field by field: numbers within the tolerance of the kind, pictures value by value.
 *
 * @param kind `oracle/kind`
 */
export function compare(got: unknown, expected: unknown, kind = ""): Comparison {
  const comparison: Comparison = { compared: 0, missing: [], problems: [] };
  compareAt("", got, expected, comparison, (path) => toleranceOf(kind, path, expected));
  return comparison;
}

function compareAt(
  path: string,
  got: unknown,
  want: unknown,
  comparison: Comparison,
  tolerance: (path: string) => Tolerance,
): void {
  if (!isObject(want) || isPicture(want)) {
    comparison.compared++;
    if (!equal(got, want, tolerance(path))) {
      comparison.problems.push(`${path} is ${inShort(got)}, expected ${inShort(want)}`);
    }
    return;
  }
  if (!isObject(got)) {
    comparison.problems.push(`${path} is ${inShort(got)}, expected an object`);
    return;
  }
  for (const [key, value] of Object.entries(want)) {
    if (path === "" && key === "tol") continue; // what the case allows, not what it expects
    if (Object.hasOwn(got, key)) {
      compareAt(`${path}.${key}`, got[key], value, comparison, tolerance);
    } else comparison.missing.push(`${path}.${key}`);
  }
}

function inShort(value: unknown): string {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `{h, w, c, data}`: base64 of the bytes. */
function isPicture(value: Readonly<Record<string, unknown>>): boolean {
  return typeof value["data"] === "string" && typeof value["w"] === "number";
}

function equal(got: unknown, want: unknown, tolerance: Tolerance): boolean {
  if (Array.isArray(want)) {
    return (
      Array.isArray(got) &&
      got.length === want.length &&
      want.every((item, i) => equal(got[i], item, tolerance))
    );
  }
  if (typeof want === "number" && typeof got === "number") {
    const { absolute, relative } = tolerance;
    return Math.abs(got - want) <= absolute + relative * Math.abs(want);
  }
  if (isObject(want)) return isObject(got) && equalObjects(got, want, tolerance);
  return got === want;
}

function equalObjects(
  got: Readonly<Record<string, unknown>>,
  want: Readonly<Record<string, unknown>>,
  tolerance: Tolerance,
): boolean {
  if (!isPicture(want)) {
    return Object.entries(want).every(([key, value]) => equal(got[key], value, tolerance));
  }
  const same = ["h", "w", "c"].every((key) => got[key] === want[key]);
  return same && equal(bytesOf(got["data"]), bytesOf(want["data"]), tolerance);
}

function bytesOf(data: unknown): number[] {
  return typeof data === "string" ? Array.from(Buffer.from(data, "base64")) : [];
}
