import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { HomegroundError, messageOf } from "../../core/errors.js";
import { type ArchiveLimits, isBomb } from "../../formats/archives/archive-limits.js";
import {
  createFoldersAbove,
  FILE_FOR_FOLDER,
  type FoldersAbove,
  folderWithBytes,
  isArchiveName,
  readEntryName,
} from "../../formats/archives/archive-names.js";
import type { PlaceProblems } from "../../formats/place-problems.js";
import type { ArchiveWriter } from "./archive-writer.js";
import { type ByteStream, createByteStream } from "./byte-stream.js";
import {
  isZeroBlock,
  readPaxRecords,
  readTarHeader,
  TAR_BLOCK,
  type TarHeader,
} from "./tar-header.js";

/** A long name or a set of attributes is no longer than this. */
const MAX_EXTRA_BYTES = 1 << 20;

/**
 * Unpacks a tar archive (ustar, pax, GNU), packed by gzip or not, from front to back.
 *
 * @param archive names the archive in errors
 * @throws HomegroundError `archive/truncated`, `archive/invalid`, `archive/unsupported`,
 *   `archive/too-many`, `archive/too-large`, `output/not-written`
 */
export async function unpackTar(
  path: string,
  archive: string,
  isGzip: boolean,
  writer: ArchiveWriter,
  limits: ArchiveLimits,
  problems: PlaceProblems,
): Promise<void> {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  const unpacked = isGzip ? file.pipe(createGunzip({ chunkSize: 1 << 18 })) : file;
  file.on("error", (error) => unpacked.destroy(error));
  const counted = countedPieces(unpacked, () => file.bytesRead, isGzip, archive, limits);
  try {
    await unpackEntries(createByteStream(counted), archive, isGzip, writer, limits, problems);
  } finally {
    unpacked.destroy();
    file.destroy();
  }
}

/** Watches how much comes out of how little; what gzip has to say becomes an error with a code. */
async function* countedPieces(
  pieces: AsyncIterable<Uint8Array>,
  packedBytes: () => number,
  isGzip: boolean,
  archive: string,
  limits: ArchiveLimits,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const piece of pieces) {
      bytes += piece.length;
      if (isGzip && isBomb(bytes, packedBytes(), limits)) throw tooLarge(bytes, archive);
      yield piece;
    }
  } catch (cause) {
    if (cause instanceof HomegroundError) throw cause;
    const what = messageOf(cause);
    throw /unexpected end of file/i.test(what)
      ? truncated(archive, cause)
      : invalid(what, archive, cause);
  }
}

async function unpackEntries(
  stream: ByteStream,
  archive: string,
  isGzip: boolean,
  writer: ArchiveWriter,
  limits: ArchiveLimits,
  problems: PlaceProblems,
): Promise<void> {
  const seen = new Set<string>();
  const folders = createFoldersAbove();
  let longName: string | null = null;
  let longSize: number | null = null;
  for (let count = 0; ; count++) {
    const block = await stream.take(TAR_BLOCK);
    const isEnd = block.length === 0 || isZeroBlock(block);
    if (count === 0 && (isEnd || block.length < TAR_BLOCK)) throw notTar(archive, isGzip);
    if (isEnd) return;
    if (block.length < TAR_BLOCK) throw truncated(archive);
    const header = readTarHeader(block);
    if (header === null) {
      throw count === 0 ? notTar(archive, isGzip) : invalid("a header is damaged", archive);
    }
    if (count > limits.maxEntries) throw tooMany(archive, limits);
    if ("xgLK".includes(header.type)) {
      const extra = await readExtra(stream, header, archive);
      if (header.type === "L") longName = extra.name;
      else if (header.type === "x") {
        longName = extra.path ?? longName;
        longSize = extra.size ?? longSize;
      }
      continue;
    }
    const sizeBytes = longSize ?? header.sizeBytes;
    const named = longName === null ? header : { ...header, name: longName, isUtf8: true };
    longName = null;
    longSize = null;
    const inside = decide(named, sizeBytes, limits, problems, seen, folders, writer);
    const body = bodyOf(stream, sizeBytes, archive);
    if (inside === null) for await (const piece of body) void piece;
    else {
      writer.reserve(sizeBytes);
      await writer.write(inside, body, { sizeBytes, crc32: null });
    }
    const padding = (TAR_BLOCK - (sizeBytes % TAR_BLOCK)) % TAR_BLOCK;
    if ((await stream.take(padding)).length < padding) throw truncated(archive);
  }
}

