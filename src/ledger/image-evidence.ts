import { textId } from "../core/canonical-json.js";
import type { CreateDigest } from "../core/digest.js";
import type { Sha256 } from "../core/json-values.js";
import { type FingerprintOptions, fingerprintImages } from "../records/evidence/fingerprints.js";
import type { EvaluationResult } from "../results/result.js";

/**
 * Paths of the scored images of a result.
 *
 * @param names of all images of the set, as the result lists them
 * @param pathOf null for one that is not there
 */
export function scoredPaths(
  { inputs }: EvaluationResult,
  names: readonly string[],
  pathOf: (image: number) => string | null,
): (string | null)[] {
  const listed = new Set(inputs.listed.map((one) => one.file));
  return names.flatMap((name, i) => (listed.has(name) ? [] : [pathOf(i)]));
}

/**
 * SHA-256s of the pixels of images, by which they are known again.
 *
 * @param paths of the scored images; null for one that is not there
 * @returns null where there is no image, or the pixels of one cannot be read
 */
export async function pixelHashes(
  paths: readonly (string | null)[],
  options: FingerprintOptions,
): Promise<readonly string[] | null> {
  if (paths.length === 0 || paths.includes(null)) return null;
  const { pixels } = await fingerprintImages(paths, options);
  const hashes: string[] = [];
  for (let i = 0; i < paths.length; i++) {
    const hash = pixels(i);
    if (hash === null) return null;
    hashes.push(hash);
  }
  return hashes;
}

/**
 * What makes the same images known again, without telling any of them: SHA-256 over the sorted SHA-256s of
 * their pixels, 64 hexadecimal digits and a line feed each.
 */
export function evidenceOf(pixels: readonly string[], createDigest: CreateDigest): Sha256 {
  const lines = pixels.map((hash) => `${hash}\n`).sort();
  return textId(lines.join(""), createDigest);
}
