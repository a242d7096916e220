import { describe, expect, it } from "vitest";
import { LEAST_TOLD, sharedClasses } from "../../src/ledger/shared-classes.js";
import {
  checkUnknown,
  isToldAlready,
  type Telling,
  tellable,
  tellableResult,
} from "../../src/ledger/told-before.js";
import { createNodeDigest } from "../../src/node/digest.js";
import { resultOf } from "../support/shared-results.js";
import { throwsCode } from "../support/throws-code.js";

const MODEL = "a".repeat(64);
const names = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `image ${from + i}`);

function telling(images: readonly string[], more: Partial<Telling> = {}): Telling {
  const plain = { record: null, model: MODEL, classes: "none", cells: null } as const;
  return { images, ...plain, isNarrow: false, ...more };
}

const ALL = names(0, 40);
const refused = throwsCode("ledger/told-before");

describe("images that were told of before", () => {
  const whole = { classes: "whole", cells: "c".repeat(64) } as const;
  const withheld = { classes: "withheld", cells: "d".repeat(64), isNarrow: true } as const;

  it("may be told of in any way where there are none", () => {
    for (const classes of ["none", "whole", "withheld"] as const) {
      expect(tellable(telling(ALL, { classes }), [])).toBe("all");
      expect(tellable(telling(ALL, { classes }), [telling(names(40, 50), whole)])).toBe("all");
    }
  });

  it("have counts of classes told once, or the same again", () => {
    expect(tellable(telling(ALL, withheld), [telling(ALL, withheld)])).toBe("all");
    for (const now of [
      telling(ALL, whole),
      telling(ALL, { ...withheld, model: null }),
      telling(names(0, 39), withheld),
      telling(names(0, 41), withheld),
      telling(names(39, 80), withheld),
      telling(names(39, 80)),
    ]) {
      expect(() => tellable(now, [telling(ALL, withheld)])).toThrow(refused);
    }
    // Whatever comes between.
    const between = [telling(ALL, withheld), telling(ALL, { isNarrow: true })];
    expect(() => tellable(telling(ALL, whole), between)).toThrow(refused);
  });

  it("have them told after figures that they cannot be worked out from", () => {
    expect(tellable(telling(ALL, withheld), [telling(ALL, { isNarrow: true })])).toBe("all");
    expect(() => tellable(telling(ALL, withheld), [telling(ALL)])).toThrow(refused);
    expect(tellable(telling(ALL, whole), [telling(ALL)])).toBe("all");
    expect(() => tellable(telling(ALL, { ...whole, model: null }), [telling(ALL)])).toThrow(
      refused,
    );
  });

  it("have shares of all images alone told after them", () => {
    expect(tellable(telling(ALL), [telling(ALL, withheld)])).toBe("shares");
    expect(tellable(telling(ALL), [telling(ALL, whole)])).toBe("all");
    expect(tellable(telling(ALL, { model: null }), [telling(ALL, whole)])).toBe("shares");
    expect(tellable(telling(ALL), [telling(ALL)])).toBe("all");
  });

  it("are told of with others where no difference is of few", () => {
    const before = [telling(ALL)];
    expect(tellable(telling(names(0, 35)), before)).toBe("shares");
    expect(tellable(telling(names(0, 45)), before)).toBe("shares");
    for (const [from, to] of [
      [0, 36],
      [0, 44],
      [4, 45],
      [36, 60],
    ] as const) {
      expect(() => tellable(telling(names(from, to)), before)).toThrow(refused);
    }
  });

  it("are as good as told of by class where nobody knows which they are", () => {
    const record = "e".repeat(64);
    const before = [telling(ALL, { ...whole, record })];
    expect(() => checkUnknown({ record, model: null }, before)).toThrow(refused);
    expect(() => checkUnknown({ record: null, model: MODEL }, before)).toThrow(refused);
    expect(() => checkUnknown({ record: null, model: null }, before)).not.toThrow();
    expect(() => checkUnknown({ record, model: MODEL }, [telling(ALL, { record })])).not.toThrow();
  });

  // Three texts of any sets, by the sizes of the seven groups of images that they make. Whoever knows the sets
  // and adds and subtracts the totals of any of the three learns of no group of 1 to 4.
  it("give no few images away by the totals of three texts, whatever is added and subtracted", () => {
    const sizes = [0, 1, 5];
    let [told, stopped] = [0, 0];
    for (let world = 0; world < sizes.length ** 7; world++) {
      const groups = Array.from(
        { length: 7 },
        (_, i) => sizes[Math.floor(world / sizes.length ** i) % sizes.length]!,
      );
      const sets = [1, 2, 4].map((bit) =>
        groups.flatMap((size, i) =>
          ((i + 1) & bit) === 0 ? [] : Array.from({ length: size }, (_, k) => `${i} ${k}`),
        ),
      );
      if (sets.some((set) => set.length < LEAST_TOLD)) continue;
      const sent: Telling[] = [];
      for (const set of sets) {
        try {
          tellable(telling(set), sent);
          sent.push(telling(set));
        } catch {
          stopped++;
        }
      }
      told += sent.length;
      const least = leastOfSums(sent.map(({ images }) => new Set(images)));
      if (least < LEAST_TOLD) throw new Error(`${groups}: ${least} images are known alone`);
    }
    expect(told).toBeGreaterThan(1000);
    expect(stopped).toBeGreaterThan(1000);
  });

  // Every small table of a model, told by class, with every number of hits that another model may have had on the
  // same images: the second text tells no more of the first.
  it("give no small count away by another model's share of the same images", () => {
    const worlds = new Map<string, number[][]>();
    for (let a = 0; a <= 10; a++) {
      for (let b = 0; b <= 10; b++) {
        for (let c = 0; c <= 10; c++) {
          const counts = [
            [a, 0, 0],
            [0, b, 0],
            [0, 0, c],
          ];
          const classes = sharedClasses({ labels: ["a", "b", "c"], counts }, ["a", "b", "c"]);
          if (classes === null) continue;
          const isWithheld = classes.some(({ hits }) => hits === null);
          const first = telling(ALL, { classes: isWithheld ? "withheld" : "whole" });
          const second = tellable(telling(ALL, { model: null, isNarrow: true }), [first]);
          expect(second).toBe("shares");
          for (let k = 0; k <= a + b + c; k++) {
            const seen = JSON.stringify([classes, a + b + c, k]);
            worlds.set(seen, [...(worlds.get(seen) ?? []), [a, b, c]]);
          }
        }
      }
    }
    let small = 0;
    for (const [seen, tables] of worlds) {
      if (tables.some((table) => table.includes(10))) continue; // larger ones look the same
      for (const [i, count] of tables[0]!.entries()) {
        if (count === 0 || count >= LEAST_TOLD) continue;
        small++;
        expect(
          tables.some((table) => table[i] !== count),
          seen,
        ).toBe(true);
      }
    }
    expect(small).toBeGreaterThan(100);
  });
});

