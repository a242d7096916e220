import { Command, Option } from "@commander-js/extra-typings";
import { BOX_READINGS } from "../../formats/objects/reinterpret-boxes.js";
import { YOLO_TASKS } from "../../formats/yolo/yolo-task.js";
import { MOST_REPLICATES } from "../../records/evidence/record-work.js";
import { labelOptions } from "./label-options.js";
import { collect, fraction, share, toleranceOf, wholeNumber } from "./usage.js";

const TASKS = [
  "classification",
  "image-classification",
  "multilabel",
  "anomaly",
  "detection",
  "object-detection",
  "instance-segmentation",
  "semantic-segmentation",
  "keypoints",
  "counting",
] as const;

const INTERVALS = ["percentile", "bca", "bootstrap-t", "none"] as const;

/** A command that evaluates a model on images: everything that `evaluate` can be told but its place. */
export function evaluationCommand(name: string) {
  return new Command(name)
    .argument("<images>", "folder, archive, list or quoted pattern of images")
    .requiredOption("--labels <path>", "annotation file or folder: the ground truth")
    .option("--model <model>", "ONNX file, https: address or hf:owner/name[@revision][/file]")
    .option("--card <file>", "model card, where it is not beside the model")
    .option("--classifier <model>", "names what the model, a detector, finds (two stages)")
    .option("--classifier-card <file>", "card of the classifier")
    .addOption(
      new Option("--stage <stage>", "which answer of two stages is evaluated").choices([
        "whole",
        "detector",
      ]),
    )
    .option("--no-sanity", "leave out the check of the card on some of the labels")
    .option("--allow-private", "models from addresses of this machine and network, and by http:")
    .option("--predictions <path>", "predictions instead of a model")
    .addOption(new Option("--task <task>", "what the model does").choices(TASKS))
    .option("--positive <label>", "the label of interest, where there are two")
    .addOption(
      new Option("--several-labels <rule>", "images with several labels")
        .choices(["list", "any", "multilabel"])
        .default("list"),
    )
    .addOption(labelOptions.conflictingLabels())
    .addOption(
      new Option("--no-annotation <rule>", "what an image without annotation is")
        .choices(["empty", "unlabelled"])
        .default("unlabelled"),
    )
    .addOption(
      new Option("--unit <unit>", "what is sampled")
        .choices(["image", "sequence"])
        .default("image"),
    )
    .addOption(
      new Option("--aggregate <rule>", "how a sequence answers").choices(["max", "mean", "vote"]),
    )
    .option("--label-map <file>", "your labels → the model's, as JSON; auto accepts exact matches")
    .option("--columns <roles>", "columns of the label table: image=NAME,label=NAME")
    .addOption(labelOptions.delimiter())
    .addOption(labelOptions.encoding())
    .addOption(
      new Option("--boxes <reading>", "what the numbers of boxes are").choices(BOX_READINGS),
    )
    .addOption(
      new Option("--yolo-task <task>", "what the lines of YOLO files are").choices(YOLO_TASKS),
    )
    .addOption(
      new Option("--voc-one-based <rule>", "whether VOC's corners are counted from 1").choices([
        "yes",
        "no",
        "auto",
      ]),
    )
    .option("--taxonomy <file>", "a taxon a line: uuid;class;order;family;genus;species;name")
    .addOption(
      new Option("--taxonomy-rule <rule>", "at-rank also counts wider answers, apart")
        .choices(["exact", "at-rank"])
        .default("exact"),
    )
    .option("--where <column=value>", "only rows with this value; repeatable", collect, [])
    .option("--attributes <file>", "more columns about the images; repeatable", collect, [])
    .option("--folder-pattern <pattern>", "attributes from folder names: {site}/{camera}/…")
    .option(
      "--cluster <attribute>",
      "its levels are a sample: asks about another site; none: every image counts by itself",
    )
    .option("--worst-site <s0>", "no other site scores below it, such as 0.5", share)
    .option("--slice <attribute>", "parts to look at one by one; repeatable", collect, [])
    .option(
      "--claim <claim>",
      "REF=VALUE[@K/N][~TOLERANCE], a record or result (file or folder), a model's card or README.md",
      collect,
      [],
    )
    .option(
      "--tolerance <d>",
      "how much lower is still fine, for all claims: 0.05, '5 points'",
      toleranceOf,
    )
    .option("--require <limit>", "'REF>=VALUE'; repeatable", collect, [])
    .option("--gate", "exit with 3 when a claim fails, with 4 when it cannot be told yet")
    .option("--anytime", "a verdict that holds at any look, the images being taken in random order")
    .addOption(
      new Option(
        "--order <order>",
        "with --anytime: drawn from the seed, or the file's, if random",
      ).choices(["drawn", "file"]),
    )
    .addOption(
      new Option(
        "--unanswered <rule>",
        "what images without an answer are: unknown, or wrong where silence is an error",
      ).choices(["unknown", "wrong"]),
    )
    .option(
      "--training <list>",
      "what the model was trained on, to find copies: images, labels, a record or hashes; repeatable",
      collect,
      [],
    )
    .option("--metric <ref>", "further metrics, such as recall{class=deer}", collect, [])
    .option("--threshold <t>", "operating point of scores", Number)
    .option("--threshold-for <goal>", "chosen here: f1, recall>=R, false-alarms<=N or count-bias")
    .addOption(
      new Option("--interval <method>", "another interval beside the default").choices(INTERVALS),
    )
    .option("--replicates <n>", "bootstrap replicates", wholeNumber(1, MOST_REPLICATES), 2000)
    .option("--level <p>", "of the intervals", fraction, 0.95)
    .option("--seed <n>", "of everything drawn", wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
    .option("--sample <n>", "score a random sample of so many images", wholeNumber(1, 1e9))
    .option("--no-pictures", "leave pictures of mistakes out of the report")
    .option("--resume", "go on where an interrupted run stopped")
    .option("--threads <n>", "processes that score images", wholeNumber(1, 256))
    .option("--image-timeout <s>", "longest time for one image, in seconds", wholeNumber(1, 86_400))
    .addOption(new Option("--engine <engine>", "inference engine").choices(["native", "wasm"]))
    .option("--quiet", "the verdict and the report's path only");
}
