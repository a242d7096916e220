import { HomegroundError } from "../../core/errors.js";
import type { Count } from "../../core/json-values.js";
import { createCategoricalBuilder, type Table } from "../../core/table.js";
import { WAY } from "../../core/ways.js";
import { type FolderPattern, matchFolderPattern } from "./folder-pattern.js";

/** What a pattern finds in the paths, to be shown before it is relied on. */
export interface PatternPreview {
  readonly pattern: string;
  readonly images: Count;
  readonly matched: Count;
  /** A few paths and their values, spread over the images. */
  readonly examples: readonly {
    readonly file: string;
    readonly values: Readonly<Record<string, string>>;
  }[];
  /** A few paths that do not fit. */
  readonly unmatched: readonly string[];
  /** How many values each attribute has. */
  readonly levels: Readonly<Record<string, Count>>;
}

export interface FolderAttributes {
  /** A categorical column for each name of the pattern, a row an image. */
  readonly table: Table;
  readonly preview: PatternPreview;
}

const SHOWN = 3;

/**
 * Attributes from the names of folders. Values stay texts: camera 07 is not camera 7.
 *
 * @throws HomegroundError `attributes/pattern` where less than half of the images fit, with examples
 */
export function folderAttributes(
  pattern: FolderPattern,
  images: readonly { readonly path: string }[],
): FolderAttributes {
  const builders = pattern.names.map(() => createCategoricalBuilder(images.length));
  const matched: number[] = [];
  const unmatched: string[] = [];
  let missed = 0;
  for (const [i, { path }] of images.entries()) {
    const values = matchFolderPattern(pattern, path);
    for (const [k, builder] of builders.entries()) builder.add(values?.[k] || null);
    if (values !== null) matched.push(i);
    else {
      missed++;
      if (unmatched.length < SHOWN) unmatched.push(path);
    }
  }
  if (matched.length * 2 < images.length)
    throw mostlyUnmatched(pattern, images.length, missed, unmatched);
  const columns = builders.map((builder) => builder.finish());
  const table: Table = {
    rowCount: images.length,
    columns: new Map(pattern.names.map((name, k) => [name, columns[k]!])),
  };
  const examples = spread(matched).map((i) => ({
    file: images[i]!.path,
    values: Object.fromEntries(
      pattern.names.map((name, k) => [name, columns[k]!.levels[columns[k]!.codes[i]!] ?? ""]),
    ),
  }));
  const levels = Object.fromEntries(
    pattern.names.map((name, k) => [name, columns[k]!.levels.length]),
  );
  const preview = {
    pattern: pattern.source,
    images: images.length,
    matched: matched.length,
    examples,
    unmatched,
    levels,
  };
  return { table, preview };
}

/** The first, one in the middle and the last. */
function spread(items: readonly number[]): number[] {
  const at = [0, Math.floor(items.length / 2), items.length - 1];
  return [...new Set(at)].flatMap((i) => items[i] ?? []);
}

function mostlyUnmatched(
  pattern: FolderPattern,
  images: number,
  missed: number,
  examples: readonly string[],
): HomegroundError {
  return new HomegroundError("attributes/pattern", {
    what: `${JSON.stringify(pattern.source)} does not fit ${missed} of ${images} images, such as ${examples.join(", ")}`,
    where: WAY.folderPattern,
    fix: hintFor(pattern, examples[0] ?? ""),
  });
}

function hintFor(pattern: FolderPattern, path: string): string {
  const folders = path.split("/").length - 1;
  const wanted = pattern.segments.length - (pattern.hasFileName ? 1 : 0);
  if (folders < wanted) {
    return `The pattern has ${wanted} folders, these images lie in ${folders}: take some out, or name the folder above as the images`;
  }
  return "Compare the fixed texts of the pattern with these names; * stands for any characters";
}
