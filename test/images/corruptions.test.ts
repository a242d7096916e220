import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import {
  type Alteration,
  altered,
  drawnAlteration,
  motionOf,
  parameterAt,
  workingPicture,
  workingSize,
} from "../../src/images/corruptions/alter.js";
import { corrupt } from "../../src/images/corruptions/as-imagenet-c.js";
import {
  discKernel,
  type Kernel,
  lineKernel,
  weightedMean,
} from "../../src/images/corruptions/blur.js";
import { type Corruption, SEVERITIES } from "../../src/images/corruptions/corruption.js";
import { quantisation } from "../../src/images/corruptions/digital.js";
import { CORRUPTIONS, corruptionOf } from "../../src/images/corruptions/registry.js";
import { applyOrientation } from "../../src/images/orientation.js";
import type { Pixels } from "../../src/images/pixel-decoder.js";
import { normalQuantile } from "../../src/statistics/normal-quantile.js";
import { noise } from "../contract/pixel-decoder.js";
import { throwsCode } from "../support/throws-code.js";

const SHA = "3f".repeat(32);
const OTHER = "a1".repeat(32);

function flat(side: number, [red, green, blue]: readonly [number, number, number]): Pixels {
  const data = new Uint8Array(side * side * 3);
  for (let i = 0; i < data.length; i += 3) data.set([red, green, blue], i);
  return { widthPx: side, heightPx: side, channels: 3, bitDepth: 8, data };
}

const grey = (side: number, value: number): Pixels => flat(side, [value, value, value]);

const kind = (id: string): Corruption => corruptionOf(id)!;

/** Values by the definition of noise: lower and upper halves of the words, as the middles of 65,536 parts. */
function drawnAgain(picture: Pixels, byteOf: (u: number, v: number) => number): Uint8Array {
  const random = createRandom(5, 0);
  const halves: number[] = [];
  while (halves.length < picture.data.length) {
    const word = random.uint32();
    halves.push(word & 0xffff, word >>> 16);
  }
  return Uint8Array.from(picture.data, (v, i) => byteOf((halves[i]! + 0.5) / 65_536, v));
}

/** A mean by weights with edges repeated, pixel by pixel. */
function meanAsWritten(picture: Pixels, { runs, total }: Kernel): Uint8Array {
  const { widthPx: w, heightPx: h, data } = picture;
  return Uint8Array.from(data, (_, i) => {
    const [c, x, y] = [i % 3, Math.floor(i / 3) % w, Math.floor(i / 3 / w)];
    let sum = 0;
    for (const [dy, from, to, weight] of runs) {
      for (let dx = from; dx <= to; dx++) {
        const sx = Math.min(w - 1, Math.max(0, x + dx));
        const sy = Math.min(h - 1, Math.max(0, y + dy));
        sum += weight * data[(sy * w + sx) * 3 + c]!;
      }
    }
    return Math.floor((sum + Math.floor(total / 2)) / total);
  });
}

function apply(id: string, picture: Pixels, parameter: number, stream = 0): Pixels {
  return kind(id).apply(picture, parameter, createRandom(5, stream));
}

function moments(data: ArrayLike<number>): { mean: number; variance: number } {
  const values = Array.from(data);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, variance };
}

/** Light behind a value, by the formula of sRGB. */
function light(value: number): number {
  const v = value / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
}

describe("every kind of alteration", () => {
  it.each(CORRUPTIONS.map((one) => [one.id, one] as const))(
    "keeps size and original, is the same again, and nothing at its neutral parameter: %s",
    (_id, one) => {
      const picture = noise(37, 29, 3, 8);
      const before = Uint8Array.from(picture.data);
      for (const parameter of one.levels) {
        const first = one.apply(picture, parameter, createRandom(5, 3));
        expect([first.widthPx, first.heightPx, first.channels]).toEqual([37, 29, 3]);
        expect(first.data).toHaveLength(before.length);
        expect(first.data).toEqual(one.apply(picture, parameter, createRandom(5, 3)).data);
        expect(first.data).not.toEqual(before);
      }
      expect(picture.data).toEqual(before);
      const left = one.apply(picture, one.neutral, createRandom(5, 3));
      const apart = Math.max(...Array.from(left.data, (v, i) => Math.abs(v - before[i]!)));
      // Densities of stains are rounded on their way; all others leave every value.
      expect(apart).toBeLessThanOrEqual(one.id === "stain" ? 1 : 0);
    },
  );

  it("has an id and random streams of its own, and parameters that only rise or only fall", () => {
    expect(new Set(CORRUPTIONS.map(({ id }) => id)).size).toBe(CORRUPTIONS.length);
    const streams = CORRUPTIONS.map(({ stream }) => stream);
    expect(new Set(streams).size).toBe(streams.length);
    for (const stream of streams) expect(stream >= 0 && stream < 31).toBe(true);
    for (const { levels, neutral } of CORRUPTIONS) {
      const all = [neutral, ...levels];
      const sorted = all.toSorted((a, b) => a - b);
      expect([sorted, sorted.toReversed()]).toContainEqual(all);
    }
  });
});

