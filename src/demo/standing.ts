import type { Random } from "../core/random.js";
import {
  between,
  chance,
  clamp,
  cloudNoise,
  latticeNoise,
  smoothStep,
  valueNoise,
} from "./noise.js";
import {
  type Backdrop,
  blend,
  FOCAL_PX,
  groundRow,
  type Rgb,
  SCENE_HEIGHT_PX,
  SCENE_WIDTH_PX,
} from "./view.js";

/*
 * What stands on the ground. Each painter keeps its distance at the pixels that it covers, so that an
 * animal farther away passes behind it. Paint the farthest first.
 */

const SNOW: Rgb = [0.86, 0.89, 0.94];
const STONE: Rgb = [0.36, 0.35, 0.33];
const WOOD: Rgb = [0.34, 0.29, 0.22];

/** Where something stands: the column of its middle and its distance. */
export interface Place {
  readonly x: number;
  readonly distanceM: number;
}

/** An upright trunk that leaves the picture at its top. */
export interface Trunk extends Place {
  readonly widthM: number;
  readonly bark: Rgb;
  /** Share of the windward side that is plastered with snow, 0 to 1. */
  readonly snow: number;
}

/** Marks one pixel as part of something standing at this distance. */
function cover(
  backdrop: Backdrop,
  x: number,
  y: number,
  distanceM: number,
  colour: Rgb,
  light: number,
  share: number,
): void {
  const pixel = y * SCENE_WIDTH_PX + x;
  blend(backdrop.reflectance, pixel, colour, light, share);
  if (share < 0.5) return;
  backdrop.distanceM[pixel] = distanceM;
  backdrop.standingM[pixel] = distanceM;
}

/** The whole columns and rows from `low` to `high`, cut to a picture `size` pixels wide or high. */
function span(low: number, high: number, size: number): [from: number, to: number] {
  return [Math.max(0, Math.floor(low)), Math.min(size - 1, Math.ceil(high))];
}

export function paintTrunk(backdrop: Backdrop, random: Random, trunk: Trunk): void {
  const seed = random.uint32();
  const pxPerM = FOCAL_PX / trunk.distanceM;
  const half = (trunk.widthM * pxPerM) / 2;
  const lean = between(random, -0.05, 0.05);
  const foot = groundRow(backdrop.view, trunk.x, trunk.distanceM);
  const rows = span(0, foot + half * 0.3, SCENE_HEIGHT_PX);
  for (let y = rows[0]; y <= rows[1]; y++) {
    const up = (foot - y) / pxPerM;
    const middle = trunk.x + lean * (foot - y);
    const flare = 1 + 0.5 * smoothStep(0.5, 0, up) - 0.04 * clamp(up, 0, 6);
    const wide = half * flare;
    const columns = span(middle - wide - 1, middle + wide + 1, SCENE_WIDTH_PX);
    for (let x = columns[0]; x <= columns[1]; x++) {
      const off = (x - middle) / wide;
      const share = clamp(wide - Math.abs(x - middle) + 0.5, 0, 1) * clamp(foot - y + 0.5, 0, 1);
      if (share === 0) continue;
      const furrow = cloudNoise(off * 4 + seed * 0.001, ((y * 0.7) / pxPerM) * 9, seed, 2);
      const round = 1.05 - 0.55 * off * off - 0.15 * off;
      cover(backdrop, x, y, trunk.distanceM, trunk.bark, round * (0.55 + 0.9 * furrow), share);
      const plaster = smoothStep(
        1 - trunk.snow,
        1.15 - trunk.snow,
        -off * 0.5 + 0.5 + 0.35 * (furrow - 0.5),
      );
      if (trunk.snow > 0)
        blend(backdrop.reflectance, y * SCENE_WIDTH_PX + x, SNOW, 0.85, plaster * share);
    }
  }
}

export function paintBush(
  backdrop: Backdrop,
  random: Random,
  bush: Place & { readonly heightM: number; readonly leaf: Rgb },
): void {
  const seed = random.uint32();
  const pxPerM = FOCAL_PX / bush.distanceM;
  const high = bush.heightM * pxPerM;
  const wide = high * between(random, 0.7, 1.3);
  const foot = groundRow(backdrop.view, bush.x, bush.distanceM);
  const rows = span(foot - high - 2, foot + 1, SCENE_HEIGHT_PX);
  const columns = span(bush.x - wide, bush.x + wide, SCENE_WIDTH_PX);
  for (let y = rows[0]; y <= rows[1]; y++) {
    for (let x = columns[0]; x <= columns[1]; x++) {
      const off = (x - bush.x) / wide;
      const up = (foot - y) / high;
      const lump = cloudNoise((x / high) * 5, (y / high) * 5, seed, 3);
      const edge = 1 - off * off - (up - 0.35) * (up - 0.35) * 1.9 + (lump - 0.5) * 0.9 - 0.2;
      const share = clamp(edge * high * 0.35, 0, 1);
      if (share === 0) continue;
      const leaf = latticeNoise(x, y, seed);
      const lit = 0.45 + 0.75 * lump * (0.4 + 0.8 * clamp(up, 0, 1)) + 0.35 * leaf;
      cover(backdrop, x, y, bush.distanceM, bush.leaf, lit * 1.4, share);
    }
  }
}

