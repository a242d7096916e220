import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { featureScores, trainingScores } from "../../../src/analyses/reliability/feature-scores.js";
import { reliabilityView } from "../../../src/analyses/reliability/reliability-view.js";
import { createRandom } from "../../../src/core/random.js";
import { collectFeatures, type ImageFeatures } from "../../../src/dataset/image-features.js";
import { type ShrunkInverse, shrunkInverse } from "../../../src/statistics/shrunk-covariance.js";
import { evaluated, type Scored } from "../../evaluation/evaluated.js";

type Rows = readonly (readonly number[] | null)[];

function featuresOf(rows: Rows): ImageFeatures {
  const collected = collectFeatures("pool", rows.length);
  for (const [image, row] of rows.entries()) if (row !== null) collected.add(image, row);
  return collected.finish()!;
}

const FOLDS = 5;

function squaredLength({ whiten }: ShrunkInverse, x: readonly number[]): number {
  const white = Float64Array.from(x);
  whiten(white);
  return white.reduce((sum, value) => sum + value * value, 0);
}

/** Each unit is an image; folds in turn. */
function scores(rows: Rows, truth: readonly number[]) {
  const n = rows.length;
  const fold = Int32Array.from({ length: n }, (_, i) => i % FOLDS);
  const image = Int32Array.from({ length: n }, (_, i) => i);
  const of = { truth: Int32Array.from(truth), unitCount: n };
  const found = featureScores(of, featuresOf(rows), image, fold, FOLDS, 1);
  return new Map(found.map(({ name, values }) => [name, values]));
}

/** Normal enough: a sum of twelve. */
function drawn(seed: number) {
  const { uniform } = createRandom(seed);
  const normal = (): number =>
    Array.from({ length: 12 }, uniform).reduce((sum, x) => sum + x, 0) - 6;
  return { uniform, normal, row: (width: number) => Array.from({ length: width }, normal) };
}

