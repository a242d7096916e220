import { HomegroundError } from "../../core/errors.js";
import type { ConflictRule } from "../../dataset/conflict-rule.js";
import { parseWhere } from "../../dataset/where.js";
import { parseThresholdGoal } from "../../evaluation/detection/chosen-threshold.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { TruthColumns } from "../../formats/csv/truth-roles.js";
import type { TableWriting } from "../../formats/delimited/table-writing.js";
import type { BoxReading } from "../../formats/objects/reinterpret-boxes.js";
import type { OneBased } from "../../formats/voc/voc-corners.js";
import type { YoloTask } from "../../formats/yolo/yolo-task.js";
import { readClaimInputs } from "./claim-inputs.js";
import type { CommandIo } from "./command.js";
import { notYet } from "./usage.js";

/** The options of `homeground evaluate`, as the command line gives them. */
export interface EvaluateOptions {
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
  readonly positive?: string | undefined;
  readonly severalLabels: "list" | "any" | "multilabel";
  readonly conflictingLabels?: ConflictRule | undefined;
  /** Of `--no-annotation`, which commander stores under this name. */
  readonly annotation: string | boolean;
  readonly unit: "image" | "sequence";
  readonly aggregate?: "max" | "mean" | "vote" | undefined;
  /** `image=NAME,label=NAME` of the label table. */
  readonly columns?: string | undefined;
  /** What stands between the cells of the label table, and how its letters are stored. */
  readonly delimiter?: TableWriting["delimiter"];
  readonly encoding?: TableWriting["encoding"];
  /** What the numbers of annotated boxes are, where the file is not what its format says. */
  readonly boxes?: BoxReading | undefined;
  /** What the lines of YOLO label files are. */
  readonly yoloTask?: YoloTask | undefined;
  /** Whether corners of Pascal VOC are counted from 1. */
  readonly vocOneBased?: OneBased | undefined;
  readonly labelMap?: string | undefined;
  /** List of labels that somebody found wrong. */
  readonly labelChanges?: string | undefined;
  readonly taxonomy?: string | undefined;
  readonly taxonomyRule?: "exact" | "at-rank" | undefined;
  readonly where: readonly string[];
  readonly attributes: readonly string[];
  readonly folderPattern?: string | undefined;
  readonly cluster?: string | undefined;
  /** No site scores below it. */
  readonly worstSite?: number | undefined;
  readonly slice: readonly string[];
  readonly claim: readonly string[];
  readonly tolerance?: number | undefined;
  readonly require: readonly string[];
  readonly gate?: true | undefined;
  readonly anytime?: true | undefined;
  /** In which order looks take the images; `drawn` where not given. */
  readonly order?: EvaluateRequest["lookOrder"] | undefined;
  /** What images without an answer count as; `unknown` where not given. */
  readonly unanswered?: EvaluateRequest["unanswered"] | undefined;
  readonly training: readonly string[];
  readonly metric: readonly string[];
  readonly threshold?: number | undefined;
  /** What a detector's threshold is chosen for. */
  readonly thresholdFor?: string | undefined;
  readonly interval?: "percentile" | "bca" | "bootstrap-t" | "none" | undefined;
  readonly replicates: number;
  readonly level: number;
  readonly seed: number;
  readonly sample?: number | undefined;
  readonly out: string;
  readonly resume?: true | undefined;
  readonly threads?: number | undefined;
  /** In seconds. */
  readonly imageTimeout?: number | undefined;
  readonly engine?: "native" | "wasm" | undefined;
  /** Of `--no-pictures`; undefined is yes. */
  readonly pictures?: boolean | undefined;
  readonly quiet?: true | undefined;
}

