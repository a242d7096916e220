import type { ReadingChoice } from "../../formats/reading-choice.js";
import type { Task } from "../../tasks/task.js";
import { evaluationCommand } from "./evaluation-command.js";
import { collect } from "./usage.js";

/** Declares `homeground evaluate`, without what it does. */
export function evaluateCommand(
  tasks: readonly Pick<Task, "names">[],
  readings: readonly ReadingChoice[],
) {
  return evaluationCommand("evaluate", tasks, readings)
    .description("a model on your images and labels: figures with intervals, verdict on a claim")
    .option("--out <dir>", "folder of report, result and predictions", "homeground-out")
    .option(
      "--label-changes <file>",
      "labels found wrong (label-changes.csv): their figures stand beside those of the first labels",
    )
    .option(
      "--share <file>",
      "what could be sent to the authors of a record, shown and written: figures, no names",
    )
    .option(
      "--share-classes",
      "with --share: also counts of the classes of the record of --claim, without small ones",
    )
    .option("--place <words>", "with --share: what sort of place it is, in your words")
    .option("--month <month>", "with --share: when the images were taken, as 2026-11")
    .option(
      "--place-attribute <name=value>",
      "with --share: what the place is like, by name: habitat=forest; repeatable",
      collect,
      [],
    )
    .option("--sign <key>", "with --share: a key file of record keygen, which signs it")
    .addHelpText(
      "after",
      `\nExample:\n  homeground evaluate photos --labels labels.csv --model model.onnx --claim accuracy=0.944@84/89\n\nA hosted model:\n  homeground evaluate photos --labels labels.csv --model endpoint:https://host/v2/models/birds --card birds.json --send-images`,
    );
}
