import { HomegroundError } from "../../core/errors.js";
import type { RecordSource } from "./create-types.js";
import type { Fingerprints } from "./fingerprints.js";
import type { RecordImages } from "./record-images.js";

/**
 * Holds the bytes that a record is about to bind to those that the model was given. A record whose
 * images were replaced after the model had seen them would vouch for answers to other pictures.
 *
 * @throws HomegroundError `record/changed-since-scored`, naming the first image
 */
export function checkScoredBytes(
  { scoredBytes, set }: Pick<RecordSource, "scoredBytes" | "set">,
  images: Pick<RecordImages, "name">,
  prints: Pick<Fingerprints, "bytes">,
): void {
  if (scoredBytes === null) return;
  const scored = new Map(set.file.map((name, i) => [name, scoredBytes[i] ?? null]));
  const changed: string[] = [];
  for (const [i, name] of images.name.entries()) {
    const before = scored.get(name);
    if (before !== undefined && before !== prints.bytes(i)) changed.push(name);
  }
  const [first] = changed;
  if (first === undefined) return;
  throw changedSinceScored(first, changed.length);
}

/** @param count of images that changed, the named one among them */
export function changedSinceScored(name: string, count = 1): HomegroundError {
  const more = count > 1 ? ` and ${count - 1} more` : "";
  return new HomegroundError("record/changed-since-scored", {
    what: `${name}${more} ${count > 1 ? "have" : "has"} other bytes than the model was given: a record would bind its answers to other pictures`,
    where: name,
    fix: "Make the record again when nothing writes to the images: what changed is scored again, the rest is kept",
  });
}
