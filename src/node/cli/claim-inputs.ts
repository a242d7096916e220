import { dirname } from "node:path";
import { HomegroundError } from "../../core/errors.js";
import { parseJson } from "../../core/parse-json.js";
import type { ClaimCard } from "../../evaluation/claim-card/claim-card.js";
import type { ClaimRecord } from "../../evaluation/claim-record/claim-record.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import { isRecord, textOf } from "../../formats/json/json-values.js";
import { openClaimRecord } from "../../records/claims/open-claim-record.js";
import { createNodeDigest } from "../digest.js";
import { openFolder } from "../files/folder-access.js";
import { readText } from "../files/read-file.js";
import type { CommandIo } from "./command.js";
import { figuresFile, isFolder } from "./named-file.js";
import { createProgress } from "./progress.js";

/**
 * Sorts the values of `--claim`: texts, results and cards, and transparency records, which are opened
 * with the files beside them.
 *
 * @throws HomegroundError `input/not-found`, `input/unreadable`, `input/not-json`, `record/…`
 */
export async function readClaimInputs(
  claims: readonly string[],
  quiet: boolean,
  io: CommandIo,
): Promise<Pick<EvaluateRequest, "claims" | "claimFiles" | "claimRecords" | "claimCards">> {
  const texts: string[] = [];
  const claimFiles: { source: string; json: unknown }[] = [];
  const claimRecords: ClaimRecord[] = [];
  const claimCards: ClaimCard[] = [];
  for (const claim of claims) {
    if (/^hf:/i.test(claim)) throw hubNotYet(claim);
    const card = MODEL_CARD_FILE.exec(claim);
    if (card !== null) {
      claimCards.push(await readCard(card[1] ?? "", card[2] ?? null));
      continue;
    }
    if (!(await isPlace(claim))) {
      texts.push(claim);
      continue;
    }
    const { file, beside } = await figuresFile(claim);
    if (beside !== null && !quiet) io.err(`Claim  ${file} is taken, not ${beside}`);
    const fix = "Name a record.json or a result.json, or write the claim as METRIC=VALUE";
    const text = await readText(file, fix);
    const json = parseJson(text, file, fix);
    const schema = isRecord(json) ? textOf(json["schema"]) : undefined;
    if (schema?.startsWith("homeground.record/") !== true) {
      claimFiles.push({ source: file, json });
      continue;
    }
    const progress = createProgress("Reading the record", io, quiet);
    try {
      claimRecords.push(
        await openClaimRecord(text, file, {
          access: await openFolder(dirname(file)),
          createDigest: createNodeDigest,
          signal: io.signal,
          onProgress: progress.update,
        }),
      );
    } finally {
      progress.finish();
    }
  }
  return { claims: texts, claimFiles, claimRecords, claimCards };
}

/**
 * Whether a value of `--claim` is a place on the disk: a JSON file, or a folder that is there. What
 * could be a claim is one, unless it is written as a path.
 */
async function isPlace(claim: string): Promise<boolean> {
  if (/\.json$/i.test(claim)) return true;
  const isPath = /[/\\]/.test(claim) || !/[=:<>]/.test(claim);
  return isPath && (await isFolder(claim));
}

function hubNotYet(claim: string): HomegroundError {
  return new HomegroundError("usage/not-yet", {
    what: `figures of the card of ${claim} are not fetched`,
    where: "--claim",
    fix: "Download README.md of the model, and give --claim README.md",
  });
}

/** `README.md`, and behind `#` one of its test sets. */
const MODEL_CARD_FILE = /^(.*\.(?:md|markdown))(?:#(.+))?$/is;

async function readCard(path: string, chosen: string | null): Promise<ClaimCard> {
  const fix = "Name the README.md of a model, or write the claim as METRIC=VALUE";
  // Loaded for a card alone: YAML takes longer to start than the rest of a claim.
  const { parseModelIndex } = await import("../../formats/model-index.js");
  return { source: path, chosen, index: parseModelIndex(await readText(path, fix), path) };
}
