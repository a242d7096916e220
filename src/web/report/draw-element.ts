import { drawShapes } from "./draw-shapes.js";
import { drawText } from "./draw-text.js";
import type { Sheet } from "./sheet.js";
import { paintOf, px, tag } from "./svg-text.js";

/** Draws an element of HTML and what is in it: background, borders, outline, text, shapes. */
export function drawElement(element: Element, sheet: Sheet, opacity: number): void {
  const style = getComputedStyle(element);
  if (isHidden(element, style)) return;
  const shown = opacity * Number(style.opacity);
  drawBox(element, style, sheet, shown);
  if (element instanceof SVGSVGElement) {
    drawShapes(element, sheet, shown);
    return;
  }
  const cut = style.overflowX === "hidden" || style.overflowX === "clip";
  for (const child of element.childNodes) {
    if (child instanceof Element) drawElement(child, sheet, shown);
    else if (child instanceof Text) drawText(child, style, sheet, shown, cut ? element : null);
  }
}

/** Not laid out, not visible, or there for screen readers alone. */
function isHidden(element: Element, style: CSSStyleDeclaration): boolean {
  if (style.display === "none" || style.visibility !== "visible") return true;
  if (style.clipPath.startsWith("inset(50%")) return true;
  // Folded parts have boxes in some browsers, but nobody sees them.
  return (
    element.parentElement?.closest("details:not([open])") != null && element.tagName !== "SUMMARY"
  );
}

function drawBox(
  element: Element,
  style: CSSStyleDeclaration,
  sheet: Sheet,
  opacity: number,
): void {
  const box = element.getBoundingClientRect();
  if (box.width === 0 || box.height === 0) return;
  const [x, y] = [sheet.x(box.x), sheet.y(box.y)];
  const rx = Number.parseFloat(style.borderTopLeftRadius) || null;
  const fill = paintOf(style.backgroundColor);
  if (fill !== null) {
    const place = { x, y, width: box.width, height: box.height, rx };
    sheet.add(
      tag("rect", { ...place, fill: fill.colour, "fill-opacity": part(fill.opacity * opacity) }),
      box,
    );
  }
  const lines = [
    ["Top", x, y, x + box.width, y],
    ["Right", x + box.width, y, x + box.width, y + box.height],
    ["Bottom", x, y + box.height, x + box.width, y + box.height],
    ["Left", x, y, x, y + box.height],
  ] as const;
  for (const [side, x1, y1, x2, y2] of lines) {
    const width = Number.parseFloat(style[`border${side}Width`]);
    const paint = paintOf(style[`border${side}Color`]);
    if (!(width > 0) || paint === null || style[`border${side}Style`] === "none") continue;
    const stroke = { stroke: paint.colour, "stroke-width": width };
    const shown = part(paint.opacity * opacity);
    sheet.add(tag("line", { x1, y1, x2, y2, ...stroke, "stroke-opacity": shown }), box);
  }
  drawOutline(box, style, sheet, rx);
}

function drawOutline(
  box: DOMRect,
  style: CSSStyleDeclaration,
  sheet: Sheet,
  rx: number | null,
): void {
  const width = Number.parseFloat(style.outlineWidth);
  const paint = paintOf(style.outlineColor);
  if (!(width > 0) || paint === null || style.outlineStyle === "none") return;
  const grow = Number.parseFloat(style.outlineOffset) + width / 2;
  const attributes = {
    x: sheet.x(box.x) - grow,
    y: sheet.y(box.y) - grow,
    rx,
    width: box.width + 2 * grow,
    height: box.height + 2 * grow,
  };
  const stroke = { stroke: paint.colour, "stroke-width": width };
  sheet.add(tag("rect", { ...attributes, fill: "none", ...stroke }), box);
}

/** An opacity as an attribute; none where all shows. */
function part(opacity: number): string | null {
  return opacity >= 1 ? null : px(opacity);
}
