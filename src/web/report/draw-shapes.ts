import { type Placement, placedLength, placedPath, placedPoints } from "./placement.js";
import type { Sheet } from "./sheet.js";
import { type Attributes, paintOf, px, tag, xmlText } from "./svg-text.js";

/** Shapes that are drawn, with the lengths that place them. */
const LENGTHS: Readonly<Record<string, readonly string[]>> = {
  rect: ["x", "y", "width", "height", "rx", "ry"],
  circle: ["cx", "cy", "r"],
  ellipse: ["cx", "cy", "rx", "ry"],
  line: ["x1", "y1", "x2", "y2"],
  path: [],
  polyline: [],
  polygon: [],
  text: [],
};

/**
 * Draws the shapes and texts of an SVG element with the colours that they have in the page. Scales,
 * nested coordinate systems and percentages are worked into their numbers, so that every program
 * draws them alike; only what is turned or slanted keeps a matrix.
 */
export function drawShapes(parent: SVGElement, sheet: Sheet, opacity: number): void {
  for (const child of parent.children) {
    if (!(child instanceof SVGElement)) continue;
    const style = getComputedStyle(child);
    if (style.display === "none") continue;
    const shown = opacity * Number(style.opacity);
    if (child instanceof SVGGraphicsElement && LENGTHS[child.tagName] !== undefined) {
      drawShape(child, style, sheet, shown);
    } else if (child instanceof SVGSVGElement || child.tagName === "g") {
      drawShapes(child, sheet, shown);
    }
  }
}

/** How a shape comes onto the sheet: in its numbers, or by a matrix. */
interface Fit extends Placement {
  readonly transform: string | null;
  /** Of strokes and letters. */
  readonly scale: number;
}

function drawShape(
  shape: SVGGraphicsElement,
  style: CSSStyleDeclaration,
  sheet: Sheet,
  opacity: number,
): void {
  const matrix = shape.getScreenCTM();
  if (matrix === null || style.visibility !== "visible") return;
  const fit = fitOf(matrix, style, sheet);
  const look = lookOf(style, opacity, fit, shape.tagName === "line");
  if (look === null) return;
  const box = shape.getBoundingClientRect();
  const { transform } = fit;
  if (shape instanceof SVGTextElement) {
    for (const { text, place } of textsOf(shape, style, fit)) {
      sheet.add(tag("text", { transform, ...look, ...fontOf(style, fit), ...place }, text), box);
    }
  } else sheet.add(tag(shape.tagName, { transform, ...geometryOf(shape, fit), ...look }), box);
}

function fitOf({ a, b, c, d, e, f }: DOMMatrix, style: CSSStyleDeclaration, sheet: Sheet): Fit {
  const [shiftX, shiftY] = [sheet.x(e), sheet.y(f)];
  const even = Math.abs(a - d) < 1e-6;
  const fixed = style.vectorEffect === "non-scaling-stroke";
  if (b === 0 && c === 0 && (even || fixed || style.stroke === "none")) {
    return { scaleX: a, scaleY: d, shiftX, shiftY, transform: null, scale: fixed ? 1 : a };
  }
  const numbers = [a, b, c, d, shiftX, shiftY].map((value) => Number(value.toFixed(4)));
  const none = { scaleX: 1, scaleY: 1, shiftX: 0, shiftY: 0, scale: 1 };
  return { ...none, transform: `matrix(${numbers.join(" ")})` };
}

function geometryOf(shape: SVGGraphicsElement, fit: Fit): Attributes {
  const d = shape.getAttribute("d");
  const points = shape.getAttribute("points");
  const lengths = (LENGTHS[shape.tagName] ?? []).flatMap((name) => {
    const length: unknown = Reflect.get(shape, name);
    if (!(length instanceof SVGAnimatedLength)) return [];
    const isUnsaid = name.startsWith("r") && !shape.hasAttribute(name);
    return isUnsaid ? [] : [[name, placedLength(name, length.baseVal.value, fit)] as const];
  });
  return {
    d: d === null ? null : placedPath(d, fit),
    points: points === null ? null : placedPoints(points, fit),
    ...Object.fromEntries(lengths),
  };
}

