import type { Cancellation } from "../../core/cancellation.js";
import { createLabelSet } from "../../core/label-set.js";
import type { ImageFeatures } from "../../dataset/image-features.js";
import { DEFAULT_REQUEST } from "../../evaluation/request.js";
import { formatOf } from "../../images/image-format.js";
import type { ImageSaid } from "../../labelling/model-says.js";
import { keptFeatures } from "../../scoring/kept-features.js";
import { type RunProgress, runModel } from "../../scoring/run-model.js";
import type { ScoreRecord } from "../../scoring/score-log.js";
import { outlinesOf } from "../../tasks/found-outlines.js";
import { taskOf, taskOfName } from "../../tasks/registry.js";
import { sha256Hex } from "../inference/sha256.js";
import { openModelFeatures } from "./own-features.js";
import { openRunEngine } from "./run-engine.js";
import type { SessionHost } from "./session-host.js";
import type { AnswersAsked, DroppedFiles, SessionModel } from "./session-state.js";

export interface SaysOptions {
  readonly signal: Cancellation;
  /** Of the order in which images are taken, which is the one in which they would be labelled. */
  readonly seed: number;
  /** What the model says of an image, as soon as it does; and how many of all are done. */
  readonly onSaid?: (said: ImageSaid, done: number, total: number) => void;
  readonly workers?: number;
  /** Whether features of the images are wanted as well, where the model has some. */
  readonly wantsFeatures?: boolean;
  readonly onProgress?: (progress: RunProgress) => void;
  /** The file of answers in place of a model; null or left out where there is one. */
  readonly answers?: AnswersAsked | null;
}

/** Points of the objects of an answer, where the model gives them. */
function pointsOf(record: object): Float64Array | undefined {
  return "points" in record && record.points instanceof Float64Array ? record.points : undefined;
}

/**
 * What the model says of images, one after the other. No label is asked for, and no figure of quality
 * is made. What an earlier run scored is not scored again, and a run with labels takes it from here.
 *
 * @returns features of the images; null where none are wanted or there are none
 * @throws HomegroundError `run/interrupted`, and as `runModel`
 */
export async function saysOfImages(
  images: readonly string[],
  { access }: DroppedFiles,
  model: SessionModel,
  host: SessionHost,
  options: Omit<SaysOptions, "seed" | "answers">,
): Promise<ImageFeatures | null> {
  const { card } = model;
  const { signal, onSaid, workers, wantsFeatures = false } = options;
  const features = wantsFeatures ? await openModelFeatures(model, host, false) : null;
  const task = taskOfName(card.task) ?? taskOf(DEFAULT_REQUEST.task);
  let progress = { done: 0, total: images.length };
  const saidOf = (image: string, record: ScoreRecord): ImageSaid =>
    record.ok
      ? {
          image,
          ...task.spoken(record.scores, card.labels, null),
          boxes:
            task.spokenBoxes?.(
              record.scores,
              card.labels,
              pointsOf(record),
              outlinesOf(record.outlines).outlines?.shapes,
            ) ?? [],
          sizePx: [record.widthPx, record.heightPx],
          ...(task.prediction === "mask" ? { mask: record.scores } : {}),
          problem: null,
        }
      : {
          image,
          labels: [],
          sureness: null,
          boxes: [],
          sizePx: null,
          problem: { code: record.code, what: record.what },
        };
  const { scorer, log } = await openRunEngine(
    {
      model,
      files: access,
      signal,
      workers,
      paths: [],
      isGraphics: false,
      ...(features === null ? {} : { features: features.value }),
      progress: () => progress,
      tell: () => {},
    },
    host,
  );
  let done = 0;
  try {
    const { sha256 } = await runModel(
      images.map((path) => ({ file: path, path })),
      createLabelSet(card.labels),
      {
        scorer,
        log,
        signal,
        ...(features === null ? {} : { features: features.log }),
        async identify(path) {
          const bytes = await access.read(path);
          return { sha256: await sha256Hex(bytes), format: formatOf(bytes) };
        },
        onProgress(now) {
          progress = now;
          options.onProgress?.(now);
        },
        onImage(image, record) {
          onSaid?.(saidOf(images[image]!, record), ++done, images.length);
        },
      },
    );
    return features === null ? null : await keptFeatures(features.log, sha256, features.value);
  } finally {
    await scorer.close();
  }
}
