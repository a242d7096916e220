import { describe, expect, it } from "vitest";
import { gapBasis, gapFacts } from "../../src/analyses/gap/gap-basis.js";
import { gapView } from "../../src/analyses/gap/gap-view.js";
import { evaluationReport } from "../../src/analyses/report.js";
import { markdownReport } from "../../src/reports/markdown.js";
import { plainSummary, terminalSummary } from "../../src/reports/terminal.js";
import { warningViews } from "../../src/reports/warnings-view.js";
import type { ResultGap, ResultGapAttribute } from "../../src/results/result.js";
import { EXTRAS, RESULT } from "./fixtures.js";

const [accuracy] = RESULT.estimates;
if (RESULT.gap === null || accuracy === undefined) throw new Error("the fixture has both");

const looked = (
  name: string,
  use: ResultGapAttribute["use"],
  more: Partial<ResultGapAttribute> = {},
): ResultGapAttribute => ({ name, use, with: [], supported: null, ...more });

/** METHODS §6, class × (day, night), with intervals where they are printed there. */
const GAP: ResultGap = {
  metric: "accuracy",
  value: 0.143571429,
  terms: [
    { term: "class-mix", value: -0.000661526758, low: null, high: null },
    { term: "attribute-mix", value: 0.0480463952, low: 0.0222781416, high: 0.0738146488 },
    { term: "within", value: 0.0570888158, low: -0.00655880827, high: 0.12073644 },
    { term: "only-claimed", value: 0, low: null, high: null },
    { term: "only-local", value: 0.0390977447, low: null, high: null },
    {
      term: "attribute-mix",
      attribute: "light",
      value: 0.0480463952,
      low: 0.0222781416,
      high: 0.0738146488,
    },
  ],
  attributes: [looked("light", "split", { supported: { claimed: 1, local: 0.904761905 } })],
  supported: { claimed: 1, local: 0.904761905 },
  reweighted: null,
  warnings: [],
};
// Right 192 + 51 + 84 + 39 of 400, and 37 + 64 + 26 + 27 + 8 of 210.
const LOCAL = { ...accuracy, value: 162 / 210, n: 210 };

