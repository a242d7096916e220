import fc from "fast-check";
import { render } from "svelte/server";
import { describe, expect, it } from "vitest";
import { rankedView } from "../../src/analyses/curves/ranked-view.js";
import { numberAxis, shareAxis } from "../../src/reports/curve-axes.js";
import { curveDrawing } from "../../src/reports/curve-drawing.js";
import { keyOf } from "../../src/reports/curve-key.js";
import { evenlySpread, spreadAlong } from "../../src/reports/curve-points.js";
import type {
  CurveAxis,
  CurveLine,
  CurvePoint,
  CurveStyle,
  CurveView,
} from "../../src/reports/plot-view.js";
import CurvePlot from "../../src/reports/views/CurvePlot.svelte";
import { manyRanked } from "./curve-facts.js";

const STYLES: readonly CurveStyle[] = ["first", "second", "third", "fourth", "fifth", "sixth"];

function point(x: number, y: number, row = 0, low: number | null = null, high = low): CurvePoint {
  return { x, y, low, high, row };
}

function viewOf(lines: readonly CurveLine[], change: Partial<CurveView> = {}): CurveView {
  return {
    id: "plot",
    title: "A plot",
    reading: "What is seen.",
    caption: null,
    explore: null,
    x: shareAxis("along"),
    y: shareAxis("up"),
    lines,
    references: [],
    table: { columns: [], rows: [], more: 0 },
    ...change,
  };
}

function lineOf(points: readonly CurvePoint[], kind: CurveLine["kind"] = "line"): CurveLine {
  return { name: "line", style: "local", kind, points };
}

function markup(view: CurveView): string {
  return render(CurvePlot, { props: { view } }).body.replace(/<!--.*?-->/gs, "");
}

describe("curveDrawing", () => {
  it("puts points where the axes say, on a square of 1000 with y downwards", () => {
    const points = [point(0, 0), point(0.25, 0.8), point(1, 1)];
    const { lines, marks } = curveDrawing(viewOf([lineOf(points)]));
    expect(lines).toEqual([{ style: "local", d: "M0,1000L250,200L1000,0" }]);
    const places = marks[0]?.marks.map(({ x, y }) => [x, y]);
    expect(places).toEqual([
      [0, 1],
      [0.25, expect.closeTo(0.2, 12)],
      [1, 0],
    ]);
  });

  it("does so on axes of other numbers", () => {
    const axis: CurveAxis = { label: "score", from: -10, to: 30, ticks: [] };
    const view = viewOf([lineOf([point(-10, 0.1), point(20, 0.3)])], {
      x: axis,
      y: { label: "wrong", from: 0, to: 0.4, ticks: [] },
    });
    expect(curveDrawing(view).lines[0]?.d).toBe("M0,750L750,250");
  });

  it("holds a value of steps until the next point, in either direction", () => {
    const rising = [point(0, 0.5), point(0.4, 0.75), point(1, 1)];
    const d = (points: readonly CurvePoint[]) =>
      curveDrawing(viewOf([lineOf(points, "steps")])).lines[0]?.d;
    expect(d(rising)).toBe("M0,500L400,500L400,250L1000,250L1000,0");
    expect(d(rising.toReversed())).toBe("M1000,0L400,0L400,250L0,250L0,500");
  });

  it("leaves gaps where a point is not known, and in a band where its limits are not", () => {
    const points = [
      point(0, 0.5, 0, 0.4, 0.6),
      point(0.2, Number.NaN, 1, 0.4, 0.6),
      point(0.4, 0.5, 2, 0.4, 0.6),
      point(0.6, 0.5, 3),
      point(0.8, 0.5, 4),
    ];
    const { lines, bands, marks } = curveDrawing(viewOf([lineOf(points)]));
    expect(lines[0]?.d).toBe("M0,500ZM400,500L600,500L800,500");
    expect(bands[0]?.d).toBe("M0,400L0,600ZM400,400L400,600Z");
    expect(marks[0]?.marks.map(({ row }) => row)).toEqual([0, 2, 3, 4]);
  });

  it("draws a range as a band of a line, and at the point itself where points are not joined", () => {
    const points = [point(0, 0.5, 0, 0.25, 0.75), point(1, 0.5, 1, 0.5, 1)];
    const joined = curveDrawing(viewOf([lineOf(points)]));
    expect(joined.bands[0]?.d).toBe("M0,250L1000,0L1000,500L0,750Z");
    expect(joined.marks[0]?.marks[0]?.whisker).toBeNull();
    const dots = curveDrawing(viewOf([lineOf(points, "dots")]));
    expect([dots.bands, dots.lines]).toEqual([[], []]);
    expect(dots.marks[0]?.marks.map(({ whisker }) => whisker)).toEqual([
      [0.25, 0.75],
      [0, 0.5],
    ]);
  });

  it("shows the points of a short line, and hides those of a long one behind it", () => {
    const shape = (count: number) => {
      const points = Array.from({ length: count }, (_, i) => point(i / count, 0.5, i));
      return curveDrawing(viewOf([lineOf(points)])).marks[0]?.marks[0]?.shape;
    };
    expect([shape(1), shape(12), shape(13)]).toEqual(["small", "small", "hidden"]);
  });
});

