import { dirname } from "node:path";
import type { InspectionWithRows } from "../../evaluation/inspect-types.js";
import type { ScopeRecord } from "../../evaluation/scope/compare-scope.js";
import { inspectScope, type ScopeInspection } from "../../evaluation/scope/inspect-scope.js";
import { readRecordSide } from "../../evaluation/scope/record-side.js";
import { MOST_RECORD_CHARACTERS, parseRecord } from "../../records/read-record.js";
import { scopeText } from "../../reports/scope-text.js";
import { scopeView } from "../../reports/scope-view.js";
import { createNodeDigest } from "../digest.js";
import { readDiskFile } from "../files/disk-file.js";
import { openFolder } from "../files/folder-access.js";
import type { CommandIo } from "./command.js";
import { createProgress } from "./progress.js";
import { recordFile } from "./record-verify.js";
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
    const side = await readRecordSide(record, await openFolder(dirname(file)), {
      ...{ createDigest: createNodeDigest, signal: io.signal, onProgress: progress.update },
    });
    return { source: path, record, side };
  } finally {
    progress.finish();
  }
}

export interface ScopeOutput {
  readonly text: string;
  readonly json: ScopeInspection;
}

/** Compares what was inspected with a record, in words and as numbers. */
export function compareWithRecord(
  found: InspectionWithRows,
  record: ScopeRecord,
  io: Pick<CommandIo, "terminal">,
): ScopeOutput {
  const json = inspectScope(found, record);
  const { images, scope } = json;
  const view = scopeView({
    scope,
    claim: record.record.claims[0] ?? null,
    left: { found: images.found, notDrawn: images.notDrawn, listed: images.listed.length },
  });
  return { text: scopeText(view, terminalLook(io.terminal)), json };
}
