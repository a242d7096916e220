import type { Json } from "../../core/canonical-json.js";
import { HomegroundError } from "../../core/errors.js";
import { parseJson } from "../../core/parse-json.js";
import type { ImageSet } from "../../dataset/image-set.js";
import { evidenceOf, pixelHashes, scoredPaths } from "../../ledger/image-evidence.js";
import { placeAttributes, sharedOfResult } from "../../ledger/read-shared.js";
import {
  type SharedResult,
  type SharedWords,
  sharedResult,
  sharedText,
} from "../../ledger/shared-result.js";
import { signedResult } from "../../ledger/signed-result.js";
import { checkUnknown, tellableResult } from "../../ledger/told-before.js";
import type { SigningKey } from "../../records/record/signature.js";
import { createNodeDigest } from "../digest.js";
import { readText } from "../files/read-file.js";
import { refuseExisting } from "../files/refuse-existing.js";
import { writeTextFile } from "../files/write-file.js";
import { createNodePixelDecoder } from "../images/pixel-decoder.js";
import { readKeyFile } from "../key-file.js";
import { createNodeSignatures } from "../signatures.js";
import type { CommandIo, CommandResult } from "./command.js";
import type { RanEvaluation } from "./evaluate-run.js";
import { resultFile } from "./named-file.js";
import { passphraseOf } from "./record-sign.js";
import { readSharesLog, sharesLog, withSharesLog } from "./shares-log.js";
import { createStageBars } from "./stage-bars.js";

/** What its sender says of the place, as the command line gives it. */
export interface ShareWords {
  readonly place?: string | undefined;
  readonly month?: string | undefined;
  /** `NAME=VALUE`, once or several times. */
  readonly placeAttribute?: readonly string[] | undefined;
}

/** A key file with which what is shared is signed. */
export interface SignOption {
  readonly sign?: string | undefined;
}

/** The options of `homeground share`, as the command line gives them. */
export interface ShareOptions extends ShareWords, SignOption {
  readonly out?: string | undefined;
}

/** `homeground share RESULT [--out FILE] [--sign KEY]`: what of a result could be sent, shown and written. */
export async function share(
  path: string,
  options: ShareOptions,
  io: CommandIo,
): Promise<CommandResult> {
  const { out } = options;
  const words = sharedWords(options);
  if (out !== undefined) await refuseExisting(out);
  const key = await signingKey(options, io);
  const file = await resultFile(path);
  const fix = "Name a result.json, or the folder that it is in";
  const value = parseJson(await readText(file, fix), file, fix);
  const unsigned = sharedOfResult(value, file, words);
  checkUnknown(unsigned, await readSharesLog());
  const shared = await signed(unsigned, key);
  io.err(TOLD);
  if (out !== undefined) await writeTextFile(out, sharedText(shared));
  return {
    text: `${sharedText(shared)}${out === undefined ? "Not written: --out names a file" : `Written to ${out}`}`,
    json: shared as unknown as Json,
  };
}

/** Said before the text itself. */
const TOLD =
  "What could be sent, byte for byte: figures, counts, verdicts, and what you say of place and month. " +
  "No image, and no name of an image, class or file is in it. Nothing is sent.";

/**
 * Writes what of an evaluation that just ran could be sent, with evidence of its images where all of them
 * were read.
 *
 * @returns what is said of it: its text, byte for byte, and where it is
 * @throws HomegroundError `output/not-written`, `ledger/told-before`
 */
