import { describe, expect, it } from "vitest";
import { applicationView } from "../../../src/analyses/application/application-view.js";
import { extentOf } from "../../../src/analyses/application/extent.js";
import { categoricalColumn } from "../../../src/core/table.js";
import type { EvaluateRequest } from "../../../src/evaluation/request.js";
import { outcomesOfPixels } from "../../../src/outcomes/segmentation/mask-outcomes.js";
import { throwsCode } from "../../support/throws-code.js";
import { applied, attributesOf, figureOf, HERE, whyNot } from "./made.js";

/** Pixels of a lesion by the labels and by the model; of the last image neither has any. */
const TRUTH = [10, 20, 30, 0, 0];
const MODEL = [12, 18, 33, 4, 0];
/** t of 3 degrees of freedom at 97.5 %, from a table. */
const T3 = 3.182446305;

function masks(
  {
    truth = [TRUTH],
    model = [MODEL],
    names = ["background", "lesion"],
    patient = ["a", "a", "b", "c", "c"] as (string | null)[],
    thick = ["2", "2", "2", "2", "2"] as (string | null)[],
  } = {},
  cluster: Int32Array | null = null,
) {
  const count = truth[0]!.length;
  const own = (columns: readonly (readonly number[])[], i: number) => {
    const leaf = columns.map((column) => column[i]!);
    return Float64Array.from([100 - leaf.reduce((a, b) => a + b, 0), ...leaf]);
  };
  const images = Array.from({ length: count }, (_, i) => ({
    pixels: 100,
    truth: own(truth, i),
    predicted: own(model, i),
    shared: new Float64Array(names.length),
  }));
  const clusterCount = cluster === null ? 0 : Math.max(...cluster) + 1;
  return {
    outcomes: outcomesOfPixels(images, { names, background: 0 }, cluster, clusterCount),
    attributes: attributesOf(
      count,
      new Map([
        ["patient", categoricalColumn(patient)],
        ["thick", categoricalColumn(thick)],
      ]),
    ),
    question: HERE,
  };
}

const found = (request: Partial<EvaluateRequest> = {}, basis = masks()) => applied(basis, request);

