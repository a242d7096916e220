import { open } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { HomegroundError, messageOf } from "../../core/errors.js";
import { parseJson } from "../../core/parse-json.js";
import type { ModelCard } from "../../models/card-types.js";
import { type Guess, guessCard } from "../../models/guess-card.js";
import { parseModelCard } from "../../models/model-card.js";
import { isMissing } from "../files/fs-errors.js";
import type { OpenedModel } from "./open-model.js";

/** The card that a model is run by. */
export interface FoundCard {
  readonly card: ModelCard;
  /** The card's file; null when it was guessed. */
  readonly path: string | null;
  /** What was guessed, to be shown; nothing where there is a card. */
  readonly guesses: readonly Guess[];
}

/** Text files beside a model are small. */
const MAX_BYTES = 64 * 2 ** 20;

/**
 * The card that was named, else the one beside the model (`model.json` of `model.onnx`), else one
 * that is guessed from the model and from what lies beside it: a file of labels
 * (`model.labels.txt`, `labels.txt`, `classes.txt`), Hugging Face's `config.json` and
 * `preprocessor_config.json`.
 *
 * @throws HomegroundError `input/not-found`, `input/unreadable`, `model/card-bad`, `model/no-card`
 *   and others of `guessCard`
 */
export async function findCard(model: OpenedModel, named?: string): Promise<FoundCard> {
  const path = named ?? sibling(model.name, ".json");
  const text = await readText(path);
  if (text !== null) return { card: parseModelCard(text, path), path, guesses: [] };
  if (named !== undefined) {
    throw new HomegroundError("input/not-found", {
      what: "there is no such file",
      where: named,
      fix: "Name the model's card, a .json file",
    });
  }
  const folder = dirname(model.path);
  // Exports for JavaScript keep the model in a folder of its own below the configuration.
  const folders = basename(folder) === "onnx" ? [folder, dirname(folder)] : [folder];
  const guessed = guessCard(
    {
      inspection: model.inspection,
      file: basename(model.path),
      sha256: model.sha256,
      labels: await readLabels(model.path, folder),
      preprocessor: await readJson(folders, "preprocessor_config.json"),
      config: await readJson(folders, "config.json"),
    },
    model.name,
  );
  return { ...guessed, path: null };
}

function sibling(model: string, ending: string): string {
  return model.replace(/\.onnx$/i, "") + ending;
}

async function readLabels(model: string, folder: string): Promise<readonly string[] | null> {
  const candidates = [
    sibling(model, ".labels.txt"),
    sibling(model, "_labels.txt"),
    join(folder, "labels.txt"),
    join(folder, "classes.txt"),
  ];
  for (const file of candidates) {
    const text = await readText(file);
    if (text === null) continue;
    const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
    while (lines.at(-1) === "") lines.pop();
    return lines;
  }
  return null;
}

async function readJson(folders: readonly string[], name: string): Promise<unknown> {
  for (const folder of folders) {
    const file = join(folder, name);
    const text = await readText(file);
    if (text === null) continue;
    return parseJson(text, file, "Download the file again, or put a card beside the model");
  }
  return null;
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
