import { px } from "./svg-text.js";

/** Scale and shift along both axes: x → scaleX · x + shiftX. */
export interface Placement {
  readonly scaleX: number;
  readonly scaleY: number;
  readonly shiftX: number;
  readonly shiftY: number;
}

/** What the numbers of a path's command are, in turn: places, radii, and what no scale changes. */
const COMMANDS: Readonly<Record<string, string>> = {
  M: "xy",
  L: "xy",
  T: "xy",
  H: "x",
  V: "y",
  C: "xyxyxy",
  S: "xyxy",
  Q: "xyxy",
  A: "wh---xy",
  Z: "",
};
const NUMBER = /-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/gi;

/** The path `d` with its scale and shift worked into its numbers. */
export function placedPath(d: string, placement: Placement): string {
  return d.replace(/([a-df-z])([^a-df-z]*)/gi, (_, command: string, rest: string, at: number) => {
    const upper = command.toUpperCase();
    const isRelative = command !== upper;
    const kinds = COMMANDS[upper] ?? "";
    const numbers = (rest.match(NUMBER) ?? []).map((text, i) => {
      // A path's first point is a place, however it is written.
      const isPlace = !isRelative || (at === 0 && i < 2);
      return px(placed(Number(text), kinds[i % kinds.length], placement, isPlace));
    });
    return command + numbers.join(" ");
  });
}

/** Corners of a polygon: `x,y x,y …`. */
export function placedPoints(points: string, placement: Placement): string {
  const numbers = points.match(NUMBER) ?? [];
  return numbers.map((text, i) => px(placed(Number(text), "xy"[i % 2], placement, true))).join(" ");
}

function placed(
  value: number,
  kind: string | undefined,
  { scaleX, scaleY, shiftX, shiftY }: Placement,
  isPlace: boolean,
): number {
  if (kind === "x") return value * scaleX + (isPlace ? shiftX : 0);
  if (kind === "y") return value * scaleY + (isPlace ? shiftY : 0);
  if (kind === "w") return value * scaleX;
  return kind === "h" ? value * scaleY : value;
}

/** Which way each length that places a shape goes; radii and sizes have no shift. */
const ALONG: Readonly<Record<string, "x" | "y" | "w" | "h">> = {
  x: "x",
  x1: "x",
  x2: "x",
  cx: "x",
  y: "y",
  y1: "y",
  y2: "y",
  cy: "y",
  width: "w",
  height: "h",
  rx: "w",
  ry: "h",
  r: "w",
};

/** A length of a shape by its attribute's name, such as `cx` or `width`. */
export function placedLength(name: string, value: number, placement: Placement): number {
  return placed(value, ALONG[name], placement, true);
}
