import type { PlaceFacts, ReportExtras, ReportInput } from "../../src/results/report-input.js";
import type { ResultEstimate } from "../../src/results/result.js";
import { EXTRAS, estimate, RESULT } from "./fixtures.js";

/**
 * Inputs with many parts, places and classes, by rule and without chance. Ranges are Wilson's, worked
 * out here; whether they hold together is no matter of a page.
 */

function wilson(k: number, n: number, q = 1.96): [low: number, high: number] {
  const p = k / n;
  const d = 1 + q ** 2 / n;
  const centre = (p + q ** 2 / (2 * n)) / d;
  const half = (q / d) * Math.sqrt((p * (1 - p)) / n + q ** 2 / (4 * n ** 2));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/** Numbers from 0 up to 1 that look scattered: multiples of the golden section, modulo 1. */
function scattered(i: number): number {
  return (i * 0.6180339887498949) % 1;
}

/** Slices of accuracy by attribute, each with a difference that is sometimes wholly below 0. */
export function slicesOf(attributes: ReadonlyMap<string, readonly string[]>): ResultEstimate[] {
  const family = [...attributes.values()].reduce((sum, { length }) => sum + length, 0);
  return [...attributes].flatMap(([attribute, levels], a) =>
    levels.map((value, i) => {
      const n = 20 + Math.floor(200 * scattered(i + a));
      const k = Math.round(n * (0.45 + 0.55 * scattered(3 * i + a)));
      const [low, high] = wilson(k, n, 3.5);
      const difference = k / n - 0.725;
      return estimate("accuracy", k / n, [low, high], {
        role: "detail",
        method: "cp-bonferroni",
        n,
        warnings: ["slices/simultaneous"],
        slice: {
          attribute,
          value,
          family,
          shrunken: (k + 7) / (n + 10),
          difference,
          differenceLow: low - 0.73,
          differenceHigh: high - 0.72,
          finding: high - 0.72 < 0,
        },
      });
    }),
  );
}

function names(of: string, many: number): string[] {
  return Array.from({ length: many }, (_, i) => `${of} ${i + 1}`);
}

/** 200 slices: 180 cameras, and attributes whose levels have an order. */
export const SLICES_200: readonly ResultEstimate[] = slicesOf(
  new Map([
    ["camera", [...names("camera", 179), "Old bridge at the river crossing, the lower part of it"]],
    ["brightness", ["below 12", "12 to 40", "above 40 to 80", "above 80"]],
    ["date (season)", ["December to February", "March to May", "June to August"]],
    ["lens", ["wide", "narrow"]],
    ["observer", names("observer", 11)],
  ]),
);

export const PLACES: PlaceFacts = {
  attribute: "site",
  more: 2,
  panels: ["North ridge", "Mill", "Old bridge at the long named crossing", "camp-7/b"].map(
    (place, i) => ({
      place,
      units: 126,
      rows: ["all", "deer", "fox", "a species with a very long name"].map((label, j) => {
        const of = i === 2 && j === 2 ? 0 : 20 + 9 * j + i;
        const hits = Math.round(of * (i === 0 && j < 2 ? 0.4 : 0.9 - 0.03 * j));
        const [low, high] = of === 0 ? [null, null] : wilson(hits, of);
        return { label, hits, of, low, high };
      }),
    }),
  ),
};

/** Parts by five attributes, four places, and two classes of which one is looked for. */
export function partsInput(): ReportInput {
  const [accuracy, ...others] = RESULT.estimates;
  return {
    result: {
      ...RESULT,
      verdicts: [],
      gap: null,
      estimates: [
        ...(accuracy === undefined ? [] : [accuracy]),
        ...others.slice(0, 2),
        estimate("roc-auc{class=deer}", 0.9, [0.8, 0.96], { role: "detail" }),
        ...SLICES_200,
      ],
      confusion: {
        labels: ["deer", "empty"],
        counts: [
          [25, 5],
          [3, 40],
        ],
      },
    },
    extras: withPlaces(),
  };
}

/** `classes` classes whose names are long, a range each, some without an image; `slices` as well. */
export function classesInput(classes: number, slices: readonly ResultEstimate[] = []): ReportInput {
  const labels = Array.from({ length: classes }, (_, i) => `Genus species subspecies no. ${i}`);
  const counts = labels.map((_, i) => {
    const row = new Array<number>(classes).fill(0);
    if (i % 17 === 3) return row;
    const n = 5 + Math.floor(60 * scattered(i));
    const right = Math.round(n * Math.sqrt(scattered(5 * i)));
    row[i] = right;
    for (let left = n - right, j = 1; left > 0; j++) {
      const some = Math.min(left, 1 + (j % 5));
      const at = (i + 1 + j * j) % classes;
      row[at] = (row[at] ?? 0) + some;
      left -= some;
    }
    return row;
  });
  const said = labels.map((_, j) => counts.reduce((sum, row) => sum + (row[j] ?? 0), 0));
  const share = (id: string, label: string, k: number, n: number): ResultEstimate[] =>
    n === 0 ? [] : [estimate(`${id}{class=${label}}`, k / n, wilson(k, n), { role: "detail", n })];
  return {
    result: {
      ...RESULT,
      verdicts: [],
      gap: null,
      estimates: [
        ...RESULT.estimates.slice(0, 5),
        ...labels.flatMap((label, i) => {
          const right = counts[i]?.[i] ?? 0;
          const there = (counts[i] ?? []).reduce((sum, count) => sum + count, 0);
          return [
            ...share("recall", label, right, there),
            ...share("precision", label, right, said[i] ?? 0),
          ];
        }),
        ...slices,
      ],
      confusion: { labels, counts },
    },
    extras: withPlaces(),
  };
}

function withPlaces(): ReportExtras {
  const { waterfall: _, ...others } = EXTRAS;
  return { ...others, places: PLACES };
}
