import { HomegroundError } from "../../core/errors.js";
import type { RecordColumns } from "../../records/evidence/create-types.js";
import { shown } from "../../reports/text.js";
import type { CommandIo } from "./command.js";

/**
 * Says which columns a record that withholds its images tells all the same, by counts, before it is
 * written; with `--interactive` the author has to agree.
 *
 * @throws HomegroundError `run/interrupted` where they do not
 */
export async function tellColumns(
  { told, leftOut }: RecordColumns,
  {
    interactive,
    quiet,
  }: { readonly interactive?: true | undefined; readonly quiet?: true | undefined },
  { ask, err }: Pick<CommandIo, "ask" | "err">,
): Promise<void> {
  const lines = [
    told.length === 0
      ? "Tells     no column of the images"
      : `Tells     ${names(told)}: of each, how many images have a value, where 10 have it`,
    ...(leftOut.size === 0 ? [] : [leftOutLine(leftOut)]),
  ];
  const asks = interactive === true && ask !== null;
  if (quiet !== true || asks) err(lines.join("\n"));
  if (!asks || told.length === 0) return;
  const answer = (await ask("Write the record with these columns? yes or no\n> ")).trim();
  if (/^(y|yes)$/i.test(answer)) return;
  throw new HomegroundError("run/interrupted", {
    what: "the record was not written",
    where: "--interactive",
    fix: 'Name what must stay out under "leaveOut" in the file of --facts, and run the same command again',
  });
}

/** `Left out  observer, note (e-mail addresses): they may name places, cameras or people`. */
export function leftOutLine(leftOut: RecordColumns["leftOut"]): string {
  const named = [...leftOut].map(([name, reason]) =>
    reason === "name" ? shown(name, 60) : `${shown(name, 60)} (${reason})`,
  );
  return `Left out  ${named.join(", ")}: they may name places, cameras or people`;
}

function names(list: readonly string[]): string {
  return list.map((name) => shown(name, 60)).join(", ");
}
