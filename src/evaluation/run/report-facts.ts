import { confidenceFacts } from "../../analyses/confidence/confidence-facts.js";
import { rankedFacts } from "../../analyses/curves/curve-facts.js";
import type { ChosenMistakes } from "../../analyses/mistakes/chosen-mistakes.js";
import { detectionMistakes } from "../../analyses/mistakes/detection-mistakes.js";
import { groupsOf, mistakesOf } from "../../analyses/mistakes/mistakes-of.js";
import { placeFacts } from "../../analyses/places/place-facts.js";
import { type LevelledAttribute, levelledAttributes } from "../../claims/attribute-levels.js";
import type { ImageSet } from "../../dataset/image-set.js";
import type { ClassificationOutcomes } from "../../outcomes/classification-types.js";
import type { ReportExtras } from "../../results/report-input.js";
import { CHOSEN_HERE } from "../detection/chosen-threshold.js";
import { type CountedErrors, countedErrors, detectionFacts } from "../detection/detection-facts.js";
import type { Evaluation } from "../evaluation.js";
import { detectionWarningFacts, warningFacts } from "./warning-facts.js";

/** What a report shows of the outcomes beyond `result.json`; pictures of mistakes are still to make. */
export function reportFacts(
  evaluation: Evaluation,
  images: ImageSet,
): Omit<ReportExtras, "mistakes"> & { readonly mistakes: ChosenMistakes } {
  const { outcomes, answered, result, claims, attributes } = evaluation;
  if (outcomes.kind === "detection") {
    const files = Array.from(answered, (i) => images.file[i]!);
    const errors = countedErrors(outcomes);
    return {
      detection: detectionFacts(outcomes, errors, levelledAttributesOf(result, attributes), {
        level: levelOf(result),
        choice: choiceOf(result),
      }),
      ...placesOf(evaluation, errors),
      warningFacts: detectionWarningFacts(outcomes),
      mistakes: detectionMistakes(outcomes, errors, files, answered, groupsOf(evaluation)),
    };
  }
  const mistakes = mistakesOf(evaluation, outcomes, images.file);
  const shared = { mistakes, ...rankedFacts(evaluation, outcomes), ...placesOf(evaluation, null) };
  if (outcomes.kind !== "classification") return shared;
  const counts = countClasses(outcomes);
  return {
    ...shared,
    warningFacts: warningFacts(outcomes, counts.size),
    ...(result.gap?.shared === undefined ? waterfallFacts(claims, outcomes, counts) : {}),
    ...confidenceFacts(outcomes, levelOf(result)),
  };
}

function placesOf(
  evaluation: Evaluation,
  errors: CountedErrors | null,
): Pick<ReportExtras, "places"> {
  const places = placeFacts(evaluation, errors);
  return places === null ? {} : { places };
}

/** Units of each class, and those of them that are right. */
interface ClassCounts {
  readonly size: Float64Array;
  readonly hits: Float64Array;
}

function countClasses({ truth, predicted, classes }: ClassificationOutcomes): ClassCounts {
  const size = new Float64Array(classes.length);
  const hits = new Float64Array(classes.length);
  for (let i = 0; i < truth.length; i++) {
    size[truth[i]!]!++;
    if (truth[i] === predicted[i]) hits[truth[i]!]!++;
  }
  return { size, hits };
}

/** Counts of both sides for the steps of the gap, where the claim has them. */
function waterfallFacts(
  claims: Evaluation["claims"],
  { classes }: ClassificationOutcomes,
  { size, hits }: ClassCounts,
): Pick<ReportExtras, "waterfall"> {
  const claimed = claims.find(({ classCounts }) => classCounts !== null)?.classCounts;
  if (claimed === undefined || claimed === null) return {};
  const names = [...new Set([...claimed.labels, ...classes])];
  const facts = names.map((name) => {
    const a = claimed.labels.indexOf(name);
    const b = classes.indexOf(name);
    return [
      name,
      {
        ...{ claimed: claimed.size[a] ?? 0, claimedRight: claimed.hits[a] ?? 0 },
        ...{ local: size[b] ?? 0, localRight: hits[b] ?? 0 },
      },
    ] as const;
  });
  return { waterfall: { classes: new Map(facts) } };
}

/** The attributes whose parts the result has figures of. */
function levelledAttributesOf(
  { estimates }: Evaluation["result"],
  { table, rows }: Evaluation["attributes"],
): readonly LevelledAttribute[] {
  const names = new Set(estimates.flatMap(({ slice }) => slice?.attribute ?? []));
  return levelledAttributes(table, rows, null).filter(({ name }) => names.has(name));
}

function choiceOf({ inputs }: Evaluation["result"]): string | null {
  return inputs.notes.find(({ code }) => code === CHOSEN_HERE)?.what ?? null;
}

function levelOf({ estimates }: Evaluation["result"]): number {
  return estimates[0]?.level ?? 0.95;
}
