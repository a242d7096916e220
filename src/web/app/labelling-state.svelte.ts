import { type HomegroundError, isHomegroundError } from "../../core/errors.js";
import type { LabelAgreement } from "../../labelling/label-agreement.js";
import type { DrawOffer } from "../../labelling/label-draw.js";
import type { LabelStep } from "../../labelling/labelling.js";
import type { ResultLabelling } from "../../results/result.js";
import type { SessionClient } from "../session/session-client.js";
import type {
  LabelledAs,
  LabelledTold,
  LabelsExported,
  LabelsOptions,
  LabelsTold,
  RangeAfter,
} from "../session/session-labels.js";
import type { RaceAsked } from "../session/session-race.js";
import type { AnswersAsked } from "../session/session-state.js";
import type { SequencesTold } from "../session/session-types.js";
import type { PictureTold } from "../session/thumbnails.js";
import { timeNow } from "../time-now.js";
import { unforeseen } from "./unforeseen.js";

/** Where the log of labels of this work is kept: lines that are added at once, and outlive the page. */
export interface LabelKeeper {
  /** False where they are gone when the page is closed. */
  readonly isKept: boolean;
  /** The log; null where nobody began to label. */
  read(): Promise<string | null>;
  /** @throws HomegroundError `output/not-written` */
  begin(text: string): Promise<void>;
  /** Keeps a log that cannot be read whole, beside the one that goes on. */
  setAside(text: string): Promise<void>;
  append(line: string): Promise<void>;
}

/** What is fixed before the first label. */
export interface LabelsAsked extends Pick<LabelsOptions, "question" | "seed" | "isOneByOne"> {
  /** When that was, ISO 8601. */
  readonly fixedAt: string;
}

/** What of labelling is kept with a project, beside its log. */
export interface SavedLabelling {
  readonly asked: LabelsAsked;
  readonly by: string;
  /** Images whose predictions were on the screen. */
  readonly shown?: readonly string[];
  /** Absent in projects of earlier versions. */
  readonly race?: RaceAsked | null;
}

/** Labelling, as its screens see it. Labels are kept before the next image is told. */
export interface LabellingState {
  /** Null before labelling began. */
  readonly told: LabelsTold | null;
  /** What of the labels is asked for; null before labelling began. */
  readonly as: LabelledAs | null;
  /** What was fixed before the first label; null before that. */
  readonly asked: LabelsAsked | null;
  /** Who labels; `""` before labelling began. */
  readonly by: string;
  /** Everybody who labelled, and who labels now. */
  readonly labellers: readonly string[];
  /** Number of the image, from 1, at which labels that were kept went on; null where they begin here. */
  readonly wentOnAt: number | null;
  /** False where labels are gone when the page is closed. */
  readonly isKept: boolean;
  /** Lines of what was kept that cannot be read; they were set aside. */
  readonly unread: number;
  /** Why the last step was not kept; it was not taken then. */
  readonly error: HomegroundError | null;
  /** Which models are raced; null for none. */
  readonly race: RaceAsked | null;
  /** Why models that were raced are not any more. */
  readonly raceProblem: HomegroundError | null;
  /** Images whose predictions were on the screen: labels of them are not blind. */
  show(images: readonly string[]): void;
  /** Which images were taken together; null where none were. */
  sequences(): Promise<SequencesTold | null>;
  /** Begins, or goes on with what was kept. @throws HomegroundError `claim/…`, `output/not-written` */
  begin(
    asked: Omit<LabelsAsked, "fixedAt">,
    by?: string,
    draw?: LabelsOptions["draw"],
    race?: RaceAsked | null,
  ): Promise<void>;
  /** Every way to draw beside at random, for somebody's labels; those that cannot be had say why. */
  draws(by: string): Promise<readonly DrawOffer[]>;
  /** Draws what is labelled next anew; labels that are there stay. @throws HomegroundError `plan/…` */
  redraw(draw: NonNullable<LabelsOptions["draw"]>): Promise<void>;
  /** Races models, or none; who takes part is fixed at the first look. @throws HomegroundError `compare/…`, `model/…` */
  raceWith(race: RaceAsked | null): Promise<void>;
  /** Hands over to another person, whose labels are blind to those of others. */
  handOver(by: string): Promise<void>;
  /**
   * Takes a step; one that is asked for while another is under way follows it.
   *
   * @param inSight whether the prediction of the image is on the screen
   * @returns whether it was taken and kept
   */
  take(step: LabelStep, inSight?: boolean): Promise<boolean>;
  /** Everything that this person labelled, in the order drawn. */
  labelled(): Promise<readonly LabelledTold[]>;
  /** The range after each label that counts. */
  ranges(): Promise<readonly RangeAfter[]>;
  agreement(first: string, second: string): Promise<LabelAgreement>;
  /** Labels of this person as one file, in the order drawn, as the evaluation reads them. */
  file(): Promise<{ readonly path: string; readonly blob: Blob; readonly made: ResultLabelling }>;
  /** Looks again with everything that the model has said since. */
  refresh(): Promise<void>;
  /** Labels of one person as files of a format that `convert` writes. */
  export(by: string, format: string): Promise<LabelsExported>;
  /** An image as it is displayed, its longer side of so many pixels at most; null where it cannot be read. */
  picture(image: string, longestPx: number): Promise<PictureTold | null>;
  /** Where labels are kept from here on. */
  keepWith(keeper: LabelKeeper): void;
  /** After other files or another model: the log stays where it is kept. */
  clear(): void;
  save(): SavedLabelling | null;
  /** What is shown before the files are here, and with which {@link LabellingState.goOn} goes on. */
  restore(saved: SavedLabelling | null): void;
  /** Goes on as it was restored, once the session has its files. */
  goOn(): Promise<void>;
}

