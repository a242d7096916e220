import { HomegroundError } from "../core/errors.js";
import type { Sha256 } from "../core/json-values.js";
import type { VerifiedStep } from "../records/evidence/verify-record.js";
import type { TransparencyRecord } from "../records/record/record-types.js";
import type { Provenance } from "./ledger.js";
import type { SharedResult } from "./shared-result.js";

/** A record that a sender made of the run behind a shared result, and what of it was checked. */
export interface SendersRecord {
  readonly record: TransparencyRecord;
  /** See `evidenceOf`; null where the record does not tell its images. */
  readonly evidence: Sha256 | null;
  readonly steps: readonly VerifiedStep[];
  /** Names it in messages. */
  readonly source: string;
}

/**
 * Who vouches for a result that comes with a record of its own: `recomputable` where its figures came out
 * again of the record's outcomes, `verified` where these images were read as well.
 *
 * @throws HomegroundError `ledger/not-proven` where the record does not say what the result says
 */
export function provenanceOf(shared: SharedResult, sent: SendersRecord): Provenance {
  const { record, steps, source } = sent;
  const different = differenceOf(shared, sent);
  const isEqual = (step: VerifiedStep["step"]) =>
    steps.some((one) => one.step === step && one.outcome === "equal");
  const what = different ?? (isEqual("figures") ? null : "its figures cannot be counted again");
  if (what !== null) {
    throw new HomegroundError("ledger/not-proven", {
      what: `the record does not prove the result: ${what}`,
      where: source,
      fix: "Ask its sender for the record of the same run, or add the result as told",
    });
  }
  const isOfImages = shared.evidence !== null && shared.evidence === sent.evidence;
  return isOfImages && isEqual("images") && record.openness === "open"
    ? "verified"
    : "recomputable";
}

/** The first thing that record and result say differently; null where there is none. */
function differenceOf(
  { task, model, counts, figures, evidence: own }: SharedResult,
  { record, evidence }: SendersRecord,
): string | null {
  if (record.task !== task) return `it is of the task ${record.task}`;
  if (record.model.sha256 !== model) return "it is of another model";
  if (record.counts.scored !== counts.scored) return `it has ${record.counts.scored} scored images`;
  if (own !== null && evidence !== null && own !== evidence) return "it is of other images";
  for (const { metric, value, low, high, n } of figures) {
    const claim = record.claims.find((one) => one.metric === metric);
    if (claim === undefined) return `it has no ${metric}`;
    const isSame = claim.value === value && claim.low === low && claim.high === high;
    if (!isSame || claim.n !== n) return `its ${metric} is another`;
    if (!claim.recomputable) return `its ${metric} cannot be counted again`;
  }
  return null;
}
