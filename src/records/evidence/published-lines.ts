import type { CreateDigest } from "../../core/digest.js";
import { hmacOfDigest } from "../record/hmac.js";
import type { ManifestLine } from "../record/manifest.js";
import type { Fingerprints } from "./fingerprints.js";
import { numbering, recordPath, withheldLine } from "./manifest-lines.js";
import type { RecordImages } from "./record-images.js";

/** The images of a record in the order in which its files name them. */
export interface PublishedOrder {
  /** Image at each place: scored ones, then listed ones. */
  readonly image: Int32Array;
  readonly kind: "names" | "given" | "hashes";
}

/**
 * Open records keep the order of the evaluation. Others are in the order of their HMACs, which says
 * nothing of names; images without a hash come last, in the order of the HMACs of their names.
 *
 * @param secret null where the record is open
 */
export function publishedOrder(
  images: RecordImages,
  prints: Pick<Fingerprints, "bytes">,
  secret: Uint8Array | null,
  createDigest: CreateDigest,
): PublishedOrder {
  const given = Int32Array.from(images.name.keys());
  if (secret === null) return { image: given, kind: areAscending(images) ? "names" : "given" };
  const hidden = (hash: string): string => hmacOfDigest(secret, hash, createDigest);
  const ofName = (name: string): string => {
    const digest = createDigest();
    digest.update(new TextEncoder().encode(recordPath(name)));
    return hidden(digest.hex());
  };
  // Hexadecimal digits come before `~`.
  const keys = images.name.map((name, i) => {
    const bytes = prints.bytes(i);
    return `${bytes === null ? "~" : hidden(bytes)} ${ofName(name)}`;
  });
  const byKey = (a: number, b: number): number => (keys[a]! < keys[b]! ? -1 : 1);
  given.subarray(0, images.scored).sort(byKey);
  given.subarray(images.scored).sort(byKey);
  return { image: given, kind: "hashes" };
}

/** Whether scored images are in the order of the names that the record gives them. */
function areAscending({ name, scored }: RecordImages): boolean {
  for (let i = 1; i < scored; i++) {
    if (recordPath(name[i - 1]!) >= recordPath(name[i]!)) return false;
  }
  return true;
}

/** Lines as they are published, from lines with everything that is known. */
export function publishedLines(
  secret: Uint8Array | null,
  createDigest: CreateDigest,
  withObjects: boolean,
): (line: ManifestLine) => ManifestLine {
  if (secret === null) return (line) => line;
  const numberOf = { sequence: numbering(), cluster: numbering() };
  return (line) => withheldLine(line, secret, createDigest, numberOf, withObjects);
}
