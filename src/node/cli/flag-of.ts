import { readFileSync } from "node:fs";
import { InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { messageOf } from "../../core/errors.js";
import type { EvaluationOption } from "../../evaluation/options/option.js";
import { isValueOf, type ReadingChoice } from "../../formats/reading-choice.js";
import { collect, parserOf } from "./usage.js";

/** An option of an evaluation, as commander knows it. */
export function flagOf<T>(declared: EvaluationOption<T>): Option {
  const { name, argument, help, choices, parse, expected = "another value" } = declared;
  const option = new Option(argument === null ? `--${name}` : `--${name} ${argument}`, help);
  if (choices !== undefined) option.choices(choices);
  else if (declared.repeatable) option.argParser(collect).default([]);
  else if (parse !== undefined) {
    const typed = parserOf({ parse, expected });
    option.argParser(declared.mayBeFile ? (text) => typed(textOf(text)) : typed);
  }
  if (declared.default !== undefined) option.default(declared.default);
  return option;
}

/** The text of the file that a word names, else the word. */
function textOf(word: string): string {
  if (!/\.json$/i.test(word)) return word;
  try {
    return readFileSync(word, "utf8");
  } catch (cause) {
    throw new InvalidArgumentError(`The file cannot be read: ${messageOf(cause)}`);
  }
}

/** A choice of a reading, as commander knows it. */
export function flagOfChoice<Value extends string>(choice: ReadingChoice<Value>) {
  const { name, argument, help, values, others } = choice;
  const option = new Option(`--${name} ${argument}`, help);
  if (others === undefined) return option.choices(Object.keys(values) as Value[]);
  const parse = (text: string): string | null => (isValueOf(choice, text) ? text : null);
  return option.argParser(parserOf({ parse, expected: others.expected }));
}
