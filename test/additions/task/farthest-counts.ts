import { costlyMistakes } from "../../../src/analyses/mistakes/mistakes-of.js";
import { count } from "./count.js";

/** The counts that are farthest off, for the gallery of mistakes. */
export const farthestCounts = costlyMistakes(count, ({ outcomes, image }, files, groups) => {
  const { truth, predicted, unit } = outcomes;
  const error = truth.map((value, i) => Math.abs(predicted[i]! - value));
  const wrong = [...error.keys()].filter((i) => error[i]! > 0);
  wrong.sort((a, b) => error[b]! - error[a]! || a - b);
  return {
    about: "answers",
    total: wrong.length,
    picturesWithheld: null,
    spread: { ofKind: null, ofGroup: null, groupName: groups?.name ?? "" },
    unit,
    worst: wrong.slice(0, 3).map((i) => ({
      image: image[i]!,
      around: null,
      file: files[image[i]!]!,
      truth: String(truth[i]),
      predicted: String(predicted[i]),
      confidence: null,
    })),
  };
});