describe("noise", () => {
  it("of a normal law has its mean and spread", () => {
    const { mean, variance } = moments(apply("gaussian-noise", grey(200, 128), 0.08).data);
    // 120,000 values of deviation 20.4: the mean to 4 standard errors, the variance to 2 %.
    expect(Math.abs(mean - 128)).toBeLessThan((4 * 20.4) / Math.sqrt(120_000));
    expect(variance / (20.4 ** 2 + 1 / 12)).toBeCloseTo(1, 1.7);
  });

  it.each([
    [60, 128],
    [25, 90],
    [12, 60],
    [3, 40],
  ])("of %i photons has Poisson's mean and variance at %i", (photons, value) => {
    const { mean, variance } = moments(apply("shot-noise", grey(200, value), photons).data);
    const expected = (255 * value) / photons;
    expect(Math.abs(mean - value)).toBeLessThan(5 * Math.sqrt(expected / 120_000) + 0.5);
    // Counts above all photons are cut at white: rare at these values.
    expect(Math.abs(variance / expected - 1)).toBeLessThan(0.05);
  });

  it("is what is drawn, value by value", () => {
    const picture = noise(31, 17, 3, 8);
    for (const sigma of [0.08, 0.38, 0.1234]) {
      const expected = drawnAgain(picture, (u, v) =>
        Math.min(255, Math.max(0, Math.floor(v + 255 * sigma * normalQuantile(u) + 0.5))),
      );
      expect(apply("gaussian-noise", picture, sigma).data).toEqual(expected);
    }
    for (const photons of [60, 3, 17.5]) {
      const expected = drawnAgain(picture, (u, v) => {
        const mean = (photons * v) / 255;
        let count = 0;
        for (let share = Math.exp(-mean), sum = share; u > sum; sum += share) {
          count++;
          share *= mean / count;
        }
        return Math.min(255, Math.floor((255 * count) / photons + 0.5));
      });
      expect(apply("shot-noise", picture, photons).data).toEqual(expected);
    }
  });

  it("leaves black black where light comes in photons", () => {
    expect(apply("shot-noise", grey(20, 0), 5).data.every((value) => value === 0)).toBe(true);
  });
});

