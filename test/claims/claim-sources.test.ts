import { describe, expect, it } from "vitest";
import {
  type CardClaim,
  claimFromCard,
  claimsFromCard,
  claimsFromFile,
  claimsFromResult,
} from "../../src/claims/claim-sources.js";
import { throwsCode } from "../support/throws-code.js";
import { SOME_METRICS as metrics, reference } from "./support/estimators.js";

const options = { metrics, tolerance: null, where: "card.json" };
const ENTRY: CardClaim = {
  metric: "accuracy",
  parameters: {},
  value: 0.94382,
  correct: 84,
  n: 89,
  low: 0.875146,
  high: 0.975767,
  level: 0.95,
};

describe("a claim of a model card", () => {
  it("is taken by its counts", () => {
    expect(claimFromCard(ENTRY, options)).toMatchObject({
      value: 84 / 89,
      tolerance: 0.05,
      source: "card.json",
      evidence: { kind: "counts", k: 84, n: 89 },
    });
  });

  it("is taken by its interval where it has no counts, else as a bare value", () => {
    const dice = { ...ENTRY, metric: "dice", parameters: { class: "nucleus" }, correct: null };
    const claim = claimFromCard({ ...dice, value: 0.93 }, options);
    expect(claim.metric).toBe("dice{class=nucleus}");
    expect(claim.evidence).toEqual({
      kind: "interval",
      low: 0.875146,
      high: 0.975767,
      level: 0.95,
      n: 89,
    });
    const bare = { ...dice, value: 0.93, low: null, high: null, level: null };
    expect(claimFromCard(bare, options).evidence).toEqual({ kind: "point" });
  });

  it("does not take 1 for a rounded 0.65", () => {
    expect(claimFromCard({ ...ENTRY, value: 1, correct: 46, n: 46 }, options).value).toBe(1);
    const error = throwsCode("claim/counts-disagree");
    expect(() => claimFromCard({ ...ENTRY, value: 1, correct: 30, n: 46 }, options)).toThrow(error);
  });

  it("is refused if its interval does not hold its value", () => {
    const odd = { ...ENTRY, correct: null, low: 0.95 };
    expect(() => claimFromCard(odd, options)).toThrow(throwsCode("claim/bad"));
  });
});

describe("a card or a result read as JSON", () => {
  const card = { card: "homeground.model-card/1", claim: [ENTRY, { ...ENTRY, metric: "recall" }] };

  it("gives the claims of a card, all or those asked for", () => {
    expect(claimsFromFile(card, options).map(({ metric }) => metric)).toEqual([
      "accuracy",
      "recall",
    ]);
    const [one, ...others] = claimsFromCard(card, options, [reference("recall")]);
    expect(one).toMatchObject({ metric: "recall", source: "card.json, claim[1]" });
    expect(others).toEqual([]);
  });

  it("gives the claims of a result", () => {
    expect(claimsFromFile(RESULT, options)).toEqual(claimsFromResult(RESULT, options));
  });

  it.each([
    [{ card: "x", claim: [] }, "claim/bad"],
    [{ card: "x" }, "input/bad-shape"],
    [{ card: "x", claim: [{ ...ENTRY, value: "0.9" }] }, "input/bad-shape"],
    [{ card: "x", claim: [{ ...ENTRY, parameters: { class: {} } }] }, "input/bad-shape"],
    ["text", "input/bad-shape"],
  ] as const)("refuses %j", (json, code) => {
    expect(() => claimsFromFile(json, options)).toThrow(throwsCode(code));
  });
});

const RESULT = {
  schema: "homeground.result/1",
  estimates: [
    {
      metric: "accuracy",
      role: "headline",
      value: 0.8,
      low: 0.58,
      high: 0.92,
      level: 0.95,
      n: 20,
      clusters: null,
      slice: null,
    },
    {
      metric: "accuracy",
      role: "headline",
      value: 0.5,
      low: 0.2,
      high: 0.8,
      level: 0.95,
      n: 10,
      clusters: null,
      slice: { attribute: "night" },
    },
    {
      metric: "f1",
      role: "detail",
      value: 0.7,
      low: 0.5,
      high: 0.85,
      level: 0.95,
      n: 20,
      clusters: 5,
      slice: null,
    },
  ],
  confusion: {
    labels: ["deer", "fox"],
    counts: [
      [9, 1],
      [3, 7],
    ],
  },
};

describe("claims of a result.json", () => {
  it("are its headline figures, with counts and counts per class", () => {
    const [claim, ...others] = claimsFromResult(RESULT, options);
    expect(others).toEqual([]);
    expect(claim).toMatchObject({ value: 0.8, evidence: { kind: "counts", k: 16, n: 20 } });
    expect(claim?.classCounts).toEqual({
      labels: ["deer", "fox"],
      size: Float64Array.of(10, 10),
      hits: Float64Array.of(9, 7),
      confusion: Float64Array.of(9, 1, 3, 7),
      clusters: null,
      independent: true,
    });
  });

  it("are those that are named, by their interval where clusters widened it", () => {
    const [claim] = claimsFromResult(RESULT, options, [reference("f1")]);
    expect(claim?.evidence).toEqual({
      kind: "interval",
      low: 0.5,
      high: 0.85,
      level: 0.95,
      n: 20,
    });
  });

  it("clustered accuracy is not taken by its counts", () => {
    const clustered = { ...RESULT, estimates: [{ ...RESULT.estimates[0], clusters: 4 }] };
    expect(claimsFromResult(clustered, options)[0]?.evidence.kind).toBe("interval");
  });

  it.each([
    [{ ...RESULT, schema: "other" }, "input/bad-shape"],
    [[], "input/bad-shape"],
    [{ ...RESULT, estimates: {} }, "input/bad-shape"],
    [
      { ...RESULT, estimates: [{ metric: "accuracy", role: "headline", value: "x" }] },
      "input/bad-shape",
    ],
    [{ ...RESULT, confusion: { labels: ["a"], counts: [[1, 2]] } }, "input/bad-shape"],
    [{ ...RESULT, confusion: { labels: ["a"], counts: [[-1]] } }, "input/bad-shape"],
    [{ ...RESULT, estimates: [] }, "claim/bad"],
  ] as const)("refuses what is no result to claim, %#", (result, code) => {
    expect(() => claimsFromResult(result, options)).toThrow(throwsCode(code));
  });
});
