import type { AnatomyCost } from "../../metrics/detection/anatomy-costs.js";
import type { ErrorCounts, ErrorTable } from "../../metrics/detection/anatomy-counts.js";
import type { EstimateDetail } from "../../metrics/estimate-types.js";
import { ERROR_TYPES, type ErrorType } from "../../outcomes/detection/anatomy.js";
import { OUTLINE_FATES, type OutlineErrors } from "../../outcomes/detection/outline-errors.js";
import { intervalText, valueText } from "../../reports/estimate-text.js";
import { counted, grouped } from "../../reports/numbers.js";
import { figureCells, figureColumns, saidText, wordCell } from "../../reports/plot-cells.js";
import type { RulerPlot } from "../../reports/ruler-plots.js";
import { axisOf, type RulerRow } from "../../reports/ruler-view.js";
import { shown } from "../../reports/text.js";
import {
  ANATOMY,
  COST_NOTE,
  ERROR_WORDS,
  type ErrorWords,
  OUTLINE_WORDS,
  SIDE_WORDS,
} from "../../reports/words/detections.js";

/** A kind of error with how often it occurs and what it costs. */
export interface AnatomyRow {
  readonly type: ErrorType;
  readonly words: ErrorWords;
  /** Wrong detections of this kind (of `missed` none). */
  readonly detections: number;
  /** Objects that are not found for this reason. */
  readonly objects: number;
  /** `17 detections`, `9 objects`, both joined; `none`. */
  readonly countText: string;
  /** `4.2 points`; `none` where it does not exist. */
  readonly costText: string;
  readonly costInterval: string | null;
}

/** Errors by something that is seen of objects and detections. */
export interface AnatomyTable {
  readonly title: string;
  readonly rows: readonly AnatomyTableRow[];
  /** Said where the bin of some is not known; null else. */
  readonly note: string | null;
}

export interface AnatomyTableRow {
  readonly bin: string;
  /** `12 of 20 found`. */
  readonly foundText: string;
  readonly found: ShareText;
  /** `3 of 15 detections wrong`. */
  readonly wrongText: string;
  readonly right: ShareText;
  /** The commonest kind of error among wrong detections and unfound objects; null without any. */
  readonly mostly: string | null;
}

/** A share with its range, as text. */
export interface ShareText {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly text: string;
  readonly interval: string | null;
}

/** What goes wrong, and what it costs. */
export interface AnatomyView {
  readonly title: string;
  readonly finding: string;
  /** Kinds by falling cost, those without any left out. */
  readonly rows: readonly AnatomyRow[];
  /** Costs of the kinds and of both sides on one axis. */
  readonly plot: RulerPlot;
  readonly note: string;
  /** That nothing is left out for being unsure; null where a threshold is set. */
  readonly every: string | null;
  readonly tables: readonly AnatomyTable[];
  /** What becomes of objects with outlines; empty of boxes, or where nothing fixes what counts. */
  readonly outlines: readonly OutlineRow[];
}

/** A fate of objects, with how many have it: `12 of 40`. */
export interface OutlineRow {
  readonly label: string;
  readonly countText: string;
  readonly sentence: string;
}

/** Fates that some object has, and predictions that lie on none. */
function outlineRows(errors: OutlineErrors | undefined): readonly OutlineRow[] {
  if (errors === undefined) return [];
  const { objects, predictions, ofNothing } = errors;
  const all = objects.reduce((sum, one) => sum + one, 0);
  const rows = OUTLINE_FATES.flatMap((fate, i): OutlineRow[] => {
    const count = objects[i]!;
    const countText = ANATOMY.ofAll({ n: grouped(count), of: counted(all, "object") });
    return count === 0 ? [] : [{ ...OUTLINE_WORDS[fate], countText }];
  });
  if (ofNothing === 0) return rows;
  const countText = ANATOMY.ofAll({
    n: grouped(ofNothing),
    of: counted(predictions, "prediction"),
  });
  return [...rows, { ...OUTLINE_WORDS.nothing, countText }];
}

/**
 * @param costs of {@link anatomyCosts}
 * @param all of all objects and detections, in one bin
 * @param tables by size, place, attribute …
 * @param threshold least score of what counts; null where everything does
 * @param outlines what becomes of objects with outlines
 * @param notOfBoxes whether predictions are points or outlines
 */
export function anatomyView(
  costs: ReadonlyMap<AnatomyCost, EstimateDetail>,
  all: ErrorTable,
  tables: readonly ErrorTable[],
  threshold: number | null,
  notOfBoxes = false,
  outlines: OutlineErrors | undefined = undefined,
): AnatomyView {
  const [whole] = all.rows;
  const rows = ERROR_TYPES.map((type) => rowOf(type, costs.get(type), whole))
    .filter(({ detections, objects }) => detections + objects > 0)
    .sort((a, b) => cost(costs, b.type) - cost(costs, a.type));
  const finding = findingOf(rows, costs, whole);
  return {
    title: ANATOMY.title,
    finding,
    rows,
    plot: plotOf(rows, costs, finding),
    note: COST_NOTE,
    every: threshold !== null ? null : notOfBoxes ? ANATOMY.everyPrediction : ANATOMY.every,
    outlines: outlineRows(outlines),
    tables: tables.map(tableOf).filter((table) => table.rows.length > 1),
  };
}

function cost(costs: ReadonlyMap<AnatomyCost, EstimateDetail>, of: AnatomyCost): number {
  return costs.get(of)?.value ?? 0;
}

