import { type ErrorCode, HomegroundError, isHomegroundError } from "../core/errors.js";
import { truthApart } from "../core/ways.js";
import { baseName, extensionOf, type FileAccess, fileNotFound } from "./file-access.js";
import { type FileContent, FORMAT_SNIFF_BYTES, sniffContent } from "./file-content.js";
import {
  CONFIDENCE,
  type FileEvidence,
  type FolderEvidence,
  type FolderFinding,
  type Format,
  type UnknownFile,
  type Wanted,
} from "./format.js";
import { describeJsonHead, readJsonHead } from "./json/json-head.js";
import { knownFormat, notRead } from "./known/registry.js";
import { looksLikeTruth } from "./looks-like-truth.js";
import { type ListedPaths, listPaths } from "./objects/image-files.js";
import { FORMATS, formatsRead, isReadFor } from "./registry.js";
import { xmlRootOf } from "./xml/xml-root.js";

/** A file whose format is known. */
export interface RecognisedFile {
  readonly format: Format;
  readonly confidence: number;
  readonly content: FileContent;
  readonly head: Uint8Array;
}

/**
 * The format of a file, by the recognisers of the registry: the surest of those that can be read for
 * what is wanted.
 *
 * @throws HomegroundError `input/empty`, `input/unknown-format`, `input/unsupported`, `input/not-json`
 *   and what else is wrong with the text; `annotations/looks-like-results` for predictions where
 *   truth is wanted, `predictions/looks-like-ground-truth` the other way
 */
export async function recogniseFile(
  access: FileAccess,
  path: string,
  wanted: Wanted,
  { knowsCoco = false }: { readonly knowsCoco?: boolean } = {},
): Promise<RecognisedFile> {
  const file = await gatherEvidence(access, path, wanted, knowsCoco);
  const ranked = await rank(file);
  const best = ranked.find(({ format }) => isReadFor(format, wanted));
  const [surest] = ranked;
  refuseKnown(file, surest?.confidence ?? 0);
  if (best === undefined || surest!.confidence > best.confidence) {
    throw notFor(file, surest?.format ?? null);
  }
  return { ...best, content: file.content, head: file.head };
}

/** A format that is known and not read is refused by its name, unless keys say surely another one. */
function refuseKnown(file: FileEvidence, confidence: number): void {
  if (confidence >= CONFIDENCE.marked) return;
  const known = knownFormat(file);
  if (known !== null) throw notRead(known, file.path);
}

/**
 * The format of a file whatever it holds.
 *
 * @throws HomegroundError as {@link recogniseFile}
 */
export async function recogniseAny(access: FileAccess, path: string): Promise<RecognisedFile> {
  const file = await gatherEvidence(access, path, "labels", false);
  const [best] = await rank(file);
  refuseKnown(file, best?.confidence ?? 0);
  if (best === undefined) throw notFor(file, null);
  return { ...best, content: file.content, head: file.head };
}

async function gatherEvidence(
  access: FileAccess,
  path: string,
  wanted: Wanted,
  knowsCoco: boolean,
): Promise<FileEvidence> {
  const head = await access.read(path, { maxBytes: FORMAT_SNIFF_BYTES });
  const { content } = sniffContent(path, head, formatsRead(wanted));
  const named = FORMATS.some(({ fileName }) => fileName === baseName(path));
  const json = content === "json" && !named ? await readJsonHead(access, path) : null;
  const xmlRoot = content === "xml" ? await xmlRootOf(access, path) : null;
  return { access, path, content, head, wanted, knowsCoco, json, xmlRoot };
}

async function rank(file: FileEvidence) {
  const found: { readonly format: Format; readonly confidence: number }[] = [];
  for (const format of FORMATS) {
    const isNamed = format.fileName === baseName(file.path);
    const confidence = isNamed ? CONFIDENCE.named : ((await format.file?.(file)) ?? 0);
    if (confidence > 0) found.push({ format, confidence });
  }
  return found.sort((a, b) => b.confidence - a.confidence);
}

/** Why a file cannot be read for what is wanted, though it may be of a format that is known. */
function notFor(file: FileEvidence, format: Format | null): HomegroundError {
  const { path: where, content, wanted, json } = file;
  const fix = `Give one of ${formatsRead(wanted)}`;
  const isTruth = wanted === "labels" || wanted === "objects";
  const holdsTruth = format !== null && isReadFor(format, "labels");
  if (format !== null && isTruth && !holdsTruth) {
    return new HomegroundError("annotations/looks-like-results", {
      what: `the file holds what a model said (${format.name}), not ground truth`,
      where,
      fix: truthApart(wanted === "labels" ? "labels made by people" : "annotations made by people"),
    });
  }
  if (holdsTruth && wanted === "objects") {
    const what = `the file holds labels of whole images (${format.name}) and no objects`;
    return new HomegroundError("annotations/no-objects", { what, where, fix });
  }
  if (holdsTruth && json !== null) return looksLikeTruth(where);
  const failure = json?.failure() ?? null;
  if (failure !== null) return failure;
  if (json !== null) {
    const what = `this JSON is of no known format; it begins with ${describeJsonHead(json)}`;
    return new HomegroundError("input/unknown-format", { what, where, fix });
  }
  const what = `${wanted} in ${content} are not read`;
  return new HomegroundError("input/unsupported", { what, where, fix });
}

