import { isRecord } from "../../formats/json/json-values.js";

/**
 * Reads the fields of a card's JSON object and collects what is wrong with all of them. A field
 * that is missing or wrong gives a stand-in of its type, so that reading goes on: whoever reads
 * must look at `problems` before using anything.
 */
export interface CardReader {
  /** The object itself; empty where the card has something else in its place. */
  readonly raw: Readonly<Record<string, unknown>>;
  /** Of this object and all others of the same card, in reading order. */
  readonly problems: readonly string[];
  has(key: string): boolean;
  /** Says that something is wrong with a field: `what` follows its name. */
  problem(key: string, what: string): void;
  /** Text of at least one character. */
  text(key: string): string;
  texts(key: string): readonly string[];
  number(key: string, range?: NumberRange): number;
  numbers(key: string, range?: NumberRange): readonly number[];
  whole(key: string, min: number): number;
  wholes(key: string, min: number): readonly number[];
  flag(key: string): boolean;
  oneOf<T extends string>(key: string, options: readonly [T, ...T[]]): T;
  object(key: string): CardReader;
  objects(key: string): readonly CardReader[];
}

export interface NumberRange {
  readonly min?: number;
  readonly max?: number;
  /** The number must be greater than this. */
  readonly above?: number;
  readonly below?: number;
}

/** @param value what was parsed from the card */
export function createCardReader(value: unknown): CardReader {
  return reader(value, "", []);
}

function reader(value: unknown, path: string, problems: string[]): CardReader {
  const raw = isRecord(value) ? value : {};
  if (!isRecord(value)) problems.push(`${path === "" ? "the card" : path} is not an object`);
  const at = (key: string): string => (path === "" ? key : `${path}.${key}`);
  const problem = (key: string, what: string): void => {
    problems.push(`${at(key)} ${what}`);
  };
  const has = (key: string): boolean => Object.hasOwn(raw, key);
  const get = (key: string): unknown => (has(key) ? raw[key] : undefined);

  /** The field if it can be read, otherwise a stand-in and a problem. */
  const take = <T>(key: string, read: (value: unknown) => Read<T>, standIn: T): T => {
    const got: Read<T> = has(key) ? read(get(key)) : { wrong: "is missing" };
    if ("value" in got) return got.value;
    problem(key, got.wrong);
    return standIn;
  };
  const list = <T>(key: string, read: (value: unknown) => Read<T>): readonly T[] =>
    take<readonly T[]>(key, (given) => readList(given, read), []);

  return {
    raw,
    problems,
    has,
    problem,
    text: (key) => take(key, (given) => readText(given, 1), ""),
    texts: (key) => list(key, (item) => readText(item, 0)),
    number: (key, range = {}) => take(key, (given) => readNumber(given, range), 0),
    numbers: (key, range = {}) => list(key, (item) => readNumber(item, range)),
    whole: (key, min) => take(key, (given) => readWhole(given, min), min),
    wholes: (key, min) => list(key, (item) => readWhole(item, min)),
    flag: (key) =>
      take(
        key,
        (given) =>
          typeof given === "boolean"
            ? { value: given }
            : { wrong: `is ${shown(given)}, not true or false` },
        false,
      ),
    oneOf: (key, options) => take(key, (given) => readOneOf(given, options), options[0]),
    object: (key) => {
      if (has(key)) return reader(get(key), at(key), problems);
      problem(key, "is missing");
      return reader({}, at(key), []);
    },
    objects: (key) =>
      list<unknown>(key, (value) => ({ value })).map((item, i) =>
        reader(item, at(`${key}[${i}]`), problems),
      ),
  };
}

/** What a field holds, or what is wrong with it, as it follows the field's name. */
type Read<T> = { readonly value: T } | { readonly wrong: string };

function readText(value: unknown, minLength: number): Read<string> {
  if (typeof value === "string" && value.length >= minLength) return { value };
  return { wrong: `is ${shown(value)}, not text` };
}

function readList<T>(value: unknown, read: (item: unknown) => Read<T>): Read<readonly T[]> {
  if (!Array.isArray(value)) return { wrong: `is ${shown(value)}, not a list` };
  const out: T[] = [];
  for (const [i, item] of value.entries()) {
    const got = read(item);
    if ("wrong" in got) return { wrong: `item ${i + 1} ${got.wrong}` };
    out.push(got.value);
  }
  return { value: out };
}

function readOneOf<T extends string>(value: unknown, options: readonly T[]): Read<T> {
  const found = options.find((option) => option === value);
  if (found !== undefined) return { value: found };
  const wanted = options.length === 1 ? options[0] : `one of ${options.join(", ")}`;
  return { wrong: `is ${shown(value)}, not ${wanted}` };
}

function readNumber(value: unknown, range: NumberRange): Read<number> {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    return { wrong: `is ${shown(value)}, not a number` };
  }
  const { min, max, above, below } = range;
  if (min !== undefined && value < min) return { wrong: `is ${value}, below ${min}` };
  if (max !== undefined && value > max) return { wrong: `is ${value}, above ${max}` };
  if (above !== undefined && value <= above) return { wrong: `is ${value}, not above ${above}` };
  if (below !== undefined && value >= below) return { wrong: `is ${value}, not below ${below}` };
  return { value };
}

function readWhole(value: unknown, min: number): Read<number> {
  const got = readNumber(value, { min });
  if ("wrong" in got || Number.isSafeInteger(got.value)) return got;
  return { wrong: `is ${got.value}, not a whole number` };
}

/** A value as JSON, cut to what fits in a sentence. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
