import { recordOfScope } from "../evaluation/claim-record/claim-record.js";
import type { EvaluateRequest } from "../evaluation/request.js";
import { taskOf } from "../tasks/registry.js";
import { ANALYSES } from "./registry.js";

/** Whether there are features of test images that those here are held against. */
export function hasReference({ claimRecords }: Pick<EvaluateRequest, "claimRecords">): boolean {
  return recordOfScope(claimRecords)?.features != null;
}

/** Whether features of the images are wanted. Those of analyses are of models that answer with one label. */
export function wantsFeatures(
  request: Pick<EvaluateRequest, "claimRecords" | "analyses" | "task">,
): boolean {
  if (hasReference(request)) return true;
  if (taskOf(request.task).truth !== "label") return false;
  return ANALYSES.some((one) => one.wantsFeatures === true && request.analyses.includes(one.id));
}