describe("blur", () => {
  it("over a disc counts its area, and alike to all sides", () => {
    for (const radius of [0.4, 1, 1.7, 2.6]) {
      const { total } = discKernel(radius);
      expect(total / 64 / (Math.PI * (radius + 0.5) ** 2)).toBeCloseTo(1, 1);
    }
    for (const radius of [3, 5.3, 10]) {
      const { total } = discKernel(radius);
      expect(total / (Math.PI * (radius + 0.5) ** 2)).toBeCloseTo(1, 1);
    }
  });

  it("has weights that sum to the whole, and leaves a plain picture plain", () => {
    for (const kernel of [discKernel(4), discKernel(1.2), lineKernel(9, 0.7), lineKernel(1.3, 2)]) {
      const weights = kernel.runs.reduce((sum, [, from, to, w]) => sum + (to - from + 1) * w, 0);
      expect(weights).toBe(kernel.total);
      expect(weightedMean(grey(30, 77), kernel).data).toEqual(grey(30, 77).data);
    }
  });

  it("is a mean by weights with edges repeated, as one would write it down", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.double({ min: 0.2, max: 4, noNaN: true }),
        fc.double({ min: 0, max: 3.1, noNaN: true }),
        (w, h, size, angle) => {
          const picture = noise(w, h, 3, 8);
          for (const kernel of [discKernel(size), lineKernel(size, angle)]) {
            expect(weightedMean(picture, kernel).data).toEqual(meanAsWritten(picture, kernel));
          }
        },
      ),
      { numRuns: 40, seed: 3 },
    );
  });

  it.each([1, 7, 90, 700, 5000, 2 ** 20])(
    "is not rounded on the way by weights of %i",
    (weight) => {
      const runs: Kernel["runs"] = [
        [-1, -2, 3, weight],
        [0, 0, 0, 3 * weight + 1],
        [2, -1, -1, weight],
      ];
      const kernel = { runs, total: 10 * weight + 1 };
      for (const picture of [noise(40, 9, 3, 8), grey(12, 255)]) {
        expect(weightedMean(picture, kernel).data).toEqual(meanAsWritten(picture, kernel));
      }
    },
  );

  it("of a point is the kernel, and no more", () => {
    const picture = grey(31, 0);
    picture.data.fill(255, (15 * 31 + 15) * 3, (15 * 31 + 15) * 3 + 3);
    for (const kernel of [discKernel(3), lineKernel(6, 1)]) {
      const { data } = weightedMean(picture, kernel);
      // Each value is rounded, so that their sum may be off by a half each.
      const lit = Array.from(data).filter((value, i) => i % 3 === 0 && value > 0);
      const sum = lit.reduce((all, value) => all + value, 0);
      expect(Math.abs(sum - 255)).toBeLessThanOrEqual(lit.length / 2);
    }
  });

  it("of movement to the side stays in its row, as long as the movement", () => {
    const { runs } = lineKernel(8, 0);
    expect(new Set(runs.map(([dy]) => dy))).toEqual(new Set([0]));
    expect([runs[0]![1], runs.at(-1)![2]]).toEqual([-4, 4]);
  });
});

describe("light", () => {
  it.each([
    ["brightness", 1, 2],
    ["brightness", 0.5, Math.SQRT2],
    ["darkness", 1, 1 / 2],
    ["darkness", 3, 1 / 8],
  ])("%s of %d stops is so many times the light", (id, stops, times) => {
    for (const value of [20, 100, 180, 255]) {
      const wanted = Math.min(1, times * light(value));
      const [got] = apply(id, grey(4, value), stops).data;
      // Rounded to a whole value, which is so much light at most.
      expect(light(got! - 0.51)).toBeLessThanOrEqual(wanted + 1e-12);
      expect(got === 255 ? 1 : light(got! + 0.51)).toBeGreaterThanOrEqual(wanted - 1e-12);
    }
  });

  it("of low contrast keeps means, and a tenth of each difference from them", () => {
    const picture = noise(40, 40, 3, 8);
    const low = apply("contrast", picture, 0.1);
    for (let c = 0; c < 3; c++) {
      const of = (one: Pixels) => moments(one.data.filter((_, i) => i % 3 === c));
      expect(of(low).mean).toBeCloseTo(of(picture).mean, 0);
      expect(of(low).variance / of(picture).variance).toBeCloseTo(0.01, 2.5);
    }
  });

  it("of fog lies between the picture and its white, thicker where the depth is greater", () => {
    const dark = grey(60, 30);
    const [thin, thick] = [apply("fog", dark, 0.4), apply("fog", dark, 1.9)];
    // t is from e^(−1.5τ) to e^(−0.5τ).
    const at = (t: number) => 30 * t + 230 * (1 - t);
    for (const [picture, depth] of [
      [thin, 0.4],
      [thick, 1.9],
    ] as const) {
      for (const value of picture.data) {
        expect(value).toBeGreaterThanOrEqual(Math.floor(at(Math.exp(-0.5 * depth))));
        expect(value).toBeLessThanOrEqual(Math.ceil(at(Math.exp(-1.5 * depth))));
      }
    }
    expect(moments(thick.data).mean).toBeGreaterThan(moments(thin.data).mean);
    expect(moments(thin.data).variance).toBeGreaterThan(0);
  });

  it("of a vignette is whole in the middle and 2^(−s) in the corners", () => {
    const { data } = apply("vignetting", grey(101, 200), 2);
    expect(data[(50 * 101 + 50) * 3]).toBe(200);
    expect(light(data[0]!) / light(200)).toBeCloseTo(0.25, 1.5);
  });
});

