import type { InspectionWithRows } from "../../analyses/inspect/inspect-types.js";
import type { LabelChange } from "../../analyses/label-changes/label-changes.js";
import type { ScopePage } from "../../analyses/scope/scope-page.js";
import { HomegroundError } from "../../core/errors.js";
import { imagePaths, isImageName } from "../../dataset/image-set.js";
import { areLabelSets } from "../../dataset/label-rules.js";
import { placeTruth, prepareImages } from "../../dataset/prepare.js";
import { sampleImages } from "../../dataset/sample-images.js";
import type { ClaimRecord } from "../../evaluation/claim-record/claim-record.js";
import { decideNames } from "../../evaluation/decide-names.js";
import { isOnlyAnswered } from "../../evaluation/prediction-rows.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import { folderOf } from "../../formats/file-access.js";
import { insideFolder } from "../../formats/inside-folder.js";
import type { LabelAgreement } from "../../labelling/label-agreement.js";
import type { DrawOffer } from "../../labelling/label-draw.js";
import type { LabelSequences } from "../../labelling/label-sequences.js";
import { type ImageSaid, saidInList } from "../../labelling/model-says.js";
import { type LabelMap, type LabelTarget, parseLabelMap } from "../../models/label-map.js";
import type { LeftRuns } from "../../session/compared-runs.js";
import type { SelectionShares } from "../../session/part-members.js";
import type { PlannedQuestion, QuestionPlan } from "../../session/question-plan.js";
import type { GalleryQuestion } from "../../session/selection.js";
import type { FigureReading, TypedFigure } from "../../session/typed-figure.js";
import { labelsParts } from "../../tasks/task.js";
import { createWebDigest } from "../digest.js";
import type { GraphicsTold } from "../network/graphics.js";
import type { ThresholdsTold } from "./box-thresholds.js";
import type { OutlinesTold } from "./item-boxes.js";
import type { MasksTold } from "./item-masks.js";
import type { LookOptions } from "./look.js";
import type { SessionRunOptions } from "./run-types.js";
import type { CommandTold } from "./same-command-of.js";
import type { ScopeLookOptions, ScopeSquares } from "./scope.js";
import type { CardAsked, CardForm, CardFormTold, CardTriedTold } from "./session-card.js";
import type { CompareOptions, RacedHere, SessionComparedRun } from "./session-compare.js";
import type { DrawPlaces } from "./session-draws.js";
import { addDropped, openModelAt } from "./session-files.js";
import type {
  ItemDetail,
  ItemTold,
  NeighboursTold,
  SelectedTold,
  SessionGallery,
  SessionOutcome,
} from "./session-gallery.js";
import type { SessionHost } from "./session-host.js";
import type {
  LabelledAs,
  LabelledTold,
  LabelsExported,
  LabelsOptions,
  LabelsToEvaluate,
  LabelsTold,
  RangeAfter,
  SaidImages,
  SessionLabels,
} from "./session-labels.js";
import type { RaceAsked, Rival, SaysRivalsOptions } from "./session-race.js";
import type { SaysOptions } from "./session-says.js";
import {
  type AnswersAsked,
  EMPTY_STATE,
  type FirstModel,
  type SessionModel,
  type SessionState,
  type SessionTruth,
} from "./session-state.js";
import { due, placing } from "./session-steps.js";
import type { AlterationsTold, StressRunOptions } from "./session-stress.js";
import { firstTold, importTold, modelTold, namesTold } from "./session-told.js";
import type {
  ComparedTold,
  ComparisonTold,
  ExampleClaim,
  FilesTold,
  FirstTold,
  FoundTold,
  ImagesTold,
  ImportTold,
  ModelTold,
  NamesTold,
  ReadLabels,
  RecordTold,
  ResultTold,
  SequencesTold,
  SessionQuestion,
  StressTold,
} from "./session-types.js";
import type { PictureTold } from "./thumbnails.js";

/**
 * An evaluation step by step, as a page takes a person through it. A step that is taken again makes
 * what came after it void. Nothing leaves the page.
 */
