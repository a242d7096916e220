import { namesImage } from "./delimited/delimited-dialect.js";
import type { ListedFile } from "./file-access.js";
import { baseName } from "./file-access.js";

/** How a name was matched with a file; see {@link matchFiles}. */
export const MATCHED_BY = {
  /** No file. */
  nothing: 0,
  /** The same path. */
  path: 1,
  /** One of the two paths is the end of the other. */
  ending: 2,
  /** The same after Unicode composition (NFC): macOS writes accented letters in another form. */
  unicode: 3,
  /** The end of two or more folders and the name, with one and the same start replaced for all. */
  start: 4,
  /** The same, except that one of the two lacks the extension of an image file. */
  stem: 5,
} as const;

/** Why a name has no file, and which files come close. */
export interface Unmatched {
  readonly kind:
    | "ambiguous"
    | "shared"
    | "other-folder"
    | "case"
    | "extension"
    | "blanks"
    | "percent-encoding"
    | "upload-prefix"
    | "nothing-near";
  /** One sentence for a list. */
  readonly what: string;
  /** Files that it may mean, at most {@link CANDIDATES_SHOWN}. */
  readonly candidates: readonly string[];
}

/** Which file each name stands for. */
export interface FileMatches {
  /** Index into the files for each name, −1 where no file, or more than one, fits. */
  readonly fileOf: Int32Array;
  /** One of {@link MATCHED_BY} for each name. */
  readonly matchedBy: Uint8Array;
  /** Why a name has no file. @param index of a name whose `fileOf` is −1 */
  whyNot(index: number): Unmatched;
}

const CANDIDATES_SHOWN = 5;

/**
 * Finds the file that each name stands for. Names come from tables made on other machines: with
 * `\`, drive letters, folders that are not here, or without any folder.
 *
 * In this order: the same path; the one file whose path is the end of the name, or whose end is the
 * name; the same after Unicode composition; the one file that shares an end of at least one folder
 * and the name, if for all such names the same start is replaced by the same other start; and the
 * same once more for a name without the ending of an image file, which stands for the one image of
 * that stem (`img_001` for `img_001.jpg`), and for an image's name where the file has no ending. More
 * than one file that fits as well is ambiguous, and a file that two different names would share,
 * other than by its own path, is given to neither: nothing is ever picked because it comes first.
 * Names that differ in case, extension, blanks or encoding are not matched;
 * {@link FileMatches.whyNot} says what they come near to.
 *
 * @param names paths with `/` or `\`; one may occur several times
 * @param files paths with `/`
 */
export function matchFiles(
  names: readonly string[],
  files: readonly Pick<ListedFile, "path">[],
): FileMatches {
  const fileOf = new Int32Array(names.length).fill(-1);
  const matchedBy = new Uint8Array(names.length);
  const byPath = new Map(files.map(({ path }, i) => [path, i]));
  const cleaned: string[] = new Array(names.length);
  let open = 0;
  for (let i = 0; i < names.length; i++) {
    const name = cleanName(names[i]!);
    cleaned[i] = name;
    // A name as it is comes first: on some systems `a:b.jpg` is a whole name.
    const file = byPath.get(names[i]!) ?? byPath.get(name);
    if (file === undefined) open++;
    else {
      fileOf[i] = file;
      matchedBy[i] = MATCHED_BY.path;
    }
  }
  const index = createNearIndex(files);
  if (open > 0) matchByEnding(cleaned, files, index, fileOf, matchedBy);
  return {
    fileOf,
    matchedBy,
    whyNot: (i) => explain(cleaned[i] ?? "", files, index),
  };
}

