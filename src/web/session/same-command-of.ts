import { LABEL_CHANGES_FILE } from "../../analyses/label-changes/label-changes.js";
import { wantsFeatures } from "../../analyses/wanted-features.js";
import { formatLabelMap } from "../../models/label-map.js";
import { shellQuoted, visible } from "../../reports/text.js";
import { sameCommand } from "../../session/same-command.js";
import type { SessionModel, SessionState } from "./session-state.js";

/** The command line that does what a session is asked to do. */
export interface CommandTold {
  /** To paste into a shell. */
  readonly line: string;
  /** The same word by word, without `homeground`. */
  readonly words: readonly string[];
  /** The decisions on names, as the file that the command names; null where none was made. */
  readonly labelMap: string | null;
}

/** Null before a question is fixed. */
export function commandOf(state: SessionState, hasChanges: boolean): CommandTold | null {
  const { files, truth, asked, model, names, record, features, referenceFeatures } = state;
  if (files === null || truth === null || asked === null) return null;
  const hasMap = names !== null && names.decisions.size > 0;
  const tops = new Set(
    asked.prepared.images.file.map((path) => (path.includes("/") ? path.split("/", 1)[0]! : ".")),
  );
  const [only = "."] = tops;
  const { source } = truth.truth;
  const words = sameCommand(
    {
      images: tops.size === 1 ? only : ".",
      labels: source === "the folders" ? null : source,
      model: truth.predictions === null ? (model?.model.name ?? null) : null,
      reading: truth.reading,
      predictions: truth.predictions?.source ?? null,
      record: record?.source ?? null,
      labelMap: hasMap ? "label-map.json" : null,
      labelChanges: hasChanges ? LABEL_CHANGES_FILE : null,
      attributes: truth.tables,
      folderPattern: patternInside(truth.folderPattern, tops.size === 1 ? only : ""),
      sample: asked.sample ?? null,
      deployments: asked.deployments,
      objects: asked.objects,
      card: truth.predictions === null ? cardApart(model) : null,
      features: wantsFeatures(asked.request) ? features : null,
      referenceFeatures,
    },
    asked.request,
  );
  return {
    words,
    line: ["homeground", ...words.map((word) => shellQuoted(visible(word)))].join(" "),
    labelMap: hasMap ? formatLabelMap(names.map) : null,
  };
}

/** A card that the command line would not find by itself: it lies elsewhere than beside the model, or is called otherwise. */
function cardApart(of: SessionModel | null): string | null {
  const path = of?.path ?? null;
  return path === of?.model.name.replace(/\.onnx$/i, ".json") ? null : path;
}

/** A pattern of folder names as it is from the folder of the images, which the command names. */
function patternInside(pattern: string | undefined, folder: string): string | null {
  if (pattern === undefined) return null;
  return pattern.startsWith(`${folder}/`) ? pattern.slice(folder.length + 1) : pattern;
}
