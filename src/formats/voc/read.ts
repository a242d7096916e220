import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import { say } from "../../core/sentence.js";
import { withSlashes } from "../delimited/table-cells.js";
import { joinNotRead } from "../fields.js";
import { baseName, type FileAccess } from "../file-access.js";
import type { Reader } from "../format.js";
import { createProblemList, type ProblemList, quoted } from "../import-problems.js";
import { type FieldNotRead, TRUTH_STATE } from "../import-types.js";
import { createImageFinder, stemOf } from "../objects/image-files.js";
import { isAddress, leavesFolder } from "../objects/image-names.js";
import type { ReadObjectOptions } from "../objects/object-options.js";
import { createObjectTruthBuilder } from "../objects/object-truth-builder.js";
import type { ObjectTruth } from "../objects/object-types.js";
import { boxOfPoints } from "../objects/outlines.js";
import { readMany, readSmallFile } from "../objects/small-files.js";
import { createCornerEvidence, vocOneBased } from "./voc-corners.js";
import { parseVocFile, type VocFile, type VocObject } from "./voc-file.js";

export const objects: Reader<"objects"> = async ({ access, files, source, images }, options) =>
  readVocTruth(access, files, await images(), source, options);

const MAX_XML_BYTES = 1 << 26;

/**
 * Reads ground truth of Pascal VOC: an XML file for each image. The image is the file that
 * `filename` names, with or without its extension, or otherwise the one of the XML file's name.
 * Objects that are `difficult` are neither to be found nor false alarms. A file without an object
 * makes its image *empty*.
 *
 * Whether corners are counted from 1 is decided from the corners of all files
 * (`createCornerEvidence`), and said; a box then is xmin − 1, ymin − 1, xmax, ymax. A file that
 * cannot be read is listed, and its image is unlabelled.
 *
 * Source: host.robots.ox.ac.uk/pascal/VOC, development kit; polygons as Roboflow writes them.
 *
 * @param files paths of the XML files, at least one
 * @param images paths of the images that are there
 * @throws HomegroundError what is wrong with the first file, where not one can be read
 */
export async function readVocTruth(
  access: FileAccess,
  files: readonly string[],
  images: readonly string[],
  source: string,
  options: ReadObjectOptions = {},
): Promise<ObjectTruth> {
  const problems = createProblemList();
  const builder = createObjectTruthBuilder(problems);
  const evidence = createCornerEvidence();
  const read: { readonly path: string; readonly file: VocFile | HomegroundError }[] = [];
  const readOne = async (path: string): Promise<VocFile | HomegroundError> => {
    try {
      return parseVocFile(await readSmallFile(access, path, MAX_XML_BYTES), path, problems);
    } catch (error) {
      if (!isHomegroundError(error)) throw error;
      return error;
    }
  };
  let at = 0;
  for await (const file of readMany(files, readOne)) read.push({ path: files[at++]!, file });
  const [first] = read;
  if (
    first?.file instanceof HomegroundError &&
    read.every(({ file }) => file instanceof HomegroundError)
  ) {
    throw first.file;
  }
  const names = findImages(read, images, problems);
  const objects: { readonly row: number; readonly path: string; readonly object: VocObject }[] = [];
  const notRead: (readonly FieldNotRead[])[] = [];
  let parts = 0;
  for (const [i, { path, file }] of read.entries()) {
    if (file instanceof HomegroundError) {
      const what = `the file cannot be read, and its image is unlabelled: ${file.code}: ${file.what}`;
      problems.add("annotations/file-unreadable", what, file.where);
      builder.image(names[i]!, { line: i + 1 });
      continue;
    }
    const { widthPx, heightPx } = file;
    if (builder.rowOf(names[i]!) !== undefined) {
      const what = `${names[i]} is annotated by more than one file; their objects are joined`;
      problems.add("annotations/duplicate-image", what, path);
    }
    const row = builder.image(names[i]!, {
      line: i + 1,
      widthPx,
      heightPx,
      state: TRUTH_STATE.empty,
    });
    if (file.lost > 0) builder.lose(row, file.lost);
    evidence.file(file.isOwn);
    notRead.push(file.notRead);
    parts += file.parts;
    for (const object of file.objects) {
      objects.push({ row, path, object });
      if (object.corners !== null) evidence.add(object.corners, widthPx, heightPx);
    }
  }
  const { vocOneBased: counted = "auto" } = options;
  const isDeclared = counted !== "auto";
  const base = evidence.decide(counted);
  if (base.isGuess) {
    const way = {
      command: `say --${vocOneBased.name} yes`,
      app: "say so under Images and labels",
    };
    const what = say`${base.reason}; if pixels are counted from 1, ${way}`;
    problems.add("annotations/index-base", what, source);
  }
  for (const { row, path, object } of objects) {
    addObject(builder, row, object, base.isOneBased, path, problems);
  }
  if (parts > 0) {
    const what = `${parts} parts of objects are not read, only the objects`;
    problems.add("annotations/not-an-object", what, source);
  }
  return builder.finish({
    format: { id: "voc", reason: `XML files of Pascal VOC, one an image; ${base.reason}` },
    source,
    unit: "pixel",
    written: "xyxy",
    idWord: "object",
    roles: new Map([
      ["image", "filename, or the name of the XML file"],
      ["label", "object: name"],
      ["box", `object: bndbox; ${base.reason}`],
    ]),
    boxes: options.boxes,
    readings: isDeclared
      ? []
      : [{ reading: vocOneBased.name, value: base.isOneBased ? "yes" : "no", chosen: "found" }],
    notRead: joinNotRead(notRead),
  });
}

