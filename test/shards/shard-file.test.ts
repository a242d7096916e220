import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createNodeDigest } from "../../src/node/digest.js";
import type { ScoreRecord } from "../../src/scoring/score-log.js";
import {
  DamagedShard,
  type KeyedRecord,
  readShard,
  shardPieces,
} from "../../src/shards/shard-file.js";

const sha = fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 64, maxLength: 64 });
const record: fc.Arbitrary<ScoreRecord> = fc.oneof(
  fc.record({
    ok: fc.constant(true as const),
    scores: fc.array(fc.double(), { maxLength: 5 }).map((all) => new Float64Array(all)),
    widthPx: fc.nat(),
    heightPx: fc.nat(),
    notes: fc.array(fc.string(), { maxLength: 2 }),
  }),
  fc.record({ ok: fc.constant(false as const), code: fc.string(), what: fc.string() }),
);
const records = fc.array(
  fc.tuple(
    sha.map((digits) => digits.map((one) => one.toString(16)).join("")),
    record,
  ),
  { maxLength: 6 },
);

async function* each<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

async function bytesOf(all: readonly KeyedRecord[]): Promise<Uint8Array> {
  const header = { id: "ab".repeat(32), version: "1.2.3", records: all.length };
  const pieces: Uint8Array[] = [];
  for await (const piece of shardPieces(header, each(all), createNodeDigest)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The same bytes in pieces of a length, as a disk gives them. */
function pieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  const count = Math.ceil(bytes.length / length);
  return each(
    Array.from({ length: count }, (_, i) => bytes.subarray(i * length, (i + 1) * length)),
  );
}

describe("a shard's file", () => {
  it("gives back what was written, in pieces of any length", async () => {
    await fc.assert(
      fc.asyncProperty(records, fc.integer({ min: 1, max: 200 }), async (all, length) => {
        const read: KeyedRecord[] = [];
        const header = await readShard(
          pieces(await bytesOf(all), length),
          createNodeDigest,
          (one, at) => {
            expect(at).toBe(read.length);
            read.push(one);
          },
        );
        expect(read).toEqual(all);
        expect(header).toEqual({ id: "ab".repeat(32), version: "1.2.3", records: all.length });
      }),
    );
  });

  it("is refused when it was cut at any byte, or goes on behind its seal", async () => {
    const scores = new Float64Array([0.25, 0.75]);
    const bytes = await bytesOf([
      ["cd".repeat(32), { ok: true, scores, widthPx: 3, heightPx: 4, notes: [] }],
      ["ef".repeat(32), { ok: false, code: "timeout", what: "too long" }],
    ]);
    for (let end = 0; end < bytes.length; end++) {
      const cut = readShard(pieces(bytes.subarray(0, end), 50), createNodeDigest);
      await expect(cut, `cut at ${end}`).rejects.toThrow(DamagedShard);
    }
    const longer = Buffer.concat([bytes, Buffer.from("x")]);
    await expect(readShard(pieces(longer, 50), createNodeDigest)).rejects.toThrow(DamagedShard);
  });

  it("is refused when any bit of it was changed", async () => {
    const scores = new Float64Array([0.25, 0.75]);
    const bytes = await bytesOf([
      ["cd".repeat(32), { ok: true, scores, widthPx: 3, heightPx: 4, notes: [] }],
    ]);
    for (let at = 0; at < bytes.length * 8; at++) {
      const changed = Uint8Array.from(bytes);
      changed[at >> 3]! ^= 1 << (at & 7);
      const read = readShard(pieces(changed, 64), createNodeDigest);
      await expect(read, `bit ${at}`).rejects.toThrow(DamagedShard);
    }
  });
});
