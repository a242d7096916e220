import { HomegroundError } from "../../core/errors.js";
import type { Joints } from "../../core/objects.js";
import type { ClaimRecord } from "../../evaluation/claim-record/claim-record.js";
import { readClaims } from "../../evaluation/claims.js";
import { DEFAULT_REQUEST } from "../../evaluation/request.js";
import type { ConversionLoss } from "../../formats/objects/conversion-losses.js";
import { type FormatChoice, formatChoices } from "../../formats/write-objects.js";
import { jointsOfModel, knownJoints } from "../../labelling/editors/joints.js";
import type { EditorLookOptions } from "../../labelling/editors/label-editor.js";
import { labelEditorOf } from "../../labelling/editors/registry.js";
import type { LabelAgreement } from "../../labelling/label-agreement.js";
import type { DrawnLabels, DrawWanted } from "../../labelling/label-draw.js";
import type { ImageLabel, LabelActionEvent } from "../../labelling/label-events.js";
import type { LabelDesign } from "../../labelling/label-log.js";
import { imagesToEvaluate, type LabelLook } from "../../labelling/label-look.js";
import { createLabelRace } from "../../labelling/label-race.js";
import type { LabelSequences, SequenceSource } from "../../labelling/label-sequences.js";
import { type LabelledObject, type LabellerState, labellers } from "../../labelling/label-state.js";
import { type Labelling, type LabelStep, openLabelling } from "../../labelling/labelling.js";
import { labelsMade } from "../../labelling/labels-made.js";
import type { MaskScore } from "../../labelling/masks/mask-score.js";
import { type MaskStroke, strokeOfMask } from "../../labelling/masks/mask-strokes.js";
import { type ImageSaid, saidInList } from "../../labelling/model-says.js";
import { parseReference } from "../../metrics/reference.js";
import type { ResultLabelling } from "../../results/result.js";
import type { DecisionOutlook } from "../../statistics/anytime-outlook.js";
import type { SpokenBox } from "../../tasks/predictions.js";
import { taskOf, taskOfName } from "../../tasks/registry.js";
import type { LabelEditorId } from "../../tasks/task.js";
import { type RaceAsked, type RaceTold, type Rival, racersOf, raceTold } from "./session-race.js";
import type { AnswersAsked, FirstModel } from "./session-state.js";
import type { SessionQuestion } from "./session-types.js";

export interface LabelsOptions {
  readonly by: string;
  readonly seed: number;
  /** The log that was kept; left out at the beginning. */
  readonly kept?: string;
  /** Whether each image counts by itself, whatever it was taken with. */
  readonly isOneByOne?: boolean;
  /** How images are drawn from now on; as they were drawn where left out, at random at the beginning. */
  readonly draw?: DrawWanted | "random";
  /** The points that are placed on each object, where the model does not name its own. */
  readonly joints?: Joints | undefined;
  /** Models that are raced against the one whose images are labelled; null or left out for none. */
  readonly race?: RaceAsked | null;
  /** The file of answers in place of a model; null or left out where there is one. */
  readonly answers?: AnswersAsked | null;
  /** The published figure or the limit, and the figure that is looked at, fixed before the first label. */
  readonly question: Pick<
    SessionQuestion,
    "claims" | "requirements" | "metrics" | "tolerance" | "level"
  >;
}

/** An image that somebody labelled, beside what the model says of it. */
export interface LabelledTold {
  readonly image: string;
  readonly label: ImageLabel;
  /** What the labeller marked on it; empty where whole images are labelled. */
  readonly objects: readonly LabelledObject[];
  /** ISO 8601, of the last change. */
  readonly at: string;
  /** Whether the prediction was in sight before. */
  readonly seen: boolean;
  /** Whether the model has read the image: before that nothing is known of what it says. */
  readonly isRead: boolean;
  readonly predicted: readonly string[];
  readonly sureness: number | null;
  /** What the model found, surest first; empty for models of whole images. */
  readonly boxes: readonly SpokenBox[];
  /** Whether the one label is the one predicted; null where that is not the question, or nobody can tell. */
  readonly isRight: boolean | null;
  /**
   * How far the mask that was painted and the model's cover each other; null where it has not read the image. Left
   * out where no masks are painted.
   */
  readonly maskScore?: MaskScore | null;
}

