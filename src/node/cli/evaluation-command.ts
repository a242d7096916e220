import { Command, Option } from "@commander-js/extra-typings";
import { EVALUATION_OPTIONS } from "../../evaluation/options/registry.js";
import { ABOVE_0 } from "../../evaluation/options/values.js";
import type { ReadingChoice } from "../../formats/reading-choice.js";
import type { Task } from "../../tasks/task.js";
import type { EvaluateOptions } from "./evaluate-request.js";
import { flagOf, flagOfChoice } from "./flag-of.js";
import { labelOptions } from "./label-options.js";
import { collect, parserOf, wholeNumber } from "./usage.js";

/** What of the evaluation's answers a command takes: one model or predictions, several of both, models alone. */
type Answers = "one" | "several" | "models";

/** Two stages and endpoints: a command of models alone refuses them in words of its own, and does not offer them. */
const REFUSED_ALONE: ReadonlySet<string> = new Set([
  "--classifier",
  "--classifier-card",
  "--stage",
  "--send-images",
  "--concurrency",
  "--rate",
  "--cost-per-call",
]);

/**
 * A command that evaluates a model on images: everything that `evaluate` can be told but its place.
 *
 * @param tasks that are offered
 * @param readings what can be said about the reading of files
 * @param models what answers come from
 */
export function evaluationCommand(
  name: string,
  tasks: readonly Pick<Task, "names">[],
  readings: readonly ReadingChoice[],
  models: Answers = "one",
) {
  const command = new Command(name);
  const labels = ["--labels <path>", "annotation file or folder: the ground truth"] as const;
  if (models === "several") {
    command
      .argument("<images...>", "images as of evaluate; or results: folders, or result.json files")
      .option(...labels)
      .option("--model <model>", "ONNX file or address of a model; repeatable", collect, [])
      .option("--card <file>", "card of each --model, in their order; repeatable", collect, [])
      .option("--predictions <path>", "predictions instead of a model; repeatable", collect, []);
  } else if (models === "models") {
    command
      .argument("<images>", "folder, archive, list, quoted pattern or s3:// of images")
      .requiredOption(...labels)
      .option("--model <model>", "ONNX file or address of a model; repeatable", collect, [])
      .option("--card <file>", "card of each --model, in their order; repeatable", collect, []);
  } else {
    command
      .argument("<images>", "folder, archive, list, quoted pattern or s3:// of images")
      .requiredOption(...labels)
      .option(
        "--model <model>",
        "ONNX file, https: address, hf:owner/name[@revision][/file] or endpoint:URL",
      )
      .option(
        "--card <file>",
        "model card, where it is not beside the model; or description of an endpoint",
      )
      .option("--predictions <path>", "predictions instead of a model");
  }
  command
    .option("--classifier <model>", "names what the model, a detector, finds (two stages)")
    .option("--classifier-card <file>", "card of the classifier")
    .addOption(
      new Option("--stage <stage>", "which answer of two stages is evaluated").choices([
        "whole",
        "detector",
      ]),
    )
    .option("--no-sanity", "leave out the check of the card on some of the labels")
    .option("--send-images", "with --model endpoint:URL: images may leave this machine for it")
    .option(
      "--concurrency <n>",
      "images on their way to an endpoint at a time, 4 unless given",
      wholeNumber(1, 256),
    )
    .option("--rate <n>", "requests to an endpoint in a second, at most", parserOf(ABOVE_0))
    .option("--cost-per-call <amount>", "what an image costs at an endpoint", parserOf(ABOVE_0))
    .option("--allow-private", "models from addresses of this machine and network, and by http:")
    .addOption(taskOption(tasks))
    .option("--label-map <file>", "your labels → the model's, as JSON; auto accepts exact matches")
    .option("--columns <roles>", "columns of the label table: image=NAME,label=NAME")
    .addOption(labelOptions.delimiter())
    .addOption(labelOptions.encoding());
  for (const choice of readings) command.addOption(flagOfChoice(choice));
  command
    .option("--taxonomy <file>", "a taxon a line: uuid;class;order;family;genus;species;name")
    .addOption(
      new Option("--taxonomy-rule <rule>", "at-rank also counts wider answers, apart")
        .choices(["exact", "at-rank"])
        .default("exact"),
    )
    .option("--attributes <file>", "more columns about the images; repeatable", collect, [])
    .option("--folder-pattern <pattern>", "attributes from folder names: {site}/{camera}/…")
    .option(
      "--objects <path>",
      "objects beside labels of whole images: annotated boxes, masks or a detector's boxes",
    );
  for (const option of EVALUATION_OPTIONS) command.addOption(flagOf(option));
  command
    .option("--gate", "exit with 3 when a claim fails, with 4 when it cannot be told yet")
    .option(
      "--training <list>",
      "what the model was trained on, to find copies: images, labels, a record or hashes; repeatable",
      collect,
      [],
    )
    .option(
      "--deployments <file>",
      "with --analyse application: a row a camera: its name, start and end or nights",
    )
    .option(
      "--scores <file>",
      "with --analyse reliability: an image a row, a score of confidence a column; repeatable",
      collect,
      [],
    )
    .option(
      "--flips",
      "with --analyse reliability: how sure it is of a picture and of its mirror image together; twice the work",
    )
    .option(
      "--features <file>",
      "an image a row, a feature a column f0, f1 …; default: the model's",
    )
    .option(
      "--reference-features <file>",
      "the same of the test images of a record of --claim: how far are these images from those?",
    )
    .option("--threshold-for <goal>", "chosen here: f1, recall>=R, false-alarms<=N or count-bias")
    .option("--sample <n>", "score a random sample of so many images", wholeNumber(1, 1e9))
    .option("--no-pictures", "leave pictures of mistakes out of the report")
    .option("--resume", "go on where an interrupted run stopped")
    .option("--threads <n>", "processes that score images", wholeNumber(1, 256))
    .option("--image-timeout <s>", "longest time for one image, in seconds", wholeNumber(1, 86_400))
    .addOption(new Option("--engine <engine>", "inference engine").choices(["native", "wasm"]))
    .option("--quiet", "the verdict and the report's path only");
  if (models === "models") {
    for (const option of command.options)
      if (REFUSED_ALONE.has(option.long ?? "")) option.hideHelp();
  }
  // Which options there are is the registry's to say, so that commander cannot know their types.
  return command as unknown as Command<[string], Omit<EvaluateOptions, "out">>;
}

function taskOption(tasks: readonly Pick<Task, "names">[]) {
  return new Option(
    "--task <task>",
    "what the model does; else its card says it, or the files",
  ).choices(tasks.flatMap(({ names }) => names));
}
