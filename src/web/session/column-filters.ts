import { cellText, type Table } from "../../core/table.js";
import type { FilterTold } from "./session-types.js";

/** Values that are told of a column; more are typed. */
const MOST_VALUES = 60;

const SPLIT_NAME = /^(data_?)?(split|subset|partition|fold|usage|set)$/i;
const TRAINING = /^(train|training|trn)$/i;

/** Columns of which some rows say one thing and some another, as images can be chosen by them. */
export function columnFilters({ columns, rowCount }: Table): FilterTold[] {
  const found: FilterTold[] = [];
  for (const [column, cells] of columns) {
    const counts = new Map<string, number>();
    for (let row = 0; row < rowCount; row++) {
      const text = cellText(cells, row);
      if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    if (counts.size < 2) continue;
    const values = [...counts]
      .map(([value, rows]) => ({ value, rows }))
      .sort((a, b) => b.rows - a.rows || (a.value < b.value ? -1 : 1));
    found.push({
      column,
      values: values.slice(0, MOST_VALUES),
      isWhole: values.length <= MOST_VALUES,
      isSplit: SPLIT_NAME.test(column) && values.some(({ value }) => TRAINING.test(value)),
    });
  }
  return found;
}
