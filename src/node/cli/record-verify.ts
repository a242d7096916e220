import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Json } from "../../core/canonical-json.js";
import { HomegroundError } from "../../core/errors.js";
import { verifyJson } from "../../records/evidence/verify-json.js";
import { type VerifyStage, verifyRecord } from "../../records/evidence/verify-record.js";
import { verificationText } from "../../records/evidence/verify-text.js";
import { fromBase64url } from "../../records/record/base64url.js";
import { isWeakKey, publicKeyIn } from "../../records/record/public-keys.js";
import { createNodeDigest } from "../digest.js";
import { type FolderAccess, openFolder } from "../files/folder-access.js";
import { createNodePixelDecoder } from "../images/pixel-decoder.js";
import { createNodeSignatures } from "../signatures.js";
import type { CommandIo, CommandResult } from "./command.js";
import { EXIT } from "./exit-codes.js";
import { recordFile } from "./named-file.js";
import { type RerunOptions, rerunModel } from "./record-model.js";
import { readSecret } from "./record-secret.js";
import { createStageBars } from "./stage-bars.js";
import { terminalLook } from "./terminal-look.js";

/** The options of `homeground record verify`, as the command line gives them. */
export interface RecordVerifyOptions extends RerunOptions {
  readonly images?: string | undefined;
  readonly model?: string | undefined;
  readonly expect?: string | undefined;
  readonly signedBy?: string | undefined;
  readonly secret?: string | undefined;
  readonly quiet?: true | undefined;
}

/** `homeground record verify RECORD.json [--images DIR] [--model FILE] [--expect ID] [--signed-by KEY]`. */
export async function verifyHere(
  path: string,
  options: RecordVerifyOptions,
  io: CommandIo,
): Promise<CommandResult> {
  const file = await recordFile(path);
  const access = await openFolder(dirname(file));
  const images = await imagesOf(dirname(file), options.images);
  const secret = options.secret === undefined ? null : await readSecret(options.secret);
  const signer = options.signedBy === undefined ? null : await readPublicKey(options.signedBy);
  const bars = createStageBars(VERIFY_STAGES, io, options.quiet === true);
  const found = await verifyRecord({
    access,
    path: basename(file),
    source: file,
    images,
    model: await modelOf(dirname(file), images, options, io),
    signatures: createNodeSignatures(),
    decoder: createNodePixelDecoder,
    createDigest: createNodeDigest,
    expect: options.expect ?? null,
    signer,
    secret,
    signal: io.signal,
    onProgress: bars.update,
  }).finally(bars.finish);
  return {
    text: verificationText(found, terminalLook(io.terminal)),
    json: verifyJson(found) as unknown as Json,
    status: found.isEqual ? EXIT.done : EXIT.error,
  };
}

/**
 * The key that a record must be signed by, as it is printed, or a file that holds it: a key file, which
 * needs no passphrase for that, or the printed key alone.
 *
 * @throws HomegroundError `usage/bad-option`, `record/weak-key`
 */
export async function readPublicKey(given: string): Promise<string> {
  const text = await readFile(given, "utf8").catch(() => null);
  const key = publicKeyIn(given) ?? (text === null ? null : publicKeyIn(text));
  if (key === null) {
    throw new HomegroundError("usage/bad-option", {
      what:
        text === null
          ? `${JSON.stringify(given)} is neither a public key nor a file`
          : `${given} holds no public key`,
      where: "--signed-by",
      fix: "Give the key that record keygen and record sign print, or the file that it is in",
    });
  }
  if (!isWeakKey(fromBase64url(key) ?? new Uint8Array())) return key;
  throw new HomegroundError("record/weak-key", {
    what: `the key ${key} is one under which anybody can sign`,
    where: "--signed-by",
    fix: "Ask the author for the key that record keygen printed",
  });
}

/** The folder that is named, else the one beside the record; null where there is none. */
async function imagesOf(folder: string, given: string | undefined): Promise<FolderAccess | null> {
  return given === undefined ? imagesBeside(folder) : openFolder(given);
}

/** The folder of images beside a record; null where there is none. */
export async function imagesBeside(folder: string): Promise<FolderAccess | null> {
  const beside = join(folder, "images");
  const info = await stat(beside).catch(() => null);
  return info?.isDirectory() === true ? openFolder(beside) : null;
}

async function modelOf(
  folder: string,
  images: FolderAccess | null,
  options: RecordVerifyOptions,
  io: CommandIo,
) {
  if (options.model === undefined) return null;
  const card = join(folder, "card.json");
  const info = await stat(card).catch(() => null);
  const own = info?.isFile() === true ? card : null;
  return rerunModel(options.model, own, images ?? (await openFolder(folder)), options, io);
}

/** Names of the bars of a check. */
export const VERIFY_STAGES: Readonly<Record<VerifyStage, string>> = {
  hashing: "Hashing",
  manifest: "Manifest",
  figures: "Figures",
  images: "Images",
  model: "Model",
};
