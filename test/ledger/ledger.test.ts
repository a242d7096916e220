import { describe, expect, it } from "vitest";
import { isHomegroundError } from "../../src/core/errors.js";
import { type Forecast, forecastLedger } from "../../src/ledger/forecast.js";
import { FORECAST_EXPORTS } from "../../src/ledger/forecast-exports.js";
import {
  EMPTY_END,
  endAfter,
  isSame,
  type Ledger,
  type LedgerLine,
  lineText,
  nextLine,
  readLedger,
  whyNotAdded,
} from "../../src/ledger/ledger.js";
import { type LedgerIndex, openIndex } from "../../src/ledger/ledger-index.js";
import { forecastText } from "../../src/ledger/ledger-text.js";
import type { PlaceCoefficient } from "../../src/ledger/place-regression.js";
import { placeAttributes, readSharedResult, sharedResultOf } from "../../src/ledger/read-shared.js";
import {
  type PlaceAttributes,
  type SharedResult,
  sharedText,
} from "../../src/ledger/shared-result.js";
import { createNodeDigest } from "../../src/node/digest.js";
import { violationsOf } from "../support/schema-of.js";
import { throwsCode } from "../support/throws-code.js";

interface Told {
  readonly k: number;
  readonly n: number;
  readonly place?: string;
  readonly month?: string;
  readonly covered?: number;
  readonly record?: string;
  readonly attributes?: PlaceAttributes;
}

function told({
  k,
  n,
  place,
  month,
  covered,
  attributes,
  record = "a".repeat(64),
}: Told): SharedResult {
  return {
    schema: "homeground.shared-result/2",
    software: { name: "homeground", version: "1.0.0" },
    record,
    model: "b".repeat(64),
    task: "classification",
    unit: "image",
    evidence: null,
    month: month ?? null,
    place: place ?? null,
    counts: { images: n, scored: n, listed: {}, classes: 2 },
    figures: [
      {
        metric: "accuracy",
        value: k / n,
        low: k / n,
        high: k / n,
        level: 0.95,
        method: "wilson",
        n,
        clusters: null,
        k,
        nEff: n,
      },
    ],
    classes: null,
    verdicts: [],
    scope: covered === undefined ? null : { images: 100, covered },
    ...(attributes === undefined ? {} : { attributes }),
  };
}

const EXAMPLE: readonly Told[] = [
  { k: 92, n: 100, covered: 90 },
  { k: 180, n: 200, covered: 85 },
  { k: 45, n: 60, covered: 20 },
  { k: 160, n: 200, covered: 95 },
  { k: 270, n: 300, covered: 88 },
  { k: 71, n: 90, covered: 30 },
];

function ledgerOf(results: readonly SharedResult[]): Ledger {
  const lines: LedgerLine[] = [];
  for (const result of results) {
    const last = lines.at(-1);
    const end = last === undefined ? EMPTY_END : endAfter(last);
    lines.push(nextLine(end, { provenance: "told", result }, createNodeDigest));
  }
  return { lines };
}

const LEDGER = ledgerOf(EXAMPLE.map(told));
const LINES = LEDGER.lines.map(lineText);
const read = (lines: readonly string[]) => readLedger(lines.join(""), "ledger", createNodeDigest);

/** Number of the line that a reading names as changed; null where it names none. */
function firstChanged(lines: readonly string[]): number | null {
  try {
    read(lines);
    return null;
  } catch (cause) {
    if (!isHomegroundError(cause) || cause.code !== "ledger/changed") throw cause;
    return Number(/, line (\d+)$/.exec(cause.where)?.[1]);
  }
}

/** Why a result is not taken, by whatever lines an index finds alike. */
function refusal({ lines }: Ledger, result: SharedResult) {
  const index = indexOf(lines);
  const found = index.alike(result).map((seq) => lines[seq - 1]!);
  const [same = null] = found.filter(({ entry }) => isSame(entry.result, result));
  expect(same).toBe(lines.find(({ entry }) => isSame(entry.result, result)) ?? null);
  return whyNotAdded(lines[0]!.entry.result, same, result);
}

