import { parameterAt } from "../images/corruptions/alter.js";
import { corruptionOf } from "../images/corruptions/registry.js";
import type { BlockPage } from "../reports/block-page.js";
import { figureAxis } from "../reports/curve-axes.js";
import {
  column,
  columns,
  heading,
  list,
  paragraph,
  plot,
  table,
  toned,
} from "../reports/document-blocks.js";
import type { DocumentBlock, DocumentCell, PictureTile } from "../reports/document-types.js";
import { intervalText, valueText } from "../reports/estimate-text.js";
import { counted, grouped, percent } from "../reports/numbers.js";
import type { CurveAxis, CurveStyle, CurveView, PlotRow } from "../reports/plot-view.js";
import { shown } from "../reports/text.js";
import { type MetricWords, metricWords } from "../reports/words/metrics.js";
import type {
  PairDifference,
  Stress,
  StressedKind,
  StressedModel,
  StressFigure,
} from "./stress.js";
import {
  costMark,
  differenceRange,
  kindText,
  nameOf,
  parameterText,
  statementText,
  stressHeading,
  told,
} from "./stress-text.js";
import { STRESS } from "./words.js";

/** One picture altered in each way. */
export interface StressPictures {
  readonly file: string;
  /** By kind, in the order of the severities. */
  readonly tiles: ReadonlyMap<string, readonly PictureTile[]>;
}

/** More models are in `stress.json`. */
const MOST_MODELS = 6;
const STYLES: readonly CurveStyle[] = ["first", "second", "third", "fourth", "fifth", "sixth"];

/**
 * The page of altered pictures: the answer in a sentence, what each kind costs, curves, one picture.
 *
 * @param pictures null: none are wanted
 * @param version of the program
 */
export function stressPage(
  stress: Stress,
  pictures: StressPictures | null,
  version: string,
): BlockPage {
  const words = metricWords(stress.metric);
  const { models, images, clusters, costs, unit, about } = stress;
  const sections = [
    { id: "costs", title: STRESS.costs, blocks: costBlocks(stress, words) },
    { id: "by-severity", title: STRESS.curves, blocks: curveBlocks(stress, words) },
    { id: "robust", title: STRESS.robust, blocks: errorBlocks(stress) },
    { id: "pairs", title: STRESS.pairs, blocks: pairBlocks(stress, words) },
    { id: "worst", title: STRESS.worst, blocks: worstBlocks(stress, words) },
    { id: "pictures", title: STRESS.pictures, blocks: pictureBlocks(stress, pictures) },
    { id: "how", title: STRESS.how, blocks: howBlocks(stress) },
  ];
  return {
    title: STRESS.title,
    eyebrow: STRESS.eyebrow({
      models: counted(models.length, "model"),
      images: counted(images, unit),
      groups: clusters === null ? null : `in ${counted(clusters, "group")}`,
      kinds: counted(costs.length, "kind"),
    }),
    heading: shown(stressHeading(stress), 300),
    lead: told(about)
      .map((one) => shown(statementText(one, stress), 800))
      .join(" "),
    sections: sections.filter(({ blocks }) => blocks.length > 0),
    foot: STRESS.foot,
    made: STRESS.made({ version: shown(version, 40) }),
  };
}

function costBlocks(stress: Stress, words: MetricWords): DocumentBlock[] {
  const { costs, models, level, warnings } = stress;
  const shownModels = models.slice(0, MOST_MODELS);
  const order = costs.toSorted((a, b) => (a.models[0]!.change ?? 0) - (b.models[0]!.change ?? 0));
  return [
    ...toned("caution", warnings.map((code) => STRESS.warnings[code] ?? code).join(" ")),
    ...paragraph(STRESS.costsLead({ level: percent(level, 0), sentence: words.sentence })),
    ...table<DocumentCell>(
      "costs",
      "",
      [column(STRESS.kind), ...shownModels.map(({ name }) => column(nameOf(name), "number"))],
      order.map(({ kind, models: of }) => [
        kindText(kind),
        ...of.slice(0, MOST_MODELS).map((cost) => ({
          text: differenceRange(words, cost.change, cost.low, cost.high),
          aside: costMark(cost, costs),
          value: cost.change,
        })),
      ]),
    ),
  ];
}

