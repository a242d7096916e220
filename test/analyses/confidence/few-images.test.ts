import { describe, expect, it } from "vitest";
import { confidenceSection } from "../../../src/analyses/confidence/section.js";
import { renderReport } from "../../../src/node/reports/html-report.js";
import type { ReliabilityFacts } from "../../../src/results/report-input.js";
import { EXTRAS, INPUT } from "../../reports/fixtures.js";

/** Images in two bins: half of them 55% sure and right, the others 95% sure and wrong. */
function reliability(images: number): ReliabilityFacts {
  const half = images / 2;
  const count = Float64Array.from({ length: 10 }, (_, i) => (i === 5 || i === 9 ? half : 0));
  const of = (low: number, high: number) =>
    Float64Array.from({ length: 10 }, (_, i) => (i === 5 ? low : i === 9 ? high : Number.NaN));
  return {
    bins: { count, meanConfidence: of(0.55, 0.95), accuracy: of(1, 0) },
    low: null,
    high: null,
    meanConfidence: 0.75,
    accuracy: 0.5,
  } as unknown as ReliabilityFacts;
}

const inputOf = (images: number) => ({
  ...INPUT,
  extras: { ...EXTRAS, reliability: reliability(images) },
});
const ids = (images: number) => {
  const view = confidenceSection.view(inputOf(images));
  return JSON.stringify(view === null ? null : confidenceSection.blocks(view));
};

describe("sureness of few images", () => {
  it("is one sentence and no plot below 30 images", () => {
    const view = confidenceSection.view(inputOf(28))!;
    const said =
      "28 images are too few to tell (30 are wanted): on average it says it is 75% sure, and 14 of 28 are right.";
    expect(confidenceSection.answer?.(view)).toBe(said);
    expect(ids(28)).toContain(said);
    expect(ids(28)).not.toContain('"plot"');
    expect(confidenceSection.marks?.(view, INPUT.result).size).toBe(0);
    const html = renderReport(inputOf(28));
    expect(html).not.toContain('id="reliability"');
    expect(html).not.toContain('id="selective"');
  });

  it("has its plots from 30 images on", () => {
    expect(ids(30)).toContain('"reliability"');
    expect(renderReport(inputOf(30))).toContain('id="reliability"');
  });
});
