import { optionWords } from "../evaluation/options/registry.js";
import type { TruthReading } from "../evaluation/read-inputs.js";
import { DEFAULT_REQUEST, type EvaluateRequest } from "../evaluation/request.js";
import type { TruthColumns } from "../formats/csv/truth-roles.js";
import { chosenReadings, readingWords } from "../formats/registry.js";

/** What of a session a command line needs beside its question. */
export interface CommandPlaces {
  /** Folder of the images, as the person has it. */
  readonly images: string;
  /** Null where the folders are the labels. */
  readonly labels: string | null;
  readonly model: string | null;
  /** The model's card, where it is not the one that lies beside it; null else. */
  readonly card?: string | null;
  readonly predictions: string | null;
  /** How the labels are read where somebody corrected the guess. */
  readonly reading: Omit<Partial<TruthReading>, "task">;
  /** Names of attributes files and records given as claims. */
  readonly record: string | null;
  /** File with the decisions on names; null where none was made. */
  readonly labelMap: string | null;
  /** File with labels that were changed; null where none was. */
  readonly labelChanges: string | null;
  /** Other files with columns about the images. */
  readonly attributes: readonly string[];
  readonly folderPattern: string | null;
  /** Images drawn; null for all. */
  readonly sample: number | null;
  /** A table of cameras, and a file of boxes of objects; null for none. */
  readonly deployments?: string | null;
  readonly objects?: string | null;
  /** Tables of features of the images, and of the test images of the record; null for none. */
  readonly features?: string | null;
  readonly referenceFeatures?: string | null;
}

/**
 * The command line that does the same as a session, a word an argument, without `homeground`. Paths
 * are as the browser knows them: it is not told where on the disk a folder lies.
 */
export function sameCommand(places: CommandPlaces, request: EvaluateRequest): string[] {
  const words = ["evaluate", places.images];
  const add = (option: string, value: string | number | null): void => {
    if (value !== null) words.push(option, String(value));
  };
  add("--labels", places.labels);
  const { columns, delimiter, encoding } = places.reading;
  add("--columns", columnRoles(columns));
  add("--delimiter", delimiter ?? null);
  add("--encoding", encoding ?? null);
  words.push(...readingWords(chosenReadings(places.reading)));
  add("--model", places.model);
  add("--card", places.card ?? null);
  add("--predictions", places.predictions);
  add("--label-map", places.labelMap);
  add("--label-changes", places.labelChanges);
  for (const table of places.attributes) add("--attributes", table);
  add("--folder-pattern", places.folderPattern);
  if (request.task !== DEFAULT_REQUEST.task) add("--task", request.task);
  add("--claim", places.record);
  words.push(...optionWords(request));
  add("--deployments", places.deployments ?? null);
  add("--objects", places.objects ?? null);
  add("--features", places.features ?? null);
  add("--reference-features", places.referenceFeatures ?? null);
  add("--sample", places.sample);
  return words;
}

/** As `--columns` takes it; null where nothing was chosen, or a name holds what stands between names. */
function columnRoles({ image, labels = [] }: TruthColumns = {}): string | null {
  const roles = [
    ...(image === undefined ? [] : [`image=${image}`]),
    ...labels.map((label) => `label=${label}`),
  ];
  return roles.length === 0 || roles.some((role) => role.includes(",")) ? null : roles.join(",");
}
