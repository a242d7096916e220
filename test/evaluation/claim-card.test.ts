import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isHomegroundError } from "../../src/core/errors.js";
import { claimsFromModelCard } from "../../src/evaluation/claim-card/card-claims.js";
import { readCardValue } from "../../src/evaluation/claim-card/card-value.js";
import { hubReference } from "../../src/evaluation/claim-card/hub-reference.js";
import { claimMetrics } from "../../src/evaluation/typed-metrics.js";
import { type ModelIndexResult, parseModelIndex } from "../../src/formats/model-index.js";
import { modelCardReadme } from "../../src/records/exports/texts/model-card.js";
import { claimNotes } from "../../src/reports/claim-notes.js";
import { SAMPLE } from "../support/sample-record.js";
import { throwsCode } from "../support/throws-code.js";

/** As cards of the hub are written: by hand, by a trainer, and by a leaderboard. */
const CARD = `---
language: en
license: apache-2.0
tags:
- vision
model-index:
- name: vit-animals
  results:
  - task:
      type: image-classification
      name: Image Classification
    dataset:
      name: Animals of the Valley
      type: valley-animals
      split: test
    metrics:
    - name: Accuracy
      type: accuracy
      value: 0.9440
    - name: F1 Macro
      type: f1
      value: 91.2
    - name: F1
      type: f1
      value: 0.93
    - name: Recall
      type: recall
      value: 0.90
      args:
        average: weighted
    - name: Matthews
      type: matthews_correlation
      value: 0.88
    - name: mAP
      type: mAP@0.5
      value: 0.7
    - name: Loss
      type: loss
      value: 0.21
    - name: Top 5
      type: top_5_accuracy
      value: 99.1
  - task:
      type: text-classification
    dataset:
      type: imdb
      name: IMDb
    metrics:
    - type: accuracy
      value: 0.5
---
# vit-animals
`;

function claims(
  text: string,
  {
    chosen = null as string | null,
    tolerance = null as number | null,
    task = "classification" as const,
  } = {},
) {
  const index = parseModelIndex(text, "README.md");
  const options = { metrics: claimMetrics(null), tolerance, task };
  return claimsFromModelCard({ source: "README.md", chosen, index }, options);
}

function card(metrics: string, dataset = "{type: d, name: D}", task = "image-classification") {
  return `---\nmodel-index: [{name: m, results: [{task: {type: ${task}}, dataset: ${dataset}, metrics: ${metrics}}]}]\n---\n`;
}

