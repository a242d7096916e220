import { agreed } from "../../core/agreed.js";
import { HomegroundError } from "../../core/errors.js";
import { say } from "../../core/sentence.js";
import { truthApart } from "../../core/ways.js";
import { type FileAccess, folderOf } from "../file-access.js";
import type { FormatPlace } from "../format.js";
import type { ProblemList } from "../import-problems.js";
import { stemOf } from "./image-files.js";
import { pairWithImages } from "./image-twins.js";
import { decodeText, readMany, readSmallFile } from "./small-files.js";

/** A text with the objects of one image, and that image. */
export interface TextOfImage {
  readonly path: string;
  readonly file: string;
  /** Lines that hold something, numbered from 1. */
  readonly lines: readonly { readonly number: number; readonly text: string }[];
}

const MAX_TEXT_BYTES = 1 << 26;
const HEAD_BYTES = 1 << 16;
/** So many texts are looked into for their first line. */
const LOOKED_INTO = 20;

/** The texts of a data set with the image of each, and images beside them that have none. */
export interface TextsOfImages {
  readonly texts: AsyncIterable<TextOfImage>;
  readonly without: readonly string[];
}

/**
 * Reads the texts of a data set in which each image has one of its name. Without images, they are
 * called by the stems of their texts; a text of no image is listed.
 *
 * @param format "KITTI"
 * @param expected where the image of a text should be, as {@link pairWithImages} takes it
 * @throws HomegroundError `input/empty` where no text has an image, `input/unsupported` for one text alone
 */
export async function textsOfImages(
  format: string,
  { access, path, content, files, source, images }: FormatPlace,
  expected: (text: string) => readonly string[],
  problems: ProblemList,
): Promise<TextsOfImages> {
  if (content !== null) throw oneOfMany(format, path);
  const there = await images();
  const imageOf =
    there.length === 0
      ? new Map(files.map((text) => [text, stemOf(text)]))
      : pairWithImages(files, there, expected);
  const paired = files.filter((text) => imageOf.has(text));
  for (const text of files) {
    if (imageOf.has(text)) continue;
    const what = `there is no image for the label file ${text}; it is left out`;
    problems.add("annotations/unknown-image", what, source);
  }
  if (paired.length === 0) {
    throw new HomegroundError("input/empty", {
      what: `none of ${files.length} label files has the name of an image`,
      where: source,
      fix: "Name the folder that holds both images and labels, or the images beside it",
    });
  }
  const taken = new Set(imageOf.values());
  const folders = new Set([...taken].map(folderOf));
  const without = there.filter((image) => !taken.has(image) && folders.has(folderOf(image)));
  if (without.length > 0) {
    const noted = { command: "say --no-annotation empty", app: "say so in the label files" };
    const what = say`${agreed(without.length, "image has no label file and is unlabelled; if nothing is on it", "images have no label file and are unlabelled; if nothing is on them")}, ${noted}`;
    problems.add("annotations/image-unlabelled", what, source);
  }
  return { texts: readTexts(access, paired, imageOf), without };
}

async function* readTexts(
  access: FileAccess,
  paths: readonly string[],
  imageOf: ReadonlyMap<string, string>,
): AsyncGenerator<TextOfImage> {
  let k = 0;
  for await (const bytes of readMany(paths, (path) =>
    readSmallFile(access, path, MAX_TEXT_BYTES),
  )) {
    const path = paths[k++]!;
    yield { path, file: imageOf.get(path)!, lines: linesOf(decodeText(bytes).text) };
  }
}

function linesOf(text: string): TextOfImage["lines"] {
  return text
    .split(/\r\n|\n|\r/)
    .map((line, i) => ({ number: i + 1, text: line.trim() }))
    .filter((line) => line.text !== "");
}

/** The first line of a text that holds something; undefined where none does. */
export function firstLine(head: Uint8Array): string | undefined {
  return linesOf(decodeText(head).text)[0]?.text;
}

/** The first line of the first of some texts that is not empty; undefined where all that are looked into are. */
export async function firstLineOf(
  access: FileAccess,
  texts: readonly string[],
): Promise<string | undefined> {
  for (const path of texts.slice(0, LOOKED_INTO)) {
    const line = firstLine(await access.read(path, { maxBytes: HEAD_BYTES }));
    if (line !== undefined) return line;
  }
  return undefined;
}

/**
 * Of texts those that are of a format by a first line; texts in one folder are alike, so that one that
 * is not empty speaks for all of them.
 */
export async function textsOfForm(
  access: FileAccess,
  texts: readonly string[],
  isOfForm: (line: string) => boolean,
): Promise<readonly string[]> {
  const byFolder = new Map<string, string[]>();
  for (const path of texts) {
    const known = byFolder.get(folderOf(path));
    if (known === undefined) byFolder.set(folderOf(path), [path]);
    else known.push(path);
  }
  const found: string[] = [];
  for (const paths of byFolder.values()) {
    const line = await firstLineOf(access, paths);
    if (line !== undefined && isOfForm(line)) found.push(...paths);
  }
  return found;
}

/**
 * Ground truth of which every object has a score is none.
 *
 * @param what is seen in each line
 * @throws HomegroundError `annotations/looks-like-results`
 */
export function refuseScored(
  seen: { readonly objects: number; readonly scored: number },
  what: string,
  where: string,
): void {
  if (seen.objects === 0 || seen.scored < seen.objects) return;
  throw new HomegroundError("annotations/looks-like-results", {
    what,
    where,
    fix: truthApart("the ground truth"),
  });
}

function oneOfMany(format: string, path: string): HomegroundError {
  return new HomegroundError("input/unsupported", {
    what: `a text file by itself says nothing of images; labels of ${format} are a folder of them`,
    where: path,
    fix: "Name the folder that holds images and labels",
  });
}
