import { describe, expect, it } from "vitest";
import { anatomySection } from "../../src/analyses/anatomy/section.js";
import type { GapView } from "../../src/analyses/gap/gap-view.js";
import { gapView } from "../../src/analyses/gap/gap-view.js";
import { gapSection } from "../../src/analyses/gap/section.js";
import { evaluationReport } from "../../src/analyses/report.js";
import { figuresPlot } from "../../src/reports/figures-plot.js";
import { figureView } from "../../src/reports/figures-view.js";
import type { PlotFrame } from "../../src/reports/plot-view.js";
import { claimPlot, differencePlot, type RulerPlot } from "../../src/reports/ruler-plots.js";
import type { ResultVerdict } from "../../src/results/result.js";
import { detectionFactsOf } from "./detection-facts-of.js";
import { EXTRAS, estimate, INPUT, RESULT } from "./fixtures.js";

function column(frame: PlotFrame, at: number): (number | null)[] {
  return frame.table.rows.map(({ cells }) => cells[at]?.value ?? null);
}

function texts(frame: PlotFrame, at: number): (string | undefined)[] {
  return frame.table.rows.map(({ cells }) => cells[at]?.text);
}

const [VERDICT] = RESULT.verdicts as readonly [ResultVerdict];

/** A claim of 90% within 5 points, and what was found. */
function claim(limits: readonly [number, number] | null, change: Partial<ResultVerdict> = {}) {
  const verdict = {
    ...VERDICT,
    claim: { ...VERDICT.claim, value: 0.9, low: null, high: null },
    ...change,
  };
  const value = limits === null ? 0.5 : (limits[0] + limits[1]) / 2;
  return claimPlot(verdict, estimate(verdict.metric, value, limits, { n: 100 }), EXTRAS, 0);
}

describe("the picture of a claim", () => {
  it("calls the word of a model card unverifiable", () => {
    const plain = { ...VERDICT.claim, n: null, low: null, high: null };
    const origin = "model-card" as const;
    expect(claim(null, { claim: plain }).rows[0]?.sub).toContain("no counts given");
    expect(claim(null, { claim: { ...plain, origin } }).rows[0]?.sub).toContain("unverifiable");
  });

  it.each([
    [[0.6, 0.7], "fails", "Your whole range lies below your limit of 85.0%."],
    [[0.85, 0.95], "holds", "Your whole range lies above your limit of 85.0%."],
    [
      [0.8, 0.9],
      "cannot-tell",
      "Your range reaches over your limit of 85.0%: part of it is below.",
    ],
    [
      [0.86, 0.96],
      "cannot-tell",
      "Your whole range lies above your limit of 85.0%. The verdict rests on the range of the difference.",
    ],
  ] as const)("says where the range %j lies: %s", (limits, verdict, reading) => {
    expect(claim(limits, { verdict }).reading).toBe(reading);
  });

  it("says it of a figure without a range, and of none", () => {
    expect(claim(null, { verdict: "fails" }).reading).toBe(
      "Your figure lies below your limit of 85.0%.",
    );
    expect(claimPlot(VERDICT, null, EXTRAS, 0).reading).toBe(
      "There is no figure for your images, so none is drawn.",
    );
  });

  it("turns round where less is better", () => {
    const lower = (limits: readonly [number, number], verdict: ResultVerdict["verdict"]) =>
      claim(limits, {
        verdict,
        metric: "ece",
        claim: { ...VERDICT.claim, value: 0.1, low: null, high: null },
      }).reading;
    expect(lower([0.2, 0.3], "fails")).toBe(
      "Your whole range lies above your limit of 15.0 points.",
    );
    expect(lower([0.05, 0.15], "holds")).toContain("whole range lies below your limit");
    expect(lower([0.1, 0.2], "cannot-tell")).toContain("part of it is above.");
  });

  it("names what is needed, and has no limit beside it", () => {
    const needed = { ...VERDICT.claim, kind: "requirement" as const, value: 0.8, n: null };
    const plot = claim([0.82, 0.9], { verdict: "holds", claim: needed, tolerance: 0 });
    expect(plot.reading).toMatch(/^Your whole range lies above the 80(?:\.0)?% you need\.$/);
    expect(texts(plot, 0)).toEqual(["Needed", "Yours"]);
  });

  it("has the numbers of result.json behind it, a row a mark", () => {
    const [answer] = evaluationReport(INPUT).answers;
    const plot = answer?.ruler as RulerPlot;
    expect(texts(plot, 0)).toEqual(["Published", "Yours", "Your limit"]);
    expect(plot.rows.map(({ label }) => label)).toEqual(["Published", "Yours"]);
    const [accuracy] = RESULT.estimates;
    expect(column(plot, 1)).toEqual([84 / 89, 22 / 73, 84 / 89 - 0.05]);
    expect(column(plot, 2)).toEqual([VERDICT.claim.low, accuracy?.low, null]);
    expect(column(plot, 3)).toEqual([VERDICT.claim.high, accuracy?.high, null]);
    expect(plot.table.rows[0]?.said).toBe("Published: 94.4% [87.5, 97.6]; site 1, 89 images.");
  });
});

describe("the picture of a difference", () => {
  it("has the difference, its range and the limit behind it", () => {
    const plot = differencePlot(VERDICT, "As the rule has it.", 2);
    expect(plot?.id).toBe("plot-difference-3");
    expect(plot?.reading).toBe("As the rule has it.");
    expect(plot === null ? [] : column(plot, 1)).toEqual([VERDICT.difference, -0.05]);
    expect(plot === null ? [] : column(plot, 2)).toEqual([VERDICT.low, null]);
    expect(plot?.table.rows[0]?.said).toBe("Yours minus published: −64.2 [−74.1, −51.0].");
    expect(differencePlot({ ...VERDICT, difference: null }, "", 0)).toBeNull();
  });
});

