import { numberAxis, shareAxis } from "../../reports/curve-axes.js";
import {
  differenceText,
  differenceWithUnit,
  intervalText,
  signedDifference,
  valueText,
} from "../../reports/estimate-text.js";
import {
  type ForestDrawing,
  type ForestMark,
  forestAxis,
  placeOf,
} from "../../reports/forest-view.js";
import { counted, grouped, plural } from "../../reports/numbers.js";
import { figureCells, figureColumns, saidText, wordCell } from "../../reports/plot-cells.js";
import type { CurveView, PlotFrame } from "../../reports/plot-view.js";
import { capitalised, shown } from "../../reports/text.js";
import { NONE } from "../../reports/words/columns.js";
import { type MetricWords, metricWords } from "../../reports/words/metrics.js";
import type { ResultCisTrans, ResultCisTransArm, ResultCisTransPlace } from "./result.js";
import { unknownPlaces } from "./unknown-places.js";
import { CIS_TRANS as WORDS } from "./words.js";

/** Of more places those are drawn that come first; the table has the others. */
const MOST_DRAWN = 40;
const MOST_ROWS = 400;
const MOST_SOURCES = 3;

/** A figure at places of training and at others, as a report shows it. */
export interface CisTransView {
  readonly finding: string;
  /** Further sentences: ratio of errors, leaving one out, who says so. */
  readonly details: readonly string[];
  readonly attribute: string;
  readonly plot: PlotFrame & { readonly drawing: ForestDrawing };
  /** How narrow ranges get with more places; null where that is not known. */
  readonly needed: CurveView | null;
  /** Rows of the table before those of places. */
  readonly rowsAbove: number;
}

interface Row {
  readonly label: string;
  readonly sub: string;
  readonly figure: Pick<ResultCisTransArm, "value" | "low" | "high" | "n">;
  readonly trained: boolean;
  readonly place: ResultCisTransPlace | null;
}

export function cisTransView(found: ResultCisTrans): CisTransView {
  const words = metricWords(found.metric);
  const attribute = shown(found.attribute, 40);
  const unit = shown(found.unit, 40);
  const arms = (["cis", "trans"] as const).flatMap((side): Row[] => {
    const figure = found[side];
    if (figure === null) return [];
    const sub = WORDS.sub({
      places: counted(figure.places, attribute),
      units: counted(figure.n, unit),
    });
    return [
      { label: WORDS[side]({ attribute }), sub, figure, trained: side === "cis", place: null },
    ];
  });
  const worst = words.better === "higher" ? 1 : -1;
  const ordered = found.places.toSorted(
    (a, b) =>
      Number(b.trained) - Number(a.trained) ||
      worst * ((a.value ?? Number.MAX_VALUE) - (b.value ?? Number.MAX_VALUE)),
  );
  const places = ordered.slice(0, MOST_ROWS).map((place): Row => {
    const trained = place.trained ? WORDS.trained : WORDS.untrained;
    const sub = WORDS.placeSub({ units: counted(place.n, unit), trained });
    return { label: shown(place.place, 40), sub, figure: place, trained: place.trained, place };
  });
  const rows = [...arms, ...places];
  const drawn = rows.slice(0, arms.length + MOST_DRAWN);
  const axis = forestAxis(
    words,
    drawn.flatMap(({ figure: { value, low, high } }) => [value, low, high]),
  );
  const title = WORDS.plot({ label: capitalised(shown(words.label)), attribute });
  const finding = findingOf(found, words, attribute);
  return {
    finding,
    details: detailsOf(found, words),
    attribute: found.attribute,
    needed: neededView(found, words, attribute),
    rowsAbove: arms.length,
    plot: {
      id: "cis-trans",
      title,
      reading: finding,
      caption: WORDS.caption,
      explore: null,
      table: {
        columns: [
          { name: capitalised(attribute), numeric: false },
          { name: WORDS.columns.trained, numeric: false },
          ...figureColumns(shown(words.label, 60)),
          { name: capitalised(unit), numeric: true },
          { name: WORDS.columns.without, numeric: true },
        ],
        rows: rows.map(({ label, sub, figure, trained, place }) => ({
          cells: [
            wordCell(label),
            wordCell(trained ? WORDS.yes : WORDS.no),
            ...figureCells(words.scale, figure, figure.n),
            { text: grouped(figure.n), value: figure.n },
            place?.differenceWithout == null
              ? wordCell(place === null ? "" : NONE)
              : {
                  text: signedDifference(words.scale, place.differenceWithout),
                  value: place.differenceWithout,
                },
          ],
          said: saidText(label, [
            figure.value === null ? NONE : valueText(words.scale, figure.value, figure.n),
            sub,
          ]),
        })),
        more: ordered.length - places.length,
      },
      drawing: {
        name: title,
        axisText: shown(words.label, 60),
        ticks: axis.ticks,
        reference: null,
        marks: drawn.map(({ label, sub, figure, place }, row): ForestMark => {
          const { value, low, high, n } = figure;
          return {
            label,
            sub,
            at: placeOf(axis, value),
            low: placeOf(axis, low),
            high: placeOf(axis, high),
            valueText: value === null ? NONE : valueText(words.scale, value, n),
            intervalText: intervalText(words.scale, low, high, n),
            sign: null,
            note: null,
            row,
            ...(place === null ? { kind: "average" as const } : {}),
          };
        }),
      },
    },
  };
}

