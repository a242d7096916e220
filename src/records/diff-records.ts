import { canonicalJson, type Json } from "../core/canonical-json.js";
import type { RecordClaim, TransparencyRecord } from "./record/record-types.js";

/** One thing that differs between two records. */
export interface RecordDifference {
  readonly category: DifferenceCategory;
  /** `claims: accuracy`, `construct.labelling`; the name of an image. */
  readonly place: string;
  readonly kind: "added" | "removed" | "changed";
  /** As short texts; null where there is none on that side. */
  readonly before: string | null;
  readonly after: string | null;
}

export type DifferenceCategory =
  | "identity"
  | "model"
  | "figures"
  | "settings"
  | "images"
  | "scope"
  | "statements"
  | "files"
  | "signatures";

/** In this order they are told. */
export const DIFFERENCE_CATEGORIES: readonly DifferenceCategory[] = [
  ...(["identity", "model", "figures", "images", "settings"] as const),
  ...(["scope", "statements", "files", "signatures"] as const),
];

const CATEGORY_OF: Readonly<Record<keyof TransparencyRecord, DifferenceCategory>> = {
  schema: "identity",
  id: "identity",
  state: "identity",
  title: "identity",
  version: "identity",
  previous: "identity",
  openness: "identity",
  software: "identity",
  task: "settings",
  unit: "settings",
  seed: "settings",
  settings: "settings",
  model: "model",
  training: "statements",
  files: "files",
  features: "files",
  hashes: "files",
  counts: "images",
  claims: "figures",
  confusion: "figures",
  clusters: "figures",
  overlap: "figures",
  profile: "scope",
  scope: "scope",
  facts: "statements",
  construct: "statements",
  caveats: "statements",
  signatures: "signatures",
};

/**
 * Everything in which record `b` differs from record `a`, field by field; figures metric by metric,
 * lists of words entry by entry. Images are not in a record: {@link diffImages}.
 */
export function diffRecords(a: TransparencyRecord, b: TransparencyRecord): RecordDifference[] {
  const found: RecordDifference[] = [];
  for (const key of Object.keys(CATEGORY_OF) as (keyof TransparencyRecord)[]) {
    const category = CATEGORY_OF[key];
    if (key === "claims") found.push(...diffClaims(a.claims, b.claims));
    else if (key === "caveats") {
      const words = (record: TransparencyRecord) => record.caveats.map((one) => one.words);
      found.push(...diffSets(category, "caveats", words(a), words(b)));
    } else if (key === "signatures") {
      const keys = (record: TransparencyRecord) => record.signatures.map((one) => one.publicKey);
      found.push(...diffSets(category, "signatures", keys(a), keys(b)));
    } else if (key === "training") {
      found.push(...diffFields(category, key, a.training ?? {}, b.training ?? {}));
    } else if (DEEP.has(key)) found.push(...diffFields(category, key, a[key], b[key]));
    else if (!same(a[key], b[key])) found.push(changed(category, key, a[key], b[key]));
  }
  const order = (one: RecordDifference): number => DIFFERENCE_CATEGORIES.indexOf(one.category);
  return found.sort((x, y) => order(x) - order(y));
}

/** Compared field by field. */
const DEEP: ReadonlySet<keyof TransparencyRecord> = new Set([
  ...(["software", "settings", "model", "files", "hashes", "counts"] as const),
  ...(["scope", "facts", "construct"] as const),
]);

function diffClaims(
  a: readonly RecordClaim[],
  b: readonly RecordClaim[],
): readonly RecordDifference[] {
  const [before, after] = [keyed(a), keyed(b)];
  const found: RecordDifference[] = [];
  for (const [key, claim] of before) {
    const other = after.get(key);
    if (other === undefined) {
      found.push(difference("figures", `claims: ${key}`, "removed", figureText(claim), null));
    } else if (!same(claim, other)) {
      const [old, now] = [figureText(claim), figureText(other)];
      if (old !== now) found.push(difference("figures", `claims: ${key}`, "changed", old, now));
      else found.push(...diffFields("figures", `claims: ${key}`, claim, other));
    }
  }
  for (const [key, claim] of after) {
    if (before.has(key)) continue;
    found.push(difference("figures", `claims: ${key}`, "added", null, figureText(claim)));
  }
  return found;
}

/** A metric that is stated more than once has its number behind it. */
function keyed(claims: readonly RecordClaim[]): Map<string, RecordClaim> {
  const byKey = new Map<string, RecordClaim>();
  for (const claim of claims) {
    let key = claim.metric;
    for (let n = 2; byKey.has(key); n++) key = `${claim.metric} (${n})`;
    byKey.set(key, claim);
  }
  return byKey;
}

function figureText({ value, low, high, n }: RecordClaim): string {
  const digits = (one: number | null) => (one === null ? "–" : String(Number(one.toPrecision(6))));
  return `${digits(value)} [${digits(low)}, ${digits(high)}], n ${n}`;
}

function diffSets(
  category: DifferenceCategory,
  place: string,
  a: readonly string[],
  b: readonly string[],
): RecordDifference[] {
  const [before, after] = [new Set(a), new Set(b)];
  return [
    ...[...before]
      .filter((one) => !after.has(one))
      .map((one) => difference(category, place, "removed", one, null)),
    ...[...after]
      .filter((one) => !before.has(one))
      .map((one) => difference(category, place, "added", null, one)),
  ];
}

function diffFields(
  category: DifferenceCategory,
  place: string,
  a: unknown,
  b: unknown,
): RecordDifference[] {
  const fields = (value: unknown) => value as Readonly<Record<string, unknown>>;
  const keys = new Set([...Object.keys(fields(a)), ...Object.keys(fields(b))]);
  return [...keys].sort().flatMap((key) => {
    const own = (value: unknown) =>
      Object.hasOwn(fields(value), key) ? (fields(value)[key] ?? null) : null;
    const [before, after] = [own(a), own(b)];
    return same(before, after) ? [] : [changed(category, `${place}.${key}`, before, after)];
  });
}

function changed(
  category: DifferenceCategory,
  place: string,
  a: unknown,
  b: unknown,
): RecordDifference {
  const kind = a === null ? "added" : b === null ? "removed" : "changed";
  return difference(category, place, kind, shortText(a), shortText(b));
}

function difference(
  category: DifferenceCategory,
  place: string,
  kind: RecordDifference["kind"],
  before: string | null,
  after: string | null,
): RecordDifference {
  return { category, place, kind, before, after };
}

function same(a: unknown, b: unknown): boolean {
  return canonicalJson(a as Json) === canonicalJson(b as Json);
}

function shortText(value: unknown): string | null {
  if (value === null) return null;
  const text = typeof value === "string" ? value : canonicalJson(value as Json);
  return text.length <= 200 ? text : `${text.slice(0, 197)}…`;
}
