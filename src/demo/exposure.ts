import type { BodyLayer } from "./body-layer.js";
import { latticeNoise, valueNoise } from "./noise.js";
import { type Backdrop, type Rgb, SCENE_HEIGHT_PX, SCENE_WIDTH_PX } from "./view.js";

/** The light of one burst and what the camera makes of it. */
export interface Lighting {
  /** Colour of the daylight; not used with a flash. */
  readonly colour: Rgb;
  readonly gain: number;
  /** Range of the infrared flash in metres; null by daylight. With a flash pictures are grey. */
  readonly flashM: number | null;
  /** Haze a metre, 0 for clear air. */
  readonly haze: number;
  readonly hazeColour: Rgb;
  /** Depth of the clouds' shadows on the ground, 0 to 1. */
  readonly shade: number;
  /** Depth of the animal's own shadow, 0 to 1. */
  readonly shadow: number;
  readonly cloudSeed: number;
  /** Where the sun is: −1 left, 0 above, 1 right. */
  readonly sunSide: number;
  /** Darkening of the corners, 0 to 1. */
  readonly vignette: number;
  /** Share of its light that a pixel gives to the next one on each side, 0 to 0.33. */
  readonly blur: number;
  /** Standard deviation of the sensor's noise, as a share of white. */
  readonly grain: number;
}

// Local copies: some loaders look an imported constant up at every use, and these are hot loops.
const WIDTH = SCENE_WIDTH_PX;
const HEIGHT = SCENE_HEIGHT_PX;
const N = WIDTH * HEIGHT;

/** Lights a backdrop and the body before it, and writes what the sensor sees: 8-bit RGB. */
export function expose(
  backdrop: Backdrop,
  body: BodyLayer | null,
  lighting: Lighting,
  noiseSeed: number,
  rgb: Uint8Array,
): void {
  const planes = backdrop.reflectance.slice();
  if (body !== null) {
    castShadow(planes, body, lighting);
    compose(planes, body);
  }
  if (lighting.flashM === null) lightByDay(planes, backdrop, body, lighting);
  else {
    lightByFlash(planes, backdrop, body, lighting.flashM);
    if (body !== null) shineBack(planes, body);
  }
  if (lighting.blur > 0) soften(planes, lighting.blur);
  develop(planes, lighting, noiseSeed, rgb);
}

function compose(planes: Float32Array, body: BodyLayer): void {
  for (let pixel = 0; pixel < N; pixel++) {
    const share = body.cover[pixel]!;
    if (share === 0) continue;
    for (let i = 3 * pixel; i < 3 * pixel + 3; i++) {
      planes[i]! += (body.reflectance[i]! - planes[i]!) * share;
    }
  }
}

/** A soft dark ellipse on the ground, away from the sun. */
function castShadow(planes: Float32Array, body: BodyLayer, { shadow, sunSide }: Lighting): void {
  const { left, right, top, bottom } = body.bounds;
  if (shadow === 0 || right < left) return;
  const wide = (right - left) * 0.62;
  const high = Math.max(1.5, (bottom - top) * 0.09);
  const middle = (left + right) / 2 - sunSide * wide * 0.45;
  const from = Math.max(0, Math.floor(bottom - 2 * high));
  const to = Math.min(HEIGHT - 1, Math.ceil(bottom + 2 * high));
  for (let y = from; y <= to; y++) {
    for (let x = Math.max(0, Math.floor(middle - wide)); x < Math.min(WIDTH, middle + wide); x++) {
      const dx = (x - middle) / wide;
      const dy = (y - bottom) / (1.6 * high);
      const inside = 1 - dx * dx - dy * dy;
      if (inside <= 0) continue;
      const dark = 1 - shadow * Math.min(1, inside * 1.8);
      const i = 3 * (y * WIDTH + x);
      planes[i]! *= dark;
      planes[i + 1]! *= dark;
      planes[i + 2]! *= dark;
    }
  }
}

/** The sky is clear above: haze lies on the ground only. */
const HAZE_ENDS_M = 70;

/** How far away what is seen at this pixel is. */
function distanceAt(pixel: number, backdrop: Backdrop, body: BodyLayer | null): number {
  const far = backdrop.distanceM[pixel]!;
  if (body === null) return far;
  return far + (body.distanceM - far) * body.cover[pixel]!;
}

