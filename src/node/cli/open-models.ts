import type { CommandIo } from "./command.js";
import { type ReadyModel, readyModel, withClassifier } from "./evaluate-model.js";
import type { EvaluateOptions } from "./evaluate-request.js";
import { isEndpoint, localModel } from "./hosted-model.js";

/** The model of the options, with the classifier behind it; null for predictions from a file. */
export async function openModels(
  options: EvaluateOptions,
  io: CommandIo,
): Promise<ReadyModel | null> {
  if (options.model === undefined) return null;
  if (isEndpoint(options.model)) {
    const { readyEndpoint } = await import("./endpoint-model.js");
    return readyEndpoint(options.model, options, io);
  }
  const local = await localModel(options.model, options, io);
  const ready = await readyModel(local, options.card, options.engine, options.task);
  if (options.classifier === undefined) return ready;
  const second = await localModel(options.classifier, options, io);
  return withClassifier(ready, second, options.classifierCard);
}
