import { readFile, rm } from "node:fs/promises";
import { isHomegroundError } from "../../core/errors.js";
import type { PreparedImages } from "../../dataset/prepare.js";
import type { ResultListed } from "../../results/result.js";
import { checkCard, uncheckedCard } from "../../scoring/card-check.js";
import { createNodeDigest } from "../digest.js";
import { writeTextFile } from "../files/write-file.js";
import { openFileScoreLog } from "../storage/file-score-log.js";
import type { CommandIo } from "./command.js";
import {
  hashFile,
  type LazyScorerOptions,
  lazyScorer,
  type ReadyModel,
  scoreLogPath,
  scoresKey,
} from "./evaluate-model.js";
import { createProgress } from "./progress.js";

export interface SanityOptions {
  /** False by `--no-sanity`; undefined where a command asks for no check. */
  readonly sanity?: boolean | undefined;
  readonly seed: number;
  readonly out: string;
  readonly quiet?: true | undefined;
}

/**
 * Asks some of the labels whether the model's card is read right, before all images are scored. What
 * was found is kept beside the scores.
 *
 * @param paths file of each image of the set, null where it is gone
 * @returns notes of the result that are about no single image, also that it was left out
 * @throws HomegroundError as the run itself would: `model/…`, `run/interrupted`
 */
export async function sanityNotes(
  ready: ReadyModel,
  prepared: PreparedImages,
  paths: readonly (string | null)[],
  options: SanityOptions,
  scoring: Omit<LazyScorerOptions, "expectedImages">,
  io: CommandIo,
): Promise<readonly ResultListed[]> {
  if (options.sanity === undefined) return [];
  if (!options.sanity) {
    const unchecked = uncheckedCard(ready.card, prepared, paths, options.seed);
    return unchecked.map(({ code, what }) => ({ file: "", code, what }));
  }
  const file = scoreLogPath(options.out, scoresKey(ready)).replace(/log$/, "sanity.json");
  const isShown = options.quiet !== true && io.terminal.live;
  const log = file.replace(/sanity\.json$/, "sanity.log");
  const progress = createProgress("Checking the card", io, !isShown);
  const findings = await checkCard(ready.card, prepared, paths, options.seed, {
    openScorer: (card, expectedImages) =>
      lazyScorer({ ...ready, card }, { ...scoring, expectedImages }),
    identify: hashOrCode,
    createDigest: createNodeDigest,
    signal: scoring.signal,
    readKept: () => readFile(file, "utf8").catch(() => null),
    keep: (text) => writeTextFile(file, text),
    openLog: () => openFileScoreLog(log),
    onStart() {
      // Elsewhere than on a terminal, lines of progress are those of the run.
      if (options.quiet !== true && !isShown) io.err("checking the card (not with --no-sanity)");
    },
    onProgress: progress.update,
  }).finally(progress.finish);
  await rm(log, { force: true }); // what was found is kept, and single scores are not asked for again
  for (const { code, what } of findings) {
    if (code === "model/preprocess-suspect") io.err(`${code}: ${what}.`);
  }
  return findings.map(({ code, what }) => ({ file: "", code, what }));
}

/** An image that cannot be read is listed by the run itself. */
async function hashOrCode(path: string): Promise<string> {
  try {
    return await hashFile(path);
  } catch (error) {
    if (isHomegroundError(error)) return error.code;
    throw error;
  }
}
