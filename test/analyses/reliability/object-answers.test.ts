import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareObjects } from "../../../src/analyses/reliability/compare-objects.js";
import { objectAnswers } from "../../../src/analyses/reliability/object-answers.js";
import { reliabilityView } from "../../../src/analyses/reliability/reliability-view.js";
import { OBJECT_FLAG } from "../../../src/core/objects.js";
import { createRandom } from "../../../src/core/random.js";
import { matchDetections } from "../../../src/outcomes/detection/match-detections.js";
import { COCO_RULES } from "../../../src/outcomes/detection/match-rules.js";
import type { DetectionOutcomes } from "../../../src/outcomes/detection-types.js";
import { type DrawnDetection, type DrawnTruth, inputOf } from "../../support/detection-inputs.js";
import { throwsCode } from "../../support/throws-code.js";

const OPTIONS = { level: 0.95, interval: null, seed: 1 } as const;
const NOTHING = { given: undefined, image: null, files: [], isOfAnswers: false } as const;
const THRESHOLD = 0.5;

/** A box at one of a row of places that do not overlap. */
const at = (image: number, place: number, label = 0) =>
  ({ image, label, box: [place * 50, 0, 10, 10] }) as const;

interface Drawn {
  readonly images: number;
  readonly truths: readonly DrawnTruth[];
  readonly found: readonly DrawnDetection[];
}

function matched(
  { images, truths, found }: Drawn,
  threshold: number | null = THRESHOLD,
): DetectionOutcomes {
  const input = inputOf({ imageCount: images, labelCount: 2, truths, detections: found });
  const facts = { classes: ["car", "deer"], modelClassCount: 2, threshold };
  return matchDetections(input, COCO_RULES, facts);
}

/** Places of a few images: an object, a box with a score, or both, at each. */
const drawn: fc.Arbitrary<Drawn> = fc.integer({ min: 1, max: 12 }).chain((images) =>
  fc
    .array(
      fc.record({
        image: fc.nat({ max: images - 1 }),
        isThere: fc.boolean(),
        label: fc.nat({ max: 1 }),
        score: fc.option(fc.integer({ min: 0, max: 20 }).map((n) => n / 20)),
      }),
      { minLength: 1, maxLength: 40 },
    )
    .map((places) => ({
      images,
      truths: places.flatMap(({ image, isThere, label }, place) =>
        isThere ? [at(image, place, label)] : [],
      ),
      found: places.flatMap(({ image, label, score }, place) =>
        score === null ? [] : [{ ...at(image, place, label), score }],
      ),
    })),
);

/** The same, box by box and image by image. At a place there is one object and one box at most. */
function slowly({ images, truths, found }: Drawn) {
  const isHit = (one: DrawnDetection) =>
    truths.some(
      ({ image, label, box }) =>
        image === one.image && label === one.label && box[0] === one.box[0],
    );
  const above = found.filter(({ score }) => score >= THRESHOLD);
  const ofImages = Array.from({ length: images }, (_, image) => {
    const said = found.filter((one) => one.image === image);
    const counts = said.filter(({ score }) => score >= THRESHOLD);
    const missed = truths.filter(
      (one) =>
        one.image === image && !counts.some((box) => isHit(box) && box.box[0] === one.box[0]),
    );
    const sure =
      counts.length > 0
        ? Math.min(...counts.map(({ score }) => score))
        : said.length > 0
          ? 1 - Math.max(...said.map(({ score }) => score))
          : null;
    return { sure, isWrong: missed.length > 0 || !counts.every(isHit) };
  });
  return { boxes: above.map((one) => ({ sure: one.score, isWrong: !isHit(one) })), ofImages };
}

type Answer = { readonly sure: number; readonly isWrong: boolean };

/** P(the right one is surer), pair by pair. */
function slowAuroc(answers: readonly Answer[]): number | null {
  const right = answers.filter(({ isWrong }) => !isWrong);
  const wrong = answers.filter(({ isWrong }) => isWrong);
  if (right.length === 0 || wrong.length === 0) return null;
  let sum = 0;
  for (const { sure } of right) {
    for (const other of wrong) sum += sure > other.sure ? 1 : sure === other.sure ? 0.5 : 0;
  }
  return sum / (right.length * wrong.length);
}

const close = (a: number | null, b: number | null) =>
  b === null ? expect(a).toBeNull() : expect(a).toBeCloseTo(b, 10);

const compared = (one: Drawn) => compareObjects(matched(one), OPTIONS, NOTHING).result;

