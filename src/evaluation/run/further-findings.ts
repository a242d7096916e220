import { gapOf } from "../../analyses/gap/gap-of.js";
import type { ComparedImages } from "../../analyses/scope/compare-scope.js";
import { scopeOfClaims } from "../../analyses/scope/scope-of-claims.js";
import { slicesOf } from "../../analyses/slices/slices-of.js";
import type { LevelledAttribute } from "../../claims/attribute-levels.js";
import type { Claim } from "../../claims/claim.js";
import type { Question } from "../../claims/question.js";
import type { Table } from "../../core/table.js";
import { type UnitAttributes, unitAttributes } from "../../dataset/unit-attributes.js";
import type { MetricReference } from "../../metrics/estimate-types.js";
import type { ResultEstimate, ResultGap, ResultListed } from "../../results/result.js";
import type { SequenceUnits } from "../answers.js";
import { bootstrapOf } from "../bootstrap-of.js";
import type { LocalClasses } from "../claim-record/claim-record.js";
import {
  detailReferences,
  distinct,
  estimate,
  headlineReference,
  toResultEstimate,
} from "../estimates.js";
import type { EvaluatedOutcomes } from "../evaluated-outcomes.js";
import type { EvaluateRequest } from "../request.js";

/** What the headline figures were computed from. */
export interface HeadlineBasis {
  /** With the clusters of the question. */
  readonly outcomes: EvaluatedOutcomes;
  /** With the clusters of these sites as they are. */
  readonly here: EvaluatedOutcomes;
  readonly question: Question;
  readonly claims: readonly Claim[];
  /** The headline figures. */
  readonly headline: readonly MetricReference[];
  /** What a headline figure is of: with silence an error, other units than the outcomes'. */
  readonly figure: (reference: MetricReference) => EvaluatedOutcomes;
  /** Image of each unit; of a sequence the first. */
  readonly image: Int32Array;
  readonly sequences: SequenceUnits | null;
  /** A row a unit. */
  readonly attributes: UnitAttributes;
  /** Attributes of the images, with what is read for gap and scope alone. */
  readonly known: Table;
  /** Rows of that table: of each unit, and of each image that has an answer. */
  readonly rows: { readonly units: Int32Array; readonly answered: Int32Array };
  /** Parts of the data that were chosen after results. */
  readonly chosen: readonly LevelledAttribute[];
  readonly classes: LocalClasses | null;
  /** By the source of a claim: 1 for images that its record holds too. */
  readonly shared: ReadonlyMap<string, Uint8Array>;
}

/** What an evaluation tells beside its headline figures and verdicts. */
export interface FurtherFindings {
  /** Other metrics, parts of the data, and the headline with intervals by resampling. */
  readonly estimates: readonly ResultEstimate[];
  readonly notes: readonly ResultListed[];
  readonly gap: ResultGap | null;
  readonly compared: ComparedImages | null;
}

/** For a second evaluation of which the headline alone is told. */
export const NOTHING_FURTHER: FurtherFindings = {
  ...{ estimates: [], notes: [], gap: null, compared: null },
};

/** Details, parts of the data, the gap to a claim and its scope: what explains the headline. */
export function furtherFindings(basis: HeadlineBasis, request: EvaluateRequest): FurtherFindings {
  const { outcomes, question, claims, headline, known, rows, classes } = basis;
  const main = headlineReference(outcomes);
  const details = distinct([
    ...headline,
    main,
    ...detailReferences(outcomes, request.positive),
  ]).slice(headline.length);
  const slices = slicesOf(headline[0]!, outcomes, basis.attributes, basis.chosen, request);
  // Parts of the sites at hand are told whatever is asked about others; most hold too few sites for that.
  const slicesHere =
    question.question === "here"
      ? { estimates: [], notes: [] }
      : slicesOf(headline[0]!, basis.here, basis.attributes, basis.chosen, request, true);
  const { image, sequences, shared } = basis;
  const gap = gapOf(claims, outcomes, request, {
    ...{ attributes: unitAttributes(known, rows.units), question },
    ...{ image, sequences, shared },
  });
  return {
    estimates: [
      ...details.map((reference) => estimate(outcomes, reference, "detail", request.level)),
      ...slices.estimates,
      ...slicesHere.estimates,
      ...bootstrapped(basis, request),
    ],
    notes: [
      ...(question.question === "here" ? slices.notes : slicesHere.notes),
      ...claims.flatMap(({ notes = [] }) => notes.map((note) => ({ file: "", ...note }))),
      ...gap.notes,
    ],
    gap: gap.gap,
    compared: scopeOfClaims(request, {
      ...{ table: known, rows: rows.answered, outcomes, classes },
    }),
  };
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
    bootstrapOf(outcomes, together, options).map((one, i) => [together[i]!, one]),
  );
  return headline.map((reference) => {
    const detail = found.get(reference) ?? bootstrapOf(figure(reference), [reference], options)[0]!;
    return toResultEstimate(reference, detail, "detail", outcomes.unit);
  });
}
