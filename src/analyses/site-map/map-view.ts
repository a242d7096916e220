import { intervalText, valueText } from "../../reports/estimate-text.js";
import type { MapDot, MapDrawing, MapSign } from "../../reports/map-drawing.js";
import { counted } from "../../reports/numbers.js";
import { figureCells, figureColumns, saidText, wordCell } from "../../reports/plot-cells.js";
import type { PlotFrame, PlotRow } from "../../reports/plot-view.js";
import { estimateOf } from "../../reports/ruler-view.js";
import { capitalised, shown } from "../../reports/text.js";
import { type MetricWords, metricWords } from "../../reports/words/metrics.js";
import type { JudgedPlace, ReportInput } from "../../results/report-input.js";
import type { MapPlace, SiteMap } from "./find-map.js";
import {
  barOf,
  gridOf,
  latitudeText,
  longitudeText,
  type MapFrame,
  mapFrame,
  placeIn,
} from "./map-frame.js";
import { MAP, SIGN_WORDS } from "./words.js";

/** A map in its frame, and the attribute that names its places. */
export interface MapPlot extends PlotFrame {
  readonly attribute: string;
  readonly drawing: MapDrawing;
}

/** Beyond this a bar is not as long everywhere. */
const TALL_DEG = 5;
/** Of the width: signs nearer than that would hide each other. */
const NEAR = 0.035;
/** From a shared spot to the signs around it. */
const AROUND_PX = 15;
/** Of the width and the height, what a letter and a line take where the map is 560 pixels wide. */
const LETTER = 0.0135;
const LINE = 0.055;
const MOST_LETTERS = 24;

const SIGNS = Object.keys(SIGN_WORDS) as MapSign[];

/** The places of a map with their figures; null where none are known. */
export function mapView(
  facts: SiteMap | undefined,
  { result, extras }: ReportInput,
): MapPlot | null {
  if (facts === undefined) return null;
  const { decimals } = facts;
  const judged = extras.judgedPlaces;
  const words = judged === undefined ? null : metricWords(judged.metric);
  const whole = judged === undefined ? null : estimateOf(result, judged.metric);
  const attribute = shown(facts.attribute, 40);
  const figureOf = new Map(judged?.places.map((one) => [one.place, one]));
  const rowOf = (place: string, position: string): PlotRow => {
    const own = figureOf.get(place);
    const sign = SIGN_WORDS[signOf(own, words, whole?.value ?? null)];
    const name = shown(place, 40);
    if (words === null) {
      return { cells: [wordCell(name), wordCell(position)], said: saidText(name, [position]) };
    }
    const figure = own ?? { value: null, low: null, high: null, n: 0 };
    const { value, low, high, n } = figure;
    const rests = counted(n, judged?.unit ?? "image");
    const range = intervalText(words.scale, low, high, n);
    const valueWords = value === null ? null : valueText(words.scale, value, n);
    return {
      cells: [
        wordCell(name),
        wordCell(position),
        ...figureCells(words.scale, figure, n),
        wordCell(rests),
        wordCell(sign),
      ],
      said: saidText(name, [
        valueWords === null || range === null ? valueWords : `${valueWords} ${range}`,
        rests,
        sign,
        position,
      ]),
    };
  };
  const signs = facts.places.map(({ place }) =>
    signOf(figureOf.get(place), words, whole?.value ?? null),
  );
  const frame = mapFrame(facts);
  const dots = dotsOf(facts.places, signs, frame);
  const present = SIGNS.filter((sign) => signs.includes(sign));
  const placed = new Set(facts.places.map(({ place }) => place));
  return {
    id: "site-map",
    attribute: facts.attribute,
    title: MAP.name({ attribute }),
    reading: MAP.reading({
      places: capitalised(counted(facts.places.length, attribute)),
      signs: present.map((sign) => {
        const n = signs.filter((one) => one === sign).length;
        return `${SIGN_WORDS[sign]} at ${n}`;
      }),
    }),
    caption: [
      MAP.rounded({ decimals }),
      ...(dots.some(({ moved: [x, y] }) => x !== 0 || y !== 0) ? [MAP.beside] : []),
      ...(frame.heightDeg > TALL_DEG
        ? [MAP.scaleAt({ latitude: latitudeText(frame.middle, 0) })]
        : []),
      ...(facts.spread === 0 ? [] : [MAP.spread({ n: facts.spread })]),
      ...(facts.unplaced === 0 ? [] : [MAP.unplaced({ n: facts.unplaced })]),
      ...(facts.isAsked ? [] : [MAP.here]),
    ].join(" "),
    explore: null,
    table: {
      columns: [
        { name: capitalised(attribute), numeric: false },
        { name: MAP.position, numeric: false },
        ...(words === null
          ? []
          : [
              ...figureColumns(shown(words.label, 60)),
              { name: MAP.rests, numeric: false },
              { name: MAP.sign, numeric: false },
            ]),
      ],
      rows: [
        ...facts.places.map((one) => rowOf(one.place, positionText(one, decimals))),
        ...(judged?.places ?? []).flatMap(({ place }) =>
          placed.has(place) ? [] : rowOf(place, MAP.unknown),
        ),
      ],
      more: 0,
    },
    drawing: {
      name: MAP.name({ attribute }),
      ...gridOf(frame),
      dots,
      bar: barOf(frame),
      key: present.map((sign) => ({ sign, text: SIGN_WORDS[sign] })),
    },
  };
}

