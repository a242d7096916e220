import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boxOverlap } from "../../../src/outcomes/detection/box-overlap.js";
import {
  ANY_CLASS,
  type MatchedPairs,
  matchDetections,
  matchPairs,
} from "../../../src/outcomes/detection/match-detections.js";
import {
  COCO_AREAS,
  COCO_RULES,
  COCO_THRESHOLDS,
  VOC_RULES,
} from "../../../src/outcomes/detection/match-rules.js";
import type { DetectionInput, MatchRules } from "../../../src/outcomes/detection-types.js";
import { type DrawnInput, hardInput, inputOf } from "../../support/detection-inputs.js";
import { slowRanking } from "../../support/slow-detection.js";
import { throwsCode } from "../../support/throws-code.js";

const NAMES = ["bear", "deer", "fox"];

function match(input: DetectionInput, rules: MatchRules) {
  const classes = NAMES.slice(0, input.labelCount);
  return matchPairs(input, rules, { classes, modelClassCount: classes.length });
}

/** Every column of the outcomes against the slow evaluation. */
function expectSlow(drawn: DrawnInput, rules: MatchRules): void {
  const input = inputOf(drawn);
  const found = match(input, rules);
  for (let k = 0; k < found.outcomes.classes.length; k++) {
    for (let area = 0; area < rules.areas.length; area++) {
      for (const [t, threshold] of rules.thresholds.entries()) {
        const slow = slowRanking(input, rules, k, area, threshold);
        expect(rankingOf(found, k, area, t)).toEqual({
          matches: slow.matches.map((one) => (area === 0 ? one : { ...one, truth: -2 })),
          counted: new Set(slow.countedTruths.map((one) => one.row)),
          found: area === 0 ? slow.foundRows : null,
        });
      }
    }
  }
}

function rankingOf({ outcomes, truthOf }: MatchedPairs, k: number, area: number, t: number) {
  const { detections, truths } = outcomes;
  const bit = (column: ArrayLike<number> | undefined, i: number, place: number) =>
    (((column?.[i] ?? 0) >> place) & 1) === 1;
  const ofClass = ({ classStart }: { readonly classStart: Int32Array }) => {
    const [from = 0, to = 0] = classStart.slice(k, k + 2);
    return Array.from({ length: to - from }, (_, i) => from + i);
  };
  const truthRows = (rows: number[]) => new Set(rows.map((i) => truths.source[i]));
  return {
    matches: ofClass(detections).map((i) => ({
      row: detections.source[i],
      image: detections.unit[i],
      score: detections.score[i],
      rank: detections.rank[i],
      truth: area === 0 ? truthOf[t]?.[i] : -2,
      isHit: bit(detections.matched[area], i, t),
      isIgnored: bit(detections.ignored[area], i, t),
    })),
    counted: truthRows(ofClass(truths).filter((i) => bit(truths.counted, i, area))),
    found: area > 0 ? null : truthRows(ofClass(truths).filter((i) => bit(truths.found, i, t))),
  };
}

const FEW: Pick<MatchRules, "thresholds" | "areas"> = {
  thresholds: [0.5, 0.75, 0.95],
  areas: COCO_AREAS,
};

