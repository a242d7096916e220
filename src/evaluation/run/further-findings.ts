import type { Findings } from "../../analyses/analysis.js";
import { canBeDrawn } from "../../metrics/drawn-estimate.js";
import type { ResultEstimate } from "../../results/result.js";
import { taskOf } from "../../tasks/registry.js";
import type { DesignInUse } from "../drawn-design.js";
import {
  detailReferences,
  distinct,
  estimate,
  estimateBy,
  headlineReference,
  toResultEstimate,
} from "../estimates.js";
import type { HeadlineBasis } from "../headline-basis.js";
import type { EvaluateRequest } from "../request.js";

/** What is reported beside the headline: other metrics, what analyses find, the headline by resampling. */
export function furtherEstimates(
  basis: HeadlineBasis,
  findings: readonly Findings[],
  request: EvaluateRequest,
  design: DesignInUse | null,
): ResultEstimate[] {
  const { outcomes, headline } = basis;
  const details = distinct([
    ...headline,
    headlineReference(outcomes),
    ...detailReferences(outcomes, request.positive),
  ]).slice(headline.length);
  return [
    ...details.flatMap((reference) => {
      if (design === null) return [estimate(outcomes, reference, "detail", request)];
      if (design.isStrict && !canBeDrawn(reference)) return [];
      const estimator = design.estimator(outcomes, reference, basis.rows.units);
      return [estimateBy(estimator, "detail", outcomes.unit, request)];
    }),
    ...findings.flatMap(({ estimates = [] }) => estimates),
    ...bootstrapped(basis, request),
  ];
}

/** The headline once more, with intervals by resampling; the verdict never uses them. */
function bootstrapped(
  { outcomes, headline, figure }: HeadlineBasis,
  { interval, level, seed }: EvaluateRequest,
): ResultEstimate[] {
  if (interval === null || interval === "none") return [];
  const options = { ...interval, level, seed };
  const together = headline.filter((reference) => figure(reference) === outcomes);
  const found = new Map(
    taskOf(outcomes.kind)
      .bootstrap(outcomes, together, options)
      .map((one, i) => [together[i]!, one]),
  );
  return headline.map((reference) => {
    const detail =
      found.get(reference) ??
      taskOf(outcomes.kind).bootstrap(figure(reference), [reference], options)[0]!;
    return toResultEstimate(reference, detail, "detail", outcomes.unit);
  });
}