describe("CurvePlot", () => {
  it("gives every point a mark with the row of its table, at the place of its numbers", () => {
    const svg = markup(viewOf([lineOf([point(0.251, 0.872, 7), point(0.5, 0.9, 8)])]));
    expect(svg).toContain('data-row="7" cx="25.1%" cy="12.8%"');
    expect(svg).toContain('data-row="8" cx="50%" cy="10%"');
  });

  it("names what it shows and stretches paths, never strokes or text", () => {
    const svg = markup(viewOf([lineOf([point(0, 0), point(1, 1)])]));
    expect(svg).toContain('role="img" aria-label="A plot. Upwards: up. Along: along."');
    expect(svg).toContain('viewBox="0 0 1000 1000" preserveAspectRatio="none"');
    expect(svg.match(/<path class="cvl c-local" vector-effect="non-scaling-stroke"/g)).toHaveLength(
      1,
    );
    // No text in the part that is stretched.
    const [, stretched = ""] = /viewBox="0 0 1000 1000"([\s\S]*?)<\/svg>/.exec(svg) ?? [];
    expect(stretched).not.toContain("<text");
  });

  it("shows names from data as text", () => {
    const svg = markup(viewOf([{ ...lineOf([point(0, 0)]), name: "<b>\"x'</b>" }]));
    expect(svg).not.toContain("<b>");
  });

  it("stays below 60 kB with 60 points of six lines with bands", () => {
    const lines = STYLES.map(
      (style, k): CurveLine => ({
        name: `species number ${k}`,
        style,
        kind: "line",
        points: Array.from({ length: 60 }, (_, i) =>
          point(i / 59 + 1e-9 * k, 1 / (i + Math.PI), 60 * k + i, 1 / (i + 4), 1 / (i + 3)),
        ),
      }),
    );
    const all = Buffer.byteLength(markup(viewOf(lines)));
    const three = Buffer.byteLength(markup(viewOf(lines.slice(0, 3))));
    expect(all).toBeLessThan(60_000);
    expect(three).toBeLessThan(60_000);
    expect(markup(viewOf(lines))).not.toMatch(/\d\.\d{3}/);
  });

  it("keeps tables and drawings of six labels with 101 thresholds in bounds", () => {
    const view = rankedView(manyRanked(8, 101), { unit: "image", chosenHere: false });
    const plots = view === null ? [] : [view.roc, view.precisionRecall];
    expect(plots).toHaveLength(2);
    for (const plot of plots) expect(plot.table.rows.length).toBeLessThanOrEqual(186);
    const explored = view?.thresholds.reduce((sum, { curve }) => sum + curve.table.rows.length, 0);
    expect(view?.thresholds).toHaveLength(6);
    expect(explored).toBeLessThanOrEqual(192);
  });

  it("never holds what is no number, whatever the points are", () => {
    const number = fc.oneof(
      fc.double({ min: 0, max: 1 }),
      fc.double(),
      fc.constantFrom(0, 0.5, 1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    );
    const limit = fc.option(number, { nil: null });
    const points = fc.array(
      fc.record({ x: number, y: number, low: limit, high: limit, row: fc.nat(100) }),
      { maxLength: 6 },
    );
    const same = fc
      .tuple(number, fc.nat(4))
      .map(([x, count]) => Array.from({ length: count }, (_, row) => point(x, x, row, x)));
    const line = fc.record({
      name: fc.string({ unit: "binary", maxLength: 90 }),
      style: fc.constantFrom(...STYLES),
      kind: fc.constantFrom("line" as const, "steps" as const, "dots" as const),
      points: fc.oneof(points, same),
    });
    const place = fc.tuple(number, number);
    const reference = fc.record({ name: fc.constant("chance"), from: place, to: place });
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 4 }),
        fc.array(reference, { maxLength: 2 }),
        fc.array(number, { maxLength: 5 }),
        number,
        (lines, references, values, most) => {
          const axes = { x: numberAxis("x", values), y: shareAxis("y", most) };
          const named = lines.map((one, i) => ({ ...one, name: `line ${i}` }));
          const svg = markup(viewOf(named, { ...axes, references }));
          expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
          expect(svg.replaceAll(/>[^<]*</g, "><")).not.toMatch(/[\d.]e[+-]?\d/);
          const { height, entries } = keyOf(viewOf(lines));
          expect(height).toBe(entries.reduce((sum, one) => sum + one.lines.length, 0));
        },
      ),
    );
  });
});

