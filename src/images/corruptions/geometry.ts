import { cos, sin } from "../../core/elementary.js";
import type { Random } from "../../core/random.js";
import type { Pixels } from "../pixel-decoder.js";
import { resizePillow } from "../resize-pillow.js";
import {
  type Corruption,
  type Motion,
  newBytes,
  type PictureSize,
  toByte,
  withData,
} from "./corruption.js";
import { channelMeans } from "./light.js";

/**
 * The picture turned about its middle, to the left or the right as is drawn: bilinear between pixels. What comes in from
 * outside has the mean colour of the picture, here and below.
 */
export const rotation: Corruption = {
  id: "rotation",
  words: "Rotation",
  unit: "degrees",
  neutral: 0,
  levels: [5, 10, 15, 20, 30],
  stream: 14,
  apply: (picture, degrees, random) => turned(picture, rotationOf(picture, degrees, random)),
  motion: rotationOf,
};

function rotationOf({ widthPx, heightPx }: PictureSize, degrees: number, random: Random): Motion {
  const angle = ((random.uniform() < 0.5 ? -degrees : degrees) * Math.PI) / 180;
  const [c, s] = [cos(angle), sin(angle)];
  const [mx, my] = [widthPx / 2, heightPx / 2];
  return { xx: c, xy: -s, x0: mx - c * mx + s * my, yx: s, yy: c, y0: my - s * mx - c * my };
}

/** Further away: the picture smaller in its middle, antialiased as Pillow's bilinear resize does. */
export const scale: Corruption = {
  id: "scale",
  words: "Distance",
  unit: "of the size",
  neutral: 1,
  levels: [0.85, 0.7, 0.55, 0.42, 0.3],
  stream: 15,
  keepsAll: true,
  apply(picture, share) {
    const { left, top, width, height } = smallerPlace(picture, share);
    return placed(resizePillow(picture, width, height, "bilinear"), picture, left, top);
  },
  motion(size, share) {
    const { left, top, width, height } = smallerPlace(size, share);
    return {
      xx: width / size.widthPx,
      xy: 0,
      x0: left,
      yx: 0,
      yy: height / size.heightPx,
      y0: top,
    };
  },
};

function smallerPlace({ widthPx, heightPx }: PictureSize, share: number) {
  const width = Math.max(1, Math.floor(widthPx * share + 0.5));
  const height = Math.max(1, Math.floor(heightPx * share + 0.5));
  return {
    width,
    height,
    left: Math.floor((widthPx - width) / 2),
    top: Math.floor((heightPx - height) / 2),
  };
}

/** The picture moved by a share of its sides, left or right and up or down as is drawn, by whole pixels. */
export const shift: Corruption = {
  id: "shift",
  words: "Shift",
  unit: "of each side",
  neutral: 0,
  levels: [0.05, 0.1, 0.15, 0.2, 0.3],
  stream: 16,
  apply(picture, share, random) {
    const { x0, y0 } = shiftOf(picture, share, random);
    return placed(picture, picture, x0, y0);
  },
  motion: shiftOf,
};

function shiftOf({ widthPx, heightPx }: PictureSize, share: number, random: Random): Motion {
  const by = (side: number): number => {
    const px = Math.floor(side * share + 0.5);
    return random.uniform() < 0.5 ? -px : px;
  };
  return { xx: 1, xy: 0, x0: by(widthPx), yx: 0, yy: 1, y0: by(heightPx) };
}

/** A rectangle of the picture's shape and a share of its area, at a drawn place, in the mean colour. What it hides stays true. */
export const occlusion: Corruption = {
  id: "occlusion",
  words: "Occlusion",
  unit: "of the area hidden",
  neutral: 0,
  levels: [0.05, 0.1, 0.2, 0.3, 0.45],
  stream: 17,
  apply(picture, share, random) {
    const { widthPx: w, heightPx: h } = picture;
    const side = Math.sqrt(share);
    const width = Math.floor(w * side + 0.5);
    const height = Math.floor(h * side + 0.5);
    const left = Math.floor(random.uniform() * (w - width + 1));
    const top = Math.floor(random.uniform() * (h - height + 1));
    const fill = fillOf(picture);
    const out = newBytes(picture.data.length);
    out.set(picture.data);
    for (let y = top; y < top + height; y++) {
      fillPixels(out, (y * w + left) * 3, (y * w + left + width) * 3, fill);
    }
    return withData(picture, out);
  },
};

