import { HomegroundError } from "../../core/errors.js";

/**
 * One side of a gap, claimed or local: units counted by cell (a true class, or a class under some
 * conditions, METHODS §6.1) and by what the model answered. Columns of the same length, one entry a
 * kind of outcome that occurs.
 */
export interface GapArm {
  readonly cellCount: number;
  /** Class of each cell; null where cells are the classes. */
  readonly classOf: Int32Array | null;
  /** Cell of each kind, 0 … cellCount − 1. */
  readonly cell: Int32Array;
  /** Class that the model answered; null where the metric is a mean of unit scores. */
  readonly answer: Int32Array | null;
  /** What a unit of the kind adds to the mean: 1 if right, else 0, or its score. */
  readonly score: Float64Array;
  /** Units of each kind, > 0. */
  readonly count: Float64Array;
  readonly clusters: GapClusters | null;
}

/** Which kinds, and how many units of each, every cluster holds. */
export interface GapClusters {
  /** Where cluster g begins in `kind` and `amount`; length G + 1. */
  readonly start: Int32Array;
  readonly kind: Int32Array;
  readonly amount: Float64Array;
  /** They are no clusters but groups that units or clusters were dealt to, to be left out together. */
  readonly isDealt?: true;
}

/** Columns of one arm as single units. */
export interface GapUnits {
  readonly cell: Int32Array;
  /** Class of each cell; left out where cells are the classes. */
  readonly classOf?: Int32Array | null;
  /** Class answered; null for scores. */
  readonly answer: Int32Array | null;
  /** Score of each unit; null: 1 where the answer is the cell's class, else 0. */
  readonly score: Float64Array | null;
  /** Cluster of each unit, 0 … clusterCount − 1; null where units are independent. */
  readonly cluster: Int32Array | null;
  readonly clusterCount: number;
}

/**
 * Counts units by kind. With `answer`, a kind is a pair of cell and answer; with `score`, each unit
 * is one.
 *
 * @throws HomegroundError `argument/length-mismatch`, `argument/out-of-range`
 */
export function armFromUnits(units: GapUnits, cellCount: number): GapArm {
  const { cell, answer, score } = units;
  const classOf = units.classOf ?? null;
  const n = cell.length;
  for (const column of [answer, score, units.cluster]) {
    if (column !== null && column.length !== n) throw mismatch(column.length, n);
  }
  const kindOf = new Int32Array(n);
  const first: number[] = [];
  const counts: number[] = [];
  const known = new Map<number, number>();
  for (let i = 0; i < n; i++) {
    checkIndex(cell[i]!, cellCount, "cell");
    const key = score !== null || answer === null ? -1 : cell[i]! * 2 ** 26 + answer[i]!;
    let kind = key < 0 ? undefined : known.get(key);
    if (kind === undefined) {
      kind = first.length;
      first.push(i);
      counts.push(0);
      if (key >= 0) known.set(key, kind);
    }
    kindOf[i] = kind;
    counts[kind] = counts[kind]! + 1;
  }
  const isRight = (i: number): number => Number(answer?.[i] === (classOf?.[cell[i]!] ?? cell[i]));
  return {
    cellCount,
    classOf,
    cell: Int32Array.from(first, (i) => cell[i]!),
    answer: answer === null ? null : Int32Array.from(first, (i) => answer[i]!),
    score: Float64Array.from(first, (i) => score?.[i] ?? isRight(i)),
    count: Float64Array.from(counts),
    clusters:
      units.cluster === null ? null : clusterKinds(units.cluster, units.clusterCount, kindOf),
  };
}

/**
 * An arm of cells of which only units and units right are known.
 *
 * @param size, hits one a cell, 0 ≤ hits ≤ size
 */
export function armFromHits(size: ArrayLike<number>, hits: ArrayLike<number>): GapArm {
  const kinds: { cell: number; score: number; count: number }[] = [];
  for (let s = 0; s < size.length; s++) {
    const right = hits[s]!;
    const wrong = size[s]! - right;
    if (!(right >= 0 && wrong >= 0 && Number.isFinite(wrong))) {
      throw new HomegroundError("argument/out-of-range", {
        what: `cell ${s} has ${right} hits of ${size[s]}`,
        where: "hits",
        fix: "Pass counts with 0 ≤ hits ≤ size",
      });
    }
    if (right > 0) kinds.push({ cell: s, score: 1, count: right });
    if (wrong > 0) kinds.push({ cell: s, score: 0, count: wrong });
  }
  return {
    cellCount: size.length,
    classOf: null,
    cell: Int32Array.from(kinds, ({ cell }) => cell),
    answer: null,
    score: Float64Array.from(kinds, ({ score }) => score),
    count: Float64Array.from(kinds, ({ count }) => count),
    clusters: null,
  };
}

/**
 * An arm of confusion counts, the cells being the true classes.
 *
 * @param tables row-major K × K, rows = ground truth; one in all, or one a cluster
 * @param clustered whether the tables are clusters
 */
