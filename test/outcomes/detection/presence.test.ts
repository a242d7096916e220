import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compare } from "../../../scripts/oracles/compare.js";
import { DETECTION_IMAGE_ORACLE_KINDS } from "../../../scripts/oracles/detection-images.js";
import {
  createPresenceEstimator,
  createPresenceKernel,
} from "../../../src/metrics/detection/detection-estimators.js";
import { parseReference } from "../../../src/metrics/reference.js";
import { NO_DETECTION, presenceOutcomes } from "../../../src/outcomes/detection/presence.js";
import { proportionInterval } from "../../../src/statistics/proportion.js";
import { clusterProportionInterval } from "../../../src/statistics/wilson-cluster.js";
import { type DrawnInput, hardInput, inputOf } from "../../support/detection-inputs.js";
import { presenceFigures } from "../../support/presence-figures.js";
import { describeWithShared } from "../../support/shared-data.js";
import { throwsCode } from "../../support/throws-code.js";

interface OracleFile {
  readonly cases: readonly {
    readonly id: string;
    readonly kind: string;
    readonly input: Readonly<Record<string, unknown>>;
    readonly expected: unknown;
  }[];
}

describeWithShared("oracle j, whole images", "oracles/j_detection.json", (path) => {
  const { cases } = JSON.parse(readFileSync(path, "utf8")) as OracleFile;
  const own = cases.filter(({ kind }) => kind === "image_level");
  it("has cases", () => expect(own.length).toBeGreaterThan(1));
  it.each(own)("$id", ({ kind, input, expected }) => {
    const answer = DETECTION_IMAGE_ORACLE_KINDS.get(`j_detection/${kind}`)?.(input);
    const { problems, missing, compared } = compare(answer, expected, `j_detection/${kind}`);
    expect(problems).toEqual([]);
    expect(missing).toEqual([]);
    expect(compared).toBeGreaterThan(1);
  });
});

const NAMES = ["deer", "fox", "boar"];

function unitsOf(unitCount: number, cluster: readonly number[] | null = null) {
  return {
    unitCount,
    unit: "image",
    classes: NAMES,
    threshold: 0.5,
    cluster: cluster === null ? null : Int32Array.from(cluster),
    clusterCount: cluster === null ? 0 : Math.max(-1, ...cluster) + 1,
  };
}

/** Image by image: 1 it holds one, 0 it does not, null it is not known. */
function slowPresence(drawn: DrawnInput, label: number | null): (0 | 1 | null)[] {
  const labels = label === null ? [...NAMES.keys()].slice(0, drawn.labelCount) : [label];
  return Array.from({ length: drawn.imageCount }, (_, image) => {
    const own = drawn.truths.filter((one) => one.image === image && labels.includes(one.label));
    if (own.some(({ flags = 0 }) => flags !== 2)) return 1;
    const wasSearched = labels.every(
      (k) => (drawn.searched?.[image * drawn.labelCount + k] ?? 0) === 0,
    );
    return own.length === 0 && wasSearched ? 0 : null;
  });
}

function slowScores(drawn: DrawnInput, label: number | null): number[] {
  return Array.from({ length: drawn.imageCount }, (_, image) => {
    const own = drawn.detections.filter(
      (one) => one.image === image && (label === null || one.label === label),
    );
    return own.reduce((most, { score }) => Math.max(most, score), NO_DETECTION);
  });
}

const label = fc.constantFrom(null, 0);