describe("colour", () => {
  it("is gone under infrared at last, by the shares of the sensor", () => {
    const { data } = apply("infrared", flat(4, [200, 100, 50]), 1);
    expect([...data.subarray(0, 3)]).toEqual([155, 155, 155]);
    const half = apply("infrared", flat(4, [200, 100, 50]), 0.5);
    expect([...half.data.subarray(0, 3)]).toEqual([178, 128, 103]);
  });

  it("of a cast moves red against blue by so many stops, and leaves green", () => {
    const { data } = apply("colour-cast", grey(4, 100), 1.2);
    const [red, green, blue] = [...data.subarray(0, 3)];
    expect(green).toBe(100);
    expect(Math.abs(Math.log2(light(red!) / light(blue!)))).toBeCloseTo(1.2, 1);
  });

  it("of a slide is that of its stains in other amounts", () => {
    // A pixel of one stain alone stays on the line of that stain, where offsets are all that leaves it.
    const stain = [0.65, 0.7, 0.29];
    const pixel = stain.map((part) => Math.round(256 * 10 ** -part - 1)) as [
      number,
      number,
      number,
    ];
    const draws = createRandom(5, 0);
    const sigma = 0.2;
    const times = [0, 1, 2].map(() => 1 + sigma * (2 * draws.uniform() - 1));
    const plus = [0, 1, 2].map(() => sigma * (2 * draws.uniform() - 1));
    const length = Math.hypot(...stain);
    const others = [
      [0.07, 0.99, 0.11],
      [0.27, 0.57, 0.78],
    ].map((row) => row.map((part) => part / Math.hypot(...row)));
    const amount = length * times[0]! + plus[0]!;
    const wanted = stain.map(
      (part, c) => (amount * part) / length + plus[1]! * others[0]![c]! + plus[2]! * others[1]![c]!,
    );
    const { data } = apply("stain", flat(4, pixel), sigma);
    for (let c = 0; c < 3; c++) {
      expect(Math.abs(data[c]! - Math.min(255, 256 * 10 ** -wanted[c]! - 1))).toBeLessThan(2);
    }
  });
});

describe("compression", () => {
  it("has the steps of the standard at quality 50, and twice those at 25", () => {
    expect([...quantisation([16, 11, 99], 50)]).toEqual([16, 11, 99]);
    expect([...quantisation([16, 11, 99], 25)]).toEqual([32, 22, 198]);
    expect([...quantisation([16, 99], 7)]).toEqual([114, 255]);
    expect([...quantisation([16, 10, 1], 90)]).toEqual([3, 2, 1]);
  });

  it("rounds the cosine transform of each block, as its definition has it", () => {
    const picture = grey(16, 0);
    for (let i = 0; i < 256; i++) picture.data.fill((i * 37) % 256, 3 * i, 3 * i + 3);
    const got = apply("jpeg", picture, 50);
    const table = [
      [16, 11, 10, 16, 24, 40, 51, 61],
      [12, 12, 14, 19, 26, 58, 60, 55],
      [14, 13, 16, 24, 40, 57, 69, 56],
      [14, 17, 22, 29, 51, 87, 80, 62],
      [18, 22, 37, 56, 68, 109, 103, 77],
      [24, 35, 55, 64, 81, 104, 113, 92],
      [49, 64, 78, 87, 103, 121, 120, 101],
      [72, 92, 95, 98, 112, 100, 103, 99],
    ];
    const c = (k: number) => (k === 0 ? Math.SQRT1_2 : 1);
    const wave = (x: number, u: number) => Math.cos(((2 * x + 1) * u * Math.PI) / 16);
    for (const [left, top] of [
      [0, 0],
      [8, 8],
    ] as const) {
      const at = (x: number, y: number) => picture.data[((top + y) * 16 + left + x) * 3]! - 128;
      const kept = table.map((row, v) =>
        row.map((step, u) => {
          let sum = 0;
          for (let y = 0; y < 8; y++)
            for (let x = 0; x < 8; x++) sum += at(x, y) * wave(x, u) * wave(y, v);
          return step * Math.round((c(u) * c(v) * sum) / 4 / step);
        }),
      );
      for (let y = 0; y < 8; y++) {
        for (let x = 0; x < 8; x++) {
          let sum = 0;
          for (let v = 0; v < 8; v++)
            for (let u = 0; u < 8; u++) sum += c(u) * c(v) * kept[v]![u]! * wave(x, u) * wave(y, v);
          const wanted = Math.min(255, Math.max(0, sum / 4 + 128));
          expect(Math.abs(got.data[((top + y) * 16 + left + x) * 3]! - wanted)).toBeLessThan(0.51);
        }
      }
    }
  });

  it("leaves a plain picture of any size plain, but for its last values", () => {
    for (const side of [1, 8, 17]) {
      const { data } = apply("jpeg", flat(side, [200, 90, 40]), 25);
      // A mean rounded to 32/8 of luma and 34/8 of colour.
      for (let i = 0; i < data.length; i++) {
        expect(Math.abs(data[i]! - [200, 90, 40][i % 3]!)).toBeLessThanOrEqual(6);
      }
    }
  });

  it("into few pixels is that of the reference", () => {
    const picture = noise(50, 33, 3, 8);
    const wanted = corrupt(picture, { kind: "pixelate", share: 0.3 });
    expect(apply("pixelation", picture, 0.3).data).toEqual(wanted.data);
  });
});

