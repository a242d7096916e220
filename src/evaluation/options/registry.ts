import type { RecordSettings } from "../../records/record/record-types.js";
import type { Task } from "../../tasks/task.js";
import { DEFAULT_REQUEST, type EvaluateRequest } from "../request.js";
import { aggregate } from "./aggregate.js";
import { analyse } from "./analyse.js";
import { anytime } from "./anytime.js";
import { claim } from "./claim.js";
import { cluster } from "./cluster.js";
import { conflictingLabels } from "./conflicting-labels.js";
import { costFalseAlarm } from "./cost-false-alarm.js";
import { costMiss } from "./cost-miss.js";
import { gap } from "./gap.js";
import { ignoreDesign } from "./ignore-design.js";
import { interval } from "./interval.js";
import { level } from "./level.js";
import { metric } from "./metric.js";
import { noAnnotation } from "./no-annotation.js";
import { OWNER } from "./of-uses.js";
import {
  type EvaluationOption,
  type GivenOptions,
  givenOptions,
  keyOf,
  type NamedControl,
  type OptionControl,
  type SettingsTerms,
  settingsReader,
} from "./option.js";
import { order } from "./order.js";
import { positive } from "./positive.js";
import { prevalence } from "./prevalence.js";
import { replicates } from "./replicates.js";
import { require } from "./require.js";
import { seed } from "./seed.js";
import { severalLabels } from "./several-labels.js";
import { sigmas } from "./sigmas.js";
import { site } from "./site.js";
import { siteMap } from "./site-map.js";
import { slice } from "./slice.js";
import { spacing } from "./spacing.js";
import { thickness } from "./thickness.js";
import { threshold } from "./threshold.js";
import { tolerance } from "./tolerance.js";
import { trainedAt } from "./trained-at.js";
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
  trainedAt,
  site,
  analyse,
  prevalence,
  costMiss,
  costFalseAlarm,
  gap,
  metric,
  threshold,
  sigmas,
  spacing,
  thickness,
  anytime,
  order,
  ignoreDesign,
  unanswered,
  interval,
  replicates,
  level,
  siteMap,
  seed,
] as EvaluationOption[];

/**
 * What the options ask, without claims: those may be files.
 *
 * @throws HomegroundError `usage/bad-option`, and as the options' own reading
 */
export function readOptions(given: GivenOptions, task: Task): EvaluateRequest {
  const parts = EVALUATION_OPTIONS.map((option) => option.read(given.of(option), given, task));
  return Object.assign({ ...DEFAULT_REQUEST, task: task.id }, ...parts);
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
export function optionsOfSettings(
  terms: SettingsTerms,
  task: Task,
): Partial<EvaluateRequest> | string {
  const reader = settingsReader(terms.settings);
  const request: Partial<EvaluateRequest> = {};
  for (const option of EVALUATION_OPTIONS) {
    const part = option.fromSettings?.(reader, terms, task) ?? {};
    if (typeof part === "string") return part;
    Object.assign(request, part);
  }
  return request;
}

/** The controls of options that bring one. @param task whose they are; all of them where absent */
export function optionControls(task?: Pick<Task, "truth">): NamedControl[] {
  return EVALUATION_OPTIONS.flatMap(({ name, control }) =>
    control === undefined || !isFor(control, task) ? [] : [{ ...control, name }],
  );
}

function isFor({ truth }: OptionControl, task: Pick<Task, "truth"> | undefined): boolean {
  return truth === undefined || task === undefined || task.truth === truth;
}

/** What is typed is short. */
const LONGEST_TYPED = 200;

function isOffered({ values, typed }: OptionControl, text: string): boolean {
  return typed === undefined
    ? values.some(({ value }) => value === text)
    : text.trim() !== "" && text.length <= LONGEST_TYPED;
}

/**
 * What a form asks by the controls of {@link optionControls}.
 *
 * @param chosen values by the names of options; others than a control offers are left out
 */
export function readControls(
  chosen: Readonly<Record<string, string>>,
  task: Task,
): Partial<EvaluateRequest> {
  // A project may come from anybody: a value that the control does not offer is not taken.
  const options = EVALUATION_OPTIONS.filter(
    ({ name, control }) =>
      Object.hasOwn(chosen, name) &&
      control !== undefined &&
      isFor(control, task) &&
      isOffered(control, chosen[name]!),
  );
  const given = givenOptions({
    // Questions are asked of a result, each with its button: what they take is said before.
    [keyOf(analyse)]: OWNER,
    ...Object.fromEntries(
      options.map((option) => [keyOf(option), givenValue(option, chosen[option.name]!)]),
    ),
  });
  return Object.assign({}, ...options.map((option) => option.read(given.of(option), given, task)));
}

/** A switch is there or not; other values are typed words. */
function givenValue(option: EvaluationOption, text: string): unknown {
  if (option.argument === null) return text === "" ? undefined : true;
  return option.parse === undefined ? text : (option.parse(text) ?? undefined);
}

/** What the methods say of what was asked, beside what the result shows. */
export function optionSentences(request: EvaluateRequest): string[] {
  return EVALUATION_OPTIONS.flatMap((option) => option.methods?.(request) ?? []);
}
