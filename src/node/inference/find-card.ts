import { open } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { HomegroundError, messageOf } from "../../core/errors.js";
import {
  type FoundCard,
  findCard as findCardBeside,
  noSuchCard,
} from "../../models/card/find-card.js";
import { isMissing } from "../files/fs-errors.js";
import type { OpenedModel } from "./open-model.js";

export type { FoundCard } from "../../models/card/find-card.js";

/** Text files beside a model are small. */
const MAX_BYTES = 64 * 2 ** 20;

/**
 * The card of a model on disk, as `findCard` of `models` looks for it.
 *
 * @param named a card's file
 * @param task that was asked for; null for none
 * @throws HomegroundError `input/not-found`, `input/unreadable`, `model/card-bad`, `model/no-card`
 *   and others of `guessCard`
 */
export async function findCard(
  model: OpenedModel,
  named?: string,
  task: string | null = null,
): Promise<FoundCard> {
  const text = named === undefined ? null : await readText(named);
  if (named !== undefined && text === null) throw noSuchCard(named);
  const card = named === undefined || text === null ? null : { path: named, text };
  const folder = dirname(model.path);
  const beside = { ...model, file: basename(model.path), folder: basename(folder) };
  return findCardBeside(beside, card, (path) => readText(join(folder, path)), undefined, task);
}

/** null where there is no such file. */
async function readText(path: string): Promise<string | null> {
  const problem = (what: string, cause?: unknown): HomegroundError =>
    new HomegroundError("input/unreadable", {
      what,
      where: path,
      fix: "Check that it is a text file that can be read",
      cause,
    });
  try {
    const file = await open(path);
    try {
      const info = await file.stat();
      if (!info.isFile()) throw problem("it is not a regular file");
      if (info.size > MAX_BYTES) throw problem(`it has ${info.size} bytes`);
      return await file.readFile("utf8");
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof HomegroundError) throw cause;
    if (isMissing(cause)) return null;
    throw problem(messageOf(cause), cause);
  }
}