/** Path of an entry that is unpacked; null for one that is reported, or is of no interest. */
function decide(
  header: TarHeader,
  sizeBytes: number,
  limits: ArchiveLimits,
  problems: PlaceProblems,
  seen: Set<string>,
  folders: FoldersAbove,
  writer: ArchiveWriter,
): string | null {
  const read = readEntryName(header.name);
  if (read.kind === "bad") {
    const what = `the entry is left out for its name: ${read.why}`;
    problems.add("archive/path", header.name, what);
    return null;
  }
  if (read.kind === "folder" && header.type !== "5" && sizeBytes > 0) {
    problems.add("archive/path", header.name, folderWithBytes(sizeBytes));
  }
  if (read.kind !== "file" || header.type === "5") return null;
  const { path } = read;
  const leftOut = (code: Parameters<PlaceProblems["add"]>[0], what: string): null => {
    problems.add(code, path, what);
    return null;
  };
  if (header.type === "1" || header.type === "2") {
    return leftOut("archive/link", "it is a link, which is not followed");
  }
  if (header.type !== "0" && header.type !== "7") {
    return leftOut("archive/not-a-file", "it is no regular file; it is left out");
  }
  if (isArchiveName(path)) {
    return leftOut("archive/nested", "an archive inside the archive is not unpacked");
  }
  if (sizeBytes > limits.maxEntryBytes) {
    return leftOut("archive/too-large", `it has ${sizeBytes} bytes; it is left out`);
  }
  if (seen.has(path)) {
    writer.discard(path);
    return leftOut("archive/duplicate", "several entries have this name; all are left out");
  }
  if (folders.has(path)) return leftOut("archive/path", FILE_FOR_FOLDER);
  seen.add(path);
  folders.add(path);
  // A file that came before the first entry below it is taken back.
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
    const folder = path.slice(0, at);
    if (!seen.has(folder)) continue;
    seen.delete(folder);
    writer.discard(folder);
    problems.add("archive/path", folder, FILE_FOR_FOLDER);
  }
  if (!header.isUtf8) problems.add("path/encoding", path, "the name is not valid UTF-8");
  return path;
}

async function* bodyOf(
  stream: ByteStream,
  sizeBytes: number,
  archive: string,
): AsyncGenerator<Uint8Array> {
  let left = sizeBytes;
  for await (const piece of stream.pieces(sizeBytes)) {
    left -= piece.length;
    yield piece;
  }
  if (left > 0) throw truncated(archive);
}

/** What a header says of the next one. */
interface Extra {
  readonly name: string | null;
  readonly path: string | null;
  readonly size: number | null;
}

async function readExtra(stream: ByteStream, header: TarHeader, archive: string): Promise<Extra> {
  const { sizeBytes, type } = header;
  if (sizeBytes > MAX_EXTRA_BYTES) throw invalid("a name is longer than names are", archive);
  const padded = Math.ceil(sizeBytes / TAR_BLOCK) * TAR_BLOCK;
  const bytes = await stream.take(padded);
  if (bytes.length < padded) throw truncated(archive);
  const content = bytes.subarray(0, sizeBytes);
  if (type === "L") {
    const name = new TextDecoder().decode(content).replace(/\0.*$/s, "");
    return { name, path: null, size: null };
  }
  if (type !== "x") return { name: null, path: null, size: null };
  const records = readPaxRecords(content);
  const size = records?.get("size");
  if (records === null || (size !== undefined && !/^\d{1,15}$/.test(size))) {
    throw invalid("the attributes of an entry are damaged", archive);
  }
  return {
    name: null,
    path: records.get("path") ?? null,
    size: size === undefined ? null : Number(size),
  };
}

function notTar(archive: string, isGzip: boolean): HomegroundError {
  return new HomegroundError(isGzip ? "archive/unsupported" : "archive/invalid", {
    what: isGzip ? "what gzip packed is no tar archive" : "this is no tar archive",
    where: archive,
    fix: "Give a folder, or a .zip, .tar or .tar.gz archive of images",
  });
}

function invalid(what: string, archive: string, cause?: unknown): HomegroundError {
  return new HomegroundError("archive/invalid", {
    what: `the archive is damaged: ${what}`,
    where: archive,
    fix: "Copy or download the archive again, whole",
    cause,
  });
}

function truncated(archive: string, cause?: unknown): HomegroundError {
  return new HomegroundError("archive/truncated", {
    what: "the archive ends before its last entry does",
    where: archive,
    fix: "Copy or download the archive again, whole",
    cause,
  });
}

function tooLarge(bytes: number, archive: string): HomegroundError {
  return new HomegroundError("archive/too-large", {
    what: `more than ${bytes} bytes come out of a small archive, as from one made to fill a disk`,
    where: archive,
    fix: "Do not trust this archive; make it again from the files themselves",
  });
}

function tooMany(archive: string, { maxEntries }: ArchiveLimits): HomegroundError {
  return new HomegroundError("archive/too-many", {
    what: `the archive has more than ${maxEntries} entries`,
    where: archive,
    fix: "Unpack it yourself and name the folder",
  });
}