export function paintRock(
  backdrop: Backdrop,
  random: Random,
  rock: Place & { readonly heightM: number },
): void {
  const seed = random.uint32();
  const pxPerM = FOCAL_PX / rock.distanceM;
  const high = rock.heightM * pxPerM;
  const wide = high * between(random, 1, 1.6);
  const foot = groundRow(backdrop.view, rock.x, rock.distanceM);
  const rows = span(foot - high - 1, foot + 1, SCENE_HEIGHT_PX);
  const columns = span(rock.x - wide - 1, rock.x + wide + 1, SCENE_WIDTH_PX);
  for (let y = rows[0]; y <= rows[1]; y++) {
    for (let x = columns[0]; x <= columns[1]; x++) {
      const off = (x - rock.x) / wide;
      const up = (foot - y) / high;
      const bump = cloudNoise((x / high) * 2.2, (y / high) * 2.2, seed, 3);
      const inside = 1 - off * off - up * up + (bump - 0.5) * 0.35;
      const share = clamp(inside * high * 0.5, 0, 1) * clamp(foot - y + 0.5, 0, 1);
      if (share === 0) continue;
      cover(backdrop, x, y, rock.distanceM, STONE, 0.55 + 0.7 * up * bump + 0.35 * bump, share);
    }
  }
}

/** Posts in a row across the picture with two wires. */
export function paintFence(backdrop: Backdrop, random: Random, distanceM: number): void {
  const seed = random.uint32();
  const pxPerM = FOCAL_PX / distanceM;
  const high = 1.15 * pxPerM;
  const gap = 2.6 * pxPerM;
  const first = between(random, 0, gap);
  const slant = between(random, -0.06, 0.06);
  for (let x = 0; x < SCENE_WIDTH_PX; x++) {
    const foot = groundRow(backdrop.view, x, distanceM) + slant * (x - SCENE_WIDTH_PX / 2);
    for (const at of [0.45, 0.85]) {
      const wire = Math.round(foot - at * high);
      if (wire >= 0 && wire < SCENE_HEIGHT_PX) {
        blend(backdrop.reflectance, wire * SCENE_WIDTH_PX + x, [0.3, 0.3, 0.3], 1, 0.35);
      }
    }
  }
  for (let middle = first; middle < SCENE_WIDTH_PX + 4; middle += gap) {
    const foot =
      groundRow(backdrop.view, middle, distanceM) + slant * (middle - SCENE_WIDTH_PX / 2);
    const half = Math.max(0.7, 0.06 * pxPerM);
    const top = foot - high * between(random, 0.92, 1.05);
    const rows = span(top, foot, SCENE_HEIGHT_PX);
    const columns = span(middle - half - 1, middle + half + 1, SCENE_WIDTH_PX);
    for (let y = rows[0]; y <= rows[1]; y++) {
      for (let x = columns[0]; x <= columns[1]; x++) {
        const share = clamp(half - Math.abs(x - middle) + 0.5, 0, 1);
        if (share > 0) {
          cover(backdrop, x, y, distanceM, WOOD, 0.7 + 0.6 * valueNoise(x, y * 0.4, seed), share);
        }
      }
    }
  }
}

/** A spruce: drooping tiers of dark needles, their tops white when it has snowed. */
export function paintSpruce(
  backdrop: Backdrop,
  random: Random,
  spruce: Place & { readonly heightM: number; readonly snow: number },
): void {
  const seed = random.uint32();
  const pxPerM = FOCAL_PX / spruce.distanceM;
  const high = spruce.heightM * pxPerM;
  const wide = high * between(random, 0.2, 0.3);
  const foot = groundRow(backdrop.view, spruce.x, spruce.distanceM);
  const tiers = 5 + random.below(4);
  const dusted = chance(random, 0.9) ? spruce.snow : 0;
  const needles: Rgb = [0.045, between(random, 0.06, 0.085), 0.05];
  const rows = span(foot - high, foot, SCENE_HEIGHT_PX);
  const columns = span(spruce.x - wide - 2, spruce.x + wide + 2, SCENE_WIDTH_PX);
  for (let y = rows[0]; y <= rows[1]; y++) {
    const up = (foot - y) / high;
    for (let x = columns[0]; x <= columns[1]; x++) {
      const off = Math.abs(x - spruce.x) / wide;
      // Branches droop outwards: the tier is read a little higher at the middle than at the tips.
      const along = (1 - up) * tiers - off * 0.55;
      const tier = along - Math.floor(along);
      const reach = (1 - up) * (0.62 + 0.5 * tier) + 0.02;
      const ragged = 0.28 * (valueNoise(x * 0.8, y * 0.8, seed) - 0.5) * (1 - up);
      const share = clamp((reach + ragged - off) * wide * 0.8, 0, 1) * clamp(foot - y + 0.5, 0, 1);
      if (share === 0) continue;
      const fleck = latticeNoise(x, y, seed);
      cover(
        backdrop,
        x,
        y,
        spruce.distanceM,
        needles,
        0.5 + 0.9 * tier * fleck + 0.3 * fleck,
        share,
      );
      const white = smoothStep(0.45, 0.1, tier) * dusted * (0.55 + 0.45 * fleck);
      if (white > 0) blend(backdrop.reflectance, y * SCENE_WIDTH_PX + x, SNOW, 0.9, white * share);
    }
  }
}
