import { dirname } from "node:path";
import type { Json } from "../../core/canonical-json.js";
import { isHomegroundError } from "../../core/errors.js";
import { diffImages } from "../../records/diff-images.js";
import { diffRecords } from "../../records/diff-records.js";
import { lintRecord } from "../../records/lint/lint-record.js";
import { evidenceId, namelessManifest } from "../../records/record/evidence-id.js";
import {
  MOST_RECORD_CHARACTERS,
  readRecord,
  recordError,
} from "../../records/record/read-record.js";
import type { RecordProblem } from "../../records/record/record-problem.js";
import type { TransparencyRecord } from "../../records/record/record-types.js";
import { verifySignatures } from "../../records/record/signature.js";
import { recordDiffText } from "../../records/texts/record-diff.js";
import { lintViews, recordLintText } from "../../records/texts/record-lint.js";
import { recordShowText } from "../../records/texts/record-show.js";
import { createNodeDigest } from "../digest.js";
import { readDiskFile } from "../files/disk-file.js";
import { openFolder } from "../files/folder-access.js";
import { createNodeSignatures } from "../signatures.js";
import type { CommandIo, CommandResult } from "./command.js";
import { EXIT } from "./exit-codes.js";
import { recordFile } from "./named-file.js";
import { terminalLook } from "./terminal-look.js";

/** Bytes of a manifest that are read for one line: some hundred thousand images. */
const MOST_READ_IN_PASSING = 64_000_000;

/** `homeground record show RECORD.json`. What is wrong with the record itself is said first. */
export async function showHere(path: string, io: CommandIo): Promise<CommandResult> {
  const file = await recordFile(path);
  const { record, problems } = await openRecord(file);
  const signed = await verifySignatures(record, file, createNodeSignatures());
  const all = [...problems, ...signed.problems];
  for (const { code, what, where } of all) io.err(`${code}: ${what} — ${where}`);
  const signedBy = problems.length === 0 ? signed.keys : [];
  const look = terminalLook(io.terminal);
  const evidence = problems.length === 0 ? await evidenceBeside(record, file) : null;
  return {
    text: `${recordShowText(record, signedBy, look, evidence)}\n\n${recordLintText(lintRecord(record), look)}`,
    json: {
      record: record as unknown as Json,
      problems: all as unknown as Json,
      signedBy,
      evidence,
      findings: lintViews(lintRecord(record)) as unknown as Json,
    },
    status: all.length === 0 ? EXIT.done : EXIT.error,
  };
}

/** The evidence id, where the manifest is there and read in a moment. */
async function evidenceBeside(record: TransparencyRecord, file: string): Promise<string | null> {
  const { path, sizeBytes } = record.files.manifest;
  if (sizeBytes > MOST_READ_IN_PASSING) return null;
  try {
    const access = await openFolder(dirname(file));
    const manifest = await namelessManifest(access.stream(path), path, createNodeDigest);
    return evidenceId(record, manifest, createNodeDigest);
  } catch (error) {
    if (isHomegroundError(error)) return null; // record verify names what is wrong
    throw error;
  }
}

/** `homeground record diff A B`. */
export async function diffHere(a: string, b: string, io: CommandIo): Promise<CommandResult> {
  const files = [await recordFile(a), await recordFile(b)] as const;
  const [before, after] = [await openRecord(files[0]), await openRecord(files[1])];
  for (const { code, what, where } of [...before.problems, ...after.problems]) {
    io.err(`${code}: ${what} — ${where}`);
  }
  const differences = diffRecords(before.record, after.record);
  const images = await imagesOf(files, before.record, after.record);
  return {
    text: recordDiffText(differences, images, terminalLook(io.terminal)),
    json: {
      same: differences.length === 0 && (images?.differences.length ?? 0) === 0,
      differences: differences as unknown as Json,
      images: images as unknown as Json,
    },
  };
}

async function imagesOf(
  files: readonly [string, string],
  a: TransparencyRecord,
  b: TransparencyRecord,
) {
  try {
    const [first, second] = [
      await openFolder(dirname(files[0])),
      await openFolder(dirname(files[1])),
    ];
    return await diffImages(
      first.stream(a.files.manifest.path),
      second.stream(b.files.manifest.path),
    );
  } catch (error) {
    if (isHomegroundError(error)) return null; // a record alone can be compared too
    throw error;
  }
}

/** A record that can be shown, with what is wrong with it. @throws HomegroundError `record/…`, `input/…` */
export async function openRecord(
  file: string,
): Promise<{ readonly record: TransparencyRecord; readonly problems: readonly RecordProblem[] }> {
  const bytes = await readDiskFile(file, file, { maxBytes: 4 * MOST_RECORD_CHARACTERS });
  const text = new TextDecoder().decode(bytes);
  const { record, problems } = readRecord(text, file, createNodeDigest);
  if (record !== null) return { record, problems };
  const [first] = problems;
  throw recordError(
    first ?? { code: "record/bad-shape", severity: "error", what: "it is no record", where: file },
  );
}
