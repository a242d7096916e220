import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DEMO_LABELS, DEMO_PLANS, DEMO_SEED, type DemoPart } from "../../src/demo/demo-plan.js";
import { type DemoImage, demoDigest, demoImages, demoLabelsCsv } from "../../src/demo/demo-set.js";
import { createNodeDigest } from "../../src/node/digest.js";

const PARTS: readonly DemoPart[] = ["training", "home", "away"];
const LIGHTS = ["day", "dusk", "infrared"] as const;

const committed = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../assets/demo/sets.json"), "utf8"),
) as {
  readonly seed: number;
  readonly sets: Record<DemoPart, { readonly images: number; readonly sha256: string }>;
};

/** One picture of each event. */
function events(images: readonly DemoImage[]): readonly DemoImage[] {
  return [...new Map(images.map((image) => [image.sequence, image])).values()];
}

describe("the demo's sets of pictures", () => {
  it.each(PARTS)("are drawn to the committed hash: %s", (part) => {
    const images = demoImages(part);
    expect(committed.seed).toBe(DEMO_SEED);
    expect(images).toHaveLength(committed.sets[part].images);
    expect(demoDigest(images, createNodeDigest)).toBe(committed.sets[part].sha256);
  });

  it.each(PARTS)("have the declared counts by class and light: %s", (part) => {
    const seen = events(demoImages(part));
    for (const label of DEMO_LABELS) {
      for (const light of LIGHTS) {
        const n = seen.filter((image) => image.label === label && image.light === light).length;
        expect(n, `${label}, ${light}`).toBe(DEMO_PLANS[part].events[label][light]);
      }
    }
  });

  it("differ between the sites in class mix and light", () => {
    const [home, away] = [events(demoImages("home")), events(demoImages("away"))];
    const share = (images: readonly DemoImage[], is: (image: DemoImage) => boolean) =>
      images.filter(is).length / images.length;
    const variation = DEMO_LABELS.map((label) =>
      Math.abs(share(home, (i) => i.label === label) - share(away, (i) => i.label === label)),
    ).reduce((sum, d) => sum + d / 2, 0);
    expect(variation).toBeGreaterThan(0.2);
    expect(share(home, (i) => i.light === "infrared")).toBe(0);
    expect(share(away, (i) => i.light === "infrared")).toBeGreaterThan(0.3);
  });

  it.each(PARTS)("come from 24 cameras with as many events each: %s", (part) => {
    const counts = new Map<string, number>();
    for (const { camera } of events(demoImages(part)))
      counts.set(camera, (counts.get(camera) ?? 0) + 1);
    expect(counts.size).toBe(24);
    expect(new Set(counts.values()).size).toBe(1);
  });

  it("share no camera and no path, training and claim least of all", () => {
    const all = PARTS.map((part) => demoImages(part));
    const cameras = all.map((images) => new Set(images.map((image) => image.camera)));
    expect(new Set(cameras.flatMap((set) => [...set])).size).toBe(72);
    expect(new Set(all.flat().map((image) => image.path)).size).toBe(864 + 288 + 336);
  });

  it.each(PARTS)("keep the events of a camera more than a minute apart: %s", (part) => {
    const last = new Map<string, DemoImage>();
    for (const image of demoImages(part)) {
      const before = last.get(image.camera);
      last.set(image.camera, image);
      if (before === undefined) continue;
      const seconds = (Date.parse(image.datetime) - Date.parse(before.datetime)) / 1000;
      if (before.sequence === image.sequence) expect(seconds).toBe(2);
      else expect(seconds).toBeGreaterThan(60);
    }
  });

  it("show at site A one picture an event, at site B bursts of one to three", () => {
    expect(new Set(demoImages("home").map((image) => image.sequence)).size).toBe(288);
    const bursts = new Map<string, number>();
    for (const { sequence } of demoImages("away"))
      bursts.set(sequence, (bursts.get(sequence) ?? 0) + 1);
    const lengths = [...bursts.values()];
    expect([1, 2, 3].map((n) => lengths.filter((length) => length === n).length)).toEqual([
      56, 56, 56,
    ]);
  });

  it("draw the same picture again, in whatever order it is asked for", () => {
    const images = demoImages("away");
    const asked = [200, 0, 335, 1, 200].map((i) => images[i]!.pixels().rgb);
    const again = demoImages("away");
    expect(again[0]!.pixels().rgb).toEqual(asked[1]);
    expect(again[1]!.pixels().rgb).toEqual(asked[3]);
    expect(again[200]!.pixels().rgb).toEqual(asked[0]);
    expect(asked[4]).toEqual(asked[0]);
    expect(asked[1]).not.toEqual(asked[3]);
  });
});

describe("demoLabelsCsv", () => {
  it("writes a header and one row a picture", () => {
    const images = demoImages("home");
    const lines = demoLabelsCsv(images).split("\n");
    expect(lines).toHaveLength(288 + 2);
    expect(lines[0]).toBe("file,class,site,camera,datetime,light,sequence");
    const { label, datetime, light } = images[0]!;
    expect(lines[1]).toBe(`site-a/A25/A25-0001.png,${label},A,A25,${datetime},${light},A25-s01`);
    expect(lines.at(-1)).toBe("");
    expect(demoLabelsCsv([])).toBe("file,class,site,camera,datetime,light,sequence\n");
  });
});
