import { log10 } from "../../core/elementary.js";
import type { Count, Level, Share } from "../../core/json-values.js";
import { quantileSorted } from "../../statistics/bootstrap.js";
import { straightLine } from "../../statistics/least-squares.js";

/** A class of the images here with what the model has seen of it (METHODS §7.5). */
export interface ConceptSupport {
  readonly label: string;
  /** Images here. */
  readonly local: Count;
  /** Training images; null where the record states no count of it, or it is not in the model's vocabulary. */
  readonly training: Count | null;
  /** Below the lower quarter of the vocabulary's training counts. */
  readonly rare: boolean;
  /** Share of the local images that are named right; null where there is no ground truth. */
  readonly recall: Share | null;
}

/** How recall here rises with the training images of a class: recall = a + b·log10 f. */
export interface SupportTrend {
  readonly slope: number;
  readonly low: number;
  readonly high: number;
  readonly level: Level;
  readonly classes: Count;
}

export interface ConceptSupportReport {
  /** Classes without a count first, then those never trained, then by rising training count. */
  readonly classes: readonly ConceptSupport[];
  /** Null below 8 classes with training images and 10 images here. */
  readonly trend: SupportTrend | null;
  readonly warnings: readonly "scope/rare-in-training"[];
}

export interface LocalClass {
  readonly label: string;
  readonly local: number;
  readonly recall: number | null;
}

/** Of fewer classes, and of classes with fewer images here, there is no line (METHODS §7.5). */
export const LEAST_CLASSES = 8;
export const LEAST_IMAGES = 10;

/**
 * Training counts against the classes here, after Udandarao and others 2024 (arXiv 2404.04125), who
 * saw performance rise with the logarithm of what was trained on.
 *
 * @param training images of each class of the vocabulary
 */
export function conceptSupport(
  local: readonly LocalClass[],
  training: ReadonlyMap<string, number>,
  level = 0.95,
): ConceptSupportReport {
  const counts = Float64Array.from(training.values()).sort();
  const quarter = counts.length === 0 ? 0 : quantileSorted(counts, 0.25);
  const classes = local
    .map(({ label, local: images, recall }): ConceptSupport => {
      const f = training.get(label) ?? null;
      return { label, local: images, training: f, rare: f !== null && f < quarter, recall };
    })
    .map((one, i) => ({ one, i }))
    .sort((a, b) => (a.one.training ?? -1) - (b.one.training ?? -1) || a.i - b.i)
    .map(({ one }) => one);
  return {
    classes,
    trend: trendOf(classes, level),
    warnings: classes.some(({ rare, local: images }) => rare && images > 0)
      ? ["scope/rare-in-training"]
      : [],
  };
}

/** Classes that a line is laid through: those without training images are a group of their own, never logged. */
export function ofTrend(classes: readonly ConceptSupport[]): readonly ConceptSupport[] {
  return classes.filter(
    ({ training, local, recall }) =>
      training !== null && training > 0 && local >= LEAST_IMAGES && recall !== null,
  );
}

function trendOf(classes: readonly ConceptSupport[], level: number): SupportTrend | null {
  const used = ofTrend(classes);
  if (used.length < LEAST_CLASSES) return null;
  const x = used.map(({ training }) => log10(training!));
  const line = straightLine(
    x,
    used.map(({ recall }) => recall!),
    level,
  );
  if (line === null) return null;
  const { slope, low, high, n } = line;
  return { slope, low, high, level, classes: n };
}
