import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gapView } from "../../src/analyses/gap/gap-view.js";
import { base64, mistakesView } from "../../src/analyses/mistakes/mistakes-view.js";
import { listedView } from "../../src/reports/inputs-view.js";
import { axisOf } from "../../src/reports/ruler-view.js";
import { shellQuoted, shown, visible } from "../../src/reports/text.js";
import type { ResultGap } from "../../src/results/result.js";
import { EXTRAS, RESULT, thumbnail } from "./fixtures.js";

describe("gapView", () => {
  const [accuracy] = RESULT.estimates;
  if (RESULT.gap === null || accuracy === undefined) throw new Error("the fixture has both");
  const gap: ResultGap = RESULT.gap;
  const view = gapView(gap, 84 / 89, accuracy, EXTRAS);

  it("leads from the published figure to the local one, step by step", () => {
    const steps = view.plot.rows.slice(1, -1);
    const sum = steps.reduce((total, { value }) => total + (value ?? 0), 0);
    expect(84 / 89 + sum).toBeCloseTo(22 / 73, 12);
    for (const [i, step] of steps.entries()) {
      expect(step.barFrom).toBeCloseTo(view.plot.rows[i]?.at ?? Number.NaN, 12);
    }
    expect(steps.map(({ valueText }) => valueText)).toEqual([
      "−0.9",
      "−37.1",
      "−23.1",
      "+4.4",
      "−7.5",
    ]);
    expect(steps.map(({ kind }) => kind)).toEqual(["plain", "loss", "loss", "gain", "loss"]);
    expect(steps[1]?.sub).toBe("52 of 52 right there, 5 of 25 here");
  });

  it("says what most of it comes from", () => {
    expect(view.title).toBe("Why it is 64.2 points lower");
    expect(view.finding).toMatch(/^Almost none of the difference comes from a different mix/);
    expect(view.reweighted).toContain("93.9% [85.4, 97.6]");
  });

  it("draws the whole where the parts do not add up to it", () => {
    const terms = gap.terms.filter((term) => term.class !== "neutrophil");
    const { plot } = gapView({ ...gap, terms }, 84 / 89, accuracy, EXTRAS);
    expect(plot.rows.map(({ label }) => label)).toContain("Alike images read differently");
    expect(plot.rows).toHaveLength(4);
  });

  it("puts many classes together", () => {
    const parts = Array.from({ length: 30 }, (_, i) => ({
      ...({
        term: "within",
        class: `c${i}`,
        value: (i + 1) / 1000,
        low: null,
        high: null,
      } as const),
    }));
    const { plot } = gapView({ ...gap, value: 0.465, terms: parts }, 0.9, accuracy, {});
    expect(plot.rows).toHaveLength(10);
    expect(plot.rows.at(-2)?.label).toBe("The other 23");
    const sum = plot.rows.slice(1, -1).reduce((total, { value }) => total + (value ?? 0), 0);
    expect(sum).toBeCloseTo(-0.465, 12);
  });
});

describe("listedView", () => {
  it("adds up in words", () => {
    const view = listedView(RESULT.inputs);
    expect(view.sum).toBe(
      "77 images went in: 73 were scored and 4 were left out, each named here with its reason. Nothing is dropped in silence.",
    );
    expect(view.groups.reduce((sum, { count }) => sum + count, 0)).toBe(4);
    expect(listedView({ ...RESULT.inputs, images: 73, listed: [] }).sum).toBe(
      "73 images went in and all were scored. Nothing was left out.",
    );
  });

  it("counts what it does not name", () => {
    const listed = Array.from({ length: 3000 }, (_, i) => ({
      file: `${i}.png`,
      code: `reason-${i % 100}`,
      what: "",
    }));
    const { groups } = listedView({ ...RESULT.inputs, listed });
    expect(groups.length).toBeLessThanOrEqual(30);
    expect(groups.reduce((sum, { files, more }) => sum + files.length + more, 0)).toBe(3000);
  });
});

describe("mistakesView", () => {
  it("shows at most 24 tiles and 600 kB of pictures, and says what is missing", () => {
    const worst = Array.from({ length: 40 }, (_, i) => ({
      file: `${i}`,
      truth: "a",
      predicted: "b",
      confidence: 0.5,
      thumbnail: thumbnail(new Uint8Array(30_000)),
    }));
    const view = mistakesView({ worst, total: 500, picturesWithheld: null });
    expect(view.tiles).toHaveLength(24);
    expect(view.tiles.filter(({ picture }) => picture !== null)).toHaveLength(20);
    expect(view.withheld).toBe("4 pictures are left out to keep this file small.");
  });

  it("shows no picture where they are withheld", () => {
    const worst = [
      { file: "a", truth: "b", predicted: "c", confidence: null, thumbnail: thumbnail() },
    ];
    const view = mistakesView({ worst, total: 1, picturesWithheld: "Their licence forbids it." });
    expect(view.tiles[0]).toMatchObject({ picture: null, said: "called c" });
    expect(view.withheld).toBe("Their licence forbids it.");
  });

  it("encodes pictures as Node does", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(base64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
      }),
    );
  });
});

describe("axisOf", () => {
  it("prints the sign of a percentage at its ends only", () => {
    expect(axisOf("percent", 0, 1).ticks.map(({ text }) => text)).toEqual([
      "0%",
      "20",
      "40",
      "60",
      "80",
      "100%",
    ]);
    expect(axisOf("score", -1, 1).ticks.map(({ text }) => text)).toEqual([
      "−1.0",
      "−0.5",
      "0.0",
      "0.5",
      "1.0",
    ]);
  });

  it("keeps what lies outside at its end", () => {
    const { place } = axisOf("percent", 0, 1);
    expect([-0.2, 0, 0.301, 1, 3].map(place)).toEqual([0, 0, 0.301, 1, 1]);
  });
});

describe("text from data", () => {
  it("shows what cannot be seen", () => {
    expect(visible("a\u0000\u202eb\n\ud800c")).toBe("a\uFFFD\uFFFDb\uFFFD\uFFFDc");
    expect(visible("Äpfel 🦊 狐")).toBe("Äpfel 🦊 狐");
  });

  it("cuts in the middle", () => {
    expect(shown("abcdefghij", 7)).toBe("abc…hij");
    expect(shown("🦊".repeat(10), 5)).toBe("🦊🦊…🦊🦊");
    expect([...shown("x".repeat(5000))]).toHaveLength(120);
  });

  it("quotes for a shell only what needs it", () => {
    expect(
      ["photos/site2", "a b", "it's", "$(x)", "", "~x", "accuracy=0.944@84/89"].map(shellQuoted),
    ).toEqual([
      "photos/site2",
      "'a b'",
      "'it'\\''s'",
      "'$(x)'",
      "''",
      "'~x'",
      "accuracy=0.944@84/89",
    ]);
  });
});
