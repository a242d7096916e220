import { HomegroundError } from "../core/errors.js";
import type { AnomalyOutcomes } from "./classification-types.js";

export interface AnomalyColumns {
  /** 1 where anomalous, 0 where normal; length n. */
  readonly truth: Uint8Array;
  /** Any scale, finite, higher = worse; length n. */
  readonly score: Float64Array;
  /** Names of [normal, anomalous]. Default `normal`, `anomalous`. */
  readonly classes?: readonly [string, string];
  /** Operating point: anomalous when score ≥ threshold. Default none. */
  readonly threshold?: number | null;
  /** Default `image`. */
  readonly unit?: string;
  /** Cluster of each unit, 0 … clusterCount − 1. Default none. */
  readonly cluster?: Int32Array | null;
  readonly clusterCount?: number;
}

/**
 * Outcomes of anomaly detection from its columns, checked.
 *
 * @throws HomegroundError `argument/length-mismatch`, `argument/not-a-number`, `argument/out-of-range`
 */
export function createAnomalyOutcomes(columns: AnomalyColumns): AnomalyOutcomes {
  const { truth, score, cluster = null, threshold = null } = columns;
  const n = truth.length;
  if (score.length !== n || (cluster !== null && cluster.length !== n)) {
    throw new HomegroundError("argument/length-mismatch", {
      what: `${n} labels, ${score.length} scores, ${cluster?.length ?? "no"} clusters`,
      where: "truth, score, cluster",
      fix: "Pass one of each for every unit",
    });
  }
  for (let i = 0; i < n; i++) {
    if (truth[i]! > 1) {
      throw new HomegroundError("argument/out-of-range", {
        what: `label ${i} is ${truth[i]}, neither 0 nor 1`,
        where: "truth",
        fix: "Pass 1 where the unit is anomalous and 0 elsewhere",
      });
    }
    if (!Number.isFinite(score[i])) {
      throw new HomegroundError("argument/not-a-number", {
        what: `score ${i} is ${score[i]}`,
        where: "score",
        fix: "Leave units without a score out and list them",
      });
    }
  }
  return {
    kind: "anomaly",
    unitCount: n,
    unit: columns.unit ?? "image",
    classes: columns.classes ?? ["normal", "anomalous"],
    truth,
    score,
    threshold,
    cluster,
    clusterCount: cluster === null ? 0 : (columns.clusterCount ?? greatest(cluster) + 1),
  };
}

function greatest(values: Int32Array): number {
  let most = -1;
  for (let i = 0; i < values.length; i++) if (values[i]! > most) most = values[i]!;
  return most;
}