describe("answers of a model that finds objects", () => {
  it("are boxes, right or false, in clusters of their image; and images", () => {
    const one: Drawn = {
      images: 5,
      truths: [at(0, 0), at(0, 1), at(1, 0, 1), { ...at(2, 0), flags: OBJECT_FLAG.ignored }],
      found: [
        { ...at(0, 0), score: 0.9 },
        { ...at(0, 1), score: 0.6 },
        // The wrong label: a false alarm, and an object missed.
        { ...at(1, 0, 0), score: 0.8 },
        // On what is ignored: neither right nor wrong, and still what the image is least sure of.
        { ...at(2, 0), score: 0.7 },
        // Nothing is there, nothing found, and it had doubts.
        { ...at(3, 0), score: 0.3 },
      ],
    };
    const { boxes, images } = objectAnswers(matched(one), "here");
    const { truth, predicted, cluster, clusterCount, unit } = boxes.outcomes;
    expect(unit).toBe("box");
    expect([...boxes.own.values]).toEqual([0.9, 0.8, 0.6]);
    expect([...predicted].map((said, i) => said === truth[i])).toEqual([true, false, true]);
    expect([[...cluster!], clusterCount]).toEqual([[0, 1, 0], 5]);
    expect([...images.units]).toEqual([0, 1, 2, 3]);
    expect([...images.own.values]).toEqual([0.6, 0.8, 0.7, 0.7]);
    expect([...images.outcomes.predicted]).toEqual([0, 1, 0, 0]);
    expect(images).toMatchObject({ unsaid: 1, unsaidErrors: 0 });
  });

  it.each([
    ["boxes", "box"],
    ["masks", "outline"],
    ["keypoints", "object"],
  ] as const)("are called what they are matched by: %s", (geometry, word) => {
    const one: Drawn = { images: 1, truths: [], found: [{ ...at(0, 0), score: 0.9 }] };
    const outcomes = matched(one);
    const { boxes } = objectAnswers(
      { ...outcomes, rules: { ...outcomes.rules, geometry } },
      "here",
    );
    expect(boxes.outcomes.unit).toBe(word);
  });

  it("keep the clusters that images are in", () => {
    const one: Drawn = {
      images: 3,
      truths: [at(0, 0)],
      found: [0, 1, 2].map((image) => ({ ...at(image, 0), score: 0.9 - image / 10 })),
    };
    const grouped = { ...matched(one), cluster: Int32Array.of(1, 0, 1), clusterCount: 2 };
    const { boxes, images } = objectAnswers(grouped, "here");
    expect([[...boxes.outcomes.cluster!], boxes.outcomes.clusterCount]).toEqual([[1, 0, 1], 2]);
    expect([...images.outcomes.cluster!]).toEqual([1, 0, 1]);
  });

  it("of scores on another scale have no 1 − score: an image with nothing above says nothing", () => {
    const found = [
      { ...at(0, 0), score: 7 },
      { ...at(1, 0), score: 0.2 },
    ];
    const { images } = objectAnswers(matched({ images: 2, truths: [], found }), "here");
    expect([...images.units]).toEqual([0]);
    expect(images.unsaid).toBe(1);
  });

  it("are refused without a threshold, and where nothing is above it", () => {
    const one: Drawn = { images: 1, truths: [], found: [{ ...at(0, 0), score: 0.2 }] };
    expect(() => compareObjects(matched(one, null), OPTIONS, NOTHING)).toThrow(
      throwsCode("metric/not-available"),
    );
    expect(() => compareObjects(matched(one), OPTIONS, NOTHING)).toThrow(
      throwsCode("analysis/no-confidence"),
    );
  });
});