function positionText({ latitudeDeg, longitudeDeg }: MapPlace, decimals: number): string {
  return `${latitudeText(latitudeDeg, decimals)}, ${longitudeText(longitudeDeg, decimals)}`;
}

/** The verdict; without one where the whole range lies beside the figure of all images. */
function signOf(
  own: JudgedPlace | undefined,
  words: MetricWords | null,
  whole: number | null,
): MapSign {
  if (own === undefined || own.value === null || words === null) return "none";
  if (own.verdict !== null) return own.verdict;
  const { low, high } = own;
  if (low === null || high === null || whole === null) return "none";
  if (low <= whole && high >= whole) return "alike";
  return low > whole === (words.better === "higher") ? "better" : "worse";
}

function dotsOf(
  places: readonly MapPlace[],
  signs: readonly MapSign[],
  frame: MapFrame,
): readonly MapDot[] {
  const spots: { readonly x: number; readonly y: number; readonly rows: number[] }[] = [];
  for (const [row, place] of places.entries()) {
    const { x, y } = placeIn(frame, place);
    const near = spots.find((spot) => isNear(spot, { x, y }));
    if (near === undefined) spots.push({ x, y, rows: [row] });
    else near.rows.push(row);
  }
  const labels = labelsOf(
    spots.map(({ x, y, rows }) => ({
      x,
      y,
      text: rows.length === 1 ? places[rows[0]!]!.place : null,
    })),
  );
  return spots
    .flatMap(({ x, y, rows }, s) =>
      rows.map((row, k): MapDot => {
        const moved = around(k, rows.length);
        return { x, y, moved, sign: signs[row]!, label: labels[s] ?? null, row };
      }),
    )
    .sort((a, b) => a.row - b.row);
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function isNear(a: Point, b: Point): boolean {
  return Math.abs(a.x - b.x) < NEAR && Math.abs(a.y - b.y) < NEAR * 1.5;
}

/** Places around a shared spot: on a ring that grows with their number, to whole pixels. */
function around(k: number, of: number): readonly [x: number, y: number] {
  if (of === 1) return [0, 0];
  const columns = Math.ceil(Math.sqrt(of));
  const rows = Math.ceil(of / columns);
  const x = (k % columns) - (columns - 1) / 2;
  const y = Math.floor(k / columns) - (rows - 1) / 2;
  return [Math.round(2 * AROUND_PX * x), Math.round(2 * AROUND_PX * y)];
}

/** Names that lie over no sign and no other name. */
function labelsOf(
  spots: readonly (Point & { readonly text: string | null })[],
): readonly (string | null)[] {
  const taken: { left: number; right: number; y: number }[] = [];
  return spots.map(({ x, y, text }, own) => {
    if (text === null) return null;
    const label = shown(text, MOST_LETTERS);
    const length = LETTER * (label.length + 2);
    const [left, right] = x > 0.7 ? [x - length, x] : [x, x + length];
    if (left < 0 || right > 1) return null;
    const hides = (one: { left: number; right: number; y: number }): boolean =>
      one.left < right && one.right > left && Math.abs(one.y - y) < LINE;
    const signs = spots.filter((_, i) => i !== own);
    const overSign = signs.some((one) =>
      hides({ left: one.x - NEAR, right: one.x + NEAR, y: one.y }),
    );
    if (overSign || taken.some(hides)) return null;
    taken.push({ left, right, y });
    return label;
  });
}
