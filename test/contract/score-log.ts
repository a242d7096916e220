import { describe, expect, it } from "vitest";
import type { ScoreLog, ScoreRecord } from "../../src/scoring/score-log.js";

export const KEY_A = "a".repeat(64);
export const KEY_B = "0123456789abcdef".repeat(4);

export const SCORED: Extract<ScoreRecord, { ok: true }> = {
  ok: true,
  scores: Float64Array.of(0.1, 0.7, 1 / 3),
  widthPx: 640,
  heightPx: 480,
  notes: ["image/orientation-applied"],
};

export const FAILED: ScoreRecord = { ok: false, code: "image/damaged", what: "it ends too early" };

/** What every {@link ScoreLog} adapter must do; an adapter's own test file calls this. */
export function scoreLogContract(name: string, create: () => Promise<ScoreLog>): void {
  describe(`ScoreLog contract: ${name}`, () => {
    it("returns what it was given, to the last bit", async () => {
      const log = await create();
      await log.append(KEY_A, SCORED);
      await log.append(KEY_B, FAILED);
      expect(await log.read(KEY_A)).toEqual(SCORED);
      expect(await log.read(KEY_B)).toEqual(FAILED);
      await log.close();
    });

    it("keeps numbers of single precision, and what a softmax took away", async () => {
      const log = await create();
      const single: ScoreRecord = {
        ...SCORED,
        scores: Float64Array.of(0.1, -3e20, 0).map(Math.fround),
        single: true,
      };
      await log.append(KEY_A, single);
      await log.append(KEY_B, { ...SCORED, logSum: 1 / 3 });
      expect(await log.read(KEY_A)).toEqual(single);
      expect(await log.read(KEY_B)).toEqual({ ...SCORED, logSum: 1 / 3 });
      await log.close();
    });

    it("keeps points of objects, those that are not given and of images without an object too", async () => {
      const log = await create();
      const points = { ...SCORED, points: Float64Array.of(3.5, 1 / 3, Number.NaN, 1, 2, 0.5) };
      await log.append(KEY_A, points);
      await log.append(KEY_B, {
        ...SCORED,
        scores: new Float64Array(),
        points: new Float64Array(),
      });
      expect(await log.read(KEY_A)).toEqual(points);
      expect(await log.read(KEY_B)).toMatchObject({
        scores: new Float64Array(),
        points: new Float64Array(),
      });
      await log.close();
    });

    it("keeps masks of objects, with points and without, and of images without an object too", async () => {
      const log = await create();
      const outlines = Float64Array.of(3, 0, 2, 4, 1, 6);
      const points = Float64Array.of(3.5, 1 / 3, Number.NaN);
      const none = { scores: new Float64Array(), outlines: new Float64Array() };
      await log.append(KEY_A, { ...SCORED, points, outlines });
      await log.append(KEY_B, { ...SCORED, ...none });
      expect(await log.read(KEY_A)).toEqual({ ...SCORED, points, outlines });
      expect(await log.read(KEY_B)).toEqual({ ...SCORED, ...none });
      await log.close();
    });

    it("knows what it has", async () => {
      const log = await create();
      expect(log.has(KEY_A)).toBe(false);
      expect(await log.read(KEY_A)).toBeNull();
      await log.append(KEY_A, SCORED);
      expect([log.has(KEY_A), log.has(KEY_B)]).toEqual([true, false]);
      await log.close();
    });

    it("keeps the first record of a key", async () => {
      const log = await create();
      await log.append(KEY_A, FAILED);
      await log.append(KEY_A, SCORED);
      expect(await log.read(KEY_A)).toEqual(FAILED);
      await log.close();
    });

    it("takes many records at once", async () => {
      const log = await create();
      const keys = Array.from({ length: 300 }, (_, i) => i.toString(16).padStart(64, "0"));
      await Promise.all(
        keys.map((key, i) => log.append(key, { ...SCORED, scores: Float64Array.of(i, -i) })),
      );
      for (const [i, key] of keys.entries()) {
        expect(await log.read(key)).toMatchObject({ scores: Float64Array.of(i, -i) });
      }
      await log.close();
    });

    it("may be closed twice", async () => {
      const log = await create();
      await log.close();
      await log.close();
    });
  });
}
