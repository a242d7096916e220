import { HomegroundError } from "../../core/errors.js";
import { recordOfScope } from "../../evaluation/claim-record/claim-record.js";
import { parseThresholdGoal } from "../../evaluation/detection/chosen-threshold.js";
import { givenOptions } from "../../evaluation/options/option.js";
import { readOptions } from "../../evaluation/options/registry.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { TruthColumns } from "../../formats/csv/truth-roles.js";
import type { TableWriting } from "../../formats/delimited/table-writing.js";
import type { ChosenReadings } from "../../formats/objects/object-options.js";
import type { ImageScorer } from "../../models/image-scorer.js";
import { TASKS, taskOf, taskOfName } from "../../tasks/registry.js";
import { readClaimInputs } from "./claim-inputs.js";
import type { CommandIo } from "./command.js";
import { readReferenceFeatures } from "./reference-features.js";
import { notYet } from "./usage.js";

/** Of the values of the registry's options those that are read here and there beside. */
export interface EvaluationFlags {
  readonly claim?: readonly string[] | undefined;
  readonly cluster?: string | undefined;
  readonly ignoreDesign?: true | undefined;
  readonly metric?: readonly string[] | undefined;
  readonly positive?: string | undefined;
  readonly slice?: readonly string[] | undefined;
  readonly threshold?: number | undefined;
  readonly tolerance?: number | undefined;
  readonly unanswered?: EvaluateRequest["unanswered"] | undefined;
  readonly where: readonly string[];
  readonly level: number;
  readonly seed: number;
}

/** The options of `homeground evaluate`, as the command line gives them. */
export interface EvaluateOptions extends EvaluationFlags, ChosenReadings {
  readonly labels: string;
  readonly model?: string | undefined;
  readonly card?: string | undefined;
  /** A classifier for what the model, a detector, finds. */
  readonly classifier?: string | undefined;
  readonly classifierCard?: string | undefined;
  /** Which answer of two stages is evaluated. */
  readonly stage?: "whole" | "detector" | undefined;
  readonly allowPrivate?: true | undefined;
  /** Of `--no-sanity`; undefined is no. */
  readonly sanity?: boolean | undefined;
  readonly predictions?: string | undefined;
  readonly task?: string | undefined;
  /** `image=NAME,label=NAME` of the label table. */
  readonly columns?: string | undefined;
  /** What stands between the cells of the label table, and how its letters are stored. */
  readonly delimiter?: TableWriting["delimiter"];
  readonly encoding?: TableWriting["encoding"];
  readonly labelMap?: string | undefined;
  /** List of labels that somebody found wrong. */
  readonly labelChanges?: string | undefined;
  readonly taxonomy?: string | undefined;
  readonly taxonomyRule?: "exact" | "at-rank" | undefined;
  readonly attributes: readonly string[];
  readonly folderPattern?: string | undefined;
  /** Boxes of objects beside labels of whole images. */
  readonly objects?: string | undefined;
  readonly gate?: true | undefined;
  readonly training: readonly string[];
  /** Table of when and where cameras stood. */
  readonly deployments?: string | undefined;
  /** Tables of scores of confidence. */
  readonly scores?: readonly string[] | undefined;
  /** Whether the model looks at mirror images too. */
  readonly flips?: true | undefined;
  /** Table of features, in place of the model's own. */
  readonly features?: string | undefined;
  /** Table of features of the test images of the record that is claimed. */
  readonly referenceFeatures?: string | undefined;
  /** Whether features of the images are wanted for themselves. */
  readonly withFeatures?: true | undefined;
  /** What a detector's threshold is chosen for. */
  readonly thresholdFor?: string | undefined;
  readonly sample?: number | undefined;
  readonly out: string;
  readonly resume?: true | undefined;
  readonly threads?: number | undefined;
  /** In seconds. */
  readonly imageTimeout?: number | undefined;
  readonly engine?: "native" | "wasm" | undefined;
  /** Whether images may be sent to the endpoint that `model` names. */
  readonly sendImages?: true | undefined;
  /** Images that are on their way to an endpoint at a time. */
  readonly concurrency?: number | undefined;
  /** Requests to an endpoint in a second, at most. */
  readonly rate?: number | undefined;
  readonly costPerCall?: number | undefined;
  /** Of `--no-pictures`; undefined is yes. */
  readonly pictures?: boolean | undefined;
  readonly quiet?: true | undefined;
  /** Scores that were computed elsewhere; no option of the command line. */
  readonly scored?: ScoredElsewhere | undefined;
}