/** Half of a range by the number of places on a side. */
function neededView(
  { needed, cis, trans }: ResultCisTrans,
  { scale }: MetricWords,
  attribute: string,
): CurveView | null {
  if (needed === undefined || cis === null || trans === null) return null;
  const { curve, goal, places } = needed;
  const half = (value: number): string => `±${differenceText(scale, value)}`;
  const most = Math.max(...curve.map((one) => Math.max(one.trans, one.difference)));
  const of = (side: "trans" | "difference") =>
    curve.map((one, row) => ({ x: one.places, y: one[side], low: null, high: null, row }));
  const said = { goal: differenceWithUnit(scale, half(goal)), attribute: plural(attribute) };
  const here = { cis: grouped(cis.places), trans: grouped(trans.places) };
  return {
    id: "places-needed",
    title: WORDS.needed({ attribute: plural(attribute) }),
    reading:
      places === null
        ? WORDS.tooMany({ ...said, ...here })
        : WORDS.enough({ ...said, ...here, places: grouped(places) }),
    caption: WORDS.neededCaption({ attribute }),
    explore: null,
    x: numberAxis(WORDS.neededX({ attribute: plural(attribute) }), [0, curve.at(-1)!.places]),
    y: shareAxis(WORDS.neededY, most),
    lines: [
      { name: WORDS.ofDifference, style: "first", kind: "line", points: of("difference") },
      { name: WORDS.ofTrans, style: "second", kind: "line", points: of("trans") },
    ],
    references: [],
    table: {
      columns: [
        WORDS.neededX({ attribute: plural(attribute) }),
        WORDS.ofTrans,
        WORDS.ofDifference,
      ].map((name) => ({ name, numeric: true })),
      rows: curve.map((one) => ({
        cells: [
          { text: grouped(one.places), value: one.places },
          { text: half(one.trans), value: one.trans },
          { text: half(one.difference), value: one.difference },
        ],
        said: null,
      })),
      more: 0,
    },
  };
}

/** A name that was written otherwise makes a place of training look new: that is said at once. */
function findingOf(found: ResultCisTrans, words: MetricWords, attribute: string): string {
  const { unknown } = found.training;
  const finding = comparedOf(found, words, attribute);
  if (unknown === undefined) return finding;
  const levels = found.places.map(({ place }) => place);
  return `${finding} ${capitalised(unknownPlaces(unknown, levels, found.attribute))}.`;
}

function comparedOf(
  { cis, trans, difference, places }: ResultCisTrans,
  words: MetricWords,
  attribute: string,
): string {
  const text = ({ value, n }: ResultCisTransArm): string =>
    value === null ? NONE : valueText(words.scale, value, n);
  const count = counted(places.length, attribute);
  if (trans === null) return WORDS.noTransfer({ places: count, one: places.length === 1 });
  if (cis === null || difference === null) {
    return WORDS.allNew({ places: count, one: places.length === 1, figure: text(trans) });
  }
  const { value, low, high } = difference;
  const figures = { cis: text(cis), trans: text(trans) };
  const limit = (one: number): string => signedDifference(words.scale, one);
  const range = low === null || high === null ? null : `[${limit(low)}, ${limit(high)}]`;
  if (range !== null && low! <= 0 && high! >= 0) {
    return WORDS.notApart({ ...figures, range });
  }
  const apart = differenceWithUnit(words.scale, differenceText(words.scale, Math.abs(value)));
  return value >= 0
    ? WORDS.lower({ ...figures, apart, range })
    : WORDS.higher({ ...figures, apart, range });
}

function detailsOf(found: ResultCisTrans, words: MetricWords): string[] {
  const { cis, trans, difference, errorRatio, places, splitGroups, training } = found;
  const two = (value: number): string => grouped(value, 2);
  const sentences: string[] = [];
  if (cis !== null && trans !== null && difference !== null && difference.low === null) {
    sentences.push(WORDS.noRange({ fewest: grouped(Math.min(cis.places, trans.places)) }));
  }
  if (errorRatio !== null) {
    const { value, low, high } = errorRatio;
    const range =
      low === null
        ? null
        : WORDS.ratioRange({ low: two(low), high: high === null ? null : two(high) });
    sentences.push(WORDS.ratio({ ratio: two(value), range }));
  }
  const left = places.filter(({ differenceWithout }) => differenceWithout !== null);
  if (difference !== null && left.length > 1) {
    const all = left.map(({ differenceWithout }) => differenceWithout!);
    const moved = left.toSorted(
      (a, b) =>
        Math.abs(b.differenceWithout! - difference.value) -
        Math.abs(a.differenceWithout! - difference.value),
    );
    sentences.push(
      WORDS.without({
        low: signedDifference(words.scale, Math.min(...all)),
        high: signedDifference(words.scale, Math.max(...all)),
        place: shown(moved[0]!.place, 40),
      }),
    );
  }
  if (splitGroups > 0) sentences.push(WORDS.split({ groups: counted(splitGroups, "sequence") }));
  const names = training.sources.slice(0, MOST_SOURCES).map((source) => shown(source, 80));
  sentences.push(WORDS.said({ sources: names, names: counted(training.named, "name") }));
  return sentences;
}
