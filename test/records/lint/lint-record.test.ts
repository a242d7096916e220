import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lintRecord } from "../../../src/records/lint/lint-record.js";
import { LINT_CODES, type LintCode } from "../../../src/records/lint/lint-types.js";
import { overReaches } from "../../../src/records/lint/over-reach.js";
import type { TransparencyRecord } from "../../../src/records/record/record-types.js";
import { lintViews } from "../../../src/records/texts/record-lint.js";
import { processorMs } from "../../support/processor-time.js";
import { CLAIMS, HARDER, HELD_OUT, made, titled, UNSEEN } from "./claims.js";

const found = (record: TransparencyRecord) =>
  lintRecord(record).map(({ code, field }) => [code, field]);

/** Findings that must be answered before a record is published. */
const musts = (record: TransparencyRecord) =>
  lintRecord(record).filter(({ severity }) => severity === "must");

describe("twelve claims of ecology, medicine and industry", () => {
  it("are six that say too much and six that do not", () => {
    expect(CLAIMS.filter(({ overreaching }) => overreaching)).toHaveLength(6);
    expect(CLAIMS).toHaveLength(12);
  });

  it.each(CLAIMS.filter(({ overreaching }) => overreaching))("$name", ({ record, expected }) => {
    expect(found(record)).toEqual(expect.arrayContaining(expected.map((one) => [...one])));
  });

  it.each(CLAIMS.filter(({ overreaching }) => !overreaching))("$name", ({ record }) => {
    expect(lintRecord(record)).toEqual([]);
  });
});

describe("wordings", () => {
  const wrong = (list: typeof UNSEEN, label: boolean) =>
    list
      .filter(([, overreaching]) => overreaching === label)
      .filter(([title]) => lintRecord(titled(title)).length > 0 !== label).length;

  it.each(HELD_OUT)("written before the rules were run: %s", (title, overreaching) => {
    expect(lintRecord(titled(title)).length > 0).toBe(overreaching);
  });

  it("on which the rules were widened are told apart", () => {
    expect([wrong(HARDER, true), wrong(HARDER, false)]).toEqual([0, 0]);
  });

  // A list of wordings misses what is not in it; docs/records.md says so with these numbers.
  it("that the rules have not seen are mostly missed, and hardly one is blamed", () => {
    expect(UNSEEN).toHaveLength(24);
    expect([wrong(UNSEEN, true), wrong(UNSEEN, false)]).toEqual([10, 1]);
  });

  it.each([
    ["It is robust", ["robust"]],
    ["It is not robust", []],
    ["It isn't robust", []],
    ["We cannot say that it is robust", []],
    ["Robustness was never tested", []],
    ["Whether it generalises is unknown", []],
    ["Is it robust?", []],
    ["It is not only robust but general-purpose", ["robust", "general-purpose"]],
    ["Not tested elsewhere, but it works at any site", ["any site"]],
    ["Without doubt the state of the art", ["state of the art"]],
    ["The class “general use” of the form", []],
    ["“It has been shown to us again and again that it works at any site”", ["any site"]],
    ["the robustness of robustness", ["robustness"]],
    ["robustly and ROBUST", ["robustly", "ROBUST"]],
    ["antirobust generality anywheres", []],
  ])("%s", (text, words) => {
    expect(overReaches(text, "claim").map(({ word }) => word)).toEqual(words);
  });

  it("of a sample may speak of all of it", () => {
    expect(overReaches("all cameras in use, every season", "sampling")).toEqual([]);
    expect(overReaches("any camera", "sampling")).toHaveLength(1);
  });

  it("do not count where an author says what is not shown", () => {
    const { construct, scope } = made({});
    const wide = "a general model, robust at any site";
    const record = made({
      construct: { ...construct, doesNotShow: wide },
      scope: { ...scope, notTested: [wide], knownToFail: [{ words: wide, where: [] }] },
      caveats: [{ words: wide, by: "check" }],
    });
    expect(lintRecord(record)).toEqual([]);
  });
});

describe("a sampled frame", () => {
  const frame = (sites: number, howChosen: string | null) => {
    const { facts } = made({});
    const size = Array.from({ length: sites }, () => 5);
    return made({
      title: "Generalises over sites",
      clusters: { attribute: "site", people: false, size, hits: null, confusion: null },
      facts: { ...facts, howChosen },
    });
  };

  it("of ten places and how they were drawn carries a wide word; less does not", () => {
    expect(found(frame(10, "sites drawn at random"))).toEqual([]);
    expect(found(frame(9, "sites drawn at random"))).toEqual([["lint/over-reach", "title"]]);
    expect(found(frame(10, "those at hand"))).toEqual([["lint/over-reach", "title"]]);
    expect(found(frame(10, "not at random"))).toEqual([["lint/over-reach", "title"]]);
  });

  it("never carries a word about everything, or a comparison", () => {
    const record = { ...frame(50, "sites drawn at random"), title: "Human-level at any site" };
    expect(found(record)).toEqual([
      ["lint/over-reach", "title"],
      ["lint/over-reach", "title"],
    ]);
  });
});

