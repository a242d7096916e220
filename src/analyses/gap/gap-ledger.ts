import type { ArmCounts } from "./gap-metric.js";
import { playerShares } from "./gap-players.js";
import type { GapParts } from "./gap-terms.js";

/**
 * The terms of a mean over class and conditions, kept as sums so that a deletion costs what it
 * touches and not all cells: a jackknife over a hundred thousand clusters would take minutes otherwise.
 */
export interface MeanLedger {
  /** mix, within, onlyClaimed, onlyLocal, then the parts of mix by bar and of *within* by class. */
  vector(): Float64Array;
  /** The counts of these cells (each once) are others now, until {@link restore}. */
  change(cells: ArrayLike<number>): void;
  restore(): void;
}

/** Sums of a group of cells: n_A, n_B, x_A, x_B, Σ n_A·r_B, Σ n_B·r_A. */
const WIDTH = 6;

/**
 * With group sums, v(S) of METHODS §6.2 is ¼·(P_S/N_B + Q_R/N_A), where
 * P_S = Σ_g n_Bg·(x_Ag + Σ n_A·r_B)/n_Ag over the groups of S, and
 * Q_R = Σ_g n_Ag·(x_Bg + Σ n_B·r_A)/n_Bg over those of the players that S lacks.
 *
 * @param a, b counts, which the caller changes before it calls `change`
 */
export function createMeanLedger(
  a: ArmCounts,
  b: ArmCounts,
  inside: Uint8Array,
  { players, bars, classCount, classOf }: GapParts,
): MeanLedger {
  const { subsets } = players;
  const sums = subsets.map((subset) => new Float64Array(subset.count * WIDTH));
  const forward = new Float64Array(subsets.length); // P
  const backward = new Float64Array(subsets.length); // Q
  const cells = new Float64Array(inside.length * WIDTH);
  const whole = new Float64Array(4); // units and scores of A, then of B, also outside M
  const armCells = [a.size.slice(), a.sum.slice(), b.size.slice(), b.sum.slice()] as const;
  for (const [i, column] of armCells.entries()) whole[i] = column.reduce((sum, n) => sum + n, 0);

  // What `restore` puts back: places and old values of sums and cells, the newest last.
  const undo: { array: Float64Array; at: number; value: number }[] = [];
  const put = (array: Float64Array, at: number, value: number): void => {
    undo.push({ array, at, value: array[at]! });
    array[at] = value;
  };
  const termOf = (own: Float64Array, from: number, n: 0 | 1): number => {
    const under = own[from + n]!;
    const scores = n === 0 ? own[from + 2]! + own[from + 4]! : own[from + 3]! + own[from + 5]!;
    return under > 0 ? (own[from + 1 - n]! * scores) / under : 0;
  };
  const fresh = new Float64Array(WIDTH);
  const update = (s: number): void => {
    const [nA, nB, xA, xB] = [a.size[s]!, b.size[s]!, a.sum[s]!, b.sum[s]!];
    for (const [i, value] of [nA, xA, nB, xB].entries()) {
      put(whole, i, whole[i]! + value - armCells[i]![s]!);
      put(armCells[i]!, s, value);
    }
    if (inside[s] === 0) return;
    fresh.fill(0);
    if (nA > 0 && nB > 0) {
      fresh.set([nA, nB, xA, xB, (nA * xB) / nB, (nB * xA) / nA]);
    }
    for (let mask = 0; mask < subsets.length; mask++) {
      const own = sums[mask]!;
      const from = subsets[mask]!.group[s]! * WIDTH;
      const [before, beforeBack] = [termOf(own, from, 0), termOf(own, from, 1)];
      for (let i = 0; i < WIDTH; i++) {
        // A group without units keeps no rounding behind.
        const sum = own[from + i]! + fresh[i]! - cells[s * WIDTH + i]!;
        put(own, from + i, i > 1 && own[from]! === 0 ? 0 : sum);
      }
      put(forward, mask, forward[mask]! + termOf(own, from, 0) - before);
      put(backward, mask, backward[mask]! + termOf(own, from, 1) - beforeBack);
    }
    for (let i = 0; i < WIDTH; i++) put(cells, s * WIDTH + i, fresh[i]!);
  };
  for (let s = 0; s < inside.length; s++) {
    update(s);
    undo.length = 0;
  }

  const classGroup = new Int32Array(classCount).fill(-1);
  for (const [s, k] of classOf.entries()) classGroup[k] = subsets[1]!.group[s]!;
  return {
    vector() {
      const [nA, nB, xA, xB, nArB, nBrA] = sums[0]! as unknown as readonly number[];
      const values = forward.map(
        (sum, mask) => (sum / nB! + backward[subsets.length - 1 - mask]! / nA!) / 4,
      );
      const shares = playerShares(values, players);
      const withinOf = (own: Float64Array, from: number): number =>
        (own[from + 2]! / nA! +
          own[from + 5]! / nB! -
          own[from + 4]! / nA! -
          own[from + 3]! / nB!) /
        2;
      const mix = (xA! / nA! - nBrA! / nB! + nArB! / nA! - xB! / nB!) / 2;
      return Float64Array.from([
        mix,
        withinOf(sums[0]!, 0),
        whole[1]! / whole[0]! - xA! / nA!,
        xB! / nB! - whole[3]! / whole[2]!,
        ...bars.map((bar) => bar.reduce((sum, player) => sum + shares[player]!, 0)),
        ...Array.from(classGroup, (g) => (g < 0 ? 0 : withinOf(sums[1]!, g * WIDTH))),
      ]);
    },
    change(changed) {
      for (let i = 0; i < changed.length; i++) update(changed[i]!);
    },
    restore() {
      for (let entry = undo.pop(); entry !== undefined; entry = undo.pop()) {
        entry.array[entry.at] = entry.value;
      }
    },
  };
}
