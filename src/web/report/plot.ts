import { setAttributes } from "./elements.js";
import { createMarks } from "./marks.js";
import { type DataRow, type PlotData, rowLines, rowSentence } from "./plot-data.js";
import { readPlotData } from "./read-plot-data.js";
import { addSlider, PAGE_ROWS, type Slider } from "./slider.js";
import type { Tip } from "./tip.js";
import { addTools } from "./tools.js";

/** Adds hover, keys, slider and export to one plot. */
export function followPlot(figure: HTMLElement, tip: Tip): void {
  const drawing = figure.querySelector<HTMLElement>(".pd");
  if (drawing === null) return;
  const data = readPlotData(figure);
  addTools(figure, drawing, data, tip);
  if (data.rows.length > 0) followRows(figure, drawing, data, tip);
}

function followRows(figure: HTMLElement, drawing: HTMLElement, data: PlotData, tip: Tip): void {
  const { explore, start, plot = "" } = figure.dataset;
  const marks = createMarks(drawing, explore !== undefined);
  const last = data.rows.length - 1;
  /** Where the slider stands; stays marked. */
  let chosen: number | null = null;
  /** What pointer or keys are at. */
  let active: number | null = null;
  let slider: Slider | null = null;

  function choose(row: number): void {
    chosen = row;
    marks.light(active ?? chosen);
  }

  function go(row: number | null): void {
    active = row;
    marks.light(active ?? chosen);
    const found = row === null ? undefined : data.rows[row];
    if (row === null || found === undefined) tip.hide();
    else tip.show(rowLines(data, found), marks.markOf(row));
  }

  if (explore !== undefined) {
    const row = Math.max(0, Math.min(last, Number(start) || 0));
    slider = addSlider(drawing, { label: explore, row, rows: last + 1 }, saidOf(data), (to) => {
      go(null);
      choose(to);
    });
    choose(row);
  }

  function pick(row: number): void {
    if (slider === null) return;
    slider.set(row);
    choose(row);
  }

  const onPointer = (event: PointerEvent): void => {
    const row = marks.rowAt(event.target, event.clientX, event.clientY);
    if (row !== active) go(row);
    if (row !== null && event.type === "pointerdown") pick(row);
  };
  drawing.addEventListener("pointermove", onPointer);
  drawing.addEventListener("pointerdown", onPointer);
  drawing.addEventListener("pointerleave", ({ pointerType, relatedTarget }) => {
    // A finger that is lifted leaves too; what it asked for stays until the next touch.
    if (pointerType !== "touch" && !tip.holds(relatedTarget)) go(null);
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (active !== null && target instanceof Node && !drawing.contains(target)) go(null);
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && active !== null) go(null);
  });

  // An image is a thing to operate; a drawing that is a table of its own stays readable as one.
  setAttributes(drawing, {
    role: drawing.querySelector("table,[role=table]") === null ? "application" : "group",
    "aria-label": `${plot}: arrow keys go through ${last + 1} ${last === 0 ? "row" : "rows"}`,
    tabindex: 0,
  });
  drawing.addEventListener("blur", () => go(null));
  drawing.addEventListener("keydown", (event) => {
    if (event.target !== drawing || event.ctrlKey || event.altKey || event.metaKey) return;
    const to = targetOf(event.key, active ?? chosen, last);
    if (to === null) return;
    event.preventDefault();
    marks.markOf(to).scrollIntoView({ block: "nearest", inline: "nearest" });
    go(to);
    pick(to);
    tip.say(rowSentence(data, data.rows[to] as DataRow));
  });
}

/** Row that a key leads to; null where the key is none of ours. */
function targetOf(key: string, from: number | null, last: number): number | null {
  const at = from ?? -1;
  const to = {
    ...{ ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1 },
    ...{ Home: 0, End: last, PageDown: at + PAGE_ROWS, PageUp: at - PAGE_ROWS },
  }[key];
  return to === undefined ? null : Math.max(0, Math.min(last, to));
}

function saidOf(data: PlotData): (row: number) => { name: string; sentence: string } {
  return (at) => {
    const row = data.rows[at];
    if (row === undefined) return { name: "", sentence: "" };
    return { name: row.cells[0]?.text ?? "", sentence: rowSentence(data, row) };
  };
}
