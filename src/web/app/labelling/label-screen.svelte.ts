import type { ImageLabel, ObjectPlace } from "../../../labelling/label-events.js";
import type { LabelStep } from "../../../labelling/labelling.js";
import type { MaskStroke } from "../../../labelling/masks/mask-strokes.js";
import { grouped } from "../../../reports/numbers.js";
import { shown } from "../../../reports/text.js";
import { LABELLING } from "../../../reports/words/app/labelling.js";
import type { LabelledTold, LabelsTold, RangeAfter } from "../../session/session-labels.js";
import type { PictureTold } from "../../session/thumbnails.js";
import type { LabellingState } from "../labelling-state.svelte.js";
import { unforeseen } from "../unforeseen.js";
import { spokenText } from "./label-text.js";
import { isScoreHidden, keepScoreHidden } from "./score-memory.js";

/** Larger pictures are shown smaller: a browser's canvas has limits. */
const LONGEST_PX = 2048;
/** After so many labels without a verdict the person is asked whether to go on; and after as many again. */
const PAUSE_EVERY = 40;
/** So many labels have a key. */
export const KEYS = 9;

/** What is on the screen: an image to label, or what ended that or holds it up. */
export type LabelView = "label" | "decided" | "spent" | "all";

/** How it came to where it is. */
export interface LabelWay {
  readonly ranges: readonly RangeAfter[];
  readonly labelled: readonly LabelledTold[];
}

/** The screen of {@link LabellingState}: the image, the keys, and when the verdict takes its place. */
export interface LabelScreenState {
  readonly labelling: LabellingState;
  readonly told: LabelsTold;
  readonly view: LabelView;
  /** The image on the screen: the one to label now, or another of its sequence; null without one. */
  readonly image: string | null;
  /** Whether a label is given to all images of the sequence that have none. */
  readonly isWhole: boolean;
  /** Undefined while it is on its way. */
  readonly picture: PictureTold | undefined;
  /** Whether a label may be given: its image is on the screen, and the label before is kept. */
  readonly isReady: boolean;
  /** Labels with a key, in their order. */
  readonly keyed: readonly string[];
  /** Whether those are the ones used most. */
  readonly areMostUsed: boolean;
  readonly isHidden: boolean;
  /** What is said beside the heading until the next label. */
  readonly notice: string;
  /** For those who listen: what was done; and once, the verdict. */
  readonly spoken: string;
  readonly verdict: string;
  /** Null while images are labelled. */
  readonly way: LabelWay | null;
  /** The image whose marks are done, while those of the model are shown; null else. */
  readonly reviewed: LabelledTold | null;

  say(label: ImageLabel): void;
  /** What the model found was looked at. */
  endReview(): void;
  undo(): void;
  skip(): void;
  hide(isHidden: boolean): void;
  /** Shows another image of the sequence, to be labelled first. */
  look(image: string): void;
  takeWhole(isWhole: boolean): void;
  /** Back to the images. */
  labelMore(): void;
  /** Does something to a mark on the image on the screen; resolves once it is kept, or is not. */
  edit(step: MarkStep): Promise<void>;
  /** Gives back what was taken back last. */
  redo(): void;
  /** Takes over what the model found. */
  accept(label: string, place: ObjectPlace): void;
}

export type MarkStep =
  | { readonly kind: "draw"; readonly label: string; readonly place: ObjectPlace }
  | { readonly kind: "move"; readonly object: string; readonly place: ObjectPlace }
  | { readonly kind: "rename"; readonly object: string; readonly label: string }
  | { readonly kind: "delete"; readonly object: string }
  | { readonly kind: "paint"; readonly stroke: MaskStroke; readonly isAccepted?: true };

/**
 * @param labelling which has begun
 * @param marks whether things are marked on images
 */