describe("how much is outlined", () => {
  it("is compared in pixels by Bland and Altman's worked steps, both empty left out of them", () => {
    const all = found();
    const area = figureOf(all, "area");
    expect(area).toMatchObject({ label: null, truth: 12, n: 5, clusters: null });
    expect(area.model).toBeCloseTo(13.4, 12);
    expect(area.difference).toBeCloseTo(7 / 60, 12);
    // Differences 2, −2, 3, 4: mean 1.75, squares around it 20.75.
    const sd = Math.sqrt(20.75 / 3);
    const bias = figureOf(all, "area-bias");
    expect(bias).toMatchObject({ model: 1.75, difference: null, n: 4, method: "bland-altman" });
    expect(bias.low).toBeCloseTo(1.75 - (T3 * sd) / 2, 7);
    expect(bias.high).toBeCloseTo(1.75 + (T3 * sd) / 2, 7);
    const lower = figureOf(all, "area-lower-limit");
    expect(lower.model).toBeCloseTo(1.75 - 1.96 * sd, 12);
    const error = sd * Math.sqrt(1 / 4 + 1.96 ** 2 / 6);
    expect(lower.low).toBeCloseTo(1.75 - 1.96 * sd - T3 * error, 7);
    expect(figureOf(all, "area-upper-limit").model).toBeCloseTo(1.75 + 1.96 * sd, 12);
    // 2·116.25 / (125 + 112.6875 + 1.75²).
    const concordance = figureOf(all, "area-concordance");
    expect(concordance.model).toBeCloseTo(232.5 / 240.75, 12);
    // tanh(artanh c ± t·√v), v = ¾ of the squares of artanh without each image, worked beside this in Python.
    expect(concordance.low).toBeCloseTo(0.7433116308795523, 7);
    expect(concordance.high).toBeCloseTo(0.9958806370961725, 7);
  });

  it("is in the unit of the spacing, and adds up to volumes of whoever the slices are of", () => {
    const half = figureOf(found({ spacing: "0.5,0.25" }), "area-bias");
    expect(half.model).toBeCloseTo(1.75 * 0.125, 12);
    for (const thickness of ["2", "thick"]) {
      const all = found({ spacing: "0.5,0.25", thickness });
      expect(figureOf(all, "volume")).toMatchObject({ n: 3, clusters: null });
      expect(figureOf(all, "volume").truth).toBeCloseTo(5, 12);
      expect(figureOf(all, "volume").difference).toBeCloseTo(7 / 60, 12);
      // Of the three: 0, 0.75 and 1.
      expect(figureOf(all, "volume-bias").model).toBeCloseTo(1.75 / 3, 12);
      expect(whyNot(all, "area")).toBeUndefined();
      expect(all.result.figures.some(({ figure }) => figure === "area")).toBe(false);
      expect(all.result.extent).toEqual({ unit: "patient", inPixels: false });
    }
    // A slice of nobody is alone.
    const basis = masks({ patient: ["a", "a", null, "c", null] });
    expect(figureOf(found({ thickness: "1" }, basis), "volume").n).toBe(4);
  });

  it("is said with its unit, and that the limits hold about 95% of single ones", () => {
    const said = (request: Partial<EvaluateRequest>) =>
      applicationView(found(request).result, "command").finding;
    // 1.75 ± 1.96·√(20.75/3).
    expect(said({})).toMatch(/−3\.40 to \+6\.90 in about 95% of them \(limits of agreement\)/);
    expect(said({})).toContain("on average by +1.75; in pixels.");
    expect(said({ spacing: "0.5" })).toContain("; in the square of the spacing's unit.");
  });

  it("of several labels is told of each and of all together", () => {
    const names = ["background", "lesion", "vessel"];
    const basis = masks({
      truth: [TRUTH, [1, 2, 3, 4, 5]],
      model: [MODEL, [1, 2, 3, 4, 5]],
      names,
    });
    const all = found({}, basis);
    const bias = (label: string | null) =>
      all.result.figures.find((one) => one.figure === "area-bias" && one.label === label)!;
    expect(bias(null).model).toBeCloseTo(7 / 5, 12);
    expect(bias("lesion").model).toBeCloseTo(1.75, 12);
    expect(bias("vessel")).toMatchObject({ model: 0, low: null, high: null });
    expect(figureOf(all, "area-concordance", "vessel").model).toBe(1);
  });

  it("has ranges over clusters, and no limits from two of them", () => {
    const inTwo = found({}, masks({}, Int32Array.of(0, 0, 1, 1, 1)));
    expect(figureOf(inTwo, "area-bias")).toMatchObject({ clusters: 2, low: null, method: null });
    expect(figureOf(inTwo, "area-bias").warnings).toContain("clusters/too-few");
    // Twelve sites with twice the same pair: as wide as each pair once, and not as 24 would be.
    const of = (values: readonly number[], times: number) =>
      values.flatMap((value) => Array.from({ length: times }, () => value));
    const twelve = [11, 25, 8, 40, 17, 30, 22, 9, 14, 36, 19, 27];
    const model = twelve.map((value, i) => value + ((i * 5) % 7) - 2);
    const alone = (count: number) => Array.from({ length: count }, () => null);
    const doubled = masks(
      { truth: [of(twelve, 2)], model: [of(model, 2)], patient: alone(24), thick: alone(24) },
      Int32Array.from({ length: 24 }, (_, i) => i >> 1),
    );
    const single = masks({ truth: [twelve], model: [model], patient: alone(12), thick: alone(12) });
    const wide = (basis: typeof single) => {
      const { low, high } = figureOf(found({}, basis), "area-bias");
      return high! - low!;
    };
    expect(wide(doubled)).toBeCloseTo(wide(single), 10);
  });

  it("is nothing to be told of without labels of pixels, and says what volumes take", () => {
    const basis = masks({ patient: ["a", "b", "c", "d", "e"] });
    expect(whyNot(found({ thickness: "1" }, basis), "volume")).toBe("application/no-subject");
    expect(whyNot(found({ thickness: "1" }, basis), "area")).toBeUndefined();
    expect(whyNot(found(), "ppv")).toBe("application/no-answer");
    const asked = (thickness: string, own = masks()) =>
      extentOf(own, { spacing: null, thickness, seed: 0 });
    expect(() => asked("depth")).toThrow(throwsCode("labels/no-column"));
    for (const wrong of [null, "", "-2", "1e308", "1e-320"]) {
      const thick = ["1", "1", wrong, "1", "1"];
      expect(() => asked("thick", masks({ thick }))).toThrow(
        throwsCode("application/no-thickness"),
      );
    }
  });
});