/** The masks of the image labelled last, to be shown beside each other. */
export interface MasksBefore {
  readonly strokes: readonly MaskStroke[];
  /** The model's mask as a stroke over everything; null where it has none. */
  readonly predicted: MaskStroke | null;
}

/** An image of the sequence that is labelled now. */
export interface SequenceImage {
  readonly image: string;
  /** Null where it has none yet. */
  readonly label: ImageLabel | null;
}

/** How far labelling is, and what it says. */
export interface LabelsTold {
  /** The image to label now; null where all are done. */
  readonly image: string | null;
  /** What is marked on it already; its prediction is not told before it has a label. */
  readonly objects: readonly LabelledObject[];
  /** What is painted on it already; left out where no masks are painted. */
  readonly strokes?: readonly MaskStroke[];
  /** Size of that image as it is displayed, in pixels; null where the model has not read it. */
  readonly sizePx: readonly [width: number, height: number] | null;
  /** The images that were taken with that one, itself among them; null where it is alone. */
  readonly sequence: readonly SequenceImage[] | null;
  /** Images with a label, *empty*, *cannot tell* and unreadable ones among them. */
  readonly done: number;
  readonly images: number;
  /** Images passed over that come back after all others. */
  readonly skipped: number;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Null where no figure of the task, or the way its images were drawn, allows a look after each label. */
  readonly look: LabelLook | null;
  /** When further labels are likely to decide; null where they cannot, or a verdict is there. */
  readonly outlook: DecisionOutlook | null;
  /** Null without rivals, and where the way images were drawn allows no look after each label. */
  readonly race: RaceTold | null;
  /**
   * The image labelled last; null before the first, and while others of its sequence are to be labelled:
   * what the model says of it says what it says of them.
   */
  readonly before: LabelledTold | null;
  /** Left out where `before` is null, and where no masks are painted. */
  readonly masksBefore?: MasksBefore;
}

/** What of the labels is asked for, whoever gives them. */
export interface LabelledAs {
  /** Labels of the model, each once: those to choose from. */
  readonly labels: readonly string[];
  /** How somebody says what is true of an image. */
  readonly editor: LabelEditorId;
  /** The points that are placed on each object; null where none are. */
  readonly joints: Joints | null;
  /** What says which images are labelled together and count as one; null where each is by itself. */
  readonly sequences: SequenceSource | null;
  /** How the list that is labelled was drawn; null for all images in a random order. */
  readonly draw: LabelDesign | null;
  /** Formats in which they can be saved. */
  readonly formats: readonly FormatChoice[];
  /** That of them which keeps all of the labels in one file. */
  readonly format: string;
  /** That of them which is offered first. */
  readonly saveAs: string;
}

/** The range after so many labels, for a picture of how it came to a verdict. */
export interface RangeAfter {
  readonly labels: number;
  /** How many of them are hits; null where they have a value each. */
  readonly hits: number | null;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly verdict: "holds" | "fails" | "cannot-tell" | null;
}

interface KeptLook {
  /** What of its image the look depends on. */
  readonly of: string;
  /** Null where there was none. */
  readonly look: LabelLook | null;
}

/** Labels as files of a format. */
export interface LabelsExported {
  readonly files: readonly { readonly name: string; readonly blob: Blob }[];
  readonly losses: readonly ConversionLoss[];
  /** Points, which no format has a place for: their labels are those of the image. */
  readonly points: number;
}

