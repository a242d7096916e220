import { describe, expect, it } from "vitest";
import { type OpeningFacts, openingLines, plainOpening } from "../../src/reports/opening.js";
import { HOSTILE } from "./fixtures.js";

const WIDE = { colour: false, unicode: true, width: 80 } as const;

/** The example of the design. */
const FACTS: OpeningFacts = {
  images: 77,
  toScore: 73,
  place: "photos/site2",
  labels: {
    source: "labels.csv",
    writing: "comma, UTF-8",
    roles: new Map([
      ["image", "filename"],
      ["label", "cell"],
    ]),
  },
  names: {
    matched: ["neutrophil", "lymphocyte", "monocyte", "eosinophil"],
    outside: [],
    ignored: [],
    source: "the same words",
  },
  claims: [
    {
      metric: "accuracy",
      kind: "claim",
      value: 84 / 89,
      tolerance: 0.05,
      inWords: "accuracy 94.4 %: 84 of 89 right",
    },
  ],
  fixedAt: "2026-11-25T10:42:07Z",
  clock: "10:42",
  hasEarlier: false,
};

describe("openingLines", () => {
  it("says what goes in, how it was read and what was asked, as designed", () => {
    expect(openingLines(FACTS, WIDE)).toBe(
      `Images  77 in photos/site2: 73 to score, 4 left out (the report says why)
Labels  labels.csv: comma, UTF-8; filename = image, cell = label
Names   4 of 4 matched (neutrophil, lymphocyte, monocyte, eosinophil)
Claim   accuracy 94.4 %: 84 of 89 right
Limit   5 points below the claim: holds above 89.4%. Fixed 10:42, no result yet`,
    );
  });

  it("has the form of a log without a terminal", () => {
    expect(plainOpening(FACTS)).toBe(
      `images=77 score=73 listed=4 folder=photos/site2
labels=labels.csv image=filename label=cell matched=4/4
claim="accuracy 94.4 %: 84 of 89 right"
limit=0.894 fixed=2026-11-25T10:42:07Z`,
    );
  });

  it.each([
    [
      { metric: "log-loss", kind: "claim", value: 0.4, tolerance: 0.1, inWords: "log-loss 0.4" },
      "0.1 above the claim: holds below 0.50",
    ],
    [
      {
        metric: "recall{class=deer}",
        kind: "requirement",
        value: 0.9,
        tolerance: 0,
        inWords: "recall{class=deer} ≥ 90 %",
      },
      "you need 90.0% or more",
    ],
  ] as const)("names the limit on its side: %j", (claim, text) => {
    expect(openingLines({ ...FACTS, claims: [claim] }, WIDE)).toContain(`Limit   ${text}. Fixed`);
  });

  it("says that a result was there before, counts claims, and leaves out what is not asked", () => {
    const later = openingLines({ ...FACTS, hasEarlier: true }, WIDE);
    expect(later.replace(/\n */g, " ")).toContain("an earlier result is in the folder");
    const [claim] = FACTS.claims;
    const two = { ...FACTS, claims: [claim!, { ...claim!, metric: "mcc" }] };
    expect(openingLines(two, WIDE)).toContain("Limit   2 claims, each with its own");
    const plain = openingLines({ ...FACTS, claims: [], names: null }, WIDE);
    expect(plain).not.toMatch(/Names|Limit/);
  });

  it("keeps to its columns and shows no controls, whatever the names", () => {
    for (const text of ["x".repeat(400), "long name ".repeat(40), ...HOSTILE]) {
      const facts: OpeningFacts = {
        ...FACTS,
        place: text,
        labels: { source: text, writing: text, roles: new Map([[text, text]]) },
        names: {
          matched: [text, text, text, text, text],
          outside: [text],
          ignored: [],
          source: text,
        },
      };
      for (const width of [60, 80]) {
        for (const line of openingLines(facts, { ...WIDE, width }).split("\n")) {
          expect(line.length, line).toBeLessThanOrEqual(width);
          expect(line).toMatch(/^[^\p{Cc}\p{Cs}\u202e]*$/u);
        }
      }
      expect(plainOpening(facts).split("\n")).toHaveLength(4);
    }
  });

  it("is ASCII where the locale is", () => {
    const asked = { metric: "mcc", value: -0.5, inWords: "mcc ≥ −0.5" };
    const facts = { ...FACTS, claims: [{ ...FACTS.claims[0]!, ...asked }] };
    expect(openingLines(facts, { ...WIDE, unicode: false })).toMatch(/^[\x20-\x7e\n]*$/);
  });
});
