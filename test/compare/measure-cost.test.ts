import { describe, expect, it } from "vitest";
import { measureCost, type TimedModel } from "../../src/compare/measure-cost.js";
import { NEVER_CANCELLED } from "../../src/core/cancellation.js";
import type { ImageToScore, ScoredImage } from "../../src/models/image-scorer.js";

/** Models that take so long for each image, by a clock of their own. */
function laboratory() {
  let clock = 0;
  const seen: { readonly name: string; readonly path: string }[] = [];
  const closed: string[] = [];
  const model = (
    name: string,
    ms: (index: number) => number,
    isOk: (index: number) => boolean = () => true,
  ): TimedModel => ({
    engine: "clockwork",
    sizeBytes: name.length,
    open: () => ({
      engine: "clockwork",
      areProbabilities: true,
      async *score(images: Iterable<ImageToScore> | AsyncIterable<ImageToScore>) {
        for await (const { index, path } of images) {
          clock += ms(index);
          seen.push({ name, path });
          yield { index, ok: isOk(index) } as ScoredImage;
        }
      },
      async close() {
        closed.push(name);
      },
    }),
  });
  const ports = { now: () => clock, signal: NEVER_CANCELLED };
  return { model, ports, seen, closed };
}

const paths = (count: number) => Array.from({ length: count }, (_, i) => `${i}.png`);

describe("what models cost", () => {
  it("is the median of an image's times after two, on images spread evenly, one model after the other", async () => {
    const { model, ports, seen, closed } = laboratory();
    const found = await measureCost(
      [model("slow", (i) => (i < 2 ? 900 : 40)), null, model("quick", (i) => 10 + (i % 3))],
      paths(300),
      ports,
    );
    expect(found).toEqual({
      engine: "clockwork",
      images: 10,
      models: [{ imageMs: 40, sizeBytes: 4 }, null, { imageMs: 11, sizeBytes: 5 }],
    });
    expect(seen.slice(0, 12).map(({ path }) => path)).toEqual(
      Array.from({ length: 12 }, (_, i) => `${25 * i}.png`),
    );
    expect(seen.map(({ name }) => name).indexOf("quick")).toBe(12);
    expect(closed).toEqual(["slow", "quick"]);
  });

  it("is not measured of one model, or on two images", async () => {
    const { model, ports } = laboratory();
    expect(await measureCost([model("a", () => 1), null], paths(50), ports)).toBeNull();
    const two = [model("a", () => 1), model("b", () => 1)];
    expect(await measureCost(two, paths(2), ports)).toBeNull();
  });

  it("is null where no image has an answer, and ends after five seconds", async () => {
    const { model, ports, seen } = laboratory();
    const found = await measureCost(
      [
        model(
          "broken",
          () => 1,
          () => false,
        ),
        model("endless", () => 3_000),
      ],
      paths(600),
      ports,
    );
    expect(found!.models).toEqual([
      { imageMs: null, sizeBytes: 6 },
      { imageMs: 3_000, sizeBytes: 7 },
    ]);
    expect(seen.filter(({ name }) => name === "endless")).toHaveLength(3);
  });
});
