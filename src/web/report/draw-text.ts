import type { Sheet } from "./sheet.js";
import { paintOf, px, tag, xmlText } from "./svg-text.js";

/** A piece of text on one line, and where it is in the window. */
interface Run {
  text: string;
  box: DOMRect;
}

/**
 * Draws a text where the browser set it, a line at a time. Lines keep to the side that they are
 * aligned to, so that other fonts do not move them.
 *
 * @param style of the element that the text is in
 * @param cut the element that hides what does not fit, as long names; null where all is seen
 */
export function drawText(
  node: Text,
  style: CSSStyleDeclaration,
  sheet: Sheet,
  opacity: number,
  cut: Element | null,
): void {
  const paint = paintOf(style.color);
  if (paint === null || node.data.trim() === "") return;
  const size = Number.parseFloat(style.fontSize);
  const weight = style.fontWeight;
  const look = {
    fill: paint.colour,
    "fill-opacity": paint.opacity * opacity < 1 ? px(paint.opacity * opacity) : null,
    "font-size": size,
    "font-weight": weight === "400" ? null : weight,
    "font-style": style.fontStyle === "normal" ? null : style.fontStyle,
    "font-family": style.fontFamily === sheet.family ? null : style.fontFamily,
  };
  const upright = style.writingMode !== "horizontal-tb";
  for (const run of upright ? [wholeOf(node)] : linesOf(node)) {
    const { ascent, descent } = sheet.measure(run.text, size, weight);
    const box = cut === null ? run.box : overlap(run.box, cut.getBoundingClientRect());
    const text = cut === null ? run.text : fitting(run.text, upright ? box.height : box.width);
    const down = (ascent - descent) / 2;
    const middle = sheet.y(box.y + box.height / 2);
    if (upright) {
      const place = `translate(${px(sheet.x(box.x + box.width / 2))} ${px(sheet.y(box.bottom))}) rotate(-90)`;
      sheet.add(tag("text", { ...look, y: down, transform: place }, xmlText(text)), box);
      continue;
    }
    const [anchor, x] = anchorOf(style.textAlign, box);
    const place = { x: sheet.x(x), y: middle + down, "text-anchor": anchor };
    sheet.add(tag("text", { ...place, ...look }, xmlText(text)), box);
  }

  function fitting(text: string, room: number): string {
    const widthOf = (part: string): number => sheet.measure(part, size, weight).width;
    if (widthOf(text) <= room + 1) return text;
    const letters = [...text];
    while (letters.length > 1 && widthOf(`${letters.join("")}…`) > room) letters.pop();
    return `${letters.join("")}…`;
  }
}

function anchorOf(align: string, box: DOMRect): readonly [anchor: string | null, x: number] {
  if (align === "right" || align === "end") return ["end", box.right];
  return align.endsWith("center") ? ["middle", box.x + box.width / 2] : [null, box.x];
}

function overlap(a: DOMRect, b: DOMRect): DOMRect {
  const [left, top] = [Math.max(a.left, b.left), Math.max(a.top, b.top)];
  const width = Math.max(0, Math.min(a.right, b.right) - left);
  return new DOMRect(left, top, width, Math.max(0, Math.min(a.bottom, b.bottom) - top));
}

function wholeOf(node: Text): Run {
  const range = document.createRange();
  range.selectNodeContents(node);
  return { text: node.data.replace(/\s+/g, " ").trim(), box: range.getBoundingClientRect() };
}

/** Words in the order of the text, joined while they stand on one line. */
function linesOf(node: Text): Run[] {
  const range = document.createRange();
  const runs: Run[] = [];
  const add = (text: string, box: DOMRect, joint: string): void => {
    const last = runs.at(-1);
    if (last === undefined || Math.abs(last.box.y - box.y) > 1) runs.push({ text, box });
    else {
      last.text += joint + text;
      last.box = new DOMRect(last.box.x, last.box.y, box.right - last.box.x, last.box.height);
    }
  };
  for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const boxes = range.getClientRects();
    if (boxes.length <= 1) {
      if (boxes[0] !== undefined) add(word, boxes[0], " ");
      continue;
    }
    // A word that is broken over lines: letter by letter.
    let at = index;
    for (const letter of word) {
      range.setStart(node, at);
      range.setEnd(node, at + letter.length);
      const box = range.getClientRects()[0];
      if (box !== undefined) add(letter, box, at === index ? " " : "");
      at += letter.length;
    }
  }
  return runs;
}
