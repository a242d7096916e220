import { describe, expect, it } from "vitest";
import { reliabilityView } from "../../src/analyses/confidence/reliability-view.js";
import { confidenceSection } from "../../src/analyses/confidence/section.js";
import { selectiveView } from "../../src/analyses/confidence/selective-view.js";
import { rankedView } from "../../src/analyses/curves/ranked-view.js";
import { curvesSection } from "../../src/analyses/curves/section.js";
import { surenessText } from "../../src/reports/curve-cells.js";
import type { CurveView, PlotFrame } from "../../src/reports/plot-view.js";
import type { ReliabilityFacts, SelectiveFacts } from "../../src/results/report-input.js";
import { lynxFacts, manyRanked, selectiveFacts, shares } from "./curve-facts.js";
import { EXTRAS, HOSTILE, INPUT, RESULT } from "./fixtures.js";

const IMAGES = { unit: "image", chosenHere: false };

/** The points of a plot stand at the values of their rows; every row has a cell for every column. */
function checkFrame(frame: PlotFrame): void {
  expect(frame.id).toMatch(/^[a-z][a-z0-9-]*$/);
  expect(frame.reading).toMatch(/^[A-Z].*\.$/s);
  const names = frame.table.columns.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { cells } of frame.table.rows) expect(cells).toHaveLength(names.length);
  if (frame.explore !== null) expect(frame.table.rows[frame.explore.row]).toBeDefined();
}

function checkPoints(view: CurveView, x: string, y: readonly string[]): void {
  const column = (name: string): number => view.table.columns.findIndex((one) => one.name === name);
  view.lines.forEach(({ points }, line) => {
    for (const { x: atX, y: atY, row } of points) {
      const { cells } = view.table.rows[row] ?? { cells: [] };
      const value = (name: string): number => cells[column(name)]?.value ?? Number.NaN;
      if (Number.isFinite(atX)) expect(value(x)).toBe(atX);
      expect(value(y[line % y.length] ?? "")).toEqual(atY);
    }
  });
}

describe("ROC", () => {
  const view = rankedView([lynxFacts()], IMAGES);
  const roc = view?.roc;

  it("says what the area means, with its range", () => {
    expect(roc?.reading).toBe(
      "Pick one image labelled lynx and one that is not, at random: in 94.2% [90.1, 96.8] of such pairs the first has the higher score.",
    );
    expect(roc?.lines[0]?.name).toBe("lynx, AUC 0.94 [0.90, 0.97]");
  });

  it("draws found against false alarms, with the range of what is found", () => {
    expect(roc?.lines[0]).toMatchObject({ style: "local", kind: "line" });
    // 5, 10, 15, 18 and 20 of 20 found; 0, 2, 4, 20 and 80 of 80 called so too.
    expect(roc?.lines[0]?.points.map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [0, 0.25],
      [0.025, 0.5],
      [0.05, 0.75],
      [0.25, 0.9],
      [1, 1],
    ]);
    // Wilson of 15 of 20, worked out in Python from the closed form; so are the limits in the texts.
    const used = roc?.lines[0]?.points[3];
    expect(used?.low).toBeCloseTo(0.5312992, 6);
    expect(used?.high).toBeCloseTo(0.8881382, 6);
    expect(roc?.references).toEqual([{ name: "chance", from: [0, 0], to: [1, 1] }]);
  });

  it("marks the threshold in use", () => {
    expect(roc?.lines[1]).toMatchObject({
      name: "threshold in use",
      kind: "dots",
      points: [{ x: 0.05, y: 0.75, row: 3 }],
    });
    const between = rankedView([lynxFacts({ inUse: 0.5 })], IMAGES);
    // No point of the curve, so nothing is known there.
    expect(between?.roc.lines).toHaveLength(1);
    expect(between?.thresholds[0]?.curve.references[0]?.from).toEqual([0.5, 0]);
    expect(rankedView([lynxFacts({ inUse: null })], IMAGES)?.roc.lines).toHaveLength(1);
  });

  it("has a row for each threshold, in words too", () => {
    expect(roc?.table.rows.map(({ cells }) => cells[0]?.text)).toEqual([
      "none",
      "0.95",
      "0.8",
      "0.62",
      "0.3",
      "0.01",
    ]);
    expect(roc?.table.rows[0]?.said).toBe("Above every score nothing is called so.");
    expect(roc?.table.rows[3]?.said).toBe(
      "From 0.62 on: 75.0% [53.1, 88.8] found, 5.0% [2.0, 12.2] of the others called so too.",
    );
    expect(roc?.table.rows[3]?.cells.map(({ text }) => text)).toEqual([
      "0.62",
      "75.0%",
      "53.1",
      "88.8",
      "5.0%",
      "2.0",
      "12.2",
    ]);
  });
});

