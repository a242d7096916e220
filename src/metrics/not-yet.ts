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

type Given = Pick<MetricToCome, "id"> &
  Partial<Omit<MetricToCome, "words">> & { readonly words: GivenWords };

const GIVEN: readonly Given[] = [
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
