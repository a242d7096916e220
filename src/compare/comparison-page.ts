import { type Surface, wordsFor } from "../core/sentence.js";
import { isOfOutlines, isOfPoints } from "../metrics/metric.js";
import { BOX_OUTCOMES } from "../outcomes/detection/anatomy.js";
import type { BlockPage } from "../reports/block-page.js";
import { figureAxis, numberAxis } from "../reports/curve-axes.js";
import { scoreText } from "../reports/curve-cells.js";
import {
  column,
  heading,
  list,
  paragraph,
  plot,
  stacked,
  table,
  untitledPlot,
} from "../reports/document-blocks.js";
import type { DocumentBlock, DocumentCell } from "../reports/document-types.js";
import type { FramedDrawing } from "../reports/drawn-plot.js";
import { intervalText, signedDifference, valueText } from "../reports/estimate-text.js";
import type { ForestMark } from "../reports/forest-view.js";
import { bytesText, counted, grouped, listed, percent, plural } from "../reports/numbers.js";
import type { CurveView } from "../reports/plot-view.js";
import { axisOf } from "../reports/ruler-view.js";
import { capitalised, shown } from "../reports/text.js";
import { BOX_OUTCOME_WORDS } from "../reports/words/detections.js";
import { type MetricWords, metricWords } from "../reports/words/metrics.js";
import { unknownTraining } from "./by-training.js";
import type { ComparedPair, Comparison, PlaceComparison } from "./comparison.js";
import {
  alarmNotes,
  alarmRate,
  alarmsLead,
  costFinding,
  headlineOf,
  imageNotes,
  isSmallPlace,
  msText,
  raceDetails,
  raceFinding,
  smallPlacesText,
  statementText,
} from "./comparison-text.js";
import { tilesOfImage } from "./object-tiles.js";
import type { AloneTiles } from "./only-one-tiles.js";
import { useBlocks } from "./use-text.js";
import { COMPARISON, whyNoRange } from "./words.js";

/** What a page shows beside the comparison itself. */
export interface ComparisonExtras {
  /** Of the program. */
  readonly version: string;
  /** Of the models; it says what objects are called. */
  readonly task?: string;
  /** What was published of the metric, by name of the model. */
  readonly claimed: ReadonlyMap<string, number>;
  /** How many images each model alone gets right, or how many objects it alone finds; null where neither is. */
  readonly alone: ReadonlyMap<string, number> | null;
  /** Pictures of some of these; null where the images are not at hand, or none were wanted. */
  readonly pictures: AloneTiles | null;
  /** Where it is read; in files as on the command line, which is the default. */
  readonly surface?: Surface;
}

// What is left out of the page is in `comparison.json`.
const MOST_MODELS = 100;
const MOST_PLACES = 30;
const MOST_SMALL_PLACES = 3;
const MOST_PAIRS = 200;
const MOST_DRAWN = 40;
const MOST_CLASS_ROWS = 60;
const MOST_CLASS_MODELS = 12;

const nameOf = (text: string): string => shown(text, 60);

/**
 * The page of a comparison: the answer in a sentence, figures, differences, what models share, pictures,
 * how it was computed. At most 2 MB whatever the number of models, places and images.
 */