/** Path of the image of each file. */
function findImages(
  read: readonly { readonly path: string; readonly file: VocFile | HomegroundError }[],
  images: readonly string[],
  problems: ProblemList,
): readonly string[] {
  const finder = createImageFinder(images);
  const given = read.map(({ file }) =>
    file instanceof HomegroundError ? "" : withSlashes(file.fileName),
  );
  const own = read.map(({ path }) => stemOf(baseName(path)));
  const byName = finder.find(given);
  const byStem = finder.find(own);
  return read.map(({ path }, i) => {
    const name = given[i]!;
    const isOdd = isAddress(name) || leavesFolder(name);
    if (isOdd && (byStem[i] ?? byName[i]) !== undefined) {
      const what = `filename is ${quoted(name)}, which is not followed; ${byStem[i] ?? byName[i]} is taken`;
      problems.add(isAddress(name) ? "path/remote" : "path/outside", what, path);
    }
    // Of several folders with equal names, the image is the one named as the annotation is.
    return (
      (isOdd ? byStem[i] : undefined) ?? byName[i] ?? byStem[i] ?? (name === "" ? own[i]! : name)
    );
  });
}

function addObject(
  builder: ReturnType<typeof createObjectTruthBuilder>,
  row: number,
  { number, label, corners, polygon, flags, attributes }: VocObject,
  isOneBased: boolean,
  path: string,
  problems: ProblemList,
): void {
  const first = isOneBased ? 1 : 0;
  // A pixel's number becomes the place of its centre.
  const outline = polygon?.map((value) => value - first / 2) ?? null;
  let box: Float64Array;
  if (corners === null) box = boxOfPoints(outline ?? []);
  else {
    const [left, top, right, bottom] = [corners[0]!, corners[1]!, corners[2]!, corners[3]!];
    if (left === right && top === bottom) {
      const what = `the box is the point ${left}, ${top}; it is left out`;
      problems.add("annotations/box-empty", what, `${path}, object ${number}`);
      builder.lose(row);
      return;
    }
    box = Float64Array.of(left - first, top - first, right - left + first, bottom - top + first);
  }
  builder.add(row, builder.label(label), box, { id: number, flags, attributes });
  if (outline !== null) builder.polygon(outline);
}
