import type { Cancellation } from "../../core/cancellation.js";
import { createLabelSet } from "../../core/label-set.js";
import { imagePaths } from "../../dataset/image-set.js";
import { DEFAULT_REQUEST } from "../../evaluation/request.js";
import { formatOf } from "../../images/image-format.js";
import { drawLabelOrder } from "../../labelling/label-order.js";
import type { ImageSaid } from "../../labelling/model-says.js";
import { runModel } from "../../scoring/run-model.js";
import type { ScoreRecord } from "../../scoring/score-log.js";
import { taskOf, taskOfName } from "../../tasks/registry.js";
import { sha256Hex } from "../inference/sha256.js";
import { openRunEngine } from "./run-engine.js";
import type { SessionHost } from "./session-host.js";
import type { DroppedFiles, SessionModel } from "./session-state.js";

export interface SaysOptions {
  readonly signal: Cancellation;
  /** Images are taken in the order in which they would be labelled. */
  readonly seed: number;
  /** What the model says of an image, as soon as it does; and how many of all are done. */
  readonly onSaid?: (said: ImageSaid, done: number, total: number) => void;
  readonly workers?: number;
}

/**
 * What the model says of every image among the files. No label is asked for, and no figure of quality
 * is made. What an earlier run scored is not scored again, and a run with labels takes it from here.
 *
 * @throws HomegroundError `run/interrupted`, and as `runModel`
 */
export async function saysOfImages(
  { access, listed }: DroppedFiles,
  model: SessionModel,
  host: SessionHost,
  options: SaysOptions,
): Promise<readonly ImageSaid[]> {
  const { card } = model;
  const { signal, onSaid, workers } = options;
  const task = taskOfName(card.task) ?? taskOf(DEFAULT_REQUEST.task);
  const images = drawLabelOrder(imagePaths(listed), options.seed);
  const said: ImageSaid[] = [];
  let progress = { done: 0, total: images.length };
  const saidOf = (image: string, record: ScoreRecord): ImageSaid =>
    record.ok
      ? { image, ...task.spoken(record.scores, card.labels, null), problem: null }
      : {
          image,
          labels: [],
          sureness: null,
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
      progress: () => progress,
      tell: () => {},
    },
    host,
  );
  try {
    await runModel(
      images.map((path) => ({ file: path, path })),
      createLabelSet(card.labels),
      {
        scorer,
        log,
        signal,
        async identify(path) {
          const bytes = await access.read(path);
          return { sha256: await sha256Hex(bytes), format: formatOf(bytes) };
        },
        onProgress(now) {
          progress = now;
        },
        onImage(image, record) {
          const one = saidOf(images[image]!, record);
          said.push(one);
          onSaid?.(one, said.length, images.length);
        },
      },
    );
  } finally {
    await scorer.close();
  }
  return said;
}
