import type { AnomalyOutcomes, MultilabelOutcomes } from "./classification-types.js";
import { type SequenceAggregate, type SequenceTruth, sequenceClusters } from "./sequence.js";

export interface SequenceJoin {
  /** Sequence of each unit, 0 … sequenceCount − 1. */
  readonly sequence: Int32Array;
  readonly sequenceCount: number;
  readonly aggregate: SequenceAggregate;
  /** `any`: true where it is of any unit; `vote`: where it is of more than half, or of half. */
  readonly truth: SequenceTruth;
}

/** Anomaly outcomes of sequences. `vote`: the share of units at or above the threshold, else as a mean. */
export function joinAnomalySequences(
  outcomes: AnomalyOutcomes,
  join: SequenceJoin,
): AnomalyOutcomes {
  const { aggregate } = join;
  const rows = rowsOf(join);
  const threshold = aggregate === "vote" && outcomes.threshold !== null ? 0.5 : outcomes.threshold;
  const score = outcomes.score.map((value) =>
    aggregate === "vote" && outcomes.threshold !== null
      ? Number(value >= outcomes.threshold)
      : value,
  );
  const { truth, values } = joined(rows, outcomes.truth, score, 1, join);
  return {
    ...outcomes,
    unitCount: rows.sequence.length,
    unit: "sequence",
    threshold,
    truth,
    score: values,
    ...clustersOf(outcomes, join, rows.sequence),
  };
}

/** Multilabel outcomes of sequences, label by label. `vote`: the share of units that answer it. */
export function joinMultilabelSequences(
  outcomes: MultilabelOutcomes,
  join: SequenceJoin,
): MultilabelOutcomes {
  const rows = rowsOf(join);
  const width = outcomes.classes.length;
  const predictions = Float64Array.from(outcomes.predicted);
  const answered = joined(rows, outcomes.truth, predictions, width, {
    ...join,
    aggregate: join.aggregate === "max" ? "max" : "mean",
  });
  const { scores } = outcomes;
  const scored =
    scores === null || join.aggregate === "vote"
      ? answered
      : joined(rows, outcomes.truth, scores, width, join);
  return {
    ...outcomes,
    unitCount: rows.sequence.length,
    unit: "sequence",
    truth: answered.truth,
    predicted: Uint8Array.from(answered.values, (share) => (share >= 0.5 ? 1 : 0)),
    scores: scores === null ? null : scored.values,
    ...clustersOf(outcomes, join, rows.sequence),
  };
}

interface Rows {
  /** The sequence of each row. */
  readonly sequence: Int32Array;
  /** Row of each unit. */
  readonly rowOf: Int32Array;
  /** Units of each row. */
  readonly size: Int32Array;
}

function rowsOf({ sequence, sequenceCount }: SequenceJoin): Rows {
  const count = new Int32Array(sequenceCount);
  for (let i = 0; i < sequence.length; i++) count[sequence[i]!]!++;
  const used = Int32Array.from(count.keys()).filter((s) => count[s]! > 0);
  const row = new Int32Array(sequenceCount);
  for (let r = 0; r < used.length; r++) row[used[r]!] = r;
  return {
    sequence: used,
    rowOf: sequence.map((s) => row[s]!),
    size: Int32Array.from(used, (s) => count[s]!),
  };
}

function joined(
  { rowOf, size }: Rows,
  truth: Uint8Array,
  values: Float64Array,
  width: number,
  { aggregate, truth: rule }: SequenceJoin,
): { readonly truth: Uint8Array; readonly values: Float64Array } {
  const cells = size.length * width;
  const truths = new Int32Array(cells);
  const into = new Float64Array(cells).fill(aggregate === "max" ? Number.NEGATIVE_INFINITY : 0);
  for (let i = 0; i < rowOf.length; i++) {
    for (let k = 0; k < width; k++) {
      const at = rowOf[i]! * width + k;
      const value = values[i * width + k]!;
      truths[at]! += truth[i * width + k]!;
      into[at] = aggregate === "max" ? Math.max(into[at]!, value) : into[at]! + value;
    }
  }
  const found = new Uint8Array(cells);
  for (let at = 0; at < cells; at++) {
    const units = size[Math.floor(at / width)]!;
    found[at] = truths[at]! > 0 && (rule === "any" || 2 * truths[at]! >= units) ? 1 : 0;
    if (aggregate !== "max") into[at]! /= units;
  }
  return { truth: found, values: into };
}

function clustersOf(
  outcomes: { readonly cluster: Int32Array | null; readonly clusterCount: number },
  { sequence }: SequenceJoin,
  rows: Int32Array,
) {
  if (outcomes.cluster === null) return { cluster: null, clusterCount: 0 };
  const { cluster } = sequenceClusters(outcomes.cluster, sequence, rows);
  return { cluster, clusterCount: outcomes.clusterCount };
}
