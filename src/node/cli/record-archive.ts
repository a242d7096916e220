import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { HomegroundError } from "../../core/errors.js";
import type { Count, Sha256 } from "../../core/json-values.js";
import {
  type ArchivedFile,
  archivePage,
  archiveReadme,
  checksumsText,
  RECORD_FOLDER,
} from "../../records/archive/archive-texts.js";
import { badgeSvg } from "../../records/kit/badge.js";
import { recordError } from "../../records/record/read-record.js";
import { recordJsonSchema } from "../../records/record/record-json-schema.js";
import type { TransparencyRecord } from "../../records/record/record-types.js";
import { verifySignatures } from "../../records/record/signature.js";
import { bytesText, counted } from "../../reports/numbers.js";
import { createNodeDigest } from "../digest.js";
import { filesBelow } from "../files/files-below.js";
import { alone } from "../files/place-lock.js";
import { removeOldParts, writePieces } from "../files/write-file.js";
import { checksum, type ZipEntry, zipArchive } from "../files/zip-writer.js";
import { createNodeSignatures } from "../signatures.js";
import type { CommandIo, CommandResult } from "./command.js";
import { recordFile } from "./named-file.js";
import { createProgress } from "./progress.js";
import { evidenceOf, soundRecord } from "./record-kit.js";

export interface RecordArchiveOptions {
  readonly out: string;
  readonly quiet?: true | undefined;
}

/** What `homeground record archive --json` prints; the JSON Schema is `schemas/archive.schema.json`. */
export interface ArchiveJson {
  readonly schema: "homeground.archive/1";
  readonly id: Sha256;
  readonly evidence: Sha256;
  /** The archive, as the command line named it. */
  readonly path: string;
  readonly sizeBytes: Count;
  /** Names in the archive. */
  readonly files: readonly string[];
  /** Files of the record's folder that are never given away. */
  readonly leftOut: readonly string[];
}

/** An entry with the hash that SHA256SUMS names. */
interface HashedEntry extends ZipEntry, ArchivedFile {}

/** Never given away, wherever they lie. */
const PRIVATE = /(?:^|\/)\.|\.(?:secret|key|pem)$|\.part(?:\/|$)/i;

/** `homeground record archive RECORD.json --out FILE.zip`. */
export async function archiveHere(
  path: string,
  { out, quiet }: RecordArchiveOptions,
  io: CommandIo,
): Promise<CommandResult> {
  if (!/\.zip$/i.test(out)) {
    throw new HomegroundError("usage/bad-option", {
      what: `${JSON.stringify(out)} is not the name of a ZIP file`,
      where: "--out",
      fix: "Name a file that ends in .zip",
    });
  }
  const file = await recordFile(path);
  const record = await soundRecord(file);
  const evidence = await evidenceOf(record, file);
  const signed = await verifySignatures(record, file, createNodeSignatures());
  const progress = createProgress("Archiving", io, quiet === true);
  const { entries, leftOut } = await recordEntries(record, dirname(file), io, progress.update);
  const schema = textEntry(
    "schemas/record.schema.json",
    `${JSON.stringify(recordJsonSchema(), null, 2)}\n`,
  );
  const bound = [schema, ...entries];
  const page = archivePage(record, evidence, signed.keys, bound);
  const front = [
    textEntry("README.txt", archiveReadme(record, evidence, bound)),
    textEntry("record.html", page),
    textEntry("badge.svg", badgeSvg(record)),
  ];
  const sums = textEntry("SHA256SUMS", checksumsText([...front, ...bound]));
  const all = [...front, sums, ...bound];
  await alone(join(dirname(out), `.${basename(out)}.lock`), out, async () => {
    await removeOldParts(out);
    await writePieces(out, untilStopped(zipArchive(all), io));
  }).finally(progress.finish);
  const { size } = await stat(out);
  const lines = [
    `Archive   ${out}: ${counted(all.length, "file")}, ${bytesText(size)}`,
    `Id        ${record.id}`,
    `Evidence  ${evidence}`,
    "README.txt in it says what each file is, and how to check it without this program.",
    ...(leftOut.length === 0 ? [] : [`Left out  ${leftOut.join(", ")}`]),
  ];
  return {
    text: lines.join("\n"),
    json: {
      schema: "homeground.archive/1",
      id: record.id,
      evidence,
      path: out,
      sizeBytes: size,
      files: all.map(({ name }) => name),
      leftOut,
    } satisfies ArchiveJson,
  };
}

/** Ends with an error at the next piece when the run is stopped, so that what was written goes. */
async function* untilStopped(
  pieces: AsyncIterable<Uint8Array>,
  { signal }: Pick<CommandIo, "signal">,
) {
  for await (const piece of pieces) {
    signal.throwIfAborted();
    yield piece;
  }
}

/** Every file of the record's folder, hashed; those that the record names are held against it. */
async function recordEntries(
  record: TransparencyRecord,
  folder: string,
  io: CommandIo,
  onProgress: (done: number, total: number) => void,
): Promise<{ readonly entries: readonly HashedEntry[]; readonly leftOut: readonly string[] }> {
  const found = await filesBelow(folder);
  const names = found.filter((name) => !PRIVATE.test(name));
  const named = Object.values(record.files).filter((one) => one !== null);
  for (const { path } of named) {
    if (!names.includes(path)) throw missing(path);
  }
  const entries: HashedEntry[] = [];
  for (const [i, name] of names.entries()) {
    io.signal.throwIfAborted();
    const entry = await diskEntry(join(folder, name), `${RECORD_FOLDER}/${name}`);
    const own = named.find(({ path }) => path === name);
    if (own !== undefined && own.sha256 !== entry.sha256) throw damaged(name);
    entries.push(entry);
    onProgress(i + 1, names.length);
  }
  return { entries, leftOut: found.filter((name) => PRIVATE.test(name)) };
}

async function diskEntry(path: string, name: string): Promise<HashedEntry> {
  const digest = createNodeDigest();
  let crc = 0;
  let sizeBytes = 0;
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes = piece as Uint8Array;
    digest.update(bytes);
    crc = checksum(bytes, crc);
    sizeBytes += bytes.length;
  }
  const pieces = (): AsyncIterable<Uint8Array> =>
    createReadStream(path, { highWaterMark: 1 << 20 });
  return { name, sizeBytes, crc, sha256: digest.hex(), pieces };
}

function textEntry(name: string, text: string): HashedEntry {
  const bytes = new TextEncoder().encode(text);
  const digest = createNodeDigest();
  digest.update(bytes);
  const crc = checksum(bytes, 0);
  return { name, crc, sizeBytes: bytes.length, sha256: digest.hex(), pieces: () => [bytes] };
}

function missing(path: string): HomegroundError {
  return recordError({
    code: "record/file-missing",
    severity: "error",
    where: path,
    what: "a file that the record names is not there",
  });
}

function damaged(path: string): HomegroundError {
  return recordError({
    code: "record/hash-mismatch",
    severity: "error",
    where: path,
    what: "it is not the file that the record names",
  });
}
