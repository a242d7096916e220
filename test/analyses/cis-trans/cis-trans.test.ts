import { describe, expect, it } from "vitest";
import { cisTransView } from "../../../src/analyses/cis-trans/cis-trans-view.js";
import { placesNeeded } from "../../../src/analyses/cis-trans/places-needed.js";
import { createRandom } from "../../../src/core/random.js";
import type { EstimateDetail } from "../../../src/metrics/estimate-types.js";
import { moverInterval } from "../../../src/statistics/difference.js";
import { studentLevelQuantile } from "../../../src/statistics/quantiles.js";
import { moverRatio } from "../../../src/statistics/ratio.js";
import { wilsonCounts, wilsonInterval, Z_95 } from "../../../src/statistics/wilson.js";
import { clusterProportionInterval } from "../../../src/statistics/wilson-cluster.js";
import { evaluated, type Scored } from "../../evaluation/evaluated.js";

/** `right` of `n` images right at a site. */
function site(name: string, right: number, n: number): Scored[] {
  return Array.from({ length: n }, (_, i): Scored => {
    const label = i % 2 === 0 ? "deer" : "fox";
    const isDeer = (label === "deer") === i < right;
    return [[label], isDeer ? [0.9, 0.1] : [0.2, 0.8], name];
  });
}

const CIS = [
  ["a", 18, 20],
  ["b", 36, 40],
  ["c", 27, 30],
] as const;
const TRANS = [
  ["d", 10, 20],
  ["e", 30, 40],
  ["f", 18, 30],
] as const;
const IMAGES = [...CIS, ...TRANS].flatMap(([name, right, n]) => site(name, right, n));

async function found(images: readonly Scored[], trainedAt: readonly string[], more = {}) {
  const { result } = await evaluated(["deer", "fox"], images, { trainedAt, ...more });
  return { result, own: result.analyses?.["cis-trans"] };
}

const armOf = (sites: readonly (readonly [string, number, number])[]) => {
  const size = Float64Array.from(sites, ([, , n]) => n);
  const hits = Float64Array.from(sites, ([, right]) => right);
  const { value, low, high } = clusterProportionInterval(size, hits, 0.95);
  return { value: value!, low: low!, high: high! };
};

describe("places of training and others", () => {
  it("have the figures of their places, clustered by them, and the difference of the two", async () => {
    const { own } = await found(IMAGES, ["A", "b", "c"]);
    const [cis, trans] = [armOf(CIS), armOf(TRANS)];
    expect(own).toMatchObject({
      attribute: "site",
      metric: "accuracy",
      unit: "image",
      level: 0.95,
    });
    expect(own?.cis).toMatchObject({ ...cis, n: 90, places: 3, method: "wilson-cluster" });
    expect(own?.trans).toMatchObject({ ...trans, n: 90, places: 3 });
    expect(cis.value).toBeCloseTo(81 / 90, 12);
    expect(trans.value).toBeCloseTo(58 / 90, 12);
    expect(own?.difference).toEqual(moverInterval(cis, trans, 1));
    const error = ({ value, low, high }: typeof cis) => ({
      value: 1 - value,
      low: 1 - high,
      high: 1 - low,
    });
    const ratio = moverRatio(error(trans), error(cis));
    expect(own?.errorRatio?.value).toBeCloseTo(32 / 9, 10);
    expect(own?.errorRatio?.low).toBeCloseTo(ratio!.low, 10);
    expect(own?.errorRatio?.high ?? null).toEqual(ratio!.high);
  });

  it("are left out one at a time, as by hand", async () => {
    const { own } = await found(IMAGES, ["a", "b", "c"]);
    const without = Object.fromEntries(
      (own?.places ?? []).map(({ place, differenceWithout }) => [place, differenceWithout]),
    );
    expect(without["a"]).toBeCloseTo((36 + 27) / 70 - 58 / 90, 12);
    expect(without["b"]).toBeCloseTo((18 + 27) / 50 - 58 / 90, 12);
    expect(without["d"]).toBeCloseTo(81 / 90 - 48 / 70, 12);
    expect(without["f"]).toBeCloseTo(81 / 90 - 40 / 60, 12);
    expect(own?.places.map(({ trained }) => trained)).toEqual([
      ...[true, true, true],
      ...[false, false, false],
    ]);
  });

  it("do not depend on the order of the images", async () => {
    const { own } = await found(IMAGES, ["a", "b", "c"]);
    const turned = (await found(IMAGES.toReversed(), ["a", "b", "c"])).own;
    expect(turned?.difference).toEqual(own?.difference);
    expect(turned?.errorRatio).toEqual(own?.errorRatio);
  });

  it("say that a figure is no test of transfer where every place was in training", async () => {
    const images = CIS.flatMap(([name, right, n]) => site(name, right, n));
    const claims = { claims: ["accuracy=0.9"] };
    const { own, result } = await found(images, ["a", "b", "c"], claims);
    expect(own).toMatchObject({ trans: null, difference: null, errorRatio: null });
    expect(own?.warnings).toEqual(["cis-trans/no-transfer"]);
    expect(result.verdicts[0]?.warnings).toContain("cis-trans/no-transfer");
    expect(result.inputs.notes.map(({ code }) => code)).toContain("cis-trans/no-transfer");
  });

  it("warn of a claim about another site that is judged by known ones too", async () => {
    const claims = { claims: ["accuracy=0.9"], cluster: "site" };
    const { result } = await found(IMAGES, ["a", "b", "c"], claims);
    expect(result.verdicts[0]?.warnings).toContain("cis-trans/mixed");
    const here = await found(IMAGES, ["a", "b", "c"], { claims: ["accuracy=0.9"] });
    expect(here.result.verdicts[0]?.warnings).not.toContain("cis-trans/mixed");
  });

  it("are not looked at where nobody says where the model was trained, and say so if asked", async () => {
    expect((await found(IMAGES, [])).own).toBeUndefined();
    await expect(found(IMAGES, [], { analyses: ["cis-trans"] })).rejects.toMatchObject({
      code: "analysis/no-training-places",
    });
    await expect(found(IMAGES, [], { analyses: ["cis-tran"] })).rejects.toMatchObject({
      code: "usage/bad-option",
      fix: "Did you mean cis-trans?",
    });
  });

  it("have no range of a difference where a side has fewer than three places", async () => {
    const { own } = await found(IMAGES, ["a", "b", "c", "d", "e"]);
    expect(own?.difference?.value).toBeCloseTo(121 / 150 - 18 / 30, 12);
    expect(own?.difference).toMatchObject({ low: null, high: null });
    expect(own?.trans?.warnings).toContain("clusters/too-few");
  });
});

