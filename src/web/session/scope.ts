import { inspectScopeImages, type ScopeImages } from "../../analyses/scope/inspect-scope.js";
import { type ScopePage, scopePage } from "../../analyses/scope/scope-page.js";
import type { ClaimRecord } from "../../evaluation/claim-record/claim-record.js";
import { type FileAccess, folderOf } from "../../formats/file-access.js";
import { toldAttributes } from "../../records/record/told-attributes.js";
import { createWebDigest } from "../digest.js";
import { type LookOptions, lookAt } from "./look.js";
import { hostDecoder, type SessionHost } from "./session-host.js";
import type { DroppedFiles, SessionTruth } from "./session-state.js";
import { type PictureTold, pictureOf } from "./thumbnails.js";

/** Which square of the map of two attributes each image lies in. */
export interface ScopeSquares {
  /** Names of the squares, row by row. */
  readonly levels: readonly string[];
  readonly squareOf: ReadonlyMap<string, number>;
}

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
): Promise<{ readonly page: ScopePage; readonly squares: ScopeSquares | null }> {
  const { record, source, side } = claim;
  const folder = folderOf(source);
  const own = files.listed.filter(({ path }) => folder === "" || !path.startsWith(`${folder}/`));
  const look = { truth, pixels: true, wanted: toldAttributes(record), files: own };
  const found = await lookAt(files, look, host, options);
  const { inspection, images: compared } = inspectScopeImages(
    found,
    { source, record, side },
    createWebDigest,
  );
  const { images, scope } = inspection;
  const page = scopePage({
    scope,
    record,
    claim: record.claims[0] ?? null,
    version: host.version,
    left: { found: images.found, notDrawn: images.notDrawn, listed: images.listed.length },
    place: "these images",
    surface: "app",
  });
  return { page, squares: squaresOf(page, compared) };
}

/** A small picture of a file; null where it cannot be decoded. */
export function filePicture(
  access: Pick<FileAccess, "read">,
  path: string,
  host: SessionHost,
  longestPx: number,
): Promise<PictureTold | null> {
  return pictureOf(() => access.read(path), hostDecoder(host), longestPx);
}

function squaresOf({ map }: ScopePage, { paths, cells }: ScopeImages): ScopeSquares | null {
  if (map === null || cells === null) return null;
  const levels = map.rows.flatMap(({ name }) => map.columns.map((column) => `${name}, ${column}`));
  return { levels, squareOf: new Map(paths.map((path, i) => [path, cells[i]!])) };
}