/** Scores that stand in place of a run of the model. */
export interface ScoredElsewhere {
  /**
   * Puts what is known of a model where a run would have kept it: scores, and what its check found.
   *
   * @param key of the model, as its log of scores is named
   * @param out folder of the outputs
   */
  fill(key: string, out: string): Promise<void>;
  /**
   * Gives what no log keeps, such as that an image took too long; runs nothing.
   *
   * @throws HomegroundError `shards/changed-source` from `score` for an image that is not known
   */
  scorer(key: string, engine: string, areProbabilities: boolean): ImageScorer;
  /**
   * @param files names of images
   * @param sha256 of the bytes of each now; null where they cannot be read
   * @throws HomegroundError `shards/changed-source`
   */
  check(files: readonly string[], sha256: readonly (string | null)[]): void;
}

/**
 * Reads the options that need no other file than those of claims.
 *
 * @param cardTask the task that a model's card names, or null
 * @throws HomegroundError `usage/bad-option`, `usage/not-yet`, and as {@link readClaimInputs}
 */
export async function readRequest(
  options: EvaluateOptions,
  cardTask: string | null,
  io: CommandIo,
): Promise<EvaluateRequest> {
  const task = taskOfName(options.task ?? cardTask ?? TASKS[0]!.id);
  if (task === null) throw notYet(`the task ${options.task ?? cardTask}`, "evaluate");
  checkThresholdFor(options, task.id);
  const claimed = await readClaimInputs(options.claim ?? [], options.quiet === true, io);
  return {
    ...readOptions(givenOptions({ ...options }), task),
    ...claimed,
    claimRecords: await withReference(claimed.claimRecords, options),
  };
}

/** Records, with the features that are given of the test images of the one that images are held against. */
async function withReference(
  records: EvaluateRequest["claimRecords"],
  { referenceFeatures }: EvaluateOptions,
): Promise<EvaluateRequest["claimRecords"]> {
  if (referenceFeatures === undefined) return records;
  const compared = recordOfScope(records);
  const features = await readReferenceFeatures(referenceFeatures, compared);
  return records.map((one) => (one === compared ? { ...one, features } : one));
}

/**
 * `image=NAME,label=NAME`: which columns of the label table play which role; several labels are
 * several entries.
 *
 * @throws HomegroundError `usage/bad-option`
 */
export function readColumns(text: string | undefined): TruthColumns | undefined {
  if (text === undefined) return undefined;
  let image: string | undefined;
  const labels: string[] = [];
  for (const part of text.split(",")) {
    const at = part.indexOf("=");
    const role = part.slice(0, at).trim();
    const name = part.slice(at + 1).trim();
    if (role === "image" && name !== "") image = name;
    else if (role === "label" && name !== "") labels.push(name);
    else {
      throw new HomegroundError("usage/bad-option", {
        what: `${JSON.stringify(part)} is not a role and a column`,
        where: "--columns",
        fix: "Write image=NAME,label=NAME, or one of them",
      });
    }
  }
  return { ...(image === undefined ? {} : { image }), ...(labels.length === 0 ? {} : { labels }) };
}

function checkThresholdFor(
  { threshold, thresholdFor }: EvaluateOptions,
  task: EvaluateRequest["task"],
): void {
  if (thresholdFor === undefined) return;
  parseThresholdGoal(thresholdFor);
  const problem = (what: string, fix: string): HomegroundError =>
    new HomegroundError("usage/bad-option", { what, where: "--threshold-for", fix });
  if (threshold !== undefined) {
    throw problem("a threshold is given and one is to be chosen", "Give one of the two options");
  }
  if (taskOf(task).truth !== "objects") {
    throw problem(`it is for the task detection, not ${task}`, "Leave it out, or give --threshold");
  }
}
