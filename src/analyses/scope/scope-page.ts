import type { TransparencyRecord } from "../../records/record/record-types.js";
import { counted, grouped } from "../../reports/numbers.js";
import type { PlotTable } from "../../reports/plot-view.js";
import { shown } from "../../reports/text.js";
import type { ResultScope } from "../../results/scope-result.js";
import { type ScopeMapView, scopeMapView } from "./map-view.js";
import { scopeLetter, scopeQuestions } from "./questions.js";
import { type ScopeView, type ScopeViewInput, scopeView } from "./scope-view.js";
import { binName, hereText, shortNumber, thereText } from "./scope-words.js";
import { SCOPE_PAGE } from "./words.js";

/** The page "Is this model tested for you?", in its order. */
export interface ScopePage extends ScopeView {
  readonly title: string;
  readonly eyebrow: string;
  readonly map: ScopeMapView | null;
  /** Distance, chance, p of each attribute. */
  readonly numbers: PlotTable | null;
  /** Every bin of every attribute on both sides. */
  readonly bins: PlotTable | null;
  readonly concepts: { readonly table: PlotTable; readonly trend: string | null } | null;
  readonly questions: readonly string[];
  readonly letter: string;
  readonly how: string | null;
  readonly version: string;
}

export interface ScopePageInput extends ScopeViewInput {
  readonly record: TransparencyRecord;
  /** Of the images, as the user calls them. */
  readonly place: string;
  readonly version: string;
}

const MOST_BIN_ROWS = 200;

/** View model of the page. Pure: the same input gives the same words and numbers everywhere. */
export function scopePage(input: ScopePageInput): ScopePage {
  const { scope, record, place, version } = input;
  const view = scopeView(input);
  const questions = scopeQuestions(scope, record);
  const least = record.clusters === null ? 1 : (record.profile?.leastClusters ?? 1);
  return {
    ...view,
    title: `${view.label}: ${shown(place, 60)}`,
    eyebrow: `${SCOPE_PAGE.title} · ${shown(place, 80)}`,
    map: scopeMapView(scope),
    numbers: numbersTable(view),
    bins: binsTable(scope),
    concepts: conceptsOf(scope),
    questions,
    letter: scopeLetter(scope, questions, record, version),
    how:
      scope.k === null
        ? null
        : SCOPE_PAGE.howText({
            k: grouped(scope.k),
            groups: least > 1 ? counted(least, "group") : null,
            arePaired: scope.order === 2,
          }),
    version,
  };
}

const words = (name: string) => ({ name, numeric: false });
const number = (name: string) => ({ name, numeric: true });
const text = (value: string) => ({ text: value, value: null });

function numbersTable({ attributes }: ScopeView): PlotTable | null {
  if (attributes.length === 0) return null;
  return {
    columns: [
      words(SCOPE_PAGE.attribute),
      ...[SCOPE_PAGE.distance, SCOPE_PAGE.chance, SCOPE_PAGE.difference, SCOPE_PAGE.p].map(number),
      number(SCOPE_PAGE.moved),
    ],
    rows: attributes.map(({ name, numbers, difference }) => {
      const [distance = "", chance = "", ...rest] = numbers;
      return { cells: [name, distance, chance, difference, ...rest].map(text), said: null };
    }),
    more: 0,
  };
}

function binsTable(scope: ResultScope): PlotTable | null {
  const all = scope.attributes.flatMap(({ name, bins }) =>
    bins.map((bin) => ({
      cells: [
        shown(name, 60),
        binName(name, bin.name, scope),
        bin.tested
          ? bin.there === null
            ? SCOPE_PAGE.enough({ k: grouped(scope.k ?? 0) })
            : grouped(bin.there)
          : thereText(bin.there, scope),
        hereText(bin.here, scope.images),
        bin.tested ? SCOPE_PAGE.yes : SCOPE_PAGE.no,
      ].map(text),
      said: null,
    })),
  );
  if (all.length === 0) return null;
  return {
    columns: [
      ...[SCOPE_PAGE.attribute, SCOPE_PAGE.bin, SCOPE_PAGE.cellThere].map(words),
      ...[SCOPE_PAGE.cellHere, SCOPE_PAGE.cellTested].map(words),
    ],
    rows: all.slice(0, MOST_BIN_ROWS),
    more: Math.max(0, all.length - MOST_BIN_ROWS),
  };
}

function conceptsOf({ concepts }: ResultScope): ScopePage["concepts"] {
  if (concepts === null || concepts.classes.length === 0) return null;
  const { classes, trend } = concepts;
  const hasRecall = classes.some(({ recall }) => recall !== null);
  return {
    table: {
      columns: [
        words(SCOPE_PAGE.class),
        number(SCOPE_PAGE.yoursCount),
        words(SCOPE_PAGE.training),
        ...(hasRecall ? [number(SCOPE_PAGE.recall)] : []),
      ],
      rows: classes.slice(0, MOST_BIN_ROWS).map(({ label, local, training, rare, recall }) => ({
        cells: [
          text(shown(label, 60)),
          { text: grouped(local), value: local },
          text(
            training === null
              ? SCOPE_PAGE.notStatedCount
              : rare
                ? SCOPE_PAGE.rare({ n: grouped(training) })
                : grouped(training),
          ),
          ...(hasRecall ? [text(recall === null ? "" : `${Math.round(100 * recall)}%`)] : []),
        ],
        said: null,
      })),
      more: Math.max(0, classes.length - MOST_BIN_ROWS),
    },
    trend:
      trend === null
        ? null
        : SCOPE_PAGE.trend({
            slope: shortNumber(Math.round(1000 * trend.slope) / 10),
            low: shortNumber(Math.round(1000 * trend.low) / 10),
            high: shortNumber(Math.round(1000 * trend.high) / 10),
            classes: `${trend.classes}`,
          }),
  };
}