function indexOf(lines: readonly LedgerLine[]): LedgerIndex {
  const index = openIndex(new Uint32Array(0), createNodeDigest);
  for (const line of lines) {
    index.add(line.entry.result, line.id, index.end(index.count) + lineText(line).length);
  }
  return index;
}

describe("a ledger", () => {
  it("comes back as it was written", () => {
    expect(read(LINES)).toEqual(LEDGER);
    expect(readLedger("", "ledger", createNodeDigest)).toEqual({ lines: [] });
  });

  it("is the one before, or the one after, at whatever byte a program was killed", () => {
    const whole = LINES.join("");
    const last = LINES.at(-1)!;
    for (let cut = whole.length - last.length; cut < whole.length; cut++) {
      expect(readLedger(whole.slice(0, cut), "ledger", createNodeDigest).lines).toHaveLength(5);
    }
    expect(readLedger(whole, "ledger", createNodeDigest).lines).toHaveLength(6);
  });

  it.each([
    ["edited", LINES.with(2, LINES[2]!.replace('"n":60', '"n":61')), "line 3", /edited/],
    ["removed", LINES.toSpliced(3, 1), "line 4", /removed or moved/],
    ["put in twice", LINES.toSpliced(1, 0, LINES[0]!), "line 2", /moved, or a line/],
    ["moved", [LINES[1]!, LINES[0]!, ...LINES.slice(2)], "line 1", /removed or moved/],
    [
      "written with blanks",
      LINES.with(0, LINES[0]!.replace(":", ": ")),
      "line 1",
      /as it was added/,
    ],
    ["no line at all", LINES.with(4, "hello\n"), "line 5", /no line of a ledger/],
  ])("names the first line that was %s", (_, lines, where, what) => {
    expect(() => read(lines)).toThrow(
      expect.objectContaining({
        code: "ledger/changed",
        what: expect.stringMatching(what),
        where: `ledger, ${where}`,
      }),
    );
  });

  it("names every edited byte of a line that still parses", () => {
    for (const [i, line] of LINES.entries()) {
      for (let at = 0; at < line.length - 1; at += i === 0 ? 1 : 13) {
        const other = line[at] === "1" ? "2" : "1";
        const edited = `${line.slice(0, at)}${other}${line.slice(at + 1)}`;
        expect(firstChanged(LINES.with(i, edited)), `${i}, ${at}`).toBe(i + 1);
      }
    }
  });

  it("names the first line where any was removed, put in or moved, wherever", () => {
    const other = lineText(ledgerOf([told({ k: 3, n: 5 })]).lines[0]!);
    for (const [i, line] of LINES.entries()) {
      // Of the last line nothing follows: only whoever knows its id misses it.
      const isLast = i === LINES.length - 1;
      expect(firstChanged(LINES.toSpliced(i, 1)), `${i} removed`).toBe(isLast ? null : i + 1);
      expect(firstChanged(LINES.toSpliced(i + 1, 0, line)), `${i} twice`).toBe(i + 2);
      expect(firstChanged(LINES.toSpliced(i, 0, other)), `before ${i}`).toBe(i === 0 ? 2 : i + 1);
      for (let to = 0; to < LINES.length; to++) {
        if (to === i) continue;
        const moved = LINES.toSpliced(i, 1).toSpliced(to, 0, line);
        expect(firstChanged(moved), `${i} to ${to}`).toBe(Math.min(i, to) + 1);
      }
    }
  });

  it("takes a result once, whatever is said of its place, and none of another record", () => {
    expect(refusal(LEDGER, told(EXAMPLE[1]!))).toMatchObject({ code: "ledger/duplicate" });
    const renamed = told({ ...EXAMPLE[1]!, place: "elsewhere", month: "2026-01" });
    expect(refusal(LEDGER, renamed)).toMatchObject({
      code: "ledger/duplicate",
      what: expect.stringMatching(
        /^says the same as line 2, of another place, and nothing tells .* apart$/,
      ),
    });
    expect(refusal(LEDGER, told(EXAMPLE[1]!))!.what).toBe("is there already, as line 2");
    const other = told({ k: 1, n: 9, record: "c".repeat(64) });
    expect(refusal(LEDGER, other)).toMatchObject({ code: "ledger/other-record" });
    expect(refusal(LEDGER, told({ k: 8, n: 9 }))).toBeNull();
  });

  it("takes the same images once, whatever figures were made of them", () => {
    const evidence = "e".repeat(64);
    const ledger = ledgerOf([{ ...told(EXAMPLE[0]!), evidence }]);
    const again = { ...told(EXAMPLE[2]!), evidence };
    expect(refusal(ledger, again)).toMatchObject({ code: "ledger/duplicate" });
    expect(refusal(ledger, { ...again, evidence: "f".repeat(64) })).toBeNull();
  });
});

