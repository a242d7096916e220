import { HomegroundError } from "../../core/errors.js";
import { type BlobStore, blobName, checkedBytes, download, SHA256 } from "./blob-store.js";
import { createS3Client, type Environment, MOST_PUT_BYTES, parseS3Place } from "./s3-client.js";

/** Blobs as objects of a bucket. */
export function openS3Store(place: string, env: Environment): BlobStore {
  const { bucket, prefix } = parseS3Place(place);
  const client = createS3Client(bucket, env);
  const start = prefix === "" ? "" : `${prefix}/`;
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
      await client.putOnce(keyOf(file.sha256), file);
    },
    async read(sha256, range) {
      const bytes = await client.get(keyOf(sha256), range);
      if (bytes === null || range !== undefined) return bytes;
      return checkedBytes(bytes, sha256, place);
    },
    placeAt: async (sha256, path) => download(await store.read(sha256), sha256, path),
    size: (sha256) => client.size(keyOf(sha256)),
    remove: (sha256) => client.remove(keyOf(sha256)),
    async *list() {
      for await (const { key, sizeBytes } of client.list(start)) {
        const sha256 = key.slice(start.length).replace("/", "");
        if (SHA256.test(sha256)) yield { sha256, sizeBytes };
      }
    },
  };
  return store;
}
