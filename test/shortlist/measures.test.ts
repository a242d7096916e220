import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compare } from "../../scripts/oracles/compare.js";
import { SELECTION_ORACLE_KINDS } from "../../scripts/oracles/selection.js";
import { createRandom } from "../../src/core/random.js";
import { everyImage, type LabelledFeatures } from "../../src/shortlist/labelled-features.js";
import { SHORTLIST_MEASURES } from "../../src/shortlist/measures.js";
import { describeWithShared } from "../support/shared-data.js";

describeWithShared("oracle o_selection", "oracles/o_selection.json", (path) => {
  it("agrees with every measure, and answers all fields but two", () => {
    const { cases } = JSON.parse(readFileSync(path, "utf8"));
    expect(cases.length).toBeGreaterThan(4);
    for (const { id, kind, input, expected } of cases) {
      const got = SELECTION_ORACLE_KINDS.get(`o_selection/${kind}`)!(input);
      expect(compare(got, expected, `o_selection/${kind}`), id).toMatchObject({
        problems: [],
        missing: [".parc_raw", ".ncm_loo"],
      });
    }
  });
});

const K = 3;

/** Features of images in three classes, the first ones of which tell these apart. */
function made(n: number, width: number, strength: number, seed: number): LabelledFeatures {
  const random = createRandom(seed);
  const classes = Int32Array.from({ length: n }, (_, i) => i % K);
  const values = new Float64Array(n * width).map(
    (_, at) => random.uniform() + (at % width === classes[Math.floor(at / width)] ? strength : 0),
  );
  const scores = new Float64Array(n * K);
  for (let i = 0; i < n; i++) {
    const row = Array.from(
      { length: K },
      (_, z) => random.uniform() + (z === classes[i] ? strength : 0),
    );
    const sum = row.reduce((a, b) => a + b);
    scores.set(
      row.map((value) => value / sum),
      i * K,
    );
  }
  return {
    features: { count: n, width, values },
    classes,
    classCount: K,
    sourceScores: { count: n, width: K, values: scores },
  };
}

const all = (data: LabelledFeatures) =>
  Object.fromEntries(
    SHORTLIST_MEASURES.map(({ id, prepare }) => [id, prepare(data)(everyImage(data))]),
  );

/** Rows in another order, each possibly several times. */
function rows(data: LabelledFeatures, order: readonly number[]): LabelledFeatures {
  const of = ({ width, values }: LabelledFeatures["features"]) => ({
    count: order.length,
    width,
    values: Float64Array.from(
      order.flatMap((i) => [...values.subarray(i * width, (i + 1) * width)]),
    ),
  });
  return {
    ...data,
    features: of(data.features),
    classes: Int32Array.from(order, (i) => data.classes[i]!),
    sourceScores: of(data.sourceScores!),
  };
}

const withFeatures = (data: LabelledFeatures, change: (value: number, d: number) => number) => ({
  ...data,
  features: {
    ...data.features,
    values: data.features.values.map((value, at) => change(value, at % data.features.width)),
  },
});

describe("measures of a shortlist", () => {
  const data = made(31, 5, 0.6, 3);
  const found = all(data);

  it("are higher where features tell classes apart", () => {
    const better = all(made(31, 5, 2, 3));
    for (const { id } of SHORTLIST_MEASURES) expect(better[id]!).toBeGreaterThan(found[id]!);
  });

  it("do not know the order of images", () => {
    const turned = all(
      rows(
        data,
        Array.from({ length: 31 }, (_, i) => (i * 7 + 5) % 31),
      ),
    );
    for (const { id } of SHORTLIST_MEASURES) expect(turned[id], id).toBeCloseTo(found[id]!, 9);
  });

  it("do not know the unit of features, nor of each one where the measure standardises", () => {
    const scaled = all(withFeatures(data, (value) => 40 * value));
    for (const { id } of SHORTLIST_MEASURES) expect(scaled[id], id).toBeCloseTo(found[id]!, 7);
    const each = all(withFeatures(data, (value, d) => (d + 1) * value + 9 * d));
    expect(each["parc"]).toBeCloseTo(found["parc"]!, 7);
    expect(each["hscore"]).toBeCloseTo(found["hscore"]!, 7);
  });

  it("take images that are there twice, and do so as mathematics says", () => {
    const twice = all(rows(data, [...Array(31).keys(), ...Array(31).keys()]));
    // Nothing of these depends on how often everything is there.
    expect(twice["leep"]).toBeCloseTo(found["leep"]!, 10);
    expect(twice["hscore"]).toBeCloseTo(found["hscore"]!, 8);
    // The nearest other image is the image itself.
    expect(twice["knn"]).toBe(1);
  });

  it("are undefined where there is nothing to measure, and never 0 for that reason", () => {
    const same = { ...data, classes: new Int32Array(31), classCount: 1 };
    expect(all(same)["parc"]).toBeNull();
    expect(all({ ...data, sourceScores: null })["leep"]).toBeNull();
    expect(all(withFeatures(data, () => 1))["parc"]).toBeNull();
    // A feature of its own for each class leaves no rest: the evidence has no bounds.
    const perfect = withFeatures(data, () => 0);
    for (const [i, c] of data.classes.entries()) perfect.features.values[i * 5 + c] = 1;
    expect(all(perfect)["logme"]).toBeNull();
    // As many features as images give the largest H-score whatever they are.
    expect(all(made(12, 20, 0, 8))["hscore"]).toBeCloseTo(K - 1, 8);
  });
});
