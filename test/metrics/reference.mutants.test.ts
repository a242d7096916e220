import { describe, expect, it } from "vitest";
import { describeReference, metricOf, parameterOf } from "../../src/metrics/lookup.js";
import { parseReference } from "../../src/metrics/reference.js";
import { formatReference } from "../../src/metrics/reference-text.js";
import { throwsCode } from "../support/throws-code.js";

const canonical = (text: string) => formatReference(parseReference(text));

describe("metric references at their edges", () => {
  it.each([
    ["accuracy{   }", "accuracy"],
    ["\taccuracy\n", "accuracy"],
    ['recall{class= "a b" }', "recall{class=a b}"],
    ['recall{ class ="a"  }', "recall{class=a}"],
    ['recall{class="a, b"  }', 'recall{class="a, b"}'],
    ["recall{class=  deer  }", "recall{class=deer}"],
    ["top-k-accuracy{k=1}", "top-k-accuracy{k=1}"],
    ["top-k-accuracy{k=1000000}", "top-k-accuracy{k=1000000}"],
  ])("%s is %s", (text, wanted) => {
    expect(canonical(text)).toBe(wanted);
  });

  it.each([
    ['recall{class="a"bcd}', /list of parameters/],
    ['recall{class="a" average=micro}', /list of parameters/],
    ['recall{class="a",}', /list of parameters/],
    ["recall{x class=a}", /list of parameters/],
    ['recall{"class=a}', /list of parameters/],
    ["recall{=a}", /list of parameters/],
    ["recall{,class=a}", /list of parameters/],
    ["recall{class=a,average}", /list of parameters/],
    ["top-k-accuracy{k=1000001}", /from 1 to/],
    ["top-k-accuracy{k=-1}", /from 1 to/],
    ["top-k-accuracy{k=}", /from 1 to/],
  ])("%s is refused", (text, words) => {
    expect(() => parseReference(text)).toThrow(words);
  });

  it("name no neighbour where there is none", () => {
    for (const text of ["f1{qqqqqqqq=1}", "f1{average=qqqqqqqq}", "qqqqqqqqqqqq"]) {
      expect(() => parseReference(text)).toThrow();
      expect(() => parseReference(text)).not.toThrow(/null|mean/);
    }
    expect(() => parseReference("recall{class=zz}", { classes: ["a"] })).not.toThrow(/null|mean/);
  });

  it("print parameters in their order, with commas", () => {
    const parameters = new Map([
      ["a", "1"],
      ["b", "x y"],
    ]);
    expect(formatReference({ id: "some", parameters })).toBe("some{a=1,b=x y}");
  });

  it("say which reference has no entry", () => {
    expect(() => metricOf({ id: "none", parameters: new Map() })).toThrow(/metric 'none'/);
  });

  it("have no value of a parameter that there is not", () => {
    expect(parameterOf(parseReference("accuracy"), "average")).toBeNull();
    expect(parameterOf(parseReference("f1"), "average")).toBe("macro");
  });

  it("are shares for one class, or pooled over classes, and for no other mean", () => {
    const isShare = (text: string) => describeReference(parseReference(text)).isShare;
    for (const id of ["precision", "recall", "specificity"]) {
      expect(isShare(`${id}{class=a}`), id).toBe(true);
      expect(isShare(`${id}{average=micro}`), id).toBe(true);
      expect(isShare(`${id}{average=macro}`), id).toBe(false);
      expect(isShare(`${id}{average=weighted}`), id).toBe(false);
    }
    expect(isShare("f1{average=weighted}")).toBe(false);
    expect(isShare("f1{class=micro}")).toBe(false);
    expect(isShare("balanced-accuracy")).toBe(false);
  });
});

describe("numbers among parameters", () => {
  const iou = (text: string) =>
    Number(parameterOf(parseReference(`recall{class=a,iou=${text}}`), "iou"));

  it("reach from one end of their range to the other", () => {
    expect(["0.01", "1", "0.5"].map(iou)).toEqual([0.01, 1, 0.5]);
    for (const text of ["0.0099", "1.001", "1.", "-0.5", "5e-1"]) {
      expect(() => iou(text), text).toThrow(throwsCode("metric/bad-parameter"));
    }
  });

  it("have fewer than 20 characters", () => {
    expect(iou(`0.5${"0".repeat(16)}`)).toBe(0.5);
    expect(() => iou(`0.5${"0".repeat(17)}`)).toThrow(throwsCode("metric/bad-parameter"));
  });
});