export async function shareRun(
  out: string,
  { result, evaluation, sources }: Pick<RanEvaluation, "result" | "evaluation" | "sources">,
  { withClasses, key, ...words }: RunWords,
  io: CommandIo,
): Promise<string> {
  const bars = createStageBars(EVIDENCE_STAGES, io, sources.options.quiet === true);
  const pixels = await pixelHashes(
    scoredPaths(result, sources.images.file, (i) => pathOf(sources.images, i)),
    {
      access: sources.opened.folder,
      decoder: createNodePixelDecoder,
      createDigest: createNodeDigest,
      signal: io.signal,
      onProgress: (done, total) => bars.update("evidence", done, total),
    },
  ).finally(bars.finish);
  const recordId = result.scope?.record.id;
  const record = evaluation.request.claimRecords.find((one) => one.record.id === recordId)?.record;
  // Of images that cannot be known again, another text with classes could tell more another time.
  const vocabulary = withClasses && pixels !== null ? (record?.model.labels ?? []) : null;
  const evidence = pixels === null ? null : evidenceOf(pixels, createNodeDigest);
  return await withSharesLog(async (earlier, keep) => {
    const told = tellableResult(
      (isNarrow) => sharedResult(result, words, { evidence, vocabulary, isNarrow }),
      pixels,
      earlier,
      createNodeDigest,
    );
    const { isNarrow } = told;
    if (told.telling !== null) await keep(told.telling, out);
    const shared = await signed(told.shared, key);
    const text = sharedText(shared);
    await writeTextFile(out, text);
    return [
      shared.classes === null ? TOLD : TOLD_WITH_CLASSES,
      text.trimEnd(),
      ...(withClasses && shared.classes === null ? [NO_CLASSES] : []),
      ...(isNarrow ? [NARROW] : []),
      ...(pixels === null
        ? []
        : [`What was told of which images is kept in ${sharesLog()}, and not sent.`]),
      `Written to ${out}`,
    ].join("\n");
  });
}

/** What is asked of the text of a run. */
interface RunWords extends SharedWords {
  readonly withClasses: boolean;
  readonly key: SigningKey | null;
}

/** The key of `--sign`, opened before anything takes long; null where none is named. */
export async function signingKey({ sign }: SignOption, io: CommandIo): Promise<SigningKey | null> {
  if (sign === undefined) return null;
  return await readKeyFile(sign, await passphraseOf("Passphrase of the key: ", io, "--sign"));
}

async function signed(shared: SharedResult, key: SigningKey | null): Promise<SharedResult> {
  if (key === null) return shared;
  return await signedResult(shared, key, createNodeSignatures(), createNodeDigest);
}

const EVIDENCE_STAGES = { evidence: "Hashing the images' pixels" } as const;

/** Null where there is no file. */
function pathOf({ file, found }: ImageSet, image: number): string | null {
  return found[image]! < 0 ? null : file[image]!;
}

const TOLD_WITH_CLASSES =
  "What could be sent, byte for byte: figures, counts, also of the record's classes, verdicts, and what you " +
  "say of place and month. A class with a count from 1 to 4 is withheld, and others with it, so that none can be " +
  "worked out. No image, and no name of an image or file is in it. Nothing is sent.";
const NO_CLASSES =
  "No counts of classes are in it: no record of --claim names them, the task has none, all are too small, or the " +
  "pixels of an image could not be read.";
const NARROW =
  "Shares of all images alone are in it: some of these images were told of before, and other figures could be held " +
  "against those.";

/** @throws HomegroundError `usage/bad-option` */
export function checkShareClasses({
  share: out,
  claim = [],
}: {
  readonly share?: string | undefined;
  readonly claim?: readonly string[] | undefined;
}): void {
  if (out !== undefined && claim.length > 0) return;
  throw new HomegroundError("usage/bad-option", {
    what: out === undefined ? "no file is named that is shared" : "no record names the classes",
    where: "--share-classes",
    fix: "Take it with --share FILE and --claim RECORD",
  });
}

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const MOST_PLACE_CHARACTERS = 200;

/** @throws HomegroundError `usage/bad-option` */
export function sharedWords({ place, month, placeAttribute = [] }: ShareWords): SharedWords {
  if (month !== undefined && !MONTH.test(month)) {
    throw new HomegroundError("usage/bad-option", {
      what: `'${month}' is no month`,
      where: "--month",
      fix: "Write it as 2026-11",
    });
  }
  const words = place?.trim() ?? null;
  if (words !== null && (words === "" || words.length > MOST_PLACE_CHARACTERS)) {
    throw new HomegroundError("usage/bad-option", {
      what: words === "" ? "it is empty" : `it has more than ${MOST_PLACE_CHARACTERS} characters`,
      where: "--place",
      fix: "Say in some words what sort of place it is, or leave it out",
    });
  }
  return {
    month: month ?? null,
    place: words,
    attributes: placeAttributes(placeAttribute, "--place-attribute"),
  };
}