export function comparisonPage(comparison: Comparison, extras: ComparisonExtras): BlockPage {
  const { metric, unit, images, clusters, models, places, by, about } = comparison;
  const words = metricWords(metric, extras.task);
  const parts = [
    { id: "figures", title: matrixTitle(comparison), blocks: matrixBlocks(comparison, words) },
    { id: "differences", title: COMPARISON.differences, blocks: pairBlocks(comparison, words) },
    { id: "training", title: COMPARISON.training, blocks: trainingBlocks(comparison, words) },
    { id: "by-class", title: COMPARISON.classes, blocks: classBlocks(comparison, extras) },
    { id: "equal-alarms", title: COMPARISON.alarms, blocks: alarmBlocks(comparison) },
    { id: "uses", title: COMPARISON.uses, blocks: useBlocks(comparison) },
    { id: "race", title: COMPARISON.race, blocks: raceBlocks(comparison) },
    { id: "shared", title: COMPARISON.shared, blocks: sharedBlocks(comparison, extras) },
    { id: "cost", title: COMPARISON.cost, blocks: costBlocks(comparison, words) },
    { id: "pictures", title: picturesTitle(comparison), blocks: pictureBlocks(comparison, extras) },
    { id: "published", title: COMPARISON.home, blocks: homeBlocks(comparison, extras, words) },
    { id: "redraws", title: COMPARISON.redraws, blocks: redrawBlocks(comparison, words) },
    { id: "how", title: COMPARISON.how, blocks: howBlocks(comparison, extras) },
  ];
  return {
    title: COMPARISON.title,
    eyebrow: COMPARISON.eyebrow({
      models: counted(models.length, "model"),
      images: counted(images, unit),
      groups: clusters === null ? null : `in ${counted(clusters, "group")}`,
      places: places === null ? null : `${counted(places.length, "level")} of ${nameOf(by ?? "")}`,
    }),
    heading: shown(headlineOf(comparison), 300),
    lead: about.map((one) => shown(statementText(one, by), 600)).join(" "),
    sections: parts.filter(({ blocks }) => blocks.length > 0),
    foot: COMPARISON.foot,
    made: COMPARISON.made({ version: shown(extras.version, 40) }),
  };
}

const matrixTitle = ({ places }: Comparison): string =>
  places === null ? COMPARISON.matrixAlone : COMPARISON.matrix;

const picturesTitle = ({ objects }: Comparison): string =>
  objects === null ? COMPARISON.pictures : COMPARISON.objectPictures;

function matrixBlocks(comparison: Comparison, words: MetricWords): DocumentBlock[] {
  const { models, places, images, unit } = comparison;
  const areMany = (places ?? []).filter(isSmallPlace).length > MOST_SMALL_PLACES;
  const columns = [
    { name: COMPARISON.all, n: images, part: comparison as PlaceComparison, isSmall: false },
    ...(places ?? [])
      .filter((place) => !(areMany && isSmallPlace(place)))
      .map((place) => ({
        name: nameOf(place.level),
        n: place.n,
        part: place as PlaceComparison,
        isSmall: isSmallPlace(place),
      })),
  ];
  const drawn = columns.slice(0, MOST_PLACES + 1);
  const left = columns.length - drawn.length;
  const more = left > 0 ? COMPARISON.morePlaces({ n: counted(left, "place") }) : null;
  const cell = (m: number, { part, n }: (typeof columns)[number]): DocumentCell => {
    const { name, value, low, high } = part.models[m]!;
    if (value === null) return COMPARISON.none;
    const marks = [
      intervalText(words.scale, low, high, n),
      isAheadOfAll(name, part) ? COMPARISON.ahead : null,
    ];
    const aside = marks.filter((mark) => mark !== null).join(" · ");
    return { text: valueText(words.scale, value, n), aside: aside === "" ? null : aside, value };
  };
  return [
    ...paragraph(COMPARISON.matrixLead({ sentence: words.sentence })),
    ...list(imageNotes(comparison)),
    ...stacked(
      table<DocumentCell>(
        "figures",
        COMPARISON.matrixCaption({ metric: shown(words.label, 60) }),
        [
          column(COMPARISON.model),
          ...drawn.map(({ name, n, isSmall }) => {
            const heading = `${name}, ${counted(n, unit)}`;
            return column(isSmall ? `${heading}: ${COMPARISON.tooFew}` : heading, "number");
          }),
        ],
        models
          .slice(0, MOST_MODELS)
          .map(({ name }, m) => [nameOf(name), ...drawn.map((one) => cell(m, one))]),
        more,
      ),
    ),
    ...paragraph(areMany ? smallPlacesText(comparison) : null),
  ];
}

function isAheadOfAll(name: string, { models, pairs }: PlaceComparison): boolean {
  const won = pairs.filter(({ a, b, told }) =>
    told === "a" ? a === name : told === "b" && b === name,
  );
  return won.length === models.length - 1;
}