describe("precision–recall", () => {
  const plot = rankedView([lynxFacts()], IMAGES)?.precisionRecall;

  it("says what average precision means, and what chance would give", () => {
    expect(plot?.reading).toBe(
      "Go down the images from the highest score: on average, when one labelled lynx comes up, 82.0% [74.0, 88.0] of those so far are lynx; in random order it would be about 20.0%.",
    );
    expect(plot?.references).toEqual([
      { name: "chance: their share of all", from: [0, 0.2], to: [1, 0.2] },
    ]);
  });

  it("draws steps that hold back to the threshold before, as average precision counts them", () => {
    const line = plot?.lines[0];
    expect(line?.kind).toBe("steps");
    expect(line?.points.map(({ x, y }) => [x, y])).toEqual([
      [1, 20 / 100],
      [0.9, 18 / 38],
      [0.75, 15 / 19],
      [0.5, 10 / 12],
      [0.25, 1],
    ]);
    // The area under the steps, from the first threshold on, is the sum of Δ recall × precision.
    const points = line?.points ?? [];
    const area = points.reduce((sum, { x, y }, i) => sum + y * (x - (points[i + 1]?.x ?? 0)), 0);
    expect(area).toBeCloseTo(
      0.25 * 1 + 0.25 * (10 / 12) + 0.25 * (15 / 19) + 0.15 * (18 / 38) + 0.1 * 0.2,
      12,
    );
  });
});

describe("several labels", () => {
  const facts = manyRanked(3, 21);
  const view = rankedView(facts, IMAGES);

  it("have a line each, told apart by style, and their ranges in the table alone", () => {
    expect(view?.roc.lines.map(({ style, kind }) => `${style} ${kind}`)).toEqual([
      "first line",
      "second line",
      "third line",
      "first dots",
      "second dots",
      "third dots",
    ]);
    for (const { points } of view?.roc.lines ?? []) {
      for (const { low, high } of points) expect([low, high]).toEqual([null, null]);
    }
    expect(view?.roc.reading).toBe(
      "Pick one image with a label and one without it, at random: how often the first has the higher score lies between 84.0% [79.0, 88.0] (species 3) and 90.0% [85.0, 94.0] (species 1).",
    );
    // 70 of 250.
    expect(view?.precisionRecall.lines[2]?.name).toBe(
      "species 3, AP 0.70 [0.60, 0.76], chance\u00a028.0%",
    );
    expect(view?.precisionRecall.references).toEqual([]);
    expect(view?.roc.table.rows[0]?.said).toBe(
      "species 1: above every score nothing is called so.",
    );
    expect(view?.left).toBeNull();
  });

  it("draw the bands of two", () => {
    const two = rankedView(facts.slice(0, 2), IMAGES);
    expect(two?.roc.lines[1]?.points[10]?.low).toBeGreaterThan(0);
  });

  it("are six at most, those with the most images, and the others are counted", () => {
    const many = rankedView(
      [...manyRanked(8, 21), lynxFacts({ label: "all", negatives: 0 })],
      IMAGES,
    );
    expect(many?.thresholds.map(({ label }) => label)).toEqual(
      [3, 4, 5, 6, 7, 8].map((i) => `species ${i}`),
    );
    expect(many?.left).toMatch(/^Curves are shown for 6 of 9 labels: those with the most images/);
    const ids = many?.thresholds.map(({ curve }) => curve.id) ?? [];
    expect(new Set(ids).size).toBe(6);
  });

  it("are none where every image has the label, or none has it", () => {
    expect(rankedView([lynxFacts({ positives: 0 })], IMAGES)).toBeNull();
    expect(rankedView([], IMAGES)).toBeNull();
  });
});

