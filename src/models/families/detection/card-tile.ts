import * as z from "zod/mini";
import { field, share, whole } from "../../card/card-field.js";
import type { TileRule } from "./detector-types.js";

/** What a card that is silent about merging over seams gets. */
const TILE_DEFAULTS = { whole: false, iou: 0.5, inside: 0.5, seam: 0.02 } as const;

/** A card's `decode.tile`. */
export const TILE = z.object({
  width: field(whole(1), "Width of a tile, in pixels of the picture.", { example: 1280 }),
  height: field(whole(1), "Height of a tile, in pixels of the picture.", { example: 1280 }),
  overlap: field(
    z.number().check(z.minimum(0), z.lt(1)),
    "Least overlap of neighbours, as a share of the tile's side.",
    { example: 0.2 },
  ),
  whole: field(
    z.optional(z.boolean()),
    "Whether the whole picture is run as well, for objects larger than a tile.",
    { default: TILE_DEFAULTS.whole },
  ),
  iou: field(
    z.optional(share()),
    "Least IoU of two boxes of different tiles, neither cut by a seam, that are one object.",
    { default: TILE_DEFAULTS.iou },
  ),
  inside: field(
    z.optional(share()),
    "Least share of a cut box inside another that makes it a part of that one.",
    { default: TILE_DEFAULTS.inside },
  ),
  seam: field(
    z.optional(share()),
    "A box that ends this near a seam is cut by it; a share of the tile's side.",
    { default: TILE_DEFAULTS.seam },
  ),
});

export function readTile(tile: z.infer<typeof TILE>): TileRule {
  return {
    widthPx: tile.width,
    heightPx: tile.height,
    overlap: tile.overlap,
    whole: tile.whole ?? TILE_DEFAULTS.whole,
    iou: tile.iou ?? TILE_DEFAULTS.iou,
    inside: tile.inside ?? TILE_DEFAULTS.inside,
    seam: tile.seam ?? TILE_DEFAULTS.seam,
  };
}
