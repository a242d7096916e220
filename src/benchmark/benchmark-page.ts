import type { ComparisonStatement } from "../compare/comparison.js";
import { foldTrainingName } from "../records/record/training-domain.js";
import type { BlockPage } from "../reports/block-page.js";
import {
  column,
  heading,
  list,
  paragraph,
  stacked,
  table,
  toned,
} from "../reports/document-blocks.js";
import type { DocumentBlock } from "../reports/document-types.js";
import { intervalText, signedDifference, valueText } from "../reports/estimate-text.js";
import { counted, grouped, listed, percent } from "../reports/numbers.js";
import { shown } from "../reports/text.js";
import { type MetricWords, metricWords } from "../reports/words/metrics.js";
import { columnName, type PlaceMean, type TransferMatrix } from "./transfer-matrix.js";
import { BENCHMARK } from "./words.js";

/** Differences that are told one by one, at most; `transfer.json` has all. */
const MOST_PAIRS = 200;
const MOST_CHANGES = 20;
const MOST_USES = 3;
/** Models that a wide page has room for side by side; more are moved along. */
const MOST_STACKED = 6;
const MOST_NAMED = 5;
/** Cells of the matrix that a page has room for, and rows of a table; `matrix.csv` has all. */
const MOST_CELLS = 5_000;
const MOST_ROWS = 1_000;

const nameOf = (text: string): string => shown(text, 60);

/** @param version of the program */
export function benchmarkPage(matrix: TransferMatrix, version: string): BlockPage {
  const { name, metric, models, columns, submissions, about } = matrix;
  const words = metricWords(metric);
  const title = shown(name, 120);
  const places = new Set(columns.map(({ place }) => foldTrainingName(place))).size;
  const counts = {
    models: counted(models.length, "model"),
    places: counted(places, "place"),
    submissions: counted(submissions, "submission"),
    metric: shown(words.label, 60),
  };
  return {
    title,
    eyebrow: BENCHMARK.eyebrow(counts),
    heading: title,
    lead: statementsText(about, models.length),
    sections: [
      { id: "matrix", title: BENCHMARK.matrix, blocks: matrixBlocks(matrix, words) },
      { id: "models", title: BENCHMARK.models, blocks: modelBlocks(matrix, words) },
      { id: "rank-changes", title: BENCHMARK.changes, blocks: changeBlocks(matrix) },
      { id: "differences", title: BENCHMARK.differences, blocks: pairBlocks(matrix, words) },
      { id: "looks", title: BENCHMARK.looks, blocks: lookBlocks(matrix) },
      { id: "provenance", title: BENCHMARK.provenance, blocks: list(BENCHMARK.provenances) },
    ],
    foot: BENCHMARK.foot,
    made: BENCHMARK.made({ version: shown(version, 40) }),
  };
}

/** What the differences carry, in sentences; in a terminal too. */
export function statementsText(about: readonly ComparisonStatement[], models: number): string {
  if (models < 2) return BENCHMARK.oneModel;
  const sentences = about.flatMap(({ statement, models: of, places }) => {
    const named = { models: listed(of.map(nameOf)), places: placesText(places) };
    const say = BENCHMARK.statements[statement as keyof typeof BENCHMARK.statements];
    return say === undefined ? [] : [say({ ...named, several: of.length > 1 })];
  });
  return sentences.length === 0 ? BENCHMARK.someApart : sentences.join(" ");
}

function matrixBlocks({ models, columns, level }: TransferMatrix, words: MetricWords) {
  const most = Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_CELLS / models.length)));
  const more = columns.length - most;
  const matrix = table(
    "transfer",
    BENCHMARK.matrixCaption({ metric: shown(words.label, 60) }),
    [column(BENCHMARK.place), ...models.map(({ name }) => column(nameOf(name), "number"))],
    columns.slice(0, most).map((one) => {
      const ofModel = new Map(one.cells.map((cell) => [cell.model, cell]));
      return [
        nameOf(columnName(one)),
        ...models.map(({ name }) => {
          const cell = ofModel.get(name);
          if (cell === undefined) return BENCHMARK.none;
          const { value, low, high, n, isTrained, provenance } = cell;
          const marks = [
            intervalText(words.scale, low, high, n),
            BENCHMARK.vouched[provenance],
            isTrained === true ? BENCHMARK.trained : null,
          ];
          const aside = marks.filter((mark) => mark !== null).join(" · ");
          return { text: valueText(words.scale, value, n), aside, value };
        }),
      ];
    }),
    more > 0 ? BENCHMARK.moreRows({ n: grouped(more) }) : null,
  );
  return [
    ...paragraph(BENCHMARK.matrixLead),
    ...(models.length > MOST_STACKED ? matrix : stacked(matrix)),
    ...toned("note", BENCHMARK.together({ level: percent(level, 0) })),
  ];
}

