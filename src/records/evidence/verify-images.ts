import type { Cancellation } from "../../core/cancellation.js";
import type { CreateDigest } from "../../core/digest.js";
import { isHomegroundError } from "../../core/errors.js";
import { isImageName } from "../../dataset/image-set.js";
import type { FileAccess } from "../../formats/file-access.js";
import type { PixelDecoder } from "../../images/pixel-decoder.js";
import { hmacOfDigest } from "../record/hmac.js";
import { type ManifestLine, readManifest } from "../record/manifest.js";
import type { TransparencyRecord } from "../record/record-types.js";
import { type Fingerprint, fingerprintOf } from "./fingerprints.js";
import type { ProblemList } from "./problem-list.js";

/** How many images were compared, and how many are what the manifest says. */
export interface VerifiedImages {
  readonly compared: number;
  readonly equal: number;
  /** Of the others, those of the right bytes that cannot be decoded here. */
  readonly undecodable: number;
  /** Lines without a hash: there is nothing to compare. */
  readonly withoutHash: number;
}

export interface VerifyImagesOptions {
  /** Folder of the images. */
  readonly images: FileAccess;
  /** Opens the manifest. */
  readonly manifest: () => AsyncIterable<Uint8Array>;
  readonly decoder: PixelDecoder;
  readonly createDigest: CreateDigest;
  /** Where the record is not open. */
  readonly secret: Uint8Array | null;
  readonly signal: Cancellation;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Compares the images of a folder with the manifest: bytes, then pixels. An image that is missing is
 * named; one that the manifest does not list is a warning.
 */
export async function verifyImages(
  record: TransparencyRecord,
  problems: ProblemList,
  options: VerifyImagesOptions,
): Promise<VerifiedImages> {
  return record.openness === "open"
    ? verifyNamed(record, problems, options)
    : verifyHidden(record, problems, options);
}

async function verifyNamed(
  record: TransparencyRecord,
  problems: ProblemList,
  options: VerifyImagesOptions,
): Promise<VerifiedImages> {
  const { images, decoder, createDigest, signal, onProgress } = options;
  const count = { compared: 0, equal: 0, undecodable: 0, differs: 0, withoutHash: 0 };
  const there = await filesOf(images);
  const seen = new Set<string>();
  const check = async (line: ManifestLine, path: string, image: string): Promise<void> => {
    let print: Fingerprint;
    try {
      print = await fingerprintOf(images, path, decoder, createDigest, false);
    } catch (error) {
      if (!isHomegroundError(error)) throw error;
      problems.add("record/image-missing", `${image} cannot be read: ${error.what}`, image);
      return;
    }
    count[compareImage(line, image, print, problems)]++;
  };
  await readManifest(options.manifest(), record.files.manifest.path, (line, number) => {
    const { image } = line;
    if (image === null) return undefined;
    if (number % 512 === 0) signal.throwIfAborted();
    onProgress(number, record.counts.images);
    const path = there.get(image);
    if (path !== undefined) seen.add(image);
    if (line.bytes === null) {
      count.withoutHash++;
      return undefined;
    }
    count.compared++;
    if (path !== undefined) return check(line, path, image);
    problems.add("record/image-missing", `${image} is not in the folder of the images`, image);
    return undefined;
  });
  for (const [name, path] of there) {
    if (!isImageName(path) || seen.has(name)) continue;
    const what = `${path} is in the folder and not in the manifest`;
    problems.add("record/image-unlisted", what, path, "warning");
  }
  return count;
}

/** Files of a folder by the name that a manifest has for them. */
async function filesOf(images: FileAccess): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for await (const { path } of images.list("")) files.set(path.normalize("NFC"), path);
  return files;
}

function compareImage(
  { bytes, pixels }: ManifestLine,
  image: string,
  print: Pick<Fingerprint, "bytes" | "pixels" | "problem">,
  problems: ProblemList,
): "equal" | "undecodable" | "differs" {
  if (print.bytes === bytes) {
    if (print.pixels === pixels) return "equal";
    if (print.pixels === null) {
      const what = `${image} has the right bytes and cannot be decoded here (${print.problem})`;
      problems.add("record/image-undecodable", what, image, "warning");
      return "undecodable";
    }
    const what = `${image} has the right bytes, and its pixels have the hash ${print.pixels}, where the manifest says ${pixels}`;
    problems.add("record/hash-mismatch", what, image);
    return "differs";
  }
  const isPicture = print.pixels !== null && print.pixels === pixels;
  const what = `${image} has the SHA-256 ${print.bytes}, and the manifest says ${bytes}${
    isPicture ? "; the pixels are the same: something beside the picture was changed" : ""
  }`;
  problems.add("record/hash-mismatch", what, image);
  return "differs";
}

/** Images of a record that withholds names are found by the HMAC of their bytes. */
async function verifyHidden(
  record: TransparencyRecord,
  problems: ProblemList,
  { images, manifest, decoder, createDigest, secret, signal, onProgress }: VerifyImagesOptions,
): Promise<VerifiedImages> {
  if (secret === null) {
    const what =
      "the record withholds what its images are: without the secret they cannot be compared";
    problems.add("record/secret", what, "--secret", "warning");
    return { compared: 0, equal: 0, undecodable: 0, withoutHash: record.counts.images };
  }
  const lines = new Map<string, { readonly pixels: string | null; left: number; number: number }>();
  let withoutHash = 0;
  await readManifest(manifest(), record.files.manifest.path, ({ bytes, pixels }, number) => {
    if (bytes === null) {
      withoutHash++;
      return;
    }
    const known = lines.get(bytes);
    if (known === undefined) lines.set(bytes, { pixels, left: 1, number });
    else known.left++;
  });
  const hide = (hash: string | null) =>
    hash === null ? null : hmacOfDigest(secret, hash, createDigest);
  const count = { compared: 0, equal: 0, undecodable: 0, differs: 0, withoutHash };
  const unlisted: string[] = [];
  for await (const { path } of images.list("")) {
    if (!isImageName(path)) continue;
    signal.throwIfAborted();
    const print = await fingerprintOf(images, path, decoder, createDigest, false);
    const bytes = hide(print.bytes)!;
    const line = lines.get(bytes);
    if (line === undefined || line.left === 0) {
      unlisted.push(path);
      continue;
    }
    line.left--;
    count.compared++;
    onProgress(count.compared, record.counts.images);
    const found = { bytes, pixels: hide(print.pixels), problem: print.problem };
    const own = { bytes, pixels: line.pixels } as const;
    count[compareImage({ ...EMPTY, ...own }, path, found, problems)]++;
  }
  for (const { left, number } of lines.values()) {
    if (left === 0) continue;
    const what = `no image of the folder is that of the line${left > 1 ? ` (${left} such lines)` : ""}`;
    problems.add("record/image-missing", what, `${record.files.manifest.path}, line ${number}`);
  }
  for (const path of unlisted) {
    const what = `${path} is in the folder and not in the manifest`;
    problems.add("record/image-unlisted", what, path, "warning");
  }
  return count;
}

const EMPTY: ManifestLine = {
  image: null,
  url: null,
  bytes: null,
  pixels: null,
  widthPx: null,
  heightPx: null,
  status: "",
  labels: null,
  objects: null,
  sequence: null,
  cluster: null,
  attributes: {},
  licence: null,
};
