import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { jsonOrUndefined } from "../../core/parse-json.js";
import { CARD_SCHEMA } from "../../models/card/card-types.js";
import { get, readBody, statusError } from "./checked-request.js";
import { hashOf } from "./download-file.js";
import type { FetchOptions, HostedModel } from "./hosted-model.js";
import { notKept } from "./not-kept.js";

/** Cards with 100,000 labels are 5 MB. */
const MAX_BYTES = 64 * 2 ** 20;

/**
 * Brings what may lie beside a model and says how to run it: its card (only if it is one), a list
 * of labels, Hugging Face's configuration; where the model is in a folder `onnx`, also from the
 * folder above, as `findCard` looks for them.
 *
 * @returns checksum of each file that came
 * @throws HomegroundError `network/unreachable` and others; not for files that are not there
 */
export async function bringSiblings(
  folder: string,
  hosted: HostedModel,
  options: FetchOptions,
): Promise<Readonly<Record<string, string>>> {
  const checksums: Record<string, string> = {};
  const stem = hosted.file.replace(/\.onnx$/i, "");
  if (await bringText(folder, `${stem}.json`, hosted, options, isCard)) {
    checksums[`${stem}.json`] = (await hashOf(join(folder, `${stem}.json`))).sha256;
    return checksums;
  }
  const own = posix.dirname(hosted.file);
  const folders = posix.basename(own) === "onnx" ? [own, posix.dirname(own)] : [own];
  const candidates = [
    `${stem}.labels.txt`,
    `${stem}_labels.txt`,
    `${stem}.points.txt`,
    ...["labels.txt", "classes.txt", "points.txt"].map((name) => posix.join(own, name)),
    ...folders.flatMap((at) =>
      ["config.json", "preprocessor_config.json", "processor_config.json"].map((name) =>
        posix.join(at, name),
      ),
    ),
  ];
  for (const file of candidates) {
    // Of files that a repository lists nothing is left out: one that is broken is to be said.
    const isAny = hosted.siblings !== null;
    const isWanted = isAny ? () => true : file.endsWith(".json") ? isJson : isPlainText;
    if (!(await bringText(folder, file, hosted, options, isWanted))) continue;
    checksums[file] = (await hashOf(join(folder, file))).sha256;
  }
  return checksums;
}

/** @returns whether there is such a file, and it is what it should be */
async function bringText(
  folder: string,
  file: string,
  { siblings, siblingUrl }: HostedModel,
  { policy, signal }: FetchOptions,
  isWanted: (text: string) => boolean,
): Promise<boolean> {
  if (siblings !== null && !siblings.has(file)) return false;
  const answer = await get(siblingUrl(file), {}, policy, signal);
  if (answer.status !== 200) {
    answer.message.destroy();
    const error = statusError(answer.status, answer.url);
    // Not there, or not for everybody: the model may well do without.
    if (siblings === null && error.code === "network/bad-answer") return false;
    throw error;
  }
  const bytes = await readBody(answer, MAX_BYTES, signal);
  // Some servers answer every address with a page.
  if (!isWanted(new TextDecoder().decode(bytes))) return false;
  const path = join(folder, file);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  } catch (cause) {
    throw notKept(path, cause);
  }
  return true;
}

function isJson(text: string): boolean {
  const data = jsonOrUndefined(text);
  return typeof data === "object" && data !== null;
}

function isCard(text: string): boolean {
  return isJson(text) && text.includes(`"${CARD_SCHEMA}"`);
}

function isPlainText(text: string): boolean {
  return text.trim() !== "" && !/^\s*</.test(text) && !text.includes("\0");
}
