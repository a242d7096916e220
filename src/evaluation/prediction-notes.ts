import { IMAGE_NOTES } from "../images/image-notes.js";
import type { ResultListed } from "../results/result.js";
import type { ImagePrediction, PredictionSource } from "../tasks/predictions.js";

/** So many notes of one code are given image by image; the rest is counted in one. */
export const NOTES_LISTED = 1000;

/** A source of predictions whose notes about images are gathered as the predictions pass. */
export interface NotedPredictions {
  readonly source: PredictionSource;
  /** What was noted so far, in the order of the predictions. */
  notes(): readonly ResultListed[];
  /** ln Σ exp of the logits of each image of the set; NaN where nobody knows it. */
  readonly logSums: Float64Array;
}

/** @param files name of each image of the set */
export function gatherNotes(source: PredictionSource, files: readonly string[]): NotedPredictions {
  const notes: ResultListed[] = [];
  const counts = new Map<string, number>();
  const sameness = createSameness();
  const logSums = new Float64Array(files.length).fill(Number.NaN);
  const gather = (image: number, prediction: ImagePrediction): ImagePrediction => {
    if (prediction.kind !== "scores") return prediction;
    logSums[image] = prediction.logSum ?? Number.NaN;
    sameness.add(prediction.scores);
    for (const code of prediction.notes ?? []) {
      const count = (counts.get(code) ?? 0) + 1;
      counts.set(code, count);
      if (count <= NOTES_LISTED) notes.push({ file: files[image]!, code, what: textOf(code) });
    }
    return prediction;
  };
  return {
    logSums,
    source: {
      labels: source.labels,
      answer(image) {
        const asked = source.answer(image);
        return asked instanceof Promise
          ? asked.then((prediction) => gather(image, prediction))
          : gather(image, asked);
      },
    },
    notes() {
      const rest = [...counts].filter(([, count]) => count > NOTES_LISTED);
      return [
        ...notes,
        ...rest.map(([code, count]) => ({
          file: "",
          code,
          what: `and ${count - NOTES_LISTED} more images: ${textOf(code)}`,
        })),
        ...sameness.note(),
      ];
    },
  };
}

/** Watches whether every image gets the very same scores. */
function createSameness() {
  let first: Float64Array | null = null;
  let count = 0;
  let areSame = true;
  return {
    add(scores: Float64Array): void {
      count++;
      if (!areSame) return;
      first ??= scores.slice();
      const known = first;
      areSame = scores.every((score, k) => Object.is(score, known[k]));
    },
    note(): ResultListed[] {
      if (!areSame || count < 2 || (first?.length ?? 0) < 2) return [];
      const what = `all ${count} images have the very same scores: they do not depend on the picture`;
      return [{ file: "", code: "model/constant-output", what }];
    },
  };
}

const TEXTS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(IMAGE_NOTES),
  ["model/sum-not-one", "The scores do not add up to 1, as probabilities would."],
]);

function textOf(code: string): string {
  return TEXTS.get(code) ?? code;
}
