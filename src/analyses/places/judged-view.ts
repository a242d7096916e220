import { intervalText, valueText } from "../../reports/estimate-text.js";
import { counted, grouped } from "../../reports/numbers.js";
import { figureCells, figureColumns, saidText, wordCell } from "../../reports/plot-cells.js";
import type { PlotRow } from "../../reports/plot-view.js";
import type { RulerPlot } from "../../reports/ruler-plots.js";
import {
  axisText,
  claimRuler,
  estimateOf,
  localRow,
  metricAxis,
  type RulerRow,
} from "../../reports/ruler-view.js";
import { capitalised, shown } from "../../reports/text.js";
import { metricWords } from "../../reports/words/metrics.js";
import { RULER } from "../../reports/words/rulers.js";
import { limitOf } from "../../reports/words/verdicts.js";
import type { JudgedPlace, JudgedPlaces, ReportInput } from "../../results/report-input.js";
import { AT_PLACE, JUDGED } from "./words.js";

/** Of more places the others are in the table: these fit the first screen. */
const MOST_ROWS = 5;
/** Of more with one verdict the sentence says how many. */
const MOST_NAMED = 4;

/** Order of verdicts where places are many. */
const WORST_FIRST = ["fails", "cannot-tell", "holds"] as const;

/** A figure place by place; above them what they are measured by. */
export interface JudgedPlot extends RulerPlot {
  /** So many rows come before those of places: the published figure, and that of all images. */
  readonly rowsAbove: number;
}

/** A figure place by place under the published one, on its axis and with its zone; null where not known. */
export function judgedView(
  facts: JudgedPlaces | undefined,
  { result, extras }: ReportInput,
): JudgedPlot | null {
  if (facts === undefined || facts.places.length < 2) return null;
  const words = metricWords(facts.metric);
  const { scale } = words;
  const verdict = result.verdicts.find(({ metric }) => metric === facts.metric);
  const attribute = shown(facts.attribute, 40);
  const ordered = inOrder(facts.places);
  const whole = verdict === undefined ? null : estimateOf(result, facts.metric);
  const limit = verdict === undefined ? null : limitOf(verdict, words);
  const axis = metricAxis(words, [
    ...facts.places.flatMap(({ value, low, high }) => [value, low, high]),
    verdict?.claim.value ?? null,
    limit,
  ]);
  const at = (value: number | null): number | null => (value === null ? null : axis.place(value));
  const rowOf = ({ place, n, value, low, high, verdict: own }: JudgedPlace): RulerRow => ({
    kind: "local",
    label: shown(place, 40),
    sub: counted(n, facts.unit),
    at: at(value),
    low: at(low),
    high: at(high),
    barFrom: null,
    value,
    valueText: value === null ? JUDGED.none : valueText(scale, value, n),
    intervalText: intervalText(scale, low, high, n),
    strong: true,
    ...(own === null ? {} : { verdict: { tone: own, text: AT_PLACE[own] } }),
  });
  const ruler = verdict === undefined ? null : claimRuler(verdict, null, extras);
  const claim = verdict?.claim;
  const published = ruler?.rows.slice(0, 1).map((row) => ({
    ...row,
    at: at(claim?.value ?? null),
    low: at(claim?.low ?? null),
    high: at(claim?.high ?? null),
  }));
  const together: RulerRow[] =
    whole === null || verdict === undefined
      ? []
      : [
          {
            ...localRow(whole, words, axis, extras),
            label: JUDGED.all,
            verdict: { tone: verdict.verdict, text: AT_PLACE[verdict.verdict] },
          },
        ];
  const places = ordered.map(rowOf);
  const above = [...(published ?? []), ...together];
  const higher = words.better === "higher";
  const title = JUDGED.title({ label: capitalised(shown(words.label)), attribute });
  return {
    id: "judged-places",
    title,
    name: title,
    reading: readingOf(facts, attribute),
    caption: captionOf(facts, attribute),
    explore: null,
    axisText: axisText(words),
    ticks: axis.ticks,
    band:
      ruler?.band == null || limit === null
        ? null
        : {
            from: higher ? axis.place(limit) : 0,
            to: higher ? 1 : axis.place(limit),
            text: ruler.band.text,
          },
    reference: null,
    rows: [...above, ...places.slice(0, MOST_ROWS)],
    rowsAbove: above.length,
    hasKey: above.length > 0,
    table: {
      columns: [
        { name: capitalised(attribute), numeric: false },
        ...figureColumns(shown(words.label, 60)),
        { name: RULER.rests, numeric: false },
        { name: JUDGED.verdict, numeric: false },
      ],
      rows: [
        ...(published ?? []).map((row) => tableRow(row, scale, claim ?? NOTHING, null)),
        ...together.map((row) => tableRow(row, scale, whole ?? NOTHING, whole?.n ?? null)),
        ...places.map((row, i) => tableRow(row, scale, ordered[i]!, ordered[i]!.n)),
      ],
      more: 0,
    },
  };
}