/** A difference, and where it was taken. */
interface PlacedPair {
  readonly pair: ComparedPair;
  readonly place: string;
}

function pairBlocks(comparison: Comparison, words: MetricWords): DocumentBlock[] {
  const { pairs, places, by, level } = comparison;
  const whole = pairs.map((pair): PlacedPair => ({ pair, place: COMPARISON.all }));
  const parts = (places ?? []).flatMap((one) =>
    one.pairs.map((pair): PlacedPair => ({ pair, place: nameOf(`${by} ${one.level}`) })),
  );
  const all = [...whole, ...parts];
  if (all.length === 0) return [];
  const told = all.filter(({ pair }) => pair.told !== null).length;
  const reading = COMPARISON.differencesReading({
    told: grouped(told),
    all: grouped(all.length),
    share: percent(1 - level, 0),
    places: parts.length > 0,
  });
  const title = COMPARISON.differencesTitle;
  return [differencesPlot(all, words, { id: "differences-plot", title, reading })];
}

function trainingBlocks(comparison: Comparison, { scale }: MetricWords): DocumentBlock[] {
  const { training, places, by, images } = comparison;
  if (training === undefined || places === null) return [];
  const meanOf = (name: string, wanted: (place: string) => boolean): string => {
    const values = places.flatMap(({ level, models }) => {
      const value = models.find((one) => one.name === name)?.value ?? null;
      return wanted(level) && value !== null ? [value] : [];
    });
    if (values.length === 0) return COMPARISON.none;
    return valueText(scale, values.reduce((sum, one) => sum + one, 0) / values.length, images);
  };
  const { at, home, away } = COMPARISON.trainingColumns;
  const { place, pair, seen } = COMPARISON.trainingPairColumns;
  return [
    ...paragraph(COMPARISON.trainingLead({ by: nameOf(by ?? "") })),
    ...table(
      "training",
      "",
      [column(COMPARISON.model), column(at), column(home, "number"), column(away, "number")],
      training.models
        .slice(0, MOST_MODELS)
        .map(({ name, trainedAt }) => [
          nameOf(name),
          trainedAt.length === 0
            ? COMPARISON.trainedNowhere
            : listed(trainedAt.slice(0, MOST_PLACES).map(nameOf)),
          meanOf(name, (level) => trainedAt.includes(level)),
          meanOf(name, (level) => !trainedAt.includes(level)),
        ]),
    ),
    ...unknownTraining(comparison).flatMap((sentence) => paragraph(sentence)),
    ...table<DocumentCell>(
      "training-pairs",
      COMPARISON.trainingPairs,
      [column(place), column(pair), column(seen), column(COMPARISON.difference, "number")],
      training.pairs.slice(0, MOST_PAIRS).map((one) => [
        nameOf(one.place),
        COMPARISON.between({ a: nameOf(one.joint), b: nameOf(one.single) }),
        COMPARISON.seen({ joint: one.jointTrained, single: one.singleTrained }),
        one.difference === null
          ? COMPARISON.none
          : {
              text: signedDifference(scale, one.difference),
              aside:
                one.low === null || one.high === null
                  ? null
                  : `[${signedDifference(scale, one.low)}, ${signedDifference(scale, one.high)}]`,
            },
      ]),
    ),
  ];
}

