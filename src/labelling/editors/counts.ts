import { lookedValues } from "../../claims/anytime-values.js";
import { estimatorOf } from "../../evaluation/evaluated-outcomes.js";
import { countTablePieces } from "../../formats/counts/count-table-write.js";
import { formatOfLabels } from "../../formats/write-objects.js";
import { COUNT_CCC } from "../../metrics/counts/count-ccc.js";
import { parseReference } from "../../metrics/reference.js";
import { outcomesOfCounts } from "../../outcomes/counting.js";
import { counting } from "../../tasks/counting.js";
import type { LabelAgreement } from "../label-agreement.js";
import type { ImageLabel } from "../label-events.js";
import type { LabelRaceRule, RacedAnswer } from "../label-race.js";
import type { LabellerState } from "../label-state.js";
import { attributesOf, labelledRows } from "../labelled-set.js";
import {
  lookAtMeans,
  outlookOfMeans,
  type ValuedFigures,
  type ValuedImages,
} from "../mean-look.js";
import type { EditorLookOptions, LabelEditor } from "./label-editor.js";
import { labels } from "./whole-images.js";

/** Numbers are in a plain table. */
const TABLE = formatOfLabels(false);

/** How close is close enough, where nothing else says it. */
const USUAL = parseReference(counting.lookMeasure ?? counting.headline);

/**
 * Whether the number is close enough, as `homeground compare --race --metric count-within` has it. A number that was
 * given with the first model's in sight says nothing.
 */
const byCloseness: LabelRaceRule = {
  isLabelled: ({ label }) => label?.kind === "counts" || label?.kind === "empty",
  score({ label, seen }, { counts: said }, modelLabels, { measure = USUAL } = {}) {
    if (seen || said === undefined) return null;
    const names = namesOf(modelLabels, labelsOf(label), [measure.parameters.get("class") ?? []]);
    const { values } = figuresOf([countedOf(names, label, said)], names, null, 0);
    const close = values(measure) ?? values(USUAL);
    return close?.[0] ?? null;
  },
  areAlike: ({ counts: a }, { counts: b }) =>
    a !== undefined && b !== undefined && JSON.stringify(a) === JSON.stringify(b),
};

/** How many there are of each label. */
export const counts: LabelEditor = {
  ...labels,
  id: "counts",
  race: byCloseness,
  formats: () => ({ all: [TABLE], keepsAll: TABLE, first: TABLE }),
  write(state, options) {
    const rows = labelledRows(state, options);
    const names = [
      ...new Set([...options.labels, ...rows.flatMap(([, { label }]) => labelsOf(label))]),
    ];
    const table = {
      file: rows.map(([image]) => image),
      labels: names,
      counts: Float64Array.from(rows.flatMap(([, { label }]) => names.map(countOf(label)))),
      attributes: attributesOf(rows, options),
    };
    return {
      files: [{ path: "counts.csv", pieces: countTablePieces(table) }],
      losses: [],
      points: 0,
    };
  },
  looks: {
    look: (state, options) => lookAtMeans(state, options, countedImages(state, options)),
    outlook: (state, options) => outlookOfMeans(state, options, countedImages(state, options)),
  },
  agreement: countAgreement,
};

/** Numbers of each label: the person's, and the model's. */
interface Counted {
  readonly truth: Float64Array;
  readonly predicted: Float64Array;
}

/** More than any tolerance allows. */
const FAR_OFF = 1e15;

function countedImages(
  { images }: LabellerState,
  { modelLabels, measure, saidOf }: EditorLookOptions,
): ValuedImages<Counted> {
  const given = [...images.values()].flatMap(({ label }) => labelsOf(label));
  const names = namesOf(modelLabels, given);
  const nothing = new Float64Array(names.length);
  return {
    measure,
    names,
    compared(image, { label }) {
      if (names.map(countOf(label)).some(Number.isNaN)) return "none";
      // An image that the model cannot read may be anything, as one that it has not read yet.
      const counts = saidOf(image)?.counts;
      if (counts === undefined) return "unread";
      return countedOf(names, label, counts);
    },
    anything: {
      worst: { truth: nothing, predicted: nothing.map(() => FAR_OFF) },
      best: { truth: nothing, predicted: nothing },
    },
    of: (counted, cluster, clusterCount) => figuresOf(counted, names, cluster, clusterCount),
  };
}

function namesOf(...labels: readonly (readonly (string | readonly string[])[])[]): string[] {
  return [...new Set(labels.flat(2))];
}

/** @param label of somebody who counted @param said by the model */
function countedOf(
  names: readonly string[],
  label: ImageLabel | null,
  said: NonNullable<RacedAnswer["counts"]>,
): Counted {
  const predicted = new Float64Array(names.length);
  for (const [name, count] of said) predicted[names.indexOf(name)]! += count;
  return { truth: Float64Array.from(names, countOf(label)), predicted };
}

function figuresOf(
  counted: readonly Counted[],
  names: readonly string[],
  cluster: Int32Array | null,
  clusterCount: number,
): ValuedFigures {
  const all = (of: keyof Counted): Float64Array =>
    Float64Array.from(counted.flatMap((one) => [...one[of]]));
  const outcomes = {
    ...outcomesOfCounts({ truth: all("truth"), predicted: all("predicted") }),
    unitCount: counted.length,
    classes: names,
    truthClassCount: names.length,
    cluster,
    clusterCount,
  };
  return {
    estimator: (reference) => estimatorOf(outcomes, reference),
    values: (reference) => lookedValues(reference, outcomes),
  };
}

/** Number of a label; NaN where nobody counted. */
function countOf(label: ImageLabel | null): (name: string) => number {
  if (label?.kind === "empty") return () => 0;
  if (label?.kind !== "counts") return () => Number.NaN;
  const of = new Map(label.counts);
  return (name) => of.get(name) ?? 0;
}

function labelsOf(label: ImageLabel | null): readonly string[] {
  return label?.kind === "counts" ? label.counts.map(([name]) => name) : [];
}

const CONCORDANCE = parseReference(COUNT_CCC.id);

/** Images with the same numbers of every label, and Lin's concordance of the numbers of all things. */
function countAgreement(
  first: LabellerState,
  second: LabellerState,
  level: number,
): LabelAgreement {
  const differ: string[] = [];
  const [ours, theirs]: [number[], number[]] = [[], []];
  let undecided = 0;
  for (const [image, { label: own }] of first.images) {
    const other = second.images.get(image)?.label ?? null;
    if (own === null || other === null) continue;
    if (own.kind === "cannot-tell" || other.kind === "cannot-tell") undecided++;
    const names = [...new Set([...labelsOf(own), ...labelsOf(other)])];
    const [a, b] = [names.map(countOf(own)), names.map(countOf(other))];
    if ([...a, ...b, countOf(own)(""), countOf(other)("")].some(Number.isNaN)) continue;
    const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);
    ours.push(sum(a));
    theirs.push(sum(b));
    if (a.some((one, k) => one !== b[k])) differ.push(image);
  }
  const both = ours.length;
  const about = { both, same: both - differ.length, undecided, differ, kappa: null, boxes: null };
  if (both === 0) return { ...about, concordance: null };
  const outcomes = outcomesOfCounts({
    truth: Float64Array.from(ours),
    predicted: Float64Array.from(theirs),
  });
  const { value, low, high } = estimatorOf(outcomes, CONCORDANCE).at(level);
  return { ...about, concordance: { value, low, high } };
}