export interface Session {
  /** Takes a part of files that `addFiles` is called for next. @param isFirst whether none came before */
  holdFiles(files: ReadonlyMap<string, Blob>, isFirst: boolean): Promise<void>;
  /** Adds files, with those that are held; archives (.zip) are opened, their names become folders. */
  addFiles(files: ReadonlyMap<string, Blob>): Promise<FilesTold>;
  /** Takes a file that a question brings along; labels, names and answers stay. The question has to be asked again. */
  addBeside(name: string, file: Blob): Promise<FilesTold>;
  /** The files of the built-in example: drawn pictures of another place, and a small real model. */
  example(): Promise<{ readonly files: ReadonlyMap<string, Blob>; readonly claim: ExampleClaim }>;
  /** Forgets every file. */
  clearFiles(): Promise<void>;
  /**
   * The model among the files, or one that was fetched.
   *
   * @param card the card that it is read by; the one beside the model where absent
   * @throws HomegroundError `model/…`
   */
  useModel(path: string, card?: string | null): Promise<ModelTold>;
  /** The record among the files, as the claim. @throws HomegroundError `record/…` */
  useRecord(path: string): Promise<RecordTold>;
  /** There is no record that is claimed. */
  forgetRecord(): Promise<void>;
  /** Somebody held what was guessed of the card against the model's own description; or takes that back. */
  confirmCard(isConfirmed: boolean): Promise<ModelTold>;
  /**
   * Begins the form about a model of which nothing says how it reads images.
   *
   * @throws HomegroundError as {@link Session.useModel}
   */
  openCardForm(path: string, labels: ReadLabels | null, asked: CardAsked): Promise<CardFormTold>;
  /** How the ways to read an image do on some of them. @throws HomegroundError as {@link CardForm.try} */
  tryCard(...asked: Parameters<CardForm["try"]>): Promise<CardTriedTold>;
  /** What the form says, as a card. */
  cardText(...asked: Parameters<CardForm["text"]>): Promise<string>;
  /** Reads ground truth, and answers from a file where no model is to run. */
  readLabels(labels: ReadLabels, predictions: string | null): Promise<ImportTold>;
  /** Looks at every file, and at how labels and files met. */
  look(options: LookOptions): Promise<FoundTold>;
  /** The images held against what the record was tested on. */
  scope(options: ScopeLookOptions): Promise<ScopePage>;
  /** The table among the files that has features of the images, for scope and results; null for none. */
  useFeatures(path: string | null): Promise<void>;
  /**
   * The table among the files that has features of the record's test images; null for those that it has itself. The
   * question has to be asked again.
   *
   * @throws HomegroundError as `withTestFeatures`
   */
  useTestFeatures(path: string | null): Promise<RecordTold>;
  /** The images of a square of the scope's map, and its name as a level of {@link APP_SCOPE.square}. */
  square(square: number): Promise<{ readonly name: string; readonly files: readonly string[] }>;
  /** Picture of one of the files; null where it cannot be decoded. */
  filePicture(path: string, longestPx: number): Promise<PictureTold | null>;
  /** The decisions of a label-map file among the files. @throws HomegroundError `labels/map-bad` */
  readMap(path: string): Promise<LabelMap>;
  /** A published figure or a limit as it was typed, read. */
  readFigure(typed: TypedFigure): Promise<FigureReading>;
  /** What a limit means, and the labels that it asks for; null for figures that are no shares. */
  plan(question: PlannedQuestion): Promise<QuestionPlan | null>;
  /** What labels are to the model: equal names, and decisions; `auto` takes the certain ones. */
  decide(decisions: ReadonlyMap<string, LabelTarget> | "auto"): Promise<NamesTold>;
  /**
   * Fixes what is asked, before anything is scored.
   *
   * @param fixedAt when that was, ISO 8601, where a project is opened again; now where absent
   */
  ask(question: SessionQuestion, fixedAt?: string): Promise<ImagesTold>;
  run(options: SessionRunOptions): Promise<ResultTold>;
  /** The result of the last run with other changed labels beside the first ones; nothing is scored. */
  relabel(changes: readonly LabelChange[]): Promise<ResultTold>;
  /** The models that ran on the same images, labels and question, compared. @throws HomegroundError `compare/…` */
  compare(options: CompareOptions): Promise<ComparisonTold>;
  /** Ways in which pictures can be altered for the task. */
  alterations(): Promise<AlterationsTold>;
  /** What alterations of pictures cost the model. @throws HomegroundError `stress/…`, and as {@link Session.run} */
  stress(options: StressRunOptions): Promise<StressTold>;
  /** Takes a model out of what is compared. */
  leaveOut(id: string): Promise<ComparedTold>;
  /** Chooses among the images of the last run. */
  select(question: GalleryQuestion): Promise<SelectedTold>;
  shares(...asked: Parameters<SessionGallery["shares"]>): Promise<SelectionShares>;
  items(items: Int32Array): Promise<readonly ItemTold[]>;
  item(item: number): Promise<ItemDetail>;
  neighbours(item: number): Promise<NeighboursTold>;
  /** An item that is right about what a wrong one was taken for; null for none. */
  rightOne(item: number): Promise<ItemTold | null>;
  picture(item: number, longestPx: number): Promise<PictureTold | null>;
  /** Masks of an image; null where it has none. */
  masks(item: number, longestPx: number): Promise<MasksTold | null>;
  outlines(item: number, longestPx: number): Promise<OutlinesTold | null>;
  /** From which scores on the boxes of a detector can be looked at; null where there are none. */
  thresholds(): Promise<ThresholdsTold | null>;
  /**
   * The command line that does the same; null before a question is fixed.
   *
   * @param hasChanges whether labels were changed, as the file that the page saves
   */
  command(hasChanges?: boolean): Promise<CommandTold | null>;
  /**
   * SHA-256s of the pixels of the last run's scored images, by which they are known again; null where there
   * was no run in this page, and where an image cannot be read.
   */
  pixels(onProgress: (done: number, total: number) => void): Promise<readonly string[] | null>;
  /** Which images were taken one after the other, and what says so; null where none were. */
  sequences(): Promise<SequencesTold | null>;
  /**
   * What the model, or a file of its answers, says of every image among the files: without labels, and
   * without a figure.
   *
   * @returns whose answers they are
   */
  says(options: SaysOptions): Promise<FirstTold>;
  /** Has the models of the race read the images that may be labelled for it, as far as that is needed. */
  readRivals(options: SaysRivalsOptions): Promise<void>;
  /** Evaluates the models of the race on the labels that were made, each as the first one was. */
  runRivals(options: SessionRunOptions): Promise<void>;
  /**
   * Begins to label the images among the files, or goes on with a log that was kept. What the model
   * says of them may come later, by {@link Session.says}.
   *
   * @returns the log as it is to be kept, and where the labeller stands
   */
  openLabels(options: LabelsOptions): Promise<{
    readonly text: string;
    readonly as: LabelledAs;
    readonly unread: number;
    readonly told: LabelsTold;
    readonly labellers: readonly string[];
  }>;
  /** Every way to draw images to label beside at random; those that cannot be had say why. */
  labelDraws(by: string): Promise<readonly DrawOffer[]>;
  /** A step of a labeller; its line is kept before the next image is shown. */
  label(
    ...step: Parameters<SessionLabels["take"]>
  ): Promise<{ readonly line: string; readonly told: LabelsTold }>;
  /** Everything that somebody labelled, in the order drawn. */
  labelled(by: string): Promise<readonly LabelledTold[]>;
  /** The range after each label that counts. */
  labelRanges(by: string): Promise<readonly RangeAfter[]>;
  /** How far two labellers say the same of the images that both labelled. */
  agreement(first: string, second: string): Promise<LabelAgreement>;
  /** Labels in a format that is written. @throws HomegroundError as `writeObjects` */
  exportLabels(by: string, format: string): Promise<LabelsExported>;
  /** Labels of one person that may be evaluated, in the order drawn. */
  labelsToEvaluate(by: string): Promise<LabelsToEvaluate>;
  /** A graphics processor that the model could run on; null where there is none. */
  graphics(): Promise<GraphicsTold | null>;
  /** Loads the engine for it, so that no network is needed later. @throws Error where it cannot be had */
  loadGraphics(): Promise<void>;
}

