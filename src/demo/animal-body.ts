import type { Random } from "../core/random.js";
import { between } from "./noise.js";
import { mix, type Rgb, scaled } from "./view.js";

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
export function coatColour(random: Random, usual: Rgb, rarer: Rgb): Rgb {
  const u = random.uniform();
  return scaled(mix(usual, rarer, u * u), between(random, 0.75, 1.25));
}

/** A bone from `a` to `b`, in metres. */
export function bone(
  a: readonly [number, number],
  b: readonly [number, number],
  radii: readonly [number, number],
  colour: Rgb,
): Bone {
  return { ax: a[0], ay: a[1], bx: b[0], by: b[1], ra: radii[0], rb: radii[1], colour };
}

/** Four legs in mid-stride: `stride` is how far a foot swings, `hip` and `chest` where they hang. */
export interface Legs {
  readonly hip: readonly [number, number];
  readonly chest: readonly [number, number];
  readonly thick: number;
  readonly stride: number;
  readonly colour: Rgb;
  readonly hoof: Rgb;
}

/** The legs of the far side, in shadow, and of the near side. */
export function legs(
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
