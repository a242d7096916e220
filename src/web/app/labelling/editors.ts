import { COUNTING } from "../../../reports/words/app/label-counts.js";
import { POINTS } from "../../../reports/words/app/label-points.js";
import { LABELLING } from "../../../reports/words/app/labelling.js";
import { MASK_DRAWING } from "../../../reports/words/app/mask-drawing.js";
import type { LabelEditorId } from "../../../tasks/task.js";
import BoxList from "./BoxList.svelte";
import BoxStage from "./BoxStage.svelte";
import { createBoxes } from "./boxes.svelte.js";
import CountList from "./CountList.svelte";
import { createChosenLabel, createChosenLabels } from "./chosen-labels.svelte.js";
import { createCounts } from "./counts.svelte.js";
import DotStage from "./DotStage.svelte";
import LabelStage from "./LabelStage.svelte";
import MaskPanel from "./MaskPanel.svelte";
import MaskStage from "./MaskStage.svelte";
import { createMaskEditing } from "./mask-editing.svelte.js";
import PointList from "./PointList.svelte";
import { createPoints } from "./points.svelte.js";
import { type ScreenEditor, screenEditor } from "./screen-editor.js";

const ofWholeImages = {
  question: LABELLING.question,
  marks: false,
  labels: LABELLING.labels,
  Stage: LabelStage,
  Panel: null,
} as const;

const ofMasks = {
  marks: true,
  others: [],
  labels: null,
  keys: { skip: "s", zoom: "+" },
  Stage: MaskStage,
  Panel: MaskPanel,
} as const;

/** What the screen has for each way of labelling; absent for those that `src/labelling/editors` refuses. */
const EDITORS: Readonly<Partial<Record<LabelEditorId, ScreenEditor>>> = {
  label: screenEditor({
    ...ofWholeImages,
    others: ["other"],
    noLook: LABELLING.noLookOfScores,
    edit: createChosenLabel,
  }),
  labels: screenEditor({
    ...ofWholeImages,
    others: ["empty", "other"],
    hint: LABELLING.several,
    noLook: LABELLING.noLookOfSeveral,
    edit: createChosenLabels,
  }),
  boxes: screenEditor({
    question: LABELLING.questionOfObjects,
    marks: true,
    others: [],
    labels: LABELLING.labelOfNext,
    noLook: LABELLING.noLookOfBoxes,
    Stage: BoxStage,
    Panel: BoxList,
    edit: createBoxes,
  }),
  masks: screenEditor({
    ...ofMasks,
    question: MASK_DRAWING.question,
    noLook: MASK_DRAWING.noLook,
    edit: createMaskEditing(false),
  }),
  outlines: screenEditor({
    ...ofMasks,
    question: MASK_DRAWING.questionOfObjects,
    noLook: MASK_DRAWING.noLookOfObjects,
    edit: createMaskEditing(true),
  }),
  counts: screenEditor({
    question: COUNTING.question,
    marks: false,
    others: [],
    labels: null,
    besides: { title: COUNTING.besides, text: COUNTING.besidesText },
    Stage: DotStage,
    Panel: CountList,
    edit: createCounts,
  }),
  points: screenEditor({
    question: POINTS.question,
    marks: true,
    others: [],
    labels: LABELLING.labelOfNext,
    besides: { title: POINTS.besides, text: POINTS.besidesText },
    Stage: DotStage,
    Panel: PointList,
    edit: createPoints,
  }),
};

export function screenEditorOf(id: LabelEditorId): ScreenEditor {
  const editor = EDITORS[id];
  if (editor === undefined) throw new Error(`no editor on the screen for ${id}`);
  return editor;
}