describe("the reasons for a difference by class and conditions", () => {
  const view = gapView(GAP, 366 / 400, LOCAL, {});

  it("are a step for each attribute, between those of classes and of the same kinds", () => {
    expect(view.plot.rows.map(({ label }) => label)).toEqual([
      "Published",
      "Different mix of classes",
      "Different mix of light",
      "Alike images read differently",
      "Images that only the published set has",
      "Images that only you have",
      "Yours",
    ]);
    expect(view.plot.rows.map(({ valueText }) => valueText).slice(1, -1)).toEqual([
      "+0.1",
      "−4.8",
      "−5.7",
      "0.0",
      "−3.9",
    ]);
    expect(view.plot.rows[2]).toMatchObject({ kind: "plain", intervalText: "[−7.4, −2.2]" });
  });

  it("give no counts of a class where its conditions are compared as well", () => {
    const part = { term: "within", class: "neutrophil", value: 0.0570888158 } as const;
    const terms = [...GAP.terms, { ...part, low: null, high: null }];
    const { plot } = gapView({ ...GAP, terms }, 366 / 400, LOCAL, EXTRAS);
    const row = plot.rows.find(({ label }) => label.startsWith("Neutrophil"));
    expect(row).toMatchObject({ sub: "under the same conditions", kind: "loss" });
  });

  it("say first what they rest on", () => {
    expect(view.support).toMatch(
      /^100% of the published images and 90% of yours have labels and conditions that both sides have\./,
    );
    expect(gapBasis({ ...GAP, supported: { claimed: 1, local: 1 } }).support).toBeNull();
  });

  it("end at the figure without the images of both sides", () => {
    const shared = gapView({ ...GAP, shared: 30 }, 366 / 400, LOCAL, {});
    expect(shared.support).toContain("30 of your images are among the published ones");
    expect(shared.plot.rows.at(-1)!.value).toBeCloseTo(366 / 400 - 0.143571429, 12);
    expect(gapBasis({ ...GAP, shared: 1 }).support).toContain("One of your images is among");
  });

  it("call nearly all not all", () => {
    const { support } = gapBasis({ ...GAP, supported: { claimed: 0.99996, local: 0.996 } });
    expect(support).toMatch(/^99\.9% of the published images and 99\.6% of yours/);
  });

  it("say what cannot be told apart, once each", () => {
    const { apart } = gapBasis({
      ...GAP,
      attributes: [
        looked("flash", "joint", { with: ["light"] }),
        looked("light", "joint", { with: ["flash"] }),
        looked("season", "confounded"),
        looked("tag", "too-fine", { supported: { claimed: 0.9, local: 0.62 } }),
        looked("rain", "not-compared"),
        looked("lens", "beyond-three"),
        looked("<b>hostile</b>", "split"),
      ],
    });
    expect(apart).toHaveLength(5);
    expect(apart[0]).toMatch(/^season: no value is on both sides/);
    expect(apart[1]).toMatch(/^tag: with it only 62% of your images and 90% of the published/);
    expect(apart[2]).toMatch(/^rain: /);
    expect(apart[3]).toMatch(/^lens: three others/);
    expect(apart[4]).toBe("flash and light changed together, so they share one step.");
  });

  it("name their attributes in warnings", () => {
    const facts = (attributes: readonly ResultGapAttribute[]) => gapFacts({ ...GAP, attributes });
    expect(
      facts([looked("tag", "too-fine")])
        .get("gap/too-fine")!
        .get("attribute"),
    ).toBe("tag");
    const joint = [looked("a", "joint", { with: ["b"] }), looked("b", "joint", { with: ["a"] })];
    expect([...facts(joint).get("gap/confounded")!.values()]).toEqual(["a", "b"]);
    expect([
      ...facts([looked("c", "confounded")])
        .get("gap/confounded")!
        .values(),
    ]).toEqual(["c", "everything else"]);
    expect(gapFacts(null).size).toBe(0);
    const result = {
      ...RESULT,
      gap: { ...GAP, attributes: [looked("tag", "too-fine")], warnings: ["gap/too-fine"] },
    };
    const views = warningViews(result, EXTRAS, [gapFacts(result.gap)]);
    const text = views.find(({ code }) => code === "gap/too-fine")!.text;
    expect(text).toContain("once tag is used");
  });
});

describe("a report of a claim from a record", () => {
  const note = {
    file: "",
    code: "claim/restricted",
    what: "accuracy is compared on these 2 classes: deer and fox",
  };
  const result = {
    ...RESULT,
    gap: { ...RESULT.gap!, attributes: [looked("light", "confounded")] },
    inputs: { ...RESULT.inputs, notes: [...RESULT.inputs.notes, note] },
  };
  const report = evaluationReport({ result, extras: EXTRAS });
  const options = { colour: false, unicode: true, width: 80 };

  it("says on the terminal how the claim was compared, and why figures differ", () => {
    for (const text of [
      terminalSummary(report, options).replace(/\s+/g, " "),
      plainSummary(report, { report: null, result: null }),
    ]) {
      expect(text).toContain("Accuracy is compared on these 2 classes: deer and fox.");
      expect(text).toContain("Why it is 64.2 points lower: Almost none of the difference");
    }
    const plain = evaluationReport({ result: RESULT, extras: EXTRAS });
    expect(terminalSummary(plain, options)).not.toContain("Why it is");
  });

  it("lists in a document what cannot be told apart", () => {
    const text = markdownReport(report);
    expect(text).toContain("What cannot be told apart");
    expect(text).toContain("light: no value is on both sides");
    expect(markdownReport(evaluationReport({ result: RESULT, extras: EXTRAS }))).not.toContain(
      "What cannot be told apart",
    );
  });
});