function classBlocks(
  { perClass, unit, level, models }: Comparison,
  { task }: ComparisonExtras,
): DocumentBlock[] {
  if (perClass === null) return [];
  const words = metricWords(perClass.metric, task);
  const { classes, left } = perClass;
  const all = classes.flatMap((one) =>
    one.pairs.map((pair): PlacedPair => ({ pair, place: nameOf(one.level) })),
  );
  const reading = COMPARISON.classesReading({
    told: grouped(all.filter(({ pair }) => pair.told !== null).length),
    all: grouped(all.length),
    share: percent(1 - level, 0),
  });
  const shownClasses = classes.slice(0, MOST_CLASS_ROWS);
  const more = left + classes.length - shownClasses.length;
  return [
    ...paragraph(COMPARISON.classesLead({ sentence: words.sentence })),
    ...stacked(
      table<DocumentCell>(
        "classes",
        "",
        [
          column(COMPARISON.className),
          column(capitalised(plural(unit)), "number"),
          ...models.slice(0, MOST_CLASS_MODELS).map(({ name }) => column(nameOf(name), "number")),
        ],
        shownClasses.map((one) => [
          nameOf(one.level),
          one.pairs.length === 0
            ? { text: grouped(one.n), aside: COMPARISON.tooFew, value: one.n }
            : grouped(one.n),
          ...one.models
            .slice(0, MOST_CLASS_MODELS)
            .map(({ name, value, low, high }): DocumentCell => {
              if (value === null) return COMPARISON.none;
              const marks = [
                intervalText(words.scale, low, high, one.n),
                isAheadOfAll(name, one) ? COMPARISON.ahead : null,
              ];
              const aside = marks.filter((mark) => mark !== null).join(" · ");
              return {
                text: valueText(words.scale, value, one.n),
                aside: aside === "" ? null : aside,
                value,
              };
            }),
        ]),
        more > 0 ? COMPARISON.moreClasses({ n: counted(more, "class"), one: more === 1 }) : null,
      ),
    ),
    ...(all.length === 0
      ? []
      : [
          differencesPlot(all, words, {
            id: "classes-plot",
            title: COMPARISON.classesTitle,
            reading,
          }),
        ]),
  ];
}

function alarmBlocks({ equalAlarms, unit, level }: Comparison): DocumentBlock[] {
  if (equalAlarms === null) return [];
  const { metric, models, pairs, points, n, counted: what } = equalAlarms;
  const words = metricWords(metric);
  const cellOf = (at: number | null, text: string): DocumentCell =>
    at === null ? COMPARISON.none : { text, aside: null, value: at };
  const all = pairs.map((pair): PlacedPair => ({ pair, place: COMPARISON.all }));
  const reading = COMPARISON.alarmsReading({
    told: grouped(pairs.filter(({ told }) => told !== null).length),
    all: grouped(pairs.length),
    share: percent(1 - level, 0),
  });
  return [
    ...paragraph(alarmsLead(equalAlarms, unit)),
    ...stacked(
      table<DocumentCell>(
        "equal-alarms-points",
        `${words.label}, ${words.short}`,
        [
          column(COMPARISON.model),
          column(words.label, "number"),
          ...COMPARISON.alarmsColumns.map((name) => column(name, "number")),
        ],
        points.slice(0, MOST_MODELS).map(({ name, own, equal }, m) => {
          const { value, low, high } = models[m]!;
          return [
            nameOf(name),
            value === null
              ? COMPARISON.none
              : {
                  text: valueText(words.scale, value, n),
                  aside: intervalText(words.scale, low, high, n) ?? "",
                  value,
                },
            cellOf(equal.threshold, scoreText(equal.threshold ?? 0)),
            cellOf(equal.rate, alarmRate(equal.rate, what)),
            cellOf(equal.precision, percent(equal.precision ?? 0, 1)),
            cellOf(own?.rate ?? null, alarmRate(own?.rate ?? 0, what)),
          ];
        }),
      ),
    ),
    ...(all.length === 0
      ? paragraph(COMPARISON.tooFew)
      : [
          differencesPlot(all, words, {
            id: "equal-alarms-plot",
            title: COMPARISON.alarmsTitle,
            reading,
          }),
        ]),
    ...list(alarmNotes(equalAlarms)),
  ];
}

