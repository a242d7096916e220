import { HomegroundError } from "../../core/errors.js";
import type { Sentence } from "../../core/sentence.js";
import type { ImageSet } from "../../dataset/image-set.js";
import { filePredictions } from "../../evaluation/file-predictions.js";
import { analyse } from "../../evaluation/options/analyse.js";
import { placeOf } from "../../evaluation/options/option.js";
import { areDetections, rowsOfImages } from "../../evaluation/prediction-rows.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import { poolNames } from "../../formats/drawn-list.js";
import type { DrawnList } from "../../formats/drawn-list-types.js";
import type { ImagePredictions } from "../../formats/import-types.js";
import type { ObjectPredictions } from "../../formats/objects/object-types.js";
import { taskOf } from "../../tasks/registry.js";
import { predictionsOneLabel } from "../../tasks/task.js";
import { askedInVain } from "../asked-in-vain.js";

/** Name of the folder, by which it is asked for. */
export const ID = "prediction-powered";

/** How sure the model is of its answer to each image of a pool, of which some were drawn and labelled. */
export interface PoolConfidence {
  readonly list: DrawnList;
  /** In [0, 1], of each image of the set. */
  readonly labelled: Float64Array;
  /** Of the images of the pool without a label that counts. */
  readonly others: Float64Array;
  /** Images of the pool that have no prediction. */
  readonly without: number;
}

/** The images of a run, and what is known of them. */
export interface PoolInputs {
  /** What the labels say of how they were drawn. */
  readonly drawn: DrawnList | undefined;
  readonly images: ImageSet;
  /** Paths of all images of the folder, labelled or not. */
  readonly paths: readonly string[];
  /** Null where a model is run, which is on labelled images alone. */
  readonly predictions: ImagePredictions | ObjectPredictions | null;
}

/**
 * What the figure by predictions is made from, where it is asked for; else null. What it assumes is looked at
 * here, as far as files say it.
 *
 * @throws HomegroundError `analysis/needs`, `plan/not-random`, `plan/pool-changed`
 */
export function poolConfidence(
  request: EvaluateRequest,
  { drawn, images, paths, predictions }: PoolInputs,
): PoolConfidence | null {
  if (!request.analyses.includes(ID)) return null;
  const task = taskOf(request.task);
  if (!predictionsOneLabel(task) || request.unit.kind === "sequence") {
    throw needs(
      "the figure is the share of images whose one label is right",
      "Ask about images with one label each",
    );
  }
  if (request.cluster !== null || request.where.length > 0) {
    throw needs(
      `it is a figure of all images that were drawn from, and ${request.cluster === null ? "a part of them" : "another place"} is asked about`,
      {
        command: "Leave --where and --cluster out",
        app: "Ask about all of these images as they are",
      },
    );
  }
  if (predictions === null || areDetections(predictions)) {
    throw needs(
      "a model is run on labelled images, and predictions of the others are wanted too",
      PREDICTIONS_OF_ALL,
    );
  }
  const list = randomList(drawn, paths);
  const left = images.listed.find(
    ({ code }) => code === "label-outside" || code === "several-labels",
  );
  if (left !== undefined) {
    throw needs(
      `${left.file} was drawn and does not count (${left.what}), and there may be others like it among the images without a label`,
      {
        command: "Say with --label-map what its label is to the model, so that it counts",
        app: "Say what its label is to the model, so that it counts",
      },
    );
  }
  const off = images.row.findIndex((row) => list.entryOf[row]! < 0);
  if (off >= 0) {
    throw new HomegroundError("plan/not-random", {
      what: `${images.file[off]} is labelled and not on the list that was drawn at random`,
      where: list.source,
      fix: "Leave out the labels of images that are not on the list",
    });
  }
  const isLabelled = new Set(images.file);
  const files = [...images.file, ...paths.filter((path) => !isLabelled.has(path))];
  const all = { file: files };
  const { source } = filePredictions(predictions, all, rowsOfImages(predictions, all), task);
  const confidence = Float64Array.from(files, (_, image) => {
    const answer = source.answer(image);
    if (answer instanceof Promise || answer.kind === "none") return Number.NaN;
    if (answer.kind === "label") return answer.confidence ?? Number.NaN;
    return answer.scores.reduce((most, score) => Math.max(most, score), 0);
  });
  const labelled = confidence.slice(0, images.file.length);
  const rest = confidence.slice(images.file.length);
  const others = rest.filter((one) => !Number.isNaN(one));
  if (others.length < 2) {
    throw needs(
      `${predictions.source} says of ${others.length === 0 ? "no image" : "one image"} without a label how sure the model is`,
      PREDICTIONS_OF_ALL,
    );
  }
  return { list, labelled, others, without: rest.length - others.length };
}

/** @throws HomegroundError `plan/not-random`, `plan/pool-changed` */
function randomList(list: DrawnList | undefined, paths: readonly string[]): DrawnList {
  if (list?.design !== "random") {
    throw new HomegroundError("plan/not-random", {
      what:
        list === undefined
          ? "nothing says that the labelled images were drawn at random, which is all that this figure rests on"
          : "the images were drawn by a design that has a figure of its own",
      where: list?.source ?? placeOf(analyse),
      fix: {
        command:
          "Label a list that homeground sample drew with --design random, with its columns left in",
        app: "Label images in random order",
      },
    });
  }
  if (list.poolNames !== poolNames(paths)) {
    throw new HomegroundError("plan/pool-changed", {
      what: `the list was drawn from ${list.pool} images, which are not the ${paths.length} that are here`,
      where: list.source,
      fix: "Evaluate with the folder as it was, or draw and label a list of the images that are here",
    });
  }
  return list;
}

export const PREDICTIONS_OF_ALL: Sentence = {
  command: "Give --predictions FILE with a row and a score for every image, labelled or not",
  app: "Give a file of predictions with a row and a score for every image, labelled or not",
};

/** That something is missing for the figure, and what to do. */
export function needs(what: string, fix: Sentence): HomegroundError {
  return askedInVain("analysis/needs", what, fix);
}
