import { collectFeatures, type ImageFeatures } from "../dataset/image-features.js";
import type { ScoreLog } from "./score-log.js";

/**
 * Features of the images of a run, out of the log that it kept them in; null where no image has any.
 *
 * @param sha256 of the bytes of each image
 * @param value of the model that held them
 */
export async function keptFeatures(
  log: Pick<ScoreLog, "read">,
  sha256: readonly (string | null)[],
  value: string,
): Promise<ImageFeatures | null> {
  const collected = collectFeatures(value, sha256.length);
  for (const [image, hash] of sha256.entries()) {
    const record = hash === null ? null : await log.read(hash);
    if (record?.ok === true) collected.add(image, record.scores);
  }
  return collected.finish();
}
