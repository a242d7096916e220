import type { Sentence } from "../../core/sentence.js";
import { keyOfFlag } from "../../formats/reading-choice.js";
import type { RecordSettings, TransparencyRecord } from "../../records/record/record-types.js";
import type { Task } from "../../tasks/task.js";
import type { EvaluateRequest } from "../request.js";

/**
 * One thing that can be asked of an evaluation, declared once: its flag, its part of the request, the
 * words that give it again, what a record says of it, its control in the app and its sentence in the
 * methods. `T` is what its flag stands for once it is read.
 */
export interface EvaluationOption<T = unknown> {
  /** Of the flag, without dashes. */
  readonly name: string;
  /** What stands after the flag in the help: `<n>`; null where nothing does. */
  readonly argument: string | null;
  readonly help: string;
  readonly choices?: readonly (T & string)[];
  /** Whether the flag may stand several times; its values add up. */
  readonly repeatable?: true;
  /** Of the flag's value, as the help shows it. */
  readonly default?: T;
  /** The value of a word that was typed; null where it is none. Absent: the word itself. */
  readonly parse?: (text: string) => T | null;
  /** Whether a word that ends in `.json` names a file, whose text is what {@link parse} takes. */
  readonly mayBeFile?: true;
  /** What {@link parse} wants, after `Expected`: `a number between 0 and 1`. */
  readonly expected?: string;
  /**
   * Its part of the request. Of options that share a field the first in the list reads it.
   *
   * @param value undefined where the flag was not given and has no default
   * @throws HomegroundError `usage/bad-option`
   */
  read(value: T | undefined, given: GivenOptions, task: Task): Partial<EvaluateRequest>;
  /** Words of a command line that ask the same; none where it is the default. */
  words?(request: EvaluateRequest): readonly string[];
  /** What a record of figures that were asked for so says of it. */
  settings?(request: EvaluateRequest): RecordSettings;
  /**
   * Its part of the request behind a record's figures.
   *
   * @returns what is wrong with the settings in words, where they are none that this program writes
   */
  fromSettings?(
    settings: SettingsReader,
    terms: SettingsTerms,
    task: Task,
  ): Partial<EvaluateRequest> | string;
  /** What the app calls it where an error is about its value; its flag where absent. */
  readonly inApp?: string;
  /** How the app asks for it, where the screen of the question has no place made for it. */
  readonly control?: OptionControl;
  /** What the methods say of it, a sentence; null where nothing needs saying. */
  methods?(request: EvaluateRequest): string | null;
}

/** The values of a command line, or of a form. */
export interface GivenOptions {
  /** Undefined where the option was not given and has no default. */
  of<T>(option: Pick<EvaluationOption<T>, "name" | "default">): T | undefined;
}

/** A control of the app: a switch between two values of the flag, a choice among several, or a word that is typed. */
export interface OptionControl {
  readonly label: string;
  /** What it means, in a sentence or two. */
  readonly explanation: string;
  /** Values of the flag, the default first, with what the app calls them; none where it is typed. */
  readonly values: readonly { readonly value: string; readonly label: string }[];
  /** What may be typed: an example. */
  readonly typed?: string;
  /** What truth of an image it has a meaning for; absent: any. */
  readonly truth?: Task["truth"];
}

/** A control, and the option that it is of. */
export interface NamedControl extends OptionControl {
  readonly name: string;
}

/** What a figure depends on beside images and predictions, as a record states it. */
export type SettingsTerms = Pick<TransparencyRecord, "task" | "unit" | "seed" | "settings">;

/** The settings of a record, which somebody else may have written. */
export interface SettingsReader {
  /** Null where there is none. */
  value(key: string): string | number | boolean | null;
  text(key: string): string | null;
  number(key: string): number | null;
  /** Null where it is none of them. */
  oneOf<V extends string>(key: string, values: readonly V[]): V | null;
}

/** Lets TypeScript infer the type of an option's value. */
export function evaluationOption<T>(option: EvaluationOption<T>): EvaluationOption<T> {
  return option;
}

/** Where an error is that is about an option's value. */
export function placeOf({ name, inApp }: Pick<EvaluationOption, "name" | "inApp">): Sentence {
  const command = `--${name}`;
  return inApp === undefined ? command : { command, app: inApp };
}

/** The name under which a command line keeps the value of a flag: `worstSite`; of `--no-x <y>`, `x`. */
export function keyOf({ name }: Pick<EvaluationOption, "name">): string {
  return keyOfFlag(name.replace(/^no-/, ""));
}

/** @param values by {@link keyOf} */
export function givenOptions(values: Readonly<Record<string, unknown>>): GivenOptions {
  return {
    of<T>(option: Pick<EvaluationOption<T>, "name" | "default">) {
      return (values[keyOf(option)] ?? option.default) as T | undefined;
    },
  };
}

export function settingsReader(settings: RecordSettings): SettingsReader {
  const value = (key: string) => (Object.hasOwn(settings, key) ? settings[key]! : null);
  return {
    value,
    text(key) {
      const found = value(key);
      return typeof found === "string" ? found : null;
    },
    number(key) {
      const found = value(key);
      return typeof found === "number" ? found : null;
    },
    oneOf(key, values) {
      return values.find((one) => one === value(key)) ?? null;
    },
  };
}