/** More tables are not asked for sequences. */
const MOST_TABLES = 20;
/** Of the files that are looked at for EXIF before all are. */
const DEFAULT_SEED = 0;

/** Parts of the program that are loaded when they are needed first: the page is there before. */
const PARTS = {
  intake: () => import("../../session/intake.js"),
  formats: () => import("./session-inputs.js"),
  records: () => import("../../records/claims/open-claim-record.js"),
  told: () => import("./record-told.js"),
  claims: () => import("../../evaluation/claims.js"),
  run: () => import("./run-session.js"),
  gallery: () => import("./session-gallery.js"),
  command: () => import("./same-command-of.js"),
  evidence: () => import("../../ledger/image-evidence.js"),
  look: () => import("./look.js"),
  scope: () => import("./scope.js"),
  features: () => import("./own-features.js"),
  plan: () => import("../../session/question-plan.js"),
  options: () => import("../../evaluation/options/registry.js"),
  tasks: () => import("../../tasks/registry.js"),
  figure: () => import("../../session/typed-figure.js"),
  example: () => import("./example.js"),
  says: () => import("./session-says.js"),
  drawing: () => import("../../labelling/label-order.js"),
  sequences: () => import("../../labelling/label-sequences.js"),
  labels: () => import("./session-labels.js"),
  draws: () => import("./session-draws.js"),
  card: () => import("./session-card.js"),
  compared: () => import("../../session/compared-runs.js"),
  compare: () => import("./session-compare.js"),
  stress: () => import("./session-stress.js"),
  race: () => import("./session-race.js"),
  rivals: () => import("./rival-runs.js"),
  answers: () => import("./file-answers.js"),
};

