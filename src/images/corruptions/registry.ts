import { HomegroundError } from "../../core/errors.js";
import { defocus, motionBlur } from "./blur.js";
import { colourCast, infrared, stainShift } from "./colour.js";
import type { Corruption } from "./corruption.js";
import { jpeg, pixelation } from "./digital.js";
import { occlusion, rotation, scale, shift } from "./geometry.js";
import { brightness, contrast, darkness, fog, vignetting } from "./light.js";
import { gaussianNoise, shotNoise } from "./noise.js";

/** All kinds, in the order in which they are shown. */
export const CORRUPTIONS: readonly Corruption[] = [
  gaussianNoise,
  shotNoise,
  defocus,
  motionBlur,
  brightness,
  darkness,
  contrast,
  fog,
  vignetting,
  infrared,
  colourCast,
  stainShift,
  jpeg,
  pixelation,
  rotation,
  scale,
  shift,
  occlusion,
];

const BY_ID = new Map(CORRUPTIONS.map((one) => [one.id, one]));

/** Null for a kind that there is not. */
export function corruptionOf(id: string): Corruption | null {
  return BY_ID.get(id) ?? null;
}

/** @throws HomegroundError `argument/out-of-range` for a kind that there is not */
export function knownCorruption(id: string): Corruption {
  const found = corruptionOf(id);
  if (found !== null) return found;
  throw new HomegroundError("argument/out-of-range", {
    what: `there is no kind ${JSON.stringify(id)}`,
    where: "kind",
    fix: `Name one of ${CORRUPTIONS.map((one) => one.id).join(", ")}`,
  });
}
