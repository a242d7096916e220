import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isHomegroundError } from "../../src/core/errors.js";
import { type ProjectContent, parseProjectContent } from "../../src/session/project-content.js";
import { throwsCode } from "../support/throws-code.js";

const CONTENT: ProjectContent = {
  schema: "homeground.project/1",
  name: "Blood smears, two labs",
  createdAt: "2026-03-04T10:44:00Z",
  changedAt: "2026-03-04T10:51:07.123Z",
  version: "0.1.0",
  labelsPath: "labels.csv",
  predictionsPath: null,
  modelPath: "wbc.onnx",
  modelSha256: "a".repeat(64),
  recordPath: null,
  decisions: [
    { label: "Neutrophils", target: { kind: "model-labels", labels: ["neutrophil"] } },
    { label: "__proto__", target: { kind: "outside" } },
    { label: "smudge", target: { kind: "ignore" } },
  ],
  question: {
    claims: ["accuracy=0.944@84/89"],
    tolerance: 0.05,
    slices: ["site"],
    cluster: null,
    chosenParts: [{ name: "dark ones", files: ["photos/1.png"] }],
  },
  fixedAt: "2026-03-04T10:45:00Z",
  labelChanges: [
    { image: "photos/1.png", from: "a", to: "b", at: "2026-03-04T10:50:00Z", seen: true },
    { image: "photos/2.png", from: "a", to: null, at: "2026-03-04T10:50:07Z", seen: false },
  ],
  lookAgain: ["photos/3.png"],
  labelling: {
    by: "Ada",
    seed: 1,
    fixedAt: "2026-03-04T10:45:00Z",
    question: { claims: ["accuracy=0.91"], tolerance: 0.1 },
    shown: ["photos/1.png"],
    race: { rivals: ["other.csv"], budget: 40, threshold: 0.5 },
  },
  drops: [
    [
      {
        path: "labels.csv",
        sizeBytes: 120,
        sha256: "0".repeat(64),
        entry: "files/00000-labels.csv",
      },
      { path: "photos/1.png", sizeBytes: 4100, sha256: null, entry: null },
    ],
  ],
};

const KEYS = ["claims", "tolerance", "slices", "cluster", "chosenParts"];
const parse = (content: unknown) =>
  parseProjectContent(JSON.stringify(content), "project.json", KEYS);

describe("parseProjectContent", () => {
  it("reads what is written, label names of any kind included", () => {
    expect(parse(CONTENT)).toEqual(CONTENT);
  });

  it("reads files of before labels could be changed", () => {
    const { labelChanges: _, lookAgain: __, labelling: ___, ...before } = CONTENT;
    const now = { ...CONTENT, labelChanges: [], lookAgain: [], labelling: null };
    expect(parse(before)).toEqual(now);
  });

  const [file] = CONTENT.drops[0] ?? [];
  const [change] = CONTENT.labelChanges;
  it.each([
    ["another schema", { ...CONTENT, schema: "homeground.project/2" }],
    ["an unknown key", { ...CONTENT, script: "alert(1)" }],
    ["a key of a prototype", JSON.parse('{"__proto__": {}}')],
    ["no list of files", { ...CONTENT, drops: {} }],
    ["a path that is no text", { ...CONTENT, drops: [[{ ...file, path: 1 }]] }],
    ["a negative size", { ...CONTENT, drops: [[{ ...file, sizeBytes: -1 }]] }],
    ["a size that is no whole number", { ...CONTENT, drops: [[{ ...file, sizeBytes: 0.5 }]] }],
    ["a hash that is none", { ...CONTENT, drops: [[{ ...file, sha256: "../../etc" }]] }],
    ["a time that is none", { ...CONTENT, fixedAt: "yesterday" }],
    ["a question nobody asks", { ...CONTENT, question: { claimFiles: [] } }],
    ["a chosen part that is none", { ...CONTENT, question: { chosenParts: [{ name: "a" }] } }],
    ["a question with objects in it", { ...CONTENT, question: { claims: [{ toString: 1 }] } }],
    ["a decision for nothing", { ...CONTENT, decisions: [{ label: "a", target: null }] }],
    [
      "a decision of another kind",
      { ...CONTENT, decisions: [{ label: "a", target: { kind: "run", labels: [] } }] },
    ],
    ["two changes of one image", { ...CONTENT, labelChanges: [change, change] }],
    ["a change without a time", { ...CONTENT, labelChanges: [{ ...change, at: "today" }] }],
    ["a change nobody knows seen", { ...CONTENT, labelChanges: [{ ...change, seen: 1 }] }],
    ["a change with more in it", { ...CONTENT, labelChanges: [{ ...change, by: "me" }] }],
    ["a mark that is no text", { ...CONTENT, lookAgain: [1] }],
    ["a text without an end", { ...CONTENT, name: "x".repeat(10_001) }],
    ["nothing", null],
    ["a list", []],
  ])("refuses %s", (_name, content) => {
    expect(() => parse(content)).toThrow(throwsCode("input/bad-shape"));
  });

  it("throws nothing but errors of its own, whatever the text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          parseProjectContent(text, "project.json", KEYS);
        } catch (cause) {
          expect(isHomegroundError(cause)).toBe(true);
        }
      }),
    );
  });
});
