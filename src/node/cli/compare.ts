import { basename, join } from "node:path";
import { levelledAttributes } from "../../claims/attribute-levels.js";
import { compareModels, REDRAWS } from "../../compare/compare-models.js";
import { comparisonText } from "../../compare/comparison-text.js";
import { onlyOneRight } from "../../compare/only-one-right.js";
import { sharedImages } from "../../compare/shared-images.js";
import type { Json } from "../../core/canonical-json.js";
import { HomegroundError } from "../../core/errors.js";
import { visibleJson } from "../../core/visible-text.js";
import { checkAttributes } from "../../dataset/unit-attributes.js";
import type { Evaluation } from "../../evaluation/evaluation.js";
import { askedMetrics } from "../../evaluation/typed-metrics.js";
import { parseReference } from "../../metrics/reference.js";
import { formatReference } from "../../metrics/reference-text.js";
import { counted } from "../../reports/numbers.js";
import { taskOf } from "../../tasks/registry.js";
import { alone } from "../files/place-lock.js";
import { writeTextFile } from "../files/write-file.js";
import type { CommandIo, CommandResult } from "./command.js";
import { writeEvaluation } from "./evaluate-outputs.js";
import { type PerformedEvaluation, performEvaluation } from "./evaluate-perform.js";
import type { EvaluateOptions } from "./evaluate-request.js";

type OfOneModel = "model" | "card" | "predictions";

/** The options of `homeground compare`, as the command line gives them. */
export interface CompareOptions extends Omit<EvaluateOptions, OfOneModel> {
  readonly model: readonly string[];
  readonly card: readonly string[];
  readonly predictions: readonly string[];
  readonly name: readonly string[];
  /** The attribute whose levels are places. */
  readonly by?: string | undefined;
  readonly sharedOnly?: true | undefined;
}

/** Names of what a comparison writes into its folder, beside the folder of each evaluation. */
const FILES = {
  comparison: "comparison.json",
  onlyOne: "only-one-right.csv",
  models: "models",
} as const;

/** A model, or a file of predictions, under the name that it is compared by. */
interface Contender extends Pick<EvaluateOptions, OfOneModel> {
  readonly name: string;
}

/** `homeground compare IMAGES --labels PATH (--model MODEL | --predictions PATH)…` */
export async function compare(
  imagesPath: string,
  options: CompareOptions,
  io: CommandIo,
): Promise<CommandResult> {
  const contenders = contendersOf(options);
  const further = (options.metric ?? []).slice(1);
  if (further.length > 0) {
    throw usage("more than one metric is named", "Name the one to compare by", "--metric");
  }
  return alone(join(options.out, ".homeground.lock"), `--out ${options.out}`, async () => {
    const performed: PerformedEvaluation[] = [];
    for (const contender of contenders) {
      performed.push(await evaluateOne(imagesPath, options, contender, io));
    }
    const evaluations = performed.map(({ evaluation }) => evaluation);
    const named = performed.map(({ evaluation, sources }, m) => ({
      name: contenders[m]!.name,
      images: Array.from(evaluation.image, (image) => sources.images.file[image]!),
    }));
    const shared = sharedImages(named, options.sharedOnly === true);
    const images = Array.from(shared.units[0]!, (unit) => named[0]!.images[unit]!);
    const models = evaluations.map(({ outcomes, claims, result }, m) => ({
      name: contenders[m]!.name,
      sha256: result.model?.sha256 ?? null,
      outcomes,
      units: shared.units[m]!,
      claims,
    }));
    const [first] = evaluations as [Evaluation];
    const { task } = first.request;
    const [reference = parseReference(taskOf(task).headline)] = askedMetrics(
      first.request,
      first.outcomes.classes,
    );
    const printed = formatReference(reference);
    const claimed = models.map(({ claims, ...model }) => ({
      ...model,
      claimed: claims.find((claim) => claim.metric === printed)?.value ?? null,
    }));
    const { level, seed, by } = options;
    const places = by === undefined ? null : placesOf(first, shared.units[0]!, by);
    const comparison = compareModels(claimed, {
      reference,
      level,
      seed,
      redraws: REDRAWS,
      places,
    });
    const text = comparisonText(comparison);
    const path = join(options.out, FILES.comparison);
    const onlyOne = onlyOneRight(claimed, images, reference);
    if (onlyOne !== null) await writeTextFile(join(options.out, FILES.onlyOne), onlyOne);
    const json = comparison as unknown as Json; // numbers are finite or null: the schema says so
    await writeTextFile(path, `${visibleJson(JSON.stringify(json, null, 1))}\n`);
    const left = shared.leftOut.length;
    const lines = [
      options.quiet ? text.split("\n")[0]! : text,
      ...(left === 0
        ? []
        : [`Left out: ${counted(left, "image")} without a prediction of every model`]),
      path,
    ];
    return { text: lines.join("\n"), json };
  });
}

