import type { Random } from "../core/random.js";
import { between, chance, clamp, cloudNoise, smoothStep, valueNoise } from "./noise.js";
import { paintRock, paintSpruce, paintTrunk } from "./standing.js";
import {
  type Backdrop,
  blend,
  createBackdrop,
  FOCAL_PX,
  groundDistanceM,
  groundRow,
  horizonAt,
  mix,
  type Rgb,
  SCENE_HEIGHT_PX,
  SCENE_WIDTH_PX,
} from "./view.js";

const SNOW: Rgb = [0.82, 0.86, 0.93];
const SNOW_SHADE: Rgb = [0.52, 0.58, 0.7];
const LITTER: Rgb = [0.2, 0.15, 0.1];
const DEEP_FOREST: Rgb = [0.035, 0.045, 0.05];
const GAP_LIGHT: Rgb = [0.5, 0.56, 0.62];
const BARK: Rgb = [0.17, 0.125, 0.095];

/** Site B: a spruce forest in late snow, each camera with its own trees, drifts and bare patches. */
export function snowForestBackdrop(random: Random): Backdrop {
  const view = {
    horizonPx: between(random, 34, 62),
    slope: between(random, -0.09, 0.09),
    heightM: between(random, 0.65, 1.3),
  };
  const backdrop = createBackdrop(view, between(random, 0.06, 0.2), 0.12);
  paintForestWall(backdrop, random);
  paintSnow(backdrop, random);
  paintTrees(backdrop, random);
  paintTwigs(backdrop, random);
  return backdrop;
}

function paintForestWall(backdrop: Backdrop, random: Random): void {
  const seed = random.uint32();
  const open = between(random, 0.48, 0.62);
  for (let y = 0; y < SCENE_HEIGHT_PX; y++) {
    for (let x = 0; x < SCENE_WIDTH_PX; x++) {
      const up = clamp((horizonAt(backdrop.view, x) - y) / 60, 0, 1);
      const pixel = y * SCENE_WIDTH_PX + x;
      const stems = cloudNoise(x / 5, y / 60, seed, 3);
      const gaps = cloudNoise(x / 26, y / 40, seed + 9, 3) + 0.12 * up;
      blend(backdrop.reflectance, pixel, DEEP_FOREST, 0.5 + 1.6 * stems, 1);
      const gap = smoothStep(open, open + 0.16, gaps) * (0.35 + 0.65 * smoothStep(0.3, 0.6, stems));
      blend(backdrop.reflectance, pixel, GAP_LIGHT, 1, gap);
      backdrop.distanceM[pixel] = gap > 0.6 ? 200 : 45;
    }
  }
}

function paintSnow(backdrop: Backdrop, random: Random): void {
  const seed = random.uint32();
  const bare = between(random, 0.6, 0.85);
  const rough = between(random, 0.5, 1);
  for (let y = 0; y < SCENE_HEIGHT_PX; y++) {
    for (let x = 0; x < SCENE_WIDTH_PX; x++) {
      const far = groundDistanceM(backdrop.view, x, y);
      if (far > 60) continue;
      const pixel = y * SCENE_WIDTH_PX + x;
      const across = ((x - SCENE_WIDTH_PX / 2) * far) / FOCAL_PX;
      const drift = cloudNoise(across * 0.55, far * 0.8, seed, 3);
      const next = cloudNoise(across * 0.55 + 0.15, far * 0.8 + 0.1, seed, 3);
      const grain = valueNoise(x * 1.1, y * 1.3, seed + 3) - 0.5;
      const slope = clamp(0.5 + (drift - next) * 5 * rough, 0, 1);
      blend(backdrop.reflectance, pixel, mix(SNOW_SHADE, SNOW, slope), 0.97 + 0.1 * grain, 1);
      const litter = cloudNoise(across * 0.9, far * 0.9, seed + 17, 3);
      const thawed = smoothStep(bare, bare + 0.08, litter);
      if (thawed > 0) {
        blend(
          backdrop.reflectance,
          pixel,
          LITTER,
          0.6 + 0.9 * valueNoise(x * 0.9, y * 0.9, seed + 5),
          thawed,
        );
      }
      backdrop.distanceM[pixel] = far;
    }
  }
}

function paintTrees(backdrop: Backdrop, random: Random): void {
  const n = 9 + random.below(9);
  const distances = Array.from({ length: n }, () => {
    const u = random.uniform();
    return 4.5 + 26 * u * u;
  }).sort((a, b) => b - a);
  const snowy = between(random, 0.1, 0.95);
  for (const distanceM of distances) {
    const x = between(random, -6, SCENE_WIDTH_PX + 6);
    // The middle is kept free nearby: cameras are hung where there is something to see.
    if (distanceM < 9 && x > 45 && x < SCENE_WIDTH_PX - 45) continue;
    if (distanceM > 9 && chance(random, 0.5)) {
      paintSpruce(backdrop, random, {
        x,
        distanceM,
        heightM: between(random, 1.5, 6),
        snow: snowy,
      });
    } else {
      paintTrunk(backdrop, random, {
        x,
        distanceM,
        widthM: between(random, 0.16, 0.42),
        bark: mix(BARK, [0.3, 0.29, 0.27], between(random, 0, 0.7)),
        snow: chance(random, 0.6) ? between(random, 0.05, 0.3) : 0,
      });
    }
  }
  if (chance(random, 0.3)) {
    paintRock(backdrop, random, {
      x: between(random, 0, SCENE_WIDTH_PX),
      distanceM: between(random, 4, 8),
      heightM: between(random, 0.3, 0.6),
    });
  }
}

/** Dry stalks and fallen twigs that stick out of the snow. */
function paintTwigs(backdrop: Backdrop, random: Random): void {
  const n = random.below(26);
  for (let i = 0; i < n; i++) {
    const distanceM = between(random, 2.5, 9);
    const x0 = between(random, 0, SCENE_WIDTH_PX);
    const foot = groundRow(backdrop.view, x0, distanceM);
    const high = (between(random, 0.12, 0.5) * FOCAL_PX) / distanceM;
    const lean = between(random, -0.8, 0.8);
    const dark = between(random, 0.5, 1.1);
    for (let step = 0; step < high; step++) {
      const y = Math.round(foot - step);
      const x = Math.round(x0 + lean * step);
      if (y < 0 || y >= SCENE_HEIGHT_PX || x < 0 || x >= SCENE_WIDTH_PX) continue;
      blend(backdrop.reflectance, y * SCENE_WIDTH_PX + x, LITTER, dark, 0.6);
    }
  }
}
