import { join } from "node:path";
import type { MeasuredCost } from "../../compare/cost.js";
import type { UnitPictures } from "../../compare/only-one-tiles.js";
import type { RaceOrder } from "../../compare/race-order.js";
import type { PublishedModel } from "../../compare/whole-comparison.js";
import { HomegroundError } from "../../core/errors.js";
import type { Table } from "../../core/table.js";
import type { EvaluateOptions } from "./evaluate-request.js";
import { givenNames } from "./given-names.js";
import { badOption } from "./usage.js";

/** What is said where they are all the same. */
export const DESIGN_IGNORED =
  "The images were drawn unequally and count alike, as was asked for: figures lean to those that were drawn more often";

type OfOneModel = "model" | "card" | "predictions";

/** The options of `homeground compare`, as the command line gives them. */
export interface CompareOptions extends Omit<EvaluateOptions, OfOneModel | "labels"> {
  /** Absent where results are compared. */
  readonly labels?: string | undefined;
  readonly model: readonly string[];
  readonly card: readonly string[];
  readonly predictions: readonly string[];
  readonly name: readonly string[];
  /** The attribute whose levels are places. */
  readonly by?: string | undefined;
  readonly sharedOnly?: true | undefined;
  /** Labels at most, or all. */
  readonly race?: number | true | undefined;
  /** Alarms an image, or as many as the model with fewest. */
  readonly equalAlarms?: number | true | undefined;
}

/** A model, or a file of predictions, under the name that it is compared by. */
export interface Contender extends Pick<EvaluateOptions, OfOneModel> {
  readonly name: string;
}

/** What is compared: models that were run now, or results that were computed before. */
export interface ToCompare {
  readonly models: readonly PublishedModel[];
  /** Image of each shared unit. */
  readonly images: readonly string[];
  /** A row a unit of the first model. */
  readonly attributes: Table;
  /** How many images some model has no prediction for. */
  readonly leftOut: number;
  /** What models cost; null where none was run. */
  readonly cost: MeasuredCost | null;
  /** In which order labels came. */
  readonly order: RaceOrder;
  /** What else is worth a line. */
  readonly notes: readonly string[];
  /** Where the pictures of shared units come from; null where no images are at hand, or none are wanted. */
  readonly pictures: UnitPictures | null;
}

/** The folder that holds that of each evaluation. */
export const MODELS = "models";

/** The options of `evaluate` for one of the models. */
export function optionsOfContender(
  {
    by: _by,
    sharedOnly: _shared,
    name: _names,
    race: _race,
    equalAlarms: _alarms,
    ...options
  }: CompareOptions & { readonly labels: string },
  { name, model, card, predictions }: Contender,
): EvaluateOptions {
  const out = join(options.out, MODELS, folderOf(name));
  return { ...options, out, model, card, predictions };
}

/** @throws HomegroundError `compare/one-model`, `compare/same-name`, `usage/bad-option` */
export function contendersOf(options: CompareOptions): Contender[] {
  const { model, predictions } = options;
  const given = [...model, ...predictions];
  if (given.length < 2) {
    throw new HomegroundError("compare/one-model", {
      what: given.length === 0 ? "no model is given" : `${given[0]!} alone is given`,
      where: "homeground compare",
      fix: "Give two or more of --model and --predictions; homeground evaluate is for one",
    });
  }
  return namedContenders(options);
}

/** Models and predictions under their names. @throws HomegroundError `compare/same-name`, `usage/bad-option` */
export function namedContenders({
  model,
  card,
  predictions,
  name,
}: Pick<CompareOptions, "model" | "card" | "predictions" | "name">): Contender[] {
  const given = [
    ...model.map((path, m) => ({ path, of: { model: path, card: card[m] } })),
    ...predictions.map((path) => ({ path, of: { predictions: path } })),
  ];
  const names = givenNames(
    { model, card, others: predictions, name },
    { one: "model", others: "the files of predictions" },
  );
  checkNames(
    names,
    given.map(({ path }) => path),
  );
  return given.map(({ of }, m) => ({ name: names[m]!, ...of }));
}

/** @throws HomegroundError `usage/bad-option` where models would be looked at by several metrics */
export function checkOneMetric(metrics: readonly string[] | undefined): void {
  if ((metrics ?? []).length <= 1) return;
  throw badOption("more than one metric is named", "Name the one to compare by", "--metric");
}

/** @throws HomegroundError `compare/same-name` where two would share a folder */
export function checkNames(names: readonly string[], paths: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const [m, name] of names.entries()) {
    const folder = folderOf(name);
    const before = seen.get(folder);
    if (before !== undefined) {
      throw new HomegroundError("compare/same-name", {
        what: `${before} and ${paths[m]!} are both called ${name}`,
        where: "--name",
        fix: "Give each a name of its own, in the order of the models and then the predictions",
      });
    }
    seen.set(folder, paths[m]!);
  }
}

/** A folder of that name anywhere; names that differ in signs alone share one. */
export function folderOf(name: string): string {
  return (
    name
      .replaceAll(/[^\p{L}\p{N}._-]+/gu, "_")
      .replace(/^\.+/, "_")
      .toLowerCase() || "_"
  );
}
