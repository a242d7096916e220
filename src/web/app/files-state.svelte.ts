import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import { isImageName } from "../../dataset/image-set.js";
import type { ResultLabelling } from "../../results/result.js";
import type { TakenFile } from "../../session/intake.js";
import type { SessionClient } from "../session/session-client.js";
import type { ExampleClaim, FilesTold, ModelTold, RecordTold } from "../session/session-types.js";
import { ownTables } from "./own-tables.js";
import { takenSentence } from "./taken.js";

/** Files as they came, one map a drop: archives alone and among others are named differently. */
export type Drops = readonly ReadonlyMap<string, Blob>[];

/** What was given, and what of it is evaluated, as the screens see it. */
export interface FilesShown {
  readonly files: FilesTold | null;
  readonly model: ModelTold | null;
  /** Where that lies; null without one. */
  readonly modelPath: string | null;
  /** Path of a model of which nothing says for certain how it reads images; null for none. */
  readonly uncarded: string | null;
  readonly record: RecordTold | null;
  /** The table that has features of its test images; null for none but its own. */
  readonly testFeatures: string | null;
  /** Path of the labels; `""` for class folders, null where nothing was chosen. */
  readonly labelsPath: string | null;
  readonly predictionsPath: string | null;
  /** Labels among the files that were made here, and how they came about; null for none. */
  readonly ownLabels: OwnLabels | null;
  readonly drops: Drops;
  /** What the last drop was taken as, in words. */
  readonly taken: string | null;
  /** What is claimed of the built-in example; null for files of one's own. */
  readonly example: ExampleClaim | null;
}

/** A file of labels that were made here. */
export interface OwnLabels {
  readonly path: string;
  readonly made: ResultLabelling;
}

/** What of {@link FilesState} is kept with a project. */
export interface SavedFiles
  extends Pick<FilesShown, "files" | "model" | "record" | "labelsPath" | "predictionsPath"> {
  readonly modelPath: string | null;
  readonly recordPath: string | null;
  /** Of the model's card, where names do not tell which it is; absent in projects of earlier versions. */
  readonly cardPath?: string | null;
  /** Absent in projects of earlier versions. */
  readonly ownLabels?: OwnLabels | null;
  /** The same: a table of features of the record's test images. */
  readonly testFeatures?: string | null;
}

/** Files, and which of them are the model, the record, the labels and the answers. */
export interface FilesState {
  readonly shown: FilesShown;
  /** Takes a drop, and what in it has a place that is free. */
  take(added: ReadonlyMap<string, Blob>): Promise<void>;
  /**
   * Takes a drop with another model, or a file of its answers, in place of the one that ran; labels and
   * images stay.
   *
   * @returns what came
   * @throws HomegroundError `compare/one-model` where it holds none or several, and as {@link FilesState.useModel}
   */
  takeOther(added: ReadonlyMap<string, Blob>): Promise<"model" | "answers">;
  /** Takes a table among the files as features of the record's test images; null for none but its own. */
  useTestFeatures(path: string | null): Promise<void>;
  /** Takes a file that a question about results brings along. */
  takeBeside(file: File): Promise<void>;
  /**
   * Takes files of models that are raced against the one whose images are labelled: nothing else changes its place.
   *
   * @returns paths of models and of tables of predictions among them
   */
  takeRivals(added: ReadonlyMap<string, Blob>): Promise<readonly string[]>;
  /** Takes the built-in example. */
  takeExample(): Promise<void>;
  useModel(path: string): Promise<void>;
  confirmCard(isConfirmed: boolean): Promise<void>;
  chooseLabels(path: string): void;
  choosePredictions(path: string | null): void;
  /** No file holds labels, and folders are none. */
  chooseNoLabels(): void;
  /** Takes labels that were made here, in place of those of before. */
  takeOwnLabels(own: OwnLabels, labels: Blob): Promise<void>;
  /** After the session forgot its files. */
  clear(): void;
  save(): SavedFiles;
  /** Shows what was kept; its files come with {@link FilesState.attach}. */
  restore(saved: SavedFiles, example: ExampleClaim | null): void;
  /** Gives the session the files of what was kept. */
  attach(given: Drops): Promise<void>;
}