describe("whether a detector knows when it is wrong", () => {
  it("is what pairs of boxes, and of images, say", () => {
    fc.assert(
      fc.property(drawn, (one) => {
        const { boxes, ofImages } = slowly(one);
        fc.pre(boxes.length > 0);
        const result = compared(one);
        expect(result.n).toBe(boxes.length);
        expect(result.errors).toBe(boxes.filter(({ isWrong }) => isWrong).length);
        close(result.scores[0]!.aurocFailure, slowAuroc(boxes));
        // Sums of halves and twentieths: equal ones are equal to the twelfth digit.
        const sure = ofImages.flatMap(({ sure: s, isWrong }) =>
          s === null ? [] : [{ sure: Math.round(s * 1e12) / 1e12, isWrong }],
        );
        const unsaid = ofImages.filter(({ sure: s }) => s === null);
        const images = result.images!;
        expect(images.n).toBe(sure.length);
        expect(images.errors).toBe(sure.filter(({ isWrong }) => isWrong).length);
        expect(images.unsaid).toBe(unsaid.length);
        expect(images.unsaidErrors).toBe(unsaid.filter(({ isWrong }) => isWrong).length);
        close(images.scores[0]!.aurocFailure, slowAuroc(sure));
      }),
      { numRuns: 60 },
    );
  });

  it("is worked by hand: four boxes of scores that all differ", () => {
    // Right, false, right, false, the surest first.
    const one: Drawn = {
      images: 4,
      truths: [at(0, 0), at(2, 0)],
      found: [0, 1, 2, 3].map((image) => ({ ...at(image, 0), score: 0.9 - image / 10 })),
    };
    const [own] = compared(one).scores;
    expect(own!.aurocFailure).toBeCloseTo(3 / 4, 12);
    expect(own!.aurc).toBeCloseTo((0 + 1 / 2 + 1 / 3 + 2 / 4) / 4, 12);
    expect(own!.fpr95).toBeCloseTo(1 / 2, 12);
    expect(own!.risk.find(({ target }) => target === 0.5)).toMatchObject({
      coverage: 0.5,
      value: 0.5,
    });
    // AUGRC = (1 − AUROC)·acc·(1 − acc) + ½(1 − acc)².
    expect(own!.augrc).toBeCloseTo((1 / 4) * (1 / 4) + (1 / 2) * (1 / 4), 12);
  });

  it("of boxes does not change with a scale that rises with the scores, nor with their order", () => {
    fc.assert(
      fc.property(drawn, fc.nat(), (one, seed) => {
        fc.pre(slowly(one).boxes.length > 0);
        // 0.5 stays, everything else moves.
        const bent = one.found.map((box) => ({ ...box, score: 0.5 + 4 * (box.score - 0.5) ** 3 }));
        const { n, errors, scores } = compared(one);
        expect(compared({ ...one, found: bent })).toMatchObject({ n, errors, scores });
        const { uniform } = createRandom(seed);
        const keys = new Map(one.found.map((box) => [box, uniform()]));
        const mixed = one.found.toSorted((a, b) => keys.get(a)! - keys.get(b)!);
        const again = compared({ ...one, found: mixed });
        expect([again.n, again.errors]).toEqual([n, errors]);
        const [[was], [is]] = [scores, again.scores];
        close(is!.aurocFailure, was!.aurocFailure);
        close(is!.aurc, was!.aurc);
        close(is!.ranges.aurocFailure.low, was!.ranges.aurocFailure.low);
      }),
      { numRuns: 30 },
    );
  });

  it("has wider ranges where the boxes of an image go together", () => {
    const { uniform } = createRandom(5);
    const places = [0, 1, 2, 3, 4];
    const images = Array.from({ length: 60 }, (_, image) => ({
      image,
      isRight: uniform() < 0.6,
      score: 0.5 + uniform() / 2,
    }));
    const together: Drawn = {
      images: 60,
      truths: images.flatMap(({ image, isRight }) =>
        isRight ? places.map((place) => at(image, place)) : [],
      ),
      found: images.flatMap(({ image, score }) =>
        places.map((place) => ({ ...at(image, place), score })),
      ),
    };
    const apart: Drawn = {
      images: 300,
      truths: together.truths.map((one) => ({ ...one, image: one.image * 5 + one.box[0] / 50 })),
      found: together.found.map((one) => ({ ...one, image: one.image * 5 + one.box[0] / 50 })),
    };
    const width = (one: Drawn, figure: "aurocFailure" | "aurc" | "augrc" | "fpr80"): number => {
      const { low, high } = compared(one).scores[0]!.ranges[figure];
      return high! - low!;
    };
    // Five boxes that say the same are one: √5 ≈ 2.2 times as wide.
    const least = { aurocFailure: 1.6, fpr80: 1.6, aurc: 1.3, augrc: 1.3 } as const;
    // Areas vary less than a share of as many boxes, and are given no narrower range than one: apart, that binds.
    for (const [figure, times] of Object.entries(least)) {
      const of = figure as keyof typeof least;
      expect(width(together, of), figure).toBeGreaterThan(times * width(apart, of));
    }
  });

  it("is said of boxes, and of images", () => {
    const { uniform } = createRandom(3);
    const truths: DrawnTruth[] = [];
    const found: DrawnDetection[] = [];
    for (let image = 0; image < 300; image++) {
      const score = 0.5 + uniform() / 2;
      if (uniform() < 2 * (score - 0.5)) truths.push(at(image, 0));
      found.push({ ...at(image, 0), score });
    }
    const view = reliabilityView(compared({ images: 301, truths, found }));
    expect(view.finding).toMatch(/^Of a right and a false box the right one is surer/);
    expect(view.silent).toMatch(
      /^If it keeps silent on the least sure 20% of its boxes, false alarms among its boxes fall from .* Of 1,000 boxes you look at 200\.$/,
    );
    expect(view.images!.silent).toMatch(
      /^If it keeps silent on the least sure 20% of the images, images with a mistake fall from .* Of 1,000 images a day you look at 200\.$/,
    );
    expect(view.images!.details.join(" ")).toContain("On 1 image nothing was found, or");
  });
});