function curveBlocks(stress: Stress, words: MetricWords): DocumentBlock[] {
  const [clean, ...altered] = stress.kinds;
  const kinds = stress.costs.map(({ kind }) => kind);
  // One axis for all: what costs most falls most.
  const ends = stress.kinds
    .flatMap((step) => step.models.slice(0, MOST_MODELS))
    .flatMap(({ value, low, high }) =>
      value === null ? [] : [value, low ?? value, high ?? value],
    );
  const y = figureAxis(words, words.label, ends);
  const plots = kinds.map((kind, k): DocumentBlock => {
    const steps = [clean!, ...altered.filter((one) => one.kind === kind)];
    return plot(curveOf(stress, words, steps, y, k), "stress.csv");
  });
  const rows: DocumentBlock[] = [];
  for (let at = 0; at < plots.length; at += 2) {
    rows.push(columns(...plots.slice(at, at + 2).map((one) => [one])));
  }
  return [...paragraph(STRESS.curvesLead), ...rows];
}

function curveOf(
  { models, images }: Stress,
  words: MetricWords,
  steps: readonly StressedKind[],
  y: CurveAxis,
  number: number,
): CurveView {
  const kind = steps.at(-1)!.kind;
  const drawn = models.slice(0, MOST_MODELS);
  const rowOf = (step: number, m: number): number => step * drawn.length + m;
  const figure = (one: StressedModel | undefined): string => {
    const value = one?.value ?? null;
    return value === null ? STRESS.none : valueText(words.scale, value, images);
  };
  const last = steps.at(-1);
  return {
    id: `curve-${number + 1}`,
    title: STRESS.curveTitle({ kind: kindText(kind) }),
    reading: STRESS.curveReading({
      kind: kindText(kind),
      changes: drawn
        .map(({ name }, m) =>
          STRESS.curveChange({
            name: nameOf(name),
            from: figure(steps[0]?.models[m]),
            to: figure(last?.models[m]),
          }),
        )
        .join("; "),
    }),
    caption: null,
    explore: null,
    x: {
      label: `${STRESS.severity} (${corruptionOf(kind)?.unit ?? ""})`,
      from: 0,
      to: 5,
      ticks: [0, 1, 2, 3, 4, 5].map((at) => ({ at, text: tickText(kind, at) })),
    },
    lines: drawn.map(({ name }, m) => ({
      name: nameOf(name),
      style: drawn.length === 1 ? "local" : STYLES[m]!,
      kind: "line",
      points: steps.flatMap(({ severity, models: of }, s) => {
        const { value, low, high } = of[m]!;
        return value === null ? [] : [{ x: severity, y: value, low, high, row: rowOf(s, m) }];
      }),
    })),
    y,
    references: [],
    table: {
      columns: [
        { name: STRESS.severity, numeric: true },
        { name: STRESS.parameter, numeric: false },
        { name: STRESS.model, numeric: false },
        ...[STRESS.figure, STRESS.change].map((name) => ({ name, numeric: true })),
      ],
      rows: steps.flatMap((step) =>
        drawn.map(({ name }, m): PlotRow => {
          const own = step.models[m]!;
          const range = intervalText(words.scale, own.low, own.high, images) ?? "";
          return {
            cells: [
              { text: grouped(step.severity), value: step.severity },
              { text: parameterText(step.parameter, step.of), value: step.parameter },
              { text: nameOf(name), value: null },
              { text: `${figure(own)} ${range}`.trim(), value: own.value },
              {
                text: differenceRange(words, own.change, own.changeLow, own.changeHigh),
                value: own.change,
              },
            ],
            said: null,
          };
        }),
      ),
      more: 0,
    },
  };
}

/** The severity, and the parameter there. */
function tickText(kind: string, severity: number): string {
  const corruption = corruptionOf(kind);
  if (severity === 0 || corruption === null) return "0";
  return `${severity} (${Number(parameterAt(corruption, severity).toPrecision(3))})`;
}

