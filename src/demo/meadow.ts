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
import { paintBush, paintFence, paintRock, paintTrunk } from "./standing.js";
import {
  type Backdrop,
  blend,
  createBackdrop,
  groundDistanceM,
  horizonAt,
  mix,
  type Rgb,
  SCENE_HEIGHT_PX,
  SCENE_WIDTH_PX,
} from "./view.js";

const LUSH: Rgb = [0.13, 0.26, 0.05];
const DRY: Rgb = [0.42, 0.36, 0.13];
const DARK_GRASS: Rgb = [0.05, 0.12, 0.025];
const EARTH: Rgb = [0.3, 0.22, 0.14];
const LEAVES: Rgb = [0.05, 0.11, 0.03];
const FAR_HILL: Rgb = [0.16, 0.24, 0.26];
const ZENITH: Rgb = [0.3, 0.48, 0.8];
const SKY_LOW: Rgb = [0.75, 0.84, 0.93];
const CLOUD: Rgb = [0.95, 0.95, 0.96];
const FLOWERS: readonly [Rgb, Rgb, Rgb] = [
  [0.9, 0.9, 0.85],
  [0.85, 0.7, 0.1],
  [0.55, 0.3, 0.65],
];

/** Site A: an open meadow before a line of trees, each camera with its own grass, sky and things. */
export function meadowBackdrop(random: Random): Backdrop {
  const view = {
    horizonPx: between(random, 40, 58),
    slope: between(random, -0.035, 0.035),
    heightM: between(random, 0.8, 1.15),
  };
  const backdrop = createBackdrop(view, between(random, 0.03, 0.26), 0.8);
  paintSky(backdrop, random);
  paintTreeLine(backdrop, random);
  paintGrass(backdrop, random);
  if (chance(random, 0.4)) paintFence(backdrop, random, between(random, 9, 16));
  const bushes = random.below(4);
  for (let i = 0; i < bushes; i++) {
    paintBush(backdrop, random, {
      x: between(random, 0, SCENE_WIDTH_PX),
      distanceM: between(random, 5, 18),
      heightM: between(random, 0.5, 1.5),
      leaf: mix(LEAVES, LUSH, between(random, 0.1, 0.6)),
    });
  }
  if (chance(random, 0.45)) {
    paintRock(backdrop, random, {
      x: between(random, 10, SCENE_WIDTH_PX - 10),
      distanceM: between(random, 4, 9),
      heightM: between(random, 0.25, 0.5),
    });
  }
  if (chance(random, 0.35)) {
    const left = chance(random, 0.5);
    paintTrunk(backdrop, random, {
      x: left ? between(random, 2, 22) : between(random, SCENE_WIDTH_PX - 22, SCENE_WIDTH_PX - 2),
      distanceM: between(random, 3, 6),
      widthM: between(random, 0.25, 0.45),
      bark: [0.2, 0.16, 0.11],
      snow: 0,
    });
  }
  return backdrop;
}

function paintSky(backdrop: Backdrop, random: Random): void {
  const seed = random.uint32();
  const overcast = between(random, 0.35, 0.65);
  for (let y = 0; y < SCENE_HEIGHT_PX; y++) {
    for (let x = 0; x < SCENE_WIDTH_PX; x++) {
      const up = clamp((horizonAt(backdrop.view, x) - y) / 60, 0, 1);
      const cloud = cloudNoise(x / 46, y / 13, seed, 4);
      const blue = mix(SKY_LOW, ZENITH, up);
      const pixel = y * SCENE_WIDTH_PX + x;
      blend(backdrop.reflectance, pixel, blue, 1, 1);
      blend(backdrop.reflectance, pixel, CLOUD, 1, smoothStep(overcast, overcast + 0.25, cloud));
    }
  }
}