function rowOf(
  type: ErrorType,
  detail: EstimateDetail | undefined,
  whole: ErrorCounts | undefined,
): AnatomyRow {
  const at = ERROR_TYPES.indexOf(type);
  const detections = whole?.wrong[at] ?? 0;
  const objects = whole?.unfound[at] ?? 0;
  const parts: string[] = [];
  if (detections > 0) parts.push(counted(Math.round(detections), "detection"));
  if (objects > 0)
    parts.push(ANATOMY.notFound({ objects: counted(Math.round(objects), "object") }));
  const value = detail?.value ?? null;
  return {
    type,
    words: ERROR_WORDS[type],
    detections,
    objects,
    countText: parts.length === 0 ? "none" : parts.join(", "),
    costText: value === null ? "none" : valueText("points", value, null),
    costInterval:
      detail === undefined ? null : intervalText("points", detail.low, detail.high, null),
  };
}

function findingOf(
  rows: readonly AnatomyRow[],
  costs: ReadonlyMap<AnatomyCost, EstimateDetail>,
  whole: ErrorCounts | undefined,
): string {
  const [first] = rows;
  if (whole === undefined || whole.objects + whole.detections === 0) {
    return ANATOMY.nothing;
  }
  if (first === undefined) return ANATOMY.allRight;
  const kind = first.words.label.toLowerCase();
  const value = costs.get(first.type)?.value ?? null;
  if (value === null || value === 0) return ANATOMY.noCost({ kind });
  return ANATOMY.costsMost({ kind, counts: first.countText, cost: first.costText });
}

function plotOf(
  rows: readonly AnatomyRow[],
  costs: ReadonlyMap<AnatomyCost, EstimateDetail>,
  reading: string,
): RulerPlot {
  const shownCosts: (readonly [AnatomyCost, string, string])[] = [
    ...rows.map(({ type, words, countText }) => [type, words.label, countText] as const),
    ["false-positives", SIDE_WORDS["false-positives"].label, ANATOMY.together],
    ["false-negatives", SIDE_WORDS["false-negatives"].label, ANATOMY.together],
  ];
  const values = shownCosts.flatMap(([of]) => [
    costs.get(of)?.value ?? 0,
    costs.get(of)?.high ?? 0,
  ]);
  const axis = axisOf("points", 0, Math.max(0.01, ...values));
  const name = ANATOMY.plot;
  return {
    id: "plot-errors",
    title: name,
    reading,
    caption: COST_NOTE,
    explore: null,
    table: {
      columns: [
        { name: ANATOMY.kind, numeric: false },
        ...figureColumns(ANATOMY.points),
        { name: ANATOMY.many, numeric: false },
      ],
      rows: shownCosts.map(([of, label, sub]) => {
        const { value = null, low = null, high = null } = costs.get(of) ?? {};
        const range = intervalText("points", low, high, null);
        const text = value === null ? "none" : valueText("points", value, null);
        return {
          cells: [
            wordCell(label),
            ...figureCells("points", { value, low, high }, null),
            wordCell(sub),
          ],
          said: saidText(label, [range === null ? text : `${text} ${range}`, sub]),
        };
      }),
      more: 0,
    },
    name,
    axisText: ANATOMY.points,
    ticks: axis.ticks,
    band: null,
    reference: null,
    rows: shownCosts.map(([of, label, sub]): RulerRow => {
      const detail = costs.get(of);
      const place = (value: number | null | undefined) =>
        value == null ? null : axis.place(value);
      return {
        kind: "loss",
        label,
        sub,
        strong: false,
        at: place(detail?.value),
        low: place(detail?.low),
        high: place(detail?.high),
        barFrom: axis.place(0),
        value: detail?.value ?? null,
        valueText: detail?.value == null ? "none" : valueText("points", detail.value, null),
        intervalText: intervalText("points", detail?.low ?? null, detail?.high ?? null, null),
      };
    }),
  };
}

function tableOf({ name, rows, unknown }: ErrorTable): AnatomyTable {
  const lost = unknown.objects + unknown.detections;
  return {
    title: ANATOMY.by({ attribute: shown(name, 60) }),
    rows: rows.filter(({ objects, detections }) => objects + detections > 0).map(tableRow),
    note:
      lost === 0
        ? null
        : ANATOMY.unknown({
            objects: counted(Math.round(unknown.objects), "object"),
            detections: counted(Math.round(unknown.detections), "detection"),
          }),
  };
}

function tableRow(row: ErrorCounts): AnatomyTableRow {
  const { objects, found, detections, right } = row;
  const whole = (count: number): string => grouped(Math.round(count));
  return {
    bin: shown(row.bin, 60),
    foundText: ANATOMY.found({ n: whole(found), of: whole(objects) }),
    found: shareText(row.recall, objects),
    wrongText: ANATOMY.wrong({
      n: whole(detections - right),
      of: counted(Math.round(detections), "detection"),
    }),
    right: shareText(row.precision, detections),
    mostly: mostlyOf(row),
  };
}

function mostlyOf({ wrong, unfound }: ErrorCounts): string | null {
  let most = 0;
  let label: string | null = null;
  for (const [i, type] of ERROR_TYPES.entries()) {
    const count = Math.max(wrong[i]!, unfound[i]!);
    if (count <= most) continue;
    most = count;
    label = ERROR_WORDS[type].label;
  }
  return label;
}

function shareText({ value, low, high }: EstimateDetail, n: number): ShareText {
  return {
    value,
    low,
    high,
    text: value === null ? "none" : valueText("percent", value, n),
    interval: intervalText("percent", low, high, n),
  };
}
