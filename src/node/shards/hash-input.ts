import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { formatOfName } from "../../images/image-format.js";
import { openFolder } from "../files/folder-access.js";
import { notRead } from "../files/read-file.js";

/**
 * SHA-256 of a file, of the archive that it is in, or of names and contents below a folder; null where there is
 * none of these. Pictures in a folder that holds the images are left out: they are known each by its own.
 *
 * @param images where the images are
 * @throws HomegroundError `input/unreadable`
 */
export async function hashInput(path: string, images: string): Promise<string | null> {
  const file = await fileOf(path);
  if (file !== null) return hashFile(file);
  if ((await stat(path).catch(() => null))?.isDirectory() !== true) return null;
  const isOfImages = join(resolve(images), "/").startsWith(join(resolve(path), "/"));
  const folder = await openFolder(path);
  const names: string[] = [];
  for await (const { path: name } of folder.list("")) {
    if (!isOfImages || formatOfName(name) === null) names.push(name);
  }
  const hash = createHash("sha256");
  for (const name of names.sort()) {
    hash.update(`${JSON.stringify(name)} ${await hashFile(await folder.diskPath(name))}\n`);
  }
  return hash.digest("hex");
}

/** The file itself, or the archive of `data.zip/labels.csv`. */
async function fileOf(path: string): Promise<string | null> {
  for (let at = path; at !== dirname(at); at = dirname(at)) {
    const info = await stat(at).catch(() => null);
    if (info?.isFile() === true) return at;
    if (info !== null) return null;
  }
  return null;
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array);
  } catch (cause) {
    throw notRead(path, cause, "Check that the file is there and can be read");
  }
  return hash.digest("hex");
}
