import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import type { LabelChange } from "../../evaluation/label-changes/label-changes.js";
import { type LabelTarget, parseLabelMap } from "../../models/label-map.js";
import type { SessionClient } from "../session/session-client.js";
import type {
  ExampleClaim,
  FilesTold,
  ImagesTold,
  ImportTold,
  ModelTold,
  NamesTold,
  RecordTold,
  ResultTold,
  SessionQuestion,
} from "../session/session-types.js";
import { timeNow } from "../time-now.js";
import type { AppState, Drops, OutOfDate, Step } from "./app-types.js";
import { createGalleryState } from "./gallery-state.svelte.js";
import { createGraphicsState } from "./graphics-state.svelte.js";
import { createImportState } from "./import-state.svelte.js";
import { createLabelChanges, NO_CHANGES } from "./label-changes.svelte.js";
import { ownTables } from "./own-tables.js";
import { limitsOf, type QuestionForm } from "./question-text.js";
import { createRunState, untilSeen } from "./run-state.svelte.js";
import { takenSentence } from "./taken.js";
import { unforeseen } from "./unforeseen.js";

/** The state of the app around a session. */
export function createAppState(session: SessionClient): AppState {
  let step = $state<Step>("start");
  let busy = $state(false);
  let error = $state.raw<HomegroundError | null>(null);
  let files = $state.raw<FilesTold | null>(null);
  let model = $state.raw<ModelTold | null>(null);
  let record = $state.raw<RecordTold | null>(null);
  let labelsPath = $state<string | null>(null);
  let predictionsPath = $state<string | null>(null);
  let imported = $state.raw<ImportTold | null>(null);
  let names = $state.raw<NamesTold | null>(null);
  let question = $state.raw<SessionQuestion>({});
  let images = $state.raw<ImagesTold | null>(null);
  let fixedAt = $state<string | null>(null);
  const runner = createRunState(session);
  const gallery = createGalleryState(session);
  const relabelled = createLabelChanges(async (changes) => {
    if (result === null) return;
    const isOpenedAgain = !gallery.isReady;
    // Figures of before another change would not be those that are shown.
    const isOlder = outOfDate !== null && outOfDate.what !== "relabelled";
    if (busy || (isOpenedAgain && (!hasFiles || isOlder))) {
      waits();
      return;
    }
    try {
      if (isOpenedAgain) await runFromKept(changes);
      else result = await session.relabel(changes);
      if (outOfDate?.what === "relabelled") outOfDate = null;
    } catch (cause) {
      // Images that would have to be scored wait until somebody asks for it.
      const isUnscored = isHomegroundError(cause) && cause.code === "run/interrupted";
      if (!isUnscored) error = unforeseen(cause);
      waits();
    }
  });
  /** Changed labels wait for figures; what was changed before them is said first. */
  const waits = (): void => {
    if (outOfDate === null) changed("relabelled");
  };
  const graphics = createGraphicsState(session);
  let result = $state.raw<ResultTold | null>(null);
  let outOfDate = $state.raw<OutOfDate | null>(null);
  let drops = $state.raw<Drops>([]);
  let hasFiles = $state(true);
  let modelPath: string | null = null;
  let recordPath: string | null = null;
  const decisions = new Map<string, LabelTarget>();
  let taken = $state<string | null>(null);
  let questionForm = $state.raw<QuestionForm | null>(null);
  let example = $state.raw<ExampleClaim | null>(null);
  const imports = createImportState(session, (cause) => {
    error = unforeseen(cause);
  });

  const forget = (): void => {
    imports.clear();
    imported = null;
    names = null;
    images = null;
    runner.restore(null);
    decisions.clear();
  };
  /** What was computed stays to be looked at, and says that it is of before. */
  const changed = (what: OutOfDate["what"]): void => {
    if (result !== null) outOfDate = { what, at: timeNow() };
  };
  const useModelAt = async (path: string): Promise<void> => {
    model = await session.useModel(path);
    modelPath = path;
  };
  const useRecordAt = async (path: string): Promise<void> => {
    record = await session.useRecord(path);
    recordPath = path;
  };
  /** Computes a result that was opened again from the answers that were kept, without its screen. */
  const runFromKept = async (labelChanges: readonly LabelChange[]): Promise<void> => {
    const shown = runner.state;
    busy = true;
    runner.begin();
    try {
      const isGraphics = questionForm?.isGraphics === true;
      result = await runner.perform({ labelChanges, isGraphics, isFromKept: true });
      gallery.renew();
      runner.finish();
    } catch (cause) {
      runner.restore(shown);
      throw cause;
    } finally {
      busy = false;
    }
  };
  /** Does a thing, with buttons waiting and errors shown. @returns whether it went well */
  const doing = async (what: () => Promise<void>, needsFiles = true): Promise<boolean> => {
    busy = true;
    error = null;
    try {
      if (needsFiles && !hasFiles) throw filesNotHere();
      await what();
      return true;
    } catch (cause) {
      error = unforeseen(cause);
      return false;
    } finally {
      busy = false;
    }
  };

  const takeRoles = async (told: FilesTold): Promise<void> => {
    const ofRole = (role: string) => told.files.filter((file) => file.role === role);
    const [onlyModel, ...others] = ofRole("model");
    if (onlyModel !== undefined && others.length === 0 && model === null) {
      await useModelAt(onlyModel.path);
    }
    const [firstRecord] = ofRole("record");
    if (firstRecord !== undefined && record === null) {
      await useRecordAt(firstRecord.path);
    }
    const labels = ownTables(told, "labels");
    if (labelsPath === null) labelsPath = labels[0]?.path ?? (told.images > 0 ? "" : null);
    else if (labelsPath === "" && labels[0] !== undefined) labelsPath = labels[0].path;
    if (model === null) predictionsPath ??= ownTables(told, "predictions")[0]?.path ?? null;
  };

  const takeFiles = async (added: ReadonlyMap<string, Blob>): Promise<void> => {
    forget();
    changed("files");
    const told = await session.addFiles(added);
    taken = takenSentence(files, told);
    files = told;
    drops = [...drops, added];
    await takeRoles(told);
  };
  const readLabels = (path: string): Promise<ImportTold> => {
    const { accepted, reading } = imports;
    return session.readLabels({ path, accepted, ...reading }, predictionsPath);
  };
  /** Reads labels and names, then looks at every file while the person reads on. */
  const readAll = async (): Promise<boolean> => {
    const path = labelsPath;
    if (path === null) return false;
    const isDone = await doing(async () => {
      images = null;
      imported = await readLabels(path);
      names = await session.decide(decisions);
    });
    if (isDone) void imports.lookFound();
    return isDone;
  };
  /** Whether an answer was seen before the limit was as it is in a question. */
  const isLateFor = (asked: SessionQuestion): boolean =>
    question.isLate === true || (result !== null && limitsOf(question) !== limitsOf(asked));
  /** Adds decisions on names. */
  const settle = async (decided: ReadonlyMap<string, LabelTarget>): Promise<void> => {
    for (const [label, target] of decided) decisions.set(label, target);
    names = await session.decide(decisions);
    images = null;
    changed("names");
  };

  return {
    get step() {
      return step;
    },
    get busy() {
      return busy;
    },
    get error() {
      return error;
    },
    get files() {
      return files;
    },
    get model() {
      return model;
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
    get imported() {
      return imported;
    },
    get names() {
      return names;
    },
    get question() {
      return question;
    },
    get images() {
      return images;
    },
    get fixedAt() {
      return fixedAt;
    },
    get run() {
      return runner.state;
    },
    ...{ watch: runner.watch, gallery, relabelled, graphics },
    get command() {
      return runner.command;
    },
    get result() {
      return result;
    },
    get outOfDate() {
      return outOfDate;
    },
    get drops() {
      return drops;
    },
    get hasFiles() {
      return hasFiles;
    },
    imports,
    get taken() {
      return taken;
    },
    get task() {
      return imports.reading.task ?? model?.task ?? "classification";
    },
    get questionForm() {
      return questionForm;
    },
    isLateFor,
    keepForm(form) {
      questionForm = form;
    },
    get example() {
      return example;
    },

    async add(added) {
      example = null;
      await doing(() => takeFiles(added));
    },
    async addExample() {
      await this.clear();
      await doing(async () => {
        const { files: drawn, claim } = await session.example();
        await takeFiles(drawn);
        example = claim;
      });
    },
    async readAgain() {
      imports.forget();
      await readAll();
    },
    async useMap(path) {
      await doing(async () => settle(await session.readMap(path)));
    },
    async loadMap(name, file) {
      await doing(async () => settle(parseLabelMap(await file.text(), name)));
    },
    async plan(asked) {
      try {
        return await session.plan(asked);
      } catch {
        return null; // what is wrong with it is said when it is asked
      }
    },
    async decideAll(decided) {
      await doing(() => settle(decided));
    },
    async clear() {
      await doing(async () => {
        await session.clearFiles();
        gallery.forget();
        relabelled.restore(NO_CHANGES);
        forget();
        files = null;
        model = null;
        modelPath = null;
        record = null;
        recordPath = null;
        result = null;
        outOfDate = null;
        question = {};
        fixedAt = null;
        drops = [];
        hasFiles = true;
        labelsPath = null;
        predictionsPath = null;
        taken = null;
        example = null;
        questionForm = null;
        step = "start";
      }, false);
    },
    async useModel(path) {
      await doing(async () => {
        forget();
        changed("model");
        await useModelAt(path);
        predictionsPath = null;
      });
    },
    chooseLabels(path) {
      forget();
      changed("labels");
      labelsPath = path;
    },
    choosePredictions(path) {
      forget();
      changed("answers");
      predictionsPath = path;
    },
    async read() {
      if ((imported !== null && imports.found.told !== null) || (await readAll())) step = "found";
    },
    async decide(label, target) {
      await doing(async () => {
        if (target === null) decisions.delete(label);
        else decisions.set(label, target);
        names = await session.decide(decisions);
        images = null;
        changed("names");
      });
    },
    async ask(wanted) {
      const { chosenParts = [] } = question;
      const asked = { chosenParts, ...wanted, isLate: isLateFor(wanted) };
      question = asked;
      const isDone = await doing(async () => {
        const now = timeNow();
        images = await session.ask(asked, now);
        fixedAt = now;
        if (outOfDate === null) changed("question");
      });
      if (isDone) {
        step = "run";
        await this.start();
      }
    },
    async setParts(chosenParts) {
      const before = question;
      question = { ...before, chosenParts };
      const isDone = await doing(async () => {
        images = await session.ask(question, fixedAt ?? undefined);
      });
      if (!isDone) question = before;
      else {
        step = "run";
        await this.start();
      }
    },
    async start(workers) {
      runner.begin();
      const isDone = await doing(async () => {
        await relabelled.settled();
        result = await runner.perform({
          labelChanges: relabelled.changes,
          isGraphics: questionForm?.isGraphics === true,
          ...(workers === undefined ? {} : { workers }),
        });
        gallery.renew();
        runner.finish();
        // Who looks elsewhere finds the run as it was, and is told by the title.
        await untilSeen();
      });
      if (isDone) {
        outOfDate = null;
        step = "results";
      } else if (runner.breakOff()) error = null;
    },
    pause: () => runner.pause(),
    stop: () => runner.stop(),
    skipCheck: () => runner.skipCheck(),
    go(to) {
      error = null;
      step = to;
    },
    dismiss() {
      error = null;
    },
    async scoreAgain() {
      if (imported === null) await this.read();
      if (names === null) return;
      if (names.open > 0) step = "names";
      else await this.ask(question);
    },
    save: () => ({
      ...{ step, files, model, modelPath, record, recordPath, labelsPath, predictionsPath },
      ...{ imported, names, decisions: [...decisions], question, images, fixedAt, result },
      ...{ run: runner.state, outOfDate },
      reading: { ...imports.save(), example, questionForm },
      relabelled: relabelled.save(),
    }),
    restore(work) {
      error = null;
      gallery.forget();
      relabelled.restore(work.relabelled ?? NO_CHANGES);
      imports.restore(work.reading);
      example = work.reading?.example ?? null;
      questionForm = work.reading?.questionForm ?? null;
      ({ files, model, modelPath, record, recordPath, labelsPath, predictionsPath } = work);
      ({ imported, names, question, images, fixedAt, result, outOfDate } = work);
      decisions.clear();
      for (const [label, target] of work.decisions) decisions.set(label, target);
      runner.restore(work.run);
      drops = [];
      hasFiles = false;
      step = work.step;
    },
    drawExample: async () => (await session.example()).files,
    async attach(given) {
      const isDone = await doing(async () => {
        await session.clearFiles();
        for (const drop of given) files = await session.addFiles(drop);
        drops = given;
        if (modelPath !== null) await useModelAt(modelPath);
        if (recordPath !== null) await useRecordAt(recordPath);
        if (imported !== null && labelsPath !== null) {
          imported = await readLabels(labelsPath);
        }
        if (names !== null) names = await session.decide(decisions);
        if (images !== null) images = await session.ask(question, fixedAt ?? undefined);
        hasFiles = true;
      }, false);
      // Labels that were changed while the files were not here.
      if (isDone && outOfDate?.what === "relabelled") relabelled.again();
      if (isDone && step === "found") void imports.lookFound();
      if (isDone && step === "scope") void imports.lookScope();
      return isDone;
    },
  };
}

/** Of a project that was opened again and waits for its files. */
function filesNotHere(): HomegroundError {
  return new HomegroundError("input/not-found", {
    what: "the files of this project are not here yet",
    where: "project",
    fix: "Choose them again in the note above, or close the project",
  });
}
