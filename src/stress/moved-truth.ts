import { type LabelMask, NO_LABEL, packMask, unpackMask } from "../core/masks/label-mask.js";
import { resizePacked } from "../core/masks/packed-runs.js";
import { OBJECT_FLAG, type TruthObjects } from "../core/objects.js";
import type { MaskColumn } from "../formats/import-types.js";
import { type Alteration, motionOf, workingSize } from "../images/corruptions/alter.js";
import type { Motion, PictureSize } from "../images/corruptions/corruption.js";
import { DETECTION_WIDTH } from "../models/detections.js";
import type { ScoreRecord } from "../scoring/score-log.js";
import type { DetectionJoin } from "../tasks/detection/detection-join.js";
import type { ImageSizes } from "../tasks/detection/image-sizes.js";
import { isWithoutPoints } from "../tasks/detection/truth-objects.js";

/** An object of which less than this share is still in the picture need not be found. */
const LEAST_SEEN = 0.25;

/**
 * Annotated objects where an alteration moves them: of a turned box the box around it, as far as it is in
 * the picture; what is hardly in it any more counts for nothing.
 *
 * @param join whose threshold stays
 * @param sha256 of each image file; null where it was not read
 */
export function movedJoin(
  join: DetectionJoin,
  alteration: Alteration,
  sha256: readonly (string | null)[],
): DetectionJoin {
  const { truth, frame } = join;
  const { widthPx, heightPx } = frame.sizes;
  const motions = sha256.map((hash, i) => {
    const size = { widthPx: widthPx[i]!, heightPx: heightPx[i]! };
    return hash === null ? null : motionIn(size, alteration, hash);
  });
  const still = { ...join, goal: null };
  if (motions.every((motion) => motion === null)) return still;
  const objects = movedObjects(truth.objects, motions, frame.sizes);
  return { ...still, truth: { ...truth, objects } };
}

/** Where an alteration moves what is in an image of some size; null where it stays. */
function motionIn(size: PictureSize, alteration: Alteration, sha256: string): Motion | null {
  if (!(size.widthPx > 0 && size.heightPx > 0)) return null;
  const working = workingSize(size, alteration.shorterSidePx);
  const motion = motionOf(working, alteration, sha256);
  if (motion === null) return null;
  return inImage(motion, working.widthPx / size.widthPx, working.heightPx / size.heightPx);
}

/**
 * Masks of the ground truth where an alteration moves them.
 *
 * @param hashOf the image file of a row; null where it was not read
 */
export function movedMasks(
  masks: MaskColumn,
  alteration: Alteration,
  hashOf: (row: number) => string | null,
): MaskColumn {
  return {
    ...masks,
    async read(row, size) {
      const mask = await masks.read(row, size);
      const hash = hashOf(row);
      const motion = hash === null ? null : motionIn(mask, alteration, hash);
      return motion === null ? mask : movedMask(mask, motion);
    },
  };
}

/** What is on the border of two pixels is in the one behind it, whichever way its place was rounded. */
const HAIR = 1e-9;

/** Each pixel has the label of the place that its middle came from; of what came in from outside nothing is said. */
export function movedMask(
  { widthPx, heightPx, labels: from }: LabelMask,
  { xx, xy, x0, yx, yy, y0 }: Motion,
): LabelMask {
  const labels = new Int16Array(from.length).fill(NO_LABEL);
  const determinant = xx * yy - xy * yx;
  for (let y = 0, at = 0; y < heightPx; y++) {
    const dy = y + 0.5 - y0;
    for (let x = 0; x < widthPx; x++, at++) {
      const dx = x + 0.5 - x0;
      const column = Math.floor((yy * dx - xy * dy) / determinant + HAIR);
      const row = Math.floor((xx * dy - yx * dx) / determinant + HAIR);
      if (column < 0 || row < 0 || column >= widthPx || row >= heightPx) continue;
      labels[at] = from[row * widthPx + column]!;
    }
  }
  return { widthPx, heightPx, labels };
}

/** The motion of a picture of other size: kx and ky pixels of the working picture for each of the image. */
function inImage({ xx, xy, x0, yx, yy, y0 }: Motion, kx: number, ky: number): Motion {
  return { xx, xy: (xy * ky) / kx, x0: x0 / kx, yx: (yx * kx) / ky, yy, y0: y0 / ky };
}

