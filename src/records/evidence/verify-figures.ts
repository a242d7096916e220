import { agreed } from "../../core/agreed.js";
import { canonicalJson, type Json } from "../../core/canonical-json.js";
import { isHomegroundError } from "../../core/errors.js";
import type { ScopeProfile } from "../../dataset/profile/profile-types.js";
import type { RecordClaim, TransparencyRecord } from "../record/record-types.js";
import type { ProblemList } from "./problem-list.js";
import { claimsByKey, type RecordFigures } from "./record-figures.js";

const FIELDS = [
  "value",
  "low",
  "high",
  "level",
  "method",
  "n",
  "defined",
  "unit",
  "clusters",
  "warnings",
] as const satisfies readonly (keyof RecordClaim)[];

/**
 * Compares the figures of a record with those computed again, with equality, in a page too: every
 * engine gives the same bits. A claim that the record itself calls not recomputable is none that
 * differs.
 *
 * @returns claims that were compared and are equal
 */
export function compareFigures(
  record: TransparencyRecord,
  computed: RecordFigures,
  problems: ProblemList,
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
    const differing = FIELDS.filter((field) => !same(claim[field], again[field]));
    if (differing.length === 0) equal++;
    for (const field of differing) {
      const what = `${claim.metric}: the record states ${field} ${inShort(claim[field])}, and ${inShort(again[field])} is computed`;
      problems.add("record/claim-differs", what, place);
    }
  }
  const left = [...byKey].filter(([key]) => !stated.has(key)).map(([, { metric }]) => metric);
  if (left.length > 0) {
    const what = `${agreed(left.length, "figure is", "figures are")} computed that the record does not state: ${left.slice(0, 5).join(", ")}`;
    problems.add("record/claim-differs", what, "claims");
  }
  const [first] = stated.keys();
  if (first !== undefined && first !== byKey.keys().next().value) {
    problems.add("record/claim-differs", "the figures are in another order", "claims");
  }
  for (const part of ["confusion", "clusters"] as const) {
    if (same(record[part], computed[part])) continue;
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
): void {
  if (same(stated, computed)) return;
  const names = (profile: ScopeProfile | null) =>
    new Map((profile?.attributes ?? []).map((one) => [one.name, one] as const));
  const [before, after] = [names(stated), names(computed)];
  const differing = [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => !same(before.get(name) ?? null, after.get(name) ?? null),
  );
  const what =
    differing.length > 0
      ? `what the images are like differs from the manifest in ${differing.slice(0, 5).join(", ")}`
      : "what the images are like differs from the manifest";
  problems.add("record/claim-differs", what, "profile");
}

function same(a: unknown, b: unknown): boolean {
  try {
    return canonicalJson(a as Json) === canonicalJson(b as Json);
  } catch (error) {
    if (isHomegroundError(error)) return false; // a text that has no canonical form
    throw error;
  }
}

function inShort(value: unknown): string {
  const text = Array.isArray(value) ? `[${value.join(", ")}]` : String(value);
  return text.length <= 120 ? text : `${text.slice(0, 117)}…`;
}
