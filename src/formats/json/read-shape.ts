import type * as z from "zod/mini";
import type { HomegroundError } from "../../core/errors.js";
import { nearestName } from "../../core/nearest-name.js";
import { isRecord } from "./json-values.js";

/**
 * The value as its schema reads it.
 *
 * @param root what the whole value is called in sentences
 * @param bad makes the error of a sentence: the first thing that is wrong, and how much more there is
 */
export function readShape<S extends z.ZodMiniType>(
  schema: S,
  value: unknown,
  root: string,
  bad: (what: string) => HomegroundError,
): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first = "", ...more] = parsed.error.issues.map((issue) => issueWords(issue, value, root));
  throw bad(more.length === 0 ? first : `${first}; and ${more.length} more`);
}

/**
 * What is wrong with the shape of a value, in words: each starts with the field. A field that is close to one
 * that the value should or could have is named, since fields that no schema knows are allowed otherwise.
 */
export function shapeProblems(
  schema: z.ZodMiniType,
  value: unknown,
  root: string,
): readonly string[] {
  const parsed = schema.safeParse(value);
  const misspelt = findMisspelt(schema, value, []);
  const named = new Set<Misspelt>();
  const problems = (parsed.error?.issues ?? []).map((issue) => {
    const words = issueWords(issue, value, root);
    const near = misspelt.find(
      ({ path, meant }) => placeOf([...path, meant]) === placeOf(issue.path),
    );
    if (near === undefined || !words.endsWith("is missing")) return words;
    named.add(near);
    return `${words}: there is ${JSON.stringify(near.key)} in its place`;
  });
  for (const one of misspelt) {
    if (named.has(one)) continue;
    problems.push(`${placeOf([...one.path, one.key])} is no field, ${one.meant} is`);
  }
  return problems;
}

type Path = readonly PropertyKey[];

/** A field that is not known, and the one that is absent and nearly called so. */
interface Misspelt {
  readonly path: Path;
  readonly key: string;
  readonly meant: string;
}

function findMisspelt(schema: unknown, value: unknown, path: Path): readonly Misspelt[] {
  const { def } = schema as z.ZodMiniType;
  const of = def as {
    readonly innerType?: unknown;
    readonly element?: unknown;
    readonly discriminator?: string;
    readonly options?: readonly unknown[];
    readonly shape?: Readonly<Record<string, unknown>>;
    readonly catchall?: unknown;
  };
  if (of.innerType !== undefined) return findMisspelt(of.innerType, value, path);
  if (of.element !== undefined && Array.isArray(value)) {
    return value.flatMap((item, i) => findMisspelt(of.element, item, [...path, i]));
  }
  if (!isRecord(value)) return [];
  if (of.discriminator !== undefined) {
    const { discriminator, options = [] } = of;
    const option = options.find((one) => {
      const named = (one as z.ZodMiniObject).shape[discriminator] as z.ZodMiniType;
      return named.safeParse(own(value, discriminator)).success;
    });
    return option === undefined ? [] : findMisspelt(option, value, path);
  }
  const { shape } = of;
  if (shape === undefined) return [];
  const keys = Object.keys(value);
  const absent = Object.keys(shape).filter((key) => !Object.hasOwn(value, key));
  const here = keys.flatMap((key): Misspelt[] => {
    // Objects that allow no other fields say so themselves.
    const meant =
      Object.hasOwn(shape, key) || of.catchall !== undefined ? null : nearestName(key, absent);
    return meant === null ? [] : [{ path, key, meant }];
  });
  const below = keys.flatMap((key) =>
    Object.hasOwn(shape, key) ? findMisspelt(shape[key], value[key], [...path, key]) : [],
  );
  return [...here, ...below];
}

/** What an issue says, in words that start with the field. @param root what the whole value is called */
export function issueWords(issue: z.core.$ZodIssue, whole: unknown, root: string): string {
  const value = valueAt(whole, issue.path);
  const is = value === undefined ? "is missing" : `is ${shown(value)}`;
  const at = issue.path.length === 0 ? root : placeOf(issue.path);
  switch (issue.code) {
    case "invalid_type":
      if (value === undefined) return `${at} is missing`;
      if (issue.expected === "object" || issue.expected === "record")
        return `${at} is not an object`;
      return `${at} ${is}, not ${KINDS[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `${at} ${is}${value === undefined ? "" : notOneOf(value, issue.values.map(String))}`;
    case "invalid_union": {
      const { options } = issue as { readonly options?: readonly unknown[] };
      if (value === undefined) return `${at} is missing`;
      if (options !== undefined) return `${at} ${is}${notOneOf(value, options.map(String))}`;
      return `${at} ${is}, which cannot stand there`;
    }
    case "too_small":
      if (issue.origin === "array" && issue.message === UNTOLD) return `${at} is empty`;
      if (issue.origin === "array") return `${at} ${issue.message}`;
      if (issue.origin === "string") return `${at} ${is}, not text`;
      return `${at} ${is}, ${issue.inclusive ? "below" : "not above"} ${issue.minimum}`;
    case "too_big":
      if (issue.origin === "array") return `${at} ${issue.message}`;
      return `${at} ${is}, ${issue.inclusive ? "above" : "not below"} ${issue.maximum}`;
    case "unrecognized_keys":
      return issue.keys
        .map((key) => `${placeOf([...issue.path, key])} is not a field${told(issue.message)}`)
        .join("; ");
    default:
      return `${at} ${issue.message}`;
  }
}

/** What zod/mini says where no message was given. */
const UNTOLD = "Invalid input";

/** What the schema adds in words of its own. */
function told(message: string): string {
  return message === UNTOLD ? "" : ` ${message}`;
}

const KINDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
};

function notOneOf(value: unknown, options: readonly string[]): string {
  const [only] = options;
  if (options.length === 1) return `, not ${only}`;
  const near = typeof value === "string" ? nearestName(value, options) : null;
  const hint = near === null ? "" : ` (${near}?)`;
  return `, not one of ${options.join(", ")}${hint}`;
}

/** `claim[0].value`, `labels item 2`. */
function placeOf(path: Path): string {
  const last = path.at(-1);
  if (typeof last !== "number") return pathText(path);
  return `${pathText(path.slice(0, -1))} item ${last + 1}`;
}

/** `claim[0].value`, `labels[1]`. */
export function pathText(path: Path): string {
  return path.reduce<string>((place, key) => {
    if (typeof key === "number") return `${place}[${key}]`;
    return place === "" ? String(key) : `${place}.${String(key)}`;
  }, "");
}

/** The value at a path; undefined where the path leads nowhere. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => {
    if (Array.isArray(at)) return typeof key === "number" ? at[key] : undefined;
    return isRecord(at) ? own(at, String(key)) : undefined;
  }, root);
}

function own(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** A value as JSON, cut to what fits in a sentence. */
function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 60 ? `${json.slice(0, 60)}…` : json;
}
