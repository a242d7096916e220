import { isHomegroundError } from "../../core/errors.js";
import { backgroundOf, NO_LABEL } from "../../core/masks/label-mask.js";
import { areaOfRuns, boxOfRuns } from "../../core/masks/runs.js";
import { baseName, type FileAccess } from "../file-access.js";
import { createProblemList } from "../import-problems.js";
import { type ImageTruth, TRUTH_STATE } from "../import-types.js";
import { isImageFile, listPaths } from "../objects/image-files.js";
import type { ReadObjectOptions } from "../objects/object-options.js";
import { createObjectTruthBuilder } from "../objects/object-truth-builder.js";
import type { ObjectTruth } from "../objects/object-types.js";
import { readMaskTruth } from "../read.js";
import { holdsOwnMasks } from "../recognise.js";
import { piecesOf, runsOfValues } from "./instance-values.js";
import { areMasksOfObjects, isMaskFolder, maskFiles } from "./mask-files.js";
import { findMaskLabels } from "./mask-labels.js";
import { maskValuesChoice } from "./mask-reading.js";
import { isMaskTable, isTruthDrawn, readInstanceTruth } from "./read-masks.js";

/**
 * A folder of masks as objects with runs of pixels: of masks whose numbers are objects each, of others the pixels of a label
 * on an image as one. Masks are read one after the other; what is kept of one are its runs.
 *
 * @returns null where the folder does not hold masks by its names, and nobody says that it does
 */
export async function readMasksAsObjects(
  access: FileAccess,
  path: string,
  options: ReadObjectOptions,
): Promise<ObjectTruth | null> {
  const kind = await access.kindOf(path);
  if (kind?.kind !== "folder") return null;
  const listed = await listPaths(access, path);
  const { all } = listed;
  if (await holdsOwnMasks(access, path, "objects", listed)) return null;
  const { maskValues } = options;
  const files = maskFiles(all, path);
  // The folder that is opened has no name here: a table of labels beside the masks speaks for it.
  const areNamed =
    files.every((file) => isMaskFolder(file, path)) ||
    (files.length > 0 && (await findMaskLabels(access, all)) !== null);
  if (files.length === 0 || (maskValues === undefined && !areNamed)) return null;
  // Pictures beside files with objects are images, whatever their folder is called.
  if (maskValues === undefined && (await isTruthDrawn(access, path))) return null;
  const masks = new Set(files);
  const beside = all.filter((file) => isImageFile(file) && !masks.has(file));
  const given = { ...options, images: [...beside, ...(options.images ?? [])] };
  return objectsByNumbers(access, path, given, areMasksOfObjects(all, path), "labels");
}

/**
 * Where objects are by masks, of a folder or named by a table: of masks whose numbers are objects each, of others what hangs
 * together and is no background. Pixels of a label far apart would have one box around all that is between them.
 *
 * @returns null where the place holds files with objects, or no masks
 */
export async function readPlacesOfMasks(
  access: FileAccess,
  path: string,
  options: ReadObjectOptions,
): Promise<ObjectTruth | null> {
  if (await isMaskTable(access, path)) {
    if (await isTruthDrawn(access, path)) return null;
    return objectsByNumbers(access, path, options, false, "pieces");
  }
  if ((await access.kindOf(path))?.kind !== "folder") return null;
  const { all } = await listPaths(access, path);
  if (maskFiles(all, path).length === 0 || (await isTruthDrawn(access, path))) return null;
  return objectsByNumbers(access, path, options, areMasksOfObjects(all, path), "pieces");
}

/** What an object is called whose pixels may have several labels. */
const PIECE = "object";

/** @param joins what is one object where numbers are labels */
async function objectsByNumbers(
  access: FileAccess,
  path: string,
  options: ReadObjectOptions,
  areOfObjects: boolean,
  joins: "labels" | "pieces",
): Promise<ObjectTruth> {
  const { maskValues } = options;
  if (maskValues === "objects" || maskValues === "pieces" || areOfObjects) {
    return readInstanceTruth(access, path, options);
  }
  const truth = await readMaskTruth(access, path, options);
  const meaning = truth.readings?.find(({ reading }) => reading === maskValuesChoice.name)?.value;
  return meaning === "objects" ? readInstanceTruth(access, path, options) : regionsOf(truth, joins);
}

async function regionsOf(truth: ImageTruth, joins: "labels" | "pieces"): Promise<ObjectTruth> {
  const { masks, source, format } = truth;
  const problems = createProblemList();
  const builder = createObjectTruthBuilder(problems);
  const names = masks!.labelNames;
  const background = backgroundOf(names);
  if (joins === "labels") {
    for (const [k, name] of names.entries()) if (k !== background) builder.label(name);
  }
  let withVoid = 0;
  for (const [row, file] of truth.file.entries()) {
    const line = truth.line[row]!;
    if (truth.state[row] === TRUTH_STATE.unlabelled) {
      builder.image(file, { line });
      continue;
    }
    try {
      const { widthPx, heightPx, labels } = await masks!.read(row, null);
      const at = builder.image(file, { line, widthPx, heightPx, state: TRUTH_STATE.empty });
      let isVoid = false;
      // Numbers from 1; the background is no object, and what is void cannot be said.
      const values = Uint32Array.from(labels, (label) => {
        isVoid ||= label === NO_LABEL;
        return label === background ? 0 : label + 1;
      });
      if (isVoid) withVoid++;
      const mask = { widthPx, heightPx, values };
      const numbered = joins === "labels" ? mask : { ...mask, values: piecesOf(mask) };
      for (const [value, runs] of runsOfValues(numbered)) {
        const lengths = Float64Array.from(runs);
        const [name, id] =
          joins === "labels" ? [names[value - 1]!, names[value - 1]!] : [PIECE, value];
        builder.add(at, builder.label(name), boxOfRuns(lengths, heightPx), {
          id: `${baseName(file)}: ${id}`,
          area: areaOfRuns(lengths),
        });
        builder.runs(lengths);
      }
    } catch (error) {
      if (!isHomegroundError(error)) throw error;
      problems.add("masks/unreadable", `the mask cannot be read: ${error.what}`, error.where);
      builder.image(file, { line });
    }
  }
  if (withVoid > 0) {
    const what = `${withVoid} masks have pixels of which nothing is said (void); they are left out, as if they were background`;
    problems.add("masks/void-left-out", what, source);
  }
  if (builder.count > 0 && joins === "labels") {
    const what = "masks say which pixels have a label: all of a label on an image are one object";
    problems.add("masks/joined", what, source);
  }
  return builder.finish({
    format,
    source,
    unit: "pixel",
    written: "xywh",
    idWord: "mask and label",
    roles: truth.roles,
    problems: truth.problems,
    ...(truth.readings === undefined ? {} : { readings: truth.readings }),
  });
}