function lightByDay(
  planes: Float32Array,
  backdrop: Backdrop,
  body: BodyLayer | null,
  lighting: Lighting,
): void {
  const { colour, haze, hazeColour, shade, cloudSeed, sunSide } = lighting;
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const pixel = y * WIDTH + x;
      const far = Math.min(HAZE_ENDS_M, distanceAt(pixel, backdrop, body));
      const across = (x / WIDTH - 0.5) * 2;
      const cloud = 1 - shade * valueNoise(x / 60, y / 22, cloudSeed);
      const light = cloud * (1 + 0.12 * across * sunSide);
      const clear = 1 / (1 + haze * far * (1 + 0.15 * haze * far));
      const i = 3 * pixel;
      planes[i] = planes[i]! * colour[0] * light * clear + hazeColour[0] * (1 - clear);
      planes[i + 1] = planes[i + 1]! * colour[1] * light * clear + hazeColour[1] * (1 - clear);
      planes[i + 2] = planes[i + 2]! * colour[2] * light * clear + hazeColour[2] * (1 - clear);
    }
  }
}

/** A flash beside the lens: light falls with the square of distance, living leaves shine. */
function lightByFlash(
  planes: Float32Array,
  backdrop: Backdrop,
  body: BodyLayer | null,
  flashM: number,
): void {
  for (let pixel = 0; pixel < N; pixel++) {
    const far = distanceAt(pixel, backdrop, body);
    const i = 3 * pixel;
    const red = planes[i]!;
    const green = planes[i + 1]!;
    const blue = planes[i + 2]!;
    const leaf = Math.max(0, 2 * green - red - blue);
    const share = body === null ? 0 : body.cover[pixel]!;
    const grey = 0.5 * red + 0.4 * green + 0.1 * blue + 1.5 * leaf + 0.1 * share;
    const falloff = (flashM * flashM) / (flashM * flashM + far * far);
    const lit = grey * falloff + 0.004;
    planes[i] = lit;
    planes[i + 1] = lit;
    planes[i + 2] = lit;
  }
}

/** The back of a night animal's eye returns the flash. */
function shineBack(planes: Float32Array, { eye: [ex, ey], cover }: BodyLayer): void {
  for (let y = Math.max(0, ey - 1); y <= Math.min(HEIGHT - 1, ey + 1); y++) {
    for (let x = Math.max(0, ex - 1); x <= Math.min(WIDTH - 1, ex + 1); x++) {
      const pixel = y * WIDTH + x;
      if (cover[pixel]! < 0.5) continue;
      const shine = x === ex && y === ey ? 1 : x === ex || y === ey ? 0.45 : 0.15;
      for (let c = 3 * pixel; c < 3 * pixel + 3; c++) planes[c] = Math.max(planes[c]!, shine);
    }
  }
}

/** One pass of a small binomial-like blur along rows and one along columns. */
function soften(planes: Float32Array, blur: number): void {
  const keep = 1 - 2 * blur;
  const row = 3 * WIDTH;
  for (const [stride, from] of [
    [3, 3],
    [row, row],
  ] as const) {
    const source = planes.slice();
    for (let i = from; i < planes.length - from; i++) {
      planes[i] = source[i]! * keep + (source[i - stride]! + source[i + stride]!) * blur;
    }
  }
}

/** Vignette, gain, a square-root tone curve, noise and 8 bits. */
function develop(planes: Float32Array, lighting: Lighting, seed: number, rgb: Uint8Array): void {
  const { gain, vignette, grain } = lighting;
  // The sum of two uniforms on [0, 1) has variance 1/6: scaled to a standard deviation of `grain`.
  const strength = grain * Math.sqrt(6) * 255;
  const clamped = new Uint8ClampedArray(rgb.buffer, rgb.byteOffset, rgb.length);
  for (let y = 0; y < HEIGHT; y++) {
    const v = y / HEIGHT - 0.5;
    for (let x = 0; x < WIDTH; x++) {
      const u = x / WIDTH - 0.5;
      const light = gain * (1 - 2 * vignette * (u * u + v * v));
      const word = latticeNoise(x, y, seed) * 65536;
      const high = Math.floor(word);
      const noise = (high / 65536 + (word - high) - 1) * strength;
      const i = 3 * (y * WIDTH + x);
      for (let c = i; c < i + 3; c++) clamped[c] = 255 * Math.sqrt(planes[c]! * light) + noise;
    }
  }
}