export function armFromConfusion(
  tables: readonly Float64Array[],
  classCount: number,
  clustered: boolean,
): GapArm {
  const cell: number[] = [];
  const answer: number[] = [];
  const count: number[] = [];
  const known = new Map<number, number>();
  const start = [0];
  const kinds: number[] = [];
  const amounts: number[] = [];
  for (const table of tables) {
    if (table.length !== classCount ** 2) throw mismatch(table.length, classCount ** 2);
    for (let at = 0; at < table.length; at++) {
      const amount = table[at]!;
      if (amount === 0) continue;
      let kind = known.get(at);
      if (kind === undefined) {
        kind = cell.length;
        known.set(at, kind);
        cell.push(Math.floor(at / classCount));
        answer.push(at % classCount);
        count.push(0);
      }
      count[kind] = count[kind]! + amount;
      kinds.push(kind);
      amounts.push(amount);
    }
    start.push(kinds.length);
  }
  return {
    cellCount: classCount,
    classOf: null,
    cell: Int32Array.from(cell),
    answer: Int32Array.from(answer),
    score: Float64Array.from(cell, (s, kind) => (answer[kind] === s ? 1 : 0)),
    count: Float64Array.from(count),
    clusters: clustered
      ? {
          start: Int32Array.from(start),
          kind: Int32Array.from(kinds),
          amount: Float64Array.from(amounts),
        }
      : null,
  };
}

/**
 * The arm as units of a mean: with other scores, and without the kinds that get null.
 *
 * @param score of a kind, from its class, its answer (−1 where only scores are known) and its score
 */
export function withScores(
  arm: GapArm,
  score: (truth: number, answer: number, score: number) => number | null,
): GapArm {
  const kept: number[] = [];
  const scores: number[] = [];
  const place = new Int32Array(arm.cell.length).fill(-1);
  for (let kind = 0; kind < arm.cell.length; kind++) {
    const s = arm.cell[kind]!;
    const value = score(arm.classOf?.[s] ?? s, arm.answer?.[kind] ?? -1, arm.score[kind]!);
    if (value === null) continue;
    place[kind] = kept.length;
    kept.push(kind);
    scores.push(value);
  }
  const clusters = arm.clusters === null ? null : keepKinds(arm.clusters, place);
  return {
    cellCount: arm.cellCount,
    classOf: arm.classOf,
    cell: Int32Array.from(kept, (kind) => arm.cell[kind]!),
    answer: null,
    score: Float64Array.from(scores),
    count: Float64Array.from(kept, (kind) => arm.count[kind]!),
    clusters,
  };
}

/** Units and scores by cluster: the table of METHODS §1.2. Clusters without units are dropped. */
export function clusterTable(arm: GapArm): { size: Float64Array; hits: Float64Array } | null {
  if (arm.clusters === null) return null;
  const { start, kind, amount } = arm.clusters;
  const size: number[] = [];
  const hits: number[] = [];
  for (let g = 0; g + 1 < start.length; g++) {
    let m = 0;
    let x = 0;
    for (let at = start[g]!; at < start[g + 1]!; at++) {
      m += amount[at]!;
      x += amount[at]! * arm.score[kind[at]!]!;
    }
    if (m > 0) {
      size.push(m);
      hits.push(x);
    }
  }
  return { size: Float64Array.from(size), hits: Float64Array.from(hits) };
}

function clusterKinds(cluster: Int32Array, clusterCount: number, kindOf: Int32Array): GapClusters {
  const tables = Array.from({ length: clusterCount }, () => new Map<number, number>());
  for (let i = 0; i < cluster.length; i++) {
    checkIndex(cluster[i]!, clusterCount, "cluster");
    const table = tables[cluster[i]!]!;
    table.set(kindOf[i]!, (table.get(kindOf[i]!) ?? 0) + 1);
  }
  return flatten(tables);
}

function keepKinds({ start, kind, amount }: GapClusters, place: Int32Array): GapClusters {
  const tables: Map<number, number>[] = [];
  for (let g = 0; g + 1 < start.length; g++) {
    const table = new Map<number, number>();
    for (let at = start[g]!; at < start[g + 1]!; at++) {
      const to = place[kind[at]!]!;
      if (to >= 0) table.set(to, (table.get(to) ?? 0) + amount[at]!);
    }
    tables.push(table);
  }
  return flatten(tables);
}

function flatten(tables: readonly ReadonlyMap<number, number>[]): GapClusters {
  const start = [0];
  const kind: number[] = [];
  const amount: number[] = [];
  for (const table of tables) {
    for (const [k, units] of table) {
      kind.push(k);
      amount.push(units);
    }
    start.push(kind.length);
  }
  return {
    start: Int32Array.from(start),
    kind: Int32Array.from(kind),
    amount: Float64Array.from(amount),
  };
}

function checkIndex(index: number, count: number, where: string): void {
  if (index >= 0 && index < count) return;
  throw new HomegroundError("argument/out-of-range", {
    what: `${where} is ${index}`,
    where,
    fix: `Pass indices from 0 to ${count - 1}`,
  });
}

function mismatch(a: number, b: number): HomegroundError {
  return new HomegroundError("argument/length-mismatch", {
    what: `a column has ${a} items, another ${b}`,
    where: "the arm of a gap",
    fix: "Pass columns of the same units",
  });
}