export function createLabelScreen(
  labelling: LabellingState,
  { marks }: { readonly marks: boolean },
): LabelScreenState {
  const { as, told: first } = labelling;
  if (as === null || first === null) throw new Error("labelling that has not begun");
  const told = $derived(labelling.told ?? first);
  let view = $state<LabelView>("label");
  let image = $state<string | null>(null);
  let picture = $state.raw<PictureTold | undefined>(undefined);
  let isBusy = $state(false);
  let isHidden = $state(isScoreHidden());
  let isWhole = $state(false);
  let notice = $state("");
  let spoken = $state("");
  let verdict = $state("");
  let way = $state.raw<LabelWay | null>(null);
  let reviewing = $state<string | null>(null);
  let keyed = $state.raw<readonly string[]>(as.labels.slice(0, KEYS));
  let areMostUsed = $state(false);
  const unreadable = new Set<string>();
  /** The verdict that the person has seen, and the number of labels at which they are asked next. */
  let seen: string | null = null;
  let pauseAt = PAUSE_EVERY;
  let isChanged = false;

  const now = () => labelling.told ?? first;
  const verdictNow = () => now().look?.look?.verdict ?? null;
  const isReady = (): boolean =>
    !isBusy && view === "label" && picture !== undefined && reviewing === null;
  const nextPause = (): number =>
    PAUSE_EVERY * (1 + Math.floor((now().look?.labelled ?? 0) / PAUSE_EVERY));

  let turn = Promise.resolve();

  /** One thing after another; what was pressed for an image that is gone by then is let go. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const of = reviewing ?? image;
    turn = turn.then(async () => {
      if ((reviewing ?? image) !== of) return;
      isBusy = true;
      notice = "";
      try {
        await work();
      } catch (cause) {
        notice = LABELLING.failed({ what: unforeseen(cause).what });
      } finally {
        isBusy = false;
      }
    });
    return turn;
  }

  /** @returns whether it is kept; what went wrong is told by {@link LabellingState} */
  async function take(step: LabelStep, inSight = false): Promise<boolean> {
    const isTaken = await labelling.take(step, inSight);
    if (!isTaken) notice = LABELLING.failed({ what: labelling.error?.what ?? "" });
    return isTaken;
  }

  /** Shows what comes next. */
  async function show(): Promise<void> {
    const verdict = verdictNow();
    const isDecided = verdict === "holds" || verdict === "fails";
    if (!isDecided) seen = null;
    if (isDecided && verdict !== seen) return end("decided");
    if (now().image === null) return end("all");
    if (verdict === "cannot-tell" && (now().look?.labelled ?? 0) >= pauseAt) return end("spent");
    view = "label";
    way = null;
    if (now().image !== image) await showImage();
  }

  async function end(why: Exclude<LabelView, "label">): Promise<void> {
    const word = verdictNow();
    seen = word;
    verdict = word === null || why !== "decided" ? "" : LABELLING.verdict[word];
    image = null;
    picture = undefined;
    way = null;
    view = why;
    // The answer is there before what explains it.
    const labelled = await labelling.labelled();
    way = { ranges: await labelling.ranges(), labelled };
  }

  /** What a step about an image is about too: the rest of its sequence, where that is wished. */
  function more(of: string): { readonly also?: readonly string[] } {
    const open = now().sequence?.flatMap((one) => (one.label === null ? [one.image] : [])) ?? [];
    const also = open.filter((one) => one !== of && !unreadable.has(one));
    return isWhole && !marks && also.length > 0 && open.includes(of) ? { also } : {};
  }

  async function showImage(wanted = now().image): Promise<void> {
    picture = undefined;
    image = wanted;
    if (image === null) return;
    const found = await labelling.picture(image, LONGEST_PX);
    if (found !== null) {
      picture = found;
      return;
    }
    const file = shown(image, 60);
    unreadable.add(image);
    const isTaken = await take({ kind: "label", image, label: { kind: "unreadable" } });
    if (!isTaken) return;
    await show();
    notice ||= LABELLING.unreadable({ file });
  }

  function say(label: ImageLabel): void {
    if (view !== "label" || picture === undefined || reviewing !== null || image === null) return;
    const of = image;
    inTurn(async () => {
      if (reviewing !== null || !(await take({ kind: "label", image: of, label, ...more(of) })))
        return;
      spoken = spokenText(label, now(), isHidden);
      isChanged = false;
      // The person's marks are done: now those of the model may be seen.
      if (label.kind === "objects") reviewing = of;
      else await show();
    });
  }

  async function endReview(of: string): Promise<void> {
    // What was changed with the model's marks in sight is not blind.
    if (isChanged) {
      await take({ kind: "label", image: of, label: { kind: "objects" } }, true);
    }
    reviewing = null;
    await show();
  }

  /** What was labelled before tells which labels get a key, and whether a verdict was seen. */
  async function open(): Promise<void> {
    const used = new Map<string, number>();
    for (const { image: of, label } of await labelling.labelled()) {
      if (label.kind === "unreadable") unreadable.add(of);
      for (const one of label.kind === "labels" ? label.labels : []) {
        used.set(one, (used.get(one) ?? 0) + 1);
      }
    }
    const all = as?.labels ?? [];
    if (all.length > KEYS && used.size > 0) {
      const count = (label: string): number => used.get(label) ?? 0;
      keyed = [...all].sort((a, b) => count(b) - count(a)).slice(0, KEYS);
      areMostUsed = true;
    }
    pauseAt = nextPause();
    const decidedAt = decidedAfter(await labelling.ranges());
    if (decidedAt !== null && (now().look?.look?.n ?? 0) > decidedAt) seen = verdictNow();
    await show();
    const at = labelling.wentOnAt;
    if (at !== null && view === "label") notice = LABELLING.goingOn({ at: grouped(at) });
  }

  inTurn(open);

  return {
    labelling,
    get told() {
      return told;
    },
    get view() {
      return view;
    },
    get image() {
      return image;
    },
    get isWhole() {
      return isWhole;
    },
    get picture() {
      return picture;
    },
    get isReady() {
      return isReady();
    },
    get keyed() {
      return keyed;
    },
    get areMostUsed() {
      return areMostUsed;
    },
    get isHidden() {
      return isHidden;
    },
    get notice() {
      return notice;
    },
    get spoken() {
      return spoken;
    },
    get verdict() {
      return verdict;
    },
    get way() {
      return way;
    },
    get reviewed() {
      return reviewing !== null && told.before?.image === reviewing ? told.before : null;
    },
    say,
    endReview() {
      const of = reviewing;
      if (of !== null) inTurn(() => endReview(of));
    },
    undo() {
      if (!now().canUndo) return;
      inTurn(async () => {
        do {
          if (!(await take({ kind: "undo" }))) return;
          // An image that cannot be opened would be left out again, and nobody came further back.
        } while (now().canUndo && unreadable.has(now().image ?? ""));
        spoken = LABELLING.undone({ done: grouped(now().done) });
        verdict = "";
        isChanged = true;
        if (reviewing !== null && now().before?.image === reviewing) return;
        reviewing = null;
        await show();
      });
    },
    redo() {
      if (!now().canRedo) return;
      void inTurn(async () => {
        if (!(await take({ kind: "redo" }))) return;
        if (reviewing !== null) isChanged = true;
        else await show();
      });
    },
    skip() {
      if (!isReady() || image === null) return;
      const of = image;
      inTurn(async () => {
        if (!(await take({ kind: "skip", image: of, ...more(of) }))) return;
        spoken = LABELLING.skipped;
        // The last one left comes back at once.
        image = null;
        await show();
      });
    },
    hide(hidden) {
      isHidden = hidden;
      keepScoreHidden(hidden);
    },
    look(wanted) {
      if (!isReady() || wanted === image) return;
      inTurn(() => showImage(wanted));
    },
    takeWhole(all) {
      isWhole = all;
    },
    labelMore() {
      pauseAt = nextPause();
      inTurn(show);
    },
    edit(step) {
      const of = reviewing ?? image;
      if (of === null || view !== "label") return Promise.resolve();
      return inTurn(async () => {
        if (step.kind === "draw") {
          await take({ ...step, image: of, object: newName(told.objects, told.before?.objects) });
        } else await take({ ...step, image: of });
        if (reviewing !== null) isChanged = true;
      });
    },
    accept(label, place) {
      const of = reviewing;
      if (of === null) return;
      inTurn(async () => {
        await take({
          kind: "accept",
          image: of,
          object: newName(told.before?.objects ?? []),
          label,
          place,
        });
        isChanged = true;
      });
    },
  };
}

/** Labels at the first verdict; null where there was none. */
export function decidedAfter(ranges: readonly RangeAfter[]): number | null {
  const decided = ranges.find(({ verdict }) => verdict === "holds" || verdict === "fails");
  return decided?.labels ?? null;
}

/** A name that no mark of the image has. */
function newName(
  ...lists: readonly (readonly { readonly object: string }[] | undefined)[]
): string {
  const taken = new Set(lists.flatMap((list) => (list ?? []).map(({ object }) => object)));
  let n = taken.size + 1;
  while (taken.has(`box ${n}`)) n++;
  return `box ${n}`;
}
