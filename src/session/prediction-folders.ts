import { isHomegroundError } from "../core/errors.js";
import { extensionOf, type FileAccess, folderOf } from "../formats/file-access.js";
import { CONFIDENCE, type Wanted } from "../formats/format.js";
import { recogniseFolder } from "../formats/recognise.js";
import { DROP_ROOT } from "./drop-root.js";

/** A folder of texts that are read together. */
export interface TextFolder {
  /** Inside the drop; {@link DROP_ROOT} is all of it. */
  readonly path: string;
  readonly role: "labels" | "predictions";
  readonly files: readonly string[];
}

/** So many folders of texts are looked into. */
const MAX_FOLDERS = 200;

/**
 * Folders in which each image has a text with what a model found on it, and beside them those with
 * what people annotated, by the recognisers of folders; none where no folder holds predictions.
 *
 * @param all paths of every file that was dropped
 */
export async function textFolders(
  access: FileAccess,
  all: readonly string[],
): Promise<readonly TextFolder[]> {
  const texts = new Map<string, string[]>();
  for (const path of all) {
    if (extensionOf(path) !== "txt") continue;
    const known = texts.get(folderOf(path));
    if (known === undefined) texts.set(folderOf(path), [path]);
    else known.push(path);
  }
  const predicted = new Map<string, readonly string[]>();
  const annotated: TextFolder[] = [];
  for (const [folder, paths] of [...texts].slice(0, MAX_FOLDERS)) {
    const detections = await textsIn(access, folder, paths, "detections");
    if (detections.length > 0) {
      predicted.set(folder, detections);
      continue;
    }
    const objects = await textsIn(access, folder, paths, "objects");
    if (objects.length > 0)
      annotated.push({ path: inDrop(folder), role: "labels", files: objects });
  }
  return predicted.size === 0 ? [] : [...annotated, ...together(predicted, texts)];
}

/** Texts of a folder that surely are of a format in which each image has one. */
async function textsIn(
  access: FileAccess,
  folder: string,
  texts: readonly string[],
  wanted: Wanted,
): Promise<readonly string[]> {
  try {
    const [best] = await recogniseFolder(access, folder, wanted, { all: texts, images: [] });
    const isSure = best?.isWhole === true && best.confidence >= CONFIDENCE.shaped;
    return isSure && (wanted === "objects" || best.confidence >= CONFIDENCE.marked)
      ? best.files
      : [];
  } catch (error) {
    if (!isHomegroundError(error)) throw error;
    return [];
  }
}

/** One folder for all predictions, where the nearest above them holds no other texts. */
function together(
  predicted: ReadonlyMap<string, readonly string[]>,
  texts: ReadonlyMap<string, readonly string[]>,
): TextFolder[] {
  const folders = [...predicted.keys()];
  const above = folders.reduce(nearestAbove);
  const isWithin = (folder: string): boolean =>
    above === "" || folder === above || folder.startsWith(`${above}/`);
  const isAlone = [...texts.keys()].every((folder) => predicted.has(folder) || !isWithin(folder));
  const files = folders.flatMap((folder) => predicted.get(folder)!);
  if (isAlone) return [{ path: inDrop(above), role: "predictions", files }];
  return folders.map((folder) => ({
    path: inDrop(folder),
    role: "predictions",
    files: predicted.get(folder)!,
  }));
}

function nearestAbove(a: string, b: string): string {
  const [left, right] = [a.split("/"), b.split("/")];
  let same = 0;
  while (same < left.length && left[same] === right[same]) same++;
  return left.slice(0, same).join("/");
}

function inDrop(folder: string): string {
  return folder === "" ? DROP_ROOT : folder;
}