function errorBlocks({ mce, relative, working, metric, images }: Stress): DocumentBlock[] {
  const words = metricWords(metric);
  const text = (value: number | null): string => (value === null ? STRESS.none : grouped(value, 3));
  const hasNoRatio = [...mce, ...relative].some(
    ({ value, ratio }) => value !== null && ratio === null,
  );
  const cell = (value: number | null, low: number | null, high: number | null) => ({
    text: text(value),
    aside: low === null || high === null || low === high ? null : `[${text(low)}, ${text(high)}]`,
    value,
  });
  const cells = (one: StressFigure) => [
    cell(one.value, one.low, one.high),
    cell(one.ratio, one.ratioLow, one.ratioHigh),
  ];
  return [
    ...paragraph(hasNoRatio ? `${STRESS.robustLead} ${STRESS.noRatio}` : STRESS.robustLead),
    ...table<DocumentCell>(
      "errors",
      "",
      [
        column(STRESS.model),
        ...[STRESS.mce, STRESS.ratio, STRESS.relative, STRESS.ratio].map((name) =>
          column(name, "number"),
        ),
      ],
      mce
        .slice(0, MOST_MODELS)
        .map((one, m) => [nameOf(one.name), ...cells(one), ...cells(relative[m]!)]),
    ),
    ...table<DocumentCell>(
      "working",
      STRESS.workingRow,
      [column(STRESS.model), column(STRESS.figure, "number"), column(STRESS.change, "number")],
      working.models
        .slice(0, MOST_MODELS)
        .map(({ name, value, change, changeLow, changeHigh }) => [
          nameOf(name),
          value === null ? STRESS.none : valueText(words.scale, value, images),
          differenceRange(words, change, changeLow, changeHigh),
        ]),
    ),
  ];
}

function pairBlocks({ pairs, level }: Stress, words: MetricWords): DocumentBlock[] {
  if (pairs.length === 0) return [];
  const cell = ({ difference, low, high, told: by }: PairDifference) => ({
    text: differenceRange(words, difference, low, high),
    aside: by === null ? null : STRESS.told,
    value: difference,
  });
  return [
    ...paragraph(STRESS.pairsLead({ level: percent(level, 0) })),
    ...table<DocumentCell>(
      "pairs",
      "",
      [
        column(STRESS.pair),
        column(STRESS.pairClean, "number"),
        column(STRESS.pairAltered, "number"),
      ],
      pairs.map(({ a, b, clean, altered }) => [
        STRESS.between({ a: nameOf(a), b: nameOf(b) }),
        cell(clean),
        cell(altered),
      ]),
    ),
  ];
}

function worstBlocks({ worst, kinds, images }: Stress, words: MetricWords): DocumentBlock[] {
  const [first] = worst;
  if (first === undefined) return [];
  const most = Math.max(...kinds.map(({ severity }) => severity));
  const budget = first.budget === 1 ? "1 try" : `${grouped(first.budget)} tries`;
  return [
    ...paragraph(STRESS.worstLead({ budget, severity: grouped(most) })),
    ...table<DocumentCell>(
      "worst",
      "",
      [column(STRESS.model), ...STRESS.worstColumns.map((name) => column(name, "number"))],
      worst.map(({ name, images: right, broken, value, change, changeLow, changeHigh }) => [
        nameOf(name),
        grouped(right),
        grouped(broken),
        value === null ? STRESS.none : valueText(words.scale, value, images),
        differenceRange(words, change, changeLow, changeHigh),
      ]),
    ),
  ];
}

function pictureBlocks({ costs }: Stress, pictures: StressPictures | null): DocumentBlock[] {
  if (pictures === null) return [];
  return [
    ...paragraph(STRESS.picturesLead({ file: shown(pictures.file, 80) })),
    ...costs.flatMap(({ kind }, k): DocumentBlock[] => {
      const tiles = pictures.tiles.get(kind) ?? [];
      if (tiles.length === 0) return [];
      return [
        heading(kindText(kind)),
        { kind: "pictures", id: `pictures-${k + 1}`, tiles, key: [] },
      ];
    }),
  ];
}

function howBlocks({ working, seed, level }: Stress): DocumentBlock[] {
  const side = grouped(working.shorterSidePx);
  return list([...STRESS.howItems({ side, seed: String(seed), level: percent(level, 0) })]);
}
