import type { Random } from "../core/random.js";
import { type Body, bone, type Coat, coatColour, legs } from "./animal-body.js";
import { between, chance } from "./noise.js";
import { mix, scaled } from "./view.js";

/** A boar, most often with its snout down. */
export function poseBoar(traits: Random, random: Random, coat: Coat): Body {
  const fur = coatColour(
    traits,
    mix([0.13, 0.1, 0.075], [0.085, 0.075, 0.07], coat),
    [0.24, 0.165, 0.1],
  );
  const bristle = scaled(fur, 0.55);
  const rooting = chance(random, 0.55);
  const [far, near] = legs(random, {
    hip: [-0.4, 0.42],
    chest: [0.26, 0.4],
    thick: 0.06,
    stride: between(random, 0.02, 0.16),
    colour: scaled(fur, 0.8),
    hoof: scaled(fur, 0.4),
  });
  const drop = rooting ? 0.22 : between(random, -0.02, 0.06);
  const snout: [number, number] = [0.88, 0.36 - drop];
  return {
    heightM: 0.86,
    lengthM: 1.25,
    eye: [0.6, 0.56 - drop * 0.5],
    bones: [
      ...far,
      bone([-0.44, 0.52], [0.16, 0.57], [0.22, 0.27], fur),
      bone([-0.05, 0.6], [0.24, 0.6], [0.22, 0.24], fur),
      bone([-0.4, 0.72], [0.26, 0.82], [0.035, 0.06], bristle),
      bone([-0.64, 0.58], [-0.71, 0.36], [0.028, 0.018], bristle),
      ...near,
      bone([0.28, 0.57], [0.56, 0.52 - drop * 0.5], [0.225, 0.15], fur),
      bone([0.56, 0.52 - drop * 0.5], snout, [0.14, 0.062], mix(fur, [0.3, 0.25, 0.2], 0.25)),
      bone(snout, [snout[0] + 0.03, snout[1] - 0.01], [0.06, 0.052], scaled(fur, 0.5)),
      bone([0.72, 0.37 - drop * 0.8], [0.76, 0.43 - drop * 0.8], [0.018, 0.01], [0.7, 0.66, 0.55]),
      bone([0.48, 0.64 - drop * 0.3], [0.42, 0.82 - drop * 0.3], [0.065, 0.03], bristle),
    ],
  };
}
