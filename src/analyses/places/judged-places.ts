import { unitsByLevel } from "../../claims/attribute-levels.js";
import { checkClaims } from "../../claims/claim-check.js";
import { type EvaluatedOutcomes, estimatorOf } from "../../evaluation/evaluated-outcomes.js";
import type { Evaluation } from "../../evaluation/evaluation.js";
import { LOOKED_BEFORE } from "../../evaluation/looked-before.js";
import type { Estimator } from "../../metrics/estimate-types.js";
import { parseReference } from "../../metrics/reference.js";
import type { JudgedPlace, JudgedPlaces } from "../../results/report-input.js";
import { simultaneousLevel } from "../../statistics/simultaneous.js";
import { placeAttribute } from "./place-attribute.js";
import { clustersInside, shownPlaces } from "./place-facts.js";

/**
 * The first claim at each place, or the headline figure where nothing is claimed: judged as the claim is
 * at all images, but at 1 − (1 − level)/m for m places, so that the ranges hold together and all
 * verdicts share one error (Bonferroni; METHODS §4, §10 step 2).
 *
 * No verdict where looks are many, since each of these is for one, nor where labelled images without a
 * prediction could turn it.
 *
 * @returns null where no attribute is a place, fewer than two are there, or no ranges are wanted
 */
export function judgedPlaces(
  evaluation: Pick<
    Evaluation,
    "outcomes" | "question" | "request" | "attributes" | "claims" | "result"
  >,
): JudgedPlaces | null {
  const { outcomes, request, claims, result } = evaluation;
  const place = placeAttribute(evaluation);
  if (place === null || request.interval === "none") return null;
  const { shown, group } = shownPlaces(place);
  const [headline] = result.estimates;
  const metric = claims[0]?.metric ?? headline?.metric;
  if (shown.length < 2 || metric === undefined) return null;

  const { units } = clustersInside(evaluation, group);
  const { cluster, clusterCount } = units;
  const inside: EvaluatedOutcomes = { ...outcomes, cluster, clusterCount };
  const [claim] = claims;
  const [verdict] = result.verdicts;
  const asked =
    claim === undefined || verdict === undefined || request.anytime || verdict.unanswered
      ? null
      : { claim, lookedBefore: verdict.warnings.includes(LOOKED_BEFORE) };
  const reference = claim?.reference ?? parseReference(metric);
  const level = simultaneousLevel(request.level, shown.length);
  const own = unitsByLevel(group.of, shown.length);
  const verdictOn = (local: Estimator): JudgedPlace["verdict"] =>
    asked === null ? null : checkClaims([{ ...asked, local }], { level })[0]!.verdict;
  return {
    attribute: place.name,
    metric,
    level: request.level,
    unit: outcomes.unit,
    places: shown.map((code, g): JudgedPlace => {
      const local = estimatorOf(inside, reference, own[g]);
      const { value, low, high, n } = local.at(level);
      return { place: place.levels[code]!, n, value, low, high, verdict: verdictOn(local) };
    }),
    more: place.levels.length - shown.length,
  };
}