export function createFilesState(session: SessionClient): FilesState {
  let files = $state.raw<FilesTold | null>(null);
  let model = $state.raw<ModelTold | null>(null);
  let record = $state.raw<RecordTold | null>(null);
  let labelsPath = $state<string | null>(null);
  let predictionsPath = $state<string | null>(null);
  let ownLabels = $state.raw<OwnLabels | null>(null);
  let drops = $state.raw<Drops>([]);
  let taken = $state<string | null>(null);
  let example = $state.raw<ExampleClaim | null>(null);
  /** Whether somebody said that there are no labels. */
  let hasNone = false;
  let modelPath = $state<string | null>(null);
  /** A model that cannot be opened, since nothing says what its outputs stand for. */
  let unnamed = $state<string | null>(null);
  let recordPath: string | null = null;
  let testFeatures = $state<string | null>(null);
  let cardPath: string | null = null;

  /** @param named its card, where that cannot be told from names */
  const useModelAt = async (path: string, named?: string | null): Promise<void> => {
    unnamed = null;
    cardPath = named ?? null;
    const card = named ?? (files === null ? null : cardFor(path, files));
    try {
      model = await session.useModel(path, card);
    } catch (cause) {
      if (model === null && isHomegroundError(cause) && cause.code === "model/no-card") {
        unnamed = path;
      }
      throw cause;
    }
    modelPath = path;
  };
  const useRecordAt = async (path: string): Promise<void> => {
    record = await session.useRecord(path);
    recordPath = path;
    testFeatures = null;
  };
  const takeRoles = async (told: FilesTold): Promise<void> => {
    const ofRole = (role: string) => told.files.filter((file) => file.role === role);
    const [onlyModel, ...others] = ofRole("model");
    let missing: unknown = null;
    if (onlyModel !== undefined && others.length === 0 && model === null) {
      // Labels may name what its outputs stand for: they are taken before anything is said.
      await useModelAt(onlyModel.path).catch((cause: unknown) => {
        if (unnamed === null) throw cause;
        missing = cause;
      });
    }
    const [firstRecord] = ofRole("record");
    if (firstRecord !== undefined && record === null) {
      await useRecordAt(firstRecord.path);
    }
    const labels = ownTables(told, "labels");
    if (labelsPath === null) labelsPath = labels[0]?.path ?? (areClasses(told) ? "" : null);
    else if (labelsPath === "" && labels[0] !== undefined) labelsPath = labels[0].path;
    if (missing !== null) throw missing;
    if (model === null) predictionsPath ??= ownTables(told, "predictions")[0]?.path ?? null;
  };
  /** Whether folders may be labels: not one alone, unless it is called as one, and not against what was said. */
  const areClasses = ({ imageFolders }: FilesTold): boolean => {
    if (hasNone) return false;
    const [only] = imageFolders;
    return (
      imageFolders.length > 1 ||
      (only !== undefined && model?.labels.includes(only.folder.replace(/^.*\//, "")) === true)
    );
  };
  /** @returns what was there before, and what is there now */
  const addFiles = async (added: ReadonlyMap<string, Blob>) => {
    const told = await handOver(session, added);
    const before = files;
    // Another file may have come under its name.
    if (ownLabels !== null && added.has(ownLabels.path)) ownLabels = null;
    taken = takenSentence(before, told);
    files = told;
    drops = [...drops, added];
    return { before, told };
  };
  const take = async (added: ReadonlyMap<string, Blob>): Promise<void> => {
    example = null;
    const { before, told } = await addFiles(added);
    await takeRoles(told);
    // What says how the model reads images may come after it.
    if (before !== null && model !== null && modelPath !== null && saysMore(before, told)) {
      await useModelAt(modelPath, cardPath);
    }
  };

  return {
    shown: {
      get files() {
        return files;
      },
      get model() {
        return model;
      },
      get modelPath() {
        return modelPath;
      },
      get uncarded() {
        const isAssumed = model?.guesses.some(({ basis }) => basis === "assumed") === true;
        return unnamed ?? (isAssumed ? modelPath : null);
      },
      get record() {
        return record;
      },
      get labelsPath() {
        return labelsPath;
      },
      get predictionsPath() {
        return predictionsPath;
      },
      get ownLabels() {
        return ownLabels;
      },
      get drops() {
        return drops;
      },
      get taken() {
        return taken;
      },
      get testFeatures() {
        return testFeatures;
      },
      get example() {
        return example;
      },
    },
    take,
    async takeOther(added) {
      const { before, told } = await addFiles(added);
      const known = new Set(before?.files.map(({ path }) => path));
      const fresh = {
        ...told,
        files: told.files.filter(({ path }) => !known.has(path) || added.has(path)),
      };
      /** What was not there before, or came again where nothing is new. */
      const newest = (all: readonly TakenFile[]): readonly TakenFile[] => {
        const unknown = all.filter(({ path }) => !known.has(path));
        return unknown.length > 0 ? unknown : all;
      };
      const ofRole = (role: string) => newest(fresh.files.filter((file) => file.role === role));
      const [other, ...more] = ofRole("model");
      const [answers] = [
        ...newest(ownTables(fresh, "predictions")),
        ...newest(ownTables(fresh, "labels")).filter(({ path }) => path !== labelsPath),
      ];
      if (more.length > 0 || (other === undefined && answers === undefined)) {
        throw noOther(ofRole("model").length);
      }
      if (other === undefined) predictionsPath = answers!.path;
      else {
        const [card, ...cards] = ofRole("card");
        const isBeside = card?.path === other.path.replace(/\.onnx$/i, ".json");
        const isNamed = card !== undefined && cards.length === 0 && !isBeside;
        const first = { model, modelPath, cardPath };
        model = null;
        try {
          await useModelAt(other.path, isNamed ? card.path : null);
        } catch (cause) {
          if (unnamed === null) ({ model, modelPath, cardPath } = first);
          else predictionsPath = null;
          throw cause;
        }
        predictionsPath = null;
      }
      // What was published of the first model says nothing of the other one.
      const [ofOther] = ofRole("record");
      if (ofOther !== undefined) await useRecordAt(ofOther.path);
      else if (record !== null) {
        await session.forgetRecord();
        record = null;
        recordPath = null;
        testFeatures = null;
      }
      return other === undefined ? "answers" : "model";
    },
    async useTestFeatures(path) {
      record = await session.useTestFeatures(path);
      testFeatures = path;
    },
    async takeBeside(file) {
      files = await session.addBeside(file.name, file);
      drops = [...drops, new Map([[file.name, file]])];
    },
    async takeRivals(added) {
      // Images among them would be other ones than those that are labelled.
      const own = new Map(
        [...added].filter(([path]) => !isImageName(path) && !/\.zip$/i.test(path)),
      );
      const { told } = await addFiles(own);
      return rivalsAmong(told).filter((path) => own.has(path));
    },
    async takeExample() {
      const { files: drawn, claim } = await session.example();
      await take(drawn);
      example = claim;
    },
    async useModel(path) {
      await useModelAt(path);
      predictionsPath = null;
    },
    async confirmCard(isConfirmed) {
      model = await session.confirmCard(isConfirmed);
    },
    chooseLabels(path) {
      labelsPath = path;
      hasNone = false;
    },
    choosePredictions(path) {
      predictionsPath = path;
    },
    chooseNoLabels() {
      labelsPath = null;
      hasNone = true;
    },
    async takeOwnLabels(made, labels) {
      const { path } = made;
      const own = new Map([[path, labels]]);
      files = await session.addFiles(own);
      drops = [...drops.filter((drop) => drop.size > 1 || !drop.has(path)), own];
      ownLabels = made;
      labelsPath = path;
      // Without a model they are the answers that labels were made for.
      if (model !== null) predictionsPath = null;
    },
    clear() {
      ownLabels = null;
      hasNone = false;
      files = null;
      model = null;
      modelPath = null;
      unnamed = null;
      record = null;
      recordPath = null;
      testFeatures = null;
      cardPath = null;
      labelsPath = null;
      predictionsPath = null;
      drops = [];
      taken = null;
      example = null;
    },
    save: () => ({
      files,
      model,
      modelPath,
      record,
      recordPath,
      cardPath,
      labelsPath,
      predictionsPath,
      ownLabels,
      testFeatures,
    }),
    restore(saved, claim) {
      ({ files, model, modelPath, record, recordPath, labelsPath, predictionsPath } = saved);
      ownLabels = saved.ownLabels ?? null;
      cardPath = saved.cardPath ?? null;
      testFeatures = saved.testFeatures ?? null;
      // Projects of earlier versions do not say what was refused.
      if (files !== null) files = { ...files, refused: files.refused ?? [] };
      unnamed = null;
      drops = [];
      example = claim;
    },
    async attach(given) {
      await session.clearFiles();
      for (const drop of given) files = await handOver(session, drop);
      drops = given;
      const before = model;
      if (modelPath !== null) await useModelAt(modelPath, cardPath);
      // What was confirmed was about these bytes and this card.
      if (before?.isConfirmed === true && isSameGuess(before, model)) {
        model = await session.confirmCard(true);
      }
      const table = testFeatures;
      if (recordPath !== null) await useRecordAt(recordPath);
      if (table !== null) await this.useTestFeatures(table);
    },
  };
}

/**
 * The browser looks at each file that it copies into a message, which nobody can interrupt: a third of a
 * millisecond each on an ordinary machine.
 */
const FILES_AT_A_TIME = 100;

/** Adds files in messages that are short, so that the page hears presses between them. */
async function handOver(
  session: Pick<SessionClient, "holdFiles" | "addFiles">,
  files: ReadonlyMap<string, Blob>,
): Promise<FilesTold> {
  const all = [...files];
  let from = 0;
  for (; all.length - from > FILES_AT_A_TIME; from += FILES_AT_A_TIME) {
    await session.holdFiles(new Map(all.slice(from, from + FILES_AT_A_TIME)), from === 0);
  }
  return session.addFiles(new Map(all.slice(from)));
}

/** Models, and tables that may be a model's answers. */
export function rivalsAmong(told: FilesTold): readonly string[] {
  const models = told.files.filter(({ role }) => role === "model");
  const tables = [...ownTables(told, "predictions"), ...ownTables(told, "labels")];
  return [...models, ...tables].map(({ path }) => path);
}

/** Why a drop holds no model that can be compared with the one that ran. */
function noOther(models: number): HomegroundError {
  return new HomegroundError("compare/one-model", {
    what:
      models === 0
        ? "there is no other model in it, and no file of a model's answers"
        : `there are ${models} models in it`,
    where: "what was given",
    fix:
      models === 0
        ? "Give a model (.onnx), or a table with what a model said of each image"
        : "Give one after the other",
  });
}

/** A card under another name than the model's, where there is one of each. */
function cardFor(model: string, { files }: FilesTold): string | null {
  const ofRole = (role: string) => files.filter((file) => file.role === role);
  const [card, ...others] = ofRole("card").map(({ path }) => path);
  if (card === undefined || others.length > 0 || ofRole("model").length > 1) return null;
  return card === model.replace(/\.onnx$/i, ".json") ? null : card;
}

/** Whether files came that may say how a model reads images: a card, a configuration, a list of names. */
function saysMore(before: FilesTold, { files }: FilesTold): boolean {
  const known = new Set(before.files.map(({ path }) => path));
  return files.some(
    ({ path, role }) => !known.has(path) && ["card", "config", "other"].includes(role),
  );
}

function isSameGuess(before: ModelTold, now: ModelTold | null): boolean {
  return (
    before.sha256 === now?.sha256 && JSON.stringify(before.guesses) === JSON.stringify(now.guesses)
  );
}
