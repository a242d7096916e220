import type { HomegroundError } from "../../core/errors.js";
import type { ChosenPart } from "../../evaluation/chosen-parts.js";
import type { DrawWanted } from "../../labelling/label-draw.js";
import type { LabelTarget } from "../../models/label-map.js";
import type { PlannedQuestion, QuestionPlan } from "../../session/question-plan.js";
import type { FigureReading, TypedFigure } from "../../session/typed-figure.js";
import type { CommandTold } from "../session/same-command-of.js";
import type { CardAsked } from "../session/session-card.js";
import type { RaceAsked } from "../session/session-race.js";
import type { StressWanted } from "../session/session-stress.js";
import type { ResultTold, RunStage, RunTold, SessionQuestion } from "../session/session-types.js";
import type { CardFormState } from "./card-form.svelte.js";
import type { CompareState } from "./compare-state.svelte.js";
import type { Drops, FilesShown, SavedFiles } from "./files-state.svelte.js";
import type { FurtherState } from "./further-state.svelte.js";
import type { GalleryState } from "./gallery-state.svelte.js";
import type { GraphicsState } from "./graphics-state.svelte.js";
import type { ImportState, SavedReading } from "./import-state.svelte.js";
import type { LabelChangesState, SavedChanges } from "./label-changes.svelte.js";
import type { LabellingState, LabelsAsked, SavedLabelling } from "./labelling-state.svelte.js";
import type { LabelsShown, SavedLabels } from "./labels-state.svelte.js";
import type { QuestionShown, SaidWithQuestion, SavedQuestion } from "./question-state.svelte.js";
import type { QuestionForm } from "./question-text.js";
import type { RunWatch } from "./run-watch.svelte.js";
import type { SaysState } from "./says-state.svelte.js";
import type { StressState } from "./stress-state.svelte.js";

/**
 * The steps in their order; `names` is passed over where every name is decided, `scope` without a
 * record. Images without labels go from the start to `says` and `label`.
 */
export const STEPS = [
  "start",
  "found",
  "names",
  "scope",
  "question",
  "run",
  "says",
  "label",
  "results",
  "compare",
] as const;
export type Step = (typeof STEPS)[number];

/** How far a run is. */
export interface RunState {
  readonly stage: RunStage | "paused" | "stopped" | "failed" | "done";
  readonly told: RunTold;
}

/** What was changed after a result was there, and when. */
export interface OutOfDate {
  readonly what: "files" | "model" | "labels" | "answers" | "names" | "question" | "relabelled";
  /** ISO 8601. */
  readonly at: string;
}

/** Everything that is kept of the work, as plain data: the screens of a project that is opened again. */
export interface SavedWork extends SavedFiles, SavedLabels, SavedQuestion {
  readonly step: Step;
  readonly run: RunState | null;
  readonly result: ResultTold | null;
  readonly outOfDate: OutOfDate | null;
  readonly reading?: SavedReading;
  readonly relabelled?: SavedChanges;
  readonly labelling?: SavedLabelling | null;
}

/** What files, labels and question do not know of each other, and what is done with them. */
export interface OwnState {
  readonly step: Step;
  /** Whether something is being done: buttons wait. */
  readonly busy: boolean;
  readonly error: HomegroundError | null;
  readonly run: RunState | null;
  /** What the run showed so far. */
  readonly watch: RunWatch;
  /** Whether there is a graphics processor to choose. */
  readonly graphics: GraphicsState;
  /** Linked selection and the pictures behind the figures. */
  readonly gallery: GalleryState;
  /** Labels that somebody found wrong, and images to look at again. */
  readonly relabelled: LabelChangesState;
  /** The models that ran on the same images, and what they compare as. */
  readonly compared: CompareState;
  /** What the model says where nobody labelled anything. */
  readonly says: SaysState;
  /** Labels that somebody makes here. */
  readonly labelling: LabellingState;
  /** Whether there is a model for images without labels. */
  readonly canSay: boolean;
  /** The command line that does the same, once it is known. */
  readonly command: CommandTold | null;
  /** The last one; {@link outOfDate} says whether something was changed since. */
  readonly result: ResultTold | null;
  readonly outOfDate: OutOfDate | null;
  /** Aborted when everything is cleared or other work opened: what is under way for this work ends. */
  readonly untilCleared: AbortSignal;
  /** False while a project that was opened again waits for its files. */
  readonly hasFiles: boolean;
  /** What was found in files and labels, and how they are to be read. */
  readonly imports: ImportState;
  /** What is evaluated: as somebody said, else as the model's card or the files say. */
  readonly task: string;
  /** Figures of all images that somebody may claim or require; empty before labels are read. */
  readonly measures: readonly string[];

