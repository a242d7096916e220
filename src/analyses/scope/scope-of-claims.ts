import { chooseQuestion } from "../../claims/question.js";
import type { Table } from "../../core/table.js";
import { type ImageFeatures, pickFeatures } from "../../dataset/image-features.js";
import {
  type ConceptSupportReport,
  conceptSupport,
} from "../../dataset/profile/concept-support.js";
import { scopeColumns } from "../../dataset/profile/scope-columns.js";
import {
  type ClaimRecord,
  type LocalClasses,
  recordOfScope,
} from "../../evaluation/claim-record/claim-record.js";
import type { EvaluatedOutcomes } from "../../evaluation/evaluated-outcomes.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import { haveOneLabel } from "../../outcomes/classification-types.js";
import type { ResultVerdict } from "../../results/result.js";
import type { ResultScope } from "../../results/scope-result.js";
import { type ComparedImages, compareImages } from "./compare-scope.js";

/** The evaluated images, and what is known of them. */
export interface EvaluatedImages {
  readonly table: Table;
  /** Row of each image. */
  readonly rows: Int32Array;
  readonly outcomes: EvaluatedOutcomes;
  readonly classes: LocalClasses | null;
  /** Images of the set that they are, with names and features of all of it; absent where nobody asks. */
  readonly set?: {
    readonly images: Int32Array;
    readonly files: readonly string[];
    readonly features: ImageFeatures | null;
  };
}

/** Below, a claim was measured on other kinds of image (METHODS §7). */
const LEAST_COVERAGE = 0.5;

/** How far the evaluated images are like those of the record of {@link recordOfScope}; null without one. */
export function scopeOfClaims(
  { claimRecords, cluster, hereUnit, level, seed }: EvaluateRequest,
  { table, rows, outcomes, classes, set }: EvaluatedImages,
): ComparedImages | null {
  const claimed = recordOfScope(claimRecords);
  if (claimed === undefined) return null;
  const { clusters } = chooseQuestion(table, rows, cluster, { hereUnit });
  const without = clusters?.attribute == null ? [] : [clusters.attribute];
  const here = {
    columns: scopeColumns(table, rows, { without }),
    clusters,
    images: rows.length,
    ...(set === undefined ? {} : { names: Array.from(set.images, (image) => set.files[image]!) }),
  };
  return compareImages(claimed, here, {
    isWhole: false,
    level,
    seed,
    features: set?.features == null ? null : pickFeatures(set.features, set.images),
    concepts: conceptsOf(claimed, outcomes, classes, level),
  });
}

/** Verdicts on claims of a record that was measured on other kinds of image say so. */
export function withScope(
  verdicts: readonly ResultVerdict[],
  scope: ResultScope | null,
): readonly ResultVerdict[] {
  if (scope === null || scope.coverage === null || scope.coverage >= LEAST_COVERAGE) {
    return verdicts;
  }
  return verdicts.map((verdict) =>
    verdict.claim.source === scope.record.source
      ? { ...verdict, warnings: [...verdict.warnings, "scope/other-images"] }
      : verdict,
  );
}

/**
 * Classes here with what was trained, classes of the model that are one here counted together; null where the
 * record does not state it, or units have no single class.
 */
export function conceptsOf(
  { record }: Pick<ClaimRecord, "record">,
  outcomes: EvaluatedOutcomes,
  classes: LocalClasses | null,
  level: number,
): ConceptSupportReport | null {
  const stated = record.model.trainingCounts;
  if (stated === null || !haveOneLabel(outcomes)) return null;
  const training = new Map<string, number>();
  for (const [label, count] of Object.entries(stated)) {
    const name = classes?.nameOf.get(label) ?? label;
    training.set(name, (training.get(name) ?? 0) + count);
  }
  const size = new Float64Array(outcomes.classes.length);
  const hits = new Float64Array(outcomes.classes.length);
  for (const [i, k] of outcomes.truth.entries()) {
    size[k]!++;
    if (outcomes.predicted[i] === k) hits[k]!++;
  }
  const local = outcomes.classes.flatMap((label, k) => {
    const count = size[k] ?? 0;
    return count === 0 ? [] : [{ label, local: count, recall: (hits[k] ?? 0) / count }];
  });
  return conceptSupport(local, training, level);
}