describe("a card of the hub", () => {
  it("claims what means the same here, as bare values that nothing stands behind", () => {
    const found = claims(CARD);
    expect(found.map(({ metric, value }) => [metric, value])).toEqual([
      ["accuracy", 0.944],
      ["f1{average=macro}", 0.912],
      ["recall{average=weighted}", 0.9],
    ]);
    for (const claim of found) {
      expect(claim).toMatchObject({
        evidence: { kind: "point" },
        origin: "model-card",
        classCounts: null,
        source: "README.md (model card, unverifiable)",
        tolerance: 0.05,
      });
    }
  });

  it("says that the figures are unverifiable, which were read as percentages, and lists the rest", () => {
    const [first, ...rest] = claims(CARD);
    const notes = first!.notes!.map(({ code, what }) => `${code}: ${what}`);
    expect(notes[0]).toMatch(
      /^claim\/unverifiable: .*accuracy 94\.4%, macro F1 91\.2% and .* on Animals of the Valley \(test\)/,
    );
    expect(notes[1]).toMatch(/^claim\/read-as: f1\{average=macro\} 91\.2 .* 0\.912 as a share/);
    const unused = notes.filter((note) => note.startsWith("claim/not-used"));
    expect(unused).toHaveLength(notes.length - 2);
    for (const [place, why] of [
      ["metrics[2]: f1", "average over classes the card does not state"],
      ["metrics[4]: matthews_correlation", "--claim 'mcc=0.88~TOLERANCE'"],
      ["metrics[5]: mAP@0.5", "several that differ"],
      ["metrics[6]: loss", "no metric here"],
      ["metrics[7]: top_5_accuracy", "--claim 'top-k-accuracy{k=5}=0.991'"],
      ["results[1].metrics[0]: 1 figure", "about text-classification"],
    ]) {
      expect(unused.some((note) => note.includes(place!) && note.includes(why!))).toBe(true);
    }
    expect(unused).toHaveLength(6);
    expect(rest.every(({ notes: own }) => own === undefined)).toBe(true);
  });

  it("claims metrics that are no share where a tolerance is given", () => {
    const mcc = claims(CARD, { tolerance: 0.1 }).find(({ metric }) => metric === "mcc");
    expect(mcc).toMatchObject({ value: 0.88, tolerance: 0.1 });
  });

  it("with several test sets is asked about, and answered behind #", () => {
    const two = `---
model-index:
- name: m
  results:
  - {task: {type: image-classification}, dataset: {type: a, name: A, split: val}, metrics: [{type: accuracy, value: 0.5}]}
  - {task: {type: image-classification}, dataset: {type: a, name: A, split: test}, metrics: [{type: accuracy, value: 0.4}]}
---
`;
    expect(() => claims(two)).toThrow(throwsCode("input/ambiguous"));
    expect(() => claims(two)).toThrow(/README\.md#a\/val, README\.md#a\/test/);
    expect(claims(two, { chosen: "a/test" })[0]).toMatchObject({ value: 0.4 });
    expect(claims(two, { chosen: "A (val)" })[0]).toMatchObject({ value: 0.5 });
    expect(() => claims(two, { chosen: "b" })).toThrow(throwsCode("claim/bad"));
    const [claim] = claims(two, { chosen: "a/test" });
    expect(
      claim!.notes!.some(({ what }) => what.includes("1 figure, which is about A (val)")),
    ).toBe(true);
  });

  it("whose figures are of another task, or all of no use, says so", () => {
    const other = card(
      "[{type: accuracy, value: 0.5}]",
      "{type: d, name: D}",
      "text-classification",
    );
    expect(() => claims(other)).toThrow(/text-classification/);
    expect(() => claims(card("[{type: f1, value: 0.5}]"))).toThrow(/does not state/);
    expect(() => claims(card("[]"))).toThrow(throwsCode("claim/bad"));
  });

  it("that states a metric twice is taken at its first word, and the other is listed", () => {
    const same = card("[{type: accuracy, value: 0.5}, {type: accuracy, value: 50.0}]");
    expect(claims(same)).toHaveLength(1);
    const twice = claims(card("[{type: accuracy, value: 0.5}, {type: accuracy, value: 0.6}]"));
    expect(twice.map(({ value }) => value)).toEqual([0.5]);
    expect(twice[0]!.notes!.at(-1)!.what).toContain("twice with different values");
  });

  it("lists entries of another shape", () => {
    const odd = card("[7, {type: accuracy}, {value: 1}, {type: accuracy, value: 0.5}]");
    const [claim] = claims(odd);
    expect(claim!.notes!.filter(({ code }) => code === "claim/not-used")).toHaveLength(3);
  });

  it("that was made of a record points to it, and its figures come back", () => {
    const readme = modelCardReadme(SAMPLE, { url: null }, null, "README.md");
    const [claim] = claims(readme);
    expect(claim).toMatchObject({ metric: "accuracy", value: 0.5 });
    expect(claim!.notes!.some(({ what }) => what.includes(SAMPLE.id))).toBe(true);
  });

  it("of a detector's record gives its figures back under our own names", () => {
    const [first] = SAMPLE.claims;
    const record = {
      ...SAMPLE,
      task: "detection",
      claims: [
        { ...first!, metric: "map", value: 0.31 },
        { ...first!, metric: "f1{average=micro}", value: 0.5 },
        { ...first!, metric: "f1{class=deer}", value: 0.5 },
      ],
    };
    const index = parseModelIndex(modelCardReadme(record, { url: null }, null, "R"), "R");
    const options = { metrics: claimMetrics(null), tolerance: null, task: "detection" } as const;
    const found = claimsFromModelCard({ source: "R", chosen: null, index }, options);
    expect(found.map(({ metric, value }) => [metric, value])).toEqual([["map", 0.31]]);
    const notes = found[0]!.notes!.map(({ what }) => what);
    expect(notes.at(-2)).toContain("--claim 'f1{average=micro}=0.5' with --threshold");
    expect(notes.at(-1)).toContain("about one class");
  });

  it.each([
    ["# no front matter\n", "input/bad-shape"],
    ["---\nlicense: mit\n---\n", "input/bad-shape"],
    ["---\na: [\n---\n", "input/not-yaml"],
    ["---\nmodel-index: !!python/object:os.system x\n---\n", "input/unsupported"],
  ] as const)("that is %j is refused", (text, code) => {
    expect(() => claims(text)).toThrow(throwsCode(code));
  });

  it("of any bytes ends in claims or in an error of ours", () => {
    const piece = fc.constantFrom(
      "---\n",
      "model-index:",
      "- name: m\n",
      "  results:\n",
      "[",
      "]",
      "{",
      "}",
      ": ",
      "&a ",
      "*a",
      "task: {type: image-classification}",
      "metrics:",
      "accuracy",
      "0.9",
      "\n",
      "  ",
      "- ",
      "!!x ",
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 30 }).map((parts) => `---\n${parts.join("")}\n---\n`),
    );
    fc.assert(
      fc.property(text, (one) => {
        try {
          claims(one);
        } catch (error) {
          if (!isHomegroundError(error) || error.code === "internal/bug") throw error;
        }
      }),
    );
  });
});

