/** How a value is written for people. */
export type MetricScale =
  /** A share of items: 0.301 is 30.1%. */
  | "percent"
  /** A distance between percentages: 0.475 is 47.5 points. */
  | "points"
  /** A figure without a unit, two decimals. */
  | "score"
  /** In a unit of its own, or unbounded. */
  | "number";

/** A metric in words: its name, and what it says in one sentence. */
export interface MetricWords {
  /** Heading: `Balanced accuracy`. */
  readonly label: string;
  /** In the middle of a sentence: `the published 94.4% balanced accuracy`. */
  readonly phrase: string;
  /** One sentence for the page. */
  readonly sentence: string;
  /** At most 36 characters, for a line of the terminal. */
  readonly short: string;
  readonly scale: MetricScale;
  /** Where the value is k of n items, what the k did: `got the right label`, `right`; else null. */
  readonly hit: { readonly long: string; readonly short: string } | null;
  /** A value with a plain meaning, drawn as a dashed line: a coin toss, guessing; else null. */
  readonly reference: { readonly value: number; readonly text: string } | null;
  /** What a figure without a class in its name is about, where that may be absent: `empty image`. */
  readonly about: string | null;
  /** What a figure of one class counts beside units `of` that class: those `called` so, or `not` it. */
  readonly items?: "called" | "not";
  /** Whether it says of one class how much is found: `Finds 92% of the deer`. */
  readonly finds?: true;
  /** What is said otherwise of objects with outlines, where the words are of boxes. */
  readonly ofOutlines?: Partial<Pick<MetricWords, "sentence" | "short" | "hit">>;
  /** What parameters change of label, sentence and the like; null where they change nothing. */
  readonly variant?: (parameters: ReadonlyMap<string, string>) => Partial<MetricWords> | null;
}

/** {@link MetricWords} without what most metrics have alike. */
export type GivenWords = Pick<MetricWords, "label" | "sentence" | "short"> & Partial<MetricWords>;

/** Fills in what is not given: a share in percent, its phrase the label in lower case. */
export function fullWords(given: GivenWords): MetricWords {
  return {
    phrase: given.label.charAt(0).toLowerCase() + given.label.slice(1),
    scale: "percent",
    hit: null,
    reference: null,
    about: null,
    ...given,
  };
}

export const COIN_TOSS = { value: 0.5, text: "a coin toss" };
export const GUESSING = { value: 0, text: "guessing" };

/** What a definition depends on. */
export interface DefinitionContext {
  /** `classification`, `multilabel`, `detection` … */
  readonly task: string;
  /** `images`, `sequences`. */
  readonly units: string;
  /** Parameters of the reference: `class`, `average`, `k`, `iou` … */
  readonly parameters: ReadonlyMap<string, string>;
}

/** What a metric is, for a methods section: a phrase that fits in brackets behind its name. */
export type Definition = string | ((context: DefinitionContext) => string);
