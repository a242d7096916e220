import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { categoricalColumn, createTable } from "../../src/core/table.js";
import {
  confidenceStrata,
  drawActive,
  drawNeyman,
  drawProportional,
  drawSample,
  sampleList,
} from "../../src/dataset/draw-sample.js";
import { drawnUnits, poolNames, readDrawnList } from "../../src/formats/drawn-list.js";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import { readImageTruth } from "../../src/formats/read.js";
import { writeObjects } from "../../src/formats/write-objects.js";
import {
  type DrawPool,
  type DrawWanted,
  drawOffers,
  drawToLabel,
  labelPilot,
  partsToDrawBy,
} from "../../src/labelling/label-draw.js";
import type { LabelEvent } from "../../src/labelling/label-events.js";
import { labelLogHead, readLabelLog } from "../../src/labelling/label-log.js";
import { labellerState } from "../../src/labelling/label-state.js";
import { setOfLabels } from "../../src/labelling/labelled-set.js";
import { openLabelling } from "../../src/labelling/labelling.js";
import { drawnWeights } from "../../src/statistics/drawn.js";
import { throwsCode } from "../support/throws-code.js";

const SEED = 5;
const IMAGES = Array.from(
  { length: 200 },
  (_, i) => `${i % 4 === 0 ? "north" : "south"}/${String(i).padStart(3, "0")}.jpg`,
).sort();
/** Sure in 200 steps, in no order of the names. */
const CONFIDENCE = Float64Array.from(IMAGES, (_, i) => 0.3 + ((i * 37) % 200) / 300);
/** Right where the model is sure; below 0.6 it is wrong three times in four. */
const isRight = (i: number): boolean => CONFIDENCE[i]! > 0.6 || i % 4 === 0;
const predictionOf = (): string => "deer";
const truthOf = (image: string): string => (isRight(IMAGES.indexOf(image)) ? "deer" : "fox");
const PARTS = createTable(
  IMAGES.length,
  new Map([["folder", categoricalColumn(IMAGES.map((path) => path.slice(0, 5)))]]),
);
const by = "Ada";

function labelsOf(images: readonly string[], truth = truthOf): LabelEvent[] {
  return images.map((image) => ({
    by,
    at: "t",
    kind: "label",
    image,
    label: { kind: "labels", labels: [truth(image)] },
    seen: false,
  }));
}

/** Labels of so many images that were drawn at random. */
function pilotOf(n: number, truth = truthOf, confidence = CONFIDENCE) {
  const { order } = openLabelling({ images: IMAGES, seed: SEED }).head;
  const events = labelsOf(order.slice(0, n), truth);
  const state = labellerState(events, by);
  const pilot = labelPilot({ images: IMAGES, confidence }, state, ["deer", "fox"], predictionOf);
  return { state, events, pilot, order: order.slice(0, n) };
}

function poolOf(n: number, more: Partial<DrawPool> = {}): DrawPool {
  const base = { images: IMAGES, confidence: CONFIDENCE, unread: 0, parts: PARTS };
  return { ...base, pilot: pilotOf(n).pilot, ...more };
}

const WANTED: readonly DrawWanted[] = [
  { design: "proportional", by: null, images: 50 },
  { design: "proportional", by: "folder", images: 50 },
  { design: "neyman", by: null, images: 100 },
  { design: "active", by: null, images: 80 },
];

/** The list as the command writes it, and reads it again. */
async function listOf(text: string) {
  const access = createMemoryFileAccess(new Map([["list.csv", new TextEncoder().encode(text)]]));
  const truth = await readImageTruth(access, "list.csv");
  return { truth, drawn: readDrawnList(truth)! };
}

