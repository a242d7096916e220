import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apartFirst, inTurn, spreadOut } from "../../../src/analyses/mistakes/spread.js";

const MOST = 24;

const items = fc.array(
  fc.record({ kind: fc.integer({ min: 0, max: 5 }), group: fc.integer({ min: 0, max: 9 }) }),
  { maxLength: 120, size: "max" },
);

function counts(values: readonly number[]): Map<number, number> {
  const found = new Map<number, number>();
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
  return found;
}

describe("spreadOut", () => {
  it("keeps the order, and as many as there is room for", () => {
    fc.assert(
      fc.property(items, (all) => {
        const shown = spread(all);
        expect(shown).toHaveLength(Math.min(MOST, all.length));
        expect(shown).toEqual([...new Set(shown)].sort((a, b) => a - b));
      }),
    );
  });

  it("gives a kind more than a third only where all others are used up or level with it", () => {
    fc.assert(
      fc.property(items, (all) => {
        const shown = spread(all);
        const taken = counts(shown.map((i) => all[i]!.kind));
        const there = counts(all.map(({ kind }) => kind));
        for (const [kind, n] of taken) {
          if (n <= 8) continue;
          for (const [other, m] of there) {
            if (other !== kind)
              expect(taken.get(other) ?? 0).toBeGreaterThanOrEqual(Math.min(m, n - 1));
          }
        }
      }),
    );
  });

  it("shows a second one of a group only where no new group could be shown instead", () => {
    fc.assert(
      fc.property(items, (all) => {
        const shown = spread(all);
        const groups = counts(shown.map((i) => all[i]!.group));
        const kinds = counts(shown.map((i) => all[i]!.kind));
        if (Math.max(0, ...groups.values()) < 2) return;
        const better = all.filter(
          ({ kind, group }, i) =>
            !shown.includes(i) && !groups.has(group) && (kinds.get(kind) ?? 0) < 8,
        );
        expect(better).toEqual([]);
      }),
    );
  });

  it("takes the first of each kind where nothing is grouped", () => {
    fc.assert(
      fc.property(items, (all) => {
        const order = [...all.keys()];
        const kindOf = (i: number): number => all[i]!.kind;
        const shown = spreadOut(order, { most: MOST, kindOf, groupOf: null });
        for (const [kind, n] of counts(shown.map(kindOf))) {
          const first = order.filter((i) => kindOf(i) === kind).slice(0, n);
          expect(shown.filter((i) => kindOf(i) === kind)).toEqual(first);
        }
      }),
    );
  });

  it("is what going through all items at each limit comes to", () => {
    const many = fc.array(
      fc.record({
        kind: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 1, 2),
        group: fc.integer({ min: 0, max: 99 }),
      }),
      { minLength: 25, maxLength: 400, size: "max" },
    );
    fc.assert(
      fc.property(many, (all) => {
        expect(spread(all)).toEqual(slowly(all));
      }),
    );
  });

  it("fills the page where there is one kind, of images that stand alone or of one group", () => {
    for (const group of [(i: number) => i, () => 5]) {
      const all = Array.from({ length: 100 }, (_, i) => ({ kind: 3, group: group(i) }));
      expect(spread(all)).toEqual(Array.from({ length: MOST }, (_, i) => i));
    }
  });

  it("shows 8 of a mix-up that is surest throughout, and the surest of the others", () => {
    const kinds = [...Array<number>(50).fill(0), ...Array<number>(30).fill(1), 2, 2];
    const shown = spreadOut([...kinds.keys()], {
      most: MOST,
      groupOf: null,
      kindOf: (i) => kinds[i]!,
    });
    // 8 and 8 and the two that there are; the six left go to the two others in turn.
    expect(counts(shown.map((i) => kinds[i]!))).toEqual(
      new Map([
        [0, 11],
        [1, 11],
        [2, 2],
      ]),
    );
  });
});

/** Limits of kinds and groups, each gone through from the start. */
function slowly(all: readonly { kind: number; group: number }[]): number[] {
  const taken: number[] = [];
  const count = (of: "kind" | "group", value: number): number =>
    taken.filter((i) => all[i]![of] === value).length;
  const limits = [1, 2, 4, 8, 16, 32].map((group): [number, number] => [8, group]);
  for (let kind = 9; kind <= MOST; kind++) limits.push([kind, 32]);
  for (const [kindLimit, groupLimit] of limits) {
    for (const [i, { kind, group }] of all.entries()) {
      if (taken.length === MOST || taken.includes(i)) continue;
      if (count("kind", kind) < kindLimit && count("group", group) < groupLimit) taken.push(i);
    }
  }
  return taken.sort((a, b) => a - b);
}

function spread(all: readonly { kind: number; group: number }[]): number[] {
  return spreadOut([...all.keys()], {
    most: MOST,
    kindOf: (i) => all[i]!.kind,
    groupOf: (i) => all[i]!.group,
  });
}

describe("inTurn", () => {
  it("alternates, and ends with what is left", () => {
    expect(inTurn([1, 2, 3, 4], [10, 20])).toEqual([1, 10, 2, 20, 3, 4]);
    expect(inTurn([], [5])).toEqual([5]);
  });
});

describe("apartFirst", () => {
  it("begins with items of different groups, and loses none", () => {
    expect(apartFirst([1, 2, 3, 4, 5], (item) => [0, 7, 7, 7, 8, 7][item]!, 3)).toEqual([
      1, 4, 2, 3, 5,
    ]);
    expect(apartFirst([3, 1, 2], (item) => item, 2)).toEqual([3, 1, 2]);
    expect(apartFirst([], () => 0, 6)).toEqual([]);
  });
});
