import { agreed } from "../../core/agreed.js";
import type { ReadingChoice } from "../reading-choice.js";

/** Whether corners are counted from 1, the last pixel inside; `auto` looks at the corners. */
export type OneBased = "yes" | "no" | "auto";

/** Where corners are counted from. */
export const vocOneBased: ReadingChoice<OneBased> = {
  name: "voc-one-based",
  argument: "<rule>",
  help: "whether VOC's corners are counted from 1",
  label: "Where corners are counted from",
  values: { yes: "from 1", no: "from 0", auto: "tell it from the numbers" },
  unsaid: { value: "auto" },
};

/** What the corners of all boxes of a data set show. */
export interface CornerEvidence {
  /** Adds a file. @param isOwn whether Homeground wrote it, which counts from 1 */
  file(isOwn: boolean): void;
  /** Adds a box: xmin, ymin, xmax, ymax as written, and the image's size or NaN. */
  add(corners: ArrayLike<number>, widthPx: number, heightPx: number): void;
  decide(wanted: OneBased): DecidedBase;
}

/** The decision, and why in words for a report. */
export interface DecidedBase {
  readonly isOneBased: boolean;
  readonly reason: string;
  /** Whether the corners leave it open. */
  readonly isGuess: boolean;
}

/**
 * Original Pascal VOC counts pixels from 1 and includes the last; most tools that write the format
 * today count from 0 and do not. A 0 or a fraction among the corners speaks for 0; a 1 together
 * with the image's width or height as a last corner, and no 0, for 1.
 */
export function createCornerEvidence(): CornerEvidence {
  let others = 0;
  let own = 0;
  let boxes = 0;
  let zeros = 0;
  let ones = 0;
  let fractions = 0;
  let lasts = 0;
  return {
    file(isOwn) {
      if (isOwn) own++;
      else others++;
    },
    add(corners, widthPx, heightPx) {
      boxes++;
      const [left, top, right, bottom] = [corners[0]!, corners[1]!, corners[2]!, corners[3]!];
      if (left === 0 || top === 0) zeros++;
      if (left === 1 || top === 1) ones++;
      if (right === widthPx || bottom === heightPx) lasts++;
      for (let k = 0; k < 4; k++) if (!Number.isInteger(corners[k])) fractions++;
    },
    decide(wanted) {
      if (wanted !== "auto") {
        const from = wanted === "yes" ? "1, the last one inside" : "0";
        return {
          isOneBased: wanted === "yes",
          isGuess: false,
          reason: `pixels are counted from ${from}, as asked for`,
        };
      }
      if (own > 0 && others === 0) {
        return {
          isOneBased: true,
          isGuess: false,
          reason: "pixels are counted from 1, the last one inside: Homeground wrote the files",
        };
      }
      if (zeros > 0) return fromZero(agreed(zeros, "box begins at 0", "boxes begin at 0"), false);
      if (fractions > 0) return fromZero("corners are not all whole numbers", false);
      if (ones > 0 && lasts > 0) {
        return {
          isOneBased: true,
          isGuess: false,
          reason: `pixels are counted from 1, the last one inside: no box begins at 0, ${ones} at 1, and ${lasts} end at the image's width or height`,
        };
      }
      const isGuess = boxes > 0;
      return fromZero(
        "no box touches the edges, which would show it; most tools count so",
        isGuess,
      );
    },
  };
}

function fromZero(why: string, isGuess: boolean): DecidedBase {
  return { isOneBased: false, reason: `pixels are counted from 0: ${why}`, isGuess };
}
