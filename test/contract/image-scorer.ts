import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ImageScorer, ImageToScore, ScoredImage } from "../../src/models/image-scorer.js";
import { throwsCode } from "../support/throws-code.js";

/** A scorer and images that it must know. */
export interface ScorerFixture {
  readonly scorer: ImageScorer;
  /** Images with the scores that each must get, to 1e-6. */
  readonly good: readonly { readonly path: string; readonly scores: readonly number[] }[];
  /** A path at which there is nothing. */
  readonly missing: string;
}

async function collect(results: AsyncIterable<ScoredImage>): Promise<Map<number, ScoredImage>> {
  const byIndex = new Map<number, ScoredImage>();
  for await (const result of results) {
    expect(byIndex.has(result.index)).toBe(false);
    byIndex.set(result.index, result);
  }
  return byIndex;
}

/** What every {@link ImageScorer} must do; each adapter's test calls this. */
export function imageScorerContract(name: string, create: () => Promise<ScorerFixture>): void {
  describe(`ImageScorer contract: ${name}`, () => {
    // One scorer for all tests that leave it open: starting one may take a second.
    let fixture: ScorerFixture;
    beforeAll(async () => {
      fixture = await create();
    });
    afterAll(() => fixture.scorer.close());

    /** n images, the known ones over and over. */
    const images = (n: number): ImageToScore[] =>
      Array.from({ length: n }, (_, index) => ({
        index,
        path: fixture.good[index % fixture.good.length]!.path,
      }));

    it("names its engine", () => {
      expect(fixture.scorer.engine).toMatch(/^[a-z-]+ \d[\d.]* \([a-z]+\)$/);
    });

    it("gives every image its scores once, from any source", async () => {
      const asked = images(40);
      async function* source(): AsyncGenerator<ImageToScore> {
        yield* asked;
      }
      for (const given of [asked, source()]) {
        const results = await collect(fixture.scorer.score(given));
        expect(results.size).toBe(40);
        for (const [index, result] of results) {
          const { scores } = fixture.good[index % fixture.good.length]!;
          if (!result.ok) throw new Error(result.what);
          expect(result.scores).toBeInstanceOf(Float64Array);
          expect(result.scores).toHaveLength(scores.length);
          for (const [i, score] of scores.entries()) expect(result.scores[i]).toBeCloseTo(score, 6);
          expect(result.sha256).toMatch(/^[0-9a-f]{64}$/);
        }
      }
    });

    it("gives nothing for no images", async () => {
      expect((await collect(fixture.scorer.score([]))).size).toBe(0);
    });

    it("gives a missing file as a result, and the others all the same", async () => {
      const asked = images(5);
      asked.splice(2, 1, { index: 2, path: fixture.missing });
      const results = await collect(fixture.scorer.score(asked));
      expect(results.get(2)).toMatchObject({
        ok: false,
        code: "missing-file",
        error: "input/not-found",
        what: expect.stringMatching(/\w/),
      });
      expect([...results.values()].filter(({ ok }) => ok)).toHaveLength(4);
    });

    it("takes images as there is room for them", async () => {
      let taken = 0;
      function* source(): Generator<ImageToScore> {
        for (const image of images(2000)) {
          taken++;
          yield image;
        }
      }
      for await (const _result of fixture.scorer.score(source())) break;
      expect(taken).toBeLessThan(400);
    });

    it("goes on after a loop that was left early", async () => {
      for await (const result of fixture.scorer.score(images(10))) {
        expect(result.ok).toBe(true);
        break;
      }
      expect((await collect(fixture.scorer.score(images(6)))).size).toBe(6);
    });

    it("passes on what its source throws", async () => {
      async function* source(): AsyncGenerator<ImageToScore> {
        yield* images(2);
        throw new RangeError("the folder is gone");
      }
      await expect(collect(fixture.scorer.score(source()))).rejects.toThrow("the folder is gone");
    });

    it("stops at a signal", async () => {
      const { scorer } = await create();
      const stop = new AbortController();
      const run = async () => {
        for await (const _result of scorer.score(images(500), { signal: stop.signal })) {
          stop.abort();
        }
      };
      await expect(run()).rejects.toThrow(throwsCode("run/interrupted"));
      await scorer.close();
    });

    it("is closed as often as one likes, and scores nothing afterwards", async () => {
      const { scorer } = await create();
      await Promise.all([scorer.close(), scorer.close()]);
      await scorer.close();
      const after = collect(scorer.score(images(1)));
      await expect(after).rejects.toThrow(throwsCode("argument/spent"));
    });
  });
}