describe("places that would tell more", () => {
  /** Places of 50 images with a share from Beta(2, 2): the median of three uniform numbers. */
  function drawn(count: number, uniform: () => number): EstimateDetail {
    const size = new Float64Array(count).fill(50);
    const hits = size.map((m) => {
      const share = [uniform(), uniform(), uniform()].sort((a, b) => a - b)[1]!;
      let right = 0;
      for (let i = 0; i < m; i++) if (uniform() < share) right++;
      return right;
    });
    return detailOf(size, hits);
  }
  function detailOf(size: Float64Array, hits: Float64Array): EstimateDetail {
    const { value, low, high, design, method } = clusterProportionInterval(size, hits, 0.95);
    return { value, low, high, design, method } as EstimateDetail;
  }
  const widthOf = ({ low, high }: EstimateDetail): number => (high! - low!) / 2;

  it("are told of the ranges at hand, at as many places as there are", async () => {
    const { own } = await found(IMAGES, ["a", "b", "c"]);
    const at = own?.needed?.curve[0];
    expect(at?.places).toBe(3);
    expect(at?.trans).toBeCloseTo((own!.trans!.high! - own!.trans!.low!) / 2, 10);
    expect(at?.difference).toBeCloseTo((own!.difference!.high! - own!.difference!.low!) / 2, 10);
    const halves = own!.needed!.curve.map(({ difference }) => difference);
    expect(halves).toEqual(halves.toSorted((a, b) => b - a));
    const { needed } = own!;
    expect(needed!.goal).toBe(0.05);
    const { details, needed: curve } = cisTransView(own!);
    expect(details.length).toBeGreaterThan(0);
    expect(curve?.reading).toContain("here are 3 and 3");
    expect(curve?.table.rows).toHaveLength(needed!.curve.length);
  });

  it("are the first whose range is no wider than is aimed at", () => {
    const { uniform } = createRandom(5);
    const [cis, trans] = [drawn(10, uniform), drawn(10, uniform)];
    const { places } = placesNeeded(cis, trans, 0.95)!;
    const half = (count: number): number => {
      const arm = ({ value, design }: EstimateDetail) => {
        const { nEff, df } = design!;
        const t = studentLevelQuantile(0.95, Math.min(count - 1, ((df + 1) * count) / 10 - 1));
        return { value: value!, ...wilsonInterval(value!, (nEff! * count) / 10, t) };
      };
      const { low, high } = moverInterval(arm(cis), arm(trans), 1);
      return (high - low) / 2;
    };
    expect(half(places!)).toBeLessThanOrEqual(0.05);
    expect(half(places! - 1)).toBeGreaterThan(0.05);
  });

  it("are those of the same places several times", () => {
    const { uniform } = createRandom(11);
    const [size, hits] = [new Float64Array(10), new Float64Array(10)];
    for (let g = 0; g < 10; g++) {
      size[g] = 40;
      hits[g] = Math.floor(20 + 20 * uniform());
    }
    const times = (all: Float64Array, k: number) =>
      Float64Array.from({ length: 10 * k }, (_, i) => all[i % 10]!);
    const one = detailOf(size, hits);
    const four = detailOf(times(size, 4), times(hits, 4));
    const at = placesNeeded(one, one, 0.95)!.curve.find(({ places }) => places === 40)!;
    // A variance of 40 places has 40/39 where that of 10 has 10/9: the widths differ by its root at most.
    expect(at.trans / widthOf(four)).toBeGreaterThan(0.98);
    expect(at.trans / widthOf(four)).toBeLessThan(Math.sqrt(10 / 9 / (40 / 39)) + 0.02);
  });

  it("foresee the mean width at forty places from ten", () => {
    const { uniform } = createRandom(20_180_908);
    let [foreseen, seen] = [0, 0];
    for (let run = 0; run < 300; run++) {
      const [cis, trans] = [drawn(10, uniform), drawn(10, uniform)];
      foreseen += placesNeeded(cis, trans, 0.95)!.curve.find(({ places }) => places === 40)!.trans;
      seen += widthOf(drawn(40, uniform));
    }
    expect(foreseen / seen).toBeGreaterThan(0.9);
    expect(foreseen / seen).toBeLessThan(1.1);
  });

  it("are not told of a side with fewer than three, nor of a figure that is no share", async () => {
    expect((await found(IMAGES, ["a", "b", "c", "d", "e"])).own).not.toHaveProperty("needed");
    const share = drawn(10, createRandom(3).uniform);
    const other = { ...share, method: "wilson-jackknife" };
    expect(placesNeeded(share, share, 0.95)).not.toBeNull();
    expect(placesNeeded(other, share, 0.95)).toBeNull();
    expect(placesNeeded(share, other, 0.95)).toBeNull();
  });

  it("count places where no interval is asked for", async () => {
    const { own } = await found(IMAGES, ["a", "b", "c"], { interval: "none" });
    expect([own?.cis?.places, own?.trans?.places]).toEqual([3, 3]);
    expect(own?.cis).toMatchObject({ low: null, high: null });
  });
});

