import type { Random } from "../core/random.js";
import { type Body, type Bone, bone, type Coat, coatColour, legs } from "./animal-body.js";
import { between, chance } from "./noise.js";
import { mix, type Rgb, scaled } from "./view.js";

/** A deer that grazes or looks up; some have antlers. */
export function poseDeer(traits: Random, random: Random, coat: Coat): Body {
  const fur = coatColour(
    traits,
    mix([0.3, 0.165, 0.08], [0.2, 0.16, 0.125], coat),
    [0.15, 0.115, 0.085],
  );
  const pale = mix(fur, [0.75, 0.68, 0.55], 0.6);
  const dark = scaled(fur, 0.45);
  const grazing = chance(random, 0.4);
  const lift = between(random, -0.06, 0.08);
  const [far, near] = legs(random, {
    hip: [-0.4, 0.66],
    chest: [0.34, 0.62],
    thick: 0.046,
    stride: between(random, 0.02, 0.2),
    colour: fur,
    hoof: dark,
  });
  const head: [number, number] = grazing ? [0.9, 0.34 + lift] : [0.68, 1.24 + lift];
  const muzzle: [number, number] = grazing ? [0.99, 0.1 + lift * 0.5] : [0.92, 1.15 + lift];
  const ear = (back: number, shade: number): Bone =>
    bone(
      [head[0] - 0.02, head[1] + 0.06],
      grazing ? [head[0] - 0.14 - back, head[1] + 0.12] : [head[0] - 0.13 - back, head[1] + 0.19],
      [0.035, 0.02],
      scaled(fur, shade),
    );
  const antlers: Bone[] = [];
  if (chance(traits, 0.4)) {
    const horn: Rgb = [0.24, 0.18, 0.11];
    const up = grazing ? 0.55 : 1;
    for (const [dx, dy] of [
      [-0.14, 0],
      [0.02, 0.03],
    ] as const) {
      const base: [number, number] = [head[0] - 0.02, head[1] + 0.07];
      const bend: [number, number] = [base[0] + dx - 0.05, base[1] + 0.2 * up];
      const tip: [number, number] = [bend[0] + 0.06, bend[1] + 0.22 * up + dy];
      antlers.push(bone(base, bend, [0.022, 0.018], horn), bone(bend, tip, [0.018, 0.01], horn));
      antlers.push(bone(bend, [bend[0] + 0.13, bend[1] + 0.07], [0.016, 0.01], horn));
    }
  }
  return {
    heightM: 0.98,
    lengthM: 1.2,
    eye: [head[0] + 0.06, head[1] + 0.03],
    bones: [
      ...far,
      ear(0.05, 0.7),
      bone([-0.4, 0.8], [0.34, 0.79], [0.185, 0.2], fur),
      bone([-0.25, 0.645], [0.2, 0.62], [0.05, 0.06], mix(fur, pale, 0.14)),
      bone([-0.5, 0.82], [-0.42, 0.7], [0.13, 0.14], mix(fur, pale, 0.45)),
      bone([-0.6, 0.9], [-0.63, 0.76], [0.045, 0.035], pale),
      ...near,
      bone([0.36, 0.84], head, [0.14, 0.07], fur),
      bone(head, muzzle, [0.085, 0.042], fur),
      bone(
        [muzzle[0] - 0.01, muzzle[1]],
        [muzzle[0] + 0.02, muzzle[1] - 0.015],
        [0.034, 0.026],
        dark,
      ),
      ear(0, 1),
      ...antlers,
    ],
  };
}
