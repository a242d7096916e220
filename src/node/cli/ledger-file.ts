import { createReadStream } from "node:fs";
import { type FileHandle, open, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import {
  checkedLine,
  EMPTY_END,
  endAfter,
  isSame,
  type LedgerEnd,
  type LedgerLine,
  lineText,
} from "../../ledger/ledger.js";
import { type LedgerIndex, openIndex } from "../../ledger/ledger-index.js";
import { MOST_SHARED_CHARACTERS } from "../../ledger/read-shared.js";
import type { SharedResult } from "../../ledger/shared-result.js";
import { createLineReader } from "../../records/record/lines.js";
import { createNodeDigest } from "../digest.js";
import { unreadable } from "../files/disk-file.js";
import { isMissing } from "../files/fs-errors.js";
import { notWritten } from "../files/write-file.js";
import { isFolder } from "./named-file.js";

const LEDGER_FILE = "ledger.ndjson";
/** Beside the ledger; it can be made again from it at any time. */
const INDEX_FILE = "ledger.index";
/** Shorter ledgers are read as fast as an index of them. */
const LEAST_INDEXED = 1000;
/** First words of an index: a mark, which also tells the order of a word's bytes, and its version. */
const INDEX_HEAD = [0x48474c49, 1] as const;
const HEAD_BYTES = 4 * INDEX_HEAD.length;
/** A line is at most a shared result and a little; longer ones are none. */
const MOST_LINE_BYTES = 4 * MOST_SHARED_CHARACTERS + 10_000;

/** The file of a ledger that is named by its folder or its file. */
export async function ledgerFile(path: string): Promise<string> {
  const isFile = path.endsWith(".ndjson") && !(await isFolder(path));
  return isFile ? path : join(path, LEDGER_FILE);
}

/**
 * Takes a line of a ledger. Where it gives a promise, the next line is read once that is kept.
 *
 * @param where names the line in messages
 * @param bytes of the ledger up to its end
 */
type TakeLine = (line: LedgerLine, where: string, bytes: number) => unknown;

/**
 * Reads a ledger line by line and checks each against the one before.
 *
 * @param path names the ledger as its user did
 * @param take is called with every line
 * @returns where it ends
 * @throws HomegroundError `input/not-found`, `ledger/changed`
 */
export async function readLedgerFile(
  path: string,
  take: TakeLine,
): Promise<LedgerEnd & { readonly file: string }> {
  const file = await ledgerFile(path);
  try {
    const end = await readLines(file, { end: EMPTY_END, bytes: 0 }, take);
    return { ...end, file };
  } catch (cause) {
    if (!isMissing(cause)) throw unreadableUnlessOurs(file, cause);
    throw new HomegroundError("input/not-found", {
      what: `there is no ${LEDGER_FILE}`,
      where: path,
      fix: "Name the folder of a ledger; homeground ledger add begins one",
    });
  }
}

function unreadableUnlessOurs(file: string, cause: unknown): unknown {
  return isHomegroundError(cause) ? cause : unreadable(file, cause);
}

/** A place in the file at which a line ends. */
interface Place {
  readonly end: LedgerEnd;
  readonly bytes: number;
}

async function readLines(file: string, from: Place, take: TakeLine): Promise<LedgerEnd> {
  let { end, bytes } = from;
  const pieces = createReadStream(file, { start: bytes, highWaterMark: 1 << 20 });
  const reader = createLineReader(pieces, MOST_LINE_BYTES);
  try {
    for (;;) {
      const reading = reader.next();
      const text = reading instanceof Promise ? await reading : reading;
      // A line without its end was not written whole.
      if (reader.end === "complete" || reader.end === "no-line-feed") return end;
      const line = checkedLine(textOf(text), end, file, createNodeDigest);
      end = endAfter(line);
      bytes += text!.length + 1;
      const taken = take(line, `${file}, line ${line.seq}`, bytes);
      if (taken instanceof Promise) await taken;
    }
  } finally {
    pieces.destroy();
  }
}

/** @param bytes null for a line that is too long, which is none of a ledger */
function textOf(bytes: Uint8Array | null): string {
  if (bytes === null) return "";
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
}

/** A ledger that something is to be added to. */
export interface GrowingLedger {
  readonly end: LedgerEnd;
  readonly first: SharedResult | null;
  /** A line of the same images and model as a result; null where there is none. */
  readonly same: (result: SharedResult) => Promise<LedgerLine | null>;
  /** Takes a line that {@link save} is to write. */
  readonly add: (line: LedgerLine) => void;
  /** Writes what was added behind the whole lines: a killed run leaves the ledger before, or the one after. */
  readonly save: () => Promise<void>;
}

/**
 * Opens a ledger to add to it. What an index knows of its lines is not read again: only that its last line is
 * where the index has it, and that later ones follow.
 *
 * @throws HomegroundError `ledger/changed` where a line that was read is not as it was added
 */
export async function openGrowing(file: string): Promise<GrowingLedger> {
  const isThere = (await stat(file).catch(() => null)) !== null;
  const indexFile = join(dirname(file), INDEX_FILE);
  const stored = isThere ? await storedIndex(file, indexFile) : null;
  const index = stored?.index ?? openIndex(new Uint32Array(0), createNodeDigest);
  const indexed = index.count;
  let first = stored?.first ?? null;
  let end = stored?.end ?? EMPTY_END;
  if (isThere) {
    const from = { end, bytes: index.end(indexed) };
    const later = readLines(file, from, (line, _, bytes) => {
      first ??= line.entry.result;
      index.add(line.entry.result, line.id, bytes);
    });
    end = await later.catch((cause: unknown) => {
      throw unreadableUnlessOurs(file, cause);
    });
  }
  const whole = index.end(index.count);
  const before = index.count;
  const added: LedgerLine[] = [];
  const texts: string[] = [];

  async function lineAt(seq: number): Promise<LedgerLine> {
    const own = added[seq - before - 1];
    if (own !== undefined) return own;
    return await withFile(file, "r", (handle) => lineOf(handle, index, seq, file));
  }

  return {
    get end() {
      return end;
    },
    get first() {
      return first;
    },
    async same(result) {
      for (const seq of index.alike(result)) {
        const line = await lineAt(seq);
        if (isSame(line.entry.result, result)) return line;
      }
      return null;
    },
    add(line) {
      const text = lineText(line);
      texts.push(text);
      added.push(line);
      index.add(line.entry.result, line.id, index.end(index.count) + Buffer.byteLength(text));
      end = endAfter(line);
      first ??= line.entry.result;
    },
    async save() {
      try {
        await withFile(file, "a", async (handle) => {
          if (isThere) await truncate(file, whole);
          await handle.appendFile(texts.join(""));
          await handle.sync();
        });
      } catch (cause) {
        throw notWritten(file, cause);
      }
      await storeIndex(indexFile, index, stored === null ? 0 : indexed);
    },
  };
}

interface StoredIndex {
  readonly index: LedgerIndex;
  readonly first: SharedResult;
  readonly end: LedgerEnd;
}

/** The index beside a ledger, with the first and the last line that it knows; null where it is not of the ledger. */
async function storedIndex(file: string, indexFile: string): Promise<StoredIndex | null> {
  const bytes = await readFile(indexFile).catch(() => null);
  if (bytes === null || bytes.length < HEAD_BYTES) return null;
  const words = new Uint32Array(Math.floor(bytes.length / 4));
  new Uint8Array(words.buffer).set(bytes.subarray(0, 4 * words.length));
  if (INDEX_HEAD.some((word, i) => words[i] !== word)) return null;
  const index = openIndex(words.subarray(INDEX_HEAD.length), createNodeDigest);
  if (index.count === 0) return null;
  try {
    return await withFile(file, "r", async (handle) => {
      const first = await lineOf(handle, index, 1, file);
      const last = await lineOf(handle, index, index.count, file);
      return { index, first: first.entry.result, end: endAfter(last) };
    });
  } catch (cause) {
    // Of another ledger, or of this one before it was taken back: it is made again.
    if (isHomegroundError(cause)) return null;
    throw unreadable(file, cause);
  }
}

/** A line that an index has, held to its own hash and its place. @throws HomegroundError `ledger/changed` */
async function lineOf(
  handle: FileHandle,
  index: LedgerIndex,
  seq: number,
  file: string,
): Promise<LedgerLine> {
  const [start, end] = [index.end(seq - 1), index.end(seq)];
  const length = Math.min(Math.max(0, end - start - 1), MOST_LINE_BYTES);
  const { buffer } = await handle.read(Buffer.alloc(length), 0, length, start);
  const text = buffer.toString("utf8");
  const prev = /,"prev":"([0-9a-f]{64})","seq":\d+\}$/.exec(text)?.[1] ?? "";
  const line = checkedLine(text, { count: seq - 1, head: prev }, file, createNodeDigest);
  if (line.id.startsWith(index.idStart(seq))) return line;
  throw new HomegroundError("ledger/changed", {
    what: "it is another line than its index has there",
    where: `${file}, line ${seq}`,
    fix: `Remove ${INDEX_FILE}, which is made again`,
  });
}

/** Writes an index, or what of it is not stored yet. One that cannot be written is done without. */
async function storeIndex(indexFile: string, index: LedgerIndex, stored: number): Promise<void> {
  if (index.count < LEAST_INDEXED) return;
  const { buffer: bytes } = index.words(stored);
  try {
    if (stored === 0) {
      const head = Buffer.from(Uint32Array.from(INDEX_HEAD).buffer);
      await writeFile(indexFile, Buffer.concat([head, Buffer.from(bytes)]));
      return;
    }
    await withFile(indexFile, "r+", async (handle) => {
      const at = HEAD_BYTES + index.words(0).byteLength - bytes.byteLength;
      await handle.write(Buffer.from(bytes), 0, bytes.byteLength, at);
      await handle.truncate(at + bytes.byteLength);
    });
  } catch {
    // The next run makes it from the ledger.
  }
}

async function withFile<T>(
  file: string,
  flags: string,
  work: (handle: FileHandle) => Promise<T>,
): Promise<T> {
  const handle = await open(file, flags);
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
}