describe("matchDetections", () => {
  it("is the slow evaluation by COCO's rules", () => {
    fc.assert(
      fc.property(hardInput, fc.constantFrom(1, 2, 3, 100), (drawn, maxDetections) =>
        expectSlow(drawn, { ...COCO_RULES, ...FEW, maxDetections }),
      ),
      { numRuns: 800 },
    );
  });

  it("is the slow evaluation of objects of any class", () => {
    fc.assert(
      fc.property(hardInput, fc.constantFrom(2, 100), (drawn, maxDetections) =>
        expectSlow(drawn, { ...COCO_RULES, ...FEW, maxDetections, byLabel: false }),
      ),
      { numRuns: 250 },
    );
  });

  it("is the slow evaluation by VOC's rules", () => {
    fc.assert(
      fc.property(hardInput, (drawn) => {
        expectSlow(drawn, VOC_RULES);
        expectSlow(drawn, { ...COCO_RULES, ...FEW, matching: "voc" });
      }),
      { numRuns: 250 },
    );
  });

  it("is the slow evaluation by the distance of centres", () => {
    fc.assert(
      fc.property(hardInput, (drawn) =>
        expectSlow(drawn, {
          ...COCO_RULES,
          areas: COCO_AREAS,
          matching: "centre",
          thresholds: [0, 4, 10],
        }),
      ),
      { numRuns: 250 },
    );
  });

  it("at an overlap of 0.5 alone is read off one at several, as it is matched anew", () => {
    fc.assert(
      fc.property(hardInput, fc.constantFrom("coco", "voc"), (drawn, matching) => {
        const several = { ...COCO_RULES, ...FEW, matching };
        const alone = { ...several, thresholds: [0.5], areas: COCO_AREAS.slice(0, 1) };
        const known = inputOf(drawn);
        const classes = NAMES.slice(0, drawn.labelCount);
        const before = matchDetections(known, several, { classes, modelClassCount: 1 });
        const read = match(known, alone);
        expect(read).toEqual(match(inputOf(drawn), alone));
        expect(read.outcomes.detections.source).toBe(before.detections.source);
        const other = { ...alone, maxDetections: 1 };
        expect(match(known, other)).toEqual(match(inputOf(drawn), other));
      }),
      { numRuns: 250 },
    );
  });

  it("finds an object whose overlap with itself is rounded to less than 1, at threshold 1", () => {
    const box = [0.3, 0.3, 0.4, 0.4] as const;
    const { outcomes } = match(
      inputOf({
        imageCount: 1,
        labelCount: 1,
        truths: [{ image: 0, label: 0, box }],
        detections: [{ image: 0, label: 0, box, score: 1 }],
      }),
      { ...COCO_RULES, thresholds: [1] },
    );
    const columns = Float64Array.from(box);
    expect(boxOverlap(columns, 0, columns, 0, false)).toBeLessThan(1);
    expect([...(outcomes.detections.matched[0] ?? [])]).toEqual([1]);
  });

  it("keeps objects by class, then score, then image, and truth by class and image", () => {
    const at = (image: number, label: number, score: number) => ({
      image,
      label,
      score,
      box: [0, 0, 1, 1] as const,
    });
    const drawn = {
      imageCount: 3,
      labelCount: 2,
      truths: [at(2, 1, 0), at(0, 1, 0), at(1, 0, 0)],
      detections: [at(2, 1, 0.5), at(0, 1, 0.5), at(1, 0, 0.1), at(0, 1, 0.9), at(0, 1, 0.5)],
    };
    const { outcomes } = match(inputOf(drawn), COCO_RULES);
    expect([...outcomes.detections.source]).toEqual([2, 3, 1, 4, 0]);
    expect([...outcomes.detections.rank]).toEqual([0, 0, 1, 2, 0]);
    expect([...outcomes.detections.classStart]).toEqual([0, 1, 5]);
    expect([...outcomes.truths.source]).toEqual([2, 1, 0]);
    expect([...outcomes.truths.unit]).toEqual([1, 0, 2]);
    expect([...outcomes.truths.classStart]).toEqual([0, 1, 3]);
    expect(outcomes.classes).toEqual(["bear", "deer"]);
  });

  it("has one class and no order of labels where labels need not agree", () => {
    const { outcomes } = match(
      inputOf({
        imageCount: 1,
        labelCount: 2,
        truths: [{ image: 0, label: 0, box: [0, 0, 10, 10] }],
        detections: [{ image: 0, label: 1, box: [0, 0, 10, 10], score: 1 }],
      }),
      { ...COCO_RULES, byLabel: false },
    );
    expect(outcomes).toMatchObject({ classes: [ANY_CLASS], modelClassCount: 1 });
    expect(outcomes.detections.matched[0]?.[0]).toBe(0b11_1111_1111);
  });

  it("has nothing to say of nothing", () => {
    const { outcomes } = match(
      inputOf({ imageCount: 0, labelCount: 1, truths: [], detections: [] }),
      COCO_RULES,
    );
    expect(outcomes).toMatchObject({ unitCount: 0, cluster: null, threshold: null });
    expect(outcomes.detections.count + outcomes.truths.count).toBe(0);
  });

  it("passes on clusters, the operating point and what the model can answer", () => {
    const input = inputOf({ imageCount: 2, labelCount: 3, truths: [], detections: [] });
    const clusters = { cluster: Int32Array.of(1, 0), clusterCount: 2 };
    const options = { classes: NAMES, modelClassCount: 2, threshold: 0.25, clusters };
    expect(matchDetections(input, COCO_RULES, options)).toMatchObject({
      kind: "detection",
      unit: "image",
      unitCount: 2,
      rules: COCO_RULES,
      classes: NAMES,
      modelClassCount: 2,
      threshold: 0.25,
      ...clusters,
    });
  });
});