async function taskOfModel({ card }: SessionModel) {
  const { taskOfName } = await PARTS.tasks();
  return taskOfName(card.task);
}

/** @throws HomegroundError each step its own, `usage/bad-option` for one that is not due yet */
export function createSession(host: SessionHost): Session {
  const state: SessionState = { ...EMPTY_STATE };
  /** Of the last run; a change after it makes results out of date, and takes them from nobody. */
  let gallery: SessionGallery | null = null;
  let relabel: Session["relabel"] | null = null;
  let outcome: SessionOutcome | null = null;
  /** Models that ran, and can be compared. */
  let runs: readonly SessionComparedRun[] = [];
  let left: LeftRuns | null = null;
  /** Of the images without labels, and the labels that somebody makes of them. */
  let said: (SaidImages & { readonly of: Map<string, ImageSaid> }) | null = null;
  let labels: SessionLabels | null = null;
  /** Whose images these are, with the file of answers that it is known by; null before anybody asked. */
  let first: { readonly model: Promise<FirstModel>; readonly file: string | null } | null = null;
  /** Models that are raced meanwhile, for whom, and those that were opened for it. */
  let race: (RaceAsked & { readonly models: readonly Rival[]; readonly by: string }) | null = null;
  let rivals = new Map<string, Rival>();
  /** How the labels were read. */
  let readAs: ReadLabels | null = null;
  /** Tables among the files, and the sequences of the images by them: found once. */
  let tables: readonly string[] = [];
  /** Pictures that say what pixels of others are: none of the images. */
  let masks: ReadonlySet<string> = new Set();
  let sequences: Promise<LabelSequences | null> | null = null;
  /** About a model without a card. */
  let cardForm: CardForm | null = null;
  /** The record without what a table adds to it. */
  let published: ClaimRecord | null = null;
  /** Of the scope that was looked at last. */
  let squares: ScopeSquares | null = null;
  let measured: {
    readonly truth: SessionTruth;
    readonly record: ClaimRecord["record"];
    readonly found: InspectionWithRows;
  } | null = null;
  const forget = (...steps: readonly (keyof SessionState)[]): void => {
    for (const step of steps) state[step] = null;
  };

  /** Other images, or another model. */
  const forgetSaid = (): void => {
    said = null;
    first = null;
    labels = null;
    race = null;
    rivals = new Map();
  };

  const comparedTold = (last: string | null): ComparedTold => {
    return { models: runs.map(({ id, name }) => ({ id, name })), last, left };
  };

  const held = new Map<string, Blob>();
  const add = async (files: ReadonlyMap<string, Blob>): Promise<FilesTold> => {
    state.files = await addDropped(state.files, files);
    forget("truth", "names", "asked");
    cardForm = null;
    return sortedFiles(files);
  };
  const sortedFiles = async (files: ReadonlyMap<string, Blob>): Promise<FilesTold> => {
    // A file of labels among them changes nothing of what the model says.
    if ([...files.keys()].some((path) => isImageName(path) || /\.zip$/i.test(path))) {
      forgetSaid();
    }
    const { access, listed, problems } = due(state.files, "files");
    const { sortFiles } = await PARTS.intake();
    const sorted = await sortFiles(access, listed);
    sequences = null;
    masks = new Set(
      sorted.files.flatMap(({ path, isPart }) => (isPart && isImageName(path) ? [path] : [])),
    );
    tables = sorted.files
      .filter(
        ({ role, isPart, isFolder }) => role === "labels" && isPart !== true && isFolder !== true,
      )
      .slice(0, MOST_TABLES)
      .map(({ path }) => path);
    return { ...sorted, problems };
  };

  const sequencesOf = (seed: number): Promise<LabelSequences | null> => {
    const { access, listed } = due(state.files, "files");
    sequences ??= PARTS.sequences().then(({ findLabelSequences }) => {
      const images = listed.filter(({ path }) => isImageName(path) && !masks.has(path));
      return findLabelSequences(images, { access, tables, seed, signal: host.signal });
    });
    return sequences;
  };

  /** The images that may be labelled, with what the model said of them so far. */
  const saidOf = async (seed: number): Promise<NonNullable<typeof said>> => {
    const { listed } = due(state.files, "files");
    const { drawLabelOrder } = await PARTS.drawing();
    const found = await sequencesOf(seed);
    const nameOf = found === null ? undefined : (image: string) => found.of.get(image) ?? null;
    said = {
      images: drawLabelOrder(
        imagePaths(listed).filter((path) => !masks.has(path)),
        seed,
        nameOf,
      ),
      of: said?.of ?? new Map(),
      sequences: found,
    };
    return said;
  };

  /** The model whose images are labelled, or what a file says in its place. */
  const firstOf = (answers: AnswersAsked | null, seed: number): Promise<FirstModel> => {
    const { model } = state;
    const file = model !== null || answers === null ? null : JSON.stringify(answers);
    if (first !== null && first.file === file) return first.model;
    if (first !== null) forgetSaid();
    const open = async (): Promise<FirstModel> => {
      if (model !== null || answers === null) {
        const { firstModel } = await PARTS.race();
        return firstModel(due(model, "model"));
      }
      const { openAnswers } = await PARTS.answers();
      const { images, of } = await saidOf(seed);
      const opened = await openAnswers(answers, { files: due(state.files, "files"), images });
      for (const [image, one] of opened.said) of.set(image, one);
      return opened.first;
    };
    const opening = { model: open(), file };
    first = opening;
    // What could not be read is read again when it is asked for again.
    opening.model.catch(() => {
      if (first === opening) first = null;
    });
    return opening.model;
  };

  /** The race of labels that were made here, as far as they are evaluated. */
  const racedHere = (): RacedHere | null => {
    // A list that was drawn by a design is in no random order.
    if (race === null || labels === null || labels.as.draw !== null) return null;
    const evaluated = new Set(runs[0]?.images);
    const last = labels.order.findLastIndex((image) => evaluated.has(image));
    const { skipped } = labels.stateOf(race.by);
    const above = new Set(labels.order.slice(0, last + 1));
    return { budget: race.budget, skipped: skipped.filter((image) => above.has(image)).length };
  };

  const drawPlaces = async (images: SaidImages, by: string): Promise<DrawPlaces> => {
    const of = await (first?.model ?? firstOf(null, DEFAULT_SEED));
    return { files: due(state.files, "files"), tables, said: images, first: of, labels, by };
  };

  return {
    async holdFiles(files, isFirst) {
      if (isFirst) held.clear();
      for (const [path, blob] of files) held.set(path, blob);
    },
    async addFiles(files) {
      const all = held.size === 0 ? files : new Map([...held, ...files]);
      held.clear();
      return add(all);
    },
    async addBeside(name, file) {
      const added = new Map([[name, file]]);
      state.files = await addDropped(state.files, added);
      // Images are known by their place among the files.
      forget("asked");
      return sortedFiles(added);
    },
    example: async () => (await PARTS.example()).drawExample(),
    async clearFiles() {
      Object.assign(state, EMPTY_STATE);
      gallery = null;
      relabel = null;
      outcome = null;
      runs = [];
      left = null;
      squares = null;
      measured = null;
      forgetSaid();
      tables = [];
      sequences = null;
      cardForm = null;
    },
    async useModel(path, card = null) {
      state.model = await openModelAt(due(state.files, "files"), path, card);
      forget("truth", "names", "asked");
      forgetSaid();
      return modelTold(state.model, await taskOfModel(state.model));
    },
    async confirmCard(isConfirmed) {
      state.model = { ...due(state.model, "model"), isConfirmed };
      return modelTold(state.model, await taskOfModel(state.model));
    },
    async useRecord(path) {
      const { access } = due(state.files, "files");
      const { openClaimRecord } = await PARTS.records();
      const { recordTold } = await PARTS.told();
      const text = new TextDecoder().decode(await access.read(path));
      state.record = await openClaimRecord(text, path, {
        access: insideFolder(access, folderOf(path)),
        createDigest: createWebDigest,
        signal: host.signal,
      });
      published = state.record;
      state.referenceFeatures = null;
      forget("asked");
      return recordTold(state.record);
    },
    async forgetRecord() {
      state.record = null;
      published = null;
      state.referenceFeatures = null;
      forget("asked");
    },
    async openCardForm(path, labels, asked) {
      const { openCardForm } = await PARTS.card();
      const { model } = state;
      const opened = model?.model.name === path ? model : null;
      cardForm = await openCardForm(due(state.files, "files"), path, opened, labels, asked, host);
      return cardForm.told;
    },
    tryCard: async (...asked) => due(cardForm, "card").try(...asked),
    cardText: async (...asked) => due(cardForm, "card").text(...asked),
    async readLabels(labels, predictions) {
      const files = due(state.files, "files");
      const { readInputs } = await PARTS.formats();
      state.truth = await readInputs(files, state.model, labels, predictions);
      readAs = labels;
      forget("names", "asked");
      return importTold(state.truth);
    },
    async look(options) {
      const { foundIn } = await PARTS.look();
      return foundIn(due(state.files, "files"), due(state.truth, "labels"), host, options);
    },
    async scope(options) {
      const { scopeOf } = await PARTS.scope();
      const truth = due(state.truth, "labels");
      const record = due(state.record, "record");
      const { model, features } = state;
      const files = due(state.files, "files");
      // Other images have their labels read anew.
      if (measured?.truth !== truth || measured.record !== record.record) measured = null;
      const inputs = { files, truth, record, model, features, measured: measured?.found ?? null };
      const found = await scopeOf(inputs, host, options);
      measured = { truth, record: record.record, found: found.measured };
      squares = found.squares;
      // Squares of results that are there already can be chosen as well.
      if (outcome !== null) gallery = (await PARTS.gallery()).createGallery(outcome, squares);
      return found.page;
    },
    async useFeatures(path) {
      state.features = path;
    },
    async useTestFeatures(path) {
      const own = due(published, "record");
      const { withTestFeatures } = await PARTS.features();
      const { recordTold } = await PARTS.told();
      state.record =
        path === null ? own : await withTestFeatures(own, due(state.files, "files"), path);
      state.referenceFeatures = path;
      forget("asked");
      return recordTold(state.record);
    },
    async square(square) {
      const { levels, squareOf } = due(squares, "scope");
      const files = [...squareOf].flatMap(([file, own]) => (own === square ? [file] : []));
      return { name: levels[square] ?? "", files };
    },
    async filePicture(path, longestPx) {
      const { access } = due(state.files, "files");
      const { filePicture } = await PARTS.scope();
      return filePicture(access, path, host, longestPx);
    },
    async readMap(path) {
      const { access } = due(state.files, "files");
      return parseLabelMap(new TextDecoder().decode(await access.read(path)), path);
    },
    async readFigure(typed) {
      const { readTypedFigure } = await PARTS.figure();
      return readTypedFigure(typed);
    },
    async plan(question) {
      const { planQuestion } = await PARTS.plan();
      return planQuestion(question);
    },
    async decide(decisions) {
      const truth = due(state.truth, "labels");
      const names = decideNames(truth.placed.labels, truth.modelLabels.names, {
        map: decisions === "auto" ? "auto" : decisions,
        onlyAnswered: truth.predictions !== null && isOnlyAnswered(truth.predictions),
        taxa: { truthTaxa: truth.truth.taxa ?? new Map(), modelTaxa: new Map() },
        assumed: truth.task.assumedNames,
      });
      const made: LabelMap = decisions === "auto" ? new Map() : decisions;
      const source = made.size > 0 ? "decisions on this page" : "the same words";
      state.names = { ...names, source, decisions: made };
      forget("asked");
      return namesTold(truth, state.names);
    },
    async ask(
      { sample, isLate = false, options = {}, deployments = null, objects = null, ...question },
      fixedAt = host.time(),
    ) {
      const truth = due(state.truth, "labels");
      const { readControls } = await PARTS.options();
      const request = {
        ...requestOf(truth, question, state),
        ...readControls(options, truth.task),
      };
      const targets =
        truth.task.own?.targets(truth.placed.labels, request.positive) ?? decidedNames(state).map;
      const placed = placeTruth(truth.truth, due(state.files, "files").listed, request);
      const all = prepareImages(
        placed,
        truth.modelLabels,
        targets,
        { ...request, objects: labelsParts(truth.task) },
        truth.predictions === null,
      );
      const images = sampleImages(all.images, sample ?? Infinity, request.seed);
      // What is wrong with a claim is said now, not after the run.
      const { classesToCome, readClaims } = await PARTS.claims();
      readClaims(request, classesToCome(request, truth.modelLabels, all.map));
      state.truth = { ...truth, placed };
      state.asked = {
        request,
        prepared: { ...all, images },
        fixedAt,
        isLate,
        deployments,
        objects,
        ...(sample === undefined ? {} : { sample }),
      };
      const { listed, notes } = images;
      return { images: images.images, toScore: images.file.length, listed, notes };
    },
    async run(options) {
      const files = due(state.files, "files");
      const truth = due(state.truth, "labels");
      const asked = due(state.asked, "question");
      const { model, names, features } = state;
      const { runSession } = await PARTS.run();
      const { commandOf } = await PARTS.command();
      const now = { ...state };
      const command = (hasChanges: boolean) => commandOf(now, hasChanges);
      const inputs = { files, truth, asked, model, names, features, command };
      const ran = await runSession(inputs, host, options);
      const { createGallery } = await PARTS.gallery();
      const { withRun } = await PARTS.compared();
      relabel = ran.relabel;
      outcome = ran.outcome;
      gallery = createGallery(outcome, squares);
      ({ runs, left } = withRun(runs, ran.compared));
      options.onCompared?.(comparedTold(ran.compared.id));
      return ran.told;
    },
    async compare(options) {
      const { compareRuns } = await PARTS.compare();
      return compareRuns(runs, options, host, racedHere());
    },
    async alterations() {
      const { task } = due(state.truth, "labels");
      return (await PARTS.stress()).alterationsFor(task);
    },
    async stress(options) {
      const files = due(state.files, "files");
      const truth = due(state.truth, "labels");
      const asked = due(state.asked, "question");
      const model = due(state.model, "model");
      const { stressRun } = await PARTS.stress();
      const { names, features } = state;
      return stressRun(
        { files, truth, asked, model, names, features, command: () => null },
        options,
        host,
      );
    },
    async leaveOut(id) {
      runs = runs.filter((run) => run.id !== id);
      left = null;
      return comparedTold(null);
    },
    relabel: async (changes) => due(relabel, "run")(changes),
    async sequences() {
      const found = await sequencesOf(DEFAULT_SEED);
      if (found === null) return null;
      const { source, of } = found;
      return { source, images: of.size, sequences: new Set(of.values()).size };
    },
    async says({ answers = null, ...options }) {
      const files = due(state.files, "files");
      const { card, model } = await firstOf(answers, options.seed);
      const { images, of } = await saidOf(options.seed);
      const task = (await PARTS.tasks()).taskOfName(card.task);
      if (model === null) {
        for (const [i, image] of images.entries()) {
          const one = of.get(image);
          if (one !== undefined) options.onSaid?.(saidInList(one), i + 1, images.length);
        }
        return firstTold(card, task);
      }
      const { saysOfImages } = await PARTS.says();
      await saysOfImages(images, files, model, host, {
        ...options,
        // A run with labels takes both from here.
        wantsFeatures: state.record?.features != null,
        onSaid(one, done, total) {
          of.set(one.image, one);
          options.onSaid?.(saidInList(one), done, total);
        },
      });
      return firstTold(card, task);
    },
    async readRivals(options) {
      if (race === null || labels === null) return;
      const { readByRivals } = await PARTS.race();
      const images = labels.order.slice(0, race.budget);
      const files = due(state.files, "files");
      await readByRivals(race.models, images, files, host, options, ({ name }) => {
        const told = race === null ? null : (labels?.raceOf(race.by) ?? null);
        if (told === null || told.winner !== null) return false;
        return told.racers.some((one) => one.name === name && one.droppedAt === null);
      });
    },
    async runRivals(options) {
      const { runRival } = await PARTS.rivals();
      const { withRun } = await PARTS.compared();
      for (const rival of due(race, "race").models) {
        const places = {
          files: due(state.files, "files"),
          first: await due(first, "labels").model,
          asked: due(state.asked, "question"),
          labels: due(readAs, "labels"),
        };
        const compared = await runRival(rival, places, host, options);
        ({ runs, left } = withRun(runs, compared));
      }
      options.onCompared?.(comparedTold(null));
    },
    async openLabels({ by, draw, race: asked = null, answers = null, ...options }) {
      const { openSessionLabels } = await PARTS.labels();
      const whose = await firstOf(answers, options.seed);
      const own = state.truth === null || state.truth.made !== undefined ? null : state.truth;
      const images = await saidOf(options.seed);
      const { checkRacers, openRivals } = await PARTS.race();
      checkRacers(labels?.raceOf(by) ?? null, asked);
      if (asked === null) race = null;
      else {
        const places = { files: due(state.files, "files"), images: images.images, first: whose };
        const models = await openRivals(asked, places, rivals);
        for (const one of models) rivals.set(one.path, one);
        race = { ...asked, models, by };
      }
      const drawn =
        draw === undefined || draw === "random"
          ? draw
          : await (await PARTS.draws()).drawList(await drawPlaces(images, by), draw, options.seed);
      labels = openSessionLabels(
        images,
        whose,
        state.record,
        {
          ...options,
          ...(drawn === undefined ? {} : { drawn }),
          raced:
            race === null
              ? null
              : { rivals: race.models, budget: race.budget, threshold: race.threshold ?? null },
        },
        own?.truth.format.id ?? null,
      );
      return {
        text: labels.text(),
        as: labels.as,
        unread: labels.unread,
        told: labels.told(by),
        labellers: labels.labellers(),
      };
    },
    async labelDraws(by) {
      const { offersToDraw } = await PARTS.draws();
      return offersToDraw(await drawPlaces(said ?? (await saidOf(DEFAULT_SEED)), by));
    },
    label: async (...step) => due(labels, "labels").take(...step),
    labelled: async (by) => due(labels, "labels").labelled(by),
    labelRanges: async (by) => due(labels, "labels").ranges(by),
    agreement: async (first, second) => due(labels, "labels").agreement(first, second),
    exportLabels: async (by, format) => due(labels, "labels").export(by, format),
    labelsToEvaluate: async (by) => due(labels, "labels").toEvaluate(by),
    graphics: () => host.graphics.offer(),
    async loadGraphics() {
      await host.graphics.engine();
    },
    select: async (question) => due(gallery, "run").select(question),
    shares: async (...asked) => due(gallery, "run").shares(...asked),
    items: async (items) => due(gallery, "run").items(items),
    item: async (item) => due(gallery, "run").item(item),
    neighbours: async (item) => due(gallery, "run").neighbours(item),
    rightOne: async (item) => due(gallery, "run").rightOne(item),
    picture: async (item, longestPx) => due(gallery, "run").picture(item, longestPx),
    masks: async (item, longestPx) => due(gallery, "run").masks(item, longestPx),
    outlines: async (item, longestPx) => due(gallery, "run").outlines(item, longestPx),
    thresholds: async () => due(gallery, "run").thresholds(),
    async command(hasChanges = false) {
      const { commandOf } = await PARTS.command();
      return commandOf(state, hasChanges);
    },
    async pixels(onProgress) {
      if (outcome === null) return null;
      const { evaluation, images, path, decoder } = outcome;
      const { access } = due(state.files, "files");
      const { pixelHashes, scoredPaths } = await PARTS.evidence();
      return pixelHashes(
        scoredPaths(evaluation.result, images.file, (i) => path[i] ?? null),
        {
          access,
          decoder: () => decoder,
          createDigest: createWebDigest,
          signal: host.signal,
          onProgress,
        },
      );
    },
  };
}

function requestOf(
  { task, conflictingLabels }: SessionTruth,
  question: Omit<SessionQuestion, "sample" | "options" | "deployments" | "objects">,
  { record }: SessionState,
): EvaluateRequest {
  const rules = placing(task, conflictingLabels);
  const { severalLabels } = rules;
  return {
    ...rules,
    ...question,
    task: task.id,
    severalLabels: areLabelSets(rules) ? severalLabels : (question.severalLabels ?? severalLabels),
    claimRecords: record === null ? [] : [record],
  };
}

function decidedNames({ names }: SessionState) {
  const decided = due(names, "names");
  if (decided.unmapped.length === 0) return decided;
  throw new HomegroundError("labels/unmapped", {
    what: `${decided.unmapped.length} labels are not decided: ${decided.unmapped.slice(0, 5).join(", ")}`,
    where: "names",
    fix: "Say for each what it is to the model",
  });
}
