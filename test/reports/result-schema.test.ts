import { describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { schemaViolations } from "../support/json-schema.js";
import { schemaOf } from "../support/schema-of.js";
import { estimate, RESULT } from "./fixtures.js";

const SCHEMA = schemaOf("result");

function violations(result: unknown): string[] {
  return schemaViolations(SCHEMA, JSON.parse(JSON.stringify(result)));
}

describe("result.schema.json", () => {
  it("takes a whole result", () => {
    expect(violations(RESULT)).toEqual([]);
  });

  it("takes a result of predictions from a file, without claim, table and model", () => {
    const bare: EvaluationResult = {
      ...RESULT,
      software: { ...RESULT.software, engine: null },
      model: null,
      confusion: null,
      verdicts: [],
      gap: null,
      estimates: [estimate("accuracy", null, null, { n: 0, warnings: ["interval/no-images"] })],
    };
    expect(violations(bare)).toEqual([]);
  });

  it("takes what a verdict about another site rests on, and no part of it alone", () => {
    const unseenKind = { verdict: "holds", share: 0.122, score: 0.3, excluded: 0.14 } as const;
    const stated = RESULT.verdicts.map((one) => ({ ...one, worstSite: 0.3, unseenKind }));
    expect(violations({ ...RESULT, verdicts: stated })).toEqual([]);
    const { excluded: _left, ...part } = unseenKind;
    expect(
      violations({ ...RESULT, verdicts: stated.map((one) => ({ ...one, unseenKind: part })) }),
    ).not.toEqual([]);
  });

  it("takes a metric whose class holds any character", () => {
    const odd = estimate('recall{class="fox, {red}\n"}', 0.5, [0.4, 0.6]);
    expect(violations({ ...RESULT, estimates: [odd] })).toEqual([]);
  });

  it.each([
    ["another schema", { schema: "homeground.result/2" }, "$.schema: is not"],
    ["a key too many", { extra: 1 }, "$.extra: nothing is allowed here"],
    ["a percentage as text", { seed: "0" }, "$.seed: is string, not integer"],
    ["a fraction of an image", { inputs: { ...RESULT.inputs, scored: 7.5 } }, "$.inputs.scored"],
    ["a missing part", { inputs: { images: 1 } }, "$.inputs: labelled is missing"],
    [
      "a value that is not a number",
      { estimates: [{ ...estimate("accuracy", 1, null), value: "30.1%" }] },
      "$.estimates[0].value: is string",
    ],
    [
      "a warning without a family",
      { estimates: [estimate("accuracy", 1, null, { warnings: ["few"] })] },
      "does not match",
    ],
    [
      "an unknown verdict",
      { verdicts: [{ ...RESULT.verdicts[0], verdict: "passes" }] },
      '"passes" is none of',
    ],
    [
      "a level of 1",
      { estimates: [estimate("accuracy", 1, null, { level: 1 })] },
      "$.estimates[0].level: 1 is not below 1",
    ],
    ["a hash cut short", { model: { ...RESULT.model, sha256: "33f8" } }, "$.model.sha256"],
  ])("refuses %s", (_name, change, message) => {
    expect(violations({ ...RESULT, ...change }).join("\n")).toContain(message);
  });

  it("refuses NaN where JSON would have made it null without a word", () => {
    const result = { ...RESULT, seed: Number.NaN };
    expect(schemaViolations(SCHEMA, result).join()).toContain("$.seed: is NaN");
  });

  it("is refused itself where it uses a keyword that the checker does not know", () => {
    expect(() => schemaViolations({ multipleOf: 2 }, 3)).toThrow("unknown keyword multipleOf");
  });
});
