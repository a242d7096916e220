import { openAsBlob } from "node:fs";
import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import { openBucket, parseS3, type S3Bucket, type S3Options } from "../s3/s3-client.js";
import {
  type BlobStore,
  blobName,
  checkedBytes,
  download,
  type HashedFile,
  SHA256,
} from "./blob-store.js";

/** What one PUT may hold, by the documentation of S3. */
const MOST_PUT_BYTES = 5 * 1024 ** 3;

/** Blobs as objects of a bucket. @throws HomegroundError `blobs/bad-place` */
export function openS3Store(place: string, options: S3Options & { env: Env }): BlobStore {
  const { bucket, start } = openPlace(place, options);
  const keyOf = (sha256: string) => start + blobName(sha256);
  const store: BlobStore = {
    place,
    async put(file) {
      if (file.sizeBytes > MOST_PUT_BYTES) {
        throw new HomegroundError("blobs/too-large", {
          what: `it has ${file.sizeBytes} bytes, and one object is written with at most ${MOST_PUT_BYTES}`,
          where: place,
          fix: "Keep blobs in a folder, or send a smaller file",
        });
      }
      await ofBlobs(bucket.put(keyOf(file.sha256), await fileBody(file), true));
    },
    async read(sha256, range) {
      if (range !== undefined && range.end <= range.start) return noBytes();
      const part = range && { from: range.start, maxBytes: range.end - range.start };
      const bytes = await ofBlobs(bucket.get(keyOf(sha256), part));
      if (bytes === null) return null;
      return range === undefined ? checkedBytes(pieces(bytes), sha256, place) : pieces(bytes);
    },
    placeAt: async (sha256, path) => download(await store.read(sha256), sha256, path),
    size: (sha256) => ofBlobs(bucket.size(keyOf(sha256))),
    remove: (sha256) => ofBlobs(bucket.remove(keyOf(sha256))),
    async *list() {
      for await (const { key, sizeBytes } of pieces(bucket.list(start))) {
        const sha256 = key.slice(start.length).replace("/", "");
        if (SHA256.test(sha256)) yield { sha256, sizeBytes };
      }
    },
  };
  return store;
}

type Env = Readonly<Record<string, string | undefined>>;

function openPlace(
  place: string,
  options: S3Options & { env: Env },
): { readonly bucket: S3Bucket; readonly start: string } {
  const { env } = options;
  if (!env["AWS_ACCESS_KEY_ID"] || !env["AWS_SECRET_ACCESS_KEY"]) {
    throw badPlace(place, "AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set");
  }
  try {
    const { bucket, prefix } = parseS3(place);
    return { bucket: openBucket(bucket, options), start: prefix };
  } catch (error) {
    throw isHomegroundError(error) ? badPlace(error.where, error.what) : error;
  }
}

async function fileBody({ path, sha256 }: HashedFile) {
  return { blob: await openAsBlob(path), sha256 };
}

/** The bucket's errors, as those of a store. */
async function ofBlobs<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw asBlobs(error);
  }
}

async function* pieces<T>(all: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* all;
  } catch (error) {
    throw asBlobs(error);
  }
}

function asBlobs(error: unknown): unknown {
  if (!isHomegroundError(error) || !error.code.startsWith("network/")) return error;
  const { what, where, fix } = error;
  return new HomegroundError("blobs/unreachable", { what, where, fix, cause: error });
}

function badPlace(place: string, what: string): HomegroundError {
  return new HomegroundError("blobs/bad-place", {
    what,
    where: place,
    fix: "Give a folder, or s3://bucket/prefix with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
  });
}

async function* noBytes(): AsyncGenerator<Uint8Array> {}