describe("a value of a card", () => {
  it.each([
    ["0.944", 1, 0.944, null],
    ["94.4", 1, 0.944, "taken"],
    ["94.40", 1, 0.944, "taken"],
    ["94.4%", 1, 0.944, "printed"],
    ["94.4 %", 1, 0.944, "printed"],
    ["0.5%", 1, 0.005, "printed"],
    ["1", 1, 1, null],
    ["1.0", 1, 1, null],
    ["1.01", 1, 0.0101, "taken"],
    ["100", 1, 1, "taken"],
    ["0", 1, 0, null],
    ["9.4e-1", 1, 0.94, null],
    ["57.3", 1, 0.573, "taken"],
    ["1.7", 2, 1.7, null],
  ])("%s of a metric up to %d is %d", (text, top, value, percent) => {
    expect(readCardValue(text, top)).toMatchObject({ value, percent });
  });

  it.each([
    ["101", 1, "outside"],
    ["120%", 1, "outside"],
    ["3", 2, "outside"],
    ["n/a", 1, "no-number"],
    ["0,94", 1, "no-number"],
    ["", 1, "no-number"],
  ] as const)("%j of a metric up to %d is none: %s", (text, top, why) => {
    expect(readCardValue(text, top)).toBe(why);
  });

  it("with ± is the part before it", () => {
    expect(readCardValue("20.0 ± 1.2", 1)).toMatchObject({ value: 0.2, beforePlusMinus: "20.0" });
    expect(readCardValue("0.2 +/- 0.1", 1)).toMatchObject({ value: 0.2, beforePlusMinus: "0.2" });
  });
});

describe("a metric of the hub", () => {
  const figure = (metric: string, more: Partial<ModelIndexResult> = {}): ModelIndexResult => ({
    model: "m",
    task: "image-classification",
    metric,
    value: "1",
    name: null,
    config: null,
    dataset: { type: "d", name: "D", config: null, split: null, revision: null },
    args: new Map(),
    place: "",
    ...more,
  });

  it.each([
    ["accuracy", "accuracy"],
    ["Accuracy", "accuracy"],
    ["top_1_accuracy", "accuracy"],
    ["top-5 accuracy", "top-k-accuracy{k=5}"],
    ["f1_macro", "f1{average=macro}"],
    ["macro f1", "f1{average=macro}"],
    ["matthews_correlation", "mcc"],
    ["f1", { none: "average" }],
    ["roc_auc", { none: "average" }],
    ["mAP", { none: "variant" }],
    ["brier_score", { none: "variant" }],
    ["loss", { none: "unknown" }],
    ["constructor", { none: "unknown" }],
    ["recall{class=deer}", { none: "unknown" }],
  ])("%s", (metric, wanted) => {
    expect(hubReference(figure(metric))).toEqual(wanted);
  });

  it("has an average where arguments or name state one, and not where they differ", () => {
    const args = new Map([["average", "micro"]]);
    expect(hubReference(figure("f1", { args }))).toBe("f1{average=micro}");
    expect(hubReference(figure("f1", { name: "F1 (weighted)" }))).toBe("f1{average=weighted}");
    const none = { none: "average" };
    expect(hubReference(figure("f1", { name: "macro, not micro" }))).toEqual(none);
    const binary = new Map([["average", "binary"]]);
    expect(hubReference(figure("f1", { args: binary, name: "macro" }))).toEqual(none);
  });
});

it("a card of many figures that are not used does not fill the page", () => {
  const note = (code: string, k: number) => ({ file: "", code, what: `figure ${k}` });
  const unused = Array.from({ length: 50 }, (_, k) => note("claim/not-used", k));
  const shown = claimNotes([note("claim/unverifiable", 99), ...unused, note("size/odd", 7)]);
  expect(shown).toEqual([
    "Figure 99.",
    "Figure 0.",
    "Figure 1.",
    "Figure 2.",
    "And 47 more of the card are not used; result.json names them.",
  ]);
});