describe("whether images hold an object", () => {
  it("is so where one is annotated, with the score of the surest detection", () => {
    fc.assert(
      fc.property(hardInput, label, (drawn, wanted) => {
        const presence = presenceOutcomes(inputOf(drawn), unitsOf(drawn.imageCount), {
          label: wanted,
        });
        const truth = slowPresence(drawn, wanted);
        const scores = slowScores(drawn, wanted);
        const known = [...truth.keys()].filter((image) => truth[image] !== null);
        expect([...presence.units]).toEqual(known);
        expect([...presence.outcomes.truth]).toEqual(known.map((image) => truth[image]));
        expect([...presence.scores].map((score) => score + 0)).toEqual(
          scores.map((score) => score + 0),
        );
        expect([...presence.outcomes.score]).toEqual(known.map((image) => presence.scores[image]));
      }),
    );
  });

  it("of a sequence: the surest of its images, and any object in any of them", () => {
    fc.assert(
      fc.property(hardInput, label, (drawn, wanted) => {
        const unitOfImage = Int32Array.from({ length: drawn.imageCount }, (_, i) => i >> 1);
        const unitCount = (drawn.imageCount + 1) >> 1;
        const presence = presenceOutcomes(inputOf(drawn), unitsOf(unitCount), {
          label: wanted,
          unitOfImage,
        });
        const byImage = slowPresence(drawn, wanted);
        const scores = slowScores(drawn, wanted);
        const known: number[] = [];
        const truth: number[] = [];
        for (let unit = 0; unit < unitCount; unit++) {
          const own = byImage.slice(2 * unit, 2 * unit + 2);
          expect(presence.scores[unit]! + 0).toBe(
            Math.max(...scores.slice(2 * unit, 2 * unit + 2)) + 0,
          );
          if (!own.includes(1) && own.includes(null)) continue;
          known.push(unit);
          truth.push(own.includes(1) ? 1 : 0);
        }
        expect([...presence.units]).toEqual(known);
        expect([...presence.outcomes.truth]).toEqual(truth);
      }),
    );
  });

  it("has Wilson's interval on images, and the clustered one on clusters", () => {
    fc.assert(
      fc.property(hardInput, label, fc.boolean(), (drawn, wanted, clustered) => {
        const many: DrawnInput = repeated(drawn, 3);
        const cluster = Array.from({ length: many.imageCount }, (_, i) => i % 4);
        const units = unitsOf(many.imageCount, clustered ? cluster : null);
        const presence = presenceOutcomes(inputOf(many), units, { label: wanted });
        const truth = slowPresence(many, wanted);
        const scores = slowScores(many, wanted);
        for (const [id, side] of [
          ["image-sensitivity", 1],
          ["image-specificity", 0],
        ] as const) {
          const of = [...truth.keys()].filter((image) => truth[image] === side);
          const right = of.filter((image) => scores[image]! >= 0.5 === (side === 1));
          const m = new Float64Array(4);
          const x = new Float64Array(4);
          for (const image of of) m[image % 4]! += 1;
          for (const image of right) x[image % 4]! += 1;
          const want = clustered
            ? clusterProportionInterval(m, x, 0.95)
            : proportionInterval(right.length, of.length, 0.95);
          const reference = parseReference(id);
          const got = createPresenceEstimator(presence, reference);
          expect(got.reference).toBe(reference);
          const { value, low, high, method } = got.at(0.95);
          expect({ value, low, high, method }).toEqual({
            value: want.value,
            low: want.low,
            high: want.high,
            method: want.method,
          });
          expect(got.at(0.95).n).toBe(of.length);
          const kernel = createPresenceKernel(presence, reference)(null);
          expect(Number.isNaN(kernel) ? null : kernel).toBe(value);
        }
        const figures = presenceFigures(presence, units, 0.95);
        const seen = scores.filter((score) => score >= 0.5).length;
        expect(figures.toLookAt.value).toBe(seen / many.imageCount);
        expect(figures.toLookAt.n).toBe(many.imageCount);
        const lost = [...truth.keys()].filter((i) => truth[i] === 1 && scores[i]! < 0.5).length;
        const called = [...truth.keys()].filter((i) => truth[i] !== null && scores[i]! < 0.5);
        expect(figures.emptyRight.value).toEqual(
          called.length === 0 ? null : expect.closeTo(1 - lost / called.length, 12),
        );
      }),
      { numRuns: 60 },
    );
  });

  it("takes weights of units: 2 is twice, 0 is none", () => {
    fc.assert(
      fc.property(hardInput, (drawn) => {
        const weights = Float64Array.from({ length: drawn.imageCount }, (_, i) => i % 3);
        const presence = presenceOutcomes(inputOf(drawn), unitsOf(drawn.imageCount), { label: 0 });
        const truth = slowPresence(drawn, 0);
        const scores = slowScores(drawn, 0);
        let of = 0;
        let right = 0;
        for (const [image, weight] of weights.entries()) {
          if (truth[image] !== 1) continue;
          of += weight;
          if (scores[image]! >= 0.5) right += weight;
        }
        const reference = parseReference("image-sensitivity{class=deer}");
        const value = createPresenceEstimator(presence, reference, { weights }).at(0.95).value;
        expect(value).toEqual(of === 0 ? null : expect.closeTo(right / of, 12));
        const all = presenceFigures(presence, unitsOf(drawn.imageCount), 0.95, { weights });
        const looked = [...weights].filter((_, i) => scores[i]! >= 0.5).reduce((a, b) => a + b, 0);
        const sum = weights.reduce((a, b) => a + b, 0);
        expect(all.toLookAt.value).toEqual(sum === 0 ? null : expect.closeTo(looked / sum, 12));
      }),
    );
  });

  it("with a threshold for each label: any detection above that of its own label", () => {
    fc.assert(
      fc.property(hardInput, (drawn) => {
        const threshold = Float64Array.of(0.85, 0.5, -1);
        const units = unitsOf(drawn.imageCount);
        const any = presenceOutcomes(inputOf(drawn), units, { label: null, threshold });
        for (const [unit, score] of any.scores.entries()) {
          const isSeen = drawn.detections.some(
            (one) => one.image === unit && one.score >= threshold[one.label]!,
          );
          expect(score >= (any.outcomes.threshold ?? Number.NaN)).toBe(isSeen);
        }
        const one = presenceOutcomes(inputOf(drawn), units, { label: 0, threshold });
        expect(one.outcomes.threshold).toBe(0.85);
      }),
    );
  });

  it("needs a threshold for all but the area under the curve", () => {
    const units = { ...unitsOf(1), threshold: null };
    const drawn = { imageCount: 1, labelCount: 1, truths: [], detections: [] };
    const presence = presenceOutcomes(inputOf(drawn), units, { label: 0 });
    const reference = parseReference("image-sensitivity");
    expect(() => createPresenceEstimator(presence, reference)).toThrow(/--threshold/);
    expect(() => presenceFigures(presence, units, 0.95)).toThrow(
      throwsCode("metric/not-available"),
    );
    expect(() => createPresenceEstimator(presence, parseReference("accuracy"))).toThrow(
      throwsCode("metric/not-available"),
    );
  });

  it("an image without a detection is never positive, not even at a threshold of 0", () => {
    const drawn = {
      imageCount: 2,
      labelCount: 1,
      truths: [],
      detections: [{ image: 0, label: 0, box: [0, 0, 1, 1] as const, score: 0 }],
    };
    const presence = presenceOutcomes(inputOf(drawn), unitsOf(2), { label: 0, threshold: 0 });
    const reference = parseReference("image-specificity");
    expect(createPresenceEstimator(presence, reference).at(0.95).value).toBe(0.5);
  });
});

/** The images over and over. */
function repeated(drawn: DrawnInput, times: number): DrawnInput {
  const copies = Array.from({ length: times }, (_, copy) => copy * drawn.imageCount);
  const copy = <T extends { readonly image: number }>(objects: readonly T[]): T[] =>
    copies.flatMap((from) => objects.map((one) => ({ ...one, image: from + one.image })));
  return {
    imageCount: drawn.imageCount * times,
    labelCount: drawn.labelCount,
    truths: copy(drawn.truths),
    detections: copy(drawn.detections),
    searched: drawn.searched == null ? null : copies.flatMap(() => drawn.searched ?? []),
  };
}
