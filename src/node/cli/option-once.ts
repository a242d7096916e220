import type { CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { HomegroundError } from "../../core/errors.js";
import { collect } from "./usage.js";

/**
 * Makes a command and those below it refuse an option with one value that is given twice: the second
 * would win without a word. Options that collect their values may come again, and a flag says the
 * same twice.
 *
 * @param where the command as typed: `homeground record`
 */
export function refuseTwice(command: CommandUnknownOpts, where: string): void {
  for (const option of command.options) {
    if (takesOneValue(option)) watch(command, option, where);
  }
  for (const below of command.commands) refuseTwice(below, `${where} ${below.name()}`);
}

function takesOneValue(option: Option): boolean {
  return (option.required || option.optional) && option.parseArg !== collect;
}

function watch(command: CommandUnknownOpts, option: Option, where: string): void {
  let first: string | null = null;
  command.on(`option:${option.name()}`, (value: string) => {
    if (first === null) {
      first = value;
      return;
    }
    const name = option.long ?? option.flags;
    throw new HomegroundError("usage/twice", {
      what: `${name} is given twice: ${JSON.stringify(first)} and ${JSON.stringify(value)}`,
      where,
      fix: `Give ${name} once`,
    });
  });
}
