import type { Json } from "../../core/canonical-json.js";
import { HomegroundError } from "../../core/errors.js";
import { parseJson } from "../../core/parse-json.js";
import { sharedOfResult } from "../../ledger/read-shared.js";
import { type SharedWords, sharedResult, sharedText } from "../../ledger/shared-result.js";
import type { EvaluationResult } from "../../results/result.js";
import { readText } from "../files/read-file.js";
import { refuseExisting } from "../files/refuse-existing.js";
import { writeTextFile } from "../files/write-file.js";
import type { CommandIo, CommandResult } from "./command.js";
import { resultFile } from "./named-file.js";

/** What its sender says of the place, as the command line gives it. */
export interface ShareWords {
  readonly place?: string | undefined;
  readonly month?: string | undefined;
}

/** The options of `homeground share`, as the command line gives them. */
export interface ShareOptions extends ShareWords {
  readonly out?: string | undefined;
}

/** `homeground share RESULT [--out FILE]`: what of a result could be sent, shown and written. */
export async function share(
  path: string,
  options: ShareOptions,
  io: Pick<CommandIo, "err">,
): Promise<CommandResult> {
  const { out } = options;
  const words = sharedWords(options);
  if (out !== undefined) await refuseExisting(out);
  const file = await resultFile(path);
  const fix = "Name a result.json, or the folder that it is in";
  const value = parseJson(await readText(file, fix), file, fix);
  const shared = sharedOfResult(value, file, words);
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
 * Writes what of a result could be sent.
 *
 * @returns what is said of it: its text, byte for byte, and where it is
 * @throws HomegroundError `output/not-written`
 */
export async function shareResult(
  out: string,
  result: EvaluationResult,
  words: SharedWords,
): Promise<string> {
  const text = sharedText(sharedResult(result, words));
  await writeTextFile(out, text);
  return `${TOLD}\n${text}Written to ${out}`;
}

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const MOST_PLACE_CHARACTERS = 200;

/** @throws HomegroundError `usage/bad-option` */
export function sharedWords({ place, month }: ShareWords): SharedWords {
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
  return { month: month ?? null, place: words };
}