/** A forest of differences with its table. */
function differencesPlot(
  all: readonly PlacedPair[],
  words: MetricWords,
  { id, title, reading }: { readonly id: string; readonly title: string; readonly reading: string },
): DocumentBlock {
  // Those that are told stand first where there are too many.
  const ordered =
    all.length <= MOST_PAIRS
      ? all
      : all.toSorted((x, y) => Number(y.pair.told !== null) - Number(x.pair.told !== null));
  const listedPairs = ordered.slice(0, MOST_PAIRS);
  const drawn = listedPairs.slice(0, MOST_DRAWN);
  const isPercent = words.scale === "percent" || words.scale === "points";
  const factor = isPercent ? 100 : 1;
  const limits = drawn.flatMap(({ pair: { difference, low, high } }) => [difference, low, high]);
  const most = Math.max(0.01, ...limits.map((value) => Math.abs(value ?? 0)));
  const end = isPercent ? Math.ceil(most * 20) * 5 : most * 1.05;
  const axis = axisOf("number", -end, end);
  const at = (value: number | null): number | null =>
    value === null ? null : axis.place(value * factor);
  const between = ({ a, b }: ComparedPair): string =>
    COMPARISON.between({ a: nameOf(a), b: nameOf(b) });
  const said = (pair: ComparedPair): string =>
    pair.told === null
      ? [COMPARISON.cannotTell, whyNoRange(pair) ?? []].flat().join(", ")
      : COMPARISON.isAhead({ name: nameOf(pair.told === "a" ? pair.a : pair.b) });
  const figure = (value: number | null): string =>
    value === null ? COMPARISON.none : signedDifference(words.scale, value);
  const frame: FramedDrawing = {
    id,
    title,
    reading: words.better === "lower" ? `${reading} ${COMPARISON.lessIsBetter}` : reading,
    caption: COMPARISON.differencesCaption,
    explore: null,
    table: {
      columns: [
        { name: COMPARISON.pair, numeric: false },
        { name: COMPARISON.place, numeric: false },
        { name: COMPARISON.difference, numeric: true },
        { name: COMPARISON.from, numeric: true },
        { name: COMPARISON.to, numeric: true },
        { name: COMPARISON.told, numeric: false },
        { name: COMPARISON.images, numeric: true },
      ],
      rows: listedPairs.map(({ pair, place }) => ({
        cells: [
          { text: between(pair), value: null },
          { text: place, value: null },
          ...[pair.difference, pair.low, pair.high].map((value) => ({
            text: figure(value),
            value,
          })),
          { text: said(pair), value: null },
          { text: grouped(pair.n), value: pair.n },
        ],
        said: null,
      })),
      more: all.length - listedPairs.length,
    },
    drawing: {
      name: title,
      axisText: isPercent ? COMPARISON.axisPoints : COMPARISON.axis,
      ticks: axis.ticks,
      reference: { at: axis.place(0), text: "0" },
      marks: drawn.map(({ pair, place }, row): ForestMark => {
        const { low, high, difference } = pair;
        const isTold = pair.told !== null;
        return {
          label: between(pair),
          sub: isTold ? place : `${place} · ${said(pair)}`,
          at: at(difference),
          low: at(low),
          high: at(high),
          valueText: figure(difference),
          intervalText: low === null || high === null ? null : `[${figure(low)}, ${figure(high)}]`,
          sign: pair.told === null ? null : pair.told === "a" ? "better" : "worse",
          note: isTold ? said(pair) : null,
          row,
        };
      }),
    },
  };
  return { ...plot(frame, "comparison.json"), untitled: true };
}

function raceBlocks({ race, models, level }: Comparison): DocumentBlock[] {
  if (race === null) return [];
  const droppedAt = new Map(race.dropped.map(({ model, at }) => [model, at]));
  return [
    ...paragraph(shown(raceFinding(race), 300)),
    ...paragraph(COMPARISON.raceLead({ share: percent(1 - level, 0) })),
    ...table<DocumentCell>(
      "race",
      "",
      [column(COMPARISON.model), column(COMPARISON.raceDropped, "number")],
      models.slice(0, MOST_MODELS).map(({ name }) => {
        const at = droppedAt.get(name) ?? null;
        const dropped: DocumentCell =
          at === null
            ? COMPARISON.raceRemains
            : { text: counted(at, "label"), aside: null, value: at };
        return [nameOf(name), dropped];
      }),
    ),
    ...list(raceDetails({ ...race, dropped: [] })),
  ];
}

