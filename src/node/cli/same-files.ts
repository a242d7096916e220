import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { createNodeDigest } from "../digest.js";

/**
 * Path of the first file that only one folder has, or that differs; null where all are equal.
 *
 * @param but paths of files that may differ
 */
export async function firstDifference(
  a: string,
  b: string,
  but: readonly string[] = [],
): Promise<string | null> {
  const [own, other] = [await filesBelow(a), await filesBelow(b)];
  const [here, there] = [new Set(own), new Set(other)];
  const missing = own.find((path) => !there.has(path)) ?? other.find((path) => !here.has(path));
  if (missing !== undefined) return missing;
  for (const path of own) {
    if (but.includes(path)) continue;
    if ((await hashOfFile(join(a, path))) !== (await hashOfFile(join(b, path)))) return path;
  }
  return null;
}

/** Bytes of all files below a folder. */
export async function bytesBelow(folder: string): Promise<number> {
  const paths = await filesBelow(folder);
  const sizes = await Promise.all(paths.map(async (path) => (await stat(join(folder, path))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

async function hashOfFile(path: string): Promise<string> {
  const digest = createNodeDigest();
  for await (const piece of createReadStream(path)) digest.update(piece as Uint8Array);
  return digest.hex();
}
