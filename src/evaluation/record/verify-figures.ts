import { isHomegroundError } from "../../core/errors.js";
import { canonicalJson, type Json } from "../../records/canonical-json.js";
import type { RecordClaim, TransparencyRecord } from "../../records/record-types.js";
import type { ScopeProfile } from "../../transfer/scope/profile-types.js";
import type { ProblemList } from "./problem-list.js";
import { claimsByKey, type RecordFigures } from "./record-figures.js";

const FIELDS = [
  ...["value", "low", "high", "level", "method", "n", "defined", "unit", "clusters", "warnings"],
] as const satisfies readonly (keyof RecordClaim)[];

/**
 * Compares the figures of a record with those computed again, with equality. A claim that the record
 * itself calls not recomputable is none that differs.
 *
 * @param tolerance by how much of itself a number may differ: 0 where the same engine computes, 1e-9
 *   in pages, whose engines may round logarithms and roots in the last digit otherwise
 * @returns claims that were compared and are equal
 */
export function compareFigures(
  record: TransparencyRecord,
  computed: RecordFigures,
  problems: ProblemList,
  tolerance = 0,
): number {
  let equal = 0;
  const stated = claimsByKey(record.claims);
  const byKey = claimsByKey(computed.claims);
  let i = -1;
  for (const [key, claim] of stated) {
    i++;
    if (!claim.recomputable) continue;
    const again = byKey.get(key);
    const place = `claims[${i}]`;
    if (again === undefined) {
      const what = `the record states ${claim.metric}, which what is published does not give`;
      problems.add("record/claim-differs", what, place);
      continue;
    }
    const differing = FIELDS.filter((field) => !same(claim[field], again[field], tolerance));
    if (differing.length === 0) equal++;
    for (const field of differing) {
      const what = `${claim.metric}: the record states ${field} ${inShort(claim[field])}, and ${inShort(again[field])} is computed`;
      problems.add("record/claim-differs", what, place);
    }
  }
  const left = [...byKey].filter(([key]) => !stated.has(key)).map(([, { metric }]) => metric);
  if (left.length > 0) {
    const what = `${left.length} figures are computed that the record does not state: ${left.slice(0, 5).join(", ")}`;
    problems.add("record/claim-differs", what, "claims");
  }
  const [first] = stated.keys();
  if (first !== undefined && first !== byKey.keys().next().value) {
    problems.add("record/claim-differs", "the figures are in another order", "claims");
  }
  for (const part of ["confusion", "clusters"] as const) {
    if (same(record[part], computed[part], 0)) continue;
    problems.add(
      "record/claim-differs",
      `${part} computed again ${part === "confusion" ? "is" : "are"} other than stated`,
      part,
    );
  }
  return equal;
}

/** Compares the profile with that of the manifest's attributes. */
export function compareProfiles(
  stated: ScopeProfile | null,
  computed: ScopeProfile | null,
  problems: ProblemList,
  tolerance = 0,
): void {
  if (same(stated, computed, tolerance)) return;
  const names = (profile: ScopeProfile | null) =>
    new Map((profile?.attributes ?? []).map((one) => [one.name, one] as const));
  const [before, after] = [names(stated), names(computed)];
  const differing = [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => !same(before.get(name) ?? null, after.get(name) ?? null, tolerance),
  );
  const what =
    differing.length > 0
      ? `what the images are like differs from the manifest in ${differing.slice(0, 5).join(", ")}`
      : "what the images are like differs from the manifest";
  problems.add("record/claim-differs", what, "profile");
}

function same(a: unknown, b: unknown, tolerance: number): boolean {
  if (tolerance > 0) return near(a, b, tolerance);
  try {
    return canonicalJson(a as Json) === canonicalJson(b as Json);
  } catch (error) {
    if (isHomegroundError(error)) return false; // a text that has no canonical form
    throw error;
  }
}

/** Equal in everything but the last digits of numbers. */
function near(a: unknown, b: unknown, tolerance: number): boolean {
  if (typeof a === "number" && typeof b === "number") {
    return a === b || Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b));
  }
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [own, other] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  if (own.size !== other.size) return false;
  return [...own].every(([key, value]) => other.has(key) && near(value, other.get(key), tolerance));
}

function inShort(value: unknown): string {
  const text = Array.isArray(value) ? `[${value.join(", ")}]` : String(value);
  return text.length <= 120 ? text : `${text.slice(0, 117)}…`;
}
