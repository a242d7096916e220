import type { Anchor, AnchorGrid, DenseHead, Grid, OutputSpan } from "./detector-types.js";
import {
  checkWidth,
  type DetectorPrediction,
  type PlaceTable,
  placeTable,
  wrong,
} from "./prediction-values.js";

/** Places of one grid, or all of a head without grids, in the order of the model. */
export interface PlaceSection {
  readonly box: PlaceTable;
  readonly classes: PlaceTable;
  readonly objectness: PlaceTable | null;
  /** Null where places have no cells. */
  readonly grid: Grid | null;
  /** Place i is anchor i mod length of cell ⌊i / length⌋; empty: place i is cell i. */
  readonly anchors: readonly Anchor[];
}

/**
 * The places of a head. Where a cell has several anchors, their values are places of their own
 * ([1, A, H, W, values], [1, places, values]) or beside each other among the values of a cell
 * ([1, A·values, H, W]).
 *
 * @throws HomegroundError `model/wrong-outputs` where outputs have other sizes than the card's grids
 */
export function sectionsOf(
  head: DenseHead,
  prediction: DetectorPrediction,
): readonly PlaceSection[] {
  const { grids } = head;
  const tables = new Map<string, PlaceTable>();
  const tableOf = (span: OutputSpan): PlaceTable => {
    const known = tables.get(span.output);
    const table = placeTable(prediction, span, head.order, { isMap: grids.length > 0, known });
    tables.set(span.output, table);
    return table;
  };
  const classes = tableOf(head.classes);
  const box = tableOf(head.box);
  const objectness = head.objectness === null ? null : tableOf(head.objectness);
  for (const { place, places } of [box, ...(objectness === null ? [] : [objectness])]) {
    if (grids.length > 0 || places === classes.places) continue;
    throw wrong(place, `it has ${places} boxes for ${classes.places} scores`);
  }
  if (grids.length === 0) return [{ box, classes, objectness, grid: null, anchors: [] }];
  return sectionsOfGrids(head, { box, classes, objectness });
}

type HeadTables = Pick<PlaceSection, "box" | "classes" | "objectness">;

function sectionsOfGrids(head: DenseHead, tables: HeadTables): PlaceSection[] {
  const split = (span: OutputSpan, table: PlaceTable) => splitByGrids(head, span, table);
  const boxes = split(head.box, tables.box);
  const classes = split(head.classes, tables.classes);
  const { objectness: span } = head;
  const objectness =
    span === null || tables.objectness === null ? null : split(span, tables.objectness);
  const isCellFirst = head.anchorOrder === "cell-first";
  // Of places cell by cell, a grid is one section with all its anchors; else each anchor is one.
  const parts = head.grids.flatMap((grid) => {
    if (grid.anchors.length === 0) return [{ grid, anchors: [] }];
    if (isCellFirst) return [{ grid, anchors: grid.anchors }];
    return grid.anchors.map((anchor) => ({ grid, anchors: [anchor] }));
  });
  return parts.map(({ grid, anchors }, i) => ({
    box: boxes[i]!,
    classes: classes[i]!,
    objectness: objectness?.[i] ?? null,
    grid,
    anchors,
  }));
}

/** A table a section, in the order of the sections. */
function splitByGrids(head: DenseHead, span: OutputSpan, table: PlaceTable): PlaceTable[] {
  const { grids, anchorOrder } = head;
  const cells = grids.reduce((sum, grid) => sum + cellsOf(grid), 0);
  const places = grids.reduce((sum, grid) => sum + cellsOf(grid) * each(grid), 0);
  if (table.places === places) {
    checkWidth(table, span.width, span);
    return splitPlaces(head, table);
  }
  // All grids of one output have as many anchors, or their values could not lie side by side.
  const among = each(grids[0]!);
  const width = table.width / among;
  const isAmongValues =
    table.places === cells &&
    grids.every((grid) => each(grid) === among) &&
    Number.isInteger(width) &&
    (span.width === null ? width >= span.from + span.count : width === span.width);
  if (!isAmongValues) {
    throw wrong(
      table.place,
      `it has ${table.places} places, and the grids of the card have ${places}`,
    );
  }
  if (anchorOrder === "cell-first") {
    if (table.valueStep === 1)
      return splitPlaces(head, { ...table, places, width, placeStep: width });
    throw wrong(table.place, "anchors among its values cannot be read cell by cell");
  }
  let start = 0;
  return grids.flatMap((grid) => {
    const first = start;
    start += cellsOf(grid);
    return grid.anchors.map((_, k) => {
      const from = first * table.placeStep + k * width * table.valueStep;
      return { ...table, data: table.data.subarray(from), width, places: cellsOf(grid) };
    });
  });
}

function splitPlaces({ grids, anchorOrder }: DenseHead, table: PlaceTable): PlaceTable[] {
  let start = 0;
  return grids.flatMap((grid) => {
    const count = anchorOrder === "cell-first" ? 1 : each(grid);
    const places = (cellsOf(grid) * each(grid)) / count;
    return Array.from({ length: count }, () => {
      const data = table.data.subarray(start * table.placeStep);
      start += places;
      return { ...table, data, places };
    });
  });
}

function cellsOf({ rows, columns }: Grid): number {
  return rows * columns;
}

function each({ anchors }: AnchorGrid): number {
  return Math.max(1, anchors.length);
}
