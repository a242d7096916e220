import { describe, expect, it } from "vitest";
import { compareModels } from "../../src/compare/compare-models.js";
import { comparisonPage } from "../../src/compare/comparison-page.js";
import { comparisonText } from "../../src/compare/comparison-text.js";
import { checkSameQuestion, checkSameTruth } from "../../src/compare/held-alike.js";
import type { HeldResult } from "../../src/compare/held-result.js";
import { createTable } from "../../src/core/table.js";
import { parseReference } from "../../src/metrics/reference.js";
import { renderBlockPage } from "../../src/node/reports/block-page.js";
import type { ClassificationOutcomes } from "../../src/outcomes/classification-types.js";
import { violationsOf } from "../support/schema-of.js";
import { throwsCode } from "../support/throws-code.js";
import { comparedModel } from "./compared-model.js";

/** A result of four images: deer, fox, deer, fox. */
function result(
  name: string,
  more: Partial<HeldResult> = {},
  outcomes: Partial<ClassificationOutcomes> = {},
): HeldResult {
  const made = comparedModel(name, [1, 1, 0, 1], { classes: ["deer", "fox"], ...outcomes });
  return {
    name,
    sha256: null,
    task: "classification",
    outcomes: made.outcomes,
    images: ["0.png", "1.png", "2.png", "3.png"],
    bytes: null,
    attributes: createTable(4, new Map()),
    groups: "",
    claims: new Map(),
    ignoresDesign: false,
    ...more,
  };
}

const UNITS = Int32Array.from([0, 1, 2, 3]);
const truthOf =
  (...results: readonly HeldResult[]) =>
  () =>
    checkSameTruth(
      results,
      results.map(() => UNITS),
    );

describe("results that are to be compared", () => {
  it.each([
    [
      "another task",
      { task: "anomaly" },
      {},
      "compare/other-task",
      /x is a result of classification, y of anomaly/,
    ],
    [
      "another unit",
      {},
      { unit: "sequence" },
      "compare/other-groups",
      /x counts each image, y counts each sequence/,
    ],
    [
      "other groups",
      { groups: "site" },
      {},
      "compare/other-groups",
      /y counts each image, in groups by site/,
    ],
  ] as const)("are of one question: %s", (_, more, outcomes, code, what) => {
    const check = () => checkSameQuestion([result("x"), result("y", more, outcomes)]);
    expect(check).toThrow(throwsCode(code));
    expect(check).toThrow(what);
  });

  it("are of the same bytes where both know them, and said to be known by name where one does not", () => {
    const bytes = ["a1", "b2", "c3", "d4"];
    const known = result("x", { bytes });
    const other = result("y", { bytes: ["a1", "b2", "c9", null] });
    expect(truthOf(known, other)).toThrow(throwsCode("compare/other-images"));
    expect(truthOf(known, other)).toThrow(/1 image of one name and of other bytes: 2\.png/);
    expect(truthOf(known, result("y", { bytes: [null, "b2", "c3", "d4"] }))()).toEqual([]);
    expect(truthOf(known, result("z"))()).toEqual(["z"]);
  });

  it("say the same of every image, whatever the order of their labels", () => {
    const turned = {
      classes: ["fox", "deer"],
      truth: Int32Array.from([1, 0, 1, 0]),
      predicted: Int32Array.from([1, 0, 0, 0]),
    };
    expect(truthOf(result("x"), result("y", {}, turned))()).toEqual(["x", "y"]);
    const coarser = { classes: ["animal", "fox"] };
    expect(truthOf(result("x"), result("y", {}, coarser))).toThrow(
      throwsCode("compare/other-labels"),
    );
    expect(truthOf(result("x"), result("y", {}, coarser))).toThrow(
      /2 images with other labels: 0\.png is deer in x and animal in y/,
    );
  });

  it("have the same groups by any numbers, and are refused with others", () => {
    const groups = (numbers: readonly number[]) => ({
      cluster: Int32Array.from(numbers),
      clusterCount: 2,
    });
    const by = { groups: "site" };
    const x = result("x", by, groups([0, 0, 1, 1]));
    expect(truthOf(x, result("y", by, groups([1, 1, 0, 0])))()).toEqual(["x", "y"]);
    expect(truthOf(x, result("y", by, groups([0, 1, 1, 1])))).toThrow(
      throwsCode("compare/other-groups"),
    );
  });
});

describe("what is said of images and labels beside the figures", () => {
  const request = {
    reference: parseReference("accuracy"),
    level: 0.95,
    seed: 1,
    redraws: 0,
    places: null,
  };
  const pageOf = (found: ReturnType<typeof compareModels>) =>
    renderBlockPage(
      comparisonPage(found, { version: "1", claimed: new Map(), alone: null, pictures: null }),
      "homeground compare",
    );

  it("names labels that one model alone has, and not those that none has", () => {
    const truth = Int32Array.from({ length: 40 }, (_, i) => (i < 30 ? i % 2 : 2 + (i % 2)));
    const hits = Array<number>(40).fill(1);
    const classes = ["deer", "fox", "hare <i>", "owl"];
    const models = [
      comparedModel("x", hits, { classes, modelClassCount: 3, truth, predicted: truth }),
      comparedModel("y", hits, { classes, modelClassCount: 2, truth, predicted: truth }),
    ];
    const found = compareModels(models, request);
    expect(violationsOf("comparison", found)).toEqual([]);
    expect(found.labelsApart).toEqual([
      { label: "hare <i>", counts: "as-missed", n: 5, without: ["y"] },
    ]);
    const said = "y has no label hare <i> among the answers, and misses it on all 5 images of it.";
    expect(comparisonText(found)).toContain(said);
    expect(pageOf(found)).toContain(said.replace("<", "&lt;"));
  });

  it("says where several labels an image are others of each model", () => {
    const of = (name: string, classes: readonly string[]) => ({
      ...comparedModel(name, [1, 1, 1, 1]),
      outcomes: {
        kind: "multilabel" as const,
        unit: "image",
        unitCount: 4,
        classes,
        truth: Uint8Array.from({ length: 4 * classes.length }, (_, i) => i % 2),
        predicted: new Uint8Array(4 * classes.length),
        scores: null,
        cluster: null,
        clusterCount: 0,
      },
    });
    const models = [of("x", ["deer", "fox"]), of("y", ["deer", "fox", "hare"])];
    const found = compareModels(models, {
      ...request,
      reference: parseReference("f1{average=macro}"),
    });
    expect(found.labelsApart).toEqual([
      { label: "hare", counts: "not-at-all", n: 2, without: ["x"] },
    ]);
    expect(comparisonText(found)).toContain(
      "x has no label hare among the answers: those figures are of fewer labels, without its 2 images.",
    );
  });

  it("says how many images were left out because a model has no prediction for them", () => {
    const models = [comparedModel("x", [1, 0, 1]), comparedModel("y", [1, 1, 1])];
    const found = compareModels(models, { ...request, leftOut: 7 });
    expect(found.leftOut).toBe(7);
    const said = "7 images without a prediction of every model are left out, as was asked for";
    expect(comparisonText(found)).toContain(said);
    expect(pageOf(found)).toContain(said);
    const whole = compareModels(models, request);
    expect(whole).toMatchObject({ leftOut: 0, labelsApart: [] });
    expect(comparisonText(whole)).not.toContain("left out");
  });
});
