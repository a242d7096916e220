import { LIST_COLUMNS } from "../formats/drawn-list-types.js";
import type { FileAccess } from "../formats/file-access.js";
import { FORMAT_SNIFF_BYTES } from "../formats/file-content.js";
import { isTextTable } from "../formats/mask-images/mask-files.js";

/**
 * Lists by which images may have been drawn, among files that were dropped together with labels that say nothing of it:
 * left aside, each image would count alike without a word.
 *
 * @param labels the file or folder of the labels
 * @param others files that have another role, such as predictions
 */
export async function listsBeside(
  access: FileAccess,
  all: readonly string[],
  labels: string,
  others: readonly (string | null)[],
): Promise<readonly string[]> {
  if (isTextTable(labels) && (await saysDraw(access, labels))) return [];
  const lists: string[] = [];
  for (const path of all) {
    if (path === labels || others.includes(path) || !isTextTable(path)) continue;
    if (await saysDraw(access, path)) lists.push(path);
  }
  return lists;
}

async function saysDraw(access: FileAccess, path: string): Promise<boolean> {
  const head = new TextDecoder().decode(await access.read(path, { maxBytes: FORMAT_SNIFF_BYTES }));
  const names = (head.split(/\r?\n/, 1)[0] ?? "")
    .split(/[,;\t|]/)
    .map((name) => name.replaceAll('"', ""));
  return [LIST_COLUMNS.inclusion, LIST_COLUMNS.design].every((name) => names.includes(name));
}
