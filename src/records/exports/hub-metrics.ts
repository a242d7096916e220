import { IMAGE_TASKS } from "../../metrics/metric.js";
import { METRICS } from "../../metrics/registry.js";
import { metricName } from "../../reports/words/metrics.js";
import type { RecordClaim, TransparencyRecord } from "../record/record-types.js";

/**
 * Names of tasks and metrics on the Hugging Face Hub. A name of the hub is used only where it means
 * the same: its metrics are those of `evaluate`, which are scikit-learn's with their defaults.
 */

/** Task ids of the hub (huggingface.js, packages/tasks); `other` where it has none. */
const TASKS: Readonly<Record<string, readonly [type: string, name: string]>> = {
  classification: ["image-classification", "Image Classification"],
  multilabel: ["image-classification", "Multi-label Image Classification"],
  anomaly: ["other", "Anomaly Detection"],
  detection: ["object-detection", "Object Detection"],
  "instance-segmentation": ["image-segmentation", "Instance Segmentation"],
  "semantic-segmentation": ["image-segmentation", "Semantic Segmentation"],
  keypoints: ["keypoint-detection", "Keypoint Detection"],
};

export interface HubMetric {
  /** Of the hub, or a metric reference of ours. */
  readonly type: string;
  /** Arguments of `Metric.compute()`; null for none. */
  readonly args: Readonly<Record<string, string>> | null;
}

/** The task as the hub names it. */
export function hubTask(task: string): { readonly type: string; readonly name: string } {
  const [type, name] = TASKS[task] ?? ["other", task];
  return { type, name };
}

/**
 * The metric as the hub names it, where that is the same number; else our own reference, which no
 * reader takes for a metric of theirs.
 *
 * Macro means of precision and recall leave out classes where they are undefined, and scikit-learn
 * counts these 0: they are the same where every class is defined. A figure of one class is no figure
 * of the set, so it keeps its reference; so does everything about boxes.
 */
export function hubMetric(claim: RecordClaim, record: TransparencyRecord): HubMetric {
  const isWhole = claim.defined === record.model.labels.length;
  return hubMetricOf(claim.metric, record.task, isWhole);
}

/** {@link hubMetric} of a reference. @param isWhole whether every class is defined */
export function hubMetricOf(reference: string, task: string, isWhole: boolean): HubMetric {
  const own: HubMetric = { type: reference, args: null };
  if (!IMAGE_TASKS.some((one) => one === task)) return own;
  const { id, parameters } = metricName(reference);
  const hub = METRICS.get(id)?.hub;
  const args = hub?.write?.({ parameters, task, isWhole }) ?? null;
  if (hub?.name === undefined || args === null) return own;
  return { type: hub.name, args: Object.keys(args).length === 0 ? null : args };
}
