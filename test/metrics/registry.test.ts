import { describe, expect, it } from "vitest";
import { createKernel } from "../../src/metrics/kernels.js";
import { parseReference } from "../../src/metrics/reference.js";
import { formatReference } from "../../src/metrics/reference-text.js";
import { METRICS } from "../../src/metrics/registry.js";
import { createAnomalyOutcomes } from "../../src/outcomes/anomaly.js";
import type { Outcomes } from "../../src/outcomes/classification-types.js";
import { throwsCode } from "../support/throws-code.js";
import { answered, confident, multilabel, scored } from "./support/outcomes.js";

const entries = [...METRICS.values()].filter(({ tasks }) => tasks.includes("classification"));
const idsWhere = (wanted: (entry: (typeof entries)[number]) => boolean) =>
  entries.filter((entry) => wanted(entry)).map(({ id }) => id);

function value(outcomes: Outcomes, id: string): number {
  return createKernel(outcomes, parseReference(id))(null);
}

const TRUTH = [0, 1, 0, 1];
/** Two classes, every answer certain: all right, or all wrong. */
const certain = (right: boolean) =>
  scored(
    TRUTH,
    TRUTH.map((t) => (right === (t === 1) ? [0, 1] : [1, 0])),
  );
/** Half of the answers right: the more confident ones, or the less confident ones. */
const halfRight = (good: boolean) =>
  confident([0.9, 0.8, 0.3, 0.2], good ? [1, 1, 0, 0] : [0, 0, 1, 1]);

describe("what the registry says of a metric is so", () => {
  it.each(entries)("$id: which way is better, and the ends of its range", (entry) => {
    // Of two classes both are among the best five.
    const id = entry.id === "top-k-accuracy" ? "top-k-accuracy{k=1}" : entry.id;
    const outcomes = entry.id === "auroc-failure" ? halfRight : certain;
    const [best, worst] = [value(outcomes(true), id), value(outcomes(false), id)];
    const [low, high] = entry.range;
    const higher = entry.direction === "higher-is-better";
    expect(entry.direction).toBe(best > worst ? "higher-is-better" : "lower-is-better");
    expect(best).toBeCloseTo(higher ? high : low, 14);
    // Half of the positives come by chance, log loss has no end, and AUGRC ends at one half.
    const ends: Readonly<Record<string, number>> = {
      "average-precision": 0.5,
      "log-loss": 52 * Math.LN2,
      augrc: 0.5,
    };
    expect(worst).toBeCloseTo(ends[entry.id] ?? (higher ? low : high), 12);
    if (entry.id === "log-loss") expect(high).toBe(Number.POSITIVE_INFINITY);
  });

  it("which outcomes it needs", () => {
    const columns = certain(true);
    const withoutColumns = { ...columns, scores: { ...columns.scores!, columns: new Map() } };
    const confidences = confident([0.9, 0.8, 0.3, 0.2], [1, 0, 1, 0]);
    const computed = (outcomes: Outcomes) =>
      entries
        .filter(({ id }) => {
          try {
            value(outcomes, id);
            return true;
          } catch (error) {
            expect(error).toEqual(throwsCode("metric/not-available"));
            return false;
          }
        })
        .map(({ id }) => id);
    const needs = (...wanted: readonly string[]) =>
      idsWhere((entry) => wanted.includes(entry.needs));
    expect(computed(answered(TRUTH, TRUTH))).toEqual(needs("answers"));
    expect(computed(confidences)).toEqual(needs("answers", "confidence"));
    expect(computed(withoutColumns)).toEqual(needs("answers", "confidence", "probabilities"));
    const all = needs("answers", "confidence", "probabilities", "score columns");
    expect(computed(columns)).toEqual(all);
    expect(all).toHaveLength(entries.length);
  });

  it("for which tasks it is defined", () => {
    const anomaly = createAnomalyOutcomes({
      truth: Uint8Array.from(TRUTH),
      score: Float64Array.from(TRUTH),
      threshold: 0.5,
    });
    const labels = [
      [1, 0],
      [0, 1],
    ];
    const several = multilabel(labels, labels, { scores: labels });
    const answers = ["accuracy", "precision", "recall", "specificity", "f1"];
    const rankings = ["roc-auc", "average-precision"];
    const ofOneLabel = ["balanced-accuracy", "cohen-kappa", "mcc"];
    // All are right, so that whatever is defined is 1.
    const ones = (outcomes: Outcomes) =>
      idsWhere(({ id, tasks }) => tasks.includes(outcomes.kind) && value(outcomes, id) === 1);
    expect(new Set(ones(several))).toEqual(new Set([...answers, ...rankings]));
    expect(new Set(ones(anomaly))).toEqual(new Set([...answers, ...rankings, ...ofOneLabel]));
    for (const outcomes of [anomaly, several]) {
      for (const { id } of entries.filter(({ tasks }) => !tasks.includes(outcomes.kind))) {
        expect(() => value(outcomes, id)).toThrow(throwsCode("metric/not-available"));
      }
    }
  });

  it("how its replicates are computed", () => {
    // The kinds of DESIGN: sums of a confusion matrix or of units, a quotient of sums, an order, bins.
    const ofKind = (wanted: string) => new Set(idsWhere(({ kind }) => kind === wanted));
    const sums = ["accuracy", "balanced-accuracy", "top-k-accuracy", "cohen-kappa", "mcc"];
    expect(ofKind("additive")).toEqual(new Set([...sums, "log-loss", "brier"]));
    expect(ofKind("ratio")).toEqual(new Set(["precision", "recall", "specificity", "f1"]));
    expect(ofKind("ranked")).toEqual(
      new Set("roc-auc average-precision aurc augrc auroc-failure selective-risk".split(" ")),
    );
    expect(ofKind("refit")).toEqual(new Set(["ece"]));
  });

  it("how ties count, where an order or a rank is asked for", () => {
    const ordered = ["top-k-accuracy", "roc-auc", "average-precision", "ece", "aurc", "augrc"];
    expect(idsWhere(({ ties }) => ties !== null)).toEqual([
      ...ordered,
      "auroc-failure",
      "selective-risk",
    ]);
    for (const { id, ties } of entries) if (ties !== null) expect(ties, id).toMatch(/^.+\.$/);
  });

  it("its parameters", () => {
    const names = (id: string) =>
      (METRICS.get(id)?.parameters.map(({ name }) => name) ?? []).filter((name) => name !== "iou"); // of objects
    const averaged = ["precision", "recall", "specificity", "f1", "roc-auc", "average-precision"];
    for (const { id } of entries) {
      const own: Readonly<Record<string, string>> = {
        ece: "bins",
        "top-k-accuracy": "k",
        "selective-risk": "coverage",
      };
      const alone = own[id] === undefined ? [] : [own[id]];
      expect(names(id), id).toEqual(averaged.includes(id) ? ["class", "average"] : alone);
    }
    expect(() => parseReference("top-k-accuracy{k=mass}")).toThrow(
      throwsCode("metric/bad-parameter"),
    );
    const [k] = METRICS.get("top-k-accuracy")!.parameters;
    expect(k?.kind === "whole" && k.words).toEqual([]); // a number, and no word in its place
  });

  it("the macro mean is named only where there are others", () => {
    const canonical = (text: string) => formatReference(parseReference(text));
    expect(canonical("roc-auc{average=macro}")).toBe("roc-auc");
    expect(canonical("average-precision")).toBe("average-precision");
    expect(canonical("specificity")).toBe("specificity{average=macro}");
    expect(() => parseReference("roc-auc{average=micro}")).toThrow(
      throwsCode("metric/bad-parameter"),
    );
  });

  it("what its value is measured in", () => {
    for (const { id, unit, range } of entries) {
      // ln gives nats; the Brier score is a sum of squares; the two correlations go from −1.
      if (id === "log-loss") expect(unit).toBe("nats");
      else if (id === "brier") expect(unit).toMatch(/squared/);
      else if (range[0] === -1) expect(unit).toMatch(/agreement|correlation/);
      else expect(unit, id).toBe("share");
    }
  });

  it("its name is the id in words, or the words that the id abbreviates", () => {
    const abbreviated: Readonly<Record<string, RegExp>> = {
      mcc: /^Matthews correlation/,
      ece: /^expected calibration error$/,
      brier: /^Brier score$/,
      "auroc-failure": /^AUROC of failure/,
      "cohen-kappa": /^Cohen's kappa$/,
    };
    for (const { id, name } of entries) {
      const words = abbreviated[id];
      if (words === undefined) expect(name.toLowerCase().replaceAll(" ", "-")).toBe(id);
      else expect(name, id).toMatch(words);
    }
  });
});