describe("place", () => {
  it("turned by a right angle is a picture turned by its orientation", () => {
    for (const side of [16, 17]) {
      const picture = noise(side, side, 3, 8);
      const turned = [6, 8].map((orientation) => applyOrientation(picture, orientation).data);
      const streams = [0, 1, 2, 3, 4, 5].map((s) => apply("rotation", picture, 90, s).data);
      for (const data of streams) expect(turned).toContainEqual(data);
      expect(
        new Set(
          streams.map((data) => turned.findIndex((one) => one.toString() === data.toString())),
        ).size,
      ).toBe(2);
    }
  });

  it.each([
    ["rotation", 25],
    ["scale", 0.5],
    ["shift", 0.15],
  ])("moves a spot where it says: %s", (id, parameter) => {
    const side = 120;
    for (let stream = 0; stream < 6; stream++) {
      const picture = grey(side, 40);
      const spot = (x: number, y: number) => {
        for (let j = -3; j <= 3; j++) {
          for (let i = -3; i <= 3; i++)
            picture.data.fill(250, ((y + j) * side + x + i) * 3, ((y + j) * side + x + i) * 3 + 3);
        }
      };
      spot(70, 50);
      const { data } = apply(id, picture, parameter, stream);
      let [x, y, weight] = [0, 0, 0];
      for (let i = 0; i < side * side; i++) {
        const more = Math.max(0, data[3 * i]! - 60);
        x += more * ((i % side) + 0.5);
        y += more * (Math.floor(i / side) + 0.5);
        weight += more;
      }
      const m = kind(id).motion!(picture, parameter, createRandom(5, stream));
      expect(x / weight).toBeCloseTo(m.xx * 70.5 + m.xy * 50.5 + m.x0, 0.5);
      expect(y / weight).toBeCloseTo(m.yx * 70.5 + m.yy * 50.5 + m.y0, 0.5);
    }
  });

  it("hides a share of the area, and shows the rest as it was", () => {
    const picture = noise(100, 80, 3, 8);
    const { data } = apply("occlusion", picture, 0.2);
    let hidden = 0;
    for (let i = 0; i < data.length; i += 3) {
      if ([0, 1, 2].some((c) => data[i + c] !== picture.data[i + c])) hidden++;
    }
    expect(hidden / 8000).toBeCloseTo(0.2, 1.7);
  });
});

