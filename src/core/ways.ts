import type { Sentence, Wording } from "./sentence.js";

/**
 * Ways on that several sentences name: the option of the command line, and where the app asks the same.
 * One that a single sentence names stands in that sentence.
 */

/** Where the app asks. */
export const AT = {
  together: "under Your question, at “Which images belong together?”",
  evaluated: "under Images and labels, at “What is evaluated”",
  moreAbout: "under Images and labels, at “More about the images”",
  answers: "under Model, at “Answers of the model from a file”",
} as const;

export const WAY = {
  /** Behind `Write the figure that is meant`. */
  asClaim: { command: "as --claim METRIC=VALUE", app: "under Your question" },
  writeClaim: {
    command: "Write --claim METRIC=VALUE",
    app: "Write the published figure under Your question",
  },
  giveThreshold: {
    command: "Give --threshold",
    app: "Drop a model card (.json) that states the threshold",
  },
  giveSomeThreshold: {
    command: "Give --threshold, or a model card that states one",
    app: "Drop a model card (.json) that states a threshold",
  },
  /** Behind `Take a row of the table that you can live with, and`. */
  withThreshold: {
    command: "run again with --threshold",
    app: "drop a model card (.json) that states it",
  },
  /** Behind `Where one of them names parts to you,`. */
  chooseParts: {
    command: "run again with --slice and its name",
    app: "choose it under Your question, at “Look at parts of your data”",
  },
  usualRange: {
    command: "Take --interval percentile or bca, or the default",
    app: "Read the usual range of the figure",
  },
  /** Where an error is that is about the label of interest. */
  positive: { command: "--positive", app: "your labels" },
  /** Where an error in the pattern is. */
  folderPattern: { command: "--folder-pattern", app: "the pattern of the folders" },
  /** Behind `give the folder`. */
  asLabels: { command: "with --labels", app: "as your labels" },
  /** In front of another way on. */
  imageLabels: {
    command: "Evaluate with --task classification or multilabel",
    app: `Evaluate labels of whole images (choose it ${AT.evaluated})`,
  },
  apart: {
    command: "If they are alike, leave out --cluster none.",
    app: `If they are alike, choose “As found” ${AT.together}.`,
  },
} as const satisfies Readonly<Record<string, Wording>>;

/** Of a file that was taken for labels. @param what labels by people, behind `and`: `the ground truth` */
export function truthApart(what: string): Sentence {
  return {
    command: `Give it with --predictions, and ${what} with --labels`,
    app: `Choose it ${AT.answers}, and give labels that people made as your labels`,
  };
}