function sharedBlocks(
  { pairs, models, images, unit, objects }: Comparison,
  { alone, task = "" }: ComparisonExtras,
): DocumentBlock[] {
  const known =
    objects === null
      ? pairs.flatMap(({ a, b, right, n }) =>
          right === null || n === 0 ? [] : [{ a, b, right, n }],
        )
      : objects.pairs.map(({ a, b, ...right }) => ({ a, b, right, n: objects.count }));
  if (known.length === 0 || objects?.count === 0) return [];
  const of = objects?.count ?? images;
  const combine = objects === null ? COMPARISON.combine : COMPARISON.combineObjects;
  const columnNames = objects === null ? COMPARISON.sharedColumns : COMPARISON.sharedObjectsColumns;
  const reached = known.map(({ right: { both, onlyA, onlyB }, n }) => (both + onlyA + onlyB) / n);
  const best = known[reached.indexOf(Math.max(...reached))]!;
  const { both, onlyA, onlyB } = best.right;
  const gains = Math.min(onlyA, onlyB) > 0;
  const objectsLead = isOfOutlines(task)
    ? COMPARISON.sharedOutlinesLead
    : isOfPoints(task)
      ? COMPARISON.sharedPointsLead
      : COMPARISON.sharedObjectsLead;
  return [
    ...paragraph(
      objects === null
        ? COMPARISON.sharedLead
        : objectsLead({
            objects: counted(objects.count, "object"),
            at: COMPARISON.objectsAt[objects.thresholds],
          }),
    ),
    ...table(
      "shared",
      "",
      [column(COMPARISON.pair), ...columnNames.map((name) => column(name, "number"))],
      known
        .slice(0, MOST_PAIRS)
        .map(({ a, b, right, n }) => [
          COMPARISON.both({ a: nameOf(a), b: nameOf(b) }),
          ...[right.both, right.onlyA, right.onlyB, right.none].map((count) => grouped(count)),
          percent((right.both + right.none) / n, 1),
        ]),
    ),
    ...list(
      alone === null || models.length < 3
        ? []
        : models.slice(0, MOST_MODELS).map(({ name }) => {
            const own = alone.get(name) ?? 0;
            return objects === null
              ? COMPARISON.alone({ name: nameOf(name), images: counted(own, unit) })
              : COMPARISON.aloneFinds({ name: nameOf(name), objects: counted(own, "object") });
          }),
    ),
    ...paragraph(
      gains
        ? combine({
            a: nameOf(best.a),
            b: nameOf(best.b),
            share: percent((both + onlyA + onlyB) / of, 1),
            alone: percent((both + Math.max(onlyA, onlyB)) / of, 1),
          })
        : null,
    ),
  ];
}

function costBlocks(comparison: Comparison, words: MetricWords): DocumentBlock[] {
  const { cost, models, images } = comparison;
  if (cost === null) return [];
  const shownModels = cost.models.slice(0, MOST_MODELS);
  const timed = cost.models.flatMap(({ name, imageMs, efficient }, m) => {
    const { value, low, high } = models[m]!;
    return imageMs === null || value === null
      ? []
      : [{ name, x: imageMs, y: value, low, high, efficient }];
  });
  return [
    ...paragraph(
      COMPARISON.costLead({ images: counted(cost.images, "image"), engine: cost.engine }),
    ),
    ...paragraph(costFinding(comparison)),
    ...(timed.length < 2
      ? table<DocumentCell>(
          "costs",
          "",
          [
            column(COMPARISON.model),
            ...COMPARISON.costColumns.map((name) => column(name, "number")),
          ],
          shownModels.map(({ name, imageMs, sizeBytes }, m) => [
            nameOf(name),
            valueCell(models[m]!.value, words, images),
            ...timeCells(imageMs, sizeBytes),
          ]),
        )
      : [untitledPlot(costPlot(comparison, timed, words), "comparison.json")]),
  ];
}

interface TimedFigure {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly efficient: boolean | null;
}

