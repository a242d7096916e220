import { baseName, folderOf, joinPath, normalisePath } from "../../formats/file-access.js";
import type { GivenNames } from "../../models/card/find-card.js";
import type { OnnxInspection } from "../../models/onnx/onnx-inspect.js";
import { createPageFileAccess, type PageFile } from "../files/blob-access.js";
import { openZip } from "../files/zip-access.js";
import { openPageModel } from "../inference/open-model.js";
import type { DroppedFiles, SessionModel } from "./session-state.js";

/** Adds files to those that are there; archives (.zip) are opened, their names become folders. */
export async function addDropped(
  before: DroppedFiles | null,
  added: ReadonlyMap<string, Blob>,
): Promise<DroppedFiles> {
  const files = new Map<string, PageFile>();
  const problems = [...(before?.problems ?? [])];
  for (const { path, sizeBytes } of before?.listed ?? []) {
    files.set(path, before?.access.fileAt(path) ?? { sizeBytes, blob: new Blob([]) });
  }
  for (const [path, blob] of added) {
    if (!/\.zip$/i.test(path)) {
      files.set(normalisePath(path), { sizeBytes: blob.size, blob });
      continue;
    }
    const archive = await openZip(blob, baseName(path));
    // One archive alone is a folder as good as any; a second one must not mix with it.
    const folder = added.size === 1 && files.size === 0 ? "" : path.replace(/\.zip$/i, "");
    for (const [inside, file] of archive.files) files.set(joinPath(folder, inside), file);
    problems.push(...archive.problems);
  }
  const access = createPageFileAccess(files);
  const listed = [];
  for await (const file of access.list("")) listed.push(file);
  return { access, listed, problems };
}

/**
 * A model among the files, with its card.
 *
 * @param card a card under a name that does not say whose it is; null for the one beside the model
 * @param namesOf names of the outputs, in place of a list beside the model
 * @param task that it is read for, where it can be read for several; null for none
 * @throws HomegroundError `model/…`
 */
export async function openModelAt(
  { access }: DroppedFiles,
  path: string,
  card: string | null,
  namesOf?: (inspection: OnnxInspection) => Promise<GivenNames>,
  task: string | null = null,
): Promise<SessionModel> {
  const folder = folderOf(path);
  const external = new Map<string, Blob>();
  for await (const file of access.list(folder)) {
    if (file.path === path || /\.(onnx|jpe?g|png|webp)$/i.test(file.path)) continue;
    const inside = folder === "" ? file.path : file.path.slice(folder.length + 1);
    external.set(inside, await access.blobAt(file.path));
  }
  const model = await openPageModel(await access.blobAt(path), path, external);
  const beside = { ...model, file: baseName(path), folder: baseName(folder) };
  // What reads cards and knows families is loaded with the first model.
  const { findCard } = await import("../../models/card/find-card.js");
  const named =
    card === null ? null : { path: card, text: new TextDecoder().decode(await access.read(card)) };
  const read = async (name: string): Promise<string | null> => {
    const at = name.startsWith("../")
      ? joinPath(folderOf(folder), name.slice(3))
      : joinPath(folder, name);
    const kind = await access.kindOf(at);
    return kind?.kind === "file" ? new TextDecoder().decode(await access.read(at)) : null;
  };
  const found = await findCard(beside, named, read, namesOf, task);
  return { ...found, model, isConfirmed: false };
}
