import type { ProblemCode } from "./import-problems.js";
import type { FieldNotRead } from "./import-types.js";

/** Code under which fields that are not read are listed among what was found. */
export const NOT_READ = "annotations/not-read" satisfies ProblemCode;

/**
 * The fields that a format's specification names, by their paths in its files (`annotations[].bbox`,
 * `object/pose`): each is kept or not read. A field of a file that is named nowhere is not read
 * either, and counted under its own path.
 */
export interface FormatFields {
  /** What each place of a file holds, in the singular: `annotations[].` → "annotation". */
  readonly places: Readonly<Record<string, string>>;
  /** What becomes of the fields that are kept: `annotations[].bbox` → "box". */
  readonly kept: Readonly<Record<string, string>>;
  /** Fields that are known and not read. */
  readonly notRead: readonly string[];
  /** Places of which every field that is not named is kept, and what becomes of it. */
  readonly rest?: Readonly<Record<string, string>>;
  /**
   * Values of fields that say nothing, as the format's own tools write them where nobody said
   * anything: `object/truncated` → ["0"]. Texts and lists without anything in them say nothing.
   */
  readonly unsaid?: Readonly<Record<string, readonly string[]>>;
}

/**
 * The fields of a format in a reading of other data than the format's own.
 *
 * @param kept what is kept of it beside the rest
 * @param left fields that only the format's own reading keeps
 */
export function fieldsInstead(
  fields: FormatFields,
  kept: Readonly<Record<string, string>>,
  left: readonly string[] = [],
): FormatFields {
  const stays = Object.entries(fields.kept).filter(([path]) => !left.includes(path));
  return {
    ...fields,
    kept: { ...Object.fromEntries(stays), ...kept },
    notRead: [...fields.notRead.filter((path) => !Object.hasOwn(kept, path)), ...left],
  };
}

/** A place in a file; a function where it is made for the first alone. */
type Where = string | (() => string);

/** Counts the fields of a file that are not read. */
export interface FieldCounter {
  /**
   * Counts the fields of a record that say something and are not kept.
   *
   * @param place one of the format's places; a field's path is this and its name
   */
  record(place: string, record: Readonly<Record<string, unknown>>, where: Where): void;
  /** Counts one field, so many times, where its value says something and it is not kept. */
  field(place: string, name: string, value: unknown, where: Where, times?: number): void;
  /** Fields in the order in which they were found first. */
  finish(): readonly FieldNotRead[];
}

/** So many fields are told apart, so that odd files cannot fill the memory. */
const MOST_FIELDS = 256;

/** What becomes of a field. */
interface FieldRule {
  readonly path: string;
  readonly isKept: boolean;
  /** Whether it is kept where it is one value, and no list or object. */
  readonly isAttribute: boolean;
  readonly unsaid: readonly string[] | undefined;
}

export function createFieldCounter(fields: FormatFields): FieldCounter {
  const { places, kept, unsaid = {}, rest = {} } = fields;
  const notRead = new Set(fields.notRead);
  const rulesOf = new Map<string, Map<string, FieldRule>>();
  const found = new Map<string, { readonly in: string; readonly where: string; count: number }>();

  const ruleOf = (rules: Map<string, FieldRule>, place: string, name: string): FieldRule => {
    let rule = rules.get(name);
    if (rule === undefined) {
      const path = place + name;
      rule = {
        path,
        isKept: Object.hasOwn(kept, path),
        isAttribute: Object.hasOwn(rest, place) && !notRead.has(path),
        unsaid: Object.hasOwn(unsaid, path) ? unsaid[path] : undefined,
      };
      if (rules.size < MOST_FIELDS) rules.set(name, rule);
    }
    return rule;
  };
  const rulesAt = (place: string): Map<string, FieldRule> => {
    let rules = rulesOf.get(place);
    if (rules === undefined) {
      rules = new Map();
      rulesOf.set(place, rules);
    }
    return rules;
  };
  const see = (
    { path, isKept, isAttribute, unsaid }: FieldRule,
    place: string,
    value: unknown,
    where: Where,
    times: number,
  ): void => {
    if (isKept || (isAttribute && typeof value !== "object") || saysNothing(value)) return;
    if (unsaid?.includes(typeof value === "object" ? JSON.stringify(value) : String(value))) return;
    const key = found.has(path) || found.size < MOST_FIELDS ? path : `${place}…`;
    const known = found.get(key);
    if (known !== undefined) known.count += times;
    else {
      const first = typeof where === "string" ? where : where();
      found.set(key, { in: places[place] ?? "record", where: first, count: times });
    }
  };

  return {
    field(place, name, value, where, times = 1) {
      if (times > 0) see(ruleOf(rulesAt(place), place, name), place, value, where, times);
    },
    record(place, record, where) {
      const rules = rulesAt(place);
      for (const name in record) see(ruleOf(rules, place, name), place, record[name], where, 1);
    },
    finish: () => [...found].map(([field, counted]) => ({ field, ...counted })),
  };
}

/** Whether a format names a field, as kept or as not read. */
export function namesField({ kept, notRead }: FormatFields, path: string): boolean {
  return Object.hasOwn(kept, path) || notRead.includes(path);
}

/** Whether there is nothing in a value: no text, no item, or items without anything in them. */
function saysNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === "string") return value.trim() === "";
  return typeof value === "object" && Object.values(value).every(saysNothing);
}

/** What was not read in several files, as one list. */
export function joinNotRead(
  lists: readonly (readonly FieldNotRead[] | undefined)[],
): readonly FieldNotRead[] {
  const joined = new Map<string, FieldNotRead>();
  for (const one of lists.flatMap((list) => list ?? [])) {
    const known = joined.get(one.field);
    joined.set(one.field, known === undefined ? one : { ...known, count: known.count + one.count });
  }
  return [...joined.values()];
}
