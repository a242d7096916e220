import type { Cancellation } from "../../core/cancellation.js";
import { isHomegroundError } from "../../core/errors.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { FileBytes } from "../../formats/file-bytes.js";
import type { TransparencyRecord } from "../record/record-types.js";
import type { Evidence } from "./evidence.js";
import type { ProblemList } from "./problem-list.js";
import { predictionLabels, type Recomputing, recompute, recordSet } from "./recompute.js";
import { recordFigures } from "./record-figures.js";
import { recordLabelMap } from "./record-label-map.js";
import { publishedPredictions } from "./record-predictions.js";
import { recordProfile } from "./record-profile.js";
import { tooMuchWork } from "./record-work.js";
import { compareFigures, compareProfiles } from "./verify-figures.js";

/** What became of the figures. */
export interface VerifiedFigures {
  /** Claims that were computed again and are equal. */
  readonly equal: number;
  /** Claims that cannot be computed from what is published. */
  readonly notRecomputable: number;
  /** Whether anything was computed. */
  readonly computed: boolean;
  /** What was computed; null where nothing was. */
  readonly evaluation: Recomputing | null;
}

export interface VerifyClaimsOptions {
  readonly access: FileBytes;
  readonly signal: Cancellation;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Computes every figure of a record again, from manifest and answers, by the code of `evaluate`, and
 * compares with equality.
 */
export async function verifyClaims(
  record: TransparencyRecord,
  evidence: Evidence,
  request: EvaluateRequest,
  problems: ProblemList,
  options: VerifyClaimsOptions,
): Promise<VerifiedFigures> {
  const notRecomputable = record.claims.filter(({ recomputable }) => !recomputable).length;
  const nothing = { equal: 0, notRecomputable, computed: false, evaluation: null };
  if (notRecomputable > 0) {
    const what = `${notRecomputable} of ${record.claims.length} figures cannot be computed again: what they need is not published`;
    problems.add("record/not-recomputable", what, "claims", "warning");
  }
  const tooMuch = tooMuchWork(record, request);
  if (tooMuch !== null) {
    problems.add("record/not-recomputable", tooMuch, "settings");
    return nothing;
  }
  const { predictions, outcomes } = record.files;
  if (predictions === null && outcomes === null) {
    if (notRecomputable === record.claims.length) return nothing;
    const what =
      "the record names neither predictions nor outcomes, and calls figures recomputable";
    problems.add("record/predictions", what, "files");
    return nothing;
  }
  try {
    const given = await recordLabelMap(record, options.access);
    const labels = predictionLabels(record);
    const set = recordSet(evidence, labels, given, request);
    if (typeof set === "string") {
      problems.add("record/predictions", set, record.files.manifest.path);
      return nothing;
    }
    const source = publishedPredictions(record, options.access, evidence, labels, request);
    if (source === null) return nothing;
    const evaluation = await recompute(set, evidence, source, request, {
      version: record.software.version,
      signal: options.signal,
      settings: record.settings,
      onProgress: (done) => options.onProgress(done, evidence.name.length),
    });
    await source.finish();
    const figures = recordFigures(evaluation, record.settings);
    const equal = compareFigures(record, figures, problems);
    if (record.openness === "open") {
      const profile = recordProfile(evidence, evaluation, record.settings, "open");
      compareProfiles(record.profile, profile, problems);
    }
    return { equal, notRecomputable, computed: true, evaluation };
  } catch (error) {
    if (!isHomegroundError(error) || error.code === "run/interrupted") throw error;
    const code = error.code === "record/predictions" ? error.code : "record/claim-differs";
    problems.add(code, `the figures cannot be computed again: ${error.what}`, error.where);
    return nothing;
  }
}
