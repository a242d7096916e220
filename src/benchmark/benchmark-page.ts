import type { ComparisonStatement } from "../compare/comparison.js";
import type { BlockPage } from "../reports/block-page.js";
import { column, list, paragraph, table, toned } from "../reports/document-blocks.js";
import type { DocumentBlock } from "../reports/document-types.js";
import { intervalText, signedDifference, valueText } from "../reports/estimate-text.js";
import { counted, grouped, listed, percent } from "../reports/numbers.js";
import { shown } from "../reports/text.js";
import { type MetricWords, metricWords } from "../reports/words/metrics.js";
import { columnName, type TransferMatrix } from "./transfer-matrix.js";
import { BENCHMARK } from "./words.js";

/** Differences that are told one by one, at most; `transfer.json` has all. */
const MOST_PAIRS = 200;
const MOST_USES = 3;

const nameOf = (text: string): string => shown(text, 60);

/** @param version of the program */
export function benchmarkPage(matrix: TransferMatrix, version: string): BlockPage {
  const { name, metric, models, columns, submissions, about } = matrix;
  const words = metricWords(metric);
  const title = shown(name, 120);
  const counts = {
    models: counted(models.length, "model"),
    places: counted(columns.length, "place"),
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
    const named = { models: listed(of.map(nameOf)), places: listed(places.map(nameOf)) };
    const say = BENCHMARK.statements[statement as keyof typeof BENCHMARK.statements];
    return say === undefined ? [] : [say({ ...named, several: of.length > 1 })];
  });
  return sentences.length === 0 ? BENCHMARK.someApart : sentences.join(" ");
}

function matrixBlocks({ models, columns, level }: TransferMatrix, words: MetricWords) {
  return [
    ...paragraph(BENCHMARK.matrixLead),
    ...table(
      "transfer",
      BENCHMARK.matrixCaption({ metric: shown(words.label, 60) }),
      [column(BENCHMARK.model), ...columns.map((one) => column(nameOf(columnName(one)), "number"))],
      models.map(({ name }) => [
        nameOf(name),
        ...columns.map(({ cells }) => {
          const cell = cells.find((one) => one.model === name);
          if (cell === undefined) return BENCHMARK.none;
          const { value, low, high, n, isTrained, provenance } = cell;
          const range = intervalText(words.scale, low, high, n);
          const marks = [
            range,
            BENCHMARK.vouched[provenance],
            isTrained === true ? BENCHMARK.trained : null,
          ];
          const aside = marks.filter((mark) => mark !== null).join(" · ");
          return { text: valueText(words.scale, value, n), aside, value };
        }),
      ]),
    ),
    ...toned("note", BENCHMARK.together({ level: percent(level, 0) })),
  ];
}

function modelBlocks({ models }: TransferMatrix, words: MetricWords): DocumentBlock[] {
  const figure = (value: number | null): string =>
    value === null ? BENCHMARK.none : valueText(words.scale, value, null);
  return [
    ...paragraph(BENCHMARK.modelsLead),
    ...table(
      "models",
      "",
      [
        column(BENCHMARK.model),
        ...BENCHMARK.modelColumns.map((name) => column(name, "number")),
        column(BENCHMARK.worstAt),
      ],
      models.map(({ name, places, mean, meanTrained, meanNew, trainedOn, worst }) => [
        nameOf(name),
        grouped(places),
        figure(mean),
        figure(meanTrained),
        figure(meanNew),
        trainedOn === null ? BENCHMARK.notStated : grouped(trainedOn),
        figure(worst.value),
        nameOf(worst.place),
      ]),
    ),
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
    ...table(
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
  ];
}

function lookBlocks({ columns }: TransferMatrix): DocumentBlock[] {
  return [
    ...paragraph(BENCHMARK.looksLead),
    ...table(
      "looks",
      "",
      [
        column(BENCHMARK.place),
        ...BENCHMARK.lookColumns.map((name) => column(name, "number")),
        column(BENCHMARK.uses, "wide"),
      ],
      columns.map((one) => {
        const { looks, uses } = one;
        const said = uses.slice(0, MOST_USES).map((text) => shown(text, 200));
        return [
          nameOf(columnName(one)),
          grouped(looks.submissions),
          grouped(looks.models),
          said.length === 0 ? BENCHMARK.notStated : said.join("; "),
        ];
      }),
    ),
  ];
}