/** @throws HomegroundError `compare/one-model`, `compare/same-name`, `usage/bad-option` */
function contendersOf({ model, card, predictions, name }: CompareOptions): Contender[] {
  const given = [
    ...model.map((path, m) => ({ path, of: { model: path, card: card[m] } })),
    ...predictions.map((path) => ({ path, of: { predictions: path } })),
  ];
  if (given.length < 2) {
    throw new HomegroundError("compare/one-model", {
      what: given.length === 0 ? "no model is given" : `${given[0]!.path} alone is given`,
      where: "homeground compare",
      fix: "Give two or more of --model and --predictions; homeground evaluate is for one",
    });
  }
  if (card.length > 0 && card.length !== model.length) {
    throw usage(
      `${counted(card.length, "card")} for ${counted(model.length, "model")}`,
      "Give a card for each model, in their order, or none",
      "--card",
    );
  }
  if (name.length > 0 && name.length !== given.length) {
    throw usage(
      `${counted(name.length, "name")} for ${counted(given.length, "model")}`,
      "Name each: first the models, then the files of predictions, in their order",
      "--name",
    );
  }
  const contenders = given.map(({ path, of }, m) => ({
    name: name[m]?.trim() || stemOf(path),
    ...of,
  }));
  const seen = new Map<string, string>();
  for (const [m, contender] of contenders.entries()) {
    const folder = folderOf(contender.name);
    const before = seen.get(folder);
    if (before !== undefined) {
      throw new HomegroundError("compare/same-name", {
        what: `${before} and ${given[m]!.path} are both called ${contender.name}`,
        where: "--name",
        fix: "Give each a name of its own, in the order of the models and then the predictions",
      });
    }
    seen.set(folder, given[m]!.path);
  }
  return contenders;
}

/** A file by its name without the ending. */
function stemOf(path: string): string {
  const name = basename(path);
  return name.replace(/(?<=.)\.[^.]*$/, "") || path;
}

/** A folder of that name anywhere; names that differ in signs alone share one. */
function folderOf(name: string): string {
  return (
    name
      .replaceAll(/[^\p{L}\p{N}._-]+/gu, "_")
      .replace(/^\.+/, "_")
      .toLowerCase() || "_"
  );
}

async function evaluateOne(
  imagesPath: string,
  { by: _by, sharedOnly: _shared, name: _names, ...options }: CompareOptions,
  { name, model, card, predictions }: Contender,
  io: CommandIo,
): Promise<PerformedEvaluation> {
  const out = join(options.out, FILES.models, folderOf(name));
  const own = { ...options, out, model, card, predictions };
  const command = ["compare", imagesPath];
  const performed = await performEvaluation(imagesPath, own, { command, progress: name }, io);
  await writeEvaluation(performed.evaluation, performed.sources, io);
  return performed;
}

/** @throws HomegroundError `labels/no-column`, `usage/bad-option` for times, which are several attributes */
function placesOf({ attributes: { table } }: Evaluation, units: Int32Array, by: string) {
  checkAttributes(table, [by], "--by");
  const levelled = levelledAttributes(table, units, [by]);
  const only = levelled.find(({ name }) => name === by);
  if (only !== undefined) return only;
  throw usage(`${by} holds times, and no names`, "Name a column such as site or camera", "--by");
}

function usage(what: string, fix: string, where: string): HomegroundError {
  return new HomegroundError("usage/bad-option", { what, where, fix });
}
