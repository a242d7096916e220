import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeReference, metricOf, parameterOf } from "../../src/metrics/lookup.js";
import { parseReference } from "../../src/metrics/reference.js";
import { formatReference } from "../../src/metrics/reference-text.js";
import { METRICS } from "../../src/metrics/registry.js";
import { throwsCode } from "../support/throws-code.js";

const canonical = (text: string) => formatReference(parseReference(text));

describe("metric references", () => {
  it.each([
    ["accuracy", "accuracy"],
    [" accuracy ", "accuracy"],
    ["accuracy{}", "accuracy"],
    ["f1", "f1{average=macro}"],
    ["f1{average=macro}", "f1{average=macro}"],
    ["f1{ average = micro }", "f1{average=micro}"],
    ["recall{class=deer}", "recall{class=deer}"],
    ["recall{class=roe deer}", "recall{class=roe deer}"],
    ['recall{class="deer"}', "recall{class=deer}"],
    ['recall{class="fox, red"}', 'recall{class="fox, red"}'],
    ['recall{class="{a}"}', 'recall{class="{a}"}'],
    ['recall{class="\\"a\\""}', 'recall{class="\\"a\\""}'],
    ["recall{class=a=b}", "recall{class=a=b}"],
    ['recall{class="a\\\\b"}', "recall{class=a\\b}"],
    ['recall{class=" a"}', 'recall{class=" a"}'],
    ["top-k-accuracy", "top-k-accuracy{k=5}"],
    ["top-k-accuracy{k=05}", "top-k-accuracy{k=5}"],
    ["ece{bins=15}", "ece"],
    ["ece{bins=mass}", "ece{bins=mass}"],
    ["ece{bins=10}", "ece{bins=10}"],
  ])("%s is %s", (text, wanted) => {
    expect(canonical(text)).toBe(wanted);
  });

  it("round-trips any class name, whatever characters it holds", () => {
    const name = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.string({ minLength: 1, unit: fc.constantFrom(...'{},="\\ a\n') }),
    );
    fc.assert(
      fc.property(name, (text) => {
        const reference = { id: "recall", parameters: new Map([["class", text]]) };
        const printed = formatReference(reference);
        expect(parseReference(printed)).toEqual(reference);
        expect(printed).not.toMatch(/\n/);
      }),
      { numRuns: 2000 },
    );
  });

  it("throws nothing but its own codes on any text", () => {
    const piece = fc.constantFrom("recall", "f1", "{", "}", "class", "=", ",", '"', "\\", "a", " ");
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join("")),
        (text) => {
          try {
            parseReference(text);
          } catch (error) {
            expect(error).toMatchObject({ code: expect.stringMatching(/^metric\//) });
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("takes time that grows with the text's length alone", () => {
    const long = `recall{class=${"a".repeat(100_000)}}`;
    expect(canonical(long)).toBe(long);
    expect(() => parseReference(`recall{class=a${" ".repeat(100_000)}{}`)).toThrow();
    expect(() => parseReference(`recall{class="${"\\\\".repeat(100_000)}}`)).toThrow();
    expect(() => parseReference(`recall{${" ".repeat(100_000)}`)).toThrow();
    expect(() => parseReference(`${"a".repeat(100_000)}{`)).toThrow();
  });

  it.each([
    ["acuracy", "metric/unknown", /Did you mean accuracy/],
    ["f1{avg=macro}", "metric/bad-parameter", /has no parameter 'avg'/],
    ["f1{clas=a}", "metric/bad-parameter", /Did you mean class/],
    ["f1{average=macr}", "metric/bad-parameter", /Did you mean macro/],
    ["f1{class=a,average=micro}", "metric/bad-parameter", /exclude each other/],
    ["f1{class=a,class=b}", "metric/bad-parameter", /twice/],
    ["accuracy{class=a}", "metric/bad-parameter", /Leave it out/],
    ["top-k-accuracy{k=0}", "metric/bad-parameter", /from 1 to/],
    ["top-k-accuracy{k=1.5}", "metric/bad-parameter", /whole number/],
    ["ece{bins=masss}", "metric/bad-parameter", /or mass/],
    ["recall{class=}", "metric/bad-parameter", /no class ''/],
    ['recall{class="a}', "metric/bad-parameter", /JSON string/],
    ['recall{class="a"b}', "metric/bad-parameter", /list of parameters/],
    ["recall{class=a,}", "metric/bad-parameter", /list of parameters/],
    ["recall{class}", "metric/bad-parameter", /list of parameters/],
    ["recall{class={a}}", "metric/bad-parameter", /list of parameters/],
    ['recall{class="\\x"}', "metric/bad-parameter", /JSON string/],
    ["f1{", "metric/bad-parameter", /not a metric reference/],
    ["f1{average=macro}x", "metric/bad-parameter", /not a metric reference/],
    ["", "metric/bad-parameter", /not a metric reference/],
  ] as const)("%s is %s", (text, code, words) => {
    expect(() => parseReference(text)).toThrow(throwsCode(code));
    expect(() => parseReference(text)).toThrow(words);
  });

  it("checks a class where the classes are known, and names the nearest", () => {
    const classes = ["deer", "fox", "wild boar"];
    expect(parseReference("recall{class=deer}", { classes }).parameters.get("class")).toBe("deer");
    expect(() => parseReference("recall{class=der}", { classes })).toThrow(/Did you mean deer/);
    expect(() => parseReference("recall{class=xyz}", { classes })).toThrow(
      /There are 3: deer, fox/,
    );
  });

  it("says where the text came from", () => {
    expect(() => parseReference("x", { where: "--metric" })).toThrow(/— --metric —/);
  });
});

describe("registry", () => {
  it("holds every id that is computed of the contract", () => {
    const known = [...METRICS.keys()];
    expect(known).toHaveLength(new Set(known).size);
    for (const id of "accuracy balanced-accuracy top-k-accuracy precision recall specificity f1 cohen-kappa mcc log-loss brier roc-auc average-precision ece aurc augrc auroc-failure image-sensitivity image-specificity map map-50 map-75 map-small map-medium map-large ar-1 ar-10 ar-100 ar-small ar-medium ar-large dice iou pixel-accuracy hd95 assd nsd oks-map pck pq aji".split(
      " ",
    )) {
      expect(METRICS.has(id), id).toBe(true);
    }
  });

  it.each([...METRICS.values()])("$id is described in full", (entry) => {
    expect(entry.formula).toMatch(/\S/);
    expect(entry.source).toMatch(/\S/);
    expect(entry.nullUnits).toMatch(/\S/);
    expect(entry.range[0]).toBeLessThan(entry.range[1]);
    expect(entry.version).toBeGreaterThanOrEqual(1);
    if (entry.kind === "ranked") expect(entry.ties).toMatch(/\S/);
    expect(metricOf(parseReference(entry.id))).toBe(entry);
  });

  it("says what can carry counts as evidence", () => {
    const isShare = (text: string) => describeReference(parseReference(text)).isShare;
    for (const text of [
      "accuracy",
      "recall{class=a}",
      "top-k-accuracy",
      "f1{average=micro}",
      "image-sensitivity",
    ]) {
      expect(isShare(text), text).toBe(true);
    }
    for (const text of ["f1", "f1{class=a}", "cohen-kappa", "roc-auc", "log-loss"]) {
      expect(isShare(text), text).toBe(false);
    }
    expect(describeReference(parseReference("log-loss")).direction).toBe("lower-is-better");
    expect(describeReference(parseReference("mcc")).range).toEqual([-1, 1]);
  });

  it("reads an overlap in any notation, as short as it can be", () => {
    const text = (value: string) => formatReference(parseReference(`recall{class=a,iou=${value}}`));
    expect(text("0.75")).toBe("recall{class=a,iou=0.75}");
    expect(text("0.750")).toBe("recall{class=a,iou=0.75}");
    expect(text(".3")).toBe("recall{class=a,iou=0.3}");
    expect(text("0.50")).toBe("recall{class=a}");
    for (const bad of ["0", "1.1", "-0.5", "5e-1", "half", "", "0.5.5"]) {
      expect(() => text(bad), bad).toThrow(throwsCode("metric/bad-parameter"));
    }
  });

  it("gives defaults of parameters that a reference leaves out", () => {
    expect(parameterOf(parseReference("ece"), "bins")).toBe("15");
    expect(parameterOf({ id: "f1", parameters: new Map() }, "average")).toBe("macro");
    expect(parameterOf(parseReference("recall{class=a}"), "class")).toBe("a");
    expect(parameterOf(parseReference("recall"), "class")).toBeNull();
  });
});
