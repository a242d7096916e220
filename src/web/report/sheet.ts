/** Parts of an SVG that are collected, in px from an origin of the window. */
export interface Sheet {
  readonly parts: readonly string[];
  /** What the page's own text is set in: need not be said again. */
  readonly family: string;
  /** Place in the window → place on the sheet. */
  x(windowX: number): number;
  y(windowY: number): number;
  /** @param box what the part covers in the window; null where it does not matter */
  add(part: string, box?: DOMRect | null): void;
  /** How far right and down the parts reach. */
  right(): number;
  bottom(): number;
  /** Width of a text, and how its height is divided above and below the line it stands on. */
  measure(text: string, size: number, weight: string): TextSize;
}

export interface TextSize {
  readonly width: number;
  readonly ascent: number;
  readonly descent: number;
}

export function createSheet(left: number, top: number, family: string): Sheet {
  const parts: string[] = [];
  const context = document.createElement("canvas").getContext("2d");
  let right = 0;
  let bottom = 0;
  return {
    parts,
    family,
    x: (at) => at - left,
    y: (at) => at - top,
    add(part, box = null) {
      parts.push(part);
      if (box === null) return;
      right = Math.max(right, box.right - left);
      bottom = Math.max(bottom, box.bottom - top);
    },
    right: () => right,
    bottom: () => bottom,
    measure(text, size, weight) {
      if (context === null) return { width: 0, ascent: size * 0.8, descent: size * 0.2 };
      context.font = `${weight} ${size}px ${family}`;
      const { width, fontBoundingBoxAscent, fontBoundingBoxDescent } = context.measureText(text);
      return { width, ascent: fontBoundingBoxAscent, descent: fontBoundingBoxDescent };
    },
  };
}
