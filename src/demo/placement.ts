import type { Random } from "../core/random.js";
import type { Body } from "./animal-body.js";
import { type BodyLayer, paintBody } from "./body-layer.js";
import type { Lighting } from "./exposure.js";
import { between, chance, clamp } from "./noise.js";
import {
  type Backdrop,
  FOCAL_PX,
  SCENE_HEIGHT_PX,
  SCENE_WIDTH_PX,
  STRIP_PX,
  type Viewpoint,
} from "./view.js";

const LEAST_VISIBLE_SHARE = 0.6;
const LEAST_VISIBLE_PX = 30;
const PLACES_TRIED = 40;

/**
 * Finds a place and a path for an animal where most of it can be seen in every picture of the burst:
 * a picture labelled with an animal shows one. If no place tried is good enough, the best of them.
 *
 * @param bodies the animal's pose in each picture, in order, at least one
 * @param random numbers of the burst
 * @returns one layer a picture
 */
export function placeBurst(
  bodies: readonly Body[],
  backdrop: Backdrop,
  lighting: Lighting,
  random: Random,
): readonly BodyLayer[] {
  let best: readonly BodyLayer[] = [];
  let bestPx = -1;
  for (let attempt = 0; attempt < PLACES_TRIED; attempt++) {
    const layers = paintAlong(bodies, backdrop, lighting, random);
    const share = Math.min(...layers.map((layer) => layer.visibleShare));
    const visiblePx = Math.min(...layers.map((layer) => layer.visiblePx));
    if (share >= LEAST_VISIBLE_SHARE && visiblePx >= LEAST_VISIBLE_PX) return layers;
    if (share * visiblePx > bestPx) {
      bestPx = share * visiblePx;
      best = layers;
    }
  }
  return best;
}

function paintAlong(
  bodies: readonly Body[],
  backdrop: Backdrop,
  lighting: Lighting,
  random: Random,
): readonly BodyLayer[] {
  const size = between(random, 0.88, 1.12);
  const u = random.uniform();
  const nearness = u * (0.4 + 0.6 * u);
  const heightM = bodies[0]?.heightM ?? 1;
  const distanceM = drawDistance(backdrop.view, heightM, nearness, lighting.flashM !== null);
  const upPx = (size * FOCAL_PX) / distanceM;
  const facing = chance(random, 0.5) ? 1 : -1;
  const turned = chance(random, 0.7) ? between(random, 0.8, 1) : between(random, 0.45, 0.8);
  const alongPx = upPx * facing * turned;
  const stepPx = between(random, 0.05, 0.35) * alongPx;
  const startX = between(random, 12, SCENE_WIDTH_PX - 12);
  const coatSeed = random.uint32();
  return bodies.map((body, frame) => {
    const x = startX + stepPx * frame;
    const { sunSide } = lighting;
    return paintBody(body, { x, distanceM, alongPx, upPx, sunSide, coatSeed }, backdrop);
  });
}

/**
 * Far for `nearness` 0, near for 1, evenly in apparent size, so that small animals are met only
 * nearby; the feet stay in the picture, and at night the flash reaches the animal.
 */
function drawDistance(
  view: Viewpoint,
  heightM: number,
  nearness: number,
  byFlash: boolean,
): number {
  const smallestPx = 9;
  const largestPx = 82;
  const apparentPx = smallestPx + (largestPx - smallestPx) * nearness;
  const bottomPx = SCENE_HEIGHT_PX - STRIP_PX - 4 - view.horizonPx;
  const nearestM = (view.heightM * FOCAL_PX) / bottomPx;
  return clamp((heightM * FOCAL_PX) / apparentPx, nearestM, byFlash ? 8.5 : 16);
}
