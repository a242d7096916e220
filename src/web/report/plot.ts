import { setAttributes } from "./elements.js";
import { createMarks } from "./marks.js";
import { isFalling, type PlotData, rowLines, rowSentence } from "./plot-data.js";
import { readPlotData } from "./read-plot-data.js";
import { addSlider, type Slider } from "./slider.js";
import { targetRow } from "./target-row.js";
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
  const count = data.rows.length;
  /** Where the slider stands; stays lit. */
  let chosen: number | null = null;
  /** What pointer or keys are at. */
  let active: number | null = null;
  let slider: Slider | null = null;

  function choose(row: number): void {
    chosen = row;
    marks.light(active ?? chosen);
  }

  function go(row: number | null, pointerX?: number): void {
    active = row;
    marks.light(active ?? chosen);
    const found = row === null ? undefined : data.rows[row];
    if (row === null || found === undefined) tip.hide();
    else tip.show([...rowLines(data, found), ...marks.notesOf(row)], marks.markOf(row), pointerX);
  }

  function pick(row: number): void {
    slider?.set(row);
    if (slider !== null) choose(row);
  }

  if (explore !== undefined) {
    const row = Math.max(0, Math.min(count - 1, Number(start) || 0));
    const scale = { label: explore, row, rows: count, isFalling: isFalling(data) };
    slider = addSlider(drawing, scale, data, (to) => {
      go(null);
      choose(to);
    });
    // Marks are measured, and pages are large: not before the page is seen.
    requestAnimationFrame(() => choose(chosen ?? row));
    figure.parentElement
      ?.closest("details")
      ?.addEventListener("toggle", () => choose(chosen ?? row));
  }

  const onPointer = (event: PointerEvent): void => {
    const row = marks.rowAt(event.target, event.clientX, event.clientY);
    if (row !== active) go(row, event.clientX);
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
  const isList = drawing.querySelector("table,[role=table]") !== null;
  const hint = `Arrow keys go through ${count === 1 ? "its row" : `${count} rows`}`;
  setAttributes(drawing, {
    role: isList ? "group" : "application",
    "aria-label": `${plot}. ${hint}`,
    tabindex: 0,
  });
  drawing.addEventListener("focus", () => {
    if (drawing.matches(":focus-visible")) tip.show([hint], drawing);
  });
  drawing.addEventListener("blur", () => go(null));
  drawing.addEventListener("keydown", (event) => {
    if (event.target !== drawing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape") tip.hide();
    const order = { last: count - 1, isList, isTurned: marks.isTurned() };
    const to = targetRow(event.key, active ?? chosen, order);
    const row = to === null ? undefined : data.rows[to];
    if (to === null || row === undefined) return;
    event.preventDefault();
    marks.markOf(to).scrollIntoView({ block: "nearest", inline: "nearest" });
    go(to);
    pick(to);
    // The slider says its row by itself.
    if (slider === null) tip.say([rowSentence(data, row), ...marks.notesOf(to)].join(". "));
  });
}
