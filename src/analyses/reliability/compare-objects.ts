import { pickIntegers } from "../../core/picked-rows.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import type { Note } from "../../results/result.js";
import { askedInVain } from "../asked-in-vain.js";
import { compareScores } from "./compare-scores.js";
import { type ConfidenceScores, FEATURE_SCORES, FLIPS } from "./confidence-scores.js";
import type { GivenScores } from "./given-scores.js";
import { objectAnswers } from "./object-answers.js";
import type { ResultReliability } from "./result.js";
import { onSharedUnits, withGiven } from "./with-given.js";

/** What is known of images beside what was found on them. */
interface OfImages {
  readonly given: GivenScores | undefined;
  /** Of each unit; null where a unit is several images. */
  readonly image: Int32Array | null;
  /** Name of each image. */
  readonly files: readonly string[];
  /** Whether features, or looks at mirror images, are there, which are of answers of one label. */
  readonly isOfAnswers: boolean;
}

/**
 * Whether scores of objects tell right ones from false alarms, and right images from wrong ones. Scores of somebody
 * else's are of images.
 *
 * @throws HomegroundError `metric/not-available` without a threshold, `analysis/no-confidence` where nothing is above it
 */
export function compareObjects(
  outcomes: DetectionOutcomes,
  options: Pick<EvaluateRequest, "level" | "interval" | "seed">,
  { given, image, files, isOfAnswers }: OfImages,
): { readonly result: ResultReliability; readonly notes: readonly Note[] } {
  const { boxes, images } = objectAnswers(outcomes, "the analysis 'reliability'");
  if (boxes.outcomes.unitCount === 0) {
    throw askedInVain(
      "analysis/no-confidence",
      "nothing was found at the threshold or above it",
      "Take a lower threshold, or leave it out",
    );
  }
  const names = isOfAnswers ? [...FEATURE_SCORES, FLIPS] : [];
  const ofImages: ConfidenceScores = {
    own: images.own,
    others: [],
    leftOut: names.map((name) => ({ name, code: "reliability/of-answers" })),
  };
  const imageOf = image === null ? null : pickIntegers(image, images.units);
  const all = withGiven(ofImages, given?.scores ?? [], imageOf);
  const shared = onSharedUnits(images.outcomes, all, (unit) => files[imageOf![unit]!]!);
  const { leftOut, own, others } = shared.scores;
  const compared = compareScores(shared.outcomes, own, others, options);
  return {
    notes: shared.notes,
    result: {
      ...compareScores(boxes.outcomes, boxes.own, [], options),
      without: 0,
      leftOut: [],
      images: {
        ...compared,
        without: images.outcomes.unitCount - compared.n,
        leftOut,
        unsaid: images.unsaid,
        unsaidErrors: images.unsaidErrors,
      },
    },
  };
}
