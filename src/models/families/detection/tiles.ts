import { HomegroundError } from "../../../core/errors.js";
import type { TileRule } from "./detector-types.js";

/** Each tile is a run of the model. */
const MAX_TILES = 4096;

/** A part of a picture, in whole pixels. */
export interface Tile {
  readonly x: number;
  readonly y: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * Tiles that cover a picture, row by row. All have the rule's size, or the picture's side where
 * that is smaller; the last of a row or column ends where the picture does, so that it may overlap
 * its neighbour by more than the rule's share. One tile, the whole picture, where nothing is to be
 * cut; with `whole`, that one comes last in addition to the others.
 *
 * @param widthPx of the picture as displayed, at least 1; so is `heightPx`
 * @throws HomegroundError `model/too-large` for more than 4,096 tiles
 */
export function tilesOf(widthPx: number, heightPx: number, rule: TileRule): readonly Tile[] {
  const xs = starts(widthPx, rule.widthPx, rule.overlap);
  const ys = starts(heightPx, rule.heightPx, rule.overlap);
  if (xs.length * ys.length > MAX_TILES) throw tooMany(xs.length * ys.length);
  const size = {
    widthPx: Math.min(widthPx, rule.widthPx),
    heightPx: Math.min(heightPx, rule.heightPx),
  };
  const tiles: Tile[] = ys.flatMap((y) => xs.map((x) => ({ x, y, ...size })));
  if (rule.whole && tiles.length > 1) tiles.push({ x: 0, y: 0, widthPx, heightPx });
  return tiles;
}

function starts(side: number, tile: number, overlap: number): readonly number[] {
  const step = Math.max(1, tile - Math.ceil(tile * overlap));
  const found: number[] = [];
  for (let start = 0; start + tile < side; start += step) found.push(start);
  found.push(Math.max(0, side - tile));
  return found;
}

function tooMany(tiles: number): HomegroundError {
  return new HomegroundError("model/too-large", {
    what: `a picture would be cut into ${tiles} tiles, and the model run for each`,
    where: "decode.tile of the card",
    fix: "Ask for larger tiles, or for less overlap",
  });
}

/** Sides of a box, as bits. */
export const SIDE = { left: 1, top: 2, right: 4, bottom: 8 } as const;

/**
 * Which sides of a box lie at a seam: within `seam` of a tile's edge that is not the picture's.
 *
 * @param box x1, y1, x2, y2 in the picture, at 4·i
 * @returns {@link SIDE} bits; 0: the box is not cut
 */
export function cutSides(
  box: Float64Array,
  i: number,
  tile: Tile,
  picture: { readonly widthPx: number; readonly heightPx: number },
  seam: number,
): number {
  const [right, bottom] = [tile.x + tile.widthPx, tile.y + tile.heightPx];
  const [nearX, nearY] = [seam * tile.widthPx, seam * tile.heightPx];
  let sides = 0;
  if (tile.x > 0 && box[i * 4]! - tile.x <= nearX) sides |= SIDE.left;
  if (tile.y > 0 && box[i * 4 + 1]! - tile.y <= nearY) sides |= SIDE.top;
  if (right < picture.widthPx && right - box[i * 4 + 2]! <= nearX) sides |= SIDE.right;
  if (bottom < picture.heightPx && bottom - box[i * 4 + 3]! <= nearY) sides |= SIDE.bottom;
  return sides;
}
