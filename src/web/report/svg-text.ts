/** Pieces of an SVG document as text. */

import { xmlText } from "../../reports/xml-text.js";

export { xmlText };

export const SVG = "http://www.w3.org/2000/svg";

/** `#rrggbb` and how much of it shows, in (0, 1]. */
export interface Paint {
  readonly colour: string;
  readonly opacity: number;
}

/**
 * A computed colour as every program that reads SVG knows it; null where nothing shows. Browsers
 * give `rgb(r, g, b)`, `rgba(…)`, and `color(srgb r g b / a)` for mixed colours.
 */
export function paintOf(computed: string): Paint | null {
  const [, kind = "", inside = ""] = /^(rgba?|color)\((.*)\)$/.exec(computed.trim()) ?? [];
  const numbers = (inside.match(/-?\d*\.?\d+(?:e-?\d+)?%?/g) ?? []).map(numberOf);
  const [red, green, blue, opacity = 1] = numbers;
  if (red === undefined || green === undefined || blue === undefined || opacity <= 0) return null;
  const most = kind === "color" ? 255 : 1;
  const colour = [red, green, blue].map((channel) => hex(channel * most)).join("");
  return { colour: `#${colour}`, opacity: Math.min(1, opacity) };
}

function numberOf(text: string): number {
  return text.endsWith("%") ? Number(text.slice(0, -1)) / 100 : Number(text);
}

function hex(channel: number): string {
  const byte = Math.max(0, Math.min(255, Math.round(channel)));
  return byte.toString(16).padStart(2, "0");
}

/** A length in px with at most two decimals: nobody sees more. */
export function px(value: number): string {
  return String(Number(value.toFixed(2)) || 0);
}

export type Attributes = Readonly<Record<string, string | number | null | undefined>>;

/** One element; attributes that are null, undefined or empty are left out. */
export function tag(name: string, attributes: Attributes, content = ""): string {
  const pairs = Object.entries(attributes)
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(
      ([key, value]) =>
        ` ${key}="${typeof value === "number" ? px(value) : xmlText(String(value))}"`,
    );
  return content === ""
    ? `<${name}${pairs.join("")}/>`
    : `<${name}${pairs.join("")}>${content}</${name}>`;
}

/** Lines of at most `width`, by words. @param widthOf width of a text in the same unit */
export function wrapped(text: string, width: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line === "" || widthOf(longer) <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  if (line !== "") lines.push(line);
  return lines;
}