describe("threshold explorer", () => {
  const view = rankedView([lynxFacts()], IMAGES);
  const curve = view?.thresholds[0]?.curve;

  it("starts at the threshold in use, and says what it gives", () => {
    expect(curve?.explore).toEqual({ label: "Threshold", row: 3 });
    expect(curve?.reading).toBe(
      "From 0.62 on: 75.0% [53.1, 88.8] found, 5.0% [2.0, 12.2] of the others called so too, 79% [57, 91] of its answers right.",
    );
    expect(curve?.references).toEqual([
      { name: "threshold in use", from: [0.62, 0], to: [0.62, 1] },
    ]);
  });

  it("draws three figures along the thresholds", () => {
    expect(curve?.lines.map(({ points }) => points[3]?.y)).toEqual([15 / 20, 15 / 19, 4 / 80]);
    expect(curve?.lines.map(({ points }) => points[3]?.x)).toEqual([0.62, 0.62, 0.62]);
  });

  it("takes no threshold for one where none is in use", () => {
    const open = rankedView([lynxFacts({ inUse: null })], IMAGES)?.thresholds[0]?.curve;
    expect(open?.references).toEqual([]);
    expect(open?.reading).toMatch(
      /^The lower the threshold, the more is found: at 0\.01 it is 100\.0%/,
    );
  });

  it("warns of a threshold that was chosen on these images", () => {
    expect(view?.caution).toBeNull();
    expect(rankedView([lynxFacts()], { unit: "image", chosenHere: true })?.caution).toBe(
      "The threshold was chosen on these images, so it will look a little too good. Keep some apart, or expect less.",
    );
    const [first, ...rest] = RESULT.estimates;
    const estimates = [
      ...(first === undefined ? [] : [{ ...first, warnings: ["threshold/same-data"] }]),
      ...rest,
    ];
    const extras = { ...EXTRAS, ranked: [lynxFacts()] };
    const input = { result: { ...RESULT, estimates }, extras };
    expect(curvesSection.view(input)?.caution).not.toBeNull();
  });

  it("copes with scores beyond 0 to 1, and with one threshold alone", () => {
    const threshold = Float64Array.of(Number.POSITIVE_INFINITY, 310, 45, 12, -3, -20);
    const anomaly = rankedView([lynxFacts({ threshold, inUse: 12 })], IMAGES)?.thresholds[0]?.curve;
    expect([anomaly?.x.from, anomaly?.x.to]).toEqual([-100, 400]);
    const one = lynxFacts({
      threshold: Float64Array.of(0.4),
      inUse: null,
      rocAuc: null,
      averagePrecision: null,
      sensitivity: shares([[20, 20]]),
      falsePositiveRate: shares([[80, 80]]),
      precision: shares([[20, 100]]),
    });
    const single = rankedView([one], IMAGES);
    expect(single?.roc.lines[0]?.points).toHaveLength(1);
    expect(single?.roc.reading).toBe(
      "How many with the label are found, against how many without it are called so too.",
    );
  });
});

describe("risk–coverage", () => {
  const view = selectiveView(selectiveFacts(), "image");

  it("says what keeping the surest leaves wrong", () => {
    // 19 of 27 and 51 of 73, Wilson.
    expect(view?.reading).toBe(
      "Of the 27 images it is surest of, 70.4% [51.5, 84.1] are wrong; of all, 69.9% [58.6, 79.2].",
    );
    const all = {
      name: expect.stringContaining("at random"),
      from: [0, 51 / 73],
      to: [1, 51 / 73],
    };
    expect(view?.references).toEqual([all]);
  });

  it("has a sentence for each confidence", () => {
    expect(view?.table.rows[3]?.said).toBe(
      "Keep answers it is at least 90% sure of: 27 of 73 images, 8 of them right (29.6% [15.9, 48.5]).",
    );
    expect(view?.table.rows[5]?.said).toBe(
      "Keep answers it is at least 100% sure of: there is none.",
    );
    expect(view?.explore).toEqual({ label: "Least confidence kept", row: 3 });
  });

  it("leaves out the point where none is kept, and the line of all where not all are", () => {
    expect(view?.lines[0]?.points[5]?.y).toBeNaN();
    const part: SelectiveFacts = {
      ...selectiveFacts(),
      coverage: Float64Array.of(0.9, 0.8, 0.6, 0.3, 0.2, 0),
    };
    expect(selectiveView(part, "image")?.references).toEqual([]);
    const none: SelectiveFacts = {
      threshold: Float64Array.of(1),
      kept: Float64Array.of(0),
      coverage: Float64Array.of(0),
      risk: shares([[0, 0]]),
    };
    expect(selectiveView(none, "image")).toBeNull();
  });

  it("never says 100% sure of what is less", () => {
    expect([0, 0.5, 0.9, 0.973, 0.9731].map(surenessText)).toEqual([
      "0%",
      "50%",
      "90%",
      "97.3%",
      "97.3%",
    ]);
    expect([0.9996, 0.99996, 1].map(surenessText)).toEqual(["99.96%", "99.996%", "100%"]);
  });
});