  addExample(): Promise<void>;
  /** Reads the labels again, as {@link ImportState} says. */
  readAgain(): Promise<void>;
  /** Takes the decisions of a label map among the files. */
  useMap(path: string): Promise<void>;
  /** The same of a file that lies elsewhere. */
  loadMap(name: string, file: Blob): Promise<void>;
  decideAll(decided: ReadonlyMap<string, LabelTarget>): Promise<void>;
  keepForm(form: QuestionForm): void;
  /** Whether a result was seen before the limit was as it is here: the report would say so. */
  isLateFor(question: SessionQuestion): boolean;
  /** A published figure or a limit as it was typed, read. */
  readFigure(typed: TypedFigure): Promise<FigureReading>;
  /** SHA-256s of the pixels of the result's images; null where they are not open here. */
  pixels(onProgress: (done: number, total: number) => void): Promise<readonly string[] | null>;
  /** What a question asks for, before it is asked; null where nothing can be said. */
  plan(question: PlannedQuestion): Promise<QuestionPlan | null>;
  add(files: ReadonlyMap<string, Blob>): Promise<void>;
  clear(): Promise<void>;
  useModel(path: string): Promise<void>;
  /** Evaluates the model of results that were opened again from the answers that were kept, if all are. */
  evaluateAgain(): Promise<void>;
  /** Takes another model, or a file of its answers; images, labels and question stay. */
  addOther(files: ReadonlyMap<string, Blob>): Promise<void>;
  /** About a model of which nothing says how it reads images. */
  readonly cardForm: CardFormState;
  /** @param isSeveral whether several labels of an image may hold at once; null: as the labels have it */
  openCardForm(asked?: Partial<CardAsked>): Promise<void>;
  /** Tries the ways to read images on so many. */
  tryCard(images: number): Promise<void>;
  /** Reads the model by what the form says, which becomes a file among the others. */
  useCard(path: string): Promise<void>;
  /** What was guessed of the card is right; or not known to be. */
  confirmCard(isConfirmed: boolean): Promise<void>;
  chooseLabels(path: string): void;
  choosePredictions(path: string | null): void;
  /** There are none: what the model says is shown, and some may be labelled. */
  chooseNoLabels(): void;
  /** Has the model say what is on the images, unless it has. */
  say(): Promise<void>;
  /** Begins to label, or goes on, with what is fixed before the first label. */
  beginLabels(
    asked: Omit<LabelsAsked, "fixedAt">,
    by: string,
    draw?: DrawWanted,
    race?: RaceAsked | null,
  ): Promise<void>;
  /** Takes files of models to race. @returns models and tables of predictions among them */
  addRivals(added: ReadonlyMap<string, Blob>): Promise<readonly string[]>;
  /** Races models over the labels, or none. @returns whether that could be done */
  raceLabels(race: RaceAsked | null): Promise<boolean>;
  /** Has the models of the race read the images that may be labelled for it. */
  readRivals(): Promise<void>;
  /** Evaluates the first model and those of the race on the labels so far, and compares them. */
  compareRacers(): Promise<void>;
  /** Goes on with images that are drawn otherwise. */
  redrawLabels(draw: DrawWanted | "random"): Promise<void>;
  /** Another person labels the same images, blind to the labels before. */
  handOverLabels(by: string): Promise<void>;
  /** Evaluates with the labels that were made here, as with those of any file. */
  evaluateLabels(): Promise<void>;
  /** Reads the labels and goes on. */
  read(): Promise<void>;
  decide(label: string, target: LabelTarget | null): Promise<void>;
  /** @param fixedAt when what is asked was fixed, ISO 8601; now where absent */
  ask(question: SessionQuestion, fixedAt?: string): Promise<void>;
  /** Computes again with these parts that were chosen after results; what was fixed before stays fixed. */
  setParts(parts: readonly ChosenPart[]): Promise<void>;
  /** What is asked of the result beside what its report says. */
  readonly further: FurtherState;
  /** What alterations of pictures cost the model of the result. */
  readonly stress: StressState;
  /** Has the model look at altered pictures; the result stays as it is. */
  alterPictures(wanted: StressWanted): Promise<void>;
  /**
   * Computes another analysis from the answers that were kept; the result has it then. The model looks at pictures
   * again where that is what was asked.
   *
   * @param file that it brings along
   */
  askFurther(id: string, said?: SaidWithQuestion, file?: File | null): Promise<void>;
  /**
   * Holds the images against the record's test images in features, since somebody asked for that.
   *
   * @param by the model, which looks at them, or a table among the files; null for none
   * @param file such a table that is brought along
   */
  compareFeatures(
    by: "model" | { readonly table: string } | null,
    file?: File | null,
  ): Promise<void>;
  /** Takes a table as features of the record's test images, and holds what was compared against them. */
  useTestFeatures(path: string | null, file?: File | null): Promise<void>;
  /** Images that the model scored in a second when it was last seen at it; null where it was not. */
  readonly rate: number | null;
  stop(): void;
  /** Holds the run up, or lets it go on. */
  pause(): void;
  /** Goes on without the check of the card that the run makes after scoring. */
  skipCheck(): void;
  /** Makes the check of the card that was skipped; images that were scored are not scored again. */
  checkAgain(): Promise<void>;
  /** @param workers how many run the model, where memory was refused to more */
  start(workers?: number, isCheckAgain?: boolean): Promise<void>;
  go(step: Step): void;
  dismiss(): void;
  /** Answers the same question anew, from the first step that a change made void. */
  scoreAgain(): Promise<void>;
  /** What is kept of everything, as it is. */
  save(): SavedWork;
  /** Shows work that was kept; its files come with {@link AppState.attach}. */
  restore(work: SavedWork): void;
  /** The files of restored work are on their way: what needs them waits until they are here or asked for. */
  expectFiles(arrival: Promise<unknown>): void;
  /** Resolves when nothing is being done. */
  idle(): Promise<void>;
  /** Gives restored work its files, and takes its steps again with them. @returns whether that went well */
  attach(drops: Drops): Promise<boolean>;
  /** The files of the built-in example, which nobody can choose again. */
  drawExample(): Promise<ReadonlyMap<string, Blob>>;
}

/** Everything that the screens show; they change it through its functions alone. */
export type AppState = FilesShown & LabelsShown & QuestionShown & OwnState;