/** Fill and stroke as attributes; null of a shape that nobody sees. */
function lookOf(
  style: CSSStyleDeclaration,
  opacity: number,
  { scale }: Fit,
  isLine: boolean,
): Attributes | null {
  const fill = isLine ? null : paintOf(style.fill);
  const stroke = paintOf(style.stroke);
  const width = Number.parseFloat(style.strokeWidth) * scale;
  const fills = (fill?.opacity ?? 0) * Number(style.fillOpacity) * opacity;
  const strokes = width > 0 ? (stroke?.opacity ?? 0) * Number(style.strokeOpacity) * opacity : 0;
  if (fills <= 0 && strokes <= 0) return null;
  const filled = { fill: fills > 0 ? fill?.colour : "none", "fill-opacity": part(fills) };
  if (strokes <= 0) return filled;
  const dashes = (style.strokeDasharray.match(/[\d.]+/g) ?? []).map((text) => px(+text * scale));
  return {
    ...filled,
    stroke: stroke?.colour,
    "stroke-width": width,
    "stroke-opacity": part(strokes),
    "stroke-dasharray": dashes.join(" "),
    "stroke-linecap": unless(style.strokeLinecap, "butt"),
    "stroke-linejoin": unless(style.strokeLinejoin, "miter"),
    "paint-order": unless(style.paintOrder, "normal"),
  };
}

/** An opacity as an attribute; none where all shows, or nothing. */
function part(opacity: number): string | null {
  return opacity >= 1 || opacity <= 0 ? null : px(opacity);
}

function unless(value: string, usual: string): string | null {
  return value === usual ? null : value;
}

function fontOf(style: CSSStyleDeclaration, { scale }: Fit): Attributes {
  return {
    "font-size": Number.parseFloat(style.fontSize) * scale,
    "font-weight": unless(style.fontWeight, "400"),
    "text-anchor": unless(style.textAnchor, "start"),
    "dominant-baseline": unless(style.dominantBaseline, "auto"),
  };
}

/** A text as one piece, or, where it has parts alone, each from where it starts. */
function textsOf(
  element: SVGTextElement,
  style: CSSStyleDeclaration,
  fit: Fit,
): { readonly text: string; readonly place: Attributes }[] {
  const clean = (text: string | null): string => xmlText((text ?? "").replace(/\s+/g, " ").trim());
  const at = (x: number, y: number): Attributes => ({
    x: placedLength("x", x, fit),
    y: placedLength("y", y, fit),
  });
  const whole = clean(element.textContent);
  const parts = [...element.children].filter((child) => child instanceof SVGTSpanElement);
  const bare = (text: string): string => text.replace(/ /g, "");
  if (
    parts.length === 0 ||
    parts.map((one) => bare(clean(one.textContent))).join("") !== bare(whole)
  ) {
    const place = at(sum(element.x, element.dx), sum(element.y, element.dy));
    return whole === "" ? [] : [{ text: whole, place }];
  }
  return parts.flatMap((one) => {
    const text = clean(one.textContent);
    if (text === "") return [];
    const { x, y } = one.getStartPositionOfChar(0);
    const fill = paintOf(getComputedStyle(one).fill)?.colour;
    const anchor = style.textAnchor === "start" ? null : "start";
    return [{ text, place: { ...at(x, y), fill, "text-anchor": anchor } }];
  });
}

/** First place and first shift of a text. */
function sum(place: SVGAnimatedLengthList, shift: SVGAnimatedLengthList): number {
  const first = ({ baseVal }: SVGAnimatedLengthList): number =>
    baseVal.numberOfItems > 0 ? baseVal.getItem(0).value : 0;
  return first(place) + first(shift);
}
