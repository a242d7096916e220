import type { Random } from "../core/random.js";
import { type Body, type Bone, bone, type Coat, coatColour, legs } from "./animal-body.js";
import { between, chance } from "./noise.js";
import { mix, type Rgb, scaled } from "./view.js";

/** A fox that trots or sniffs. */
export function poseFox(traits: Random, random: Random, coat: Coat): Body {
  const fur = coatColour(
    traits,
    mix([0.42, 0.175, 0.055], [0.38, 0.19, 0.09], coat),
    [0.19, 0.14, 0.1],
  );
  const white: Rgb = [0.72, 0.68, 0.62];
  const sock: Rgb = [0.06, 0.045, 0.035];
  const sniffing = chance(random, 0.35);
  const [far, near] = legs(random, {
    hip: [-0.22, 0.3],
    chest: [0.2, 0.29],
    thick: 0.028,
    stride: between(random, 0.03, 0.16),
    colour: fur,
    hoof: sock,
  });
  const head: [number, number] = sniffing ? [0.42, 0.27] : [0.4, 0.5];
  const nose: [number, number] = sniffing ? [0.55, 0.14] : [0.57, 0.45];
  const lift = between(random, -0.1, 0.16);
  const tip: [number, number] = [-0.8, 0.22 + lift * 1.2];
  const ear = (at: number, shade: number): Bone[] => [
    bone(
      [head[0] + at, head[1] + 0.05],
      [head[0] + at - 0.025, head[1] + 0.15],
      [0.036, 0.01],
      scaled(fur, shade),
    ),
    bone(
      [head[0] + at - 0.02, head[1] + 0.13],
      [head[0] + at - 0.025, head[1] + 0.15],
      [0.014, 0.009],
      sock,
    ),
  ];
  return {
    heightM: 0.46,
    lengthM: 0.66,
    eye: [head[0] + 0.05, head[1] + 0.02],
    bones: [
      ...far,
      bone([-0.27, 0.36], [-0.5, 0.27 + lift * 0.6], [0.05, 0.085], fur),
      bone([-0.5, 0.27 + lift * 0.6], [-0.72, 0.23 + lift], [0.09, 0.06], scaled(fur, 0.9)),
      bone([-0.72, 0.23 + lift], tip, [0.058, 0.03], white),
      ...ear(0.02, 0.7),
      bone([-0.22, 0.35], [0.2, 0.36], [0.098, 0.105], fur),
      bone([-0.12, 0.3], [0.2, 0.29], [0.045, 0.055], mix(fur, white, 0.5)),
      ...near,
      bone([0.22, 0.38], head, [0.09, 0.068], fur),
      bone([0.27, 0.35], [head[0] - 0.02, head[1] - 0.06], [0.055, 0.04], white),
      bone(head, head, [0.078, 0.078], fur),
      bone([head[0] + 0.04, head[1] - 0.02], nose, [0.05, 0.02], mix(fur, white, 0.35)),
      bone(nose, nose, [0.02, 0.02], sock),
      ...ear(-0.03, 1),
    ],
  };
}