describe("scores of features", () => {
  it("are distances to units of other folds, as slow obvious versions have them", () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 40 }), fc.integer({ min: 0, max: 1e6 }), (n, seed) => {
        const { row, uniform } = drawn(seed);
        // Single precision, as they are kept.
        const rows = Array.from({ length: n }, () => row(3).map(Math.fround));
        const truth = rows.map(() => Math.floor(2 * uniform()));
        const found = scores(rows, truth);
        const unit = 7;
        const others = rows.flatMap((_, i) => (i % FOLDS === unit % FOLDS ? [] : [i]));
        const long = (x: readonly number[]): number => Math.hypot(...x);
        const to1 = (x: readonly number[]) => x.map((value) => value / long(x));
        const apart = others
          .map((i) => long(to1(rows[i]!).map((value, d) => value - to1(rows[unit]!)[d]!)))
          .sort((a, b) => a - b);
        const nearest = apart.slice(0, 5).reduce((sum, x) => sum + x, 0) / 5;
        expect(found.get("knn")![unit]).toBeCloseTo(-nearest, 5);

        const classes = [0, 1].map((k) => others.filter((i) => truth[i] === k));
        fc.pre(classes.every((members) => members.length >= 2));
        const means = classes.map((members) =>
          [0, 1, 2].map((d) => members.reduce((sum, i) => sum + rows[i]![d]!, 0) / members.length),
        );
        const residuals = others.map((i) => rows[i]!.map((x, d) => x - means[truth[i]!]![d]!));
        const inverse = shrunkInverse(Float64Array.from(residuals.flat()), 3)!;
        const least = Math.min(
          ...means.map((mean) =>
            squaredLength(
              inverse,
              mean.map((m, d) => rows[unit]![d]! - m),
            ),
          ),
        );
        expect(found.get("mahalanobis")![unit]! / -least).toBeCloseTo(1, 8);
      }),
      { numRuns: 30, seed: 2 },
    );
  });

  it("are distances to training images where these are given, as slow obvious versions have them", () => {
    const { row } = drawn(8);
    const trained = Array.from({ length: 30 }, () => row(3).map(Math.fround));
    const label = trained.map((_, i) => (i === 29 ? -1 : i % 3));
    const rows = Array.from({ length: 6 }, () => row(3).map(Math.fround));
    const training = { features: featuresOf(trained), label: Int32Array.from(label) };
    const image = Int32Array.from(rows.keys());
    const found = new Map(
      trainingScores(6, featuresOf(rows), image, training, 1).map(({ name, values }) => [
        name,
        values,
      ]),
    );
    const to1 = (x: readonly number[]) => x.map((value) => value / Math.hypot(...x));
    const classes = [0, 1, 2].map((k) => trained.filter((_, i) => label[i] === k));
    const means = classes.map((members) =>
      [0, 1, 2].map((d) => members.reduce((sum, x) => sum + x[d]!, 0) / members.length),
    );
    const residuals = classes.flatMap((members, k) =>
      members.map((x) => x.map((value, d) => value - means[k]![d]!)),
    );
    const inverse = shrunkInverse(Float64Array.from(residuals.flat()), 3)!;
    for (const [unit, x] of rows.entries()) {
      // One without a label is near all the same.
      const apart = trained
        .map((y) => Math.hypot(...to1(y).map((value, d) => value - to1(x)[d]!)))
        .sort((a, b) => a - b);
      const nearest = apart.slice(0, 5).reduce((sum, d) => sum + d, 0) / 5;
      expect(found.get("knn")![unit]).toBeCloseTo(-nearest, 5);
      const least = Math.min(
        ...means.map((mean) =>
          squaredLength(
            inverse,
            mean.map((m, d) => x[d]! - m),
          ),
        ),
      );
      expect(found.get("mahalanobis")![unit]! / -least).toBeCloseTo(1, 8);
    }
    const few = { features: featuresOf(trained.slice(0, 4)), label: Int32Array.of(0, 1, 2, 3) };
    expect(trainingScores(6, featuresOf(rows), image, few, 1)).toEqual([]);
  });

  it("know neither the label nor the features of the unit that they are of", () => {
    const { row } = drawn(3);
    const rows = Array.from({ length: 40 }, () => row(4));
    const truth = rows.map((_, i) => (i >> 1) % 2);
    const first = scores(rows, truth);
    const relabelled = scores(rows, truth.with(0, 1 - truth[0]!));
    for (const name of ["knn", "mahalanobis"]) {
      expect(relabelled.get(name)![0]).toBe(first.get(name)![0]);
    }
    // Those of its fold do not either: what it is moves the others alone.
    const moved = scores(rows.with(0, [9, 9, 9, 9]), truth);
    for (const name of ["knn", "mahalanobis"]) {
      expect(moved.get(name)![5]).toBe(first.get(name)![5]);
      expect(moved.get(name)![0]).not.toBe(first.get(name)![0]);
    }
  });

  it("are NaN of a unit without features, and none where there is too little", () => {
    const { row } = drawn(4);
    const rows = Array.from({ length: 40 }, (_, i) => (i === 3 ? null : row(4)));
    const found = scores(
      rows,
      rows.map((_, i) => (i >> 1) % 2),
    );
    for (const values of found.values()) {
      expect([...values].flatMap((value, i) => (Number.isNaN(value) ? [i] : []))).toEqual([3]);
    }
    const few = [0, 1, 2, 3, 4].map(() => row(2));
    expect([...scores(few, [0, 1, 2, 3, 4]).keys()]).toEqual([]);
  });
});

