import { describe, expect, it } from "vitest";
import type { ClaimVerdict } from "../../src/claims/claim-check.js";
import { survivingUnanswered } from "../../src/claims/unanswered-verdict.js";

type Word = ClaimVerdict["verdict"];

const WORDS: readonly Word[] = ["holds", "fails", "cannot-tell"];
const FIGURE = { value: 0.9, low: 0.8, high: 0.95, n: 400 };

const given = (verdict: Word): ClaimVerdict => ({
  metric: "accuracy",
  claim: { kind: "claim", value: 0.9, low: null, high: null, n: null, source: "--claim" },
  tolerance: 0.05,
  difference: 0,
  low: -0.1,
  high: 0.1,
  verdict,
  reason: verdict === "cannot-tell" ? "verdict/more-labels" : null,
  moreLabels: verdict === "cannot-tell" ? 90 : null,
  moreClusters: null,
  level: 0.95,
  mode: "fixed",
  warnings: [],
});

const completed = (worst: Word, best: Word) => ({
  worst: { verdict: { verdict: worst }, figure: FIGURE },
  best: { verdict: { verdict: best }, figure: null },
});

describe("a verdict beside images without an answer", () => {
  it.each(WORDS.flatMap((worst) => WORDS.map((best) => [worst, best] as const)))(
    "holds only where the worst holds, fails only where the best fails: %s, %s",
    (worst, best) => {
      for (const word of WORDS) {
        const judged = survivingUnanswered(given(word), 12, completed(worst, best));
        const stands =
          word === "cannot-tell" || (word === "holds" ? worst === "holds" : best === "fails");
        expect(judged.verdict).toBe(stands ? word : "cannot-tell");
        expect(judged.reason).toBe(stands ? given(word).reason : "verdict/unanswered");
        expect(judged.moreLabels).toBe(stands ? given(word).moreLabels : null);
        expect(judged.unanswered).toEqual({
          n: 12,
          countedAs: "unknown",
          worst: FIGURE,
          best: null,
          holdsIfAllWrong: worst === "holds",
          failsIfAllRight: best === "fails",
        });
      }
    },
  );

  it("is none where nobody can say how much they could change", () => {
    for (const word of WORDS) {
      const { verdict, unanswered } = survivingUnanswered(given(word), 1, null);
      expect(verdict).toBe("cannot-tell");
      expect(unanswered).toMatchObject({ holdsIfAllWrong: null, failsIfAllRight: null });
    }
  });
});
