import { placeTruth, prepareImages } from "../../dataset/prepare.js";
import { sampleImages } from "../../dataset/sample-images.js";
import { decideNames } from "../../evaluation/decide-names.js";
import { isOnlyAnswered } from "../../evaluation/prediction-rows.js";
import type { LabelTarget } from "../../models/label-map.js";
import { labelsParts } from "../../tasks/task.js";
import { runSession } from "./run-session.js";
import type { SessionRunOptions } from "./run-types.js";
import type { SessionComparedRun } from "./session-compare.js";
import type { SessionHost } from "./session-host.js";
import { readInputs } from "./session-inputs.js";
import type { Rival } from "./session-race.js";
import type {
  DroppedFiles,
  FirstModel,
  SessionAsked,
  SessionNames,
  SessionTruth,
} from "./session-state.js";
import type { ReadLabels } from "./session-types.js";

interface RivalPlaces {
  readonly files: DroppedFiles;
  /** The one whose images were labelled, and what was asked of it. */
  readonly first: FirstModel;
  readonly asked: SessionAsked;
  /** How the labels were read. */
  readonly labels: ReadLabels;
}

/**
 * Evaluates a model that was raced on the labels that were made, as the first one was. What was published of
 * that says nothing of this one.
 *
 * @throws HomegroundError as each step of a session
 */
export async function runRival(
  { path, model: own, name }: Rival,
  { files, first, asked, labels }: RivalPlaces,
  host: SessionHost,
  options: SessionRunOptions,
): Promise<SessionComparedRun> {
  const of = own ?? first.model;
  const truth = await readInputs(files, of, labels, own === null ? path : null);
  const names = sameNames(truth);
  const request = { ...asked.request, claims: [], requirements: [], claimRecords: [] };
  const placed = placeTruth(truth.truth, files.listed, request);
  const targets = truth.task.own?.targets(placed.labels, request.positive) ?? names.map;
  const isOfObjects = { ...request, objects: labelsParts(truth.task) };
  const isRun = truth.predictions === null;
  const all = prepareImages(placed, truth.modelLabels, targets, isOfObjects, isRun);
  const images = sampleImages(all.images, asked.sample ?? Infinity, request.seed);
  const inputs = {
    files,
    truth: { ...truth, placed },
    asked: { ...asked, request, prepared: { ...all, images } },
    model: of,
    names,
    features: null,
    command: () => null,
  };
  const { compared } = await runSession(inputs, host, options);
  return { ...compared, name };
}

/** Labels are those of the first model: what is none of this one's is outside of what it knows. */
function sameNames({ placed, modelLabels, predictions }: SessionTruth): SessionNames {
  const decide = (map: "auto" | ReadonlyMap<string, LabelTarget>) =>
    decideNames(placed.labels, modelLabels.names, {
      map,
      onlyAnswered: predictions !== null && isOnlyAnswered(predictions),
      taxa: { truthTaxa: new Map(), modelTaxa: new Map() },
    });
  const { unmapped } = decide("auto");
  const outside = unmapped.map((label): [string, LabelTarget] => [label, { kind: "outside" }]);
  const decisions = new Map(outside);
  const names = decisions.size === 0 ? decide("auto") : decide(decisions);
  return { ...names, source: "the same words", decisions };
}
