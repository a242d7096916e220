import { HomegroundError } from "../core/errors.js";
import { say } from "../core/sentence.js";
import { WAY } from "../core/ways.js";
import { splitFrontMatter } from "./yaml/front-matter.js";
import { parseYaml } from "./yaml/yaml-text.js";

/**
 * The results that a Hugging Face model card states of itself: `model-index` of its front matter
 * (huggingface/hub-docs, modelcard.md). Texts and numbers alike are texts as they stand, so that no
 * printed digit is lost.
 */
export interface ModelIndex {
  readonly results: readonly ModelIndexResult[];
  /** Entries that are not of the documented shape, with what is wrong. */
  readonly problems: readonly ModelIndexProblem[];
}

/** One figure of a card. */
export interface ModelIndexResult {
  readonly model: string;
  /** Task id of the hub: `image-classification`. */
  readonly task: string;
  readonly dataset: ModelIndexDataset;
  /** As written: `accuracy`, `f1`. */
  readonly metric: string;
  readonly value: string;
  /** Name in print; null where none is given. */
  readonly name: string | null;
  readonly config: string | null;
  readonly args: ReadonlyMap<string, string>;
  /** Where in the card: `model-index[0].results[1].metrics[0]`. */
  readonly place: string;
}

export interface ModelIndexDataset {
  readonly type: string;
  readonly name: string;
  readonly config: string | null;
  readonly split: string | null;
  readonly revision: string | null;
}

export interface ModelIndexProblem {
  readonly place: string;
  readonly what: string;
}

/** A card has a few results; more are no card. */
const MOST_RESULTS = 10_000;

/**
 * Reads the front matter of a README.md. What is not of the documented shape is listed, not dropped.
 *
 * @param where names the file in errors
 * @throws HomegroundError `input/bad-shape` for a file without front matter or `model-index`,
 *   `input/not-yaml`, `input/too-large`
 */
export function parseModelIndex(text: string, where: string): ModelIndex {
  const { yaml } = splitFrontMatter(text);
  const root = yaml === null ? null : parseYaml(new TextEncoder().encode(yaml), where);
  const index = root instanceof Map ? root.get("model-index") : undefined;
  if (index === undefined) {
    throw new HomegroundError("input/bad-shape", {
      what: "there is no model-index in the YAML at its start",
      where,
      fix: say`Write the figure of the card ${WAY.asClaim}`,
    });
  }
  const results: ModelIndexResult[] = [];
  const problems: ModelIndexProblem[] = [];
  const wrong = (place: string, what: string): void => {
    problems.push({ place, what });
  };
  for (const [m, model] of entries(index, "model-index", wrong)) {
    const at = `model-index[${m}]`;
    const name = textOf(model.get("name")) ?? "";
    for (const [r, result] of entries(model.get("results"), `${at}.results`, wrong)) {
      const place = `${at}.results[${r}]`;
      const head = headOf(result, name);
      if (typeof head === "string") {
        wrong(place, head);
        continue;
      }
      for (const [k, metric] of entries(result.get("metrics"), `${place}.metrics`, wrong)) {
        const spot = `${place}.metrics[${k}]`;
        const figure = figureOf(metric);
        if (typeof figure === "string") wrong(spot, figure);
        else results.push({ ...head, ...figure, place: spot });
        if (results.length > MOST_RESULTS) throw tooMany(where);
      }
    }
  }
  return { results, problems };
}

type YamlMap = ReadonlyMap<unknown, unknown>;

/** The maps of a list, with their numbers; whatever else is there is named. */
function entries(
  value: unknown,
  place: string,
  wrong: (place: string, what: string) => void,
): readonly (readonly [number, YamlMap])[] {
  if (!Array.isArray(value)) {
    wrong(place, "it is no list");
    return [];
  }
  return value.flatMap((one: unknown, i) => {
    if (one instanceof Map) return [[i, one] as const];
    wrong(`${place}[${i}]`, "it is no map of keys");
    return [];
  });
}

function headOf(
  result: YamlMap,
  model: string,
): Pick<ModelIndexResult, "model" | "task" | "dataset"> | string {
  const [task, dataset] = [result.get("task"), result.get("dataset")];
  const type = task instanceof Map ? textOf(task.get("type")) : null;
  if (type === null) return "it names no task.type";
  if (!(dataset instanceof Map)) return "it names no dataset";
  const datasetType = textOf(dataset.get("type"));
  const name = textOf(dataset.get("name")) ?? datasetType;
  if (name === null) return "its dataset has neither type nor name";
  return {
    model,
    task: type,
    dataset: {
      type: datasetType ?? name,
      name,
      config: textOf(dataset.get("config")),
      split: textOf(dataset.get("split")),
      revision: textOf(dataset.get("revision")),
    },
  };
}

function figureOf(
  metric: YamlMap,
): Pick<ModelIndexResult, "metric" | "value" | "name" | "config" | "args"> | string {
  const type = textOf(metric.get("type"));
  const value = textOf(metric.get("value"));
  if (type === null) return "it names no type of metric";
  if (value === null) return `${type} has no value, or one that is no number`;
  const given = metric.get("args");
  const args = new Map<string, string>();
  if (given instanceof Map) {
    for (const [key, one] of given) args.set(String(key), textOf(one) ?? JSON.stringify(one) ?? "");
  }
  const [name, config] = [textOf(metric.get("name")), textOf(metric.get("config"))];
  return { metric: type, value, name, config, args };
}

/** A scalar that says something. */
function textOf(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const text = value.trim();
  return text === "" || text === "null" || text === "~" ? null : text;
}

function tooMany(where: string): HomegroundError {
  return new HomegroundError("input/too-large", {
    what: `the card states more than ${MOST_RESULTS} figures`,
    where,
    fix: say`Write the figure that is meant ${WAY.asClaim}`,
  });
}
