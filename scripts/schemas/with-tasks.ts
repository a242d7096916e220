import { TASKS } from "../../src/tasks/registry.js";

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

/** The type of a result takes any task; its schema those of the registry. */
export function withTasks(result: JsonObject): JsonObject {
  const properties = result["properties"] as JsonObject;
  return { ...result, properties: { ...properties, task: { enum: TASKS.map(({ id }) => id) } } };
}
