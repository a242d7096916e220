import { CommanderError, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { HomegroundError } from "../../core/errors.js";
import type { Alteration } from "../../images/corruptions/alter.js";
import type { ShardedCommand } from "../../shards/sharded-commands.js";
import { alterationsOf } from "../../stress/conditions.js";
import type { CommandIo, CommandResult } from "./command.js";
import { comparing } from "./compare-command.js";
import { type CompareOptions, contendersOf, optionsOfContender } from "./compare-inputs.js";
import type { EvaluateCommandOptions } from "./evaluate.js";
import { evaluateCommand } from "./evaluate-command.js";
import type { ReadyModel } from "./evaluate-model.js";
import type { EvaluateOptions, ScoredElsewhere } from "./evaluate-request.js";
import { refuseTwice } from "./option-once.js";
import { recordCreateCommand } from "./record-command.js";
import type { RecordCreateOptions } from "./record-create.js";
import { stressing } from "./stress-command.js";
import {
  optionsOfStressed,
  plannedStress,
  possibleKinds,
  readStressOptions,
  type StressOptions,
  taskOfModel,
} from "./stress-inputs.js";
import { usageError } from "./usage.js";

/** A command line whose images are scored in shards. */
export interface ShardedLine {
  readonly imagesPath: string;
  /** Of each model, or file of predictions, that it is about. */
  readonly contenders: readonly { readonly name: string; readonly options: EvaluateOptions }[];
  /** Files and folders that options name. */
  readonly named: readonly string[];
  /** How these models look at altered pictures, beside those as they are. */
  alterations?(models: readonly ReadyModel[]): readonly Alteration[];
  /** Does what the command does, with these scores. */
  run(imagesPath: string, scored: ScoredElsewhere, io: CommandIo): Promise<CommandResult>;
}

/**
 * Reads the words of a command as the command itself would; what it does is loaded by `run`.
 *
 * @param words without `--out`
 * @param where what is typed, for errors
 * @throws HomegroundError `usage/…`, and those of contenders
 */
export async function readLine(
  command: ShardedCommand,
  words: readonly string[],
  out: string,
  where: string,
): Promise<ShardedLine> {
  const parsed = await parse(command, [...words, "--out", out], where);
  // The types of options are the registry's to say: commander cannot know them.
  const options = parsed.opts() as unknown as EvaluateCommandOptions;
  const [imagesPath = "", ...more] = parsed.args;
  if (more.length > 0) {
    throw new HomegroundError("usage/bad-option", {
      what: `there are ${parsed.args.length} places of images`,
      where,
      fix: "Name one",
    });
  }
  const named = namedFiles(parsed);
  if (command === "record") {
    const own = options as RecordCreateOptions;
    return {
      imagesPath,
      contenders: [{ name: "model", options: { ...own, ignoreDesign: true } }],
      named,
      async run(images, scored, io) {
        const { createRecordHere } = await import("./record-create.js");
        return createRecordHere(images, { ...own, scored }, io);
      },
    };
  }
  if (command === "compare") {
    const own = options as unknown as CompareOptions & { readonly labels: string };
    const given = parsed.options
      .filter((option) => parsed.getOptionValueSource(option.attributeName()) === "cli")
      .map(({ long, short }) => long ?? short ?? "");
    return {
      imagesPath,
      contenders: contendersOf(own).map((contender) => ({
        name: contender.name,
        options: optionsOfContender(own, contender),
      })),
      named,
      async run(images, scored, io) {
        const { compare } = await import("./compare.js");
        return compare([images], { ...own, scored }, given, io);
      },
    };
  }
  if (command === "stress") {
    const own = options as unknown as StressOptions;
    const asked = readStressOptions(own);
    return {
      imagesPath,
      contenders: asked.contenders.map((contender) => ({
        name: contender.name,
        options: { ...optionsOfStressed(own, contender), ignoreDesign: true },
      })),
      named,
      alterations(models) {
        const kinds = models.reduce(
          (left, one) => possibleKinds(taskOfModel(one, own), own, left).possible,
          asked.kinds,
        );
        return alterationsOf(plannedStress({ ...asked, kinds }, models, own.seed));
      },
      async run(images, scored, io) {
        const { stress } = await import("./stress.js");
        return stress(images, { ...own, scored }, io);
      },
    };
  }
  const line = ["evaluate", ...words, "--out", out];
  return {
    imagesPath,
    contenders: [{ name: "model", options }],
    named,
    async run(images, scored, io) {
      const { evaluate } = await import("./evaluate.js");
      return evaluate(images, { ...options, scored }, io, line);
    },
  };
}

/**
 * Words are tried first without what registries offer: few of a plan name any of it, and whoever only runs a model
 * starts in a third of the time without every format and metric.
 */
async function parse(
  command: ShardedCommand,
  words: readonly string[],
  where: string,
): Promise<CommandUnknownOpts> {
  try {
    return parseBy(command, words, where, [], []);
  } catch {
    const [{ TASKS }, { readingChoices }] = await Promise.all([
      import("../../tasks/registry.js"),
      import("../../formats/registry.js"),
    ]);
    return parseBy(command, words, where, TASKS, readingChoices());
  }
}

function parseBy(
  command: ShardedCommand,
  words: readonly string[],
  where: string,
  ...offered: Parameters<typeof evaluateCommand>
): CommandUnknownOpts {
  const declare = {
    evaluate: evaluateCommand,
    compare: comparing,
    record: recordCreateCommand,
    stress: stressing,
  };
  const declared = declare[command](...offered) as unknown as CommandUnknownOpts;
  declared
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .action(() => {});
  refuseTwice(declared, where);
  try {
    declared.parse([...words], { from: "user" });
  } catch (cause) {
    throw cause instanceof CommanderError ? usageError(cause, where) : cause;
  }
  return declared;
}

/** What stands in the help for a value that names a file or a folder. */
const OF_FILES = /[<[](path|file|list|claim|record|key)[\]>]/;

/** Models are left out: they are known by their bytes. */
function namedFiles(command: CommandUnknownOpts): string[] {
  const values = command.opts() as Readonly<Record<string, unknown>>;
  return command.options
    .filter(({ flags }) => OF_FILES.test(flags))
    .flatMap((option) => values[option.attributeName()] ?? [])
    .filter((value) => typeof value === "string");
}
