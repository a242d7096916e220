import type { Claim } from "../../claims/claim.js";
import type { Question } from "../../claims/question.js";
import type { UnitAttributes } from "../../dataset/unit-attributes.js";
import { type EvaluatedOutcomes, estimatorOf } from "../../evaluation/evaluated-outcomes.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import { haveOneLabel } from "../../outcomes/classification-types.js";
import { selectUnits } from "../../outcomes/select-units.js";
import { counted } from "../../reports/numbers.js";
import type { ResultGap, ResultListed } from "../../results/result.js";
import type { SequenceUnits } from "../../tasks/predictions.js";
import { unitsWithout } from "../leakage/leakage-result.js";
import { figureTransferGap, transferGap } from "./gap.js";
import { isSplitByConditions } from "./gap-figure.js";

/** What a gap is split by, beside claims and outcomes. */
export interface GapContext {
  readonly attributes: UnitAttributes;
  readonly question: Pick<Question, "clusters">;
  /** Image of each unit; of a sequence the first. */
  readonly image: Int32Array;
  readonly sequences: SequenceUnits | null;
  /** By the source of a claim: 1 for images that its record holds too. */
  readonly shared: ReadonlyMap<string, Uint8Array>;
}

/**
 * Why the first claim that can be split is not met: by class and by attributes where the claim tells
 * them; images without one class by attributes alone. Images that the claim was measured on as well are left out of it. Null where there is none.
 */
export function gapOf(
  claims: readonly Claim[],
  outcomes: EvaluatedOutcomes,
  { level, slices, seed }: Pick<EvaluateRequest, "level" | "slices" | "seed">,
  { attributes, question, image, sequences, shared }: GapContext,
): { readonly gap: ResultGap | null; readonly notes: readonly ResultListed[] } {
  const claim =
    claims.find(
      ({ classCounts, figure, reference }) =>
        classCounts !== null || (figure !== undefined && isSplitByConditions(reference)),
    ) ?? claims.find(({ evidence }) => evidence.kind !== "requirement");
  if (claim === undefined) return { gap: null, notes: [] };
  const isShared = shared.get(claim.source);
  const kept = isShared === undefined ? null : unitsWithout({ image, sequences }, isShared);
  const left = kept === null ? 0 : image.length - kept.length;
  const estimator =
    kept === null || left === 0
      ? estimatorOf(outcomes, claim.reference)
      : estimatorOf(outcomes, claim.reference, kept);
  const units = left === 0 ? null : kept;
  const known = {
    table: attributes.table,
    rows: units === null ? attributes.rows : units.map((unit) => attributes.rows[unit]!),
    asked: slices,
    seed,
    without: question.clusters?.attribute == null ? [] : [question.clusters.attribute],
  };
  const gap = haveOneLabel(outcomes)
    ? transferGap(
        claim,
        estimator,
        {
          ...(units === null ? outcomes : selectUnits(outcomes, units)),
          attributes: known,
        },
        { level },
      )
    : figureTransferGap(claim, estimator, { outcomes, units, attributes: known }, level);
  const unit = outcomes.unit;
  const notes =
    left === 0
      ? []
      : [
          {
            file: "",
            code: "claim/shared-images",
            what: `${counted(left, unit)} of ${image.length} are among those of ${claim.source}, to the byte: ${left < image.length ? "the reasons for the difference are told without them" : "no difference is left to explain"}`,
          },
        ];
  return { gap: gap === null || left === 0 ? gap : { ...gap, shared: left }, notes };
}
