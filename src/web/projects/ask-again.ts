import { baseName } from "../../formats/file-access.js";
import { formatOfName } from "../../images/image-format.js";
import type { Drops } from "../app/files-state.svelte.js";
import { sha256Hex } from "../inference/sha256.js";
import type { RememberedFile } from "./project.js";

/** The files of a project, as far as they are here again. */
export interface FoundFiles {
  readonly drops: Drops;
  readonly missing: readonly RememberedFile[];
  /** Those that are here under their name with another size. */
  readonly otherSize: readonly RememberedFile[];
}

/**
 * Brings files that were given again to the places they had: by their path, else by the name alone
 * where only one remembered and one given file has it.
 *
 * @param given by path, of any number of choices
 */
export function findAgain(
  remembered: readonly (readonly RememberedFile[])[],
  given: ReadonlyMap<string, Blob>,
): FoundFiles {
  const missing: RememberedFile[] = [];
  const otherSize: RememberedFile[] = [];
  const wanted = onlyOnes(remembered.flat().map(({ path }) => path));
  const here = onlyOnes([...given.keys()]);
  const drops = remembered.map((drop) => {
    const found = new Map<string, Blob>();
    for (const file of drop) {
      const { path, sizeBytes } = file;
      const name = baseName(path);
      const other = wanted.get(name) === path ? here.get(name) : undefined;
      const blob = given.get(path) ?? (other === undefined ? undefined : given.get(other));
      if (blob === undefined) {
        missing.push(file);
        continue;
      }
      if (blob.size !== sizeBytes) otherSize.push(file);
      found.set(path, blob);
    }
    return found;
  });
  return { drops: drops.filter(({ size }) => size > 0), missing, otherSize };
}

/**
 * Whether these are the files that were remembered, but for such as a project made itself: every image, and no file that is not among
 * them, by path and size, and by their bytes where those are known.
 */
export async function areTheSame(
  remembered: readonly (readonly RememberedFile[])[],
  given: ReadonlyMap<string, Blob>,
): Promise<boolean> {
  const known = new Map(remembered.flat().map((file) => [file.path, file]));
  for (const { path } of known.values()) {
    if (formatOfName(path) !== null && !given.has(path)) return false;
  }
  for (const [path, blob] of given) {
    if (known.get(path)?.sizeBytes !== blob.size) return false;
  }
  for (const [path, blob] of given) {
    const sha256 = known.get(path)?.sha256 ?? null;
    if (sha256 === null) continue;
    if ((await sha256Hex(new Uint8Array(await blob.arrayBuffer()))) !== sha256) return false;
  }
  return true;
}

/** What a person is asked for, in numbers: images by their names, and where they were. */
export function askedFor(missing: readonly RememberedFile[]) {
  const images = missing.filter(({ path }) => formatOfName(path) !== null);
  const others = missing.filter(({ path }) => formatOfName(path) === null);
  const folders = new Set(
    images.flatMap(({ path }) => (path.includes("/") ? [`${path.split("/", 1)[0]}/`] : [])),
  );
  return {
    images: images.length,
    others: others.map(({ path }) => path),
    folders: [...folders],
  };
}

/** Names that one path alone has, with it. */
function onlyOnes(paths: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const doubled = new Set<string>();
  for (const path of paths) {
    const name = baseName(path);
    if (found.has(name)) doubled.add(name);
    found.set(name, path);
  }
  for (const name of doubled) found.delete(name);
  return found;
}
