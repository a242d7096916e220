import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { percentAsShare } from "../../src/claims/claim.js";
import { claimLimits } from "../../src/claims/claim-limits.js";
import { parseClaim, parseRequirement } from "../../src/claims/claim-text.js";
import { throwsCode } from "../support/throws-code.js";
import { SOME_METRICS as metrics } from "./support/estimators.js";

const parse = (text: string, tolerance: number | null = null) =>
  parseClaim(text, { metrics, tolerance });

describe("a claim in one line", () => {
  it("reads value, counts and tolerance, and uses the counts", () => {
    const claim = parse("accuracy=0.944@84/89~0.03");
    expect(claim.evidence).toEqual({ kind: "counts", k: 84, n: 89 });
    expect(claim).toMatchObject({ metric: "accuracy", value: 84 / 89, tolerance: 0.03 });
  });

  it("takes a bare value as a point, with the tolerance of a share", () => {
    const claim = parse(" accuracy = .944 ");
    expect(claim).toMatchObject({ value: 0.944, tolerance: 0.05, evidence: { kind: "point" } });
  });

  it("takes @N as the size of the test set where the metric is no share", () => {
    const claim = parse("f1{average=macro}=0.42@5000~0.02");
    expect(claim).toMatchObject({ value: 0.42, images: 5000, tolerance: 0.02 });
    expect(claim.evidence).toEqual({ kind: "point" });
    expect(claimLimits(claim, 0.95)).toEqual({ value: 0.42, low: 0.42, high: 0.42, n: 5000 });
    expect(parse("f1{average=macro}=0.42").images).toBeUndefined();
    for (const size of ["0", "5e3", "-1", "many"]) {
      expect(() => parse(`f1{average=macro}=0.42@${size}`)).toThrow(throwsCode("claim/bad"));
    }
  });

  it("finds the value behind a class's name that holds signs of its own", () => {
    const claim = parse("recall{class=a=b@c~d}=0.5@1/2");
    expect(claim.reference.parameters.get("class")).toBe("a=b@c~d");
    expect(claim.value).toBe(0.5);
  });

  it("prefers the claim's tolerance to the run's, and that to the default", () => {
    expect(parse("accuracy=0.9~0.02", 0.1).tolerance).toBe(0.02);
    expect(parse("accuracy=0.9", 0.1).tolerance).toBe(0.1);
    expect(parse("log-loss=0.3~0", 0.1).tolerance).toBe(0);
  });

  it.each(["log-loss=0.3", "cohen-kappa=0.8"])("wants a tolerance for %s", (text) => {
    expect(() => parse(text)).toThrow(throwsCode("claim/no-tolerance"));
  });

  it.each([
    ["accuracy=0.94@84/89", true],
    ["accuracy=0.95@84/89", false],
    ["accuracy=0.9438@84/89", true],
    ["accuracy=0.9439@84/89", false],
    ["accuracy=1@46/46", true],
    ["accuracy=0.125@1/8", true],
    ["accuracy=0.13@1/8", true],
    ["accuracy=0.12@1/8", true],
    ["accuracy=9.4e-1@84/89", true],
    ["accuracy=9.44e-1@83/89", false],
  ])("%s: counts agree with the printed digits, %s", (text, agree) => {
    if (agree) expect(parse(text).evidence.kind).toBe("counts");
    else expect(() => parse(text)).toThrow(throwsCode("claim/counts-disagree"));
  });

  it.each([
    ["accuracy>=0.9", "--require"],
    ["accuracy", "METRIC=VALUE"],
    ["recall{class=deer}", "METRIC=VALUE"],
    ["accuracy=", "METRIC=VALUE"],
    ["=0.9", "METRIC=VALUE"],
    ["accuracy=high", "accuracy=0.944"],
    ["recall{class=deer}=0.944@89", "@84/89"],
    ["accuracy=0.944@89/84", "@84/89"],
    ["accuracy=0@0/0", "@84/89"],
    ["accuracy=0.9~0.05@9/10", "0 or more"],
    ["f1{average=macro}=0.9@9/10", "f1{average=macro}=0.8@10"],
    ["accuracy=-0.1", "accuracy=0.944"],
    ["accuracy=0.9~-0.1", "0 or more"],
  ])("refuses %s and says what to write", (text, help) => {
    const error = throwsCode("claim/bad");
    expect(() => parse(text)).toThrow(error);
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ fix: expect.stringContaining(help) }),
    );
  });

  it("throws nothing but coded errors, whatever the text", () => {
    fc.assert(
      fc.property(fc.string(), (tail) => {
        try {
          parse(`accuracy=${tail}`);
        } catch (error) {
          expect(error).toMatchObject({ name: "HomegroundError" });
        }
      }),
    );
  });

  it("accepts every count that was rounded to its value", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 6 }),
        (n, share, digits) => {
          const k = Math.round(share * n);
          const text = `accuracy=${(k / n).toFixed(digits)}@${k}/${n}`;
          expect(parse(text, 0).value).toBe(k / n);
        },
      ),
    );
  });
});

describe("a requirement in one line", () => {
  it("has no tolerance and no error of its own", () => {
    expect(parseRequirement("accuracy>=0.9", metrics)).toMatchObject({
      value: 0.9,
      tolerance: 0,
      evidence: { kind: "requirement" },
    });
    expect(parseRequirement("log-loss <= 0.3", metrics).value).toBe(0.3);
  });

  it.each([
    ["accuracy<=0.9", "accuracy>=0.9"],
    ["log-loss>=0.3", "log-loss<=0.3"],
    ["accuracy=0.9", "accuracy>=0.9"],
    ["accuracy>=0.9@9/10", "--claim"],
    ["accuracy>=0.9~0.05", "--claim"],
    ["accuracy", ">="],
  ])("refuses %s and says what to write", (text, help) => {
    const error = throwsCode("claim/bad");
    expect(() => parseRequirement(text, metrics)).toThrow(error);
    expect(() => parseRequirement(text, metrics)).toThrow(
      expect.objectContaining({ fix: expect.stringContaining(help) }),
    );
  });
});

it.each([
  ["94.4", "0.944"],
  ["95", "0.95"],
  ["5", "0.05"],
  ["0.5", "0.005"],
  ["100", "1"],
  ["90", "0.9"],
  ["-3", "-0.03"],
])("writes %s %% as %s", (percent, share) => {
  expect(percentAsShare(percent)).toBe(share);
  expect(Number(share)).toBeCloseTo(Number(percent) / 100, 12);
});
