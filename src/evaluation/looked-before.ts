import type { Claim } from "../transfer/claim.js";

/**
 * Whether an earlier result of this folder judged the same claim on other data: then the error rates
 * of one look do not hold (METHODS §4.4). The same run again is no second look.
 *
 * @param earlier parsed `result.json`, of whatever shape; null where there is none
 * @param local what the claim's metric is now
 */
export function lookedBefore(
  earlier: unknown,
  claim: Claim,
  local: { readonly value: number | null; readonly n: number },
): boolean {
  if (claim.evidence.kind === "requirement") return false;
  const judged = entries(earlier, "verdicts").some(
    (verdict) =>
      verdict["metric"] === claim.metric &&
      isObject(verdict["claim"]) &&
      verdict["claim"]["value"] === claim.value,
  );
  if (!judged) return false;
  const before = entries(earlier, "estimates").find(
    ({ metric, slice }) => metric === claim.metric && (slice ?? null) === null,
  );
  return before !== undefined && (before["value"] !== local.value || before["n"] !== local.n);
}

function entries(
  earlier: unknown,
  name: "verdicts" | "estimates",
): readonly Readonly<Record<string, unknown>>[] {
  if (!isObject(earlier)) return [];
  const list = earlier[name];
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