/** Who labels without giving a name: events of the log have one. */
const UNNAMED = "labeller 1";

/** What labels that were made here are called as a file among the others. */
const OWN_LABELS = "homeground-labels";

/** Nothing outlives the page. */
function keepNowhere(): LabelKeeper {
  let log: string | null = null;
  return {
    isKept: false,
    read: async () => log,
    async begin(text) {
      log = text;
    },
    setAside: async () => {},
    async append(line) {
      log = (log ?? "") + line;
    },
  };
}

/** @param answers the file of answers in place of a model; null where there is one */
export function createLabellingState(
  session: SessionClient,
  answers: () => AnswersAsked | null = () => null,
): LabellingState {
  let told = $state.raw<LabelsTold | null>(null);
  let as = $state.raw<LabelledAs | null>(null);
  let asked = $state.raw<LabelsAsked | null>(null);
  let by = $state("");
  let labellers = $state.raw<readonly string[]>([]);
  let wentOnAt = $state<number | null>(null);
  let unread = $state(0);
  let error = $state.raw<HomegroundError | null>(null);
  let race = $state.raw<RaceAsked | null>(null);
  let raceProblem = $state.raw<HomegroundError | null>(null);
  let keeper = $state.raw(keepNowhere());
  const shown = new Set<string>();
  /** The step that was asked for last: one follows the other. */
  let last: Promise<unknown> = Promise.resolve();
  /** What opens labels anew waits for the steps before it, and the steps behind it wait for it. */
  const following = (perform: () => Promise<void>): Promise<void> => {
    const done = last.then(perform);
    last = done.catch(() => {});
    return done;
  };

  const open = async (
    wanted: LabelsAsked,
    who: string,
    wentOn?: number | null,
    draw?: LabelsOptions["draw"],
    raced: RaceAsked | null = race,
  ): Promise<void> => {
    const kept = await keeper.read();
    const opened = await session.openLabels({
      by: who,
      ...wanted,
      race: raced,
      answers: answers(),
      ...(kept === null ? {} : { kept }),
      ...(draw === undefined ? {} : { draw }),
    });
    if (kept !== null && opened.unread > 0) {
      await keeper.setAside(kept);
      unread = opened.unread;
    }
    // Images that came since stand in the log's first line, and a line that was cut off goes.
    if (opened.text !== kept) await keeper.begin(opened.text);
    by = who;
    asked = wanted;
    race = raced;
    ({ told, as } = opened);
    labellers = [...new Set([...opened.labellers, who])];
    const { done } = opened.told;
    wentOnAt = wentOn !== undefined ? wentOn : done === 0 ? null : done + 1;
  };

  return {
    get told() {
      return told;
    },
    get as() {
      return as;
    },
    get asked() {
      return asked;
    },
    get by() {
      return by;
    },
    get labellers() {
      return labellers;
    },
    get wentOnAt() {
      return wentOnAt;
    },
    get unread() {
      return unread;
    },
    get isKept() {
      return keeper.isKept;
    },
    get error() {
      return error;
    },
    get race() {
      return race;
    },
    get raceProblem() {
      return raceProblem;
    },
    show(images) {
      for (const image of images) shown.add(image);
    },
    sequences: session.sequences,
    begin: (wanted, who = by, draw, raced = race) =>
      open(
        { ...wanted, fixedAt: asked?.fixedAt ?? timeNow() },
        who || UNNAMED,
        undefined,
        draw,
        raced,
      ),
    draws: (who) => session.labelDraws(who || UNNAMED),
    redraw: (draw) =>
      following(async () => {
        if (asked !== null) await open(asked, by, undefined, draw);
      }),
    raceWith: (wanted) =>
      following(async () => {
        raceProblem = null;
        if (asked !== null) await open(asked, by, wentOnAt, undefined, wanted);
      }),
    handOver: (who) =>
      following(async () => {
        if (asked !== null) await open(asked, who);
      }),
    take(step, inSight = false) {
      const who = by;
      const taken = last.then(async () => {
        error = null;
        const images =
          "image" in step ? [step.image, ...("also" in step ? (step.also ?? []) : [])] : [];
        const wasSeen = inSight || images.some((image) => shown.has(image));
        const at = timeNow();
        const { line, told: now } = await session.label(step, { by: who, at, inSight: wasSeen });
        await keeper.append(line);
        if (by === who) told = now;
      });
      last = taken.then(
        () => {},
        () => {},
      );
      return taken.then(
        () => true,
        async (cause: unknown) => {
          error = unforeseen(cause);
          // What was not kept was not said: the session goes back to the log.
          const kept = asked === null ? null : open(asked, who);
          await kept?.catch(() => {});
          return false;
        },
      );
    },
    labelled: () => session.labelled(by),
    ranges: () => session.labelRanges(by),
    agreement: session.agreement,
    export: session.exportLabels,
    async file() {
      const { files, made } = await session.labelsToEvaluate(by);
      const [{ name, blob }] = files as [LabelsExported["files"][number]];
      return { path: OWN_LABELS + name.slice(name.lastIndexOf(".")), blob, made };
    },
    refresh: () =>
      following(async () => {
        if (asked !== null && told !== null) await open(asked, by, wentOnAt);
      }),
    picture: session.filePicture,
    keepWith(given) {
      keeper = given;
    },
    clear() {
      told = null;
      as = null;
      asked = null;
      by = "";
      labellers = [];
      wentOnAt = null;
      unread = 0;
      error = null;
      race = null;
      raceProblem = null;
      shown.clear();
    },
    save: () => (asked === null ? null : { asked, by, shown: [...shown], race }),
    restore(saved) {
      this.clear();
      if (saved === null) return;
      ({ asked, by } = saved);
      race = saved.race ?? null;
      this.show(saved.shown ?? []);
    },
    async goOn() {
      if (asked === null) return;
      try {
        await open(asked, by);
      } catch (cause) {
        // Without the files of the others the labels are still there.
        if (race === null || !isHomegroundError(cause)) throw cause;
        await open(asked, by, undefined, undefined, null);
        raceProblem = cause;
      }
    },
  };
}