describe("COCO_THRESHOLDS", () => {
  it("are those of numpy.linspace(0.5, 0.95, 10) to the last bit", () => {
    // As NumPy 2.4.6 prints them.
    expect(COCO_THRESHOLDS).toEqual([
      0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.8999999999999999, 0.95,
    ]);
  });
});

describe("an input that cannot be matched", () => {
  const one = (change: Partial<{ score: number; image: number; label: number; x: number }>) =>
    inputOf({
      imageCount: 1,
      labelCount: 1,
      truths: [{ image: 0, label: 0, box: [0, 0, 1, 1] }],
      detections: [
        {
          image: change.image ?? 0,
          label: change.label ?? 0,
          score: change.score ?? 1,
          box: [change.x ?? 0, 0, 1, 1],
        },
      ],
    });
  const options = { classes: ["deer"], modelClassCount: 1 };

  it.each([
    ["a score that is no number", one({ score: Number.NaN }), "argument/not-a-number"],
    ["an infinite score", one({ score: Number.POSITIVE_INFINITY }), "argument/not-a-number"],
    ["a box that is no number", one({ x: Number.NaN }), "argument/not-a-number"],
    ["an image that there is not", one({ image: 1 }), "argument/out-of-range"],
    ["a label that there is not", one({ label: -1 }), "argument/out-of-range"],
    ["too few facts", { ...one({}), searched: new Uint8Array(2) }, "argument/length-mismatch"],
  ] as const)("is refused: %s", (_, input, code) => {
    expect(() => matchDetections(input, COCO_RULES, options)).toThrow(throwsCode(code));
  });

  it.each([
    ["no threshold", { thresholds: [] }],
    ["thresholds that fall", { thresholds: [0.5, 0.4] }],
    ["a threshold above 1", { thresholds: [1.1] }],
    ["17 thresholds", { thresholds: Array.from({ length: 17 }, (_, i) => i / 20) }],
    ["no area range", { areas: [] }],
    ["no detections", { maxDetections: 0 }],
    ["half a detection", { maxDetections: 1.5 }],
  ] as const)("is refused: %s", (_, change) => {
    expect(() => matchDetections(one({}), { ...COCO_RULES, ...change }, options)).toThrow(
      throwsCode("argument/out-of-range"),
    );
  });

  it("is refused: names for other labels, clusters of other images", () => {
    const fails = throwsCode("argument/length-mismatch");
    const match = (more: object) => () =>
      matchDetections(one({}), COCO_RULES, { ...options, ...more });
    expect(match({ classes: ["deer", "fox"] })).toThrow(fails);
    expect(match({ clusters: { cluster: new Int32Array(2), clusterCount: 1 } })).toThrow(fails);
  });
});
