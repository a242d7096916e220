import { canonicalJson, contentId, type Json } from "../../core/canonical-json.js";
import type { CreateDigest } from "../../core/digest.js";
import type { TransparencyRecord } from "./record-types.js";

/** `type` of a data set that is a record's, not one of the hub. */
export const RECORD_DATASET = "homeground-record";

/** A record before it has its id and signatures. */
export type UnsealedRecord = Omit<TransparencyRecord, "id" | "signatures">;

/**
 * SHA-256 of the canonical bytes of everything but `id` and `signatures`: what badge, link and paper
 * print, and what is signed.
 *
 * @returns 64 hexadecimal digits
 */
export function recordId(
  record: UnsealedRecord | TransparencyRecord,
  createDigest: CreateDigest,
): string {
  const { id: _id, signatures: _signatures, ...rest } = record as TransparencyRecord;
  return contentId(rest as unknown as Json, createDigest);
}

/** The record with its id, unsigned. */
export function sealRecord(record: UnsealedRecord, createDigest: CreateDigest): TransparencyRecord {
  return { ...record, id: recordId(record, createDigest), signatures: [] };
}

/** The bytes of `record.json`, as text: the canonical form, without a line feed at the end. */
export function recordText(record: TransparencyRecord): string {
  return canonicalJson(record as unknown as Json);
}
