import { basename } from "node:path";
import { counted } from "../../reports/numbers.js";
import { badOption } from "./usage.js";

/** Models with their cards, what stands for further ones, and the names they are to have. */
interface Given {
  readonly model: readonly string[];
  readonly card: readonly string[];
  readonly others: readonly string[];
  readonly name: readonly string[];
}

/**
 * Names of models, then of the others: by `--name`, or by their files without the ending.
 *
 * @throws HomegroundError `usage/bad-option` where cards or names are fewer or more than what they are for
 */
export function givenNames(
  { model, card, others, name }: Given,
  words: { readonly one: string; readonly others: string },
): string[] {
  const given = [...model, ...others];
  if (card.length > 0 && card.length !== model.length) {
    throw badOption(
      `${counted(card.length, "card")} for ${counted(model.length, "model")}`,
      "Give a card for each model, in their order, or none",
      "--card",
    );
  }
  if (name.length > 0 && name.length !== given.length) {
    throw badOption(
      `${counted(name.length, "name")} for ${counted(given.length, words.one)}`,
      `Name each: first the models, then ${words.others}, in their order`,
      "--name",
    );
  }
  return given.map((path, m) => name[m]?.trim() || stemOf(path));
}

/** A file by its name without the ending. */
function stemOf(path: string): string {
  return basename(path).replace(/(?<=.)\.[^.]*$/, "") || path;
}
