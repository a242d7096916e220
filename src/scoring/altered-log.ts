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

/** Keys that are kept: those of images under way, which several logs are asked for. */
const MOST_KEYS = 64;

/**
 * Under what scores of pictures altered in one way are kept, by the hash of an image file.
 *
 * @param textOf what says the way; null: the picture is not altered so, and nothing is wanted
 */
export function alteredKeys(
  textOf: (sha256: string) => string | null,
  createDigest: CreateDigest,
): (sha256: string) => string | null {
  const known = new Map<string, string>();
  return (sha256) => {
    const found = known.get(sha256);
    if (found !== undefined) return found;
    const text = textOf(sha256);
    if (text === null) return null; // it may be said later
    const key = alteredKey(sha256, text, createDigest);
    if (known.size >= MOST_KEYS) known.clear();
    known.set(sha256, key);
    return key;
  };
}

/** The part of a log that holds answers to pictures altered in one way. @param key by {@link alteredKeys} */
export function alteredLog(log: ScoreLog, key: (sha256: string) => string | null): ScoreLog {
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