describe("a picture to be altered", () => {
  const decoded = (pixels: Pixels, orientation = 1) => ({
    pixels,
    orientation,
    format: "png",
    notes: [],
  });

  it("is upright, 8-bit, of three colours, and as small as models look at", () => {
    const plain = noise(20, 30, 3, 8);
    expect(workingPicture(decoded(plain), 100).data).toEqual(plain.data);
    expect(workingPicture(decoded(plain, 6), 100)).toEqual(applyOrientation(plain, 6));
    const deep = { ...noise(20, 30, 4, 16) };
    const brought = workingPicture(decoded(deep), 100);
    expect([brought.channels, brought.bitDepth]).toEqual([3, 8]);
    expect(brought.data[3]).toBe(Math.round(deep.data[4]! / 257));
    const one = workingPicture(decoded(noise(20, 30, 1, 8)), 10);
    expect([one.widthPx, one.heightPx, one.channels]).toEqual([10, 15, 3]);
    expect(workingSize({ widthPx: 4000, heightPx: 3000 }, 256)).toEqual({
      widthPx: 341,
      heightPx: 256,
    });
  });

  it("is altered by its bytes alone, and by the same draw at every severity", () => {
    const picture = noise(64, 48, 3, 8);
    const of = (severity: number, sha: string, name = "rotation", seed = 1) =>
      motionOf(picture, { kind: name, severity, seed, shorterSidePx: 99 }, sha);
    const signs = (seed: number) =>
      [SHA, OTHER, "77".repeat(32), "0c".repeat(32), "e9".repeat(32), "5b".repeat(32)].map((sha) =>
        Math.sign(of(3, sha, "rotation", seed)!.yx),
      );
    expect(new Set(signs(1)).size).toBe(2);
    expect(signs(1)).toEqual(signs(1));
    expect([1, 2, 4, 5].map((s) => Math.sign(of(s, SHA)!.yx))).toEqual(Array(4).fill(signs(1)[0]));
    const noisy = (sha: string, seed: number) =>
      altered(picture, { kind: "gaussian-noise", severity: 2, seed, shorterSidePx: 99 }, sha).data;
    expect(noisy(SHA, 1)).toEqual(noisy(SHA, 1));
    expect(noisy(SHA, 1)).not.toEqual(noisy(OTHER, 1));
    expect(noisy(SHA, 1)).not.toEqual(noisy(SHA, 2));
  });

  it("is left as it is by no alteration and by severity 0", () => {
    const picture = noise(64, 48, 3, 8);
    const none: Alteration = { kind: "none", shorterSidePx: 99 };
    expect(altered(picture, none, SHA)).toBe(picture);
    expect(motionOf(picture, none, SHA)).toBeNull();
    for (const { id } of CORRUPTIONS) {
      expect(altered(picture, { kind: id, severity: 0, seed: 1, shorterSidePx: 99 }, SHA)).toBe(
        picture,
      );
    }
  });

  it("has parameters between those of severities", () => {
    for (const one of CORRUPTIONS) {
      for (const severity of SEVERITIES)
        expect(parameterAt(one, severity)).toBe(one.levels[severity - 1]);
      expect(parameterAt(one, 1.5)).toBeCloseTo((one.levels[0] + one.levels[1]) / 2, 12);
    }
    // Half way from no noise to that of 60 photons: half as much of its variance.
    expect(parameterAt(kind("shot-noise"), 0.5)).toBe(120);
  });

  it("is searched by other draws at each try, within the budget", () => {
    const kinds = ["jpeg", "rotation", "fog"];
    const tries = Array.from(
      { length: 200 },
      (_, number) =>
        drawnAlteration(
          { kind: "search", kinds, most: 4, try: number, seed: 1, shorterSidePx: 99 },
          SHA,
        )!,
    );
    const of = (id: string) => tries.filter(({ corruption }) => corruption.id === id).length;
    for (const id of kinds)
      expect(Math.abs(of(id) - 200 / 3)).toBeLessThan(4 * Math.sqrt(200 * (2 / 9)));
    const { mean } = moments(tries.map(({ severity }) => severity));
    expect(Math.abs(mean - 2)).toBeLessThan(4 * Math.sqrt(16 / 12 / 200));
    for (const { severity } of tries) expect(severity > 0 && severity <= 4).toBe(true);
    const signs = tries.map(({ random }) => random.uniform() < 0.5);
    expect(new Set(signs).size).toBe(2);
  });

  it("is refused where it is too small, or the kind is none", () => {
    const small: Alteration = { kind: "jpeg", severity: 1, seed: 1, shorterSidePx: 99 };
    const of = (side: number, alteration: Alteration) => () =>
      altered(noise(side, 40, 3, 8), alteration, SHA);
    expect(of(15, small)).toThrow(throwsCode("stress/small-image"));
    expect(of(16, { ...small, kind: "snow" })).toThrow(throwsCode("argument/out-of-range"));
  });
});
