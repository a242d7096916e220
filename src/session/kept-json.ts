import { HomegroundError } from "../core/errors.js";
import { parseJson } from "../core/parse-json.js";

/** Keys that could reach what an object inherits. */
const REFUSED = new Set(["__proto__", "constructor", "prototype"]);
const ARRAYS = {
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Uint16Array,
  Uint8Array,
} as const;

/**
 * Plain data with columns, maps and numbers that JSON does not have, as JSON text: such a value is an
 * object with one key that starts with `$`.
 */
export function keptJson(value: unknown): string {
  return `${JSON.stringify(written(value))}\n`;
}

/**
 * What {@link keptJson} wrote. Refuses what it would not write: keys of prototypes, unknown marks.
 *
 * @throws HomegroundError `input/not-json`, `input/bad-shape`, `input/too-deep`
 */
export function parseKeptJson(text: string, source: string): unknown {
  return restored(parseJson(text, source, FIX), source);
}

const FIX = "Save the project again where it was made";

function written(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : { $number: `${value}` };
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(written);
  if (value instanceof Map) return { $map: [...value].map(written) };
  for (const [name, type] of Object.entries(ARRAYS)) {
    if (value instanceof type) return { [`$${name}`]: Array.from(value, written) };
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      inner === undefined ? [] : [[key, written(inner)]],
    ),
  );
}

function restored(value: unknown, source: string): unknown {
  if (typeof value !== "object" || value === null) return value;
  const inside = (inner: unknown): unknown => restored(inner, source);
  if (Array.isArray(value)) return value.map(inside);
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only?.[0].startsWith("$"))
    return marked(only[0], only[1], source, inside);
  const made: Record<string, unknown> = {};
  for (const [key, inner] of entries) {
    if (REFUSED.has(key)) throw badShape(source, `the key ${JSON.stringify(key)}`);
    made[key] = inside(inner);
  }
  return made;
}

function marked(
  mark: string,
  value: unknown,
  source: string,
  inside: (inner: unknown) => unknown,
): unknown {
  if (mark === "$number" && (value === "NaN" || value === "Infinity" || value === "-Infinity")) {
    return Number(value);
  }
  if (!Array.isArray(value)) throw badShape(source, `${mark} without a list`);
  if (mark === "$map") {
    const pairs = value.map(inside);
    if (
      !pairs.every((pair): pair is [unknown, unknown] => Array.isArray(pair) && pair.length === 2)
    ) {
      throw badShape(source, "a map of other things than pairs");
    }
    return new Map(pairs);
  }
  const name = mark.slice(1);
  if (!Object.hasOwn(ARRAYS, name)) throw badShape(source, `the mark ${mark}`);
  const numbers = value.map(inside);
  if (!numbers.every((one): one is number => typeof one === "number")) {
    throw badShape(source, "a column of other things than numbers");
  }
  return ARRAYS[name as keyof typeof ARRAYS].from(numbers);
}

function badShape(source: string, what: string): HomegroundError {
  return new HomegroundError("input/bad-shape", {
    what: `${what} is not what Homeground writes`,
    where: source,
    fix: FIX,
  });
}