describe("the steps of a gap", () => {
  const [accuracy] = RESULT.estimates;
  if (RESULT.gap === null || accuracy === undefined) throw new Error("the fixture has both");
  const { plot, finding } = gapView(RESULT.gap, 84 / 89, accuracy, EXTRAS);

  it("lead from the published figure to the local one, in the table too", () => {
    const changes = column(plot, 1);
    const stands = column(plot, 4);
    expect(changes).toHaveLength(plot.rows.length);
    expect([changes[0], changes.at(-1)]).toEqual([null, null]);
    expect([stands[0], stands.at(-1)]).toEqual([84 / 89, 22 / 73]);
    let reached = 84 / 89;
    for (const [i, change] of changes.slice(1, -1).entries()) {
      reached += change ?? Number.NaN;
      expect(stands[i + 1]).toBeCloseTo(reached, 12);
    }
    expect(reached).toBeCloseTo(22 / 73, 12);
    expect(plot.reading).toBe(finding);
  });

  it("have limits in the order of the figure, around the change", () => {
    const mix = RESULT.gap?.terms.find(({ term }) => term === "class-mix");
    // A loss is a fall of the figure: the limits change signs and places.
    expect(column(plot, 1)[1]).toBeCloseTo(-(mix?.value ?? Number.NaN), 12);
    expect(column(plot, 2)[1]).toBeCloseTo(-(mix?.high ?? Number.NaN), 12);
    expect(column(plot, 3)[1]).toBeCloseTo(-(mix?.low ?? Number.NaN), 12);
  });
});

describe("the figures", () => {
  const view = (metric: string, value: number, limits: readonly [number, number] | null) =>
    figureView(estimate(metric, value, limits), null, "classification");

  it("name the one whose range takes up most of its axis", () => {
    const accuracy = view("accuracy", 0.5, [0.45, 0.55]);
    const kappa = view("cohen-kappa", 0.2, [0.1, 0.29]);
    const ece = view("ece", 0.3, null);
    const reading = (...figures: ReturnType<typeof view>[]) =>
      figuresPlot(figures, figures, 0).reading;
    // Kappa goes from −1 to 1, so 0.19 of it is less than 0.10 of an accuracy.
    expect(reading(accuracy, kappa, ece)).toBe(
      "The least certain of 3 figures is “Accuracy”, with a range of 10.0 points.",
    );
    expect(reading(kappa)).toBe(`“${kappa.label}” has a range of 0.19.`);
    expect(reading(ece)).toBe("1 figure, without a range.");
    expect(reading()).toContain("No figure is drawn");
  });

  it("are rows of the table of all", () => {
    const { figuresPlot: plot } = evaluationReport(INPUT);
    expect(plot.figures.length).toBeGreaterThan(3);
    for (const { figure, row } of plot.figures) {
      const cells = plot.table.rows[row ?? -1]?.cells;
      expect(cells?.[1]?.value).toBe(figure.value);
      expect(cells?.[6]?.text).toBe(figure.metric);
    }
    const whole = RESULT.estimates.filter(({ slice }) => slice === null);
    expect(column(plot, 1)).toEqual(whole.map(({ value }) => value));
    expect(column(plot, 2)).toEqual(whole.map(({ low }) => low));
  });
});

describe("the costs of errors", () => {
  it("have the numbers of their rulers behind them", () => {
    const detection = detectionFactsOf(60);
    const anatomy = anatomySection.view({
      result: { ...RESULT, task: "detection", confusion: null, gap: null },
      extras: { ...EXTRAS, detection },
    });
    const plot = anatomy?.plot as RulerPlot;
    expect(plot.rows.length).toBeGreaterThan(2);
    expect(texts(plot, 0)).toEqual(plot.rows.map(({ label }) => label));
    expect(column(plot, 1)).toEqual(plot.rows.map(({ value }) => value));
    const kinds = anatomy?.rows.map(({ type }) => type) ?? [];
    const costs = [...kinds, "false-positives", "false-negatives"] as const;
    expect(column(plot, 3)).toEqual(costs.map((kind) => detection.costs.get(kind)?.high ?? null));
    expect(plot.reading).toBe(anatomy?.finding);
  });
});

describe("every plot of a report", () => {
  it("has a name of its own, a sentence, and rows as wide as its head", () => {
    const verdicts = [VERDICT, { ...VERDICT, tolerance: 0.1 }];
    const input = { result: { ...RESULT, verdicts }, extras: EXTRAS };
    const report = evaluationReport(input);
    const frames = [
      ...report.answers.flatMap(({ ruler, difference }) => [ruler, difference]),
      report.figuresPlot,
      (gapSection.view(input) as GapView).plot,
    ].filter((frame) => frame != null);
    expect(frames).toHaveLength(6);
    expect(new Set(frames.map(({ id }) => id)).size).toBe(frames.length);
    for (const { id, title, reading, table } of frames) {
      expect(id).toMatch(/^[a-z0-9-]+$/);
      expect(title).not.toBe("");
      expect(reading).toMatch(/^[A-Z0-9“].*\.$/);
      for (const { cells } of table.rows) expect(cells).toHaveLength(table.columns.length);
    }
  });
});
