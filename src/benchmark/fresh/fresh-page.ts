import type { BlockPage } from "../../reports/block-page.js";
import { csvTable } from "../../reports/csv.js";
import { figureAxis } from "../../reports/curve-axes.js";
import {
  column,
  list,
  paragraph,
  stacked,
  table,
  toned,
  untitledPlot,
} from "../../reports/document-blocks.js";
import type { DocumentBlock, FullCell } from "../../reports/document-types.js";
import {
  differenceText,
  differenceWithUnit,
  intervalText,
  valueText,
} from "../../reports/estimate-text.js";
import { counted, grouped, percent } from "../../reports/numbers.js";
import type { CurveView, PlotCell } from "../../reports/plot-view.js";
import { shown } from "../../reports/text.js";
import { type MetricWords, metricWords } from "../../reports/words/metrics.js";
import { straightLine } from "../../statistics/least-squares.js";
import type { FreshComparison, FreshFigure, FreshSet } from "./fresh-comparison.js";
import { freshSentences, limitsText, nameOf, slopeText } from "./fresh-text.js";
import { FRESH } from "./words.js";

const FILE = "fresh.csv";
const MOST_REVERSALS = 20;
const MOST_USES = 3;

/** @param version of the program */
export function freshPage(found: FreshComparison, version: string): BlockPage {
  const { metric, models, original, fresh } = found;
  const words = metricWords(metric);
  const title = FRESH.title({ original: nameOf(original.name), fresh: nameOf(fresh.name) });
  return {
    title,
    heading: title,
    eyebrow: FRESH.eyebrow({
      models: counted(models.length, "model"),
      metric: shown(words.label, 60),
    }),
    lead: freshSentences(found).join(" "),
    sections: [
      { id: "line", title: FRESH.line, blocks: lineBlocks(found, words) },
      { id: "losses", title: FRESH.lost, blocks: lossBlocks(found, words) },
      { id: "order", title: FRESH.order, blocks: orderBlocks(found) },
      {
        id: "looks",
        title: FRESH.looks,
        blocks: [...list([original, fresh].map(lookItem)), ...paragraph(FRESH.looksLead)],
      },
      { id: "limits", title: FRESH.limits, blocks: list(FRESH.limitations) },
    ],
    foot: FRESH.foot,
    made: FRESH.made({ version: shown(version, 40) }),
  };
}

function lookItem({ name, looks, uses }: FreshSet) {
  const strong = `${nameOf(name)}:`;
  if (looks === null) return { strong, text: FRESH.notKnown };
  const said = uses.slice(0, MOST_USES).map((text) => shown(text, 200));
  const text = [
    FRESH.looked({
      submissions: counted(looks.submissions, "submission"),
      models: counted(looks.models, "model"),
    }),
    ...(said.length === 0 ? [] : [FRESH.uses({ uses: said.join("; ") })]),
  ];
  return { strong, text: text.join(" ") };
}

function lineBlocks(found: FreshComparison, words: MetricWords): DocumentBlock[] {
  const { line, probit, noise } = found;
  const digits = ({ intercept }: { readonly intercept: number }) => grouped(intercept, 3);
  const { names, lines } = FRESH;
  return [
    untitledPlot(scatter(found, words), FILE),
    ...list([
      {
        strong: names.linear,
        text:
          line === null
            ? FRESH.noLine
            : lines.linear({ slope: slopeText(line), intercept: digits(line) }),
      },
      {
        strong: names.probit,
        text:
          probit === null
            ? lines.noProbit
            : lines.probit({ slope: slopeText(probit), intercept: digits(probit) }),
      },
      ...(noise === null
        ? []
        : [{ strong: names.noise, text: lines.noise({ share: percent(noise, 1) }) }]),
    ]),
  ];
}

