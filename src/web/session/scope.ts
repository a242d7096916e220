import type { ClaimRecord } from "../../evaluation/claim-record/claim-record.js";
import { inspectScope } from "../../evaluation/scope/inspect-scope.js";
import { toldAttributes } from "../../evaluation/scope/told-attributes.js";
import { folderOf } from "../../formats/file-access.js";
import { type ScopePage, scopePage } from "../../reports/scope/scope-page.js";
import { type LookOptions, lookAt } from "./look.js";
import type { SessionHost } from "./session-host.js";
import type { DroppedFiles, SessionTruth } from "./session-state.js";

/**
 * The images held against what a record was tested on: the page of `homeground inspect --record`.
 * Images that lie in the record's own folder are the record's.
 */
export async function scopeOf(
  files: DroppedFiles,
  truth: SessionTruth,
  claim: ClaimRecord,
  host: SessionHost,
  options: LookOptions,
): Promise<ScopePage> {
  const { record, source, side } = claim;
  const folder = folderOf(source);
  const own = files.listed.filter(({ path }) => folder === "" || !path.startsWith(`${folder}/`));
  const look = { truth, pixels: true, wanted: toldAttributes(record), files: own };
  const found = await lookAt(files, look, host, options);
  const { images, scope } = inspectScope(found, { source, record, side });
  return scopePage({
    ...{ scope, record, claim: record.claims[0] ?? null, version: host.version },
    left: { found: images.found, notDrawn: images.notDrawn, listed: images.listed.length },
    place: "these images",
  });
}