describe("a list to label", () => {
  it("is the one that homeground sample draws, column by column, with the labels that are known", async () => {
    const { state, pilot } = pilotOf(60);
    const isLabelled = (image: string): boolean => state.images.has(image);
    const known = (i: number): string | null =>
      isLabelled(IMAGES[i]!) ? truthOf(IMAGES[i]!) : null;
    const strata = confidenceStrata(CONFIDENCE);
    const samples = [
      drawProportional(strata, 50, SEED),
      drawSample(PARTS, 50, "folder", SEED),
      drawNeyman(strata, pilot, 100, SEED),
      drawActive(CONFIDENCE, 80, SEED, false),
    ];
    for (const [i, wanted] of WANTED.entries()) {
      const { order, draw } = drawToLabel(poolOf(60), wanted, SEED, isLabelled);
      expect(new Set(order).size).toBe(wanted.images);
      const set = setOfLabels(state, { order, by, draw: { how: draw, seed: SEED } });
      const [file] = writeObjects(set.set, "csv").files;
      const made = await listOf([...file!.pieces].join(""));
      const written = sampleList(samples[i]!, (at) => IMAGES[at]!, poolNames(IMAGES), known);
      const { truth, drawn } = await listOf(written);
      expect(made.truth.file).toEqual(truth.file);
      expect({ ...made.drawn, source: "" }).toEqual({ ...drawn, source: "" });
      expect(made.drawn.design).toBe(wanted.design);
      expect(made.drawn.pool).toBe(200);
    }
  });

  it("of which all is labelled gives each group of the pool its share", async () => {
    const { order, draw } = drawToLabel(poolOf(0), WANTED[1]!, SEED, () => false);
    const state = labellerState(labelsOf(order), by);
    const set = setOfLabels(state, { order, by, draw: { how: draw, seed: SEED } });
    const [file] = writeObjects(set.set, "csv").files;
    const { truth, drawn } = await listOf([...file!.pieces].join(""));
    const { drawn: units } = drawnUnits(drawn, Int32Array.from(truth.file.keys()));
    const weights = drawnWeights(units);
    // North is a quarter of the pool.
    const north = order.filter((image) => image.startsWith("north"));
    const share = weights.reduce((sum, w, i) => sum + (order[i]!.startsWith("north") ? w : 0), 0);
    expect(share).toBeCloseTo(0.25, 12);
    expect(north.length).toBeGreaterThanOrEqual(12);
    expect(north.length).toBeLessThanOrEqual(13);
  });

  it("says of each way that cannot be had why", () => {
    const said = (pool: DrawPool) =>
      Object.fromEntries(
        drawOffers(pool).map(({ design, by: of, refusal }) => [
          `${design} ${of ?? "sureness"}`,
          refusal === null ? null : `${refusal.what}. ${refusal.fix}.`,
        ]),
      );
    const few = said(poolOf(0));
    expect(few["proportional sureness"]).toBeNull();
    expect(few["proportional folder"]).toBeNull();
    expect(few["neyman sureness"]).toMatch(/^nothing shows yet where the model is wrong/);
    expect(few["active sureness"]).toMatch(
      /^0 labels can be scored, and 50 are the least .* Label on at random, to 50 or more\.$/,
    );
    const unread = said(poolOf(60, { unread: 7 }));
    expect(unread["proportional folder"]).toBeNull();
    for (const way of ["proportional", "neyman", "active"]) {
      expect(unread[`${way} sureness`]).toMatch(/^the model has not read 7 images yet/);
    }
    const silent = said(poolOf(60, { confidence: CONFIDENCE.map(() => Number.NaN) }));
    expect(silent["active sureness"]).toMatch(/^the model does not say how sure it is/);
    const other = said(poolOf(60, { pilot: null }));
    expect(other["proportional sureness"]).toBeNull();
    expect(other["active sureness"]).toMatch(/^the labels so far were not drawn at random/);
    for (const words of [few, unread, silent, other]) {
      expect(Object.values(words).join(" ")).not.toMatch(/--[a-z]/);
    }
  });

  it("by doubt is offered where the labels show that doubt points at mistakes, and not where it does not", () => {
    const sharp = drawOffers(poolOf(60)).at(-1)!;
    expect(sharp).toMatchObject({ design: "active", refusal: null });
    expect(sharp.found).toMatch(/a mistake is less sure than a right answer in \d+% of pairs/);
    // Mistakes by a coin: sureness says nothing of them.
    const random = createRandom(3, 0);
    const coin = new Map(IMAGES.map((image) => [image, random.uniform() < 0.5 ? "deer" : "fox"]));
    const { pilot } = pilotOf(120, (image) => coin.get(image)!);
    const useless = drawOffers(poolOf(0, { pilot })).at(-1)!;
    expect(useless.refusal?.what).toMatch(/the lower limit must reach 60%/);
    const wanted: DrawWanted = { design: "active", by: null, images: 50 };
    expect(() => drawToLabel(poolOf(0, { pilot }), wanted, SEED, () => false)).toThrow(
      throwsCode("plan/confidence-useless"),
    );
    expect(() => drawToLabel(poolOf(60), { ...WANTED[2]!, images: 3 }, SEED, () => false)).toThrow(
      throwsCode("usage/bad-option"),
    );
  });

  it("asks for as many images as it takes at the least", () => {
    for (const { design, by: of, least, refusal } of drawOffers(poolOf(60))) {
      expect(refusal).toBeNull();
      const { order } = drawToLabel(
        poolOf(60),
        { design, by: of, images: least },
        SEED,
        () => false,
      );
      expect(order).toHaveLength(least);
    }
  });

  it("divides by folders and columns with few levels, and by nothing else", async () => {
    const files = ["a/1.jpg", "a/2.jpg", "b/3.jpg", "4.jpg"].map((path) => ({
      path,
      sizeBytes: 1,
    }));
    const table = "file,site,id,same\n1.jpg,N,x1,s\n2.jpg,S,x2,s\n3.jpg,N,x3,s\n4.jpg,,x4,s\n";
    const access = createMemoryFileAccess(new Map([["t.csv", new TextEncoder().encode(table)]]));
    const { columns } = await partsToDrawBy(files, { access, tables: ["t.csv", "gone.csv"] });
    expect([...columns.keys()]).toEqual(["folder", "site", "id"]);
    const many = Array.from({ length: 30 }, (_, i) => ({ path: `${i}/x.jpg`, sizeBytes: 1 }));
    expect((await partsToDrawBy(many, { access, tables: [] })).columns.size).toBe(0);
  });
});

