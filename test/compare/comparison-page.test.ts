import { describe, expect, it } from "vitest";
import { compareModels } from "../../src/compare/compare-models.js";
import { comparisonPage } from "../../src/compare/comparison-page.js";
import { comparisonText } from "../../src/compare/comparison-text.js";
import { countAlone, onlyOneRight } from "../../src/compare/only-one-right.js";
import { onlyOneTiles } from "../../src/compare/only-one-tiles.js";
import { NEVER_CANCELLED } from "../../src/core/cancellation.js";
import { createRandom } from "../../src/core/random.js";
import { parseReference } from "../../src/metrics/reference.js";
import { createNodeJpegEncoder } from "../../src/node/images/jpeg-encoder.js";
import { createNodePixelDecoder } from "../../src/node/images/pixel-decoder.js";
import { renderBlockPage } from "../../src/node/reports/block-page.js";
import { plainPng } from "../support/png-writer.js";
import { comparedModel } from "./compared-model.js";

const reference = parseReference("accuracy");
const SITES = ["north", "south <b>", "tiny"];

/** Models that are right by their share at each site; 220 images, the last 4 at a site too small to compare. */
function compared(shares: readonly (readonly number[])[], claims: readonly (number | null)[] = []) {
  const random = createRandom(5);
  const siteOf = (i: number): number => (i < 110 ? 0 : i < 216 ? 1 : 2);
  const models = shares.map((own, m) => {
    const hits = Array.from({ length: 220 }, (_, i) =>
      random.uniform() < own[siteOf(i)]! ? 1 : 0,
    );
    return { ...comparedModel(`model ${m} <i>`, hits), claimed: claims[m] ?? null };
  });
  const codes = Int32Array.from({ length: 220 }, (_, i) => siteOf(i));
  const places = { name: "site", levels: SITES, codes };
  const comparison = compareModels(models, {
    reference,
    level: 0.95,
    seed: 1,
    redraws: 200,
    places,
  });
  const only = onlyOneRight(models, reference)!;
  const claimed = new Map(
    models.flatMap(({ name, claimed: value }) => (value === null ? [] : [[name, value] as const])),
  );
  const alone = countAlone(models, only);
  return { models, comparison, only, extras: { version: "1.2.3", claimed, alone, pictures: null } };
}

const THREE = [
  [0.95, 0.3, 0.5],
  [0.7, 0.75, 0.5],
  [0.72, 0.5, 0.5],
];
const pageOf = (page: Parameters<typeof renderBlockPage>[0]) =>
  renderBlockPage(page, "homeground compare");

