import type { Random } from "../../core/random.js";
import { between, chance } from "./noise.js";
import { mix, type Rgb, scaled } from "./view.js";

/** The animals of the scenes. */
export type Animal = "deer" | "boar" | "fox" | "bird";

/**
 * One part of a body: all points within a radius of a line, the radius going from `ra` to `rb`.
 * Metres; x forward from the middle of the body, y up from the ground.
 */
export interface Bone {
  readonly ax: number;
  readonly ay: number;
  readonly bx: number;
  readonly by: number;
  readonly ra: number;
  readonly rb: number;
  readonly colour: Rgb;
}

/** A posed animal. */
export interface Body {
  /** In the order in which they are painted: the far side first. */
  readonly bones: readonly Bone[];
  /** Where the eye is, in metres. */
  readonly eye: readonly [x: number, y: number];
  /** Height of the back and length from chest to rump, in metres. */
  readonly heightM: number;
  readonly lengthM: number;
}

/** What the season does to coats: 0 the summer coat, 1 the winter coat, greyer and darker. */
export type Coat = number;

/** The colour of one animal: somewhere between its kind's usual coat and a rarer one. */
function coatColour(random: Random, usual: Rgb, rarer: Rgb): Rgb {
  const u = random.uniform();
  return scaled(mix(usual, rarer, u * u), between(random, 0.75, 1.25));
}

function bone(
  a: readonly [number, number],
  b: readonly [number, number],
  radii: readonly [number, number],
  colour: Rgb,
): Bone {
  return { ax: a[0], ay: a[1], bx: b[0], by: b[1], ra: radii[0], rb: radii[1], colour };
}

/**
 * One animal in one pose: standing, walking, feeding, alert or flying.
 *
 * @param traits what stays with the animal: its coat, its antlers; the same numbers make the same one
 * @param pose how it holds itself
 */
export function poseAnimal(kind: Animal, traits: Random, pose: Random, coat: Coat): Body {
  switch (kind) {
    case "deer":
      return poseDeer(traits, pose, coat);
    case "boar":
      return poseBoar(traits, pose, coat);
    case "fox":
      return poseFox(traits, pose, coat);
    case "bird":
      return poseBird(traits, pose);
    default:
      return kind satisfies never;
  }
}

/** Four legs in mid-stride: `stride` is how far a foot swings, `hip` and `chest` where they hang. */
interface Legs {
  readonly hip: readonly [number, number];
  readonly chest: readonly [number, number];
  readonly thick: number;
  readonly stride: number;
  readonly colour: Rgb;
  readonly hoof: Rgb;
}

function legs(
  random: Random,
  { hip, chest, thick, stride, colour, hoof }: Legs,
): [far: Bone[], near: Bone[]] {
  const phase = between(random, -1, 1);
  const leg = (
    at: readonly [number, number],
    swing: number,
    hind: boolean,
    shade: number,
  ): Bone[] => {
    const kneeY = at[1] * (hind ? 0.52 : 0.48);
    const knee: [number, number] = [
      at[0] + swing * 0.45 + (hind ? -0.07 * at[1] : 0.03 * at[1]),
      kneeY,
    ];
    const foot: [number, number] = [at[0] + swing, thick * 0.4];
    const top = hind ? 1.75 : 1.35;
    return [
      bone(at, knee, [thick * top, thick * 0.8], scaled(colour, shade)),
      bone(knee, foot, [thick * 0.72, thick * 0.5], scaled(mix(colour, hoof, 0.5), shade)),
      bone(
        foot,
        [foot[0] + thick * 0.5, foot[1]],
        [thick * 0.6, thick * 0.45],
        scaled(hoof, shade),
      ),
    ];
  };
  const swing = stride * phase;
  return [
    [
      ...leg([hip[0] + 0.04, hip[1]], -swing, true, 0.6),
      ...leg([chest[0] + 0.03, chest[1]], swing, false, 0.6),
    ],
    [...leg(hip, swing * 0.9, true, 0.95), ...leg(chest, -swing * 0.9, false, 0.95)],
  ];
}

function poseDeer(traits: Random, random: Random, coat: Coat): Body {
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

function poseBoar(traits: Random, random: Random, coat: Coat): Body {
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

function poseFox(traits: Random, random: Random, coat: Coat): Body {
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

/** A large ground bird: the dark cock with the red wattle or the barred brown hen. */
function poseBird(traits: Random, random: Random): Body {
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