describe("figures and decisions", () => {
  const counts = (a: number, b: number) =>
    made({
      confusion: {
        labels: ["a", "b"],
        counts: [
          [a, 0],
          [0, b],
        ],
      },
    });
  const codes = (record: TransparencyRecord) => lintRecord(record).map(({ code }) => code);
  const decided = (decision: string, metrics: readonly string[]) => {
    const { construct } = made({});
    return codes(made({ metrics, construct: { ...construct, decision } }));
  };

  it("accuracy is questioned from ten to one on", () => {
    expect(codes(counts(999, 100))).toEqual([]);
    expect(codes(counts(1000, 100))).toEqual(["lint/accuracy-imbalance"]);
    const [finding] = lintRecord(counts(680, 20));
    expect(finding?.values).toMatchObject({
      ratio: "34",
      largest: "a",
      smallest: "b",
      guess: "97.1",
    });
    const { construct } = made({});
    const told = { ...construct, doesNotShow: "how well b is found" };
    expect(codes({ ...counts(680, 20), construct: told })).toEqual([]);
  });

  it.each([
    ["an alarm above 0.5", ["roc-auc"], ["lint/ranking-for-threshold"]],
    ["an alarm above 0.5", ["roc-auc", "recall"], []],
    ["which of two models to buy", ["roc-auc"], []],
    ["no threshold is used", ["roc-auc"], []],
    ["the number of seals on a beach", ["map"], ["lint/image-metric-for-counts"]],
    ["the number of pictures that people look at", ["map"], []],
    ["the density of cells", ["map", "count-mae"], []],
    ["rare species are looked for", ["accuracy"], ["lint/average-for-each-class"]],
    ["every defect class must be found", ["f1{average=micro}"], ["lint/average-for-each-class"]],
    ["every defect class must be found", ["f1{average=macro}"], []],
    ["the share of pictures to sort by hand", ["f1{average=macro}"], ["lint/average-for-volume"]],
  ] as const)("%s, %j", (decision, metrics, expected) => {
    expect(decided(decision, metrics)).toEqual([...expected]);
  });
});

describe("the statement", () => {
  const { construct, facts } = made({});

  it("must be answered, with more than nothing", () => {
    for (const name of Object.keys(construct)) {
      for (const answer of [null, "", "  "]) {
        const record = made({ construct: { ...construct, [name]: answer } });
        expect(musts(record)).toMatchObject([
          { code: "lint/not-stated", field: `construct.${name}` },
        ]);
      }
    }
    for (const answer of ["TODO", "n/a", "?", "—", "none", "See the paper"]) {
      const record = made({ construct: { ...construct, doesNotShow: answer } });
      expect(musts(record)).toMatchObject([
        { code: "lint/placeholder", field: "construct.doesNotShow" },
      ]);
    }
  });

  it.each(["not measured", "unknown", "none", "was not assessed", "one person only"])(
    "agreement: %s",
    (agreement) => {
      const record = made({ construct: { ...construct, agreement } });
      expect(lintRecord(record)).toMatchObject([
        { code: "lint/no-agreement", severity: "warning", field: "construct.agreement" },
      ]);
    },
  );

  it.each([
    ["nothing else", []],
    ["not for choosing a threshold", []],
    ["the threshold was chosen on other images", []],
    ["choosing among three models", ["lint/chosen-on-test"]],
    ["early stopping", ["lint/chosen-on-test"]],
    [null, ["lint/uses-unknown"]],
  ] as const)("uses: %s", (uses, expected) => {
    const record = made({ facts: { ...facts, uses } });
    expect(lintRecord(record).map(({ code }) => code)).toEqual([...expected]);
  });

  it.each([
    ["one laboratory, one microscope", false],
    ["Aalen, Brno", true],
    ["3 hospitals", true],
    ["twelve large camera sites", true],
    ["one valley", false],
  ])("sites: %s", (sites, several) => {
    const codes = lintRecord(made({ facts: { ...facts, sites } })).map(({ code }) => code);
    expect(codes).toEqual(several ? ["lint/no-clusters"] : []);
  });

  it("wants to know how images were chosen", () => {
    expect(found(made({ facts: { ...facts, howChosen: null } }))).toEqual([
      ["lint/sampling-unknown", "facts.howChosen"],
    ]);
  });
});

describe("findings", () => {
  it("have words for every code, and name a field", () => {
    const seen = new Set<LintCode>();
    for (const { record } of CLAIMS) {
      for (const { code, field, title, text, fix } of lintViews(lintRecord(record))) {
        seen.add(code);
        expect([field, title, text, fix].every((words) => /\w/.test(words))).toBe(true);
        expect(text).not.toMatch(/undefined|\?/);
      }
    }
    expect(seen.size).toBeGreaterThan(6);
    for (const code of Object.keys(LINT_CODES) as LintCode[]) {
      const [view] = lintViews([{ code, severity: "warning", field: "title", values: {} }]);
      expect(view?.title).toMatch(/\w/);
      expect(view?.fix).not.toMatch(/\.$/);
    }
  });

  it("name figures as reports do", () => {
    const metric = "f1{average=macro}";
    const code = "lint/average-for-volume";
    const [view] = lintViews([{ code, severity: "warning", field: "title", values: { metric } }]);
    expect(view?.text).toMatch(/^Macro F1 counts rare classes/);
  });

  it("come for any text without a crash, in time", async () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2000, unit: "binary" }), (text) => {
        lintRecord({ ...made({}), title: text });
      }),
      { numRuns: 200, seed: 1 },
    );
    const long = "not any other new unseen possible general robust ".repeat(200);
    expect(await processorMs(() => lintRecord({ ...made({}), title: long }))).toBeLessThan(2000);
  });
});
