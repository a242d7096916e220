import { aloneInFolder } from "../files/place-lock.js";
import type { CommandIo } from "./command.js";
import { type WrittenEvaluation, writeEvaluation } from "./evaluate-outputs.js";
import { type PerformedEvaluation, performEvaluation, type RunShows } from "./evaluate-perform.js";
import type { EvaluateOptions } from "./evaluate-request.js";

/** An evaluation that ran, with its files written. */
export interface RanEvaluation
  extends WrittenEvaluation,
    Pick<PerformedEvaluation, "evaluation" | "sources"> {}

/**
 * Runs an evaluation as the options say and writes its files.
 *
 * @throws HomegroundError whatever is wrong with options, files, labels, model or claims
 */
export async function runEvaluation(
  imagesPath: string,
  options: EvaluateOptions,
  shows: RunShows,
  io: CommandIo,
): Promise<RanEvaluation> {
  return aloneInFolder(options.out, `--out ${options.out}`, async () => {
    const { evaluation, sources } = await performEvaluation(imagesPath, options, shows, io);
    return { ...(await writeEvaluation(evaluation, sources, io)), evaluation, sources };
  });
}
