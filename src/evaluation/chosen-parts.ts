import type { LevelledAttribute } from "../claims/attribute-levels.js";
import { CHOSEN_PART } from "../reports/words/parts.js";

/** Images that somebody made a part of the data after seeing results. */
export interface ChosenPart {
  /** In the person's words. */
  readonly name: string;
  /** Their files, as the result names them. */
  readonly files: readonly string[];
}

/**
 * Chosen parts as attributes of two levels: the chosen images, and the others.
 *
 * @param files of the images of the set
 * @param image image of the set of each unit; of a sequence its first
 */
export function chosenLevels(
  parts: readonly ChosenPart[],
  files: readonly string[],
  image: Int32Array,
): LevelledAttribute[] {
  return parts.map(({ name, files: own }) => {
    const chosen = new Set(own);
    return {
      name: CHOSEN_PART.attribute({ name }),
      levels: [CHOSEN_PART.own, CHOSEN_PART.others],
      codes: image.map((at) => (chosen.has(files[at]!) ? 0 : 1)),
      afterResults: true,
    };
  });
}