/** A point a model; the table behind it has those that were not timed too. */
function costPlot(
  { cost, models, images }: Comparison,
  timed: readonly TimedFigure[],
  words: MetricWords,
): CurveView {
  const drawn = timed.toSorted((a, b) => a.x - b.x).slice(0, MOST_MODELS);
  const rows = [...drawn.map(({ name }) => name)];
  for (const { name } of cost!.models) if (!rows.includes(name)) rows.push(name);
  const of = new Map(cost!.models.map((one, m) => [one.name, { ...one, figure: models[m]! }]));
  const worth = drawn.filter(({ efficient }) => efficient === true);
  const points = drawn.map(({ x, y, low, high }, row) => ({ x, y, low, high, row }));
  const ends = drawn.flatMap(({ y, low, high }) => [y, low ?? y, high ?? y]);
  return {
    id: "cost-plot",
    title: COMPARISON.costTitle,
    reading: COMPARISON.costReading({
      models: counted(drawn.length, "model"),
      worth: grouped(worth.length),
    }),
    caption: COMPARISON.costCaption,
    explore: null,
    x: numberAxis(COMPARISON.costTime, [0, ...drawn.map(({ x }) => x)]),
    y: figureAxis(words, words.label, ends),
    lines: [
      { name: COMPARISON.costModels, style: "local", kind: "dots", points },
      {
        name: COMPARISON.costFront,
        style: "claim",
        kind: "line",
        points: worth.map(({ x, y, name }) => ({
          ...{ x, y, low: null, high: null },
          row: rows.indexOf(name),
        })),
      },
    ],
    references: [],
    table: {
      columns: [
        { name: COMPARISON.model, numeric: false },
        ...COMPARISON.costColumns.map((name) => ({ name, numeric: true })),
        { name: COMPARISON.costWorth, numeric: false },
      ],
      rows: rows.slice(0, MOST_MODELS).map((name) => {
        const { imageMs, sizeBytes, efficient, figure } = of.get(name)!;
        const said = efficient === true ? COMPARISON.costEfficient : COMPARISON.costDominated;
        return {
          cells: [
            { text: nameOf(name), value: null },
            valueCell(figure.value, words, images),
            ...timeCells(imageMs, sizeBytes),
            { text: efficient === null ? COMPARISON.costUnmeasured : said, value: null },
          ],
          said: null,
        };
      }),
      more: Math.max(0, rows.length - MOST_MODELS),
    },
  };
}

function valueCell(value: number | null, { scale }: MetricWords, n: number) {
  return {
    text: value === null ? COMPARISON.none : valueText(scale, value, n),
    aside: null,
    value,
  };
}

/** Of an image, how many an hour, and the model's file. */
function timeCells(imageMs: number | null, sizeBytes: number | null) {
  const anHour = imageMs === null ? null : 3_600_000 / imageMs;
  const text = (value: number | null, of: (value: number) => string) => ({
    text: value === null ? COMPARISON.none : of(value),
    aside: null,
    value,
  });
  return [
    text(imageMs, (ms) => COMPARISON.costMs({ ms: msText(ms) })),
    text(anHour, (count) => grouped(Number(count.toPrecision(2)))),
    text(sizeBytes, bytesText),
  ];
}

/** What boxes over pictures are. */
const BOX_KEY = BOX_OUTCOMES.map((outcome) => ({ outcome, text: BOX_OUTCOME_WORDS[outcome] }));

function pictureBlocks(
  { models, unit, objects }: Comparison,
  { alone, pictures }: ComparisonExtras,
): DocumentBlock[] {
  if (pictures === null || alone === null) return [];
  const { tiles: made, absent } = pictures;
  const count = [...made.values()].reduce((sum, { length }) => sum + length, 0);
  const noFiles = paragraph(
    absent === 0 ? null : COMPARISON.noFiles({ n: grouped(absent), one: absent === 1 }),
  );
  if (count === 0) return noFiles;
  return [
    ...paragraph(
      (objects === null ? COMPARISON.picturesLead : COMPARISON.objectsLead)({
        shown: counted(count, "picture"),
      }),
    ),
    ...noFiles,
    ...models.slice(0, MOST_MODELS).flatMap(({ name }, m): DocumentBlock[] => {
      const tiles = made.get(name) ?? [];
      const images = counted(alone.get(name) ?? 0, objects === null ? unit : "object");
      const key = objects === null ? [] : BOX_KEY;
      return [
        heading(COMPARISON.picturesOf({ name: nameOf(name), images })),
        ...(tiles.length === 0
          ? paragraph(COMPARISON.noneOf)
          : [
              {
                kind: "pictures" as const,
                ...{ id: `only-${m + 1}`, tiles, key },
                ...(objects === null ? {} : { together: tilesOfImage(models.length) }),
              },
            ]),
      ];
    }),
  ];
}

