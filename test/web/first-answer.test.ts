import { describe, expect, it } from "vitest";
import { firstAnswer } from "../../src/web/session/first-answer.js";
import { evaluated, type Scored } from "../evaluation/evaluated.js";

const LABELS = ["deer", "fox"];
const IMAGES = Array.from(
  { length: 40 },
  (_, i): Scored => [[LABELS[i % 2]!], i < 30 === (i % 2 === 0) ? [0.9, 0.1] : [0.2, 0.8]],
);
const ALONE = { onlyHeadline: true } as const;

describe("the answer that comes before what explains it", () => {
  it("is the whole evaluation's: the same figures and verdicts", async () => {
    for (const claims of [
      [],
      ["accuracy=0.95@95/100"],
      ["accuracy=0.95@95/100", "balanced-accuracy=0.8"],
    ]) {
      const whole = await evaluated(LABELS, IMAGES, { claims });
      const alone = await evaluated(LABELS, IMAGES, { claims }, ALONE);
      expect(alone.result.verdicts).toEqual(whole.result.verdicts);
      expect(firstAnswer(alone)).toEqual(firstAnswer(whole));
    }
  });

  it("says what the report says first", async () => {
    const claimed = await evaluated(LABELS, IMAGES, { claims: ["accuracy=0.95@95/100"] }, ALONE);
    expect(firstAnswer(claimed)).toMatchObject({ tone: "fails", label: "Fails here" });
    const plain = await evaluated(LABELS, IMAGES, {}, ALONE);
    expect(firstAnswer(plain).headline).toMatch(/75/);
  });

  it("is told how far the analyses are, and a short evaluation makes none", async () => {
    const told: (readonly [done: number, total: number])[] = [];
    const onAnalysis = (done: number, total: number) => told.push([done, total]);
    await evaluated(LABELS, IMAGES, {}, { onAnalysis, ...ALONE });
    expect(told).toEqual([]);
    await evaluated(LABELS, IMAGES, {}, { onAnalysis });
    const total = told.at(-1)?.[1] ?? 0;
    expect(total).toBeGreaterThan(1);
    expect(told).toEqual(Array.from({ length: total + 1 }, (_, done) => [done, total]));
  });
});
