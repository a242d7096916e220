import type { BoxCorners } from "./detector-types.js";

export const CORNERS = ["xyxy", "yxyx", "xywh", "cxcywh"] as const satisfies readonly BoxCorners[];

/** What `boxes` of a card can say. */
export const BOX_KINDS = [
  ...CORNERS,
  "center-exp",
  "anchor-sigmoid",
  "anchor-exp",
  "distance-ltrb",
  "distribution-ltrb",
  "prior-offsets",
] as const;

export type BoxKind = (typeof BOX_KINDS)[number];

/** Whether boxes are four numbers that need no grid. */
export function isPlain(kind: BoxKind): kind is BoxCorners {
  return CORNERS.some((corners) => corners === kind);
}

/** Whether boxes are measured from anchors of cells, or may be. */
export function isByAnchors(kind: BoxKind): boolean {
  return kind === "anchor-sigmoid" || kind === "anchor-exp" || kind === "prior-offsets";
}