describe("the range of the difference", () => {
  // Ten places of training with a share from Beta(3, 1), ten others from Beta(2, 2): the largest and the
  // median of three uniform numbers. Intra-class correlation 1/(1 + a + b) = 0.2 on both sides.
  const RUNS = 2000;
  const IMAGES_EACH = 200;
  const PLACES = 10;

  it("holds the truth in 93 to 97 of 100 over places, and far too seldom over images", () => {
    const { uint32, uniform } = createRandom(20_181_113);
    const drawn = (rank: 1 | 2) => {
      const hits = new Float64Array(PLACES);
      for (let g = 0; g < PLACES; g++) {
        const share = [uniform(), uniform(), uniform()].sort((a, b) => a - b)[rank]!;
        for (let i = 0; i < IMAGES_EACH; i++) if (uint32() < share * 2 ** 32) hits[g]!++;
      }
      return hits;
    };
    const size = new Float64Array(PLACES).fill(IMAGES_EACH);
    const overPlaces = (hits: Float64Array) => {
      const { value, low, high } = clusterProportionInterval(size, hits, 0.95);
      return { value: value!, low: low!, high: high! };
    };
    const overImages = (hits: Float64Array) => {
      const n = PLACES * IMAGES_EACH;
      const right = hits.reduce((sum, x) => sum + x, 0);
      return { value: right / n, ...wilsonCounts(right, n, Z_95) };
    };
    const truth = 0.75 - 0.5;
    let [places, images, ratios] = [0, 0, 0];
    for (let run = 0; run < RUNS; run++) {
      const [cis, trans] = [drawn(2), drawn(1)];
      const range = moverInterval(overPlaces(cis), overPlaces(trans), 1);
      if (range.low <= truth && truth <= range.high) places++;
      const naive = moverInterval(overImages(cis), overImages(trans), 1);
      if (naive.low <= truth && truth <= naive.high) images++;
      const error = ({ value, low, high }: ReturnType<typeof overPlaces>) => ({
        value: 1 - value,
        low: 1 - high,
        high: 1 - low,
      });
      const ratio = moverRatio(error(overPlaces(trans)), error(overPlaces(cis)));
      if (ratio !== null && ratio.low <= 2 && 2 <= (ratio.high ?? Number.POSITIVE_INFINITY))
        ratios++;
    }
    expect(places / RUNS).toBeGreaterThan(0.93);
    expect(places / RUNS).toBeLessThan(0.97);
    expect(images / RUNS).toBeLessThan(0.75);
    expect(ratios / RUNS).toBeGreaterThan(0.93);
    expect(ratios / RUNS).toBeLessThan(0.975);
  });
});
