import { grouped, percent } from "./numbers.js";
import type { MistakeFacts, Thumbnail } from "./report-input.js";
import { shown } from "./text.js";

/** At most so many pictures, and so many bytes of them in all (issue of size: 200 kB a report). */
const MOST_TILES = 24;
const MOST_PICTURE_BYTES = 200_000;

/** A wrong answer: the label, what the model said, and the picture where it may be shown. */
export interface MistakeTile {
  readonly file: string;
  readonly truth: string;
  /** `called monocyte, 99.8% sure`. */
  readonly said: string;
  readonly picture: {
    readonly src: string;
    readonly widthPx: number;
    readonly heightPx: number;
  } | null;
}

export interface MistakesView {
  readonly sum: string;
  readonly tiles: readonly MistakeTile[];
  /** Why some or all pictures are missing; null when none is. */
  readonly withheld: string | null;
}

export function mistakesView({ worst, total, picturesWithheld }: MistakeFacts): MistakesView {
  const kept = worst.slice(0, MOST_TILES);
  let bytes = 0;
  let over = 0;
  const tiles = kept.map(({ file, truth, predicted, confidence, thumbnail }): MistakeTile => {
    let picture: MistakeTile["picture"] = null;
    if (thumbnail !== undefined && picturesWithheld === null) {
      if (bytes + thumbnail.bytes.length <= MOST_PICTURE_BYTES) {
        bytes += thumbnail.bytes.length;
        picture = pictureOf(thumbnail);
      } else over += 1;
    }
    const sure = confidence === null ? "" : `, ${percent(confidence, 1)} sure`;
    return {
      file: shown(file, 60),
      truth: shown(truth, 60),
      said: `called ${shown(predicted, 60)}${sure}`,
      picture,
    };
  });
  const sure = kept.some(({ confidence }) => confidence !== null);
  const which = sure ? "that it was surest about" : "of them shown";
  const several = kept.length > 1 ? `The ${grouped(kept.length)} ${which}` : "The one";
  return {
    sum:
      total === 0
        ? "There are none."
        : `${grouped(total)} ${total === 1 ? "answer is" : "answers are"} wrong. ${several}: your label in bold, then what the model said.`,
    tiles,
    withheld:
      picturesWithheld === null
        ? over === 0
          ? null
          : `${grouped(over)} pictures are left out to keep this file small.`
        : shown(picturesWithheld, 240),
  };
}

const MIMES: ReadonlySet<string> = new Set(["image/jpeg", "image/png", "image/webp"]);

function pictureOf({ mime, bytes, widthPx, heightPx }: Thumbnail): MistakeTile["picture"] {
  if (!MIMES.has(mime)) return null;
  return { src: `data:${mime};base64,${base64(bytes)}`, widthPx, heightPx };
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** RFC 4648 §4, with padding. */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const word = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += ALPHABET.charAt(word >> 18) + ALPHABET.charAt((word >> 12) & 63);
    text += left > 1 ? ALPHABET.charAt((word >> 6) & 63) : "=";
    text += left > 2 ? ALPHABET.charAt(word & 63) : "=";
  }
  return text;
}
