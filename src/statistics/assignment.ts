import { HomegroundError } from "../core/errors.js";

/**
 * The one-to-one assignment of columns to rows with the largest sum of weights, by shortest augmenting
 * paths: O(n³), 0.1 s for 500 × 500.
 *
 * Source: Jonker & Volgenant, "A shortest augmenting path algorithm for dense and sparse linear
 * assignment problems", 1987 (from memory; held against every permutation of small tables).
 *
 * @param weights n × n, row by row, finite
 * @returns for each row its column; of equal sums any one, the same for the same weights
 * @throws HomegroundError `argument/length-mismatch`
 */
export function bestAssignment(weights: Float64Array, n: number): Int32Array {
  if (weights.length !== n * n) {
    throw new HomegroundError("argument/length-mismatch", {
      what: `weights holds ${weights.length} numbers, not ${n} × ${n}`,
      where: "weights",
      fix: "Give one weight for each row and column",
    });
  }
  const columnOf = new Int32Array(n).fill(-1);
  const rowOf = new Int32Array(n).fill(-1);
  const u = new Float64Array(n);
  const v = new Float64Array(n);
  startDual(weights, n, { u, v, columnOf, rowOf });
  const distance = new Float64Array(n);
  const before = new Int32Array(n);
  const isDone = new Uint8Array(n);
  for (let row = 0; row < n; row++) {
    if (columnOf[row]! >= 0) continue;
    // Dijkstra over columns, from the free row to the nearest free column.
    for (let j = 0; j < n; j++) distance[j] = u[row]! + v[j]! - weights[row * n + j]!;
    before.fill(row);
    isDone.fill(0);
    let end = -1;
    let reached = 0;
    while (end < 0) {
      let next = -1;
      for (let j = 0; j < n; j++) {
        if (isDone[j] === 0 && (next < 0 || distance[j]! < distance[next]!)) next = j;
      }
      isDone[next] = 1;
      reached = distance[next]!;
      const owner = rowOf[next]!;
      if (owner < 0) {
        end = next;
        break;
      }
      for (let j = 0; j < n; j++) {
        if (isDone[j] === 1) continue;
        const through = reached + (u[owner]! + v[j]! - weights[owner * n + j]!);
        if (through < distance[j]!) {
          distance[j] = through;
          before[j] = owner;
        }
      }
    }
    u[row] = u[row]! - reached;
    for (let j = 0; j < n; j++) {
      if (isDone[j] === 0 || j === end) continue;
      const shift = reached - distance[j]!;
      v[j] = v[j]! + shift;
      u[rowOf[j]!] = u[rowOf[j]!]! - shift;
    }
    for (let column = end; ; ) {
      const owner = before[column]!;
      const previous = columnOf[owner]!;
      rowOf[column] = owner;
      columnOf[owner] = column;
      if (owner === row) break;
      column = previous;
    }
  }
  return columnOf;
}

/** Prices with u + v ≥ w everywhere, and pairs where they are equal as a start. */
function startDual(
  weights: Float64Array,
  n: number,
  duals: {
    readonly u: Float64Array;
    readonly v: Float64Array;
    readonly columnOf: Int32Array;
    readonly rowOf: Int32Array;
  },
): void {
  const { u, columnOf, rowOf } = duals;
  for (let i = 0; i < n; i++) {
    let best = 0;
    for (let j = 1; j < n; j++) if (weights[i * n + j]! > weights[i * n + best]!) best = j;
    u[i] = weights[i * n + best]!;
    if (rowOf[best]! < 0) {
      rowOf[best] = i;
      columnOf[i] = best;
    }
  }
}
