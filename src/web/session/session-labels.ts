import { readClaims } from "../../evaluation/claims.js";
import { DEFAULT_REQUEST } from "../../evaluation/request.js";
import type { ConversionLoss } from "../../formats/objects/conversion-losses.js";
import { writeObjects } from "../../formats/write-objects.js";
import { type LabelAgreement, labelAgreement } from "../../labelling/label-agreement.js";
import type { ImageLabel } from "../../labelling/label-events.js";
import { type LabelLook, lookAtLabels } from "../../labelling/label-look.js";
import { labellers } from "../../labelling/label-state.js";
import { setOfLabels } from "../../labelling/labelled-set.js";
import { type Labelling, type LabelStep, openLabelling } from "../../labelling/labelling.js";
import type { ImageSaid } from "../../labelling/model-says.js";
import { taskOf, taskOfName } from "../../tasks/registry.js";
import { predictionsOneLabel } from "../../tasks/task.js";
import type { SessionModel } from "./session-state.js";
import type { SessionQuestion } from "./session-types.js";

export interface LabelsOptions {
  readonly by: string;
  readonly seed: number;
  /** The log that was kept; left out at the beginning. */
  readonly kept?: string;
  /** The published figure or the limit, fixed before the first label. */
  readonly question: Pick<SessionQuestion, "claims" | "requirements" | "tolerance" | "level">;
}

/** How far labelling is, and what it says. */
export interface LabelsTold {
  /** The image to label now; null where all are done. */
  readonly image: string | null;
  readonly done: number;
  readonly images: number;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Null where no figure of the task allows a look after each label. */
  readonly look: LabelLook | null;
  /** The image labelled last, what was said of it and what the model says; null before the first. */
  readonly before: {
    readonly image: string;
    readonly label: ImageLabel;
    readonly predicted: readonly string[];
    readonly sureness: number | null;
  } | null;
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
  /** The log from its first line on: what is kept before anything is labelled. */
  text(): string;
  told(by: string): LabelsTold;
  /** @returns the line to be kept, and what is told then */
  take(
    step: LabelStep,
    who: { readonly by: string; readonly at: string; readonly inSight?: boolean },
  ): { readonly line: string; readonly told: LabelsTold };
  /** Everybody who labelled. */
  labellers(): readonly string[];
  agreement(first: string, second: string): LabelAgreement;
  export(by: string, format: string): LabelsExported;
}

/**
 * Begins to label images, or goes on.
 *
 * @param said what the model says of them, in any order
 * @throws HomegroundError `claim/…` for a claim that cannot be read
 */
export function openSessionLabels(
  said: readonly ImageSaid[],
  { card }: Pick<SessionModel, "card">,
  { seed, kept, question }: Omit<LabelsOptions, "by">,
): SessionLabels {
  const saidOf = new Map(said.map((one) => [one.image, one]));
  const task = taskOfName(card.task) ?? taskOf(DEFAULT_REQUEST.task);
  const request = { ...DEFAULT_REQUEST, task: task.id, anytime: true, ...question };
  readClaims(request, null); // what is wrong with it is said before the first label
  const labelling: Labelling = openLabelling({
    images: said.map(({ image }) => image),
    seed,
    ...(kept === undefined ? {} : { kept }),
  });
  const modelLabels = [...new Set(card.labels)];
  const told = (by: string): LabelsTold => {
    const { state, image, done, images } = labelling.place(by);
    const last = labelling.events.findLast(
      (event) => event.by === by && event.kind === "label" && state.images.has(event.image),
    );
    const lastImage = last !== undefined && "image" in last ? last.image : null;
    const label = lastImage === null ? null : (state.images.get(lastImage)?.label ?? null);
    const before = lastImage === null ? undefined : saidOf.get(lastImage);
    return {
      image,
      done,
      images,
      canUndo: state.canUndo,
      canRedo: state.canRedo,
      look: predictionsOneLabel(task)
        ? lookAtLabels(state, {
            order: labelling.head.order,
            modelLabels,
            predictionOf: (one) => saidOf.get(one)?.labels[0] ?? null,
            claimsOf: (classes) => readClaims(request, classes),
            level: request.level,
          })
        : null,
      before:
        lastImage === null || label === null
          ? null
          : {
              image: lastImage,
              label,
              predicted: before?.labels ?? [],
              sureness: before?.sureness ?? null,
            },
    };
  };
  return {
    text: labelling.text,
    told,
    take(step, who) {
      const line = labelling.take(step, who);
      return { line, told: told(who.by) };
    },
    labellers: () => labellers(labelling.events),
    agreement: (first, second) =>
      labelAgreement(labelling.place(first).state, labelling.place(second).state, request.level),
    export(by, format) {
      const { order } = labelling.head;
      const { set, points } = setOfLabels(labelling.place(by).state, { order, by });
      const { files, losses } = writeObjects(set, format);
      return {
        files: Array.from(files, ({ path, pieces }) => ({
          name: path,
          blob: new Blob([...pieces]),
        })),
        losses,
        points,
      };
    },
  };
}