/** Labels that somebody makes in this session. */
export interface SessionLabels {
  readonly as: LabelledAs;
  /** Whole lines of the log that was kept which cannot be read: the log goes on without them. */
  readonly unread: number;
  /** The log from its first line on: what is kept before anything is labelled. */
  text(): string;
  /** Everything that somebody said. */
  stateOf(by: string): LabellerState;
  /** Images in the order drawn. */
  readonly order: readonly string[];
  /** Where the race stands; null without one. */
  raceOf(by: string): RaceTold | null;
  told(by: string): LabelsTold;
  /** @returns the line to be kept, and what is told then */
  take(
    step: LabelStep,
    who: { readonly by: string; readonly at: string; readonly inSight?: boolean },
  ): { readonly line: string; readonly told: LabelsTold };
  /** Everybody who labelled. */
  labellers(): readonly string[];
  /** Everything that somebody labelled, in the order drawn. */
  labelled(by: string): readonly LabelledTold[];
  /** The range after each label that counts; empty where no look is allowed. */
  ranges(by: string): readonly RangeAfter[];
  agreement(first: string, second: string): LabelAgreement;
  export(by: string, format: string): LabelsExported;
  /**
   * Labels that may be evaluated, in the order drawn, as files of {@link LabelledAs.format}.
   *
   * @throws HomegroundError `input/empty` where there are none
   */
  toEvaluate(by: string): LabelsToEvaluate;
}

/** Labels to evaluate, and how they came about. */
export interface LabelsToEvaluate extends LabelsExported {
  readonly made: ResultLabelling;
}

/** Images that may be labelled, and what the model says of them, as far as it has come. */
export interface SaidImages {
  readonly images: readonly string[];
  readonly of: ReadonlyMap<string, ImageSaid>;
  /** Those that were taken one after the other; null or left out where none are. */
  readonly sequences?: LabelSequences | null;
}

/**
 * Begins to label images, or goes on.
 *
 * @param ownFormat format of the labels that the person has already; null for none
 * @param said may grow while images are labelled: a look without a prediction holds whatever it will be
 * @throws HomegroundError `claim/…` for a claim that cannot be read, `usage/not-yet` for what cannot be given here
 */