describe("the log of a list", () => {
  const drawn = drawToLabel(poolOf(60), WANTED[3]!, SEED, (image) => image === IMAGES[0]);
  const strata = drawToLabel(poolOf(60), WANTED[0]!, SEED, () => false);

  it("holds how each image was drawn, and goes on so whatever came or went", () => {
    for (const list of [drawn, strata]) {
      const begun = openLabelling({ images: IMAGES, seed: SEED, drawn: list });
      const kept = begun.text();
      expect(readLabelLog(kept).head).toEqual({ seed: SEED, ...list });
      const again = openLabelling({ images: [...IMAGES.slice(9), "new.jpg"], seed: 1, kept });
      expect(again.head).toEqual(begun.head);
      expect(again.place(by)).toMatchObject({ image: list.order[0], images: list.order.length });
    }
  });

  it("is drawn anew with the labels that are there, and at random again", () => {
    const { events, order } = pilotOf(60);
    const random = openLabelling({ images: IMAGES, seed: SEED });
    for (const { image } of events as { image: string }[]) {
      random.take(
        { kind: "label", image, label: { kind: "labels", labels: [truthOf(image)] } },
        { by, at: "t" },
      );
    }
    const kept = random.text();
    const anew = openLabelling({ images: IMAGES, seed: SEED, kept, drawn });
    expect(anew.events).toHaveLength(60);
    const both = drawn.order.filter((image) => order.includes(image));
    expect(anew.place(by)).toMatchObject({ done: both.length, images: 80 });
    expect(both.length).toBeGreaterThan(5);
    const back = openLabelling({ images: IMAGES, seed: 9, kept: anew.text(), drawn: "random" });
    expect(back.head).toEqual(random.head);
    expect(back.place(by).done).toBe(60);
  });

  it("takes no draw that no figure can be made of", () => {
    const whole = { seed: SEED, ...drawn };
    expect(readLabelLog(labelLogHead(whole)).head).toEqual(whole);
    const bad: readonly Record<string, unknown>[] = [
      { design: "random" },
      { pool: 79 },
      { pool: 0.5 },
      { poolNames: "" },
      { probability: drawn.draw.probability.slice(1) },
      { probability: drawn.draw.probability.map(() => 0) },
      { chance: null },
      { chance: drawn.draw.probability.map(() => 1.5) },
      { known: drawn.draw.known.map(() => 2) },
      { design: "neyman" },
    ];
    for (const change of bad) {
      const head = { ...whole, draw: { ...drawn.draw, ...change } };
      expect(readLabelLog(labelLogHead(head as typeof whole)).head).toBeNull();
    }
    const twice = { ...whole, order: [...drawn.order.slice(1), drawn.order[1]!] };
    expect(readLabelLog(labelLogHead(twice)).head).toBeNull();
    for (const change of [
      { stratumPool: strata.draw.stratumPool!.map(() => -1) },
      { stratum: null },
    ]) {
      const head = { seed: SEED, ...strata, draw: { ...strata.draw, ...change } };
      expect(readLabelLog(labelLogHead(head)).head).toBeNull();
    }
  });
});
