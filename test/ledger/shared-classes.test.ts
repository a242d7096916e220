import { describe, expect, it } from "vitest";
import { LEAST_TOLD, type SharedClass, sharedClasses } from "../../src/ledger/shared-classes.js";

type Counts = readonly (readonly number[])[];
const LABELS = ["a", "b", "c", "d", "e"];

function told(counts: Counts, vocabulary: readonly string[] = LABELS) {
  return sharedClasses({ labels: LABELS.slice(0, counts.length), counts }, vocabulary);
}

/** Hits, misses and false alarms of each class. */
function cellsOf(counts: Counts): number[][] {
  return counts.map((row, i) => {
    const hits = row[i]!;
    const truth = row.reduce((total, n) => total + n, 0);
    const predicted = counts.reduce((total, other) => total + other[i]!, 0);
    return [hits, truth - hits, predicted - hits];
  });
}

describe("counts of classes that are shared", () => {
  it("are those of the table where none is small", () => {
    expect(
      told([
        [10, 5],
        [6, 9],
      ]),
    ).toEqual([
      { label: "a", truth: 15, predicted: 16, hits: 10 },
      { label: "b", truth: 15, predicted: 14, hits: 9 },
    ]);
  });

  it("leave out a class with a small count, and the first others until sums say nothing", () => {
    const table = [
      [60, 0, 0],
      [0, 70, 0],
      [0, 0, 3],
    ];
    expect(told(table)?.map(({ truth }) => truth)).toEqual([null, 70, null]);
    const few = [
      [5, 0, 0, 0],
      [0, 6, 0, 0],
      [0, 0, 70, 0],
      [0, 0, 0, 1],
    ];
    // 1 and 5 are 6: whoever knows that one of them is small and one is not would have both.
    expect(told(few)?.map(({ truth }) => truth)).toBeUndefined();
    expect(told(few.with(0, [30, 0, 0, 0]))?.map(({ truth }) => truth)).toEqual([
      null,
      6,
      70,
      null,
    ]);
  });

  it("are numbers of images alone where mistakes are few", () => {
    const table = [
      [60, 1],
      [2, 70],
    ];
    expect(told(table)).toEqual([
      { label: "a", truth: 61, predicted: null, hits: null },
      { label: "b", truth: 72, predicted: null, hits: null },
    ]);
    expect(
      told([
        [3, 0],
        [0, 60],
      ]),
    ).toBeNull();
  });

  it("name no class beside the record's, which is as one that is withheld", () => {
    const table = [
      [50, 0, 0],
      [0, 60, 0],
      [0, 0, 70],
    ];
    const classes = told(table, ["c", "b"]);
    expect(classes?.map(({ label, truth }) => [label, truth])).toEqual([
      ["c", 70],
      ["b", null],
    ]);
    expect(JSON.stringify(classes)).not.toContain('"a"');
  });

  // Every table of some classes up to so many hits and mistakes. Whoever sees the same text and the same totals
  // cannot tell such tables apart: no small count may be the same in all of them.
  it.each([
    { classes: 3, mistakes: 0, hits: 16 },
    { classes: 4, mistakes: 0, hits: 9 },
    { classes: 2, mistakes: 10, hits: 12 },
    { classes: 3, mistakes: 1, hits: 11 },
  ])(
    "give no small count away to somebody who knows the rule: %o",
    ({ classes, mistakes, hits }) => {
      const worlds = new Map<string, World>();
      for (const table of tablesOf(classes, mistakes, hits)) {
        const cells = cellsOf(table);
        const totals = [0, 1, 2].map((k) => cells.reduce((sum, own) => sum + own[k]!, 0));
        const shared = told(table);
        if (shared === null) continue;
        const text = JSON.stringify([totals, shared]);
        const world = worlds.get(text);
        if (world === undefined) {
          const isSame = cells.map((own) => own.map(() => true));
          worlds.set(text, { shared, cells, isSame });
        } else {
          for (const [i, own] of cells.entries()) {
            for (const [k, count] of own.entries()) {
              if (count !== world.cells[i]![k]) world.isSame[i]![k] = false;
            }
          }
        }
      }
      let [tried, recovered] = [0, 0];
      for (const { shared, cells, isSame } of worlds.values()) {
        // Of larger tables, some that would be told in the same way are not among those tried.
        const isFull = shared.some((one) => one.hits !== null);
        const withheld = cells.filter((_, i) => {
          return !shared.some((one) => one.label === LABELS[i] && one.truth !== null);
        });
        const rest = withheld.reduce(
          (sum, [hit = 0, miss = 0]) => sum + hit + (isFull ? 0 : miss),
          0,
        );
        const most = shared.map(({ truth }) => (isFull ? 0 : (truth ?? 0)));
        if (Math.max(rest, ...most) > hits) continue;
        tried++;
        for (const [i, own] of cells.entries()) {
          for (const [k, count] of own.entries()) {
            if (count > 0 && count < LEAST_TOLD && isSame[i]![k]) recovered++;
          }
        }
      }
      expect(tried).toBeGreaterThan(100);
      expect(recovered).toBe(0);
    },
  );
});

