import type { Stats } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { HomegroundError } from "../../core/errors.js";
import { DEFAULT_ARCHIVE_LIMITS } from "../../formats/archives/archive-limits.js";
import type { FileAccess, ListedFile } from "../../formats/file-access.js";
import { createPlaceProblems, type PlaceProblems } from "../../formats/place-problems.js";
import type { ResultListed } from "../../results/result.js";
import {
  type ArchiveKind,
  archiveKindOf,
  type OpenedArchive,
  openArchive,
} from "../files/archive-access.js";
import { type FolderAccess, openFolder } from "../files/folder-access.js";
import { isGlob } from "../files/glob.js";
import { isListName, openGlob, openListFile } from "../files/list-file.js";
import { notRead } from "../files/read-file.js";
import type { RemoteUse } from "../files/remote-images.js";
import { remoteUse } from "./remote-use.js";
import type { ShowUnpacking } from "./unpacking.js";

/** The images of a folder, an archive, a list or a pattern, and everything beside them there. */
export interface OpenedImages {
  readonly folder: FolderAccess;
  readonly files: readonly ListedFile[];
  /** What was left out or is read under another name. */
  readonly notes: readonly ResultListed[];
}

/**
 * Opens what the user named as their images: a folder, an archive (.zip, .tar, .tar.gz), a list of
 * images (.txt, .csv), a pattern (`'photos/*.jpg'`, in quotes) or `s3://bucket/folder`.
 *
 * @throws HomegroundError `input/not-found`, `input/unreadable`, `input/not-a-folder`, `archive/…`,
 *   and those of a list
 */
export async function openImages(
  path: string,
  show?: ShowUnpacking,
  use: RemoteUse = remoteUse(),
): Promise<OpenedImages> {
  const problems = createPlaceProblems();
  const { folder, notes } = await openAnything(path, problems, show, use);
  const files: ListedFile[] = [];
  for await (const file of folder.list("")) files.push(file);
  return { folder, files, notes: [...notes, ...problems.finish()] };
}

/** As {@link openImages}, for images whose names are known: nothing is listed. */
export async function openKnownImages(
  path: string,
  show?: ShowUnpacking,
  use: RemoteUse = remoteUse(),
): Promise<FolderAccess> {
  return (await openAnything(path, createPlaceProblems(), show, use)).folder;
}

async function openAnything(
  path: string,
  problems: PlaceProblems,
  show: ShowUnpacking | undefined,
  use: RemoteUse,
): Promise<{ readonly folder: FolderAccess; readonly notes: readonly ResultListed[] }> {
  if (path.startsWith("s3://")) {
    const { s3Files } = await import("../files/remote-images.js");
    const { createSpooledAccess } = await import("../files/spooled-access.js");
    const key = path.replace(/\/+$/, "");
    const known =
      remote.get(key) ?? createSpooledAccess(s3Files(path, use, problems), comes(path, show));
    remote.set(key, known);
    return { folder: known, notes: [] };
  }
  const info = await stat(path).catch(() => null);
  if (info === null && isGlob(path)) return { folder: await openGlob(path, problems), notes: [] };
  if (info?.isFile() !== true) return { folder: await openFolder(path, problems), notes: [] };
  const kind = await archiveKindOf(path);
  if (kind !== null) {
    const archive = await openOnce(path, kind, info, show);
    return { folder: archive, notes: archive.problems };
  }
  if (isListName(path)) {
    const key = `${await realpath(path)} ${info.size} ${info.mtimeMs} ${use.policy.allowPrivate}`;
    const known = remote.get(key) ?? (await openListFile(path, problems, use, comes(path, show)));
    if (known.release !== undefined) remote.set(key, known);
    return { folder: known, notes: [] };
  }
  throw new HomegroundError("input/not-a-folder", {
    what: "it is a file, and neither an archive nor a list of images",
    where: path,
    fix: "Name a folder, an archive (.zip, .tar, .tar.gz), a list (.txt, .csv), a pattern in quotes or s3://bucket/folder",
  });
}

/** Places elsewhere that this process has opened: what has come of them need not come again. */
const remote = new Map<string, FolderAccess>();

/** Shows that files come. */
function comes(path: string, show: ShowUnpacking | undefined): (bytes: number) => void {
  const shown = show?.(path, "Fetching");
  let [entries, bytes] = [0, 0];
  return (more) => {
    entries++;
    bytes += more;
    shown?.update({ entries, bytes });
  };
}

/** A file is read through its folder or archive, a folder or archive through itself. */
export async function openPlace(
  path: string,
  what: string,
  show?: ShowUnpacking,
): Promise<{ readonly access: FileAccess; readonly path: string }> {
  let info: Stats;
  try {
    info = await stat(path);
  } catch (cause) {
    const inside = await insideArchive(path, show);
    if (inside !== null) return inside;
    throw notRead(path, cause, `Name ${what}`);
  }
  if (info.isDirectory()) return { access: await openFolder(path), path: "" };
  const kind =
    info.isFile() && /\.(zip|tar|tgz|tar\.gz)$/i.test(path) ? await archiveKindOf(path) : null;
  if (kind !== null) return { access: await openOnce(path, kind, info, show), path: "" };
  return { access: await openFolder(dirname(path)), path: basename(path) };
}

/** `data.zip/labels.csv`; null when no part of the path is an archive. */
async function insideArchive(
  path: string,
  show: ShowUnpacking | undefined,
): Promise<{ readonly access: FileAccess; readonly path: string } | null> {
  let inside = basename(path);
  for (let at = dirname(path); at !== dirname(at); at = dirname(at)) {
    const info = await stat(at).catch(() => null);
    if (info?.isDirectory() === true) return null;
    if (info?.isFile() === true) {
      const kind = await archiveKindOf(at);
      return kind === null ? null : { access: await openOnce(at, kind, info, show), path: inside };
    }
    inside = join(basename(at), inside);
  }
  return null;
}

/** Archives that this process has unpacked: images and labels often come in one. */
const opened = new Map<string, Promise<OpenedArchive>>();

async function openOnce(
  path: string,
  kind: ArchiveKind,
  info: Stats,
  show: ShowUnpacking | undefined,
): Promise<OpenedArchive> {
  const key = `${await realpath(path)} ${info.size} ${info.mtimeMs}`;
  let archive = opened.get(key);
  if (archive === undefined) {
    const shown = show?.(path);
    archive = openArchive(path, kind, DEFAULT_ARCHIVE_LIMITS, shown?.update).finally(shown?.finish);
    opened.set(key, archive);
  }
  return archive;
}
