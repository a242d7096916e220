import type { BlobStore } from "./blob-store.js";

/**
 * @param place a folder, made where it is missing, or `s3://bucket/prefix`, with credentials and endpoint from the
 *   environment (`s3/s3-client.ts` says which)
 * @throws HomegroundError `blobs/bad-place`, `output/not-written`
 */
export async function openBlobStore(
  place: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<BlobStore> {
  if (place.startsWith("s3:")) {
    const { openS3Store } = await import("./s3-store.js");
    return openS3Store(place, { env });
  }
  const { openFileStore } = await import("./file-store.js");
  return await openFileStore(place);
}
