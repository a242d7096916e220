import { textId } from "../core/canonical-json.js";
import type { CreateDigest } from "../core/digest.js";
import type { ScoreLog } from "./score-log.js";

/** Says in the keys of kept scores how pictures are altered: another definition is another number. */
const DEFINITIONS = 1;

/** Under what scores of an altered picture are kept. @param sha256 of the image file */
export function alteredKey(
  sha256: string,
  alterationText: string,
  createDigest: CreateDigest,
): string {
  return textId(`${sha256} ${DEFINITIONS} ${alterationText}`, createDigest);
}

/**
 * The part of a log that holds answers to pictures altered in one way.
 *
 * @param textOf what says the way, by the hash of an image file; null: the picture is not altered so, and nothing is wanted
 */
export function alteredLog(
  log: ScoreLog,
  textOf: (sha256: string) => string | null,
  createDigest: CreateDigest,
): ScoreLog {
  const key = (sha256: string): string | null => {
    const text = textOf(sha256);
    return text === null ? null : alteredKey(sha256, text, createDigest);
  };
  return {
    has(sha256) {
      const own = key(sha256);
      return own === null || log.has(own);
    },
    async read(sha256) {
      const own = key(sha256);
      return own === null ? null : log.read(own);
    },
    async append(sha256, record) {
      const own = key(sha256);
      if (own !== null) await log.append(own, record);
    },
    close: async () => {},
  };
}
