import { canonicalJson, contentId, type Json, textId } from "../core/canonical-json.js";
import type { CreateDigest } from "../core/digest.js";
import { HomegroundError } from "../core/errors.js";
import type { Count, Sha256 } from "../core/json-values.js";
import { jsonOrUndefined } from "../core/parse-json.js";
import { sharedResultOf } from "./read-shared.js";
import type { SharedResult } from "./shared-result.js";

/**
 * How far an entry can be trusted: `told` by whoever sent it; `recomputable` from its outcomes;
 * `verified` against its images. Entries are `told` until the others exist.
 */
export type Provenance = "told" | "recomputable" | "verified";

/** What a ledger keeps of one result. */
export interface LedgerEntry {
  readonly provenance: Provenance;
  readonly result: SharedResult;
}

/** A line of `ledger.ndjson`, in canonical JSON. */
export interface LedgerLine {
  /** From 1. */
  readonly seq: number;
  /** Id of the line before; 64 zeros at the first. */
  readonly prev: Sha256;
  /** SHA-256 of the canonical `{seq, prev, entry}`. */
  readonly id: Sha256;
  readonly entry: LedgerEntry;
}

/** A ledger in memory: results of one record, or of one model, at many places. */
export interface Ledger {
  readonly lines: readonly LedgerLine[];
}

/** Where a ledger ends: all that its next line depends on. */
export interface LedgerEnd {
  readonly count: Count;
  /** Id of the last line. */
  readonly head: Sha256;
}

/** The end of a ledger without a line. */
export const EMPTY_END: LedgerEnd = { count: 0, head: "0".repeat(64) };

/** Why a result is not taken, in words that follow "this result". */
export interface NotAdded {
  readonly code: "ledger/duplicate" | "ledger/other-record";
  readonly what: string;
  /** Whether it may be a result of its own all the same. */
  readonly isDoubtful?: true;
}

/**
 * Reads a ledger and checks every line against the one before. An unfinished last line, which a killed
 * program leaves, does not count.
 *
 * @param text of `ledger.ndjson`
 * @param where names it in messages
 * @throws HomegroundError `ledger/changed` at the first line that was edited, removed or moved
 */
export function readLedger(text: string, where: string, createDigest: CreateDigest): Ledger {
  const lines: LedgerLine[] = [];
  let end = EMPTY_END;
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf("\n", at);
    if (newline < 0) break;
    const line = checkedLine(text.slice(at, newline), end, where, createDigest);
    lines.push(line);
    end = endAfter(line);
    at = newline + 1;
  }
  return { lines };
}

/** Where a ledger ends whose last line this is. */
export function endAfter({ seq, id }: LedgerLine): LedgerEnd {
  return { count: seq, head: id };
}

/**
 * A line of a ledger that ends with it.
 *
 * @param before where the ledger ends without it
 * @throws HomegroundError `ledger/changed` where it was edited, or does not follow
 */
export function checkedLine(
  text: string,
  before: LedgerEnd,
  where: string,
  createDigest: CreateDigest,
): LedgerLine {
  const number = before.count + 1;
  const at = `${where}, line ${number}`;
  const value = jsonOrUndefined(text);
  if (!isLine(value)) throw changed("it is no line of a ledger", at);
  const { seq, prev, id, entry } = value;
  if (canonicalJson(value as unknown as Json) !== text) {
    throw changed("it is not written as it was added", at);
  }
  if (textId(contentText(text, value), createDigest) !== id) throw changed("it was edited", at);
  if (seq !== number || prev !== before.head) {
    const what =
      seq > number
        ? `it was added as line ${seq}: a line before it was removed or moved`
        : seq < number
          ? `it was added as line ${seq}: it was moved, or a line before it was put in`
          : "it follows another line than this ledger has before it";
    throw changed(what, at);
  }
  return { seq, prev, id, entry: entryOf(entry, at) };
}

/** The canonical `{entry, prev, seq}` of a line's canonical text, which has `id` between them. */
function contentText(text: string, { id, prev, seq }: LedgerLine): string {
  const end = `"prev":"${prev}","seq":${seq}}`;
  return text.slice(0, text.length - end.length - `"id":"${id}",`.length) + end;
}

function isLine(value: unknown): value is LedgerLine {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const { id, prev, seq } = value as LedgerLine;
  const areTexts = typeof id === "string" && typeof prev === "string";
  return areTexts && Number.isInteger(seq) && Object.keys(value).length === 4 && "entry" in value;
}

const PROVENANCES: readonly unknown[] = ["told", "recomputable", "verified"];

function entryOf(value: unknown, where: string): LedgerEntry {
  const { provenance, result } = (value ?? {}) as Partial<LedgerEntry>;
  if (!PROVENANCES.includes(provenance)) throw changed("it does not say who vouches for it", where);
  return { provenance: provenance as Provenance, result: sharedResultOf(result, where) };
}

/**
 * Why a ledger does not take a result; null where it does.
 *
 * @param first result of the ledger; null while it is empty
 * @param same a line of the same images and model; null where there is none
 */
export function whyNotAdded(
  first: SharedResult | null,
  same: LedgerLine | null,
  result: SharedResult,
): NotAdded | null {
  if (first === null) return null;
  if (first.record !== result.record || first.task !== result.task) {
    return { code: "ledger/other-record", what: "is of another record than those of the ledger" };
  }
  if (first.record === null && (first.model === null || first.model !== result.model)) {
    return { code: "ledger/other-record", what: "names no record, and not the ledger's model" };
  }
  if (same === null) return null;
  const there = same.entry.result;
  const isByImages = there.evidence !== null && result.evidence !== null;
  const code = "ledger/duplicate";
  if (isByImages || there.place === result.place) {
    return { code, what: `is there already, as line ${same.seq}` };
  }
  return {
    code,
    what: `says the same as line ${same.seq}, of another place, and nothing tells their images apart`,
    isDoubtful: true,
  };
}

/**
 * Whether two results are of the same images and model. Without evidence of the images they are the same
 * where they say the same, whatever is said of place and month.
 */
export function isSame(a: SharedResult, b: SharedResult): boolean {
  if (a.evidence !== null && b.evidence !== null) return imagesOf(a) === imagesOf(b);
  return sayings(a) === sayings(b);
}

/**
 * Texts of which two results have one in common where they are the same: the first of the images and the
 * model, null without evidence of the images, the second of what is said.
 */
export function sameTexts(result: SharedResult): readonly [string | null, string] {
  return [result.evidence === null ? null : imagesOf(result), sayings(result)];
}

function imagesOf({ evidence, model }: SharedResult): string {
  return canonicalJson({ evidence, model });
}

function sayings({ model, counts, figures }: SharedResult): string {
  return canonicalJson({ model, counts, figures } as unknown as Json);
}

/** The line that adds an entry. */
export function nextLine(
  { count, head }: LedgerEnd,
  entry: LedgerEntry,
  createDigest: CreateDigest,
): LedgerLine {
  const content = { seq: count + 1, prev: head, entry };
  return { ...content, id: contentId(content as unknown as Json, createDigest) };
}

/** The line as the file has it, with its end. */
export function lineText(line: LedgerLine): string {
  return `${canonicalJson(line as unknown as Json)}\n`;
}

function changed(what: string, where: string): HomegroundError {
  return new HomegroundError("ledger/changed", {
    what,
    where,
    fix: "Take the ledger from a copy that verifies, and add what is missing again",
  });
}
