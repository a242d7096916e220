/** Width of a scene, in pixels. */
export const SCENE_WIDTH_PX = 192;
/** Height of a scene, in pixels, the camera's printed strip included. */
export const SCENE_HEIGHT_PX = 144;
/** Height of the strip at the bottom with camera, date and time, in pixels. */
export const STRIP_PX = 10;

/** Focal length in pixels: a horizontal field of view of about 52 degrees. */
export const FOCAL_PX = 197;
/** Distance given to what is endlessly far, in metres. */
const FAR_M = 1000;

/** Linear light or reflectance, 0 to 1 each: red, green, blue. */
export type Rgb = readonly [number, number, number];

/** Where a camera stands and looks: a pinhole over flat ground. */
export interface Viewpoint {
  /** Row of the horizon at the middle column. */
  readonly horizonPx: number;
  /** Rows the horizon falls from one column to the next: the camera hangs askew. */
  readonly slope: number;
  /** Height of the lens over the ground, in metres. */
  readonly heightM: number;
}

/**
 * What a camera sees without animals, at noon, without haze: row-major planes of
 * SCENE_WIDTH_PX × SCENE_HEIGHT_PX.
 */
export interface Backdrop {
  readonly view: Viewpoint;
  /** Reflectance, 3 values a pixel, 0 to 1; in the sky its share of the sky's light. */
  readonly reflectance: Float32Array;
  /** Distance in metres; {@link FAR_M} in the sky. */
  readonly distanceM: Float32Array;
  /** Distance of what stands on the ground and can hide an animal; {@link FAR_M} elsewhere. */
  readonly standingM: Float32Array;
  /** Height of the grass or snow in which feet disappear, in metres. */
  readonly coverM: number;
  /** How ragged its edge is: waves a pixel, near 1 for blades, small for a smooth drift. */
  readonly coverFineness: number;
}

/** An empty backdrop for a painter to fill. */
export function createBackdrop(view: Viewpoint, coverM: number, coverFineness: number): Backdrop {
  const n = SCENE_WIDTH_PX * SCENE_HEIGHT_PX;
  return {
    view,
    reflectance: new Float32Array(3 * n),
    distanceM: new Float32Array(n).fill(FAR_M),
    standingM: new Float32Array(n).fill(FAR_M),
    coverM,
    coverFineness,
  };
}

/** Row of the horizon at column `x`. */
export function horizonAt(view: Viewpoint, x: number): number {
  return view.horizonPx + view.slope * (x - SCENE_WIDTH_PX / 2);
}

/** Distance in metres of the ground seen at this pixel; {@link FAR_M} at or above the horizon. */
export function groundDistanceM(view: Viewpoint, x: number, y: number): number {
  const below = y + 0.5 - horizonAt(view, x);
  return below <= 0.2 ? FAR_M : (view.heightM * FOCAL_PX) / below;
}

/** Row in which something at this distance and column touches the ground. */
export function groundRow(view: Viewpoint, x: number, distanceM: number): number {
  return horizonAt(view, x) + (view.heightM * FOCAL_PX) / distanceM;
}

/** Paints one pixel over what is there: `cover` 0 leaves it, 1 replaces it. */
export function blend(
  planes: Float32Array,
  pixel: number,
  colour: Rgb,
  light: number,
  cover: number,
): void {
  const i = 3 * pixel;
  planes[i]! += (colour[0] * light - planes[i]!) * cover;
  planes[i + 1]! += (colour[1] * light - planes[i + 1]!) * cover;
  planes[i + 2]! += (colour[2] * light - planes[i + 2]!) * cover;
}

/** The colour a share `t` of the way from one to another. */
export function mix(from: Rgb, to: Rgb, t: number): Rgb {
  return [
    from[0] + (to[0] - from[0]) * t,
    from[1] + (to[1] - from[1]) * t,
    from[2] + (to[2] - from[2]) * t,
  ];
}

/** A colour with each channel times the same number. */
export function scaled(colour: Rgb, factor: number): Rgb {
  return [colour[0] * factor, colour[1] * factor, colour[2] * factor];
}