function modelBlocks({ models, level }: TransferMatrix, words: MetricWords): DocumentBlock[] {
  const meanCell = (mean: PlaceMean | null) => {
    if (mean === null) return BENCHMARK.none;
    const { value, low, high, places } = mean;
    const range = intervalText(words.scale, low, high, null) ?? BENCHMARK.noRange;
    const aside = `${range} · ${counted(places, "place")}`;
    return { text: valueText(words.scale, value, null), aside, value };
  };
  const conditions = models.flatMap((one) =>
    one.conditions.map(({ condition, mean }) => [
      nameOf(condition ?? BENCHMARK.noCondition),
      nameOf(one.name),
      meanCell(mean),
    ]),
  );
  return [
    ...paragraph(BENCHMARK.modelsLead({ level: percent(level, 0) })),
    ...stacked(
      table(
        "models",
        "",
        [
          column(BENCHMARK.model),
          ...BENCHMARK.modelColumns.map((name) => column(name, "number")),
          column(BENCHMARK.worstAt),
        ],
        models.map(({ name, mean, meanTrained, meanNew, trainedOn, worst }) => [
          nameOf(name),
          meanCell(mean),
          meanCell(meanTrained),
          meanCell(meanNew),
          trainedOn === null ? BENCHMARK.notStated : grouped(trainedOn),
          BENCHMARK.worst({
            figure: valueText(words.scale, worst.value, null),
            place: nameOf(worst.place),
          }),
        ]),
      ),
    ),
    ...(conditions.length === 0
      ? []
      : [
          heading(BENCHMARK.conditions),
          ...paragraph(BENCHMARK.conditionsLead),
          ...stacked(
            table(
              "conditions",
              BENCHMARK.conditions,
              [
                column(BENCHMARK.condition),
                column(BENCHMARK.model),
                column(BENCHMARK.mean, "number"),
              ],
              conditions.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : a === b ? 0 : 1)),
            ),
          ),
        ]),
  ];
}

/** The first places of a list, and how many more there are. */
function placesText(places: readonly string[]): string {
  const named = places.slice(0, MOST_NAMED).map(nameOf);
  const more = places.length - named.length;
  return listed(more === 0 ? named : [...named, BENCHMARK.others({ n: grouped(more) })]);
}

function changeBlocks({ rankChanges }: TransferMatrix): DocumentBlock[] {
  if (rankChanges.length === 0) return paragraph(BENCHMARK.noChanges);
  const more = rankChanges.length - MOST_CHANGES;
  return [
    ...list(
      rankChanges.slice(0, MOST_CHANGES).map(({ a, b, aAheadAt, bAheadAt }) => ({
        strong: BENCHMARK.both({ a: nameOf(a), b: nameOf(b) }),
        text: BENCHMARK.change({
          ...{ a: nameOf(a), b: nameOf(b) },
          ...{ atA: placesText(aAheadAt), atB: placesText(bAheadAt) },
        }),
      })),
    ),
    ...toned("note", more > 0 ? BENCHMARK.more({ n: grouped(more) }) : null),
  ];
}

function pairBlocks({ columns }: TransferMatrix, words: MetricWords): DocumentBlock[] {
  const all = columns.flatMap((one) => one.pairs.map((pair) => ({ pair, place: columnName(one) })));
  if (all.length === 0) return paragraph(BENCHMARK.noPairs);
  const told = all.toSorted((x, y) => Number(y.pair.told !== null) - Number(x.pair.told !== null));
  const limit = (value: number): string => signedDifference(words.scale, value);
  const more = told.length - MOST_PAIRS;
  return [
    ...paragraph(BENCHMARK.pairsLead),
    ...stacked(
      table(
        "differences",
        "",
        [
          ...[BENCHMARK.place, BENCHMARK.pair].map((name) => column(name)),
          ...[BENCHMARK.difference, BENCHMARK.range].map((name) => column(name, "number")),
          ...[BENCHMARK.ahead, BENCHMARK.how].map((name) => column(name)),
        ],
        told.slice(0, MOST_PAIRS).map(({ pair, place }) => {
          const { a, b, difference, low, high, told: ahead, method } = pair;
          return [
            nameOf(place),
            BENCHMARK.between({ a: nameOf(a), b: nameOf(b) }),
            difference === null ? BENCHMARK.none : limit(difference),
            low === null || high === null ? BENCHMARK.none : `[${limit(low)}, ${limit(high)}]`,
            ahead === null ? BENCHMARK.notTold : nameOf(ahead === "a" ? a : b),
            BENCHMARK.methods[method as keyof typeof BENCHMARK.methods] ?? nameOf(method),
          ];
        }),
        more > 0 ? BENCHMARK.more({ n: grouped(more) }) : null,
      ),
    ),
  ];
}

function lookBlocks({ columns }: TransferMatrix): DocumentBlock[] {
  const more = columns.length - MOST_ROWS;
  return [
    ...paragraph(BENCHMARK.looksLead),
    ...stacked(
      table(
        "looks",
        "",
        [
          column(BENCHMARK.place),
          ...BENCHMARK.lookColumns.map((name) => column(name, "number")),
          column(BENCHMARK.uses, "wide"),
        ],
        columns.slice(0, MOST_ROWS).map((one) => {
          const { looks, uses } = one;
          const said = uses.slice(0, MOST_USES).map((text) => shown(text, 200));
          return [
            nameOf(columnName(one)),
            grouped(looks.submissions),
            grouped(looks.models),
            said.length === 0 ? BENCHMARK.notStated : said.join("; "),
          ];
        }),
        more > 0 ? BENCHMARK.more({ n: grouped(more) }) : null,
      ),
    ),
  ];
}
