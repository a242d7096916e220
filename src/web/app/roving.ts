import { placeOfKey } from "./grid-places.js";

/** Rows that the page keys go. */
const PAGE_ROWS = 5;

/**
 * Makes the cells of a grid one stop of the tabulator: arrow keys, Home, End and the page keys go from one
 * to the next.
 *
 * @param cells row by row; each can take the focus
 * @returns takes it back
 */
export function rove(cells: readonly HTMLElement[], columns: number): () => void {
  const stopAt = (at: number): void => {
    for (const [i, cell] of cells.entries()) cell.tabIndex = i === at ? 0 : -1;
  };
  const listening = cells.map((cell, at) => {
    const onkeydown = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const to = placeOfKey(event.key, at, { columns }, cells.length, PAGE_ROWS);
      if (to === null) return;
      event.preventDefault();
      cells[to]?.focus();
    };
    const onfocus = (): void => stopAt(at);
    cell.addEventListener("keydown", onkeydown);
    cell.addEventListener("focus", onfocus);
    return () => {
      cell.removeEventListener("keydown", onkeydown);
      cell.removeEventListener("focus", onfocus);
    };
  });
  stopAt(0);
  return () => {
    for (const end of listening) end();
  };
}
