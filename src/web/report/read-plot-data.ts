import type { DataCell, PlotData } from "./plot-data.js";

/** Reads the table behind a plot from the page; `PlotTable.svelte` writes it. */
export function readPlotData(figure: HTMLElement): PlotData {
  const table = figure.querySelector(".pt table");
  if (table === null) return { columns: [], rows: [] };
  return {
    columns: [...table.querySelectorAll("thead th")].map((cell) => ({
      name: textOf(cell),
      numeric: cell.classList.contains("r"),
    })),
    rows: [...table.querySelectorAll<HTMLElement>("tbody tr")].map((row) => ({
      cells: [...row.children].map(readCell),
      said: row.dataset["said"] ?? null,
    })),
  };
}

function readCell(cell: Element): DataCell {
  const value = cell.querySelector("data")?.getAttribute("value") ?? "";
  return { text: textOf(cell), value: value === "" ? null : Number(value) };
}

function textOf(element: Element): string {
  return (element.textContent ?? "").replace(/\s+/g, " ").trim();
}