export function openSessionLabels(
  said: SaidImages,
  first: Pick<FirstModel, "card" | "threshold">,
  record: ClaimRecord | null,
  {
    seed,
    kept,
    question,
    isOneByOne = false,
    drawn,
    joints,
    raced = null,
  }: Omit<LabelsOptions, "by" | "draw" | "race" | "answers"> & {
    readonly drawn?: DrawnLabels | "random";
    readonly raced?:
      | (Pick<RaceAsked, "budget" | "threshold"> & { readonly rivals: readonly Rival[] })
      | null;
  },
  ownFormat: string | null = null,
): SessionLabels {
  const { card } = first;
  const task = taskOfName(card.task) ?? taskOf(DEFAULT_REQUEST.task);
  const editor = labelEditorOf(task);
  if (editor.refusal !== null) {
    throw new HomegroundError("usage/not-yet", { ...editor.refusal, where: "labels" });
  }
  const request = {
    ...DEFAULT_REQUEST,
    task: task.id,
    anytime: true,
    ...question,
    claimRecords: record === null ? [] : [record],
  };
  readClaims(request, null); // what is wrong with it is said before the first label
  const labelling: Labelling = openLabelling({
    images: said.images,
    seed,
    sequences: isOneByOne ? null : (said.sequences ?? null),
    ...(kept === undefined ? {} : { kept }),
    ...(drawn === undefined ? {} : { drawn }),
    joints: editor.placesPoints ? knownJoints(joints ?? jointsOfModel(card)) : undefined,
  });
  const { order, sequences, draw } = labelling.head;
  const names = new Map(order.map((image, i) => [image, sequences?.of[i] ?? null]));
  const bySequence =
    sequences === undefined
      ? {}
      : { sequenceOf: (image: string): string | null => names.get(image) ?? null };
  const modelLabels = [...new Set(card.labels)];

  const looks = task.lookMeasure === null || draw !== undefined ? null : editor.looks;
  const measure = parseReference(request.metrics[0] ?? task.lookMeasure ?? task.headline);
  const looked = (of: readonly string[]): EditorLookOptions => ({
    order: of,
    modelLabels,
    ...bySequence,
    saidOf: (one) => said.of.get(one),
    measure,
    joints: labelling.head.joints,
    claimsOf: (classes) => readClaims(request, classes),
    level: request.level,
  });
  const look = (state: LabellerState, of: readonly string[]): LabelLook | null =>
    looks?.look(state, looked(of)) ?? null;
  const race =
    raced === null || editor.race === null || task.racedBy === null || draw !== undefined
      ? null
      : createLabelRace({
          order,
          ...bySequence,
          rule: editor.race,
          racers: racersOf(first, said.of, raced),
          level: request.level,
          budget: raced.budget,
          measure,
          joints: labelling.head.joints,
        });
  const raceOf = (state: LabellerState): RaceTold | null =>
    race === null || raced === null || task.racedBy === null
      ? null
      : raceTold(race.at(state), task.racedBy, raced, order.slice(0, raced.budget));
  const labelledOf = (state: LabellerState, image: string): LabelledTold | null => {
    const own = state.images.get(image);
    if (own === undefined || own.label === null) return null;
    const listed = said.of.get(image);
    const {
      labels = [],
      sureness = null,
      boxes = [],
    } = listed === undefined ? {} : saidInList(listed);
    return {
      image,
      label: own.label,
      objects: own.objects,
      at: own.at,
      seen: own.seen,
      isRead: said.of.has(image),
      predicted: labels,
      sureness,
      boxes,
      ...(editor.maskScore === undefined
        ? {}
        : { maskScore: editor.maskScore(own, said.of.get(image), modelLabels) }),
      isRight: task.lookMeasure === null ? null : editor.isRight(own.label, said.of.get(image)),
    };
  };
  const told = (by: string): LabelsTold => {
    const { state, image, done, images } = labelling.place(by);
    const last = labelling.events.findLast(
      (event): event is LabelActionEvent =>
        event.by === by && event.kind === "label" && state.images.has(event.image),
    );
    const now = look(state, order);
    const together = image === null ? [] : labelling.sequenceOf(image);
    // Boxes are shown beside those of the model image by image, and the later ones count as seen.
    const isBlind = editor.marks || last === undefined || !together.includes(last.image);
    return {
      image,
      sequence:
        together.length < 2
          ? null
          : together.map((one) => ({ image: one, label: state.images.get(one)?.label ?? null })),
      objects: image === null ? [] : (state.images.get(image)?.objects ?? []),
      ...(editor.maskScore === undefined
        ? {}
        : { strokes: image === null ? [] : (state.images.get(image)?.strokes ?? []) }),
      sizePx: image === null ? null : (said.of.get(image)?.sizePx ?? null),
      done,
      images,
      skipped: state.skipped.length,
      canUndo: state.canUndo,
      canRedo: state.canRedo,
      look: now,
      outlook:
        now?.look?.verdict === "cannot-tell"
          ? (looks?.outlook(state, looked(order)) ?? null)
          : null,
      race: raceOf(state),
      before: last !== undefined && isBlind ? labelledOf(state, last.image) : null,
      ...(last === undefined || !isBlind || editor.maskScore === undefined
        ? {}
        : {
            masksBefore: {
              strokes: state.images.get(last.image)?.strokes ?? [],
              predicted: strokeOfMask(said.of.get(last.image)?.mask, modelLabels),
            },
          }),
    };
  };
  /** Looks after each label, by labeller: one is the same as long as nothing before it changes. */
  const looksOf = new Map<string, KeptLook[]>();
  /** Whether the model's boxes were shown on an image that was taken with this one. */
  const hasSeenAnother = (step: LabelStep, by: string): boolean => {
    if (!editor.marks || step.kind !== "label") return false;
    const { state } = labelling.place(by);
    return labelling
      .sequenceOf(step.image)
      .some((one) => one !== step.image && (state.images.get(one)?.label ?? null) !== null);
  };
  // How a list was drawn is kept by the format that keeps all.
  const formats = editor.formats(draw === undefined ? ownFormat : null);
  const as: LabelledAs = {
    labels: modelLabels,
    editor: editor.id,
    joints: labelling.head.joints ?? null,
    sequences: sequences?.source ?? null,
    draw: draw?.design ?? null,
    formats: formatChoices(formats.all),
    format: formats.keepsAll,
    saveAs: formats.first,
  };
  const written = (state: LabellerState, by: string, format: string): LabelsExported => {
    const options = {
      order,
      by,
      labels: modelLabels,
      joints: labelling.head.joints,
      draw: draw === undefined ? undefined : { how: draw, seed: labelling.head.seed },
      ...bySequence,
      sizeOf: (image: string) => said.of.get(image)?.sizePx ?? null,
    };
    const { files, losses, points } = editor.write(state, options, format);
    return {
      files: Array.from(files, ({ path, pieces }) => ({
        name: path,
        blob: new Blob([...pieces]),
      })),
      losses,
      points,
    };
  };
  return {
    as,
    unread: labelling.unread,
    text: labelling.text,
    stateOf: (by) => labelling.place(by).state,
    order,
    raceOf: (by) => raceOf(labelling.place(by).state),
    told,
    take(step, who) {
      const inSight = who.inSight === true || hasSeenAnother(step, who.by);
      const line = labelling.take(step, { ...who, inSight });
      return { line, told: told(who.by) };
    },
    labellers: () => labellers(labelling.events),
    labelled(by) {
      const { state } = labelling.place(by);
      return order.flatMap((image) => labelledOf(state, image) ?? []);
    },
    ranges(by) {
      const { state } = labelling.place(by);
      const later = new Set(state.skipped);
      const ranges: RangeAfter[] = [];
      const known = looksOf.get(by) ?? [];
      const looks: KeptLook[] = [];
      looksOf.set(by, looks);
      let isKnown = true;
      for (let reached = 1; reached <= order.length; reached++) {
        const image = order[reached - 1]!;
        const own = state.images.get(image)?.label ?? null;
        if (own === null && !later.has(image)) break;
        const says = said.of.get(image);
        const marks = editor.marks ? state.images.get(image)?.objects : [];
        const strokes = state.images.get(image)?.strokes?.length ?? 0;
        const of = JSON.stringify([own, marks, strokes, later.has(image), says?.labels]);
        const kept = known[reached - 1];
        isKnown &&= kept?.of === of;
        // A sequence that goes on behind it is not whole: there was no look.
        const name = names.get(image) ?? null;
        const isWhole = name === null || names.get(order[reached] ?? "") !== name;
        const at =
          isKnown && kept !== undefined
            ? kept.look
            : isWhole
              ? look(state, order.slice(0, reached))
              : null;
        looks.push({ of, look: at });
        if (at === null || at.look === null) continue;
        const { n, hits, value, low, high, verdict } = at.look;
        if (n > (ranges.at(-1)?.labels ?? 0)) {
          ranges.push({ labels: n, hits, value, low, high, verdict });
        }
      }
      return ranges;
    },
    agreement: (first, second) =>
      editor.agreement(labelling.place(first).state, labelling.place(second).state, request.level),
    export: (by, format) => written(labelling.place(by).state, by, format),
    toEvaluate(by) {
      const { state } = labelling.place(by);
      const now = look(state, order);
      if (now === null) {
        const images = [...(draw === undefined ? state.images.keys() : order)].filter(
          (image) => (state.images.get(image)?.label ?? null) !== null,
        );
        return {
          ...written(state, by, as.format),
          made: labelsMade(labelling, by, images, false),
        };
      }
      const taken = new Set(imagesToEvaluate(state, order, now));
      const images = new Map([...state.images].filter(([image]) => taken.has(image)));
      if (images.size === 0) {
        throw new HomegroundError("input/empty", {
          what: "no label can be evaluated yet: the image drawn first was passed over",
          where: "labels made here",
          fix: "Undo as far as that image and label it, or say that you cannot tell",
        });
      }
      return {
        ...written({ ...state, images }, by, as.format),
        made: labelsMade(labelling, by, [...images.keys()], true),
      };
    },
  };
}
