import { drawElement } from "./draw-element.js";
import { createSheet, type Sheet } from "./sheet.js";
import { paintOf, px, SVG, tag, wrapped, xmlText } from "./svg-text.js";

/** A document of its own, and its size in px. */
export interface ComposedSvg {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

const MARGIN_PX = 16;

/**
 * A plot as an SVG document: what the browser laid out, measured and drawn again as shapes and text,
 * with title, reading and caption around it. Works for drawings of HTML and SVG alike. Always in the
 * light colours; fonts are the reader's own.
 */
export function composeSvg(figure: HTMLElement, drawing: HTMLElement): ComposedSvg {
  const undo = prepare(figure, drawing);
  try {
    return compose(figure, drawing);
  } finally {
    for (const step of undo.reverse()) step();
  }
}

/** Light colours, nothing marked, nothing scrolled away; gives the steps back. */
function prepare(figure: HTMLElement, drawing: HTMLElement): (() => void)[] {
  const undo: (() => void)[] = [];
  const root = document.documentElement;
  const theme = root.dataset["theme"];
  root.dataset["theme"] = "light";
  undo.push(() => {
    if (theme === undefined) delete root.dataset["theme"];
    else root.dataset["theme"] = theme;
  });
  figure.dataset["still"] = "";
  undo.push(() => delete figure.dataset["still"]);
  for (const part of [drawing, ...drawing.querySelectorAll("*")]) {
    const { scrollLeft, scrollTop } = part;
    if (scrollLeft === 0 && scrollTop === 0) continue;
    part.scrollTo(0, 0);
    undo.push(() => part.scrollTo(scrollLeft, scrollTop));
  }
  return undo;
}

function compose(figure: HTMLElement, drawing: HTMLElement): ComposedSvg {
  const box = drawing.getBoundingClientRect();
  const family = getComputedStyle(document.body).fontFamily;
  const text = (selector: string): string =>
    figure.querySelector(selector)?.textContent?.replace(/\s+/g, " ").trim() ?? "";
  const title = figure.dataset["plot"] ?? "";
  const reading = text(".pr");

  const drawn = createSheet(box.x, box.y, family);
  drawElement(drawing, drawn, 1);
  const width = Math.max(box.width, drawn.right());

  const head = createSheet(0, 0, family);
  let y = paragraph(head, title, { y: 0, width, size: 16, weight: "600" });
  y = paragraph(head, reading, { y: y + 4, width, size: 14, weight: "400" });
  const top = MARGIN_PX + y + 12;
  const foot = createSheet(0, 0, family);
  const bottom = top + Math.max(box.height, drawn.bottom());
  const end = paragraph(foot, text(".pc"), { y: 8, width, size: 13, weight: "400" });

  const size = {
    width: Math.ceil(width + 2 * MARGIN_PX),
    height: Math.ceil(bottom + end + MARGIN_PX),
  };
  const at = (top: number, sheet: Sheet): string =>
    tag("g", { transform: `translate(${MARGIN_PX} ${px(top)})` }, sheet.parts.join("\n"));
  const svg = tag(
    "svg",
    {
      xmlns: SVG,
      ...size,
      viewBox: `0 0 ${size.width} ${size.height}`,
      "font-family": family,
      role: "img",
    },
    [
      `<title>${xmlText(title)}</title>`,
      `<desc>${xmlText(reading)}</desc>`,
      tag("rect", { ...size, fill: backgroundOf(drawing) }),
      at(MARGIN_PX, head),
      at(top, drawn),
      at(bottom, foot),
    ].join("\n"),
  );
  return { svg, ...size };
}

/** Adds lines from `y` on; gives the `y` below them. */
function paragraph(
  sheet: Sheet,
  text: string,
  { y, width, size, weight }: { y: number; width: number; size: number; weight: string },
): number {
  if (text === "") return y;
  const lines = wrapped(text, width, (part) => sheet.measure(part, size, weight).width);
  const colour = getComputedStyle(document.body).color;
  for (const [i, line] of lines.entries()) {
    const attributes = { x: 0, y: y + size + i * size * 1.4, fill: paintOf(colour)?.colour };
    sheet.add(
      tag("text", { ...attributes, "font-size": size, "font-weight": weight }, xmlText(line)),
    );
  }
  return y + lines.length * size * 1.4;
}

/** What stands behind the drawing in the page. */
function backgroundOf(drawing: HTMLElement): string {
  for (let at: Element | null = drawing; at !== null; at = at.parentElement) {
    const paint = paintOf(getComputedStyle(at).backgroundColor);
    if (paint !== null && paint.opacity === 1) return paint.colour;
  }
  return "#ffffff";
}
