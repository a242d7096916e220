import { numberAxis, shareAxis } from "../../reports/curve-axes.js";
import { countCell } from "../../reports/curve-cells.js";
import type { PictureTile } from "../../reports/document-types.js";
import { counted, grouped } from "../../reports/numbers.js";
import type { CurveView, PlotTable } from "../../reports/plot-view.js";
import { shown } from "../../reports/text.js";
import type { LeastAlikePicture, Thumbnail } from "../../results/report-input.js";
import type { ResultScope, ResultScopeEmbedding } from "../../results/scope-result.js";
import { plainTile } from "../mistakes/mistakes-view.js";
import { shareText, shortNumber } from "./scope-words.js";
import { FEATURES as WORDS } from "./words.js";

/** How far images are from the test images in a model's features, as page, report and terminal say it. */
export interface FeaturesView {
  readonly finding: string;
  readonly details: readonly string[];
  /** Null where test images have no distance at all. */
  readonly plot: CurveView | null;
  /** The least alike images; null where none is beyond. */
  readonly least: PlotTable | null;
  /** Of these, each followed by the nearest that is like the test images, where there is one. */
  readonly pictures: readonly PictureTile[];
}

/** @returns null where no features were compared */
export function featuresView(
  scope: ResultScope,
  pictures: readonly LeastAlikePicture[] = [],
): FeaturesView | null {
  const { embedding } = scope;
  if (embedding === null) return null;
  const { beyond, images } = embedding;
  const says = WORDS.says({
    beyond: grouped(beyond),
    images: counted(images, "image"),
    share: shareText(beyond, images),
  });
  const finding = [says, ...rangeOf(embedding), judgementOf(embedding)].join(" ");
  return {
    finding,
    details: detailsOf(embedding, scope.record.clusters !== null || scope.clusters !== null),
    plot: plotOf(embedding, finding),
    least: leastOf(embedding),
    pictures: pictures.flatMap((picture) => tilesOf(picture, embedding)),
  };
}

function tilesOf(
  { file, own, alike }: LeastAlikePicture,
  { least, limit }: ResultScopeEmbedding,
): PictureTile[] {
  const found = least.find((one) => one.file === file);
  if (found === undefined) return [];
  const { distance, here } = found;
  const far =
    limit === 0
      ? WORDS.farAtAll
      : WORDS.far({ times: grouped(distance / limit, distance < 10 * limit ? 1 : 0) });
  const tiles = [tileOf(file, WORDS.leastOne, far, own)];
  if (here === null || alike === null) return tiles;
  return [...tiles, tileOf(here, WORDS.alikeOne, WORDS.within, alike)];
}

function tileOf(file: string, truth: string, said: string, thumbnail: Thumbnail): PictureTile {
  const name = shown(file, 60);
  const alt = WORDS.alt({ file: name, what: truth, said });
  return plainTile({ file: name, truth, said, alt }, thumbnail);
}

function judgementOf({ p, excess, differs }: ResultScopeEmbedding): string {
  if (p === null) return WORDS.unsaid;
  if (differs) return WORDS.differs;
  return p <= 0.05 && (excess ?? 0) > 0 ? WORDS.some : WORDS.alike;
}

const percent = (value: number): string => shareText(Math.round(value * 1000), 1000);

function rangeOf({ low, high }: ResultScopeEmbedding): string[] {
  if (low === null || high === null) return [];
  return [WORDS.range({ low: percent(low), high: percent(high) })];
}

function detailsOf(embedding: ResultScopeEmbedding, areGrouped: boolean): string[] {
  const { expected, p, images, without, notDrawn, testImages } = embedding;
  const { given, compared, source } = embedding;
  return [
    ...(expected === null || p === null
      ? []
      : [
          WORDS.chance({
            expected: percent(expected),
            p: p < 0.001 ? "<0.001" : shortNumber(Number(p.toPrecision(2))),
          }),
        ]),
    WORDS.of({
      source: shown(source, 60),
      numbers: grouped(given),
      test: counted(testImages, "test image"),
      areGrouped,
    }),
    ...(notDrawn === 0
      ? []
      : [WORDS.drawn({ drawn: grouped(images), of: grouped(images + notDrawn) })]),
    ...(compared === given ? [] : [WORDS.fewer({ numbers: grouped(compared) })]),
    ...(without === 0 ? [] : [WORDS.without({ images: counted(without, "image") })]),
  ];
}

/** Distances in limits, since a unit of features says nothing. */
function plotOf({ quantiles, limit }: ResultScopeEmbedding, reading: string): CurveView | null {
  if (limit === 0) return null;
  const points = (side: "test" | "here") =>
    quantiles.map(({ share, [side]: distance }, row) => ({
      x: distance / limit,
      y: share,
      low: null,
      high: null,
      row,
    }));
  const lines = [
    { name: WORDS.test, style: "claim", kind: "line", points: points("test") },
    { name: WORDS.here, style: "local", kind: "line", points: points("here") },
  ] as const;
  const number = (name: string) => ({ name, numeric: true });
  return {
    id: "scope-features",
    title: WORDS.plot,
    reading,
    caption: WORDS.caption,
    explore: null,
    x: numberAxis(
      WORDS.x,
      lines.flatMap((line) => line.points.map(({ x }) => x)),
    ),
    y: shareAxis(WORDS.y),
    lines,
    references: [{ name: WORDS.limit, from: [1, 0], to: [1, 1] }],
    table: {
      columns: [number(WORDS.y), number(WORDS.test), number(WORDS.here)],
      rows: quantiles.map(({ share, test, here }) => ({
        cells: [
          { text: `${Math.round(share * 100)}%`, value: share },
          ...[test, here].map((distance) => ({
            text: grouped(distance / limit, 2),
            value: distance / limit,
          })),
        ],
        said: WORDS.row({
          share: `${Math.round(share * 100)}%`,
          test: grouped(test / limit, 2),
          here: grouped(here / limit, 2),
        }),
      })),
      more: 0,
    },
  };
}

function leastOf({ least, limit }: ResultScopeEmbedding): PlotTable | null {
  if (least.length === 0) return null;
  const text = (name: string | null) => ({
    text: name === null ? "–" : shown(name, 60),
    value: null,
  });
  return {
    columns: [
      { name: WORDS.columns.image, numeric: false },
      { name: WORDS.columns.distance, numeric: true },
      { name: WORDS.columns.here, numeric: false },
      { name: WORDS.columns.test, numeric: false },
    ],
    rows: least.map(({ file, distance, test, here }) => ({
      cells: [
        text(file),
        limit === 0
          ? countCell(distance)
          : { text: grouped(distance / limit, 2), value: distance / limit },
        text(here),
        text(test),
      ],
      said: null,
    })),
    more: 0,
  };
}
