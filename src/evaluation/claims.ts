import { HomegroundError } from "../core/errors.js";
import { describeReference, formatReference, parseReference } from "../metrics/reference.js";
import type { Claim, ClaimMetrics } from "../transfer/claim.js";
import { claimsFromFile } from "../transfer/claim-sources.js";
import { parseClaim, parseRequirement } from "../transfer/claim-text.js";
import { claimsFromModelCard } from "./claim-card/card-claims.js";
import type { LocalClasses } from "./claim-record/claim-record.js";
import { claimsFromRecord } from "./claim-record/record-claims.js";
import type { EvaluateRequest } from "./request.js";

/**
 * All claims and requirements of a request, in the order given.
 *
 * @param classes names that a `class` parameter may have; null where they are not known yet
 * @param here the classes that records are brought to; null where they are not known yet
 * @throws HomegroundError `claim/…`, `metric/…`, `record/…`, `input/bad-shape`, `usage/bad-option` when one
 *   metric is claimed twice
 */
export function readClaims(
  request: EvaluateRequest,
  classes: readonly string[] | null,
  here: LocalClasses | null = null,
): Claim[] {
  const metrics = claimMetrics(classes);
  const { tolerance } = request;
  const claims = [
    ...request.claims.map((text) => parseClaim(text, { metrics, tolerance })),
    ...request.claimFiles.flatMap(({ source, json }) =>
      claimsFromFile(json, { metrics, tolerance, where: source }),
    ),
    ...request.claimCards.flatMap((card) =>
      claimsFromModelCard(card, { metrics, tolerance, task: request.task }),
    ),
    ...request.claimRecords.flatMap((record) =>
      claimsFromRecord(record, {
        ...{ metrics: claimMetrics(null), tolerance, task: request.task, here },
      }),
    ),
    ...request.requirements.map((text) => parseRequirement(text, metrics)),
  ];
  const seen = new Set<string>();
  for (const { metric, evidence } of claims) {
    const key = `${evidence.kind === "requirement" ? "limit" : "claim"} on ${metric}`;
    if (seen.has(key)) {
      throw new HomegroundError("usage/bad-option", {
        what: `there are two ${key.replace(" on", "s on")}`,
        where: "--claim, --require",
        fix: "Give one for each metric",
      });
    }
    seen.add(key);
  }
  return claims;
}

/** What the reading of claims needs to know of metrics, for evaluations with these classes. */
export function claimMetrics(classes: readonly string[] | null): ClaimMetrics {
  return {
    parse: (text, where) => parseReference(text, classes === null ? { where } : { where, classes }),
    format: formatReference,
    describe: describeReference,
  };
}
