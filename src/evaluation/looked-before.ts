import type { Claim } from "../claims/claim.js";
import { isRecord } from "../formats/json/json-values.js";

/** The warning of a verdict that is a further look. */
export const LOOKED_BEFORE = "interval/looked-before";

/** What an earlier result says of looks at claims; the rest of it does not matter. */
export interface EarlierLook {
  readonly verdicts: readonly unknown[];
  readonly estimates: readonly unknown[];
}

/**
 * Whether an earlier result judged the same claim or requirement on other data: then the error rates of
 * one look do not hold, and it is judged at a stricter level (METHODS §4.4, METHODS-2 A9). The same run
 * again is no further look. A further look stays one: made once more, it must not become a first one.
 *
 * @param earlier parsed `result.json`, of whatever shape; null where there is none
 * @param local what the claim's metric is now
 */
export function lookedBefore(
  earlier: unknown,
  claim: Claim,
  local: { readonly value: number | null; readonly n: number },
): boolean {
  const kind = claim.evidence.kind === "requirement" ? "requirement" : "claim";
  const judged = entries(earlier, "verdicts").find(
    (verdict) =>
      verdict["metric"] === claim.metric &&
      isRecord(verdict["claim"]) &&
      verdict["claim"]["kind"] === kind &&
      verdict["claim"]["value"] === claim.value,
  );
  if (judged === undefined) return false;
  const { warnings } = judged;
  if (Array.isArray(warnings) && warnings.includes(LOOKED_BEFORE)) return true;
  const before = entries(earlier, "estimates").find(
    ({ metric, slice }) => metric === claim.metric && (slice ?? null) === null,
  );
  return before !== undefined && (before["value"] !== local.value || before["n"] !== local.n);
}

function entries(
  earlier: unknown,
  name: keyof EarlierLook,
): readonly Readonly<Record<string, unknown>>[] {
  if (!isRecord(earlier)) return [];
  const list = earlier[name];
  return Array.isArray(list) ? list.filter(isRecord) : [];
}
