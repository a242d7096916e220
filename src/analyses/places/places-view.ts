import { isOfObjects } from "../../metrics/metric.js";
import { intervalText, valueText } from "../../reports/estimate-text.js";
import { type ForestMark, placeOf } from "../../reports/forest-view.js";
import { counted, grouped, percentDigits, shareInWords } from "../../reports/numbers.js";
import type { Panel, PanelsDrawing } from "../../reports/panels-drawing.js";
import type { PlotCell, PlotFrame, PlotRow, PlotTable } from "../../reports/plot-view.js";
import { type Axis, axisOf } from "../../reports/ruler-view.js";
import { capitalised, shown } from "../../reports/text.js";
import { COLUMNS, NONE } from "../../reports/words/columns.js";
import { hitWord, othersText, SIDE_BY_SIDE as WORDS } from "../../reports/words/parts.js";
import type { PlaceFacts, PlacePanel, PlaceRow } from "../../results/report-input.js";
import type { EvaluationResult } from "../../results/result.js";

const MOST_PANELS = 24;
/** All and the commonest classes; the table has the others. */
const MOST_DRAWN_ROWS = 8;
const MOST_TABLE_ROWS = 400;
/** Below, a place or the others are too few for a sentence. */
const FEWEST = 5;

/** The same shares place by place, in small drawings side by side. */
export interface PlacesView extends PlotFrame {
  /** `Site by site`. */
  readonly heading: string;
  /** As it is called in the data. */
  readonly attribute: string;
  readonly drawing: PanelsDrawing;
}

interface Options {
  readonly unit: string;
  readonly detects: boolean;
}

/** @returns null of fewer than two places: there is nothing side by side */
export function placesView(
  facts: PlaceFacts | undefined,
  { task, unit: given }: Pick<EvaluationResult, "task" | "unit">,
): PlacesView | null {
  if (facts === undefined || facts.panels.length < 2) return null;
  const name = shown(facts.attribute, 60);
  const unit = shown(given, 40);
  // Figures of objects that are found, and not of units that are right.
  const detects = isOfObjects(task);
  const axis = axisOf("percent", 0, 1, 2);
  const panels = facts.panels.slice(0, MOST_PANELS);
  const labels = drawnLabels(facts.panels);
  const table = placeTable(facts, labels, detects);
  let row = 0;
  const views = panels.map((panel): Panel => {
    const marks = rowsOf(panel, labels).map((one) => markOf(one, row++, axis));
    return { name: shown(panel.place, 60), sub: counted(panel.units, unit), marks };
  });
  return {
    id: "places",
    title: WORDS.title({ attribute: name }),
    heading: WORDS.heading({ attribute: name }),
    attribute: facts.attribute,
    reading: readingOf(facts, name, { unit, detects }),
    caption: captionOf(facts, panels.length, labels.length),
    explore: null,
    table,
    drawing: { ticks: axis.ticks, panels: views },
  };
}

/** `all` first, then the classes with most images over all places; in the order of the facts. */
function drawnLabels(panels: readonly PlacePanel[]): readonly string[] {
  const sizes = new Map<string, number>();
  for (const { rows } of panels) {
    for (const { label, of } of rows) sizes.set(label, (sizes.get(label) ?? 0) + of);
  }
  const order = [...sizes.keys()];
  const size = (label: string): number =>
    label === "all" ? Number.POSITIVE_INFINITY : (sizes.get(label) ?? 0);
  const kept = new Set(
    [...order]
      .sort((a, b) => (size(a) === size(b) ? 0 : size(b) > size(a) ? 1 : -1))
      .slice(0, MOST_DRAWN_ROWS),
  );
  return order.filter((label) => kept.has(label));
}

/** A row for each label, so that all places show the same rows; none there: 0 of 0. */
function rowsOf({ rows }: PlacePanel, labels: readonly string[]): PlaceRow[] {
  const own = new Map(rows.map((row) => [row.label, row]));
  return labels.map((label) => own.get(label) ?? { label, hits: 0, of: 0, low: null, high: null });
}

function markOf({ label, hits, of, low, high }: PlaceRow, row: number, axis: Axis): ForestMark {
  const share = of === 0 ? null : hits / of;
  return {
    label: shown(label, 40),
    sub: "",
    at: placeOf(axis, share),
    low: placeOf(axis, low),
    high: placeOf(axis, high),
    valueText: share === null ? WORDS.noneHere : countText({ hits, of }),
    intervalText: null,
    sign: null,
    note: null,
    row,
  };
}

