import { untrack } from "svelte";
import { backgroundOf } from "../../../core/masks/label-mask.js";
import { paintableLabels } from "../../../labelling/masks/mask-score.js";
import { type MaskStroke, maskOfStrokes } from "../../../labelling/masks/mask-strokes.js";
import { percent } from "../../../reports/numbers.js";
import { LABELLING } from "../../../reports/words/app/labelling.js";
import { MASK_DRAWING } from "../../../reports/words/app/mask-drawing.js";
import type { MasksTold } from "../../session/item-masks.js";
import type { PictureTold } from "../../session/thumbnails.js";
import { createMasksState, type MasksState } from "../masks-state.svelte.js";
import type { LabelScreenState } from "./label-screen.svelte.js";
import { createMaskDrawing, type MaskDrawing } from "./mask-drawing.svelte.js";
import type { Editing } from "./screen-editor.js";

/** Masks of the image on the screen: painted blind, then shown beside the model's, then changed if somebody wishes. */
export interface MaskEditing extends Editing {
  readonly drawing: MaskDrawing;
  /** Labels that have a key. */
  readonly labels: readonly string[];
  /** Whether the mask can be painted; else it is looked at beside the model's. */
  readonly isOpen: boolean;
  /** Both masks, smaller where they are large; null while one is painted, and where the model has none. */
  readonly both: MasksTold | null;
  readonly masks: MasksState;
  /** Pixels of the picture within which a press takes a corner. */
  nearPx: number;
  colourOf(code: number): number;
  labelColour(label: string): number;
  /** Changes one's own mask, with the model's in sight. */
  change(): void;
  /** Takes the model's mask, to be corrected. */
  accept(): void;
}

/** Larger masks are shown smaller: a browser's canvas has limits. */
const LONGEST_PX = 2048;

export function createMaskEditing(areObjects: boolean) {
  return (screen: LabelScreenState): MaskEditing => {
    const all = screen.labelling.as?.labels ?? [];
    const paintable = paintableLabels(all);
    const labels = paintable.slice(0, 9);
    const masks = createMasksState();
    let isChanging = $state(false);
    let nearPx = $state(1);
    const isOpen = $derived(screen.reviewed === null || isChanging);
    const strokes = $derived(
      screen.reviewed === null
        ? (screen.told.strokes ?? [])
        : (screen.told.masksBefore?.strokes ?? []),
    );
    const predicted = $derived(
      screen.reviewed === null ? null : (screen.told.masksBefore?.predicted ?? null),
    );
    const both = $derived(isOpen || predicted === null ? null : bothMasks(strokes, predicted, all));

    const drawing = createMaskDrawing({
      labels: () => paintable,
      areObjects: () => areObjects,
      keep: (stroke) => screen.edit({ kind: "paint", stroke }),
      undo: () => screen.undo(),
      canRedo: () => screen.told.canRedo,
      redo: () => screen.redo(),
    });
    let on: PictureTold | null = null;
    $effect(() => {
      const { picture } = screen;
      const of = strokes;
      if (picture === undefined || drawing.isPending) return;
      untrack(() => {
        if (picture !== on) {
          on = picture;
          isChanging = false;
          drawing.begin({
            widthPx: picture.fileWidthPx ?? picture.widthPx,
            heightPx: picture.fileHeightPx ?? picture.heightPx,
          });
        }
        drawing.follow(of);
      });
    });

    return {
      drawing,
      labels,
      masks,
      get isOpen() {
        return isOpen;
      },
      get both() {
        return both;
      },
      get nearPx() {
        return nearPx;
      },
      set nearPx(px) {
        nearPx = px;
      },
      colourOf(code) {
        const part = drawing.partOf(code);
        if (part === null) return 0;
        return part.object === null ? all.indexOf(part.label) : code - 1;
      },
      labelColour: (label) => all.indexOf(label),
      change() {
        isChanging = true;
      },
      accept() {
        if (predicted === null) return;
        isChanging = true;
        void screen.edit({ kind: "paint", stroke: predicted, isAccepted: true });
      },
      chosen: null,
      press(label) {
        if (isOpen) drawing.choose({ kind: "label", label });
      },
      get done() {
        const text =
          screen.reviewed === null
            ? MASK_DRAWING.done({ share: percent(drawing.painted, 0) })
            : LABELLING.goOn;
        return { text, isOpen: true };
      },
      goOn() {
        if (drawing.corners.length > 2) drawing.closeOutline();
        if (screen.reviewed === null) screen.say({ kind: "objects" });
        else screen.endReview();
      },
      key(key, event) {
        const { target } = event;
        const isPressed =
          target instanceof Element && target.closest("button,summary,a,input") !== null;
        if (isPressed && (key === " " || key === "Enter")) return false;
        if (!isOpen) return masks.key(key);
        return drawing.key(event, nearPx);
      },
    };
  };
}

/** What both masks have on each pixel that is shown. */
function bothMasks(
  strokes: readonly MaskStroke[],
  predicted: MaskStroke,
  modelLabels: readonly string[],
): MasksTold | null {
  const said = maskOfStrokes([predicted]);
  if (said === null) return null;
  const own = maskOfStrokes(strokes);
  if (own !== null && own.codes.length !== said.codes.length) return null;
  const classes = [...modelLabels];
  const known = backgroundOf(classes);
  const background = known < 0 ? classes.push("") - 1 : known;
  const numbers = (parts: readonly { readonly label: string }[]): Int16Array =>
    Int16Array.from([
      -1,
      background,
      ...parts.map(({ label }) => {
        const at = classes.indexOf(label);
        return at < 0 ? classes.push(label) - 1 : at;
      }),
    ]);
  const ofSaid = numbers(said.parts);
  const ofOwn = numbers(own?.parts ?? []);
  const { widthPx: from, heightPx: fromRows } = said;
  const scale = Math.min(1, LONGEST_PX / Math.max(from, fromRows));
  const widthPx = Math.max(1, Math.round(from * scale));
  const heightPx = Math.max(1, Math.round(fromRows * scale));
  const truth = new Int16Array(widthPx * heightPx);
  const answer = new Int16Array(widthPx * heightPx);
  for (let y = 0, to = 0; y < heightPx; y++) {
    const row = Math.floor(((y + 0.5) * fromRows) / heightPx) * from;
    for (let x = 0; x < widthPx; x++, to++) {
      const at = row + Math.floor(((x + 0.5) * from) / widthPx);
      truth[to] = ofOwn[(own?.codes[at] ?? 0) + 1]!;
      answer[to] = ofSaid[said.codes[at]! + 1]!;
    }
  }
  return { widthPx, heightPx, truth, predicted: answer, classes, background };
}