function fillOf(picture: Pixels): Uint8Array {
  return Uint8Array.from(channelMeans(picture), toByte);
}

function filled(picture: Pixels): Uint8Array {
  const out = newBytes(picture.data.length);
  fillPixels(out, 0, out.length, fillOf(picture));
  return out;
}

/** One colour from one value to another: what is filled is copied behind itself, twice as much each time. */
function fillPixels(data: Uint8Array, from: number, to: number, colour: Uint8Array): void {
  if (from >= to) return;
  data.set(colour, from);
  for (let done = 3; done < to - from; done *= 2) {
    data.copyWithin(from + done, from, Math.min(from + done, to - done));
  }
}

/** A picture on one of the size of another, filled with that one's mean colour. */
function placed(part: Pixels, onto: Pixels, left: number, top: number): Pixels {
  const { widthPx: w, heightPx: h } = onto;
  const out = filled(onto);
  const from = Math.max(0, -left);
  const to = Math.min(part.widthPx, w - left);
  for (let y = Math.max(0, -top); y < Math.min(part.heightPx, h - top) && from < to; y++) {
    const row = part.data.subarray((y * part.widthPx + from) * 3, (y * part.widthPx + to) * 3);
    out.set(row, ((y + top) * w + from + left) * 3);
  }
  return withData(onto, out);
}

/** @param motion a turn: its inverse is its transpose */
function turned(picture: Pixels, { xx, xy, x0, yx, yy, y0 }: Motion): Pixels {
  const { widthPx: w, heightPx: h, data } = picture;
  const out = filled(picture);
  for (let y = 0, to = 0; y < h; y++) {
    const dy = y + 0.5 - y0;
    const uOfRow = yx * dy;
    const vOfRow = yy * dy;
    for (let x = 0; x < w; x++, to += 3) {
      const dx = x + 0.5 - x0;
      const u = xx * dx + uOfRow - 0.5;
      const v = xy * dx + vOfRow - 0.5;
      if (u >= 0 && v >= 0 && u < w - 1 && v < h - 1) {
        // Four pixels that are there, as are nearly all.
        const column = u | 0;
        const row = v | 0;
        const fx = u - column;
        const fy = v - row;
        const a = (row * w + column) * 3;
        const d = a + 3 * w;
        const a0 = data[a]!;
        const a1 = data[a + 1]!;
        const a2 = data[a + 2]!;
        const d0 = data[d]!;
        const d1 = data[d + 1]!;
        const d2 = data[d + 2]!;
        const upper0 = a0 + fx * (data[a + 3]! - a0);
        const upper1 = a1 + fx * (data[a + 4]! - a1);
        const upper2 = a2 + fx * (data[a + 5]! - a2);
        // Between 0 and 255, stored without its fraction, here and below.
        out[to] = upper0 + fy * (d0 + fx * (data[d + 3]! - d0) - upper0) + 0.5;
        out[to + 1] = upper1 + fy * (d1 + fx * (data[d + 4]! - d1) - upper1) + 0.5;
        out[to + 2] = upper2 + fy * (d2 + fx * (data[d + 5]! - d2) - upper2) + 0.5;
        continue;
      }
      // A hair outside is inside: the sines of right angles are not quite 0 and 1.
      if (u < -0.5 - 1e-9 || v < -0.5 - 1e-9 || u > w - 0.5 + 1e-9 || v > h - 0.5 + 1e-9) continue;
      const [column, row] = [Math.floor(u), Math.floor(v)];
      const [fx, fy] = [u - column, v - row];
      const left = Math.max(0, Math.min(w - 1, column));
      const right = Math.max(0, Math.min(w - 1, column + 1));
      const above = Math.max(0, Math.min(h - 1, row)) * w;
      const below = Math.max(0, Math.min(h - 1, row + 1)) * w;
      let a = (above + left) * 3;
      let b = (above + right) * 3;
      let d = (below + left) * 3;
      let e = (below + right) * 3;
      for (let c = 0; c < 3; c++) {
        const upper = data[a]! + fx * (data[b++]! - data[a++]!);
        const lower = data[d]! + fx * (data[e++]! - data[d++]!);
        out[to + c] = upper + fy * (lower - upper) + 0.5;
      }
    }
  }
  return withData(picture, out);
}
