import { join } from "node:path";
import { decideNames } from "../../evaluation/decide-names.js";
import { nameFacts } from "../../evaluation/prediction-rows.js";
import { formatLabelMap, type LabelMap, parseLabelMap } from "../../models/label-map.js";
import {
  labelMapTemplate,
  type SuggestionOptions,
  unmappedLabels,
} from "../../models/label-suggestions.js";
import type { NameFacts } from "../../results/report-input.js";
import type { Task } from "../../tasks/task.js";
import { readText } from "../files/read-file.js";
import { writeTextFile } from "../files/write-file.js";
import { askLabels } from "./ask-labels.js";
import type { CommandIo } from "./command.js";

/** What each label of the ground truth is, and how that came about. */
export interface DecidedLabels {
  readonly map: LabelMap;
  readonly names: NameFacts;
}

export interface DecideOptions {
  /** A file, or `auto`; undefined for neither. */
  readonly labelMap: string | undefined;
  /** Folder for a map to fill in. */
  readonly out: string;
  /**
   * Whether `modelLabels` are only those that the predictions answer: then a label that is like none
   * of them is one that was never answered, and no question, as long as some other label was.
   */
  readonly onlyAnswered: boolean;
  /** Places of labels in a taxonomy, where files say them. */
  readonly taxa: SuggestionOptions;
  /** Files of some images with each label; called where a label is open. */
  readonly examples: () => ReadonlyMap<string, readonly string[]>;
  readonly ask: CommandIo["ask"];
  /** As {@link decideNames} takes it. */
  readonly assumed?: Task["assumedNames"];
  /** Whether the map is for several models: what is outside of one may be a label of another. */
  readonly isOneOfSeveral?: boolean;
}

/**
 * Decides what the labels of the ground truth are to the model: the map's word, else equal names.
 * What stays open is asked of the person at the terminal, whose decisions are kept as a map; where
 * there is nobody, it blocks the run, and a map to fill in is written.
 *
 * @throws HomegroundError `labels/unmapped`, `labels/map-bad`, `input/…`
 */
export async function decideLabels(
  truthLabels: readonly string[],
  modelLabels: readonly string[],
  options: DecideOptions,
): Promise<DecidedLabels> {
  const { labelMap, out, onlyAnswered, taxa, examples, assumed } = options;
  const said =
    labelMap === undefined || labelMap === "auto"
      ? (labelMap ?? null)
      : parseLabelMap(await readText(labelMap, "Name a label map, or auto"), labelMap);
  const given =
    said instanceof Map && options.isOneOfSeveral === true ? withoutOwn(said, modelLabels) : said;
  let source = labelMap ?? "the same words";
  const { unmapped, suggestions, ...decided } = decideNames(truthLabels, modelLabels, {
    map: given,
    onlyAnswered,
    taxa,
    assumed,
  });
  let { map } = decided;
  const template = join(out, "label-map.json");
  const asked =
    unmapped.length > 0 && options.ask !== null
      ? await askLabels(unmapped, modelLabels, suggestions, examples(), options.ask)
      : null;
  if (asked !== null) {
    map = new Map([...map, ...asked]);
    await writeTextFile(template, formatLabelMap(map));
    source = template;
  } else if (unmapped.length > 0) {
    await writeTextFile(
      template,
      labelMapTemplate(map, unmapped, modelLabels, suggestions, examples()),
    );
    throw unmappedLabels(unmapped, suggestions, template);
  }
  return { map, names: nameFacts(map, source) };
}

/** What is outside is so of the models that do not have it: one that has a label of that very name answers it. */
function withoutOwn(map: LabelMap, modelLabels: readonly string[]): LabelMap {
  const own = new Set(modelLabels);
  return new Map([...map].filter(([label, { kind }]) => kind !== "outside" || !own.has(label)));
}
