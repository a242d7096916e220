import type { Claim } from "../../claims/claim.js";
import { rememberLevels } from "../../claims/claim-check.js";
import {
  type CompletedFigure,
  type CompletedVerdict,
  survivingUnanswered,
} from "../../claims/unanswered-verdict.js";
import type { Estimator, MetricReference } from "../../metrics/estimate-types.js";
import type { Completion } from "../../metrics/unanswered/complete-outcomes.js";
import type { ResultVerdict } from "../../results/result.js";
import type { Unanswered } from "../../tasks/unanswered/unanswered.js";
import { type EvaluatedOutcomes, estimatorOf } from "../evaluated-outcomes.js";
import { type JudgedOutcomes, verdicts } from "../judge.js";
import type { EvaluateRequest } from "../request.js";

/** Units in the order in which they are looked at. */
export type LookOrderOf = (units: {
  readonly image: Int32Array;
  readonly row: Int32Array;
  readonly cluster: Int32Array | null;
}) => Int32Array;

/** How verdicts are given: what `verdicts` wants beside claims and outcomes. */
export interface Judging {
  readonly request: Pick<
    EvaluateRequest,
    "level" | "anytime" | "lookOrder" | "cluster" | "worstSite" | "unanswered"
  >;
  readonly orderOf: LookOrderOf;
  /** The estimator of a claim's metric. @param rows row of the labels of each unit; default: counted alike */
  readonly estimator?: (
    outcomes: EvaluatedOutcomes,
    reference: MetricReference,
    rows: Int32Array,
  ) => Estimator;
  /** The result that an earlier run left, parsed; null where there is none. */
  readonly earlier: unknown;
}

/** The answered units, as verdicts see them. */
export interface AnsweredUnits {
  readonly outcomes: EvaluatedOutcomes;
  readonly image: Int32Array;
  readonly row: Int32Array;
}

/**
 * Verdicts that survive whatever the images without an answer may be; with silence an error, verdicts
 * on the worst completion.
 */
export function judgeWithUnanswered(
  claims: readonly Claim[],
  answered: AnsweredUnits,
  unanswered: Unanswered | null,
  judging: Judging,
): ResultVerdict[] {
  const { request, orderOf, earlier } = judging;
  const { outcomes } = answered;
  const { estimator = estimatorOfAll } = judging;
  const judged = (
    of: EvaluatedOutcomes,
    { reference }: Claim,
    row: Int32Array,
  ): JudgedOutcomes => ({
    outcomes: of,
    local: rememberLevels(estimator(of, reference, row)),
  });
  const ofAnswered = (claim: Claim): JudgedOutcomes => judged(outcomes, claim, answered.row);
  const judgeAnswered = (some: readonly Claim[]): ResultVerdict[] =>
    verdicts(
      some,
      ofAnswered,
      () => orderOf({ ...answered, cluster: outcomes.cluster }),
      request,
      earlier,
    );
  if (unanswered === null) return judgeAnswered(claims);

  const { units, images } = unanswered;
  const complete = (side: Completion, some: readonly Claim[]) => {
    const of = new Map(
      some.flatMap((claim) => {
        const completed = unanswered.complete(claim.reference, side);
        return completed === null ? [] : [[claim, judged(completed, claim, units.row)] as const];
      }),
    );
    return (claim: Claim): JudgedOutcomes | null => of.get(claim) ?? null;
  };
  const judgeCompleted = (
    some: readonly Claim[],
    completed: (claim: Claim) => JudgedOutcomes | null,
    figure: (claim: Claim) => JudgedOutcomes,
  ): Map<Claim, CompletedVerdict & { readonly whole: ResultVerdict }> => {
    const kept = some.filter((claim) => completed(claim) !== null);
    const about = (claim: Claim): JudgedOutcomes => completed(claim)!;
    const found = verdicts(kept, about, () => orderOf(units), request, earlier, figure);
    return new Map(
      kept.map((claim, i) => {
        const whole = found[i]!;
        const { local } = about(claim);
        return [claim, { verdict: whole, whole, figure: figureOf(whole, local, request.level) }];
      }),
    );
  };

  if (request.unanswered === "wrong") {
    const worst = complete("worst", claims);
    const found = judgeCompleted(claims, worst, (claim) => worst(claim)!);
    const others = claims.filter((claim) => !found.has(claim));
    const open = new Map(judgeAnswered(others).map((verdict, i) => [others[i]!, verdict]));
    return claims.map((claim) => {
      const { whole, figure } = found.get(claim) ?? { whole: null, figure: null };
      if (whole === null) return survivingUnanswered(open.get(claim)!, images, null);
      const holdsIfAllWrong = whole.verdict === "holds";
      return {
        ...whole,
        unanswered: {
          n: images,
          countedAs: "wrong" as const,
          holdsIfAllWrong,
          failsIfAllRight: null,
          worst: figure,
          best: null,
        },
      };
    });
  }
  const bounded = claims.filter(({ reference }) => unanswered.isBounded(reference));
  const worst = judgeCompleted(bounded, complete("worst", bounded), ofAnswered);
  const best = judgeCompleted(bounded, complete("best", bounded), ofAnswered);
  return judgeAnswered(claims).map((verdict, i) => {
    const [low, high] = [worst.get(claims[i]!), best.get(claims[i]!)];
    const both = low === undefined || high === undefined ? null : { worst: low, best: high };
    return survivingUnanswered(verdict, images, both);
  });
}

const estimatorOfAll = (outcomes: EvaluatedOutcomes, reference: MetricReference): Estimator =>
  estimatorOf(outcomes, reference);

/** The figure that a verdict is about; in the mode anytime the one that holds at any look. */
function figureOf(
  { anytime }: ResultVerdict,
  local: Estimator,
  level: number,
): CompletedFigure | null {
  const { value, low, high, n } = local.at(level);
  if (anytime != null) return { value: anytime.value, low: anytime.low, high: anytime.high, n };
  return value === null ? null : { value, low, high, n };
}
