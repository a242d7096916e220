import type { CreateDigest } from "./digest.js";
import { HomegroundError } from "./errors.js";
import { MAX_NESTING } from "./nesting.js";

/** What JSON can hold, without the numbers that it cannot. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/**
 * The one text of a JSON value: keys in code-unit order, no spaces, numbers and strings as
 * ECMAScript's `JSON.stringify` writes them, and no line feed at the end.
 *
 * Source: RFC 8785, JSON Canonicalization Scheme, section 3.2; our limit on depth is not from there.
 *
 * @throws HomegroundError `argument/not-a-number` for NaN and infinities, `argument/out-of-range`
 *   for a string or key with half of a surrogate pair, which UTF-8 cannot hold, and for a value
 *   nested deeper than {@link MAX_NESTING}
 */
export function canonicalJson(value: Json): string {
  if (isSorted(value, 0)) {
    const text = JSON.stringify(value);
    // Half of a surrogate pair would be written as an escape.
    if (!text.includes("\\ud")) return text;
  }
  return write(value, "value", 0);
}

/** Whether `JSON.stringify` writes the canonical form but for broken strings, which is far quicker. */
function isSorted(value: unknown, depth: number): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object") return typeof value === "string" || typeof value === "boolean";
  if (value === null) return true;
  if (depth > MAX_NESTING) return false;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (!isSorted(value[i], depth + 1)) return false;
    return true;
  }
  let before: string | null = null;
  for (const key of Object.keys(value)) {
    if (before !== null && key <= before) return false;
    before = key;
    if (!isSorted((value as { readonly [key: string]: unknown })[key], depth + 1)) return false;
  }
  return !("toJSON" in value);
}

/** SHA-256 of the UTF-8 bytes of {@link canonicalJson}, 64 hexadecimal digits. @throws as there */
export function contentId(value: Json, createDigest: CreateDigest): string {
  return textId(canonicalJson(value), createDigest);
}

const UTF8 = new TextEncoder();

/** SHA-256 of a text's UTF-8 bytes, 64 hexadecimal digits. */
export function textId(text: string, createDigest: CreateDigest): string {
  const digest = createDigest();
  digest.update(UTF8.encode(text));
  return digest.hex();
}

function write(value: Json, where: string, depth: number): string {
  if (depth > MAX_NESTING) {
    throw new HomegroundError("argument/out-of-range", {
      what: `the value is nested more than ${MAX_NESTING} levels deep`,
      where: where.slice(0, 200),
      fix: "Flatten the value",
    });
  }
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new HomegroundError("argument/not-a-number", {
      what: `${value} has no JSON form`,
      where,
      fix: "Write null and give the reason as a warning code",
    });
  }
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item, i) =>
      write(item, `${where}[${i}]`, depth + 1),
    );
    return `[${items.join(",")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const object = value as { readonly [key: string]: Json };
    const members = Object.keys(object)
      .sort()
      .map((key) => `${quote(key, where)}:${write(object[key]!, `${where}.${key}`, depth + 1)}`);
    return `{${members.join(",")}}`;
  }
  return typeof value === "string" ? quote(value, where) : JSON.stringify(value);
}

function quote(text: string, where: string): string {
  if (/\p{Surrogate}/u.test(text)) {
    throw new HomegroundError("argument/out-of-range", {
      what: `${JSON.stringify(text)} holds half of a surrogate pair`,
      where,
      fix: "Remove the broken character",
    });
  }
  return JSON.stringify(text);
}
