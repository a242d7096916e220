import type { Direction } from "./estimate-types.js";
import { fullWords, type GivenWords, type MetricWords } from "./metric-words.js";

/** A metric of the contract that no code computes yet: what is known of it all the same. */
export interface MetricToCome {
  readonly id: string;
  readonly direction: Direction;
  readonly range: readonly [low: number, high: number];
  /** Whether it is the mean of a bounded value a unit. */
  readonly isUnitMean: boolean;
  readonly words: MetricWords;
}

const UNBOUNDED = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

type Given = Pick<MetricToCome, "id"> &
  Partial<Omit<MetricToCome, "words">> & { readonly words: GivenWords };

const GIVEN: readonly Given[] = [
  {
    id: "count-mae",
    direction: "lower-is-better",
    range: UNBOUNDED,
    words: {
      label: "Typical miss",
      phrase: "mean absolute error of counts",
      sentence: "By how many a single image's count is wrong.",
      short: "by how many one count is wrong",
      scale: "number",
    },
  },
  {
    id: "count-rmse",
    direction: "lower-is-better",
    range: UNBOUNDED,
    words: {
      label: "Typical miss, large ones weigh more",
      phrase: "root mean squared error of counts",
      sentence: "By how many a single image's count is wrong, large misses weighing most.",
      short: "by how many, large ones weigh more",
      scale: "number",
    },
  },
  {
    id: "count-bias",
    direction: "lower-is-better",
    range: UNBOUNDED,
    words: {
      label: "Count off by",
      phrase: "count bias",
      sentence: "How much totals lean up or down.",
      short: "how much totals lean up or down",
      scale: "number",
    },
  },
  {
    id: "count-ccc",
    range: [-1, 1],
    words: {
      label: "Counts agree",
      phrase: "concordance of counts",
      sentence: "How closely the model's counts follow yours, in size too; 1 is the same.",
      short: "counts follow yours; 1 is the same",
      scale: "score",
    },
  },
  {
    id: "pq",
    words: {
      label: "Objects found and outlined",
      phrase: "PQ",
      sentence: "Finding each object and outlining it, in one figure.",
      short: "found and outlined in one figure",
      scale: "score",
    },
  },
  {
    id: "aji",
    words: {
      label: "Objects found and outlined (AJI)",
      phrase: "AJI",
      sentence:
        "Finding each object and outlining it, in one figure; what is missed or made up counts.",
      short: "found and outlined in one figure",
      scale: "score",
    },
  },
  {
    id: "oks-map",
    words: {
      label: "Points placed",
      phrase: "OKS AP",
      sentence: "How close the points are, scaled by the animal's size.",
      short: "how close the points are",
      scale: "score",
    },
  },
  {
    id: "pck",
    words: {
      label: "Points close enough",
      phrase: "PCK",
      sentence: "The share of points that lie close enough to where you put them.",
      short: "points close enough",
      hit: { long: "lie close enough", short: "close enough" },
    },
  },
];

/** Metrics to come, by id. */
export const METRICS_TO_COME: ReadonlyMap<string, MetricToCome> = new Map(
  GIVEN.map((given) => [
    given.id,
    {
      direction: "higher-is-better",
      range: [0, 1],
      isUnitMean: false,
      ...given,
      words: fullWords(given.words),
    },
  ]),
);

/** Their ids. */
export const NOT_YET: readonly string[] = [...METRICS_TO_COME.keys()];
