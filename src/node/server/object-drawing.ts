/**
 * The page of a record, drawn by this program from the record's files; what somebody uploaded as a page or a script is
 * never shown. Runs in the process for files of strangers.
 */
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { RECOUNT_SCRIPT } from "virtual:record-scripts";
import { HomegroundError } from "../../core/errors.js";
import { verifyRecord } from "../../records/evidence/verify-record.js";
import { KIT_FILES, type KitFile } from "../../records/page/kit-file.js";
import { recordPage } from "../../records/page/record-page.js";
import { recordError } from "../../records/record/read-record.js";
import { prepareVersion } from "../cli/publish-version.js";
import { createNodeDigest } from "../digest.js";
import { openFolder } from "../files/folder-access.js";
import { createNodePixelDecoder } from "../images/pixel-decoder.js";
import { renderRecordPage } from "../reports/record-page.js";
import { createNodeSignatures } from "../signatures.js";

/**
 * @param folder of the object's files
 * @returns files of the page, by their path beside it
 * @throws HomegroundError `record/…` for a record that is not what it says
 */
export async function drawObject(
  folder: string,
  signal: AbortSignal,
): Promise<Readonly<Record<string, Uint8Array>>> {
  const root = await openFolder(folder);
  const isPublished = (await root.kindOf("record/record.json"))?.kind === "file";
  const at = isPublished ? join(folder, "record") : folder;
  const access = await openFolder(at);
  const images = (await access.kindOf("images"))?.kind === "folder";
  const found = await verifyRecord({
    access,
    path: "record.json",
    source: "record.json",
    images: images ? await openFolder(join(at, "images")) : null,
    model: null,
    signatures: createNodeSignatures(),
    decoder: createNodePixelDecoder,
    createDigest: createNodeDigest,
    expect: null,
    secret: null,
    signal,
    onProgress: () => {},
  });
  const { record, signedBy } = found;
  const wrong = found.problems.find(({ severity }) => severity === "error");
  if (wrong !== undefined) throw recordError(wrong);
  if (record === null) throw noRecord();
  const to = await mkdtemp(join(folder, ".page-"));
  try {
    await mkdir(join(to, "pictures"));
    const source = { file: join(at, "record.json"), access, address: null, places: null };
    const { images, kit } = await prepareVersion(to, { ...found, record }, source, signal);
    const page = recordPage({
      record,
      signedBy,
      images,
      address: null,
      methods: kit.methods.trimEnd(),
      bibtex: kit.bibtex,
      hasData: false,
      isAlone: true,
      app: null,
    });
    const files: Record<string, Uint8Array> = {
      "index.html": Buffer.from(renderRecordPage(page)),
    };
    for (const kind of Object.keys(KIT_FILES) as KitFile[]) {
      files[KIT_FILES[kind]] = Buffer.from(kit[kind]);
    }
    if (page.recount.bytes !== null) files["recount.js"] = Buffer.from(`${RECOUNT_SCRIPT}\n`);
    for (const { picture } of images.pictures) {
      if (picture !== null) files[picture.src] = await readFile(join(to, picture.src));
    }
    return files;
  } finally {
    await rm(to, { recursive: true, force: true });
  }
}

function noRecord(): HomegroundError {
  return new HomegroundError("server/refused-object", {
    what: "it is no record",
    where: "record.json",
    fix: "Upload the files as the program wrote them",
  });
}