/** The files of one format in a folder. */
export interface RecognisedFolder extends FolderFinding {
  readonly format: Format;
}

/**
 * What a folder holds, by the recognisers of the registry; the surest first. Formats of objects are
 * looked for where labels are wanted, too.
 *
 * @throws HomegroundError of the first file with damaged text or of no known format, where the folder
 *   holds nothing else
 */
export async function recogniseFolder(
  access: FileAccess,
  folder: string,
  wanted: Wanted,
  listed: ListedPaths,
): Promise<readonly RecognisedFolder[]> {
  let looked: Promise<LookedInto> | null = null;
  const look = (): Promise<LookedInto> => {
    looked ??= lookInto(access, listed.all);
    return looked;
  };
  const isTruth = wanted === "labels" || wanted === "objects";
  const found: RecognisedFolder[] = [];
  for (const format of FORMATS) {
    if (format.folder === undefined || !isReadFor(format, wanted)) continue;
    const evidence: FolderEvidence = {
      access,
      folder,
      wanted,
      listed,
      files: async () => (isTruth ? ((await look()).known.get(format) ?? []) : []),
      unknown: async () => (isTruth ? (await look()).unknown : []),
    };
    const finding = await format.folder(evidence);
    if (finding === null || finding.files.length === 0) continue;
    found.push({ ...(wanted === "labels" ? byName(finding) : finding), format });
  }
  found.sort((a, b) => b.confidence - a.confidence);
  if ((found[0]?.confidence ?? 0) === 0) await refuseKnownIn(access, wanted, listed);
  if ((found[0]?.confidence ?? 0) < CONFIDENCE.marked && looked !== null) {
    const { known, firstError } = await look();
    const isJsonKnown = [...known.values()].flat().some((path) => extensionOf(path) === "json");
    if (firstError !== null && !isJsonKnown) throw firstError;
  }
  return found;
}

/** Files of text that no format claims are looked into, so that one that is known is called by name. */
async function refuseKnownIn(
  access: FileAccess,
  wanted: Wanted,
  { all }: ListedPaths,
): Promise<void> {
  const files = all.filter((path) =>
    /^(txt|csv|json|ndjson|jsonl|xml|manifest)$/.test(extensionOf(path)),
  );
  for (const path of files.slice(0, LOOKED_INTO)) {
    try {
      refuseKnown(await gatherEvidence(access, path, wanted, false), 0);
    } catch (error) {
      if (!isHomegroundError(error)) throw error;
      if (error.code === "input/unsupported") throw error;
    }
  }
}

/** Whether files are one of each part of a Roboflow export or of Open Images, and together its annotations. */
export function arePartsOfExport(files: readonly string[]): boolean {
  return [/^_(annotations|classes)\./, /-annotations-bbox\.csv$/].some((name) =>
    files.every((path) => name.test(baseName(path))),
  );
}

/** Of several files, those whose name says that they are the labels. */
function byName<T extends FolderFinding>(finding: T): T {
  const named = finding.files.filter((path) =>
    /^(instances|annotations).*\.json$/.test(baseName(path)),
  );
  if (finding.isWhole === true || named.length === 0) return finding;
  return { ...finding, files: named, confidence: CONFIDENCE.named };
}

/** So many files of one kind are looked into before the rest is taken to be alike. */
const LOOKED_INTO = 20;

/** JSON files that are not looked into, since they belong to other things. */
const OTHER_JSON =
  /^(datapackage|package|package-lock|tsconfig|notes|config|dataset_infos?|label-map|bbox_labels_\d+_hierarchy)\.json$/i;

interface LookedInto {
  readonly known: ReadonlyMap<Format, readonly string[]>;
  readonly unknown: readonly UnknownFile[];
  /** What is wrong with the first JSON file that is unknown, or the first that is refused by name. */
  readonly firstError: HomegroundError | null;
}

