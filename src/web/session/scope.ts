import type { InspectionWithRows } from "../../analyses/inspect/inspect-types.js";
import { inspectScopeImages, type ScopeImages } from "../../analyses/scope/inspect-scope.js";
import { leastPictures } from "../../analyses/scope/least-pictures.js";
import { type ScopePage, scopePage } from "../../analyses/scope/scope-page.js";
import { pickFeatures } from "../../dataset/image-features.js";
import type { ClaimRecord } from "../../evaluation/claim-record/claim-record.js";
import { type FileAccess, folderOf } from "../../formats/file-access.js";
import { toldAttributes } from "../../records/record/told-attributes.js";
import { createWebDigest } from "../digest.js";
import { createWebJpegEncoder } from "../images/jpeg-encoder.js";
import { type LookOptions, lookAt } from "./look.js";
import { tableOfFeatures } from "./own-features.js";
import { readingTold } from "./reading-told.js";
import { hostDecoder, type SessionHost } from "./session-host.js";
import { saysOfImages } from "./session-says.js";
import type { DroppedFiles, SessionModel, SessionTruth } from "./session-state.js";
import type { RunTold } from "./session-types.js";
import { type PictureTold, pictureOf } from "./thumbnails.js";

/** Which square of the map of two attributes each image lies in. */
export interface ScopeSquares {
  /** Names of the squares, row by row. */
  readonly levels: readonly string[];
  readonly squareOf: ReadonlyMap<string, number>;
}

export interface ScopeLookOptions extends Omit<LookOptions, "onProgress"> {
  readonly onProgress?: (stage: "reading" | "scoring", told: RunTold) => void;
  /** Whether the model may look at the images for their features, since somebody asked for that. */
  readonly mayScore?: boolean;
}

/** What of a session its scope is made from. */
export interface ScopeInputs {
  readonly files: DroppedFiles;
  readonly truth: SessionTruth;
  readonly record: ClaimRecord;
  readonly model: SessionModel | null;
  /** Table of features of the images, among the files; null for none. */
  readonly features: string | null;
  /** What was found of the images before, by the same files, labels and record; null for the first time. */
  readonly measured: InspectionWithRows | null;
}

/**
 * The images held against what a record was tested on: the page of `homeground inspect --record`.
 * Images that lie in the record's own folder are the record's.
 *
 * @throws HomegroundError as `featuresOfTable` and `runModel`
 */
export async function scopeOf(
  { files, truth, record: claim, model, features: table, measured }: ScopeInputs,
  host: SessionHost,
  { mayScore = false, onProgress, ...options }: ScopeLookOptions,
): Promise<{
  readonly page: ScopePage;
  readonly squares: ScopeSquares | null;
  readonly measured: InspectionWithRows;
}> {
  const { record, source, side } = claim;
  const folder = folderOf(source);
  const own = files.listed.filter(({ path }) => folder === "" || !path.startsWith(`${folder}/`));
  const look = { truth, pixels: true, wanted: toldAttributes(record), files: own };
  const found =
    measured ??
    (await lookAt(files, look, host, {
      ...options,
      ...(onProgress === undefined ? {} : { onProgress }),
    }));
  const { paths } = found.known;
  const there = claim.features ?? null;
  const ofModel =
    there === null || table !== null || model === null || !mayScore
      ? null
      : await saysOfImages(paths, files, model, host, {
          signal: options.signal,
          wantsFeatures: true,
          onProgress: ({ done, total }) => onProgress?.("scoring", readingTold(done, total)),
        });
  const placeOf = new Map(paths.map((path, image) => [path, image]));
  const ofTable =
    there === null || table === null ? null : await tableOfFeatures(files, table, paths);
  const features = ofTable ?? ofModel;
  const { inspection, images: compared } = inspectScopeImages(
    found,
    { source, record, side, features: there },
    createWebDigest,
    (names) =>
      features === null
        ? null
        : pickFeatures(
            features,
            Int32Array.from(names, (name) => placeOf.get(name)!),
          ),
  );
  const { images, scope } = inspection;
  const least = await leastPictures(scope, paths, {
    read: (image) => files.access.read(paths[image]!),
    decoder: hostDecoder(host),
    encoder: createWebJpegEncoder((file) => host.programs.codecs[file]),
    signal: options.signal,
  });
  const page = scopePage({
    scope,
    record,
    least,
    claim: record.claims[0] ?? null,
    version: host.version,
    left: { found: images.found, notDrawn: images.notDrawn, listed: images.listed.length },
    place: "these images",
    surface: "app",
  });
  return { page, squares: squaresOf(page, compared), measured: found };
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
