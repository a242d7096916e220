import type { CardReader } from "../../card/card-reader.js";
import type { TileRule } from "./detector-types.js";

/** What a card that is silent about merging over seams gets. */
export const TILE_DEFAULTS = { whole: false, iou: 0.5, inside: 0.5, seam: 0.02 } as const;

/** A card's `decode.tile`: `width`, `height`, `overlap`, and optionally {@link TILE_DEFAULTS}. */
export function readTile(tile: CardReader): TileRule {
  const share = (key: "iou" | "inside" | "seam"): number =>
    tile.has(key) ? tile.number(key, { min: 0, max: 1 }) : TILE_DEFAULTS[key];
  return {
    widthPx: tile.whole("width", 1),
    heightPx: tile.whole("height", 1),
    overlap: tile.number("overlap", { min: 0, below: 1 }),
    whole: tile.has("whole") ? tile.flag("whole") : TILE_DEFAULTS.whole,
    iou: share("iou"),
    inside: share("inside"),
    seam: share("seam"),
  };
}
