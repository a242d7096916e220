import type { LabelledImages } from "../dataset/image-set.js";
import type { TruthMap } from "../dataset/truth-map.js";
import { bootstrapEstimates } from "../metrics/bootstrap-estimates.js";
import type { MetricReference } from "../metrics/estimate-types.js";
import { createEstimator } from "../metrics/estimators.js";
import { createKernel } from "../metrics/kernels.js";
import { unitMean } from "../metrics/lookup.js";
import {
  type Complete,
  type Completion,
  hasCompletions,
} from "../metrics/unanswered/complete-outcomes.js";
import type { Outcomes } from "../outcomes/classification-types.js";
import { selectUnits } from "../outcomes/select-units.js";
import type { Task } from "./task.js";
import type { Unanswered, UnansweredBasis } from "./unanswered/unanswered.js";
import type { UnansweredImages } from "./unanswered/unanswered-images.js";
import {
  clustersLike,
  imageUnits,
  sequenceUnits,
  type UnitImages,
} from "./unanswered/unanswered-units.js";

/** What units without a prediction can do to a figure. */
export interface UnansweredBounds<O extends Outcomes> {
  readonly truth: UnansweredTruth<O>;
  readonly complete: Complete<O>;
  /** Whether a metric that has bounds has them here; absent: it has. */
  readonly isBounded?: (reference: MetricReference) => boolean;
}

/** What is true of units without a prediction. */
export type UnansweredTruth<O extends Outcomes> = (
  outcomes: O,
  units: TrueUnits,
  className: string | null,
) => O["truth"];

/** Units of which nothing but the truth is known. */
export interface TrueUnits {
  /** Those that the units are made of. */
  readonly images: LabelledImages;
  readonly map: TruthMap;
  /** Null where a unit is an image. */
  readonly of: UnitImages | null;
  /** Class of the outcomes of each of {@link TruthMap.truthNames}; −1 for none. */
  readonly classOfCode: Int32Array;
}

type OfImages = "estimator" | "kernel" | "unitMean" | "bootstrap" | "unanswered";

/**
 * What tasks of whole images have alike: a slice is a selection of units, and images without a prediction
 * are units behind the others.
 *
 * @param bounds null where nothing can be said of what units without a prediction do to a figure
 */
export function imageTask<O extends Outcomes>(
  bounds: UnansweredBounds<O> | null,
): Pick<Task<O>, OfImages> {
  return {
    estimator: (outcomes, reference, units) =>
      createEstimator(units === undefined ? outcomes : selectUnits(outcomes, units), reference),
    kernel: createKernel,
    unitMean,
    bootstrap: bootstrapEstimates,
    unanswered: (basis, outcomes, images) => unansweredUnits(basis, outcomes, images, bounds),
  };
}

function unansweredUnits<O extends Outcomes>(
  { images, map, image, clusters, attributes, sequence }: UnansweredBasis,
  outcomes: O,
  unanswered: UnansweredImages,
  bounds: UnansweredBounds<O> | null,
): Unanswered {
  const row = image.map((i) => images.row[i]!);
  const units =
    sequence === null
      ? imageUnits(unanswered, image, row)
      : sequenceUnits(images, unanswered, sequence, image);
  const { kept, parts, of } = units;
  const answered = kept === null ? outcomes : selectUnits(outcomes, kept);
  const clustered = clustersLike(clusters, attributes, units.row);
  const isBounded = (reference: MetricReference) =>
    bounds !== null &&
    hasCompletions(reference, outcomes.kind) &&
    bounds.isBounded?.(reference) !== false;
  return {
    images: units.images,
    units: { image: units.image, row: units.row, cluster: clustered.cluster },
    isBounded,
    complete(reference: MetricReference, side: Completion) {
      if (bounds === null || !isBounded(reference)) return null;
      const className = reference.parameters.get("class") ?? null;
      const indexOf = new Map(outcomes.classes.map((name, i) => [name, i]));
      const classOfCode = Int32Array.from(map.truthNames, (name) => indexOf.get(name) ?? -1);
      const truth = bounds.truth(outcomes, { images: parts, map, of, classOfCode }, className);
      return { ...bounds.complete(answered, truth, reference, side), ...clustered };
    },
  };
}
