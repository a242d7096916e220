import { join } from "node:path";
import { HomegroundError } from "../../core/errors.js";
import {
  kindsPartedBy,
  parseKinds,
  parseSeverities,
  type StressPlan,
  whyLeftOut,
  workingSide,
} from "../../stress/conditions.js";
import { taskOfName } from "../../tasks/registry.js";
import type { Task } from "../../tasks/task.js";
import {
  type Contender,
  checkOneMetric,
  folderOf,
  MODELS,
  namedContenders,
} from "./compare-inputs.js";
import type { ReadyModel } from "./evaluate-model.js";
import type { EvaluateOptions } from "./evaluate-request.js";
import { badOption } from "./usage.js";

/** The options of `homeground stress`, as the command line gives them. */
export interface StressOptions extends Omit<EvaluateOptions, "model" | "card" | "predictions"> {
  readonly model: readonly string[];
  readonly card: readonly string[];
  readonly name: readonly string[];
  readonly kinds?: string | undefined;
  readonly severities?: string | undefined;
  /** Tries a picture. */
  readonly search?: number | undefined;
}

/** What is asked for, before any file is opened. */
export interface StressAsked {
  readonly contenders: readonly Contender[];
  readonly kinds: readonly string[];
  readonly severities: readonly number[];
  readonly tries: number;
}

/**
 * @throws HomegroundError `stress/no-model`, `stress/unknown-kind`, `stress/same-kind`, `stress/bad-severity`,
 *   `compare/same-name`, `usage/bad-option`
 */
export function readStressOptions(options: StressOptions): StressAsked {
  const { model, card, name } = options;
  if (model.length === 0) {
    throw new HomegroundError("stress/no-model", {
      what: "no model is given",
      where: "homeground stress",
      fix: "Give --model; predictions in a file are of pictures as they are",
    });
  }
  if (options.classifier !== undefined) {
    throw badOption(
      "two stages cannot look at altered pictures",
      "Give the detector or the classifier alone",
      "--classifier",
    );
  }
  checkOneMetric(options.metric);
  return {
    contenders: namedContenders({ model, card, name, predictions: [] }),
    kinds: parseKinds(options.kinds, "--kinds"),
    severities: parseSeverities(options.severities, "--severities"),
    tries: options.search ?? 0,
  };
}

/** The options of `evaluate` for one of the models. */
export function optionsOfStressed(
  { kinds: _kinds, severities: _severities, search: _tries, name: _names, ...rest }: StressOptions,
  { name, model, card }: Contender,
): EvaluateOptions {
  const out = join(rest.out, MODELS, folderOf(name));
  return { ...rest, out, model, card, predictions: undefined };
}

/**
 * Kinds that models of a task can be tried by: all that are possible, where nobody named any.
 *
 * @param task null where nothing tells it yet: all of them
 * @throws HomegroundError `usage/bad-option` where nothing tells what is true of pictures altered in a named way
 */
export function possibleKinds(
  task: Pick<Task, "hasOutlines" | "truth"> | null,
  options: Pick<StressOptions, "kinds">,
  kinds: readonly string[],
): { readonly possible: readonly string[]; readonly leftOut: readonly string[] } {
  if (task === null) return { possible: kinds, leftOut: [] };
  const parted = kindsPartedBy(task, kinds);
  const { possible, leftOut } = parted;
  if (leftOut.length === 0 || options.kinds === undefined) return parted;
  const move = leftOut.length === 1 ? "moves" : "move";
  throw new HomegroundError("usage/bad-option", {
    what: `${leftOut.join(", ")} ${move} what is in the picture, and ${whyLeftOut(task)}`,
    where: "--kinds",
    fix:
      possible.length === 0
        ? "Take kinds that change pixels in their place"
        : `Take the others: --kinds ${possible.join(",")}`,
  });
}

/** The task of a model before anything ran; null where only the files tell it. */
export function taskOfModel(
  { card }: Pick<ReadyModel, "card">,
  { task }: Pick<StressOptions, "task">,
): Task | null {
  return taskOfName(task ?? card.task);
}

/** How pictures are altered for models with these cards. */
export function plannedStress(
  { kinds, severities, tries }: StressAsked,
  models: readonly Pick<ReadyModel, "card">[],
  seed: number,
): StressPlan {
  const shorterSidePx = workingSide(models.map(({ card }) => card));
  return { kinds, severities, tries, seed, shorterSidePx };
}