/** A name with `/`, without `./`, doubled slashes and a drive letter. */
function cleanName(name: string): string {
  if (!/\\|\/\/|^\/|(^|\/)\.\/|^[A-Za-z]:/.test(name)) return name;
  return name
    .replaceAll("\\", "/")
    .replace(/^[A-Za-z]:/, "")
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

/** Files by their last part, under several spellings; each map is built on first use. */
interface NearIndex {
  readonly filesNamed: (way: NameWay, name: string) => readonly number[];
}

type NameWay = "same" | "unicode" | "ending" | "case" | "stem" | "blanks" | "percent" | "upload";

const WAYS: { readonly [way in NameWay]: (name: string) => string } = {
  same: (name) => name,
  unicode: (name) => name.normalize("NFC"),
  ending: (name) => withoutEnding(name.normalize("NFC")),
  case: (name) => name.normalize("NFC").toLowerCase(),
  stem: (name) => WAYS.case(name).replace(/(.)\.[^.]*$/, "$1"),
  blanks: (name) => WAYS.case(name).replace(/[\s_]+/g, ""),
  percent: (name) => WAYS.case(decodePercent(name)),
  upload: (name) =>
    WAYS.case(name)
      .replace(/^[0-9a-f]{8}-/, "")
      .replace(/_(jpe?g|png|tiff?|bmp|webp)\.rf\.[0-9a-f]{32}\.[a-z]+$/, ".$1"),
};

function createNearIndex(files: readonly Pick<ListedFile, "path">[]): NearIndex {
  const maps = new Map<NameWay, Map<string, number[]>>();
  return {
    filesNamed(way, name) {
      let map = maps.get(way);
      if (map === undefined) {
        map = new Map();
        for (const [i, { path }] of files.entries()) {
          const key = WAYS[way](baseName(path));
          const known = map.get(key);
          if (known === undefined) map.set(key, [i]);
          else known.push(i);
        }
        maps.set(way, map);
      }
      return map.get(WAYS[way](name)) ?? [];
    },
  };
}

function matchByEnding(
  names: readonly string[],
  files: readonly Pick<ListedFile, "path">[],
  index: NearIndex,
  fileOf: Int32Array,
  matchedBy: Uint8Array,
): void {
  // Which name took each file: two different names must not share one, or two images would become one.
  const takenBy = new Map<number, string>();
  const shared = new Set<number>();
  for (let i = 0; i < names.length; i++) {
    if (fileOf[i]! >= 0) takenBy.set(fileOf[i]!, names[i]!);
  }
  const byPath = new Set(takenBy.keys());
  const starts = new Set<string>();
  for (let i = 0; i < names.length; i++) {
    if (matchedBy[i] !== MATCHED_BY.nothing) continue;
    const name = names[i]!;
    let found = bestEnding(name, index.filesNamed("same", baseName(name)), files);
    let by: number = MATCHED_BY.ending;
    if (found === null) {
      const composed = name.normalize("NFC");
      found = bestEnding(composed, index.filesNamed("unicode", baseName(name)), files);
      by = MATCHED_BY.unicode;
    }
    if (found === null && index.filesNamed("unicode", baseName(name)).length === 0) {
      found = bestEnding(name, filesOfStem(name, files, index), files, withoutEnding);
      by = MATCHED_BY.stem;
    }
    if (found === null) continue;
    if (found.rest !== null) {
      if (found.parts < 2) continue;
      starts.add(found.rest);
      by = MATCHED_BY.start;
    }
    fileOf[i] = found.file;
    matchedBy[i] = by;
    const other = takenBy.get(found.file);
    if (other !== undefined && other !== name) shared.add(found.file);
    takenBy.set(found.file, name);
  }
  const isUndone = (i: number): boolean =>
    matchedBy[i] !== MATCHED_BY.path && (shared.has(fileOf[i]!) || byPath.has(fileOf[i]!));
  const startsDiffer = starts.size > 1;
  for (let i = 0; i < names.length; i++) {
    const undoStart = startsDiffer && matchedBy[i] === MATCHED_BY.start;
    if (fileOf[i]! < 0 || !(isUndone(i) || undoStart)) continue;
    fileOf[i] = -1;
    matchedBy[i] = MATCHED_BY.nothing;
  }
}

/** A path without the ending of an image file, where it has one. */
function withoutEnding(path: string): string {
  return namesImage(path) ? path.slice(0, path.lastIndexOf(".")) : path;
}

/** Files of the name's stem where one of the two has no ending; any text beside an image has none. */
function filesOfStem(
  name: string,
  files: readonly Pick<ListedFile, "path">[],
  index: NearIndex,
): readonly number[] {
  const hasEnding = namesImage(name);
  return index
    .filesNamed("ending", baseName(name))
    .filter((file) => namesImage(files[file]!.path) !== hasEnding);
}

interface Ending {
  readonly file: number;
  /** Parts of the path, the name among them, that the two share at the end. */
  readonly parts: number;
  /** `start of the name → start of the file`, where neither path is the end of the other. */
  readonly rest: string | null;
}

/**
 * The one candidate with the longest common end; null for none or several.
 *
 * @param compared what of the paths is compared; default: all of them
 */
function bestEnding(
  name: string,
  candidates: readonly number[],
  files: readonly Pick<ListedFile, "path">[],
  compared: (path: string) => string = (path) => path,
): Ending | null {
  const parts = compared(name).normalize("NFC").split("/");
  let best: Ending | null = null;
  let isUnique = false;
  for (const file of candidates) {
    const others = compared(files[file]!.path).normalize("NFC").split("/");
    let common = 0;
    while (common < parts.length && common < others.length) {
      if (parts[parts.length - 1 - common] !== others[others.length - 1 - common]) break;
      common++;
    }
    if (best !== null && common < best.parts) continue;
    isUnique = best === null || common > best.parts;
    const isEnd = common === parts.length || common === others.length;
    const rest = isEnd
      ? null
      : `${parts.slice(0, parts.length - common).join("/")} → ${others.slice(0, others.length - common).join("/")}`;
    best = { file, parts: common, rest };
  }
  return isUnique ? best : null;
}

function explain(
  name: string,
  files: readonly Pick<ListedFile, "path">[],
  index: NearIndex,
): Unmatched {
  const base = baseName(name);
  const shown = (found: readonly number[]) =>
    found.slice(0, CANDIDATES_SHOWN).map((i) => files[i]!.path);
  const named = index.filesNamed("unicode", base);
  const same = named.length > 0 ? named : filesOfStem(name, files, index);
  if (same.length > 0) {
    const candidates = shown(same);
    const best = bestEnding(name, same, files, named.length > 0 ? undefined : withoutEnding);
    if (same.length > 1 && best === null) {
      return {
        kind: "ambiguous",
        what: `${same.length} files could be meant, such as ${candidates.join(", ")}`,
        candidates,
      };
    }
    if (best !== null && best.rest === null) {
      return {
        kind: "shared",
        what: `another name stands for ${files[best.file]!.path} as well`,
        candidates: shown([best.file]),
      };
    }
    return {
      kind: "other-folder",
      what: `a file of that name is in another folder: ${candidates.join(", ")}`,
      candidates,
    };
  }
  for (const [way, kind, words] of NEAR_WAYS) {
    const found = index.filesNamed(way, base);
    if (found.length === 0) continue;
    const candidates = shown(found);
    return { kind, what: `${words}: ${candidates.join(", ")}`, candidates };
  }
  return { kind: "nothing-near", what: "no file has a name like it", candidates: [] };
}

const NEAR_WAYS: readonly (readonly [NameWay, Unmatched["kind"], string])[] = [
  ["case", "case", "a file differs in upper and lower case"],
  ["percent", "percent-encoding", "a file has the name without percent encoding"],
  ["stem", "extension", "a file differs in its extension"],
  ["upload", "upload-prefix", "a file has the name without what an upload added"],
  ["blanks", "blanks", "a file differs in blanks or underscores"],
];

function decodePercent(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // a lone % is part of the name
  }
}