/** A point a model; a row of the table behind it is one too, from the lowest on the original set. */
function scatter(found: FreshComparison, words: MetricWords): CurveView {
  const { level, original, fresh } = found;
  const models = found.models.toReversed();
  const [x, y] = (["original", "fresh"] as const).map((side) =>
    models.map((one) => one[side].value),
  ) as [number[], number[]];
  const line = straightLine(x, y, level);
  const limits = models.flatMap((one) => [one.fresh.low, one.fresh.high]);
  const ends = limits.filter((limit) => limit !== null);
  const of = (set: FreshSet): string => FRESH.on({ set: nameOf(set.name) });
  const [ofX, ofY] = [
    figureAxis(words, of(original), x),
    figureAxis(words, of(fresh), [...y, ...ends]),
  ];
  const [from, to] = [Math.max(ofX.from, ofY.from), Math.min(ofX.to, ofY.to)];
  const above = y.filter((value, i) => value >= x[i]!).length;
  return {
    id: "fresh",
    title: FRESH.plot,
    reading: FRESH.reading({ models: counted(models.length, "model"), above: grouped(above) }),
    caption: FRESH.caption,
    explore: null,
    x: ofX,
    y: ofY,
    lines: [
      {
        name: FRESH.models,
        style: "local",
        kind: "dots",
        points: models.map((one, row) => ({
          ...{ x: x[row]!, y: y[row]!, row },
          ...{ low: one.fresh.low, high: one.fresh.high },
        })),
      },
      ...(line === null
        ? []
        : [
            {
              name: FRESH.fitted,
              style: "claim" as const,
              kind: "line" as const,
              points: x.map((place, row) => {
                const { value, low, high } = line.at(place);
                return { x: place, y: value, low, high, row };
              }),
            },
          ]),
    ],
    references: from < to ? [{ name: FRESH.same, from: [from, from], to: [to, to] }] : [],
    table: {
      columns: [
        { name: FRESH.model, numeric: false },
        ...[of(original), of(fresh), "from", "to", FRESH.loss].map((name) => ({
          name,
          numeric: true,
        })),
      ],
      rows: models.map(({ name, original: a, fresh: b, drop }) => ({
        said: null,
        cells: [
          { text: nameOf(name), value: null },
          ...[a.value, b.value, b.low, b.high].map((value) => numberCell(words, value, b.n)),
          { text: differenceText(words.scale, drop.value), value: drop.value },
        ],
      })),
      more: 0,
    },
  };
}

function numberCell({ scale }: MetricWords, value: number | null, n: number): PlotCell {
  return { text: value === null ? FRESH.none : valueText(scale, value, n), value };
}

function lossBlocks(found: FreshComparison, words: MetricWords): DocumentBlock[] {
  const { models, drop, level, original, fresh } = found;
  const { scale } = words;
  const size = (value: number): string => differenceWithUnit(scale, differenceText(scale, value));
  const figure = ({ value, low, high, n }: FreshFigure): FullCell => ({
    text: valueText(scale, value, n),
    aside: intervalText(scale, low, high, n),
    value,
  });
  const rank = ({ rank: own, rankLow, rankHigh }: FreshFigure): FullCell => ({
    text: grouped(own),
    aside: FRESH.rankRange({ low: grouped(rankLow), high: grouped(rankHigh) }),
    value: own,
  });
  return [
    ...paragraph(
      FRESH.lostLead({ least: size(drop.least), most: size(drop.most), level: percent(level, 0) }),
    ),
    ...stacked(
      table(
        "losses",
        "",
        [
          column(FRESH.model),
          ...[original, fresh].flatMap(({ name }) => [
            column(nameOf(name), "number"),
            column(FRESH.rank, "number"),
          ]),
          ...[FRESH.loss, FRESH.range].map((name) => column(name, "number")),
        ],
        models.map((one) => [
          nameOf(one.name),
          ...[one.original, one.fresh].flatMap((side) => [figure(side), rank(side)]),
          { text: differenceText(scale, one.drop.value), aside: null, value: one.drop.value },
          limitsText(words, one.drop, FRESH.none),
        ]),
      ),
    ),
  ];
}

function orderBlocks({ ranks, reversals, level }: FreshComparison): DocumentBlock[] {
  if (ranks.pairs === 0) return paragraph(FRESH.noLine);
  const { spearman, kendall } = ranks;
  const more = reversals.length - MOST_REVERSALS;
  return [
    ...paragraph(
      FRESH.orderFacts({
        original: grouped(ranks.toldOriginal),
        fresh: grouped(ranks.toldFresh),
        pairs: counted(ranks.pairs, "pair"),
        level: percent(level, 0),
      }),
    ),
    ...paragraph(
      spearman === null || kendall === null
        ? null
        : FRESH.correlation({ spearman: grouped(spearman, 3), kendall: grouped(kendall, 3) }),
    ),
    ...list(
      reversals
        .slice(0, MOST_REVERSALS)
        .map(({ aheadOnOriginal, aheadOnFresh }) =>
          FRESH.reversal({ a: nameOf(aheadOnOriginal), b: nameOf(aheadOnFresh) }),
        ),
    ),
    ...toned("note", more > 0 ? FRESH.moreReversals({ n: grouped(more) }) : null),
  ];
}

/** `fresh.csv`: a row a model, all digits. */
export function freshCsv({ models }: FreshComparison): string {
  const sides = ["original", "fresh"] as const;
  const parts = ["value", "low", "high", "n", "rank", "rankLow", "rankHigh"] as const;
  return csvTable(
    [
      "model",
      ...sides.flatMap((side) => [
        ...[side, `${side}_low`, `${side}_high`, `${side}_n`],
        ...[`${side}_rank`, `${side}_rank_low`, `${side}_rank_high`],
      ]),
      ...["drop", "drop_low", "drop_high"],
    ],
    models.map((one) => [
      one.name,
      ...sides.flatMap((side) => parts.map((part) => one[side][part])),
      ...[one.drop.value, one.drop.low, one.drop.high],
    ]),
  );
}
