import { HomegroundError } from "../../core/errors.js";
import { parseJson } from "../../core/parse-json.js";
import { isRecord } from "../../formats/json/json-values.js";
import type { OnnxInspection } from "../onnx/onnx-inspect.js";
import type { KnownModel, ModelCard } from "./card-types.js";
import { guessCard } from "./guess-card.js";
import { parseModelCard } from "./model-card.js";
import { knownInput } from "./model-frame.js";

/** The card that a model is run by. */
export interface FoundCard {
  readonly card: ModelCard;
  /** The card's file; null when it was guessed. */
  readonly path: string | null;
}

/** A model that a card is looked for. */
export interface CardlessModel {
  /** As the user named it, for messages. */
  readonly name: string;
  /** Name of its file, and of the folder that it lies in; `""` where that is not known. */
  readonly file: string;
  readonly folder: string;
  readonly sha256: string;
  readonly inspection: OnnxInspection;
}

/** What a model's outputs stand for. */
export interface GivenNames {
  readonly labels: readonly string[];
  /** Null where it has no points. */
  readonly points: readonly string[] | null;
}

/** The text of a file, null where there is none. `path` is relative to the model's folder. */
export type ReadBesideModel = (path: string) => Promise<string | null>;

/**
 * The card that was named, else the one beside the model (`model.json` of `model.onnx`), else one
 * that is guessed from the model and from what lies beside it: a file of labels
 * (`model.labels.txt`, `labels.txt`, `classes.txt`) or of points (`model.points.txt`, `points.txt`), Hugging Face's `config.json` and
 * `preprocessor_config.json` or `processor_config.json`. `guesses` of the card tell what was guessed, also where a file that was
 * guessed once says so.
 *
 * @param named a card and its text; null for none
 * @param namesOf names where a card is guessed, in place of files beside the model; absent: those files'
 * @param task that was asked for; null for none
 * @throws HomegroundError `model/card-bad`, `model/no-card` and others of `guessCard`
 */
export async function findCard(
  model: CardlessModel,
  named: { readonly path: string; readonly text: string } | null,
  read: ReadBesideModel,
  namesOf?: (inspection: OnnxInspection) => Promise<GivenNames>,
  task: string | null = null,
): Promise<FoundCard> {
  if (named !== null) {
    return { card: parseModelCard(named.text, named.path, knownOf(model)), path: named.path };
  }
  const { file } = model;
  const stem = file.replace(/\.onnx$/i, "");
  const text = await read(`${stem}.json`);
  if (text !== null) {
    const path = `${model.name.slice(0, -file.length)}${stem}.json`;
    return { card: parseModelCard(text, path, knownOf(model)), path };
  }
  // Exports for JavaScript keep the model in a folder of its own below the configuration.
  const folders = model.folder === "onnx" ? ["", "../"] : [""];
  const card = guessCard(
    {
      inspection: model.inspection,
      file,
      sha256: model.sha256,
      ...((await namesOf?.(model.inspection)) ?? {
        labels: await readNames(["labels", "classes"], stem, read),
        points: await readNames(["points"], stem, read),
      }),
      task,
      preprocessor:
        (await readJson(folders, "preprocessor_config.json", read)) ??
        (await readProcessor(folders, read)),
      config: await readJson(folders, "config.json", read),
    },
    model.name,
  );
  return { card, path: null };
}

/** What the file says of itself; null for a model that takes no image, which is refused later. */
export function knownOf({
  file,
  inspection,
}: Pick<CardlessModel, "file" | "inspection">): KnownModel | null {
  const input = knownInput(inspection);
  return input === null
    ? null
    : { file, input, outputs: inspection.outputs.map(({ name }) => name) };
}

/** @throws HomegroundError `input/not-found` for a card that was named and is not there */
export function noSuchCard(path: string): HomegroundError {
  return new HomegroundError("input/not-found", {
    what: "there is no such file",
    where: path,
    fix: "Name the model's card, a .json file",
  });
}

/** A name a line, from the first file that there is: `model.labels.txt`, `model_labels.txt`, `labels.txt`, … */
async function readNames(
  of: readonly string[],
  stem: string,
  read: ReadBesideModel,
): Promise<readonly string[] | null> {
  const [first] = of;
  const files = [`${stem}.${first}.txt`, `${stem}_${first}.txt`, ...of.map((one) => `${one}.txt`)];
  for (const file of files) {
    const text = await read(file);
    if (text === null) continue;
    const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
    while (lines.at(-1) === "") lines.pop();
    return lines;
  }
  return null;
}

/** Later files of Transformers have all processors in one, that of images among them. */
async function readProcessor(folders: readonly string[], read: ReadBesideModel): Promise<unknown> {
  const processor = await readJson(folders, "processor_config.json", read);
  return isRecord(processor) && isRecord(processor["image_processor"]) ? processor : null;
}

async function readJson(
  folders: readonly string[],
  name: string,
  read: ReadBesideModel,
): Promise<unknown> {
  for (const folder of folders) {
    const text = await read(folder + name);
    if (text === null) continue;
    return parseJson(
      text,
      folder + name,
      "Download the file again, or put a card beside the model",
    );
  }
  return null;
}