/** Boxes that are moved, each by the motion of its image. */
export function movedObjects(
  { shapes: _, ...objects }: TruthObjects,
  motions: readonly (Motion | null)[],
  sizes: ImageSizes,
): TruthObjects {
  const box = Float64Array.from(objects.box);
  const area = Float64Array.from(objects.area);
  const flags = Uint8Array.from(objects.flags);
  const points = movedPoints(objects, motions, sizes);
  for (let i = 0; i < objects.count; i++) {
    const image = objects.image[i]!;
    const motion = motions[image] ?? null;
    if (motion === null) continue;
    const [x, y, w, h] = box.subarray(4 * i, 4 * i + 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const around = boxAround(motion, [x, y, w, h]);
    const left = Math.max(0, around[0]);
    const top = Math.max(0, around[1]);
    const width = Math.max(0, Math.min(sizes.widthPx[image]!, around[0] + around[2]) - left);
    const height = Math.max(0, Math.min(sizes.heightPx[image]!, around[1] + around[3]) - top);
    const whole = around[2] * around[3];
    const seen = whole > 0 ? (width * height) / whole : 0;
    box.set([left, top, width, height], 4 * i);
    area[i]! *= Math.abs(motion.xx * motion.yy - motion.xy * motion.yx) * seen;
    const isGone = points.points !== undefined && isWithoutPoints(points.points, i);
    if (seen < LEAST_SEEN || isGone) flags[i]! |= OBJECT_FLAG.ignored;
  }
  return { ...objects, box, area, flags, ...points };
}

/** Points where they went; one that is no longer in the picture is not annotated. */
function movedPoints(
  { points, image, count }: TruthObjects,
  motions: readonly (Motion | null)[],
  { widthPx, heightPx }: ImageSizes,
): Pick<TruthObjects, "points"> {
  if (points === undefined) return {};
  const values = Float64Array.from(points.values);
  const width = points.names.length;
  for (let at = 0; at < count * width; at++) {
    const on = image[Math.floor(at / width)]!;
    const motion = motions[on] ?? null;
    if (motion === null || values[3 * at + 2] === 0) continue;
    const [px, py] = [values[3 * at]!, values[3 * at + 1]!];
    const x = motion.xx * px + motion.xy * py + motion.x0;
    const y = motion.yx * px + motion.yy * py + motion.y0;
    const isInside = x >= 0 && x <= widthPx[on]! && y >= 0 && y <= heightPx[on]!;
    values.set(isInside ? [x, y] : [0, 0, 0], 3 * at);
  }
  return { points: { ...points, values } };
}

/** The upright box around a box that was moved: x, y, width, height. */
export function boxAround(
  { xx, xy, x0, yx, yy, y0 }: Motion,
  [x, y, w, h]: readonly [number, number, number, number],
): readonly [number, number, number, number] {
  const xs: number[] = [];
  const ys: number[] = [];
  for (const [px, py] of [
    [x, y],
    [x + w, y],
    [x, y + h],
    [x + w, y + h],
  ] as const) {
    xs.push(xx * px + xy * py + x0);
    ys.push(yx * px + yy * py + y0);
  }
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return [left, top, Math.max(...xs) - left, Math.max(...ys) - top];
}

/** Detections on a working picture, and their points or masks, in pixels of the image that it was made of. */
export function backToImage(
  { scores, points, outlines, widthPx, heightPx }: Extract<ScoreRecord, { ok: true }>,
  sizes: ImageSizes,
  image: number,
): Pick<Extract<ScoreRecord, { ok: true }>, "scores" | "points" | "outlines"> {
  const [kx, ky] = [sizes.widthPx[image]! / widthPx, sizes.heightPx[image]! / heightPx];
  const moved =
    points === undefined
      ? {}
      : {
          points: points.map((value, i) => (i % 3 === 2 ? value : value * (i % 3 === 0 ? kx : ky))),
        };
  const out = Float64Array.from(scores);
  for (let at = 0; at < out.length; at += DETECTION_WIDTH) {
    out[at]! *= kx;
    out[at + 2]! *= kx;
    out[at + 1]! *= ky;
    out[at + 3]! *= ky;
  }
  const to = { widthPx: sizes.widthPx[image]!, heightPx: sizes.heightPx[image]! };
  const masks =
    outlines === undefined ? {} : { outlines: resizePacked(outlines, { widthPx, heightPx }, to) };
  return { scores: out, ...moved, ...masks };
}

/** The mask of a working picture in the size of the image that it was made of: each pixel has the label of the nearest. */
export function maskBackToImage(
  scores: Float64Array,
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
): Float64Array {
  const mask = unpackMask(scores);
  if (mask === null || (mask.widthPx === widthPx && mask.heightPx === heightPx)) return scores;
  const labels = new Int16Array(widthPx * heightPx);
  const from = Int32Array.from({ length: widthPx }, (_, x) =>
    Math.floor(((x + 0.5) * mask.widthPx) / widthPx),
  );
  for (let y = 0, to = 0; y < heightPx; y++) {
    const row = Math.floor(((y + 0.5) * mask.heightPx) / heightPx) * mask.widthPx;
    for (const x of from) labels[to++] = mask.labels[row + x]!;
  }
  return packMask({ widthPx, heightPx, labels });
}
