/** Files to save as one: the only one as it is, several in an archive. */
export async function asOneFile(
  files: readonly { readonly name: string; readonly blob: Blob }[],
  archive: string,
): Promise<{ readonly name: string; readonly blob: Blob }> {
  const [only, ...others] = files;
  if (only !== undefined && others.length === 0) {
    return { name: only.name.replace(/^.*\//, ""), blob: only.blob };
  }
  const zip = await import("@zip.js/zip.js/lib/zip-core-native.js");
  zip.configure({ useWebWorkers: false });
  const writer = new zip.ZipWriter(new zip.BlobWriter("application/zip"));
  for (const { name, blob } of files) await writer.add(name, new zip.BlobReader(blob));
  return { name: `${archive}.zip`, blob: await writer.close() };
}
