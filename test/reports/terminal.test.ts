import { describe, expect, it } from "vitest";
import { evaluationReport } from "../../src/reports/evaluation-report.js";
import {
  closingLines,
  demoSummary,
  plainSummary,
  terminalSummary,
} from "../../src/reports/terminal.js";
import { EXTRAS, estimate, INPUT, RESULT, withVerdict } from "./fixtures.js";

const WIDE = { colour: false, unicode: true, width: 80 } as const;
const ASCII = { colour: false, unicode: false, width: 80 } as const;

/** The four figures of the design's example; its confidence error has a range. */
const EXAMPLE = {
  result: {
    ...RESULT,
    estimates: [
      ...RESULT.estimates.slice(0, 3).map((one) => ({ ...one, warnings: [] })),
      estimate("ece", 0.475, [0.401, 0.594], { role: "detail" }),
      ...RESULT.estimates.slice(5),
    ],
  },
  extras: EXTRAS,
};

describe("terminalSummary", () => {
  it("prints the answer as designed", () => {
    expect(terminalSummary(evaluationReport(EXAMPLE), WIDE)).toBe(
      `⊗ FAILS HERE
  The published 94.4% accuracy does not hold on your images.
  Here it is 30.1%: 22 of 73 right, likely between 20.8% and 41.4%.
  64.2 points lower [51.0, 74.1]; you allowed 5.

              0        20        40        60        80      100%
  published   ·         ·         ·         ·         ·   ├──◇─┤░
  yours       ·         ├────●─────┤        ·         ·    ░░░░░░

  Accuracy             30.1%  [20.8, 41.4]  images with the right label
  Balanced accuracy    37.2%  [30.5, 45.3]  every class counts equally
  Macro F1             27.0%  [16.7, 36.8]  missed and false labels together
  Confidence error     47.5   [40.1, 59.4]  points between "sure" and right

  It says monocyte for 54 of 73. There are 11.

⚠ One site: this speaks about photos/site2 only.
⚠ No group column: images of one patient count as separate.`,
    );
  });
});

describe("plainSummary", () => {
  it("prints plain lines in ASCII where there is no terminal", () => {
    const files = { report: "homeground-out/report.html", result: "homeground-out/result.json" };
    expect(plainSummary(evaluationReport(EXAMPLE), files)).toBe(
      `FAILS HERE
The published 94.4% accuracy does not hold on your images.
Here it is 30.1%: 22 of 73 right, likely between 20.8% and 41.4%.
64.2 points lower [51.0, 74.1]; you allowed 5.
accuracy 30.1% [20.8, 41.4] n=73
balanced-accuracy 37.2% [30.5, 45.3] n=73
f1(macro) 27.0% [16.7, 36.8] n=73
ece 0.475 [0.401, 0.594] n=73
warning one-site: this speaks about photos/site2 only
warning related-images: no group column, images of one patient count as separate
report homeground-out/report.html
result homeground-out/result.json`,
    );
  });
});
void [closingLines, demoSummary, INPUT, withVerdict, ASCII];