describe("in an evaluation", () => {
  const NAMES = ["deer", "fox"];
  const ASKED = { analyses: ["reliability"] };

  /** Where an image lies off the others, the model is often wrong; what it says of itself tells nothing. */
  function images(n: number, seed: number) {
    const { uniform, row } = drawn(seed);
    const rows: number[][] = [];
    const scored = Array.from({ length: n }, (): Scored => {
      const isOdd = uniform() < 0.3;
      const truth = uniform() < 0.5 ? 0 : 1;
      const isRight = uniform() < (isOdd ? 0.3 : 0.95);
      const said = isRight ? truth : 1 - truth;
      const sure = 0.5 + 0.5 * uniform();
      rows.push(
        row(20).map((x, d) => (isOdd ? 4 * x : x + (d === 0 ? 8 : d === 1 ? 4 * truth : 0))),
      );
      return [[NAMES[truth]!], said === 0 ? [sure, 1 - sure] : [1 - sure, sure]];
    });
    return { scored, rows };
  }

  it("find mistakes on images that lie off the others, where confidence does not", async () => {
    const { scored, rows } = images(300, 5);
    const { result } = await evaluated(NAMES, scored, ASKED, { features: featuresOf(rows) });
    const found = result.analyses!.reliability!;
    const by = new Map(found.scores.map((one) => [one.name, one]));
    expect(by.get("knn")).toMatchObject({ better: true });
    expect(by.get("mahalanobis")).toMatchObject({ better: true });
    const view = reliabilityView(found);
    expect(view.finding).toContain("The distance to its nearest neighbours tells");
    expect(view.explained.at(-1)).toContain("of the labelled images of other parts");
    const trained = { ...found, training: { source: "training.csv", images: 20 } };
    expect(reliabilityView(trained as typeof found).explained.at(-1)).toContain(
      "of the training images;",
    );
  });

  it("say why there are none", async () => {
    const { scored, rows } = images(100, 6);
    const codes = async (features: ImageFeatures | null | undefined) => {
      const given = features === undefined ? {} : { features };
      const { result } = await evaluated(NAMES, scored, ASKED, given);
      return result
        .analyses!.reliability!.leftOut.filter(({ name }) => name === "knn")
        .map(({ code }) => code);
    };
    expect(await codes(undefined)).toEqual(["reliability/no-features"]);
    expect(await codes(null)).toEqual(["reliability/no-features-of-model"]);
    expect(await codes(featuresOf(rows))).toEqual([]);
  });

  it("list an image that lacks features, and leave it out of the comparison", async () => {
    const { scored, rows } = images(200, 7);
    const features = featuresOf(rows.map((row, i) => (i === 11 ? null : row)));
    const { result } = await evaluated(NAMES, scored, ASKED, { features });
    expect(result.analyses!.reliability).toMatchObject({ n: 199, without: 1 });
    const [note] = result.inputs.notes.filter(({ code }) => code === "reliability/no-score");
    expect(note).toMatchObject({ file: "100011.png" });
  });
});

describe("energy", () => {
  it("is compared where the logits are known of all images, and said to be missing elsewhere", async () => {
    const { uniform } = drawn(8);
    const logSums: number[] = [];
    const scored = Array.from({ length: 200 }, (): Scored => {
      const seen = 10 * uniform();
      logSums.push(seen);
      const sure = 0.5 + 0.5 * uniform();
      return [[uniform() < seen / 10 ? "deer" : "fox"], [sure, 1 - sure]];
    });
    const asked = { analyses: ["reliability"] };
    const without = await evaluated(["deer", "fox"], scored, asked);
    expect(without.result.analyses!.reliability!.leftOut).toContainEqual({
      name: "energy",
      code: "reliability/no-logits",
    });
    const withEnergy = await evaluated(["deer", "fox"], scored, asked, {}, logSums);
    const { scores: found } = withEnergy.result.analyses!.reliability!;
    expect(found.find(({ name }) => name === "energy")).toMatchObject({ better: true });
    const one = await evaluated(["deer", "fox"], scored, asked, {}, logSums.with(4, Number.NaN));
    expect(one.result.analyses!.reliability!.leftOut.map(({ name }) => name)).toContain("energy");
  });
});
