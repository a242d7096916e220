import { dirname, join } from "node:path";
import type { InspectionWithRows } from "../../analyses/inspect/inspect-types.js";
import type { ScopeRecord } from "../../analyses/scope/compare-scope.js";
import { type FeaturesOfPaths, inspectScope } from "../../analyses/scope/inspect-scope.js";
import { leastPictures } from "../../analyses/scope/least-pictures.js";
import { scopeText } from "../../analyses/scope/scope-text.js";
import { scopeView } from "../../analyses/scope/scope-view.js";
import { SCOPE_LINES } from "../../analyses/scope/words.js";
import type { Json } from "../../core/canonical-json.js";
import { visibleJson } from "../../core/visible-text.js";
import { boundFiles } from "../../records/claims/bound-files.js";
import { recordFeatures } from "../../records/evidence/record-features.js";
import { MOST_RECORD_CHARACTERS, parseRecord } from "../../records/record/read-record.js";
import { readRecordSide } from "../../records/scope/record-side.js";
import { closingLines } from "../../reports/terminal.js";
import { createNodeDigest } from "../digest.js";
import { readDiskFile } from "../files/disk-file.js";
import { openFolder } from "../files/folder-access.js";
import { writeTextFile } from "../files/write-file.js";
import { createNodeJpegEncoder } from "../images/jpeg-encoder.js";
import { createNodePixelDecoder } from "../images/pixel-decoder.js";
import type { CommandIo, CommandResult } from "./command.js";
import { folderName } from "./evaluate-model.js";
import { recordFile } from "./named-file.js";
import { createProgress } from "./progress.js";
import { terminalLook } from "./terminal-look.js";

/**
 * The record of `inspect --record`: its file, or the folder that holds it, with the test images of an
 * open one.
 *
 * @throws HomegroundError `input/…`, `record/…` for a record that is not as it says
 */
export async function openScopeRecord(
  path: string,
  quiet: boolean,
  io: CommandIo,
): Promise<ScopeRecord> {
  const file = await recordFile(path);
  const bytes = await readDiskFile(file, file, { maxBytes: 4 * MOST_RECORD_CHARACTERS });
  const record = parseRecord(new TextDecoder().decode(bytes), file, createNodeDigest);
  const progress = createProgress("Reading the record", io, quiet);
  try {
    const folder = await openFolder(dirname(file));
    const createDigest = createNodeDigest;
    const side = await readRecordSide(record, folder, {
      createDigest,
      signal: io.signal,
      onProgress: progress.update,
    });
    const beside = boundFiles(folder, record, { createDigest });
    return {
      source: path,
      record,
      side,
      features: await recordFeatures(record, beside, side?.names),
    };
  } finally {
    progress.finish();
  }
}

/** A record, and what gives features of the images here. */
export interface ComparedRecord extends ScopeRecord {
  readonly featuresOf?: FeaturesOfPaths;
}

/**
 * Compares what was inspected with a record, in words and as numbers; with `out` also as files.
 *
 * @param out folder of `scope.html` and `scope.json`; null for none
 * @param read gives an image's bytes, for its picture
 * @throws HomegroundError `output/not-written`
 */
export async function compareWithRecord(
  found: InspectionWithRows,
  record: ComparedRecord,
  out: string | null,
  io: Pick<CommandIo, "terminal" | "version" | "signal">,
  read: (path: string) => Promise<Uint8Array>,
): Promise<CommandResult> {
  const compared = inspectScope(found, record, createNodeDigest, record.featuresOf);
  const { images, scope, place } = compared;
  const input = {
    scope,
    record: record.record,
    claim: record.record.claims[0] ?? null,
    left: { found: images.found, notDrawn: images.notDrawn, listed: images.listed.length },
  };
  const look = terminalLook(io.terminal);
  const text = scopeText(scopeView(input), look);
  const json = compared as unknown as Json; // numbers are finite or null
  if (out === null) return { text: `${text}\n\n${SCOPE_LINES.withOut}`, json };
  const { renderScopePage } = await import("../reports/scope-page.js");
  const { paths } = found.known;
  const least = await leastPictures(scope, paths, {
    read: (image) => read(paths[image]!),
    decoder: createNodePixelDecoder(),
    encoder: createNodeJpegEncoder(),
    signal: io.signal,
  });
  const page = renderScopePage({ ...input, least, place: folderName(place), version: io.version });
  await writeTextFile(join(out, "scope.html"), page);
  await writeTextFile(
    join(out, "scope.json"),
    `${visibleJson(JSON.stringify(compared, null, 1))}\n`,
  );
  const closing = {
    next: [{ command: `open ${join(out, "scope.html")}`, remark: SCOPE_LINES.page }],
    folder: `${out.replace(/\/+$/, "")}/`,
    files: ["scope.html", "scope.json"],
    seconds: null,
    engine: null,
  };
  return { text: `${text}\n\n${closingLines(closing, look)}`, json };
}
