import type { CreateDigest } from "../core/digest.js";
import type { Alteration } from "../images/corruptions/alter.js";
import { alteredKeys, alteredLog } from "../scoring/altered-log.js";
import type { ScoreLog } from "../scoring/score-log.js";
import { alterationText } from "./conditions.js";

/** The answers to altered pictures. */
export interface AlteredScores {
  /** The log of a model, by the hash of an image file. */
  of(alteration: number, model: number): Pick<ScoreLog, "has" | "read">;
  /** What the first model said of pictures as they are. */
  readonly clean: Pick<ScoreLog, "read">;
}

/**
 * The parts of logs that hold answers to pictures altered in one way: for each way, those of all models.
 *
 * @param logs of the models' answers to altered pictures
 */
export function viewsOf(
  logs: readonly ScoreLog[],
  alterations: readonly Alteration[],
  createDigest: CreateDigest,
): readonly ScoreLog[] {
  return alterations.flatMap((alteration) => {
    const text = alterationText(alteration);
    const keyOf = alteredKeys(() => text, createDigest);
    return logs.map((log) => alteredLog(log, keyOf));
  });
}

/** {@link viewsOf} logs as answers. @param models their number */
export function scoresOfViews(
  views: readonly ScoreLog[],
  models: number,
  clean: Pick<ScoreLog, "read">,
): AlteredScores {
  return { of: (alteration, model) => views[alteration * models + model]!, clean };
}