describe("an index of a ledger", () => {
  const results = Array.from({ length: 300 }, (_, i) => ({
    ...told({ k: i, n: 300 }),
    evidence: i % 2 === 0 ? i.toString(16).padStart(64, "0") : null,
  }));
  const { lines } = ledgerOf(results);

  it("finds each line by its images and by what it says, and no other", () => {
    const index = indexOf(lines);
    for (const [i, result] of results.entries()) {
      expect(index.alike(result)).toEqual([i + 1]);
      expect(index.alike({ ...result, evidence: null, place: "mill" })).toEqual([i + 1]);
      const others = { ...result, counts: { ...result.counts, classes: 7 } };
      expect(index.alike(others)).toEqual(result.evidence === null ? [] : [i + 1]);
    }
    expect(index.alike(told({ k: 5, n: 301 }))).toEqual([]);
  });

  it("is what it was once it is stored, and grows by what is new", () => {
    const index = indexOf(lines);
    const stored = openIndex(index.words(0), createNodeDigest);
    const early = openIndex(indexOf(lines.slice(0, 100)).words(0), createNodeDigest);
    for (const line of lines.slice(100)) {
      early.add(line.entry.result, line.id, early.end(early.count) + lineText(line).length);
    }
    for (const one of [stored, early]) {
      expect(one.words(0)).toEqual(index.words(0));
      expect(one.alike(results[250]!)).toEqual([251]);
    }
    expect(stored.words(298)).toHaveLength(16);
    expect(stored.idStart(300)).toBe(lines[299]!.id.slice(0, 16));
    const far = openIndex(new Uint32Array(0), createNodeDigest);
    far.add(results[0]!, lines[0]!.id, 2 ** 40 + 5);
    expect(far.end(1)).toBe(2 ** 40 + 5);
  });
});

describe("a shared result that is read", () => {
  it("comes back as it was written", () => {
    const shared = told(EXAMPLE[0]!);
    expect(violationsOf("shared-result", shared)).toEqual([]);
    expect(readSharedResult(sharedText(shared), "a.json")).toEqual(shared);
  });

  it.each([
    ["a value above 1", { value: 1.7 }],
    ["a value below 0", { value: -0.2 }],
    ["no units", { n: 0, k: 0 }],
    ["10^18 units", { n: 1e18 }],
    ["more hits than units", { k: 101 }],
    ["hits that are not the value", { k: 91 }],
    ["limits in the wrong order", { low: 0.95, high: 0.9 }],
    ["one limit", { low: null }],
    ["a level of 1", { level: 1 }],
  ])("is refused with %s", (_, wrong) => {
    const shared = told(EXAMPLE[0]!);
    const [figure] = shared.figures;
    expect(() =>
      sharedResultOf({ ...shared, figures: [{ ...figure, ...wrong }] }, "a.json"),
    ).toThrow(expect.objectContaining({ code: "ledger/value-range", where: "a.json" }));
  });

  it.each([
    ["of another version", { schema: "homeground.shared-result/1" }],
    ["with a figure that names a class", { figures: [{ metric: "recall{class=deer}" }] }],
    ["with more than it may hold", { images: ["secret.png"] }],
    ["with a place that turns its letters round", { place: "fox\u202Egpj" }],
    ["with a month that is none", { month: "2026-13" }],
  ])("is refused %s", (_, wrong) => {
    expect(() => sharedResultOf({ ...told(EXAMPLE[0]!), ...wrong }, "a.json")).toThrow(
      expect.objectContaining({ code: "ledger/not-a-result" }),
    );
    for (const text of ["", "[]", "NaN", "null", "[".repeat(5000)]) {
      expect(() => readSharedResult(text, "a.json")).toThrow(
        expect.objectContaining({ code: "ledger/not-a-result" }),
      );
    }
  });
});