const TASK_NAMES: ReadonlyMap<string, EvaluateRequest["task"]> = new Map([
  ["classification", "classification"],
  ["image-classification", "classification"],
  ["multilabel", "multilabel"],
  ["anomaly", "anomaly"],
  ["detection", "detection"],
  ["object-detection", "detection"],
]);

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
  const task = TASK_NAMES.get(options.task ?? cardTask ?? "classification");
  if (task === undefined) throw notYet(`the task ${options.task ?? cardTask}`, "evaluate");
  const { threshold } = options;
  checkThresholdFor(options, task);
  const { conflictingLabels = "list" } = options;
  if (conflictingLabels !== "list" && severalLabelsOf(options, task) === "multilabel") {
    throw new HomegroundError("usage/bad-option", {
      what: "several labels of an image add up here, so rows that differ are no contradiction",
      where: "--conflicting-labels",
      fix: "Leave it out",
    });
  }
  if (threshold !== undefined && !Number.isFinite(threshold)) {
    throw new HomegroundError("usage/bad-option", {
      what: "the threshold is not a number",
      where: "--threshold",
      fix: "Write a plain number, such as 0.35",
    });
  }
  return {
    task,
    positive: options.positive ?? null,
    severalLabels: severalLabelsOf(options, task),
    conflictingLabels,
    noAnnotation: options.annotation === "empty" ? "empty" : "unlabelled",
    where: options.where.map(parseWhere),
    ...clusterOf(options),
    worstSite: worstSiteOf(options),
    slices: options.slice,
    chosenParts: [],
    ...(await readClaimInputs(options.claim, options.quiet === true, io)),
    requirements: options.require,
    tolerance: options.tolerance ?? null,
    metrics: options.metric,
    threshold: threshold ?? null,
    anytime: options.anytime === true,
    lookOrder: lookOrderOf(options),
    unanswered: options.unanswered ?? "unknown",
    unit: unitOf(options),
    interval: intervalOf(options),
    level: options.level,
    seed: options.seed,
  };
}

function severalLabelsOf(
  { severalLabels }: EvaluateOptions,
  task: EvaluateRequest["task"],
): EvaluateRequest["severalLabels"] {
  return task === "multilabel" || task === "detection" ? "multilabel" : severalLabels;
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
  if (task !== "detection") {
    throw problem(`it is for the task detection, not ${task}`, "Leave it out, or give --threshold");
  }
}

/** The column of `--cluster`, or `none`: every image on its own. */
const NO_CLUSTERS = "none";

/** What `--cluster` says: a column whose levels are a sample, or that every image counts by itself. */
export function clusterOf({
  cluster,
}: Pick<EvaluateOptions, "cluster">): Pick<EvaluateRequest, "cluster" | "hereUnit"> {
  if (cluster === NO_CLUSTERS) return { cluster: null, hereUnit: "image" };
  return { cluster: cluster ?? null, hereUnit: "found" };
}

function lookOrderOf({ order, anytime }: EvaluateOptions): EvaluateRequest["lookOrder"] {
  if (order === undefined || anytime === true) return order ?? "drawn";
  throw new HomegroundError("usage/bad-option", {
    what: "--order says in which order looks take the images, and there is one look at all of them",
    where: "--order",
    fix: "Add --anytime, or leave --order out",
  });
}

function worstSiteOf(options: EvaluateOptions): number | null {
  const { worstSite, anytime } = options;
  if (worstSite === undefined) return null;
  const problem = (what: string, fix: string): HomegroundError =>
    new HomegroundError("usage/bad-option", { what, where: "--worst-site", fix });
  if (clusterOf(options).cluster === null) {
    throw problem(
      "it says how low another site can score, and nothing asks about another site",
      "Add --cluster and the column of the sites, or leave it out",
    );
  }
  if (anytime === true) {
    throw problem("it has no part in verdicts that hold at any look", "Leave one of the two out");
  }
  return worstSite;
}

function unitOf({ unit, aggregate }: EvaluateOptions): EvaluateRequest["unit"] {
  if (unit === "sequence") return { kind: "sequence", aggregate: aggregate ?? "mean" };
  if (aggregate === undefined) return { kind: "image" };
  throw new HomegroundError("usage/bad-option", {
    what: "--aggregate says how a sequence answers, and the unit is the image",
    where: "--aggregate",
    fix: "Add --unit sequence",
  });
}

function intervalOf({ interval, replicates }: EvaluateOptions): EvaluateRequest["interval"] {
  if (interval === undefined) return null;
  return interval === "none" ? "none" : { method: interval, replicates };
}

/** @throws HomegroundError `usage/not-yet` for options of the contract that are still to come */
export function refuseNotYet(options: EvaluateOptions): void {
  if (options.model?.startsWith("endpoint:")) throw notYet("a hosted endpoint", "evaluate");
}
