import type { Random } from "../core/random.js";
import { type Body, type Bone, bone, coatColour } from "./animal-body.js";
import { between, chance } from "./noise.js";
import { type Rgb, scaled } from "./view.js";

/** A large ground bird: the dark cock with the red wattle or the barred brown hen. */
export function poseBird(traits: Random, random: Random): Body {
  const cock = chance(traits, 0.5);
  const plumage: Rgb = cock
    ? [0.05, 0.055, 0.075]
    : coatColour(traits, [0.26, 0.18, 0.1], [0.17, 0.14, 0.1]);
  const wing: Rgb = cock ? [0.16, 0.1, 0.06] : [0.22, 0.14, 0.08];
  const pecking = chance(random, 0.45);
  const flying = chance(random, 0.18);
  const fan = cock && chance(random, 0.4);
  const head: [number, number] = pecking ? [0.33, 0.13] : [0.24, 0.56];
  const beak: [number, number] = pecking ? [0.38, 0.05] : [0.33, 0.54];
  const rise = flying ? between(random, 0.25, 0.7) : 0;
  const step = between(random, -0.06, 0.06);
  const leg: Rgb = [0.3, 0.25, 0.18];
  const bones: Bone[] = [];
  if (!flying) {
    bones.push(bone([0.03, 0.2], [0.02 - step, 0.01], [0.022, 0.013], scaled(leg, 0.7)));
    bones.push(bone([-0.02, 0.2], [0.0 + step, 0.01], [0.022, 0.013], leg));
  }
  const tail: readonly (readonly [number, number])[] = fan
    ? [
        [-0.4, 0.62],
        [-0.47, 0.52],
        [-0.5, 0.42],
        [-0.5, 0.32],
      ]
    : [[-0.52, 0.27]];
  for (const feather of tail)
    bones.push(bone([-0.16, 0.3], feather, [0.06, 0.035], scaled(plumage, 0.85)));
  if (flying) bones.push(bone([0.02, 0.34], [-0.18, 0.75], [0.09, 0.03], scaled(wing, 0.7)));
  bones.push(
    bone([-0.14, 0.29], [0.1, 0.32], [0.11, 0.135], plumage),
    bone([-0.2, 0.3], [0.04, 0.33], [0.06, 0.09], wing),
    bone([0.12, 0.36], head, [0.085, 0.045], plumage),
    bone(head, head, [0.056, 0.056], plumage),
    bone(head, beak, [0.026, 0.01], [0.5, 0.42, 0.28]),
  );
  if (cock)
    bones.push(
      bone(
        [head[0] + 0.01, head[1] + 0.035],
        [head[0] + 0.03, head[1] + 0.03],
        [0.02, 0.015],
        [0.6, 0.05, 0.04],
      ),
    );
  if (flying) bones.push(bone([0.05, 0.36], [-0.08, 0.86], [0.11, 0.035], wing));
  return {
    heightM: 0.5,
    lengthM: 0.6,
    eye: [head[0] + 0.02, head[1] + 0.015 + rise],
    bones: bones.map((part) => ({ ...part, ay: part.ay + rise, by: part.by + rise })),
  };
}
