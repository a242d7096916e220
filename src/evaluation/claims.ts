import type { Claim } from "../claims/claim.js";
import { claimsFromFile } from "../claims/claim-sources.js";
import { parseClaim, parseRequirement } from "../claims/claim-text.js";
import { HomegroundError } from "../core/errors.js";
import type { LabelSet } from "../core/label-set.js";
import type { TruthMap } from "../dataset/truth-map.js";
import type { MetricReference } from "../metrics/estimate-types.js";
import { metricOf } from "../metrics/lookup.js";
import { createClassList } from "../outcomes/class-list.js";
import { claimInWords } from "../reports/claim-words.js";
import { CLAIM_WORDS } from "../reports/words/claims.js";
import { taskOf } from "../tasks/registry.js";
import { predictionsOneLabel } from "../tasks/task.js";
import { claimsFromModelCard } from "./claim-card/card-claims.js";
import type { LocalClasses } from "./claim-record/claim-record.js";
import { claimsFromRecord } from "./claim-record/record-claims.js";
import type { EvaluateRequest } from "./request.js";
import { askedMetrics, claimMetrics, typedMetrics } from "./typed-metrics.js";

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
  const { metrics: typed } = typedMetrics(request, classes);
  const { tolerance } = request;
  const assumed = taskOf(request.task).assumedMeasure;
  const typedClaim = (claim: Claim): Claim => withReading(notSigned(claim));
  const stated = [
    ...request.claimFiles.flatMap(({ source, json }) =>
      claimsFromFile(json, { metrics, tolerance, where: source }),
    ),
    ...request.claimCards.flatMap((card) =>
      claimsFromModelCard(card, { metrics, tolerance, task: request.task }),
    ),
    ...request.claimRecords.flatMap((record) =>
      claimsFromRecord(record, {
        metrics: claimMetrics(null),
        tolerance,
        task: request.task,
        here,
      }),
    ),
  ];
  const claims = [
    ...request.claims.map((text) =>
      typedClaim(parseClaim(text, { metrics: typed, tolerance, assumed })),
    ),
    ...stated.filter((claim) => !isSigned(claim)),
    ...request.requirements.map((text) => typedClaim(parseRequirement(text, typed))),
  ];
  const seen = new Set<string>();
  for (const { metric, evidence } of claims) {
    const key = `${evidence.kind === "requirement" ? "limit" : "claim"} on ${metric}`;
    if (seen.has(key)) {
      throw new HomegroundError("usage/bad-option", {
        what: `there are two ${key.replace(" on", "s on")}`,
        where: { command: "--claim, --require", app: "Your question" },
        fix: "Give one for each metric",
      });
    }
    seen.add(key);
  }
  return claims;
}

/** Whether a claim is about a figure that is best at 0: no side of it is the better one. */
function isSigned({ reference }: Claim): boolean {
  return metricOf(reference).isSigned === true;
}

/** Records state such figures beside others; nobody can ask for one. @throws HomegroundError `claim/signed` */
function notSigned(claim: Claim): Claim {
  if (!isSigned(claim)) return claim;
  throw new HomegroundError("claim/signed", {
    what: `${claim.metric} is best at 0 and may be off to either side: no value of it is better than another`,
    where: claim.source,
    fix: "Claim count-mae, and look at its range in the report",
  });
}

/** Metrics that texts of a request name, its files and records left out. */
export function askedReferences(request: EvaluateRequest): MetricReference[] {
  const texts = { ...request, claimFiles: [], claimRecords: [], claimCards: [] };
  return [
    ...readClaims(texts, null).map(({ reference }) => reference),
    ...askedMetrics(request, null),
  ];
}

/** A claim that was written otherwise than it is stored says how it was read. */
function withReading(claim: Claim): Claim {
  if (claim.isInterpreted !== true) return claim;
  const what = CLAIM_WORDS.readAs({ typed: claim.source, read: claimInWords(claim) });
  return { ...claim, notes: [{ code: "claim/read-as", what }] };
}

/** The classes that an evaluation will have, before any prediction; null where only the predictions tell. */
export function classesToCome(
  { task }: Pick<EvaluateRequest, "task">,
  labels: LabelSet,
  { truthNames, classNames }: Pick<TruthMap, "truthNames" | "classNames">,
): readonly string[] | null {
  if (!predictionsOneLabel(taskOf(task))) return null;
  return createClassList(labels, truthNames, classNames).classes;
}
