import { EMPTY_LABEL } from "../../dataset/image-set.js";
import {
  formatOfLabels,
  formatsOfPlaces,
  formatToSave,
  writeObjects,
} from "../../formats/write-objects.js";
import { labelAgreement } from "../label-agreement.js";
import type { ImageLabel } from "../label-events.js";
import { type LabelLookOptions, labelOutlook, lookAtLabels } from "../label-look.js";
import { setOfLabels } from "../labelled-set.js";
import type { ImageSaid } from "../model-says.js";
import type { EditorLookOptions, LabelEditor } from "./label-editor.js";

/** Any number of labels an image. */
export const labels: LabelEditor = {
  id: "labels",
  refusal: null,
  marks: false,
  placesPoints: false,
  formats: (own) => ({
    all: formatsOfPlaces(),
    keepsAll: formatOfLabels(false),
    first: formatToSave(false, own),
  }),
  write(state, options, format) {
    const { set, points } = setOfLabels(state, options);
    const { files, losses } = writeObjects(set, format);
    return { files, losses, points };
  },
  isRight: () => null,
  looks: null,
  agreement: labelAgreement,
};

/** One label an image. */
export const label: LabelEditor = {
  ...labels,
  id: "label",
  isRight: (given, said) => isPredicted(given, said?.labels[0] ?? null),
  looks: {
    look: (state, options) => lookAtLabels(state, ofFirstLabel(options)),
    outlook: (state, options) => labelOutlook(state, ofFirstLabel(options)),
  },
};

function ofFirstLabel({ saidOf, ...options }: EditorLookOptions): LabelLookOptions {
  const first = (said: ImageSaid | undefined): string | null => said?.labels[0] ?? null;
  return { ...options, predictionOf: (image) => first(saidOf(image)) };
}

function isPredicted(given: ImageLabel, predicted: string | null): boolean | null {
  if (given.kind === "other") return false;
  if (given.kind === "labels" && given.labels.length === 1) return given.labels[0] === predicted;
  if (given.kind === "empty") return predicted === EMPTY_LABEL;
  return null;
}
