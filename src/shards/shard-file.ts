import * as z from "zod/mini";
import { crc32 } from "../core/crc32.js";
import type { CreateDigest } from "../core/digest.js";
import { jsonOrUndefined } from "../core/parse-json.js";
import type { ScoreRecord } from "../scoring/score-log.js";
import {
  FRAME_HEAD_BYTES,
  frameRecord,
  keyOfRecord,
  parseRecord,
} from "../scoring/score-log-frames.js";

/**
 * What a shard came to, in one file that is written whole:
 *
 *     "homeground shard 1\n" · header as JSON · "\n" · records · SHA-256 of all before it in hexadecimal · "\n"
 *
 * Records are those of a score log. An image has one of each model, in the order of the plan, then one of each look
 * at it altered, model by model for each way; images are in the order of their list. The same shard gives the same
 * bytes on any machine.
 */
const MAGIC = new TextEncoder().encode("homeground shard 1\n");
const SEAL_BYTES = 65;

export interface ShardHeader {
  /** Of the plan's shard. */
  readonly id: string;
  readonly version: string;
  /** Records behind it. */
  readonly records: number;
}

const HEADER = z.object({
  id: z.string(),
  version: z.string(),
  records: z.int().check(z.nonnegative()),
});

/** One record and the SHA-256 of the image that it is about. */
export type KeyedRecord = readonly [sha256: string, record: ScoreRecord];

/** The bytes of a shard's file in pieces. */
export async function* shardPieces(
  header: ShardHeader,
  records: AsyncIterable<KeyedRecord>,
  createDigest: CreateDigest,
): AsyncGenerator<Uint8Array> {
  const digest = createDigest();
  const sealed = (piece: Uint8Array): Uint8Array => {
    digest.update(piece);
    return piece;
  };
  const encoder = new TextEncoder();
  yield sealed(MAGIC);
  yield sealed(encoder.encode(`${JSON.stringify(header)}\n`));
  for await (const [sha256, record] of records) yield sealed(frameRecord(sha256, record));
  yield encoder.encode(`${digest.hex()}\n`);
}

/** What is wrong with a shard's file, for sentences. */
export class DamagedShard extends Error {
  override readonly name = "DamagedShard";
}

/**
 * Reads a shard's file from its beginning to its seal.
 *
 * @param use takes each record as it comes, before the seal is known to fit; absent to look at the seal alone
 * @throws DamagedShard where it is cut off, changed or no such file
 */
export async function readShard(
  pieces: AsyncIterable<Uint8Array>,
  createDigest: CreateDigest,
  use?: (record: KeyedRecord, at: number) => void | Promise<void>,
): Promise<ShardHeader> {
  const digest = createDigest();
  let header: ShardHeader | null = null;
  let pending: Uint8Array = new Uint8Array();
  let count = 0;
  for await (const piece of pieces) {
    pending = joined(pending, piece);
    let at = 0;
    if (header === null) {
      const end = headerEnd(pending);
      if (end === null) continue;
      header = headerOf(pending.subarray(MAGIC.length, end - 1));
      at = end;
    }
    // The last bytes that there are may be the seal, which looks like no record.
    while (at + FRAME_HEAD_BYTES <= pending.length - SEAL_BYTES) {
      const view = new DataView(pending.buffer, pending.byteOffset + at, FRAME_HEAD_BYTES);
      const end = at + FRAME_HEAD_BYTES + view.getUint32(0, true);
      if (end > pending.length - SEAL_BYTES) break;
      const body = pending.subarray(at + FRAME_HEAD_BYTES, end);
      if (crc32(body) !== view.getUint32(4, true)) throw new DamagedShard("a record is changed");
      if (use !== undefined) await use([keyOfRecord(body), parseRecord(body)], count);
      count++;
      at = end;
    }
    digest.update(pending.subarray(0, at));
    pending = pending.subarray(at);
  }
  if (header === null) throw new DamagedShard("it ends before its first line does");
  const seal = new TextDecoder().decode(pending);
  if (pending.length !== SEAL_BYTES || seal !== `${digest.hex()}\n`) {
    throw new DamagedShard("it is cut off or changed");
  }
  if (count !== header.records) throw new DamagedShard("it holds another number of records");
  return header;
}

/** Where the records begin; null where that is not there yet. */
function headerEnd(bytes: Uint8Array): number | null {
  for (let i = 0; i < Math.min(MAGIC.length, bytes.length); i++) {
    if (bytes[i] !== MAGIC[i]) throw new DamagedShard("it is not what a shard came to");
  }
  const end = bytes.indexOf(LINE_FEED, MAGIC.length);
  if (end < 0 && bytes.length > MOST_HEADER_BYTES) throw new DamagedShard("it has no first line");
  return end < 0 ? null : end + 1;
}

const LINE_FEED = 10;
const MOST_HEADER_BYTES = 10_000;

function headerOf(bytes: Uint8Array): ShardHeader {
  const parsed = HEADER.safeParse(jsonOrUndefined(new TextDecoder().decode(bytes)));
  if (!parsed.success) throw new DamagedShard("its first line is changed");
  return parsed.data;
}

function joined(before: Uint8Array, piece: Uint8Array): Uint8Array {
  if (before.length === 0) return piece;
  const whole = new Uint8Array(before.length + piece.length);
  whole.set(before);
  whole.set(piece, before.length);
  return whole;
}
