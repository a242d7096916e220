import { atan2 } from "../../core/elementary.js";
import type { ResultAlteration, ResultDuplicate } from "../../results/result.js";
import type { FoundPicture } from "./altered-copies.js";

/** Shares below this are those of a cut picture; what is above may be a border. */
const WHOLE = 0.93;
/** Degrees below which nobody turned a picture. */
const LEAST_DEGREES = 2;
/** Contrast times so much, or brightness by so many levels, is the same. */
const SAME_CONTRAST = 1.15;
const SAME_BRIGHTNESS = 10;
const MIDDLE = 128;

/** What was done to the other picture, or to both, for the image to come about. */
export function alterationOf(found: FoundPicture): ResultAlteration {
  const { placement, isMirrored, shared, gain, offset } = found;
  const [p, q, , s, t] = placement;
  // The picture was mirrored top for bottom: that is left for right and half a turn.
  const halves = isMirrored ? 180 : 0;
  const degrees = (atan2(s - q, p + t) * 180) / Math.PI + halves;
  const turned = Math.round(degrees > 180 ? degrees - 360 : degrees);
  const brightness = (gain - 1) * MIDDLE + offset;
  const isSameContrast = gain < SAME_CONTRAST && gain > 1 / SAME_CONTRAST;
  return {
    ...(Math.min(...shared) < WHOLE ? { shared: [round(shared[0]), round(shared[1])] } : {}),
    ...(Math.abs(turned) >= LEAST_DEGREES ? { degrees: turned } : {}),
    ...(isMirrored ? { mirrored: true } : {}),
    ...(isSameContrast && Math.abs(brightness) < SAME_BRIGHTNESS ? {} : { shades: true }),
  };
}

function round(share: number): number {
  return Math.round(share * 100) / 100;
}

/** What a pair says beside its kind, after a comma; empty where nothing. */
export function pairWords({
  turned,
  differs,
  altered,
}: Pick<ResultDuplicate, "turned" | "differs" | "altered">): string {
  const words = [
    ...(turned === true ? ["turned or mirrored"] : []),
    ...(differs === true ? ["with something in it that differs"] : []),
    ...(altered === undefined ? [] : alterationWords(altered)),
  ];
  return words.map((word) => `, ${word}`).join("");
}

function alterationWords({ shared, degrees, mirrored, shades }: ResultAlteration): string[] {
  return [
    ...(shared === undefined ? [] : ["cut"]),
    ...(mirrored === true ? ["mirrored"] : []),
    ...(degrees === undefined ? [] : [`turned by ${Math.abs(degrees)}°`]),
    ...(shades === true ? ["in other shades"] : []),
  ];
}
