import { DETECTION_WIDTH } from "../../detections.js";
import type { TileRule } from "./detector-types.js";
import { boxIou } from "./nms.js";
import { cutSides, SIDE, type Tile } from "./tiles.js";

interface Picture {
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * Detections of tiles as detections of the picture, surest first. Taken by falling score (equal
 * ones in the order of tiles), a box joins the surest earlier one of its label that is of other
 * tiles and shows the same object:
 *
 * 1. neither is cut by a seam: their IoU is at least `iou`. The surer box stays as it is;
 * 2. one is cut: at least `inside` of it lies in the other;
 * 3. both are cut: as 2, or at sides that face each other, where they meet or overlap along that
 *    axis, and across it share at least `inside` of their joint extent.
 *
 * In 2 and 3 the box becomes the smallest around both, and is cut where that one still ends at a
 * seam. The score is the surer one's. This goes on until nothing joins any more, so that an object
 * across many tiles becomes one box. Boxes of one tile never join: its own suppression has judged
 * them. No limit on their number is applied to the whole picture.
 *
 * @param found for each tile what its reader gave, in pixels of the tile
 */
export function mergeTiles(
  found: readonly Float64Array[],
  tiles: readonly Tile[],
  picture: Picture,
  rule: TileRule,
): Float64Array {
  const parts = collect(found, tiles, picture, rule);
  while (joinOnce(parts, rule));
  return pack(parts);
}

/** Boxes that are left, by falling score; those that joined another have no tiles any more. */
interface Parts {
  readonly count: number;
  /** x1, y1, x2, y2 in the picture. */
  readonly box: Float64Array;
  readonly score: Float64Array;
  readonly label: Int32Array;
  /** Cut sides of each. */
  readonly cut: Uint8Array;
  readonly isGone: Uint8Array;
  /** One bit a tile, `words` numbers a box. */
  readonly tiles: Uint32Array;
  readonly words: number;
}

function collect(
  found: readonly Float64Array[],
  tiles: readonly Tile[],
  picture: Picture,
  rule: TileRule,
): Parts {
  const count = found.reduce((sum, rows) => sum + rows.length / DETECTION_WIDTH, 0);
  const places: { readonly tile: number; readonly at: number }[] = [];
  for (const [tile, rows] of found.entries()) {
    for (let at = 0; at < rows.length; at += DETECTION_WIDTH) places.push({ tile, at });
  }
  const scoreOf = ({ tile, at }: (typeof places)[number]): number => found[tile]![at + 4]!;
  places.sort((a, b) => scoreOf(b) - scoreOf(a)); // a stable sort: equal ones stay in order
  const words = Math.ceil(tiles.length / 32);
  const parts: Parts = {
    count,
    words,
    box: new Float64Array(count * 4),
    score: new Float64Array(count),
    label: new Int32Array(count),
    cut: new Uint8Array(count),
    isGone: new Uint8Array(count),
    tiles: new Uint32Array(count * words),
  };
  for (const [i, { tile, at }] of places.entries()) {
    const [x = 0, y = 0, w = 0, h = 0, score = 0, label = 0] = found[tile]!.subarray(at, at + 6);
    const place = tiles[tile]!;
    parts.box.set([x + place.x, y + place.y, x + w + place.x, y + h + place.y], i * 4);
    parts.score[i] = score;
    parts.label[i] = label;
    parts.cut[i] = cutSides(parts.box, i, place, picture, rule.seam);
    parts.tiles[i * words + (tile >> 5)] = 2 ** (tile & 31);
  }
  return parts;
}

/** @returns whether anything joined */
function joinOnce(parts: Parts, rule: TileRule): boolean {
  let isAny = false;
  for (let i = 1; i < parts.count; i++) {
    if (parts.isGone[i] === 1) continue;
    for (let j = 0; j < i; j++) {
      if (parts.isGone[j] === 1 || parts.label[j] !== parts.label[i]) continue;
      if (shareTile(parts, i, j) || !isSame(parts, j, i, rule)) continue;
      join(parts, j, i);
      isAny = true;
      break;
    }
  }
  return isAny;
}

function shareTile({ tiles, words }: Parts, i: number, j: number): boolean {
  for (let k = 0; k < words; k++)
    if ((tiles[i * words + k]! & tiles[j * words + k]!) !== 0) return true;
  return false;
}

function isSame({ box, cut }: Parts, i: number, j: number, rule: TileRule): boolean {
  const [cutI, cutJ] = [cut[i]!, cut[j]!];
  if (cutI === 0 && cutJ === 0) return boxIou(box, i, box, j, "continuous") >= rule.iou;
  if (cutI !== 0 && insideShare(box, i, j) >= rule.inside) return true;
  if (cutJ !== 0 && insideShare(box, j, i) >= rule.inside) return true;
  return cutI !== 0 && cutJ !== 0 && faceEachOther({ box, i, j, cutI, cutJ }, rule.inside);
}

/** Share of box i that lies in box j. */
function insideShare(box: Float64Array, i: number, j: number): number {
  const [p, q] = [i * 4, j * 4];
  const width = Math.min(box[p + 2]!, box[q + 2]!) - Math.max(box[p]!, box[q]!);
  const height = Math.min(box[p + 3]!, box[q + 3]!) - Math.max(box[p + 1]!, box[q + 1]!);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / ((box[p + 2]! - box[p]!) * (box[p + 3]! - box[p + 1]!));
}

interface Pair {
  readonly box: Float64Array;
  readonly i: number;
  readonly j: number;
  readonly cutI: number;
  readonly cutJ: number;
}

/** Two parts of one object on the two sides of a seam. */
function faceEachOther({ box, i, j, cutI, cutJ }: Pair, least: number): boolean {
  const [p, q] = [i * 4, j * 4];
  const isBeside =
    ((cutI & SIDE.right) !== 0 && (cutJ & SIDE.left) !== 0 && box[p]! <= box[q]!) ||
    ((cutI & SIDE.left) !== 0 && (cutJ & SIDE.right) !== 0 && box[q]! <= box[p]!);
  if (isBeside && meet(box, p, q) && jointShare(box, p + 1, q + 1) >= least) return true;
  const isAbove =
    ((cutI & SIDE.bottom) !== 0 && (cutJ & SIDE.top) !== 0 && box[p + 1]! <= box[q + 1]!) ||
    ((cutI & SIDE.top) !== 0 && (cutJ & SIDE.bottom) !== 0 && box[q + 1]! <= box[p + 1]!);
  return isAbove && meet(box, p + 1, q + 1) && jointShare(box, p, q) >= least;
}

/** Whether two extents (low at `p`, high at `p + 2`) touch or overlap. */
function meet(box: Float64Array, p: number, q: number): boolean {
  return box[p]! <= box[q + 2]! && box[q]! <= box[p + 2]!;
}

/** What two extents share of the extent of both. */
function jointShare(box: Float64Array, p: number, q: number): number {
  const shared = Math.min(box[p + 2]!, box[q + 2]!) - Math.max(box[p]!, box[q]!);
  const joint = Math.max(box[p + 2]!, box[q + 2]!) - Math.min(box[p]!, box[q]!);
  return shared <= 0 ? 0 : shared / joint;
}

/** Box j, the less sure one, goes into box i. */
function join({ box, cut, isGone, tiles, words }: Parts, i: number, j: number): void {
  isGone[j] = 1;
  for (let k = 0; k < words; k++) tiles[i * words + k]! |= tiles[j * words + k]!;
  if (cut[i] === 0 && cut[j] === 0) return;
  let sides = 0;
  for (const [bit, side, sign] of ENDS) {
    const [mine, other] = [box[i * 4 + side]!, box[j * 4 + side]!];
    const isOther = (other - mine) * sign > 0;
    sides |= (isOther ? cut[j]! : cut[i]!) & bit;
    if (isOther) box[i * 4 + side] = other;
  }
  cut[i] = sides;
}

/** Bit of a side, its place in a box, and which way is outwards. */
const ENDS = [
  [SIDE.left, 0, -1],
  [SIDE.top, 1, -1],
  [SIDE.right, 2, 1],
  [SIDE.bottom, 3, 1],
] as const;

function pack({ count, box, score, label, isGone }: Parts): Float64Array {
  const left = isGone.reduce((sum, gone) => sum + 1 - gone, 0);
  const rows = new Float64Array(left * DETECTION_WIDTH);
  for (let i = 0, to = 0; i < count; i++) {
    if (isGone[i] === 1) continue;
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = box.subarray(i * 4, i * 4 + 4);
    rows.set([x1, y1, x2 - x1, y2 - y1, score[i]!, label[i]!], to);
    to += DETECTION_WIDTH;
  }
  return rows;
}
