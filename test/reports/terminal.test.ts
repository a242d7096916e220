import { describe, expect, it } from "vitest";
import { evaluationReport } from "../../src/analyses/report.js";
import {
  closingLines,
  demoSummary,
  plainSummary,
  terminalSummary,
} from "../../src/reports/terminal.js";
import { EXTRAS, estimate, HOSTILE, hostileInput, INPUT, RESULT, withVerdict } from "./fixtures.js";

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

  Balanced accuracy    37.2%  [30.5, 45.3]  every class counts equally
  Macro F1             27.0%  [16.7, 36.8]  missed and false labels together
  Confidence error     47.5   [40.1, 59.4]  points between "sure" and right

  It says monocyte for 54 of 73. There are 11.

⚠ One site: this speaks about photos/site2 only.
⚠ No group column: images of one patient count as separate.`,
    );
  });

  it("has an ASCII form, with words instead of signs", () => {
    const text = terminalSummary(evaluationReport(EXAMPLE), ASCII);
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    expect(text.split("\n").slice(0, 8)).toEqual([
      "FAILS HERE",
      "  The published 94.4% accuracy does not hold on your images.",
      "  Here it is 30.1%: 22 of 73 right, likely between 20.8% and 41.4%.",
      "  64.2 points lower [51.0, 74.1]; you allowed 5.",
      "",
      "              0        20        40        60        80      100%",
      "  published   .         .         .         .         .   [--o-]:",
      "  yours       .         [----*-----]        .         .    ::::::",
    ]);
  });

  it("adds colours to the same text", () => {
    const report = evaluationReport(EXAMPLE);
    const coloured = terminalSummary(report, { ...WIDE, colour: true });
    expect(coloured).toContain("\u001b[1;33m⊗ FAILS HERE\u001b[0m");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the colours
    expect(coloured.replace(/\u001b\[[\d;]*m/g, "")).toBe(terminalSummary(report, WIDE));
  });

  it.each([
    [{ verdict: "holds", difference: 0, low: -0.04, high: 0.04 }, "✓ HOLDS HERE"],
    [
      {
        verdict: "cannot-tell",
        difference: -0.1,
        low: -0.2,
        high: 0,
        reason: "verdict/more-labels",
        moreLabels: 40,
      },
      "◐ CANNOT TELL YET",
    ],
  ] as const)("starts with the sign and the word", (change, first) => {
    const lines = terminalSummary(evaluationReport(withVerdict(change)), WIDE).split("\n");
    expect(lines[0]).toBe(first);
    if ("moreLabels" in change) {
      expect(lines).toContain("  About 40 more labels are likely to decide.");
    }
  });

  it("keeps to its columns, whatever the names", () => {
    const long = "long-name ".repeat(30);
    for (const text of [long, "x".repeat(400), ...HOSTILE]) {
      const report = evaluationReport(hostileInput(text));
      for (const width of [60, 80]) {
        for (const line of terminalSummary(report, { ...WIDE, width }).split("\n")) {
          expect(line.length, line).toBeLessThanOrEqual(width);
        }
      }
    }
  });

  it("keeps what is below the answer to its columns too, but for a command", () => {
    const [next, ...kept] = closingLines(
      {
        next: [{ command: `open ${"x".repeat(90)}/report.html` }],
        folder: `${"long folder/".repeat(12)}`,
        files: ["report.html", "result.json", "predictions.csv", "outcomes.parquet", "report.md"],
        seconds: 6.2,
        engine: "wasm",
      },
      WIDE,
    ).split("\n");
    expect(next).toBe(`Next    open ${"x".repeat(90)}/report.html`);
    for (const line of kept) expect(line.length).toBeLessThanOrEqual(80);
    expect(kept.join(" ")).toContain("(6 s, wasm)");
  });

  it("gives every claim its sentence where there are several", () => {
    const [verdict] = RESULT.verdicts;
    if (verdict === undefined) throw new Error("the fixture has a verdict");
    const holds = { ...verdict, verdict: "holds", difference: 0, low: -0.01, high: 0.01 } as const;
    const result = { ...RESULT, verdicts: [verdict, holds] };
    const text = terminalSummary(evaluationReport({ result, extras: EXTRAS }), WIDE);
    expect(text).toMatch(/^⊗ FAILS IN PART\n {2}1 of 2 claims holds, 1 fails\.\n/);
    expect(text).toContain("  ⊗ The published 94.4% accuracy does not hold");
    expect(text).toContain("  ✓ The published 94.4% accuracy holds");
  });

  it("prints the figure where nothing was claimed", () => {
    const result = { ...RESULT, verdicts: [], gap: null };
    const lines = terminalSummary(evaluationReport({ result, extras: EXTRAS }), WIDE).split("\n");
    expect(lines.slice(0, 2)).toEqual([
      "MEASURED HERE",
      "  On your 73 images it is right 30.1% [20.8, 41.4] of the time.",
    ]);
  });

  it("says that the confidence error has no range", () => {
    const text = terminalSummary(evaluationReport(INPUT), WIDE);
    expect(text).toContain(
      `  Confidence error     49.7   no range      points between "sure" and right`,
    );
  });
});

describe("closingLines", () => {
  it("says how to go on and what was kept, as designed", () => {
    const closing = {
      next: [
        { command: "open homeground-out/report.html" },
        { command: "homeground compare --help", remark: "other models on the same images" },
      ],
      folder: "homeground-out/",
      files: ["report.html", "result.json", "predictions.csv"],
      seconds: 6.2,
      engine: "wasm",
    };
    expect(closingLines(closing, WIDE)).toBe(
      `Next    open homeground-out/report.html
        homeground compare --help        other models on the same images
Kept    homeground-out/  report.html  result.json  predictions.csv  (6 s, wasm)`,
    );
  });
});

describe("demoSummary", () => {
  const facts = {
    at: "at site B",
    ruler: ["claimed A", "found B"],
    findings: ["Most of the fall: neutrophils (37 of 64 points)."],
  } as const;

  it("names the place, in the form of the design", () => {
    expect(demoSummary(evaluationReport(EXAMPLE), facts, WIDE)).toBe(
      `⊗ FAILS AT SITE B
  The claim of 94.4% does not hold there. It is 30.1% [20.8, 41.4].

              0        20        40        60        80      100%
  claimed A   ·         ·         ·         ·         ·   ├──◇─┤░
  found B     ·         ├────●─────┤        ·         ·    ░░░░░░

  Most of the fall: neutrophils (37 of 64 points).`,
    );
  });

  it("says so in words where it holds or cannot be told", () => {
    const holds = evaluationReport(withVerdict({ verdict: "holds", low: -0.01, high: 0.01 }));
    expect(demoSummary(holds, facts, ASCII)).toMatch(
      /^HOLDS AT SITE B\n {2}The claim of 94\.4% holds/,
    );
    const open = evaluationReport(withVerdict({ verdict: "cannot-tell" }));
    expect(demoSummary(open, facts, ASCII)).toContain("holds there cannot be told yet");
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
