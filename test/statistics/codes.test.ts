import { describe, expect, it } from "vitest";
import {
  codeSentence,
  codeSlots,
  isMethodCode,
  METHOD_CODES,
  type MethodCode,
} from "../../src/statistics/codes.js";

const CODES = Object.keys(METHOD_CODES).filter(isMethodCode);

describe("METHOD_CODES", () => {
  it("has the codes of the methods page, by subject", () => {
    const subjects = new Map<string, number>();
    for (const code of CODES) {
      const subject = code.split("/")[0] ?? "";
      subjects.set(subject, (subjects.get(subject) ?? 0) + 1);
    }
    expect(Object.fromEntries(subjects)).toEqual({
      interval: 11,
      clusters: 8,
      verdict: 16,
      gap: 10,
      scope: 9,
      ledger: 7,
      plan: 3,
      slices: 3,
    });
  });

  it.each(CODES)("%s says where, when and a sentence", (code: MethodCode) => {
    const { where, when, sentence } = METHOD_CODES[code];
    expect(code).toMatch(/^[a-z]+\/[a-z]+(-[a-z]+)*$/);
    expect(where).toMatch(/^\d+(\.\d)?(, \d+(\.\d)?)*$/);
    expect(when).not.toBe("");
    expect(sentence).toMatch(/^[A-Z{].*\.$/);
    // Slots are words, and nothing else stands in braces.
    expect(sentence.replace(/\{\w+\}/g, "")).not.toMatch(/[{}]/);
  });
});

describe("codeSentence", () => {
  it("fills the slots, each wherever it stands", () => {
    expect(codeSentence("clusters/too-few", { n: "2", clusters: "cameras" })).toBe(
      "2 cameras: too few for a range over cameras.",
    );
    expect(codeSentence("interval/no-variation", { n: "40", limit: "8.8 %" })).toBe(
      "No mistakes in 40; the true error may be up to 8.8 %.",
    );
  });

  it("can be read without words, and takes no word from a prototype", () => {
    expect(codeSentence("interval/few-outcomes")).toBe("Few mistakes: a rough range.");
    expect(codeSentence("clusters/few", Object.create({ n: "7" }))).toBe(
      "Only n clusters: rough ranges.",
    );
  });

  it("does not fill what a word brings with it", () => {
    expect(codeSentence("gap/confounded", { a: "{b}", b: "night" })).toBe(
      "{b} and night changed together: not separable here.",
    );
  });

  it("lists its slots", () => {
    expect(codeSlots("clusters/too-few")).toEqual(["n", "clusters"]);
    expect(codeSlots("verdict/no-interval")).toEqual([]);
    expect(isMethodCode("interval/no-such")).toBe(false);
    expect(isMethodCode("toString")).toBe(false);
  });
});