/** Rows of the drawing first, in its order, then what is not drawn. */
function placeTable(facts: PlaceFacts, labels: readonly string[], detects: boolean): PlotTable {
  const drawn = facts.panels
    .slice(0, MOST_PANELS)
    .flatMap((panel) => rowsOf(panel, labels).map((row) => tableRow(panel, row, detects)));
  const isDrawn = new Set(labels);
  const others = facts.panels.flatMap((panel, i) =>
    panel.rows
      .filter(({ label }) => i >= MOST_PANELS || !isDrawn.has(label))
      .map((row) => ({ panel, row })),
  );
  const room = Math.max(0, MOST_TABLE_ROWS - drawn.length);
  const name = (text: string, numeric: boolean) => ({ name: text, numeric });
  return {
    columns: [
      name(capitalised(shown(facts.attribute, 60)), false),
      name(COLUMNS.class, false),
      ...[COLUMNS.hits, COLUMNS.number, COLUMNS.share, COLUMNS.from, COLUMNS.to].map((text) =>
        name(text, true),
      ),
    ],
    rows: [
      ...drawn,
      ...others.slice(0, room).map(({ panel, row }) => tableRow(panel, row, detects)),
    ],
    more: Math.max(0, others.length - room),
  };
}

function tableRow({ place }: PlacePanel, row: PlaceRow, detects: boolean): PlotRow {
  const { hits, of, low, high } = row;
  const name = shown(place, 60);
  const label = shown(row.label, 60);
  const share = of === 0 ? null : hits / of;
  const cell = (value: number | null): PlotCell => ({
    text: value === null ? NONE : valueText("percent", value, of),
    value,
  });
  return {
    cells: [
      ...[name, label].map((text): PlotCell => ({ text, value: null })),
      ...[hits, of].map((count): PlotCell => ({ text: grouped(count), value: count })),
      cell(share),
      cell(low),
      cell(high),
    ],
    said:
      share === null
        ? WORDS.noneSaid({ place: name, label })
        : WORDS.said({
            place: name,
            label,
            hits: grouped(hits),
            of: grouped(of),
            word: hitWord(row.label, detects),
            figure: valueText("percent", share, of),
            range: intervalText("percent", low, high, of),
          }),
  };
}

function countText({ hits, of }: Pick<PlaceRow, "hits" | "of">): string {
  return WORDS.count({ hits: grouped(hits), of: grouped(of) });
}

interface Contrast {
  readonly label: string;
  readonly place: string;
  readonly own: PlaceRow;
  readonly hits: number;
  readonly of: number;
  /** Share of the others minus the place's. */
  readonly gap: number;
}

/** The label and place furthest below the other places together, where its range ends below them. */
function readingOf(facts: PlaceFacts, attribute: string, { unit, detects }: Options): string {
  const places = counted(facts.panels.length, attribute);
  let apart: Contrast | null = null;
  for (const found of contrasts(facts.panels)) {
    const { own, hits, of, gap } = found;
    if (own.high === null || own.high >= hits / of) continue;
    if (apart === null || gap > apart.gap) apart = found;
  }
  if (apart === null) return WORDS.noneApart({ places });
  const { label, place, own, hits, of } = apart;
  const all = detects ? WORDS.allObjects : WORDS.all({ unit });
  return WORDS.apart({
    whom: label === "all" ? all : shown(label, 40),
    share: shareInWords(own.hits / own.of),
    word: hitWord(label, detects),
    place: shown(place, 40),
    count: countText(own),
    others: othersText(facts.panels.length - 1, attribute),
    othersShare: shareInWords(hits / of),
    othersCount: countText({ hits, of }),
  });
}

/** Every label at every place against the same label at the other places. */
function contrasts(panels: readonly PlacePanel[]): Contrast[] {
  const totals = new Map<string, { hits: number; of: number }>();
  for (const { rows } of panels) {
    for (const { label, hits, of } of rows) {
      const total = totals.get(label) ?? { hits: 0, of: 0 };
      totals.set(label, { hits: total.hits + hits, of: total.of + of });
    }
  }
  return panels.flatMap(({ place, rows }) =>
    rows.flatMap((own): Contrast[] => {
      const total = totals.get(own.label) ?? { hits: 0, of: 0 };
      const hits = total.hits - own.hits;
      const of = total.of - own.of;
      if (own.of < FEWEST || of < FEWEST) return [];
      return [{ label: own.label, place, own, hits, of, gap: hits / of - own.hits / own.of }];
    }),
  );
}

function captionOf(facts: PlaceFacts, panels: number, labels: number): string {
  const all = facts.panels.length + facts.more;
  const classes = new Set(facts.panels.flatMap(({ rows }) => rows.map(({ label }) => label)));
  const attribute = shown(facts.attribute, 60);
  const sentences: string[] = [
    WORDS.caption({ from: percentDigits(0, 0), to: percentDigits(1, 0) }),
  ];
  if (panels < all) {
    sentences.push(WORDS.drawnPlaces({ drawn: grouped(panels), all: grouped(all), attribute }));
  }
  if (labels < classes.size) {
    sentences.push(WORDS.drawnRows({ drawn: grouped(labels), all: grouped(classes.size) }));
  }
  return sentences.join(" ");
}