describe("reliability", () => {
  it("has a dot for each group of images, with its range", () => {
    const view = EXTRAS.reliability === undefined ? null : reliabilityView(EXTRAS.reliability);
    expect(view?.reading).toBe(
      "It says it is 77% sure on average and is right 30% of the time: it is surer than it should be.",
    );
    expect(view?.lines[0]?.points).toHaveLength(10);
    expect(view?.lines[0]?.points[9]).toEqual({
      x: 0.97853277,
      y: 7 / 20,
      low: 0.18119,
      high: 0.56715,
      row: 9,
    });
    expect(view?.table.rows[9]?.said).toBe("20 images: 97.9% sure, 35.0% right [18, 57]");
  });

  it("is left out where no group holds an image", () => {
    const nothing: ReliabilityFacts = {
      bins: {
        count: Uint32Array.of(0),
        meanConfidence: Float64Array.of(Number.NaN),
        accuracy: Float64Array.of(Number.NaN),
      },
      low: null,
      high: null,
      meanConfidence: Number.NaN,
      accuracy: Number.NaN,
    };
    expect(reliabilityView(nothing)).toBeNull();
  });
});

describe("text from data", () => {
  it.each(HOSTILE)("lets nothing through that cannot be seen: %j", (text) => {
    const facts = [lynxFacts({ label: text, scoreName: text }), lynxFacts({ label: "other" })];
    const views = [
      rankedView(facts, { unit: text, chosenHere: true, more: 3 }),
      rankedView(facts.slice(0, 1), { unit: text, chosenHere: true }),
      selectiveView(selectiveFacts(), text),
    ];
    const said = textsOf(views).join("\n").replaceAll("\n", "");
    expect(said.length).toBeGreaterThan(1000);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(said).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\p{Cs}/u);
  });
});

/** Every text in a view, however deep. */
function textsOf(part: unknown): string[] {
  if (typeof part === "string") return [part];
  return typeof part === "object" && part !== null ? Object.values(part).flatMap(textsOf) : [];
}

describe("every plot of curves", () => {
  const extras = {
    ...EXTRAS,
    ranked: manyRanked(4, 101),
    selective: selectiveFacts(),
  };
  const ranked = curvesSection.view({ ...INPUT, extras });
  const confidence = confidenceSection.view({ ...INPUT, extras });

  it("has points at the values of their rows, and whole tables", () => {
    if (ranked === null || confidence === null) throw new Error("both are there");
    const { reliability, selective } = confidence;
    if (reliability === null || selective === null) throw new Error("both are there");
    checkPoints(ranked.roc, "False alarms", ["Found"]);
    checkPoints(ranked.precisionRecall, "Found", ["Trust"]);
    for (const { curve } of ranked.thresholds) {
      checkPoints(curve, "Threshold", ["Found", "Trust", "False alarms"]);
    }
    checkPoints(reliability, "Sure on average", ["Right"]);
    const risk = {
      ...selective,
      lines: selective.lines.map((one) => ({
        ...one,
        points: one.points.filter(({ y }) => !Number.isNaN(y)),
      })),
    };
    checkPoints(risk, "Share kept", ["Wrong among them"]);
    const explorers = ranked.thresholds.map(({ curve }) => curve);
    const all = [ranked.roc, ranked.precisionRecall, ...explorers, reliability, selective];
    for (const view of all) checkFrame(view);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });
});
