import { hScore } from "../../src/shortlist/h-score.js";
import { everyImage, type LabelledFeatures } from "../../src/shortlist/labelled-features.js";
import { leep, leepFloor } from "../../src/shortlist/leep.js";
import { logEvidence } from "../../src/shortlist/log-evidence.js";
import { nearestNeighbour } from "../../src/shortlist/nearest-neighbour.js";
import { parc } from "../../src/shortlist/parc.js";
import type { Points } from "../../src/statistics/set-distances.js";

/** Kinds by `oracle/kind`. PARC without standardised features and nearest means are not computed. */
export const SELECTION_ORACLE_KINDS: ReadonlyMap<
  string,
  (input: Readonly<Record<string, unknown>>) => unknown
> = new Map([["o_selection/scores", scores]]);

function scores(input: Readonly<Record<string, unknown>>): unknown {
  const {
    features,
    y,
    source_probs: probabilities,
  } = input as { features: number[][]; y: number[]; source_probs: number[][] };
  const classes = Int32Array.from(y);
  const classCount = Math.max(...y) + 1;
  const data: LabelledFeatures = {
    features: pointsOf(features),
    classes,
    classCount,
    sourceScores: pointsOf(probabilities),
  };
  const all = everyImage(data);
  return {
    parc: parc(data)(all),
    leep: leep(data)(all),
    // With answers in place of probabilities LEEP is the negative conditional entropy.
    nce: leep({ ...data, sourceScores: pointsOf(probabilities.map(answerOf)) })(all),
    logme: logEvidence(data)(all),
    h_score: hScore(data)(all),
    knn_loo_1: nearestNeighbour(data)(all),
    knn_loo_5: nearestNeighbour(data, 5)(all),
    log_class_prior: leepFloor(classes, classCount),
  };
}

function answerOf(row: readonly number[]): number[] {
  const first = row.indexOf(Math.max(...row));
  return row.map((_, z) => (z === first ? 1 : 0));
}

function pointsOf(rows: readonly (readonly number[])[]): Points {
  return { count: rows.length, width: rows[0]!.length, values: Float64Array.from(rows.flat()) };
}
