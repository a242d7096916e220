import type { RecordSettings } from "../../records/record/record-types.js";
import type { TaskId } from "../../tasks/task.js";
import { DEFAULT_REQUEST, type EvaluateRequest } from "../request.js";
import { aggregate } from "./aggregate.js";
import { anytime } from "./anytime.js";
import { claim } from "./claim.js";
import { cluster } from "./cluster.js";
import { conflictingLabels } from "./conflicting-labels.js";
import { interval } from "./interval.js";
import { level } from "./level.js";
import { metric } from "./metric.js";
import { noAnnotation } from "./no-annotation.js";
import {
  type EvaluationOption,
  type GivenOptions,
  type SettingsTerms,
  settingsReader,
} from "./option.js";
import { order } from "./order.js";
import { positive } from "./positive.js";
import { replicates } from "./replicates.js";
import { require } from "./require.js";
import { seed } from "./seed.js";
import { severalLabels } from "./several-labels.js";
import { slice } from "./slice.js";
import { threshold } from "./threshold.js";
import { tolerance } from "./tolerance.js";
import { unanswered } from "./unanswered.js";
import { unit } from "./unit.js";
import { where } from "./where.js";
import { worstSite } from "./worst-site.js";

/** Everything that can be asked of an evaluation beside its files, in the order of help and command. */
export const EVALUATION_OPTIONS: EvaluationOption[] = [
  severalLabels,
  conflictingLabels,
  noAnnotation,
  unit,
  aggregate,
  where,
  positive,
  claim,
  require,
  tolerance,
  slice,
  cluster,
  worstSite,
  metric,
  threshold,
  anytime,
  order,
  unanswered,
  interval,
  replicates,
  level,
  seed,
] as EvaluationOption[];

/**
 * What the options ask, without claims: those may be files.
 *
 * @throws HomegroundError `usage/bad-option`, and as the options' own reading
 */
export function readOptions(given: GivenOptions, task: TaskId): EvaluateRequest {
  const parts = EVALUATION_OPTIONS.map((option) => option.read(given.of(option), given, task));
  return Object.assign({ ...DEFAULT_REQUEST, task }, ...parts);
}

/** Words of a command line that ask the same, without task and files. */
export function optionWords(request: EvaluateRequest): string[] {
  return EVALUATION_OPTIONS.flatMap((option) => option.words?.(request) ?? []);
}

/** What a record of figures that were asked for so says of it. */
export function optionSettings(request: EvaluateRequest): RecordSettings {
  return Object.assign({}, ...EVALUATION_OPTIONS.map((option) => option.settings?.(request) ?? {}));
}

/**
 * The parts of the request behind a record's figures.
 *
 * @returns what is wrong with the settings in words, where they are none that this program writes
 */
export function optionsOfSettings(terms: SettingsTerms): Partial<EvaluateRequest> | string {
  const reader = settingsReader(terms.settings);
  const request: Partial<EvaluateRequest> = {};
  for (const option of EVALUATION_OPTIONS) {
    const part = option.fromSettings?.(reader, terms) ?? {};
    if (typeof part === "string") return part;
    Object.assign(request, part);
  }
  return request;
}
