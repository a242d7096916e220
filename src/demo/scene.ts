import { createRandom, type Random } from "../core/random.js";
import { type Animal, poseAnimal } from "./animals.js";
import type { BodyLayer } from "./body-layer.js";
import { expose, type Lighting } from "./exposure.js";
import { meadowBackdrop } from "./meadow.js";
import { between, chance } from "./noise.js";
import { placeBurst } from "./placement.js";
import { snowForestBackdrop } from "./snow-forest.js";
import { printStrip } from "./strip.js";
import { SCENE_HEIGHT_PX, SCENE_WIDTH_PX } from "./view.js";

/** The two sites of the demo. */
export type DemoSite = "A" | "B";
/** What a scene shows. */
export type SceneLabel = Animal | "empty";
/** How a scene is lit: colour by day and at dusk, grey by the camera's own flash at night. */
export type SceneLight = "day" | "dusk" | "infrared";

/** A camera and the number from which all that it sees follows. */
export interface SceneCamera {
  readonly site: DemoSite;
  /** Printed name, such as `A07`. */
  readonly name: string;
  readonly seed: number;
  /** Stream of this camera's random numbers. */
  readonly stream: number;
}

/** One picture that a camera takes. */
export interface SceneShot {
  readonly label: SceneLabel;
  readonly light: SceneLight;
  /** Local time, `YYYY-MM-DDThh:mm:ss`. */
  readonly datetime: string;
  /** First of the {@link STREAMS_A_BURST} streams of random numbers that are this burst's alone. */
  readonly burstStream: number;
  /** Pictures in the burst, 1 to 3. */
  readonly frames: number;
  /** This one's place among them, from 0: the animal has moved on, the light has not changed. */
  readonly frame: number;
}

/** Streams from `burstStream` on: light and place, the animal, 3 poses, 3 times sensor noise. */
export const STREAMS_A_BURST = 8;
const ANIMAL_STREAM = 1;
const POSE_STREAM = 2;
const NOISE_STREAM = 5;

/** 8-bit pixels of a scene. */
export interface ScenePixels {
  readonly widthPx: number;
  readonly heightPx: number;
  /** 3 × widthPx × heightPx values, row-major, red, green, blue. */
  readonly rgb: Uint8Array;
}

/** Takes the pictures of one camera. What the camera sees is painted once. */
export type ScenePainter = (shot: SceneShot) => ScenePixels;

/** What one model of camera does to all its pictures. */
interface Optics {
  readonly exposure: number;
  readonly warmth: number;
  readonly vignette: number;
  readonly blur: number;
  readonly grain: number;
  readonly flashM: number;
}

/**
 * A painter for one camera. The same camera and shot give the same bytes on every machine: only
 * operations that ECMAScript fixes to the last bit are used.
 */
export function createScenePainter(camera: SceneCamera): ScenePainter {
  const random = createRandom(camera.seed, camera.stream);
  const backdrop = camera.site === "A" ? meadowBackdrop(random) : snowForestBackdrop(random);
  const optics = drawOptics(camera.site, random);
  const coat = camera.site === "A" ? 0 : 0.5;

  /** The animal of a burst as it is in this picture. */
  const animalOf = (
    shot: SceneShot,
    kind: Animal,
    lighting: Lighting,
    burst: Random,
  ): BodyLayer => {
    const bodies = Array.from({ length: shot.frames }, (_, frame) => {
      const traits = createRandom(camera.seed, shot.burstStream + ANIMAL_STREAM);
      const pose = createRandom(camera.seed, shot.burstStream + POSE_STREAM + frame);
      return poseAnimal(kind, traits, pose, coat);
    });
    return placeBurst(bodies, backdrop, lighting, burst)[shot.frame]!;
  };

  return (shot) => {
    const burst = createRandom(camera.seed, shot.burstStream);
    const lighting = drawLighting(camera.site, shot.light, optics, burst);
    const body = shot.label === "empty" ? null : animalOf(shot, shot.label, lighting, burst);
    const rgb = new Uint8Array(3 * SCENE_WIDTH_PX * SCENE_HEIGHT_PX);
    const noise = createRandom(camera.seed, shot.burstStream + NOISE_STREAM + shot.frame);
    expose(backdrop, body, lighting, noise.uint32(), rgb);
    printStrip(rgb, `${camera.name}  ${shot.datetime.replace("T", "  ")}`);
    return { widthPx: SCENE_WIDTH_PX, heightPx: SCENE_HEIGHT_PX, rgb };
  };
}

function drawOptics(site: DemoSite, random: Random): Optics {
  return site === "A"
    ? {
        exposure: between(random, 0.85, 1.2),
        warmth: between(random, -0.06, 0.08),
        vignette: between(random, 0.05, 0.25),
        blur: between(random, 0, 0.08),
        grain: between(random, 0.005, 0.012),
        flashM: 6,
      }
    : {
        exposure: between(random, 0.75, 1.05),
        warmth: between(random, -0.12, 0),
        vignette: between(random, 0.15, 0.45),
        blur: between(random, 0, 0.12),
        grain: between(random, 0.006, 0.015),
        flashM: between(random, 3.5, 8),
      };
}

function drawLighting(site: DemoSite, light: SceneLight, optics: Optics, random: Random): Lighting {
  const sunSide = between(random, -1, 1);
  const cloudSeed = random.uint32();
  const gain = optics.exposure * between(random, 0.85, 1.15);
  const common = {
    sunSide,
    cloudSeed,
    vignette: optics.vignette,
    blur: optics.blur,
    flashM: null,
  };
  const warm = optics.warmth + between(random, -0.03, 0.03);
  if (light === "infrared") {
    return {
      ...common,
      colour: [1, 1, 1],
      gain: gain * between(random, 1.2, 1.8),
      flashM: optics.flashM,
      vignette: optics.vignette + 0.35,
      haze: 0,
      hazeColour: [0, 0, 0],
      shade: 0,
      shadow: 0,
      grain: optics.grain * 1.5,
    };
  }
  if (light === "dusk") {
    return {
      ...common,
      colour: [0.3 * (1 + warm), 0.29, 0.36 * (1 - warm)],
      gain,
      haze: site === "A" ? between(random, 0.002, 0.02) : between(random, 0.004, 0.03),
      hazeColour: [0.27, 0.25, 0.31],
      shade: 0.1,
      shadow: 0.12,
      grain: optics.grain * 1.7,
    };
  }
  const sunny = site === "A" && chance(random, 0.6);
  return {
    ...common,
    colour: sunny ? [1.22 + warm, 1.14, 0.98 - warm] : [0.92 + warm, 0.95, 1 - warm],
    gain,
    haze: site === "A" ? between(random, 0, 0.006) : between(random, 0.003, 0.03),
    hazeColour: site === "A" ? [0.62, 0.7, 0.78] : [0.6, 0.63, 0.68],
    shade: sunny ? 0.32 : 0.12,
    shadow: sunny ? 0.5 : 0.22,
    grain: optics.grain,
  };
}
