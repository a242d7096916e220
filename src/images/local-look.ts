import { toEightBit } from "./depth.js";
import { toGrey } from "./gray.js";
import { findKeypoints, type Keypoints } from "./keypoints.js";
import type { DecodedImage, Pixels } from "./pixel-decoder.js";
import { resizePillow } from "./resize-pillow.js";
import { uprightPixels } from "./thumbnail.js";
import { withoutAlpha } from "./transparency.js";

/** What a picture is compared by, part by part: about 14 kB. */
export interface LocalLook {
  readonly points: Keypoints;
  /** Of the picture in which the points were looked for. */
  readonly heightPx: number;
  /** The picture in shades of grey, {@link SHRUNK} times smaller than that. */
  readonly picture: SmallGrey;
}

export interface SmallGrey {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: Uint8Array;
}

/** Pixels of the points in one of the small picture. */
export const SHRUNK = 2;

/** Side of the square that has the area of the picture in which points are looked for. */
const WORKING_SIDE = 192;
const SHORTEST_SIDE = 24;

/** The look of a picture, upright and on white, part by part. */
export function localLook(decoded: DecodedImage): LocalLook {
  const upright = withoutAlpha(toEightBit(uprightPixels(decoded)), "white");
  const scale = WORKING_SIDE / SHRUNK / Math.sqrt(upright.widthPx * upright.heightPx);
  const side = (length: number): number => Math.max(SHORTEST_SIDE, Math.round(length * scale));
  const [widthPx, heightPx] = [side(upright.widthPx), side(upright.heightPx)];
  const large = greyOf(upright, widthPx * SHRUNK, heightPx * SHRUNK);
  const small = resizePillow(large, widthPx, heightPx, "box");
  return {
    points: findKeypoints(large),
    heightPx: large.heightPx,
    picture: { widthPx, heightPx, data: Uint8Array.from(small.data) },
  };
}

function greyOf(pixels: Pixels, widthPx: number, heightPx: number): Pixels {
  return toGrey(resizePillow(pixels, widthPx, heightPx, "bilinear"));
}

/** Top for bottom. */
export function mirroredPicture({ widthPx, heightPx, data }: SmallGrey): SmallGrey {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < heightPx; y++) {
    out.set(data.subarray(y * widthPx, (y + 1) * widthPx), (heightPx - 1 - y) * widthPx);
  }
  return { widthPx, heightPx, data: out };
}
