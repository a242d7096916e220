import { nearestName } from "../core/nearest-name.js";
import { imagePaths } from "../dataset/image-set.js";
import { baseName, type ListedFile } from "../formats/file-access.js";
import type { ImageTruth } from "../formats/import-types.js";
import { MATCHED_BY, matchFiles, type Unmatched } from "../formats/match-files.js";

/** Ways in which all names of a label file may differ from files: decided as one group each. */
const GROUP_KINDS = [
  "case",
  "extension",
  "blanks",
  "percent-encoding",
  "upload-prefix",
  "other-folder",
] as const satisfies readonly Unmatched["kind"][];
export type GroupKind = (typeof GROUP_KINDS)[number];

/** A name of the label file, and the file that it may mean. */
export interface NamePair {
  readonly name: string;
  readonly file: string;
}

export interface FileSuggestions {
  /** Every name that something is suggested for. */
  readonly names: ReadonlySet<string>;
  /** Names without a file that differ from one in one way, by way. */
  readonly groups: readonly {
    readonly kind: GroupKind;
    readonly count: number;
    readonly examples: readonly NamePair[];
  }[];
  /** Names that are only spelled like a file: decided one by one. */
  readonly spelled: readonly NamePair[];
  /** Names that were matched although the path is not the same, by way, with one of each. */
  readonly matched: readonly {
    readonly by: "ending" | "unicode" | "start" | "stem";
    readonly count: number;
    readonly example: NamePair;
  }[];
}

/** What somebody accepted: whole groups, and names one by one. */
export interface AcceptedNames {
  readonly groups: readonly GroupKind[];
  readonly files: ReadonlyMap<string, string>;
}

export const NOTHING_ACCEPTED: AcceptedNames = { groups: [], files: new Map() };

const EXAMPLES = 5;
/** So many names without anything near are compared letter by letter. */
const SPELLED = 20;
const MATCH_NAMES = {
  [MATCHED_BY.ending]: "ending",
  [MATCHED_BY.unicode]: "unicode",
  [MATCHED_BY.start]: "start",
  [MATCHED_BY.stem]: "stem",
} as const;

/**
 * What names without a file may mean. A file is suggested for one name alone, and only where no other
 * name has it: two pictures never become one.
 */
export function suggestFiles(
  truth: Pick<ImageTruth, "file">,
  files: readonly ListedFile[],
): FileSuggestions {
  const found = pairs(truth.file, files);
  const groups = GROUP_KINDS.flatMap((kind) => {
    const own = found.byKind.get(kind) ?? [];
    return own.length === 0 ? [] : [{ kind, count: own.length, examples: own.slice(0, EXAMPLES) }];
  });
  const names = new Set([...found.byKind.values(), found.spelled].flat().map(({ name }) => name));
  return { names, groups, spelled: found.spelled, matched: found.matched };
}

/**
 * The truth with accepted names in place of those that its file has; what was accepted is told among
 * its problems, so that it stands in every result.
 */
export function withAcceptedNames<Truth extends ImageTruth>(
  truth: Truth,
  files: readonly ListedFile[],
  { groups, files: chosen }: AcceptedNames,
): Truth {
  if (groups.length === 0 && chosen.size === 0) return truth;
  const { byKind } = pairs(truth.file, files);
  const renamed = new Map<string, string>();
  const problems = [...truth.problems];
  for (const kind of groups) {
    const own = byKind.get(kind) ?? [];
    for (const { name, file } of own) renamed.set(name, file);
    const [first] = own;
    if (first === undefined) continue;
    problems.push({
      code: "labels/name-accepted",
      what: `${own.length} ${own.length === 1 ? "name was" : "names were"} taken for files that differ (${kind}), such as ${first.name} for ${first.file}`,
      where: truth.source,
    });
  }
  for (const [name, file] of chosen) {
    renamed.set(name, file);
    problems.push({
      code: "labels/name-accepted",
      what: `${name} was taken for ${file}`,
      where: truth.source,
    });
  }
  return { ...truth, file: truth.file.map((name) => renamed.get(name) ?? name), problems };
}

interface Pairs {
  readonly byKind: ReadonlyMap<GroupKind, readonly NamePair[]>;
  readonly spelled: readonly NamePair[];
  readonly matched: FileSuggestions["matched"];
}

function pairs(names: readonly string[], files: readonly ListedFile[]): Pairs {
  const isImage = new Set(imagePaths(files));
  const { fileOf, matchedBy, whyNot } = matchFiles(names, files);
  const taken = new Set<string>();
  const matched = new Map<number, { count: number; example: NamePair }>();
  const open = new Map<string, number>();
  for (let row = 0; row < names.length; row++) {
    const name = names[row]!;
    const file = files[fileOf[row]!]?.path;
    if (file === undefined) {
      if (!open.has(name)) open.set(name, row);
      continue;
    }
    taken.add(file);
    const by = matchedBy[row]!;
    const known = matched.get(by);
    if (known === undefined) matched.set(by, { count: 1, example: { name, file } });
    else known.count++;
  }
  const wanted = new Map<string, number>();
  const near: (NamePair & { readonly kind: GroupKind })[] = [];
  const far: string[] = [];
  for (const [name, row] of open) {
    const { kind, candidates } = whyNot(row);
    const [file, ...others] = candidates;
    if (kind === "nothing-near") far.push(name);
    else if (file !== undefined && others.length === 0 && isGroup(kind) && isImage.has(file)) {
      wanted.set(file, (wanted.get(file) ?? 0) + 1);
      near.push({ kind, name, file });
    }
  }
  const byKind = new Map<GroupKind, NamePair[]>();
  for (const { kind, name, file } of near) {
    if (taken.has(file) || wanted.get(file) !== 1) continue;
    const own = byKind.get(kind);
    if (own === undefined) byKind.set(kind, [{ name, file }]);
    else own.push({ name, file });
  }
  const free = [...isImage].filter((path) => !taken.has(path) && !wanted.has(path));
  return {
    byKind,
    spelled: spelledLike(far.slice(0, SPELLED), free),
    matched: Object.entries(MATCH_NAMES).flatMap(([by, name]) => {
      const one = matched.get(Number(by));
      return one === undefined ? [] : [{ by: name, ...one }];
    }),
  };
}

function isGroup(kind: Unmatched["kind"]): kind is GroupKind {
  return (GROUP_KINDS as readonly string[]).includes(kind);
}

/** IMG_0001 is no misspelt IMG_0002: digits must be the same. */
function spelledLike(names: readonly string[], free: readonly string[]): NamePair[] {
  const digits = (text: string): string => text.replace(/\D+/g, " ").trim();
  const left = new Map(free.map((path) => [baseName(path), path]));
  // Of two files of one name nobody can say which is meant.
  for (const path of free) if (left.get(baseName(path)) !== path) left.delete(baseName(path));
  const found: NamePair[] = [];
  for (const name of names) {
    const wanted = digits(baseName(name));
    const others = [...left.keys()].filter((other) => digits(other) === wanted);
    const nearest = nearestName(baseName(name), others);
    const file = nearest === null ? undefined : left.get(nearest);
    if (nearest === null || file === undefined) continue;
    left.delete(nearest);
    found.push({ name, file });
  }
  return found;
}