describe("keyOf", () => {
  it("names what has one name once, and lays a dashed sign as its line lies", () => {
    const dot = { ...lineOf([point(0, 0)], "dots"), name: "in use" };
    const { entries, height } = keyOf(
      viewOf([lineOf([]), dot, dot], {
        references: [
          { name: "chance", from: [0, 0], to: [1, 1] },
          { name: "threshold", from: [0.5, 0], to: [0.5, 1] },
          { name: "all", from: [0, 0.3], to: [1, 0.3] },
        ],
      }),
    );
    expect(entries.map(({ lines, sign, at }) => [lines, sign, at])).toEqual([
      [["line"], "line", 0],
      [["in use"], "dot", 1],
      [["chance"], "rising", 2],
      [["threshold"], "upright", 3],
      [["all"], "level", 4],
    ]);
    expect(height).toBe(5);
  });

  it("breaks a long name between words and never inside a range", () => {
    const name = "northern white-cheeked gibbon, AP 0.82 [0.74, 0.88]";
    const [entry] = keyOf(viewOf([{ ...lineOf([]), name }])).entries;
    expect(entry?.lines).toEqual(["northern white-cheeked gibbon, AP", "0.82 [0.74, 0.88]"]);
  });

  it("keeps every letter and no line longer than fits", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (name) => {
        const [entry] = keyOf(viewOf([{ ...lineOf([]), name }])).entries;
        const bare = (text: string): string => text.replaceAll(" ", "");
        expect(bare(entry?.lines.join("") ?? "")).toBe(bare(name));
        for (const line of entry?.lines ?? []) expect([...line].length).toBeLessThanOrEqual(36);
      }),
    );
  });
});

describe("axes", () => {
  it("goes from 0 to 100% with the sign at the last tick", () => {
    expect(shareAxis("share").ticks.map(({ at, text }) => [at, text])).toEqual([
      ...([
        [0, "0"],
        [0.2, "20"],
        [0.4, "40"],
        [0.6, "60"],
        [0.8, "80"],
        [1, "100%"],
      ] as const),
    ]);
    const { from, to, ticks } = shareAxis("wrong", 0.07);
    expect([from, to]).toEqual([0, 0.08]);
    expect(ticks.map(({ text }) => text)).toEqual(["0", "2", "4", "6", "8%"]);
  });

  it("goes from 0 to 1 for what lies in between, else to round numbers, and is never empty", () => {
    const ends = (values: readonly number[]) => {
      const { from, to } = numberAxis("score", values);
      return [from, to];
    };
    expect(ends([0.2, 0.9])).toEqual([0, 1]);
    expect(ends([])).toEqual([0, 1]);
    expect(ends([Number.NaN, Number.POSITIVE_INFINITY])).toEqual([0, 1]);
    expect(ends([-3.2, 7.7])).toEqual([-4, 8]);
    expect(ends([5, 5])).toEqual([2, 8]);
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1 }), (values) => {
        const { from, to, ticks } = numberAxis("score", values);
        expect(to).toBeGreaterThan(from);
        expect(Number.isFinite(to - from)).toBe(true);
        for (const { at } of ticks) expect(at >= from && at <= to).toBe(true);
        for (const value of values) {
          if (Math.abs(value) > 1e300) continue;
          const sliver = 1e-12 * (to - from);
          expect(value >= from - sliver && value <= to + sliver).toBe(true);
        }
      }),
    );
  });
});

describe("points of a long curve", () => {
  it("are even by number, both ends and what is to stay among them", () => {
    expect(evenlySpread(4, 10)).toEqual([0, 1, 2, 3]);
    expect(evenlySpread(101, 5)).toEqual([0, 25, 50, 75, 100]);
    expect(evenlySpread(101, 5, [26, -1, 200])).toEqual([0, 25, 26, 50, 75, 100]);
  });

  it("are even along the line: a jump takes no share of those on the slope", () => {
    // 90 points along the bottom, one step up at the end: lengths 1 and 1.
    const x = Float64Array.from({ length: 101 }, (_, i) => Math.min(1, i / 90));
    const y = Float64Array.from({ length: 101 }, (_, i) => Math.max(0, (i - 90) / 10));
    expect(spreadAlong(x, y, 5)).toEqual([0, 45, 90, 95, 100]);
    expect(spreadAlong(x, y, 5, [91])).toEqual([0, 45, 90, 91, 95, 100]);
  });

  it("pass over what is not known or repeats, and keep the order", () => {
    const x = Float64Array.of(Number.NaN, 0, 0, 0.5, 0.5, 1);
    const y = Float64Array.of(1, 0, 0, Number.NaN, 1, 1);
    expect(spreadAlong(x, y, 10)).toEqual([1, 4, 5]);
    expect(spreadAlong(x, y, 10, [2])).toEqual([1, 2, 4, 5]);
    const nothing = Float64Array.of(Number.NaN);
    expect(spreadAlong(nothing, nothing, 5)).toEqual([]);
    const share = fc.double({ min: 0, max: 1 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(share, share), { maxLength: 40 }),
        fc.integer({ min: 2, max: 12 }),
        (pairs, most) => {
          const xs = Float64Array.from(pairs, ([a]) => a);
          const ys = Float64Array.from(pairs, ([, b]) => b);
          const chosen = spreadAlong(xs, ys, most);
          const all = spreadAlong(xs, ys, Number.POSITIVE_INFINITY);
          expect(chosen.length).toBeLessThanOrEqual(most);
          expect([...chosen].sort((a, b) => a - b)).toEqual(chosen);
          expect([chosen[0], chosen.at(-1)]).toEqual([all[0], all.at(-1)]);
        },
      ),
    );
  });
});