const NOTHING = { value: null, low: null, high: null };

function tableRow(
  row: RulerRow,
  scale: Parameters<typeof figureCells>[0],
  figure: Parameters<typeof figureCells>[1],
  n: number | null,
): PlotRow {
  const { label, sub, valueText: text, intervalText: range, verdict } = row;
  const said = [range === null ? text : `${text} ${range}`, sub, verdict?.text ?? ""];
  return {
    cells: [
      wordCell(label),
      ...figureCells(scale, figure, n),
      wordCell(sub),
      wordCell(verdict?.text ?? "–"),
    ],
    said: saidText(
      label,
      said.filter((part) => part !== ""),
    ),
  };
}

/** As they come where they are few; else those that fail first. */
function inOrder(places: readonly JudgedPlace[]): readonly JudgedPlace[] {
  if (places.length <= MOST_ROWS) return [...places].sort((a, b) => (a.place < b.place ? -1 : 1));
  return [...places].sort((a, b) => rankOf(a) - rankOf(b));
}

function rankOf({ verdict }: JudgedPlace): number {
  return verdict === null ? 0 : WORST_FIRST.indexOf(verdict);
}

function readingOf({ places, metric }: JudgedPlaces, attribute: string): string {
  const { scale } = metricWords(metric);
  const ordered = inOrder(places);
  if (places.some(({ verdict }) => verdict !== null)) {
    const of = (word: JudgedPlace["verdict"]): string[] => {
      const names = ordered.filter(({ verdict }) => verdict === word);
      if (names.length <= MOST_NAMED) return names.map(({ place }) => shown(place, 40));
      return [JUDGED.many({ n: names.length, attribute })];
    };
    return JUDGED.reading({ holds: of("holds"), fails: of("fails"), open: of("cannot-tell") });
  }
  const known = places.filter((one) => one.value !== null).sort((a, b) => a.value! - b.value!);
  const [lowest] = known;
  const highest = known[known.length - 1];
  if (lowest === undefined || highest === undefined) return JUDGED.noFigure;
  const text = ({ value, n }: JudgedPlace): string => valueText(scale, value!, n);
  return JUDGED.range({
    low: text(lowest),
    lowest: shown(lowest.place, 40),
    high: text(highest),
    highest: shown(highest.place, 40),
  });
}

function captionOf({ places, more, level }: JudgedPlaces, attribute: string): string {
  const isJudged = places.some(({ verdict }) => verdict !== null);
  const percent = String(Math.round(level * 1000) / 10);
  const together = JUDGED.together({
    n: places.length,
    attribute,
    level: percent,
    judged: isJudged,
  });
  const all = places.length + more;
  const drawn = Math.min(places.length, MOST_ROWS);
  if (drawn === all) return together;
  return `${together} ${JUDGED.drawn({ drawn: grouped(drawn), all: grouped(all), attribute })}`;
}