/** The fewest images, but none, whose number follows from sums and differences of the sets' sizes. */
function leastOfSums(sets: readonly ReadonlySet<string>[]): number {
  const images = [...new Set(sets.flatMap((set) => [...set]))];
  const kinds = new Map<number, number>();
  for (const image of images) {
    const kind = sets.reduce((bits, set, i) => bits | (set.has(image) ? 1 << i : 0), 0);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  let least = Number.POSITIVE_INFINITY;
  const factors = [-2, -1, 0, 1, 2];
  for (let at = 0; at < factors.length ** sets.length; at++) {
    const own = sets.map((_, i) => factors[Math.floor(at / factors.length ** i) % factors.length]!);
    let [total, isSet] = [0, true];
    for (const [kind, size] of kinds) {
      const times = own.reduce((sum, factor, i) => sum + ((kind >> i) & 1) * factor, 0);
      if (times !== 0 && times !== 1) isSet = false;
      total += times * size;
    }
    if (isSet && total > 0) least = Math.min(least, total);
  }
  return least;
}

describe("a result after what was told", () => {
  const hashes = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) =>
      (from + i).toString(16).padStart(16, "0").padEnd(64, "0"),
    );
  /** Hits in n images, with a mean over classes unless shares of all images alone are asked for. */
  const result = (isNarrow: boolean) => {
    const whole = resultOf(30, 40, { model: MODEL });
    const [share] = whole.figures;
    const mean = { ...share!, metric: "macro-f1", k: null, nEff: null };
    return { ...whole, figures: isNarrow ? [share!] : [share!, mean] };
  };
  const told = (pixels: readonly string[] | null, earlier: readonly Telling[]) =>
    tellableResult(result, pixels, earlier, createNodeDigest);

  it("tells all the first time, and again; shares alone of some of them; nothing of three", () => {
    const first = told(hashes(0, 40), []);
    expect(first).toMatchObject({ isNarrow: false, shared: { figures: [{}, {}] } });
    const kept = [first.telling!];
    expect(told(hashes(0, 40), kept).isNarrow).toBe(false);
    expect(isToldAlready(told(hashes(0, 40), kept).telling!, kept)).toBe(true);
    const some = told(hashes(5, 45), kept);
    expect(some).toMatchObject({ isNarrow: true, telling: { isNarrow: true } });
    expect(some.shared.figures).toHaveLength(1);
    expect(isToldAlready(some.telling!, kept)).toBe(false);
    expect(() => told(hashes(3, 43), kept)).toThrow(refused);
    expect(() => told(hashes(0, 37), kept)).toThrow(refused);
  });

  it("is refused where it has no share of all images, and keeps nothing of unknown ones", () => {
    const none = (isNarrow: boolean) => ({
      ...result(isNarrow),
      figures: isNarrow ? [] : result(false).figures.slice(1),
    });
    const earlier = [told(hashes(0, 40), []).telling!];
    expect(() => tellableResult(none, hashes(10, 60), earlier, createNodeDigest)).toThrow(refused);
    expect(told(null, earlier)).toMatchObject({ telling: null, isNarrow: false });
  });
});
