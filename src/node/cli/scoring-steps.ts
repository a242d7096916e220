import type { ImageFeatures } from "../../dataset/image-features.js";
import type { MaskedSources, ObjectsToMask } from "../../evaluation/run/masked-evaluation.js";
import { featureValue } from "../../models/card/feature-value.js";
import { highestScore } from "../../models/families/decode-classifier.js";
import type { FurtherLook } from "../../models/scoring/scorer-protocol.js";
import { counted } from "../../reports/numbers.js";
import { keptFeatures } from "../../scoring/kept-features.js";
import { createMaskedLooks } from "../../scoring/masked-looks.js";
import type { FileIdentity, ImageOnDisk, ModelRunPorts } from "../../scoring/run-model.js";
import type { ScoreLog } from "../../scoring/score-log.js";
import type { PredictionSource } from "../../tasks/predictions.js";
import { createNodeDigest } from "../digest.js";
import { openFileScoreLog } from "../storage/file-score-log.js";
import type { CommandIo } from "./command.js";
import { featureLogPath, type ReadyModel, scoreLogPath, scoresKey } from "./evaluate-model.js";

/** What a run that scores images finds beside their scores. */
export interface FoundWithScores {
  /** Null where the model has none that anything tells; absent where nobody asks. */
  readonly features?: ImageFeatures | null;
  /** How sure it is of its answer to each picture over it and its mirror image; absent where nobody asks. */
  readonly flipped?: Float64Array;
  /** What the model says of pictures without their objects, and of these alone. */
  readonly masked?: MaskedSources | null;
}

/** Something that is taken of each image in the run that scores it, and kept beside the scores. */
export interface ScoringStep {
  /** Further looks at each picture, by the models of the run in its order. */
  readonly looks: readonly FurtherLook[];
  /** The log of each look. */
  readonly views: readonly ScoreLog[];
  /** Whether a picture is decoded for these looks alone. */
  readonly isForItself: boolean;
  /** What the run is told beside them. */
  readonly ports?: Pick<ModelRunPorts, "features" | "boxesOf">;
  /** Name of the value that features are taken from. */
  readonly featureValue?: string;
  /** Told what the bytes of a file are before a run asks which looks are wanted. */
  see?(path: string, identity: FileIdentity): void;
  /** What there is of it once the run is over. */
  found(run: RunOver): FoundWithScores | Promise<FoundWithScores>;
  close(): Promise<void>;
}

/** A run that is over. */
export interface RunOver {
  readonly source: PredictionSource;
  /** SHA-256 of the bytes that each answer is to. */
  readonly sha256: readonly (string | null)[];
  readonly log: ScoreLog;
}

/** A further model, and the folder of its evaluation, which keeps its scores. */
export interface ModelBeside {
  readonly ready: ReadyModel;
  readonly out: string;
}

/** Models whose turn is later look at each picture that is decoded; their own runs find what they said. */
export async function modelsBeside(beside: readonly ModelBeside[]): Promise<ScoringStep> {
  const views: ScoreLog[] = [];
  for (const { ready, out } of beside) views.push(await openScores(ready, out));
  return {
    looks: beside.map((_, other) => ({ model: other + 1, alteration: null })),
    views,
    isForItself: false,
    found: () => ({}),
    async close() {
      for (const view of views) await view.close();
    },
  };
}

/** The log of a model's scores in the folder of its evaluation. */
export function openScores(ready: ReadyModel, out: string): Promise<ScoreLog> {
  return openFileScoreLog(scoreLogPath(out, scoresKey(ready)));
}

/** Features of the images, where anything tells where the model has some. */
export async function featuresStep(ready: ReadyModel, out: string): Promise<ScoringStep> {
  const featured = featureValue(ready);
  const nothing = { looks: [], views: [], isForItself: false };
  if (featured === null) {
    return { ...nothing, found: () => ({ features: null }), close: async () => {} };
  }
  const { value } = featured;
  const features = await openFileScoreLog(featureLogPath(out, ready, value));
  return {
    ...nothing,
    ports: { features },
    featureValue: value,
    found: async ({ sha256 }) => ({ features: await keptFeatures(features, sha256, value) }),
    close: () => features.close(),
  };
}

/** Two more looks at pictures with objects: without them, and at them alone. */
export async function maskedStep(
  { images: count, boxesOf }: ObjectsToMask,
  images: readonly ImageOnDisk[],
  { ready, out }: ModelBeside,
  io: Pick<CommandIo, "err"> | null,
): Promise<ScoringStep> {
  const log = await openFileScoreLog(
    scoreLogPath(out, scoresKey(ready)).replace(/\.log$/, "-masked.log"),
  );
  const masked = createMaskedLooks(images, boxesOf, log, createNodeDigest);
  io?.err(
    `Background: ${counted(count, "picture")} with objects looked at three times, as it is, without them and at them alone`,
  );
  return {
    looks: masked.looks,
    views: masked.views,
    isForItself: true,
    ports: { boxesOf: masked.boxesOf },
    see: masked.see,
    found: ({ source, sha256 }) => ({ masked: masked.sources(source, sha256) }),
    close: () => log.close(),
  };
}

/** One more look at each picture: mirrored, left for right. */
export async function mirroredStep({ ready, out }: ModelBeside): Promise<ScoringStep> {
  const log = await openFileScoreLog(scoreLogPath(out, scoresKey(ready), "mirrored"));
  return {
    looks: [{ model: 0, alteration: null, mirrored: true }],
    views: [log],
    isForItself: true,
    found: async (run) => ({ flipped: await sureOfBoth(run.log, log, run.sha256) }),
    close: () => log.close(),
  };
}

/** The mean score of the answer to a picture over it and its mirror image; NaN where one of them has none. */
async function sureOfBoth(
  log: ScoreLog,
  mirrored: ScoreLog,
  sha256: readonly (string | null)[],
): Promise<Float64Array> {
  const sure = new Float64Array(sha256.length).fill(Number.NaN);
  for (const [image, hash] of sha256.entries()) {
    if (hash === null) continue;
    const [own, other] = [await log.read(hash), await mirrored.read(hash)];
    if (own?.ok !== true || other?.ok !== true || own.scores.length === 0) continue;
    const answer = highestScore(own.scores);
    sure[image] = (own.scores[answer]! + other.scores[answer]!) / 2;
  }
  return sure;
}
