import { describe, expect, it } from "vitest";
import { lookedBefore } from "../../src/evaluation/looked-before.js";
import { claim } from "../claims/support/estimators.js";

/** A result that judged the claim of 0.9 with 36 of 40 right. */
const earlier = (warnings: readonly string[] = [], kind = "claim") => ({
  verdicts: [{ metric: "accuracy", claim: { kind, value: 0.9 }, warnings }],
  estimates: [
    { metric: "accuracy", slice: { attribute: "site" }, value: 0.5, n: 10 },
    { metric: "accuracy", slice: null, value: 0.9, n: 40 },
  ],
});
const SAME = { value: 0.9, n: 40 };
const MORE = { value: 0.95, n: 60 };

describe("whether a claim was looked at before", () => {
  it("is so where it was judged on other data, and not by the same run again", () => {
    expect(lookedBefore(earlier(), claim(0.9), MORE)).toBe(true);
    expect(lookedBefore(earlier(), claim(0.9), { ...SAME, n: 41 })).toBe(true);
    expect(lookedBefore(earlier(), claim(0.9), SAME)).toBe(false);
    expect(lookedBefore(earlier(), claim(0.91), MORE)).toBe(false);
  });

  it("stays so when the further look is made once more", () => {
    expect(lookedBefore(earlier(["interval/looked-before"]), claim(0.9), SAME)).toBe(true);
  });

  it("is the same for what somebody needs", () => {
    const required = claim(0.9, { kind: "requirement" });
    expect(lookedBefore(earlier([], "requirement"), required, MORE)).toBe(true);
    expect(lookedBefore(earlier([], "requirement"), required, SAME)).toBe(false);
    expect(lookedBefore(earlier(), required, MORE)).toBe(false);
  });

  it.each([null, undefined, 3, [], {}, { verdicts: 1 }, { verdicts: [null, { claim: 3 }] }])(
    "is not so by a result that is none: %j",
    (broken) => {
      expect(lookedBefore(broken, claim(0.9), MORE)).toBe(false);
    },
  );
});
