import { createHash } from "node:crypto";
import { HomegroundError } from "../../core/errors.js";
import type { PlannedModel, ShardPlan } from "../../shards/shard-plan.js";
import type { CommandIo } from "./command.js";
import { type ReadyModel, scoresKey } from "./evaluate-model.js";
import type { EvaluateOptions } from "./evaluate-request.js";
import { openModels } from "./open-models.js";
import type { ShardedLine } from "./sharded-command.js";

/** A model by all that a plan knows it by. */
export function plannedModel(name: string, ready: ReadyModel): PlannedModel {
  const opened = [ready.model, ...(ready.second === undefined ? [] : [ready.second.model])];
  const files = opened.flatMap(({ sha256, externalFiles }) => [
    sha256,
    ...externalFiles.map((one) => one.sha256),
  ]);
  const cards = [ready.card.raw, ready.second?.card.raw ?? null];
  const card = createHash("sha256").update(JSON.stringify(cards)).digest("hex");
  return { name, key: scoresKey(ready), card, files };
}

/** A model of a plan, opened, and the options of its evaluation. */
export interface ShardModel {
  readonly ready: ReadyModel;
  readonly options: EvaluateOptions;
}

/**
 * Opens the models of a plan with its engine.
 *
 * @throws HomegroundError `shards/engine`, `shards/changed-source`, and as `openModels`
 */
export async function openPlanned(
  { contenders }: ShardedLine,
  plan: ShardPlan,
  io: CommandIo,
): Promise<readonly ShardModel[]> {
  const models: ShardModel[] = [];
  for (const { name, options } of contenders) {
    const ready = await openModels({ ...options, engine: plan.engine.kind }, io);
    if (ready === null) continue;
    checkModel(plannedModel(name, ready), ready, plan.models[models.length], plan);
    models.push({ ready, options });
  }
  return models;
}

function checkModel(
  now: PlannedModel,
  { runtime, model }: ReadyModel,
  planned: PlannedModel | undefined,
  plan: ShardPlan,
): void {
  if (runtime.engine !== plan.engine.name) {
    throw new HomegroundError("shards/engine", {
      what: `here is ${runtime.engine}, and the plan is for ${plan.engine.name}, which may differ in the last digits`,
      where: "homeground runtime",
      fix: "Have the same engine on every machine, or plan with --engine wasm, which is everywhere",
    });
  }
  if (planned !== undefined && JSON.stringify(now) === JSON.stringify(planned)) return;
  throw new HomegroundError("shards/changed-source", {
    what: "the model or its card is another one than when the shards were planned",
    where: model.name,
    fix: "Put the file back, or make the plan again",
  });
}