/**
 * Larger tables, by somebody who tries: for each small count another table is looked for that has it otherwise,
 * the same totals and the same text. Tables are changed by mistakes and hits that go from one cell to another.
 */
describe("counts of classes of larger tables", () => {
  it.each([
    ["all classes are the record's", 5],
    ["a class is not the record's", 2],
  ])("give no small count away, where %s", (_, known) => {
    const next = numbersFrom(known);
    let [small, recovered, withheld, toldWhole] = [0, 0, 0, 0];
    for (let i = 0; i < 150; i++) {
      const table = randomTable(next, 3 + (i % 3));
      const vocabulary = LABELS.slice(0, Math.min(known, table.length));
      const text = told(table, vocabulary);
      if (text === null) continue;
      if (text.some(({ hits }) => hits !== null)) toldWhole++;
      if (text.some(({ truth }) => truth === null)) withheld++;
      const seen = JSON.stringify([hitsOf(table), text]);
      const open = new Map<string, number>();
      for (const [c, own] of cellsOf(table).entries()) {
        for (const [k, count] of own.entries()) {
          if (count > 0 && count < LEAST_TOLD) open.set(`${c} ${k}`, count);
        }
      }
      small += open.size;
      for (const other of neighbours(table)) {
        if (open.size === 0) break;
        const cells = cellsOf(other);
        const differs = [...open.keys()].filter((at) => {
          const [c = 0, k = 0] = at.split(" ").map(Number);
          return cells[c]![k] !== open.get(at);
        });
        if (differs.length === 0) continue;
        if (JSON.stringify([hitsOf(other), told(other, vocabulary)]) !== seen) continue;
        for (const at of differs) open.delete(at);
      }
      recovered += open.size;
    }
    expect(Math.min(small, withheld, toldWhole)).toBeGreaterThan(30);
    expect(recovered).toBe(0);
  });
});

function hitsOf(table: Counts): number {
  return table.reduce((total, row, i) => total + row[i]!, 0);
}

/** Pseudorandom numbers from 0 to 1 (Park and Miller's minimal standard). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** A table with rare classes and frequent ones, and mistakes that are few or many. */
function randomTable(next: () => number, classes: number): number[][] {
  const rate = next() * 0.4;
  return Array.from({ length: classes }, (_, i) => {
    const images = Math.floor(next() < 0.3 ? next() * 8 : 20 + next() * 60);
    const row = new Array<number>(classes).fill(0);
    for (let image = 0; image < images; image++) {
      const isWrong = next() < rate;
      row[isWrong ? (i + 1 + Math.floor(next() * (classes - 1))) % classes : i]!++;
    }
    return row;
  });
}

/** @param moves row of so many images, the column that they leave, and the one that they come to */
function exchanged(
  table: Counts,
  count: number,
  ...moves: readonly (readonly [row: number, from: number, to: number])[]
): number[][] {
  const changed = table.map((row) => [...row]);
  for (const [row, from, to] of moves) {
    changed[row]![from]! -= count;
    changed[row]![to]! += count;
  }
  return changed;
}

/** Tables in which up to four images are in another cell, also in exchange for as many of a third. */
function* neighbours(table: Counts): Generator<number[][]> {
  const n = table.length;
  const cells = Array.from({ length: n * n }, (_, at) => [Math.floor(at / n), at % n] as const);
  for (let count = 1; count < LEAST_TOLD; count++) {
    for (const [a, b] of cells) {
      if (table[a]![b]! < count) continue;
      for (const [c, d] of cells) {
        if (a === c && b === d) continue;
        const moved = table.map((row) => [...row]);
        moved[a]![b]! -= count;
        moved[c]![d]! += count;
        yield moved;
      }
      // Two mistakes change their predictions, or two images their class: margins stay.
      for (const [c, d] of cells) {
        if (a === c || table[c]![d]! < count) continue;
        if (b !== d) yield exchanged(table, count, [a, b, d], [c, d, b]);
        // Hits of one class become mistakes, and mistakes of another hits: images of each class stay.
        if (a !== b || c === d) continue;
        for (let e = 0; e < n; e++)
          if (e !== a) yield exchanged(table, count, [a, a, e], [c, d, c]);
      }
    }
  }
}

interface World {
  readonly shared: readonly SharedClass[];
  readonly cells: readonly (readonly number[])[];
  readonly isSame: boolean[][];
}

/** @param mistakes of all classes together, at most @param hits of each class, at most */
function* tablesOf(classes: number, mistakes: number, hits: number): Generator<number[][]> {
  const places = Array.from({ length: classes * classes }, (_, at) => at);
  const isHit = (at: number) => at % (classes + 1) === 0;
  const cells: number[] = [];
  function* fill(left: number): Generator<number[][]> {
    if (cells.length === places.length) {
      yield Array.from({ length: classes }, (_, i) => cells.slice(i * classes, (i + 1) * classes));
      return;
    }
    const own = isHit(cells.length);
    for (let count = 0; count <= (own ? hits : left); count++) {
      cells.push(count);
      yield* fill(own ? left : left - count);
      cells.pop();
    }
  }
  yield* fill(mistakes);
}