describe("metrics of images that hold an object", () => {
  it.each(["image-sensitivity", "image-specificity"])(
    "%s: of detections at an operating point",
    (id) => {
      const entry = METRICS.get(id);
      expect(entry).toMatchObject({ needs: "operating point", kind: "ratio", ties: null });
      expect(entry?.name).toBe(id.replace("-", " "));
      expect(entry?.tasks).toEqual(expect.arrayContaining(["detection", "instance-segmentation"]));
      expect(entry?.parameters).toContainEqual({ name: "class", kind: "class", excludes: [] });
      expect(entry?.formula).toMatch(/operating point/);
    },
  );

  it("ratios of classes say what they are of objects", () => {
    for (const id of ["precision", "recall", "f1"]) {
      expect(METRICS.get(id)?.formula, id).toMatch(/IoU.*operating point/);
    }
  });
});

describe("metrics of the contract", () => {
  it("are computed, and no others are", () => {
    const detection = [
      ..."map map-50 map-75 map-small map-medium map-large ar-1 ar-10 ar-100".split(" "),
      ..."ar-small ar-medium ar-large image-sensitivity image-specificity".split(" "),
    ];
    // The error of the total and the share within a tolerance are the project's own, beside those of the contract.
    const counts = ["mae", "rmse", "bias", "ccc", "total-error", "within"].map(
      (error) => `count-${error}`,
    );
    // Four more of outlines, and those of points, are the project's own.
    const segmentation = [
      ..."dice iou pixel-accuracy hd95 assd nsd pq sq rq aji aji-plus object-dice".split(" "),
    ];
    const classification = [
      ..."accuracy balanced-accuracy top-k-accuracy precision recall specificity f1".split(" "),
      ..."cohen-kappa mcc log-loss brier roc-auc average-precision ece".split(" "),
      // The risk at one coverage is the project's own, beside the areas of the contract.
      ..."aurc augrc auroc-failure selective-risk".split(" "),
    ];
    const points = [
      ...["", "-50", "-75", "-medium", "-large"].flatMap((end) => [
        `oks-map${end}`,
        `oks-ar${end}`,
      ]),
      ..."pck keypoint-error keypoint-rmse nme direction-error".split(" "),
    ];
    const all = [...classification, ...detection, ...counts, ...segmentation, ...points];
    expect(new Set(METRICS.keys())).toEqual(new Set(all));
    expect(new Set(entries.map(({ id }) => id))).toEqual(new Set(classification));
  });
});
