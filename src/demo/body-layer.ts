import type { Body, Bone } from "./animal-body.js";
import { clamp, valueNoise } from "./noise.js";
import { type Backdrop, groundRow, SCENE_HEIGHT_PX, SCENE_WIDTH_PX, STRIP_PX } from "./view.js";

// Local copies: some loaders look an imported constant up at every use, and these are hot loops.
const WIDTH = SCENE_WIDTH_PX;
const HEIGHT = SCENE_HEIGHT_PX;
const VIEW_BOTTOM_PX = HEIGHT - STRIP_PX;

/** Where an animal stands and how it is turned. */
export interface Standpoint {
  /** Column of the middle of the body. */
  readonly x: number;
  readonly distanceM: number;
  /** Pixels a metre along the body: positive faces right, smaller than across when turned away. */
  readonly alongPx: number;
  /** Pixels a metre upwards. */
  readonly upPx: number;
  /** Where the sun is: −1 left, 0 above, 1 right. */
  readonly sunSide: number;
  readonly coatSeed: number;
}

/** A painted body before it is lit: row-major planes of the scene's size. */
export interface BodyLayer {
  /** Reflectance times shading, 3 values a pixel. */
  readonly reflectance: Float32Array;
  /** Share of the pixel that the body covers and nothing hides, 0 to 1. */
  readonly cover: Float32Array;
  /** Share of the body that is in the picture and not hidden, 0 to 1. */
  readonly visibleShare: number;
  /** Visible area in pixels. */
  readonly visiblePx: number;
  readonly distanceM: number;
  /** Pixel of the eye, whether or not it is in the picture or hidden. */
  readonly eye: readonly [x: number, y: number];
  readonly bounds: PixelBounds;
}

/** Whole rows and columns, both ends included; empty when `right < left` or `bottom < top`. */
export interface PixelBounds {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Paints a body at its standpoint, behind what stands nearer and up to its feet in the ground's cover. */
export function paintBody(body: Body, at: Standpoint, backdrop: Backdrop): BodyLayer {
  const n = WIDTH * HEIGHT;
  const reflectance = new Float32Array(3 * n);
  const cover = new Float32Array(n);
  const foot = groundRow(backdrop.view, at.x, at.distanceM);
  for (const bone of body.bones) paintBone(bone, at, foot, reflectance, cover);
  const outside = shareOutside(body, at, foot);

  // A light animal does not sink in as deep, and grass is trodden down.
  const coverPx = Math.min(backdrop.coverM, 0.32 * body.heightM) * at.upPx;

  let painted = 0;
  let visible = 0;
  const bounds = { left: WIDTH, right: -1, top: HEIGHT, bottom: -1 };
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const pixel = y * WIDTH + x;
      if (cover[pixel] === 0) continue;
      painted += cover[pixel]!;
      const behind = backdrop.standingM[pixel]! < at.distanceM || y >= VIEW_BOTTOM_PX;
      const blade = 0.45 + 0.9 * valueNoise(x * backdrop.coverFineness, 0, at.coatSeed);
      const sunk = clamp(foot - y - coverPx * blade + 0.5, 0, 1);
      cover[pixel] = behind ? 0 : cover[pixel]! * sunk;
      if (cover[pixel] === 0) continue;
      visible += cover[pixel]!;
      bounds.left = Math.min(bounds.left, x);
      bounds.right = Math.max(bounds.right, x);
      bounds.top = Math.min(bounds.top, y);
      bounds.bottom = y;
    }
  }
  const visibleShare = painted === 0 ? 0 : (visible / painted) * (1 - outside);
  const eye = [
    Math.round(at.x + body.eye[0] * at.alongPx),
    Math.round(foot - body.eye[1] * at.upPx),
  ] as const;
  const distanceM = at.distanceM;
  return { reflectance, cover, visibleShare, visiblePx: visible, distanceM, eye, bounds };
}

function paintBone(
  bone: Bone,
  at: Standpoint,
  foot: number,
  reflectance: Float32Array,
  cover: Float32Array,
): void {
  const ax = at.x + bone.ax * at.alongPx;
  const ay = foot - bone.ay * at.upPx;
  const dx = at.x + bone.bx * at.alongPx - ax;
  const dy = foot - bone.by * at.upPx - ay;
  const ra = Math.max(0.45, bone.ra * at.upPx);
  const rb = Math.max(0.35, bone.rb * at.upPx);
  const length2 = Math.max(1e-6, dx * dx + dy * dy);
  const reach = Math.max(ra, rb) + 1;
  const left = Math.max(0, Math.floor(Math.min(ax, ax + dx) - reach));
  const right = Math.min(WIDTH - 1, Math.ceil(Math.max(ax, ax + dx) + reach));
  const top = Math.max(0, Math.floor(Math.min(ay, ay + dy) - reach));
  const bottom = Math.min(HEIGHT - 1, Math.ceil(Math.max(ay, ay + dy) + reach));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const px = x - ax;
      const py = y - ay;
      const t = clamp((px * dx + py * dy) / length2, 0, 1);
      const ox = px - t * dx;
      const oy = py - t * dy;
      const radius = ra + (rb - ra) * t;
      const off = Math.sqrt(ox * ox + oy * oy);
      const share = clamp(radius - off + 0.5, 0, 1);
      if (share === 0) continue;
      // A round limb under an open sky: bright above and towards the sun, dark below.
      const up = clamp(-oy / radius, -1, 1);
      const side = clamp(ox / radius, -1, 1) * at.sunSide;
      const fur = valueNoise(x * 0.9, y * 0.55, at.coatSeed);
      const light = (0.8 + 0.34 * up + 0.2 * side) * (0.8 + 0.4 * fur);
      const pixel = y * WIDTH + x;
      const i = 3 * pixel;
      // What lies under a painted edge is the body painted before, or nothing yet.
      const before = cover[pixel]!;
      const after = before + (1 - before) * share;
      const weight = share / after;
      reflectance[i]! += (bone.colour[0] * light - reflectance[i]!) * weight;
      reflectance[i + 1]! += (bone.colour[1] * light - reflectance[i + 1]!) * weight;
      reflectance[i + 2]! += (bone.colour[2] * light - reflectance[i + 2]!) * weight;
      cover[pixel] = after;
    }
  }
}

/** Share of the body's length beyond the left or right edge of the picture. */
function shareOutside(body: Body, at: Standpoint, foot: number): number {
  let outside = 0;
  let total = 0;
  for (const bone of body.bones) {
    const weight = bone.ra * bone.ra + bone.rb * bone.rb;
    const x = at.x + ((bone.ax + bone.bx) / 2) * at.alongPx;
    const y = foot - ((bone.ay + bone.by) / 2) * at.upPx;
    total += weight;
    if (x < 0 || x >= WIDTH || y < 0 || y >= VIEW_BOTTOM_PX) outside += weight;
  }
  return outside / total;
}
