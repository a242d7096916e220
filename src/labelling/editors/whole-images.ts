import { EMPTY_LABEL } from "../../dataset/image-set.js";
import {
  formatOfLabels,
  formatsOfImageLabels,
  formatToSave,
  writeObjects,
} from "../../formats/write-objects.js";
import { f1Of } from "../../metrics/image-f1.js";
import { labelAgreement } from "../label-agreement.js";
import type { ImageLabel } from "../label-events.js";
import { type LabelLookOptions, labelOutlook, lookAtLabels, truthOf } from "../label-look.js";
import type { LabelRaceRule } from "../label-race.js";
import { namesOf, setOfLabels } from "../labelled-set.js";
import type { ImageSaid } from "../model-says.js";
import type { EditorLookOptions, LabelEditor } from "./label-editor.js";

/** F1 of the labels of each image, as `homeground compare --race` has it. */
const byLabels: LabelRaceRule = {
  isLabelled: ({ label }) =>
    label?.kind === "labels" || label?.kind === "other" || label?.kind === "empty",
  score({ label }, { labels: said }) {
    const there = new Set(namesOf(label));
    const both = said.filter((name) => there.has(name)).length;
    return f1Of(both, there.size + said.length);
  },
  areAlike: (a, b) =>
    a.labels.length === b.labels.length && a.labels.every((name) => b.labels.includes(name)),
};

/** Whether the one label is the one predicted. */
const byLabel: LabelRaceRule = {
  isLabelled: (image) => truthOf(image) !== null,
  score: (image, { labels: [said] }) =>
    said === undefined ? null : Number(said === truthOf(image)),
  areAlike: ({ labels: [a] }, { labels: [b] }) => a !== undefined && a === b,
};

/** Any number of labels an image. */
export const labels: LabelEditor = {
  id: "labels",
  refusal: null,
  marks: false,
  placesPoints: false,
  formats: (own) => ({
    all: formatsOfImageLabels(),
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
  race: byLabels,
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
  race: byLabel,
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