function homeBlocks(
  { models, images }: Comparison,
  { claimed }: ComparisonExtras,
  { scale }: MetricWords,
): DocumentBlock[] {
  if (claimed.size === 0) return [];
  return [
    ...paragraph(COMPARISON.homeLead),
    ...table(
      "published",
      "",
      [column(COMPARISON.model), ...COMPARISON.homeColumns.map((name) => column(name, "number"))],
      models.slice(0, MOST_MODELS).map(({ name, value }) => {
        const claim = claimed.get(name) ?? null;
        return [
          nameOf(name),
          claim === null ? COMPARISON.none : valueText(scale, claim, null),
          value === null ? COMPARISON.none : valueText(scale, value, images),
          claim === null || value === null
            ? COMPARISON.none
            : signedDifference(scale, value - claim),
        ];
      }),
    ),
  ];
}

function redrawBlocks(
  { models, images, unit, clusters }: Comparison,
  { scale }: MetricWords,
): DocumentBlock[] {
  if (models.every(({ best }) => best === null)) return [];
  return [
    ...paragraph(COMPARISON.redrawsLead({ unit: clusters === null ? plural(unit) : "groups" })),
    ...table(
      "redraws",
      "",
      [
        column(COMPARISON.model),
        ...COMPARISON.redrawsColumns.map((name) => column(name, "number")),
        column(COMPARISON.letter),
      ],
      models
        .slice(0, MOST_MODELS)
        .map(({ name, value, best, letters }) => [
          nameOf(name),
          value === null ? COMPARISON.none : valueText(scale, value, images),
          best === null ? COMPARISON.none : percent(best, 0),
          letters,
        ]),
    ),
  ];
}

function howBlocks(
  { models, pairs, places, perClass, equalAlarms, by, level }: Comparison,
  { surface = "command" }: ComparisonExtras,
): DocumentBlock[] {
  const ofPlaces = (places ?? []).flatMap((place) => place.pairs);
  const ofClasses = (perClass?.classes ?? []).flatMap((one) => one.pairs);
  const ofAlarms = equalAlarms?.pairs ?? [];
  const methods = new Set(
    [...pairs, ...ofPlaces, ...ofClasses, ...ofAlarms].map(({ method }) => method),
  );
  const [pair] = pairs;
  const [ofPlace] = ofPlaces;
  const [ofClass] = ofClasses;
  return list([
    COMPARISON.howPaired,
    ...(pair === undefined
      ? []
      : [
          COMPARISON.howLevel({
            models: counted(models.length, "model"),
            level: percent(level, 0),
            pair: percent(pair.level, 2),
          }),
        ]),
    ...(ofPlace === undefined
      ? []
      : [COMPARISON.howPlaces({ by: nameOf(by ?? ""), pair: percent(ofPlace.level, 2) })]),
    ...(ofClass === undefined ? [] : [COMPARISON.howClasses({ pair: percent(ofClass.level, 2) })]),
    ...(ofAlarms[0] === undefined
      ? []
      : [COMPARISON.howAlarms({ pair: percent(ofAlarms[0].level, 2) })]),
    ...Object.entries(COMPARISON.howMethods).flatMap(([method, text]) =>
      methods.has(method) ? [text] : [],
    ),
    wordsFor(surface, COMPARISON.howFigures),
    COMPARISON.howNot,
  ]);
}
