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
const AS_WRITTEN = ["d", "points"];

/**
 * Draws the shapes and texts of an SVG element with the colours that they have in the page. Each is
 * placed by a matrix of its own, so nested coordinate systems and percentages are worked out.
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

function drawShape(
  shape: SVGGraphicsElement,
  style: CSSStyleDeclaration,
  sheet: Sheet,
  opacity: number,
): void {
  const matrix = shape.getScreenCTM();
  const look = lookOf(style, opacity);
  if (matrix === null || look === null || style.visibility !== "visible") return;
  const { a, b, c, d } = matrix;
  const place = [a, b, c, d, sheet.x(matrix.e), sheet.y(matrix.f)];
  const moved = place.slice(0, 4).join() === "1,0,0,1";
  const transform = moved
    ? `translate(${px(sheet.x(matrix.e))} ${px(sheet.y(matrix.f))})`
    : `matrix(${place.map((value) => Number(value.toFixed(4))).join(" ")})`;
  const box = shape.getBoundingClientRect();
  if (shape instanceof SVGTextElement) {
    for (const part of textsOf(shape, style)) {
      const attributes = { transform, ...look, ...fontOf(style), ...part.place };
      sheet.add(tag("text", attributes, part.text), box);
    }
    return;
  }
  sheet.add(tag(shape.tagName, { ...geometryOf(shape), transform, ...look }), box);
}

function geometryOf(shape: SVGGraphicsElement): Attributes {
  const written = AS_WRITTEN.map((name) => [name, shape.getAttribute(name)] as const);
  const lengths = (LENGTHS[shape.tagName] ?? [])
    .filter((name) => shape.hasAttribute(name))
    .map((name) => [name, lengthOf(Reflect.get(shape, name))] as const);
  return Object.fromEntries([...written, ...lengths]);
}

function lengthOf(value: unknown): number | null {
  return value instanceof SVGAnimatedLength ? value.baseVal.value : null;
}

/** Fill and stroke as attributes; null of a shape that nobody sees. */
function lookOf(style: CSSStyleDeclaration, opacity: number): Attributes | null {
  const fill = paintOf(style.fill);
  const stroke = paintOf(style.stroke);
  const width = Number.parseFloat(style.strokeWidth);
  const fills = (fill?.opacity ?? 0) * Number(style.fillOpacity) * opacity;
  const strokes = width > 0 ? (stroke?.opacity ?? 0) * Number(style.strokeOpacity) * opacity : 0;
  if (fills <= 0 && strokes <= 0) return null;
  const dashes = style.strokeDasharray === "none" ? null : style.strokeDasharray.replace(/px/g, "");
  return {
    fill: fills > 0 ? fill?.colour : "none",
    "fill-opacity": fills > 0 && fills < 1 ? px(fills) : null,
    ...(strokes <= 0
      ? {}
      : {
          stroke: stroke?.colour,
          "stroke-width": width,
          "stroke-opacity": strokes < 1 ? px(strokes) : null,
          "stroke-dasharray": dashes,
          "stroke-linecap": style.strokeLinecap === "butt" ? null : style.strokeLinecap,
          "stroke-linejoin": style.strokeLinejoin === "miter" ? null : style.strokeLinejoin,
          "paint-order": style.paintOrder === "normal" ? null : style.paintOrder,
        }),
    "vector-effect": style.vectorEffect === "none" ? null : style.vectorEffect,
  };
}

function fontOf(style: CSSStyleDeclaration): Attributes {
  return {
    "font-size": Number.parseFloat(style.fontSize),
    "font-weight": style.fontWeight === "400" ? null : style.fontWeight,
    "text-anchor": style.textAnchor === "start" ? null : style.textAnchor,
    "dominant-baseline": style.dominantBaseline === "auto" ? null : style.dominantBaseline,
  };
}

/** A text as one piece, or, where it has parts alone, each from where it starts. */
function textsOf(
  element: SVGTextElement,
  style: CSSStyleDeclaration,
): { readonly text: string; readonly place: Attributes }[] {
  const clean = (text: string | null): string => xmlText((text ?? "").replace(/\s+/g, " ").trim());
  const parts = [...element.children].filter((child) => child instanceof SVGTSpanElement);
  const apart = parts.map((part) => clean(part.textContent)).join("");
  if (apart.replace(/ /g, "") !== clean(element.textContent).replace(/ /g, "") || apart === "") {
    const place = { x: sum(element.x, element.dx), y: sum(element.y, element.dy) };
    const text = clean(element.textContent);
    return text === "" ? [] : [{ text, place }];
  }
  return parts.flatMap((part) => {
    const text = clean(part.textContent);
    if (text === "") return [];
    const { x, y } = part.getStartPositionOfChar(0);
    const fill = paintOf(getComputedStyle(part).fill)?.colour;
    return [
      { text, place: { x, y, fill, "text-anchor": style.textAnchor === "start" ? null : "start" } },
    ];
  });
}

/** First place and first shift of a text. */
function sum(place: SVGAnimatedLengthList, shift: SVGAnimatedLengthList): number {
  const first = ({ baseVal }: SVGAnimatedLengthList): number =>
    baseVal.numberOfItems > 0 ? baseVal.getItem(0).value : 0;
  return first(place) + first(shift);
}