describe("a forecast", () => {
  it("is the worked example of the methods, tried on itself", () => {
    const forecast = forecastLedger(LEDGER, { threshold: 0.87 }, "ledger");
    expect(violationsOf("forecast", forecast)).toEqual([]);
    expect(forecast).toMatchObject({ metric: "accuracy", k: 6, like: null });
    expect(forecast.next!.low).toBeCloseTo(0.548180958, 8);
    expect(forecast.next!.method).toBe("pi-t");
    expect(forecast.atLeast!.probability).toBeCloseTo(0.421845447, 8);
    expect(forecast.backtest).toEqual({ inside: 6, of: 6 });
    expect(forecast.warnings).toEqual(["ledger/few-sites"]);
  });

  it("lists fewer than five places and foresees nothing from them", () => {
    for (const k of [1, 2, 4]) {
      const forecast = forecastLedger(ledgerOf(EXAMPLE.slice(0, k).map(told)), {}, "ledger");
      expect(forecast.sites).toHaveLength(k);
      expect(forecast).toMatchObject({ next: null, average: null, backtest: { inside: 0, of: 0 } });
      expect(forecast.warnings).toEqual(["ledger/too-few"]);
    }
  });

  it("counts a place once, by its newest result", () => {
    const twice = [
      ...EXAMPLE.slice(0, 5),
      { k: 30, n: 60, place: "mill", month: "2026-05" },
      { k: 71, n: 90, place: "mill", month: "2026-09" },
      { k: 10, n: 60, place: "mill", month: "2025-09" },
    ];
    const forecast = forecastLedger(ledgerOf(twice.map(told)), { threshold: 0.87 }, "ledger");
    expect(forecast.k).toBe(6);
    expect(forecast.sites.map(({ isReplaced }) => isReplaced).slice(5)).toEqual([
      true,
      false,
      true,
    ]);
    expect(forecast.next!.low).toBeCloseTo(0.548180958, 8);
  });

  it("says where the figure of a place has changed over time, in the order of months", () => {
    const again = (place: string, month: string, k: number, n: number) => ({ place, month, k, n });
    const over = [
      ...EXAMPLE,
      again("mill", "2026-03", 12, 60),
      again("mill", "2025-09", 92, 101),
      again("mill", "2026-01", 91, 102),
      again("wood", "2025-09", 50, 60),
      again("wood", "2026-02", 51, 62),
      again("pond", "2026-02", 51, 63),
    ];
    const forecast = forecastLedger(ledgerOf(over.map(told)), {}, "ledger");
    expect(violationsOf("forecast", forecast)).toEqual([]);
    expect(forecast.drift).toEqual([
      {
        place: "mill",
        results: 3,
        from: "2025-09",
        to: "2026-03",
        change: "fallen",
        shown: "2026-03",
      },
      { place: "wood", results: 2, from: "2025-09", to: "2026-02", change: null, shown: null },
    ]);
    const text = forecastText(forecast, {});
    expect(text).toContain("mill: fallen since 2025-09, shown by the result of 2026-03");
    expect(text).toContain("1 place more with several results over time: no change is shown");
    expect(text).toContain("in at most one of twenty ledgers");
    const rows = exported(".csv", forecast).trimEnd().split("\n");
    expect(rows[0]).toMatch(/,change,change_shown$/);
    const ofPlace = (place: string, month: string) =>
      rows.find((row) => row.includes(`,${place},${month},`));
    expect(ofPlace("mill", "2026-03")).toMatch(/,fallen,2026-03$/);
    expect(ofPlace("mill", "2026-01")).toMatch(/,,$/);
    expect(ofPlace("wood", "2026-02")).toMatch(/,none shown,$/);
    expect(ofPlace("pond", "2026-02")).toMatch(/,,$/);
    expect(exported(".tex", forecast)).toContain("2026-03, fallen since 2025-09");
    expect(exported(".svg", forecast)).not.toContain("fallen");
  });

  it("lists 40 places, and says how many more there are", () => {
    const many = Array.from({ length: 1042 }, (_, i) => ({ k: 50 + (i % 40), n: 100 + (i % 7) }));
    const lines = forecastText(
      forecastLedger(ledgerOf(many.map((one, i) => told({ ...one, place: `place ${i}` }))), {}, ""),
      {},
    ).split("\n");
    expect(lines.filter((line) => line.includes(" · told · "))).toHaveLength(40);
    expect(lines[41]).toBe("  and 1,002 more: homeground ledger list has all");
  });

  it("looks at places whose images are as much like the record's as asked", () => {
    const { like } = forecastLedger(LEDGER, { covered: 0.9 }, "ledger");
    expect(like).toMatchObject({ k: 4, next: null, warnings: ["ledger/too-few"] });
    const all = forecastLedger(LEDGER, { covered: null }, "ledger");
    expect(all.like).toBeNull();
  });

  describe("by what is said of places", () => {
    // Twelve places, in forests 60 of 100, else 90 of 100, give or take; one of which nothing is said.
    const places = Array.from({ length: 12 }, (_, i) => {
      const isForest = i % 3 === 0;
      const attributes = { habitat: isForest ? "forest" : "meadow", cameras: i };
      return told({ k: (isForest ? 60 : 90) + (i % 4), n: 100, attributes });
    });
    const ledger = ledgerOf([...places, told({ k: 77, n: 100 })]);

    it("foresees from places of the same kind beside all", () => {
      const of = (attributes: PlaceAttributes) => forecastLedger(ledger, { attributes }, "ledger");
      const forecast = of({ habitat: "meadow" });
      expect(forecast).toMatchObject({ k: 13, like: { k: 8 } });
      expect(forecast.like!.next!.low).toBeGreaterThan(0.85);
      expect(forecast.next!.low).toBeLessThan(0.6);
      // Fewer than five are listed alone.
      expect(of({ habitat: "forest" }).like).toMatchObject({
        k: 4,
        next: null,
        average: null,
        warnings: ["ledger/too-few"],
      });
      expect(of({ habitat: "meadow", cameras: 4 }).like).toMatchObject({ k: 1 });
      expect(of({ constructor: "meadow" }).like).toMatchObject({ k: 0 });
      expect(forecastText(forecast, { attributes: { habitat: "meadow" } })).toContain(
        "Like yours  8 places of habitat meadow",
      );
    });

    it("says how the figure differs between kinds, and that this is no cause", () => {
      const forecast = forecastLedger(ledger, { by: ["habitat"] }, "ledger");
      expect(violationsOf("forecast", forecast)).toEqual([]);
      const { regression } = forecast;
      expect(regression).toMatchObject({
        attributes: ["habitat"],
        k: 12,
        fit: { df: 10, coefficients: [{ level: "forest", against: "meadow" }] },
        warnings: ["ledger/not-a-cause"],
      });
      const [{ oddsRatio, oddsLow, oddsHigh, value, p }] = regression!.fit!.coefficients as [
        PlaceCoefficient,
      ];
      // Odds of 61.5 in 100 and of 91.5 in 100.
      expect(oddsRatio).toBeCloseTo(61.5 / 38.5 / (91.5 / 8.5), 1);
      expect(oddsRatio).toBeCloseTo(Math.exp(value), 12);
      expect(oddsLow).toBeLessThan(oddsRatio);
      expect(oddsHigh).toBeLessThan(1);
      expect(p).toBeLessThan(0.001);
      const text = forecastText(forecast, {});
      expect(text).toContain("habitat forest, not meadow: odds of a hit × 0.1");
      expect(text).toContain("ledger/not-a-cause");
    });

    it("asks for ten places, and for ten a difference says that they are few", () => {
      const by = (names: string[], results = places) =>
        forecastLedger(ledgerOf(results), { by: names }, "ledger").regression;
      expect(by(["habitat"], places.slice(0, 9))).toMatchObject({
        k: 9,
        fit: null,
        warnings: ["ledger/few-for-attributes"],
      });
      expect(by(["habitat", "cameras"])).toMatchObject({
        k: 12,
        fit: { df: 9 },
        warnings: ["ledger/few-for-attributes", "ledger/not-a-cause"],
      });
      expect(by(["nothing"])).toMatchObject({ k: 0, fit: null });
      const many = Array.from({ length: 30 }, (_, i) => {
        return told({ k: 60 + i, n: 100, attributes: { name: `place ${i}`, tiny: i * 1e-9 } });
      });
      expect(by(["name"], many)).toMatchObject({ k: 30, fit: null });
      expect(Number.isFinite(by(["tiny"], many)!.fit!.coefficients[0]!.oddsHigh)).toBe(true);
      const same = places.map((one) => ({ ...one, attributes: { habitat: "forest" } }));
      expect(by(["habitat"], same)?.fit?.coefficients).toEqual([]);
    });

    it("reads names and values, and none that says where a place is", () => {
      expect(placeAttributes(["habitat = dry forest", "cameras=12"], "said")).toEqual({
        cameras: 12,
        habitat: "dry forest",
      });
      expect(placeAttributes([], "said")).toBeNull();
      for (const wrong of [
        ["habitat"],
        ["=forest"],
        ["habitat="],
        ["__proto__=1"],
        ["latitude=52.1"],
        ["Lon=4"],
        ["a=1", "a=2"],
        [`a=${"x".repeat(61)}`],
        ["a=\u202eb"],
        Array.from({ length: 21 }, (_, i) => `a${i}=1`),
      ]) {
        expect(() => placeAttributes(wrong, "said"), wrong[0]).toThrow(
          throwsCode("usage/bad-option"),
        );
      }
      const [plain] = places;
      for (const attributes of [{ "a/b": 1 }, { a: null }, { a: "" }, { a: "\u202eb" }, [], 4]) {
        const text = JSON.stringify({ ...plain, attributes });
        expect(() => readSharedResult(text, "x")).toThrow(throwsCode("ledger/not-a-result"));
      }
    });
  });

  it("does not depend on the order in which results came", () => {
    const { next } = forecastLedger(ledgerOf(EXAMPLE.toReversed().map(told)), {}, "ledger");
    expect(next!.low).toBeCloseTo(forecastLedger(LEDGER, {}, "ledger").next!.low, 12);
  });

  it("says which figures are there where the one asked for is not", () => {
    expect(() => forecastLedger(LEDGER, { metric: "macro-f1" }, "ledger")).toThrow(
      expect.objectContaining({
        code: "ledger/no-figure",
        fix: expect.stringContaining("accuracy"),
      }),
    );
  });
});

/** A forecast in the form that an ending names. */
function exported(ending: string, forecast: Forecast): string {
  return FORECAST_EXPORTS.find((one) => one.ending === ending)!.write(forecast, EMPTY_END, null);
}