/** Looks into the JSON and XML files of a folder. */
async function lookInto(access: FileAccess, all: readonly string[]): Promise<LookedInto> {
  const known = new Map<Format, string[]>();
  const unknown: UnknownFile[] = [];
  let firstError: HomegroundError | null = null;
  for (const kind of ["json", "xml"]) {
    const paths = all.filter(
      (path) => extensionOf(path) === kind && !OTHER_JSON.test(baseName(path)),
    );
    const seen = new Set<Format | null>();
    for (const [i, path] of paths.entries()) {
      const isAlike = i >= LOOKED_INTO && seen.size === 1 && !/annotation/i.test(baseName(path));
      const [alike = null] = seen;
      const { format, error, isDamaged } = isAlike
        ? { format: alike, error: null, isDamaged: false }
        : await lookAt(access, path);
      seen.add(format);
      const isRefused = error?.code === "input/unsupported";
      if (kind === "json" || isRefused) firstError ??= error;
      if (isRefused) continue;
      if (format === null) unknown.push({ path, isDamaged });
      else if (known.has(format)) known.get(format)!.push(path);
      else known.set(format, [path]);
    }
  }
  return { known, unknown, firstError };
}

/** The format of truth that a file of a folder is of; null for another, and why it is unknown. */
async function lookAt(
  access: FileAccess,
  path: string,
): Promise<UnknownFile & { format: Format | null; error: HomegroundError | null }> {
  try {
    const file = await gatherEvidence(access, path, "objects", false);
    const [best] = await rank(file);
    refuseKnown(file, best?.confidence ?? 0);
    const isKnown = best !== undefined && best.confidence > CONFIDENCE.any;
    const format = isKnown && isReadFor(best.format, "labels") ? best.format : null;
    const error = best === undefined ? notFor(file, null) : null;
    const isDamaged = file.json === null ? file.xmlRoot === null : isDamage(error);
    return { path, format, error, isDamaged };
  } catch (error) {
    if (!isHomegroundError(error)) throw error;
    return { path, format: null, error, isDamaged: isDamage(error) };
  }
}

/** Errors about a file whose text is sound. */
const OF_ANOTHER_FORMAT: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "input/unknown-format",
  "input/unsupported",
]);

function isDamage(error: HomegroundError | null): boolean {
  return error !== null && !OF_ANOTHER_FORMAT.has(error.code);
}

/**
 * Whether predictions say where things are, rather than what an image shows as a whole.
 *
 * @throws HomegroundError where the text cannot be read at all
 */
export async function holdsDetections(access: FileAccess, path: string): Promise<boolean> {
  const kind = await access.kindOf(path);
  if (kind?.kind === "folder") {
    const found = await recogniseFolder(access, path, "detections", await listPaths(access, path));
    return (found[0]?.confidence ?? 0) > CONFIDENCE.any;
  }
  const file = await gatherEvidence(access, path, "detections", false);
  const [detections, predictions] = [
    await sureOf(file, "detections"),
    await sureOf(file, "predictions"),
  ];
  return detections > CONFIDENCE.any && detections >= predictions;
}

/**
 * Whether ground truth says where things are, rather than what an image shows as a whole.
 *
 * @throws HomegroundError where the text cannot be read at all
 */
export async function holdsObjects(access: FileAccess, path: string): Promise<boolean> {
  const kind = await access.kindOf(path);
  if (kind?.kind === "folder") {
    const found = await recogniseFolder(access, path, "objects", await listPaths(access, path));
    return (found[0]?.confidence ?? 0) > CONFIDENCE.any;
  }
  if (kind === null) throw fileNotFound(path);
  return (
    (await sureOf(await gatherEvidence(access, path, "objects", false), "objects")) > CONFIDENCE.any
  );
}

/** Whether the files of a folder are of a format whose pictures are parts of them. */
export async function holdsOwnMasks(
  access: FileAccess,
  folder: string,
  wanted: "objects" | "detections",
  listed: ListedPaths,
): Promise<boolean> {
  const owners = FORMATS.filter((format) => format.ownsMasks === true && isReadFor(format, wanted));
  const named = listed.all.filter((path) => extensionOf(path) === "json");
  if (owners.length === 0 || named.length === 0) return false;
  try {
    const [best] = await recogniseFolder(access, folder, wanted, listed);
    return best?.format.ownsMasks === true;
  } catch (error) {
    if (isHomegroundError(error)) return false;
    throw error;
  }
}

/**
 * Whether a file is rather what a model said than what people did, by the confidence of the
 * recognisers.
 *
 * @throws HomegroundError where the text cannot be read at all
 */
export async function holdsPredictions(access: FileAccess, path: string): Promise<boolean> {
  const kind = await access.kindOf(path);
  if (kind?.kind !== "file" || kind.sizeBytes === 0) return false;
  const file = await gatherEvidence(access, path, "detections", false);
  return (await sureOf(file, "detections")) > (await sureOf(file, "objects"));
}

/** Confidence of the surest recogniser of a format that is read for what is wanted. */
async function sureOf(file: FileEvidence, wanted: Wanted): Promise<number> {
  const ranked = await rank({ ...file, wanted });
  return ranked.find(({ format }) => isReadFor(format, wanted))?.confidence ?? 0;
}