function paintTreeLine(backdrop: Backdrop, random: Random): void {
  const seed = random.uint32();
  const tall = between(random, 8, 22);
  const hills = between(random, 8, 22);
  for (let x = 0; x < SCENE_WIDTH_PX; x++) {
    const horizon = horizonAt(backdrop.view, x);
    const crest = horizon - hills * (0.3 + cloudNoise(x / 70, 0, seed, 2));
    const crown =
      horizon -
      tall * (0.25 + 0.75 * cloudNoise(x / 34, 7, seed, 3)) -
      3 * valueNoise(x / 2.7, 3, seed);
    for (let y = 0; y < horizon + 4 && y < SCENE_HEIGHT_PX; y++) {
      const pixel = y * SCENE_WIDTH_PX + x;
      const hill = clamp(y - crest + 0.5, 0, 1);
      if (hill > 0) {
        blend(
          backdrop.reflectance,
          pixel,
          FAR_HILL,
          0.9 + 0.2 * valueNoise(x / 5, y / 2, seed),
          hill,
        );
        backdrop.distanceM[pixel] = 300;
      }
      const tree = clamp(y - crown + 0.5, 0, 1);
      if (tree > 0) {
        const clump = cloudNoise(x / 7, y / 5, seed + 1, 2);
        const lit = 0.55 + 1.3 * clump * smoothStep(horizon, crown, y);
        blend(backdrop.reflectance, pixel, LEAVES, lit, tree);
        backdrop.distanceM[pixel] = 60;
      }
    }
  }
}

function paintGrass(backdrop: Backdrop, random: Random): void {
  const seed = random.uint32();
  const dry = between(random, 0, 0.75);
  const grass = mix(LUSH, DRY, dry);
  const path = chance(random, 0.4)
    ? { at: between(random, -1.2, 1.2), lean: between(random, -0.25, 0.25), wide: 0.35 }
    : null;
  const flowers = between(random, 0, 0.045);
  const flower = FLOWERS[random.below(FLOWERS.length)] ?? FLOWERS[0];
  for (let y = 0; y < SCENE_HEIGHT_PX; y++) {
    for (let x = 0; x < SCENE_WIDTH_PX; x++) {
      const far = groundDistanceM(backdrop.view, x, y);
      if (far > 100) continue;
      const pixel = y * SCENE_WIDTH_PX + x;
      const across = ((x - SCENE_WIDTH_PX / 2) * far) / 197;
      const patch = cloudNoise(across * 0.35, far * 0.35, seed, 3);
      const tuft = valueNoise(across * 5, far * 2.4, seed + 11);
      const near = clamp(5 / far, 0, 1);
      // Blades are upright streaks on the sensor, longer the nearer they grow.
      const blade = valueNoise(x * 0.9, (y * 0.5) / (0.6 + 2 * near), seed + 23);
      const lit = 0.62 + 0.5 * tuft * near + 0.55 * (blade - 0.4) * (0.35 + 0.65 * near);
      let colour = mix(
        grass,
        patch > 0.5 ? DRY : DARK_GRASS,
        smoothStep(0.08, 0.35, Math.abs(patch - 0.5)) * 0.8,
      );
      if (path !== null) {
        const off =
          across - path.at - path.lean * far + 0.5 * (valueNoise(0, far * 0.7, seed + 5) - 0.5);
        const on = smoothStep(path.wide + 0.2, path.wide - 0.1, Math.abs(off));
        colour = mix(colour, EARTH, on * 0.85);
      }
      blend(backdrop.reflectance, pixel, colour, lit, 1);
      backdrop.distanceM[pixel] = far;
      // A flower is one dot far away and four nearby.
      const dot = far < 3.2 ? 1 : 0;
      const opens = (flowers * clamp(far / 6, 0.35, 1)) / (1 + 3 * dot);
      if (far < 9 && latticeNoise(x >> dot, y >> dot, seed + 31) < opens) {
        blend(backdrop.reflectance, pixel, flower, 1, 0.8);
      }
    }
  }
}