describe("the page of a comparison", () => {
  it("says the answer first, and shows every figure and difference of the JSON", () => {
    const { comparison, extras } = compared(THREE, [0.97, 0.9, null]);
    const html = pageOf(comparisonPage(comparison, extras));
    expect(html).toMatch(/<h1>[^<]*(No model is best|depends on site)[^<]*<\/h1>/);
    for (const { value } of comparison.models) expect(html).toContain(`value="${value}"`);
    for (const { difference, low, high } of comparison.pairs) {
      for (const number of [difference, low, high]) expect(html).toContain(`value="${number}"`);
    }
    expect(html).toContain("too few to compare");
    expect(html).toContain("What was published, and what was found here");
    expect(html).toContain("Newcombe");
  });

  it("names places with too few images in a line where they are many", () => {
    const { models } = compared(THREE);
    // Forty places of five images, and one of twenty.
    const codes = Int32Array.from({ length: 220 }, (_, i) => (i < 200 ? i % 40 : 40));
    const levels = [...Array.from({ length: 40 }, (_, k) => `c${k}`), "big"];
    const comparison = compareModels(models, {
      ...{ reference, level: 0.95, seed: 1, redraws: 20 },
      places: { name: "camera", levels, codes },
    });
    const line =
      /Too few images to compare at camera (c\d+ \(5\), ){9}c\d+ \(5\) and 30 more; their/;
    const text = comparisonText(comparison);
    expect(text).toMatch(line);
    expect(text.match(/oo few/g)).toHaveLength(1);
    expect(text.match(/^camera /gm)).toHaveLength(1);
    const extras = { version: "1.2.3", claimed: new Map(), alone: null, pictures: null };
    const html = pageOf(comparisonPage(comparison, extras));
    expect(html).toMatch(line);
    expect(html).not.toContain("too few to compare");
    expect(html).toContain("those of the places are a family");
    const request = { reference, level: 0.95, seed: 1, redraws: 20, places: null };
    const alone = compareModels(models, request);
    expect(pageOf(comparisonPage(alone, extras))).not.toContain("those of the places");
    expect(html).toContain("big, 20 images");
  });

  it("runs nothing, loads nothing, and shows text of data as text", () => {
    const { comparison, extras } = compared(THREE);
    const html = pageOf(comparisonPage(comparison, extras));
    expect(html).not.toContain("<script");
    expect(html).toContain("default-src 'none'");
    expect(html).not.toContain("<i>");
    expect(html).not.toContain("south <b>");
    expect(html).toContain("south &lt;b>");
    expect(html).not.toContain("What was published");
    expect(html).not.toContain("Pictures that only one gets right");
  });

  it("names the pair that reaches most together, and what each alone is right for", () => {
    const { comparison, extras, only } = compared(THREE);
    const html = pageOf(comparisonPage(comparison, extras));
    const union = comparison.pairs.map(({ right }) => right!.both + right!.onlyA + right!.onlyB);
    const best = comparison.pairs[union.indexOf(Math.max(...union))]!;
    expect(html).toContain(
      `The pair that would gain most together is ${best.a} and ${best.b}`.replaceAll("<", "&lt;"),
    );
    const third = only.filter((m) => m === 2).length;
    expect(html).toContain(`model 2 &lt;i> alone is right for ${third} images.`);
  });

  it("stays small with many models and places", () => {
    const many = Array.from({ length: 40 }, (_, m) => [0.5 + m / 100, 0.9 - m / 100, 0.5]);
    const { comparison, extras } = compared(many);
    const html = pageOf(comparisonPage(comparison, extras));
    expect(html.length).toBeLessThan(2_000_000);
    expect(html).toContain("more in");
  });

  it("shows pictures that one model alone gets right, evenly, each with what the others say", async () => {
    const { models, comparison, only, extras } = compared(THREE);
    const images = Array.from({ length: 220 }, (_, i) => `photos/${i}.png`);
    const read: number[] = [];
    const ports = {
      read: async (image: number) => {
        read.push(image);
        return image === read[0] ? null : plainPng(40, 30, [image, 90, 60]);
      },
      decoder: createNodePixelDecoder(),
      encoder: createNodeJpegEncoder(),
      signal: NEVER_CANCELLED,
    };
    // Every third image is known by its row alone.
    const isHere = (i: number) => i % 3 !== 0;
    const image = Int32Array.from(images.keys(), (i) => (isHere(i) ? i : -1));
    const pictures = await onlyOneTiles(models, only, images, { ports, image });
    expect(read.every(isHere)).toBe(true);
    expect(pictures.absent).toBe(only.filter((m, i) => m >= 0 && !isHere(i)).length);
    for (const [m, { name }] of models.entries()) {
      const tiles = pictures.tiles.get(name)!;
      const own = only.filter((k, i) => k === m && isHere(i)).length;
      expect(tiles).toHaveLength(Math.min(6, own));
      for (const { file, truth, said } of tiles) {
        const i = images.indexOf(file);
        expect(only[i]).toBe(m);
        expect(truth).toBe(i % 2 === 0 ? "a" : "b");
        expect(said.match(/ says /g)).toHaveLength(2);
        expect(said).not.toContain(name);
      }
    }
    const html = pageOf(comparisonPage(comparison, { ...extras, pictures }));
    expect(html).toContain("data:image/png;base64,");
    // One file of those that are here could not be read.
    expect(html.match(/The picture could not be made\./g)).toHaveLength(1);
    expect(html).toContain(
      `${pictures.absent} such images have no picture: their files are not here.`,
    );
  });
});
