import { grouped } from "../../reports/numbers.js";
import type { PlotFrame, PlotRow } from "../../reports/plot-view.js";
import { capitalised, shown } from "../../reports/text.js";
import type { ResultScope } from "../../results/scope-result.js";
import { binName, binText, hereText, thereText } from "./scope-words.js";
import { SCOPE_PAGE } from "./words.js";

/** Images of both sides by two attributes, drawn as squares; see `ScopeMap`. */
export interface ScopeMapView extends PlotFrame {
  readonly heading: string;
  readonly note: string | null;
  readonly across: string;
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly name: string;
    readonly cells: readonly ScopeMapCellView[];
  }[];
}

export interface ScopeMapCellView {
  /** Test images as text; empty where there are none. */
  readonly there: string;
  readonly here: string;
  readonly kind: "tested" | "few" | "new" | "empty";
  /** Row of the table behind. */
  readonly row: number;
}

/** @returns null where the record tells no pair of attributes */
export function scopeMapView(scope: ResultScope): ScopeMapView | null {
  const { map, order, images } = scope;
  if (map === null) return null;
  const [a, b] = [shown(map.a, 40), shown(map.b, 40)];
  const k = grouped(scope.k ?? 0);
  const names = map.columns.map((name) => binName(map.b, name, scope));
  const table: PlotRow[] = [];
  const rows = map.rows.map((name, i) => ({
    name: binName(map.a, name, scope),
    cells: names.map((column, j): ScopeMapCellView => {
      const cell = map.cells[i * names.length + j] ?? { here: 0, there: 0, tested: false };
      const { here, there, tested } = cell;
      const isEmpty = here === 0 && there === 0;
      const thereCount =
        there === null ? (tested ? SCOPE_PAGE.enough({ k }) : SCOPE_PAGE.notTold2) : grouped(there);
      table.push({
        cells: [
          { text: binName(map.a, name, scope), value: null },
          { text: column, value: null },
          { text: thereCount, value: there },
          { text: grouped(here), value: here },
          { text: tested ? SCOPE_PAGE.yes : SCOPE_PAGE.no, value: null },
        ],
        said: SCOPE_PAGE.cellSaid({
          a: capitalised(binText(map.a, name, scope)),
          b: binText(map.b, map.columns[j] ?? "", scope),
          here: hereText(here, images),
          there: tested ? SCOPE_PAGE.testImages({ n: thereCount }) : thereText(there, scope),
          tested,
        }),
      });
      return {
        there: there === 0 ? "" : there === null && !tested ? "" : thereCount,
        here: here === 0 ? "" : grouped(here),
        kind: tested ? "tested" : here > 0 ? "new" : isEmpty || there === null ? "empty" : "few",
        row: table.length - 1,
      };
    }),
  }));
  const column = (name: string, numeric: boolean) => ({ name, numeric });
  return {
    id: "scope-map",
    title: SCOPE_PAGE.mapTitle({ a, b }),
    heading: SCOPE_PAGE.map({ a, b }),
    reading:
      map.untested === 0
        ? SCOPE_PAGE.mapAll({ a, b })
        : SCOPE_PAGE.mapReading({ n: grouped(map.untested), of: grouped(images), k, a, b }),
    caption: SCOPE_PAGE.mapCaption({ k }),
    note: order === 1 ? SCOPE_PAGE.mapAlone : null,
    across: SCOPE_PAGE.mapAcross({ a, b }),
    explore: null,
    table: {
      columns: [
        column(capitalised(a), false),
        column(capitalised(b), false),
        column(SCOPE_PAGE.cellThere, true),
        column(SCOPE_PAGE.cellHere, true),
        column(SCOPE_PAGE.cellTested, false),
      ],
      rows: table,
      more: 0,
    },
    columns: names,
    rows,
  };
}
