import { setAttributes } from "./elements.js";
import { nearestRow } from "./nearest.js";
import { SVG } from "./svg-text.js";

type Mark = HTMLElement | SVGElement;

/** The marks of a drawing, by the row of the table that they carry. */
export interface Marks {
  /** Row under the pointer: of the mark it is on, or of the nearest point of a curve; null of none. */
  rowAt(target: EventTarget | null, x: number, y: number): number | null;
  /** Marks `row` in the drawing, with a line through it on curves. */
  light(row: number | null): void;
  /** Whether the last row that is drawn lies to the left of the first. */
  isTurned(): boolean;
  /** The first mark of `row`; the drawing where it has none. */
  markOf(row: number): Element;
  /** What a page says of the mark of `row` beyond its table (`data-note`), for now. */
  notesOf(row: number): readonly string[];
}

/**
 * @param drawing holds marks with `data-row`. In an SVG with an element `data-area`, a line through
 *   the point ends there.
 * @param guided whether lines cross an SVG that has no such element
 */
export function createMarks(drawing: HTMLElement, guided: boolean): Marks {
  const marks = [...drawing.querySelectorAll<Mark>("[data-row]")];
  const guides: Element[] = [];
  const of = (row: number): Mark[] => marks.filter((mark) => rowOf(mark) === row);
  return {
    rowAt(target, x, y) {
      if (!(target instanceof Element)) return null;
      const own = target.closest<Mark>("[data-row]");
      if (own !== null) return rowOf(own);
      const plot = outermost(target);
      if (plot === null) return null;
      const points = marks.filter((mark) => plot.contains(mark));
      return nearestRow(
        points.map((mark) => ({ row: rowOf(mark), ...middle(mark) })),
        x,
        y,
      );
    },
    light(row) {
      for (const lit of drawing.querySelectorAll("[data-on]")) lit.removeAttribute("data-on");
      for (const guide of guides.splice(0)) guide.remove();
      if (row === null) return;
      for (const mark of of(row)) {
        mark.dataset["on"] = "";
        const guide = guideThrough(mark, guided);
        if (guide !== null) guides.push(guide);
      }
    },
    isTurned() {
      const inOrder = [...marks].sort((a, b) => rowOf(a) - rowOf(b));
      const [first, last] = [inOrder[0], inOrder.at(-1)];
      return first !== undefined && last !== undefined && middle(last).x < middle(first).x - 1;
    },
    markOf: (row) => of(row)[0] ?? drawing,
    notesOf: (row) =>
      of(row)
        .slice(0, 1)
        .flatMap(({ dataset }) => dataset["note"] ?? []),
  };
}

function rowOf(mark: Mark): number {
  return Number(mark.dataset["row"]);
}

function middle(mark: Element): { readonly x: number; readonly y: number } {
  const { x, y, width, height } = mark.getBoundingClientRect();
  return { x: x + width / 2, y: y + height / 2 };
}

function outermost(target: Element): SVGSVGElement | null {
  const parent = target.closest("svg");
  return parent === null ? null : (outermost(parent.parentElement ?? document.body) ?? parent);
}

/** An upright line through a point of a curve, put into its SVG; null where none belongs. */
function guideThrough(mark: Mark, guided: boolean): SVGLineElement | null {
  const plot = mark instanceof SVGElement ? mark.ownerSVGElement : null;
  const area = plot?.querySelector<SVGGraphicsElement>("[data-area]")?.getBBox();
  if (plot === null || (area === undefined && !guided)) return null;
  // Nothing has a place in a folded part of the page.
  if (mark.getBoundingClientRect().width === 0) return null;
  const { x, y } = middle(mark);
  const at = new DOMPoint(x, y).matrixTransform(plot.getScreenCTM()?.inverse()).x;
  const { height, width } = plot.viewBox.baseVal ?? { height: 0, width: 0 };
  // Without a coordinate system of its own, an SVG is as wide as its place in the page, which changes.
  const isFree = width === 0;
  const along = isFree ? (100 * at) / plot.width.baseVal.value : at;
  // Nor where the page leaves the drawing no width, as it may for a moment.
  if (!Number.isFinite(along)) return null;
  const across = isFree ? `${along}%` : along;
  const line = document.createElementNS(SVG, "line");
  setAttributes(line, {
    class: "pg",
    x1: across,
    x2: across,
    ...(area === undefined
      ? { y1: 0, y2: isFree ? "100%" : height }
      : { y1: area.y, y2: area.y + area.height }),
  });
  plot.prepend(line);
  return line;
}
