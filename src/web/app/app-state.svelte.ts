import type { LabelChange } from "../../analyses/label-changes/label-changes.js";
import { isHomegroundError } from "../../core/errors.js";
import { DEFAULT_REQUEST } from "../../evaluation/request.js";
import { parseLabelMap } from "../../models/label-map.js";
import type { SessionClient } from "../session/session-client.js";
import type { AnswersAsked } from "../session/session-state.js";
import type { ReadLabels, ResultTold } from "../session/session-types.js";
import { timeNow } from "../time-now.js";
import { allOf } from "./all-of.js";
import type { AppState, OutOfDate, OwnState, Step } from "./app-types.js";
import { createCardForm } from "./card-form.svelte.js";
import { createCompareState } from "./compare-state.svelte.js";
import { createFilesState } from "./files-state.svelte.js";
import { createFurtherState } from "./further-state.svelte.js";
import { createGalleryState } from "./gallery-state.svelte.js";
import { createGraphicsState } from "./graphics-state.svelte.js";
import { createImportState } from "./import-state.svelte.js";
import { createLabelChanges, NO_CHANGES } from "./label-changes.svelte.js";
import { createLabellingState } from "./labelling-state.svelte.js";
import { createLabelsState } from "./labels-state.svelte.js";
import { createQuestionState } from "./question-state.svelte.js";
import { limitsOf } from "./question-text.js";
import { createRunState, untilSeen } from "./run-state.svelte.js";
import { createSaysState } from "./says-state.svelte.js";
import { createStressState } from "./stress-state.svelte.js";
import { createUnderWay } from "./under-way.svelte.js";

/**
 * The state of the app around a session. Files, labels and question have states of their own, which know
 * nothing of each other; here is what is under way or failed, and what makes what void.
 */
export function createAppState(session: SessionClient): AppState {
  let step = $state<Step>("start");
  let result = $state.raw<ResultTold | null>(null);
  let outOfDate = $state.raw<OutOfDate | null>(null);
  const work = createUnderWay();
  const { doing } = work;
  const files = createFilesState(session);
  const imports = createImportState(session, work.fail);
  const labels = createLabelsState(session, files.shown, imports);
  const asking = createQuestionState(session);
  const runner = createRunState(session);
  const gallery = createGalleryState(session);
  /** The file of answers that stands for a model; null where there is one. */
  const answers = (): AnswersAsked | null => {
    const { model, files: told, predictionsPath: path } = files.shown;
    if (model !== null || path === null) return null;
    // Folders hold answers of a file for each image: boxes, or masks.
    if (told?.files.some((file) => file.path === path && file.isFolder === true)) return null;
    return { path, reading: imports.reading };
  };
  const says = createSaysState(session, work.fail, answers);
  const labelling = createLabellingState(session, answers);
  const compared = createCompareState(session, work.fail);
  const further = createFurtherState();
  const stress = createStressState(session);
  /** Whether the next run is of another model than the last result: what was seen says nothing of it. */
  let isOther = false;
  const relabelled = createLabelChanges(async (changes) => {
    if (result === null) return;
    const isOpenedAgain = !gallery.isReady;
    // Figures of before another change would not be those that are shown.
    const isOlder = outOfDate !== null && outOfDate.what !== "relabelled";
    if (work.busy || (isOpenedAgain && (!work.hasFiles || isOlder))) {
      waits();
      return;
    }
    const signal = work.untilCleared;
    try {
      const told = await (isOpenedAgain
        ? work.keepBusy(() => runFromKept(changes))
        : session.relabel(changes));
      if (signal.aborted) return;
      result = told;
      compared.keep(told);
      if (isOpenedAgain) gallery.renew();
      if (outOfDate?.what === "relabelled") outOfDate = null;
    } catch (cause) {
      if (signal.aborted) return;
      // Images that would have to be scored wait until somebody asks for it.
      const isUnscored = isHomegroundError(cause) && cause.code === "run/interrupted";
      if (!isUnscored) work.fail(cause);
      waits();
    }
  });
  /** Changed labels wait for figures; what was changed before them is said first. */
  const waits = (): void => {
    if (outOfDate === null) changed("relabelled");
  };
  const graphics = createGraphicsState(session);
  const cardForm = createCardForm(session);
  /** The labels that were chosen, as they are read. */
  const labelsToRead = (): ReadLabels | null => {
    const { labelsPath } = files.shown;
    return labelsPath === null ? null : { ...imports.reading, path: labelsPath };
  };

  /** Nothing that was read or run of other files holds. */
  const forget = (): void => {
    cardForm.close();
    imports.clear();
    labels.clear();
    asking.forgetImages();
    runner.restore(null);
  };
  /** The same of images, or of what the model says of them. */
  const forgetImages = (): void => {
    forget();
    says.clear();
    labelling.clear();
  };
  /** What was computed stays to be looked at, and says that it is of before. */
  const changed = (what: OutOfDate["what"]): void => {
    if (result !== null) outOfDate = { what, at: timeNow() };
  };
  /** What the last result says of looks at claims. */
  const looks = () => {
    const { verdicts, estimates } = result?.result ?? { verdicts: [], estimates: [] };
    return { verdicts, estimates };
  };
  /**
   * Computes a result that was opened again from the answers that were kept, without its screen.
   *
   * @param mayLook whether the model looks at pictures where an answer is lacking
   */
  const runFromKept = async (
    labelChanges: readonly LabelChange[],
    mayLook = false,
  ): Promise<ResultTold> => {
    const shown = runner.state;
    const signal = work.untilCleared;
    runner.begin();
    try {
      const isGraphics = asking.shown.questionForm?.isGraphics === true;
      const told = await runner.perform({
        labelChanges,
        earlier: looks(),
        isGraphics,
        isFromKept: true,
        mayLook,
        onCompared: compared.take,
      });
      if (!signal.aborted) runner.finish();
      return told;
    } catch (cause) {
      if (!signal.aborted) runner.restore(shown);
      throw cause;
    }
  };
  const taking = (take: () => Promise<void>): Promise<boolean> =>
    doing(async () => {
      forgetImages();
      changed("files");
      await take();
    });
  /** Reads labels and names, then looks at every file while the person reads on. */
  const readAll = async (): Promise<boolean> => {
    if (files.shown.labelsPath === null) return false;
    const isDone = await doing(async () => {
      asking.forgetImages();
      await labels.read();
    });
    if (isDone) void imports.lookFound();
    return isDone;
  };
  /** Decides on names, and makes void what came after. */
  const deciding = (decide: () => Promise<void>): Promise<boolean> =>
    doing(async () => {
      await decide();
      asking.forgetImages();
      changed("names");
    });

  /** @param isRaced whether it is for the comparison of models that were raced, which has no further question */
  const evaluateLabels = async (app: Pick<OwnState, "ask">, isRaced: boolean): Promise<void> => {
    const { asked, told, as } = labelling;
    if (asked === null) return;
    const isList = as !== null && as.draw !== null;
    const isRead = await doing(async () => {
      await says.stop(); // what it said is kept, and the run takes it from there
      const { path, blob, made } = await labelling.file();
      const { predictionScores } = imports.reading;
      forget();
      // Answers are read as they were while labels came.
      imports.readAs({ predictionScores });
      changed("labels");
      await files.takeOwnLabels({ path, made }, blob);
      await labels.read();
      // What is none of the model's labels is outside of what it knows.
      const open = labels.shown.names?.rows.filter(({ target }) => target === null) ?? [];
      await labels.settle(new Map(open.map(({ label }) => [label, { kind: "outside" }])));
    });
    if (!isRead) return;
    // What a record claims may allow no looks, where the figure that was looked at does.
    const look = told?.look?.look ?? null;
    const isUnlooked = look !== null && look.claim === null && files.shown.record !== null;
    if ((told?.look == null || isUnlooked) && !isList && !isRaced) {
      step = "question";
      return;
    }
    const { question, seed, fixedAt } = asked;
    // A list that was drawn by a design has its figure by that, for one look.
    const hasLooks = !isList && told?.look != null && !isUnlooked;
    const looks = hasLooks ? ({ anytime: true, lookOrder: "file" } as const) : {};
    const threshold = isRaced ? (labelling.race?.threshold ?? null) : null;
    const more = threshold === null ? {} : { threshold };
    await app.ask({ ...question, seed, ...looks, ...more }, fixedAt);
  };

  const own: OwnState = {
    get step() {
      return step;
    },
    get busy() {
      return work.busy;
    },
    get error() {
      return work.error;
    },
    get run() {
      return runner.state;
    },
    watch: runner.watch,
    gallery,
    relabelled,
    compared,
    further,
    stress,
    graphics,
    imports,
    says,
    labelling,
    get canSay() {
      const { model, files: told, labelsPath } = files.shown;
      const hasNone = labelsPath === null || labelling.asked !== null;
      const hasAnswers = model !== null || answers() !== null;
      return hasAnswers && told !== null && told.images > 0 && hasNone;
    },
    get command() {
      return runner.command;
    },
    get result() {
      return result;
    },
    get outOfDate() {
      return outOfDate;
    },
    get untilCleared() {
      return work.untilCleared;
    },
    get hasFiles() {
      return work.hasFiles;
    },
    get task() {
      return (
        imports.reading.task ??
        labels.shown.imported?.task.id ??
        files.shown.model?.task ??
        DEFAULT_REQUEST.task
      );
    },
    get measures() {
      return labels.shown.imported?.task.measures ?? [];
    },
    isLateFor(asked) {
      const { question } = asking.shown;
      const before = isOther ? { ...question, claims: asked.claims ?? [] } : question;
      return question.isLate === true || (result !== null && limitsOf(before) !== limitsOf(asked));
    },
    keepForm: asking.keepForm,

    async add(added) {
      await taking(() => files.take(added));
    },
    async addExample() {
      await this.clear();
      await taking(files.takeExample);
    },
    async readAgain() {
      imports.forget();
      await readAll();
    },
    async useMap(path) {
      await deciding(async () => labels.settle(await session.readMap(path)));
    },
    async loadMap(name, file) {
      await deciding(async () => labels.settle(parseLabelMap(await file.text(), name)));
    },
    readFigure: (typed) => session.readFigure(typed),
    pixels: (onProgress) => session.pixels(onProgress),
    async plan(asked) {
      try {
        return await session.plan(asked);
      } catch {
        return null; // what is wrong with it is said when it is asked
      }
    },
    async decideAll(decided) {
      await deciding(() => labels.settle(decided));
    },
    async clear() {
      work.end();
      await work.doingWithout(async () => {
        await work.arrived(); // what comes later would be in the next project
        await session.clearFiles();
        gallery.forget();
        relabelled.restore(NO_CHANGES);
        forgetImages();
        files.clear();
        asking.clear();
        compared.clear();
        further.clear();
        stress.clear();
        isOther = false;
        result = null;
        outOfDate = null;
        work.hasFiles = true;
        step = "start";
      });
    },
    async useModel(path) {
      await doing(async () => {
        forgetImages();
        changed("model");
        await files.useModel(path);
      });
    },
    async evaluateAgain() {
      if (work.busy || !work.hasFiles || outOfDate !== null || asking.shown.images === null) return;
      const signal = work.untilCleared;
      try {
        const told = await work.keepBusy(() => runFromKept(relabelled.changes));
        if (signal.aborted) return;
        result = told;
        compared.keep(told);
        gallery.renew();
      } catch (cause) {
        // Images that would have to be scored wait until somebody asks for it.
        const isUnscored = isHomegroundError(cause) && cause.code === "run/interrupted";
        if (!signal.aborted && !isUnscored) work.fail(cause);
      }
    },
    async addOther(added) {
      const imagesBefore = files.shown.files?.images;
      let isUncarded = false;
      const isRead = await doing(async () => {
        let came: "model" | "answers" = "model";
        try {
          came = await files.takeOther(added);
        } catch (cause) {
          isUncarded = isHomegroundError(cause) && cause.code === "model/no-card";
          if (isUncarded) {
            isOther = true;
            forgetImages();
            changed("model");
            asking.forgetClaim();
          } else {
            // No model was taken: labels and question are as they were.
            if (files.shown.files?.images !== imagesBefore) changed("files");
            await labels.attach();
            await asking.attach();
          }
          throw cause;
        }
        isOther = true;
        changed(came);
        if (came === "model" || files.shown.files?.images !== imagesBefore) {
          says.clear();
          labelling.clear();
        }
        cardForm.close();
        runner.restore(null);
        // How the answers of the first were read need not be how these are.
        imports.readAsGuessed(labels.shown.imported?.predictionChoices ?? []);
        imports.forget();
        asking.forgetClaim();
        await labels.read();
        // What was guessed of a model is read before it runs.
        isUncarded = came === "model" && files.shown.uncarded !== null;
      });
      if (isRead) void imports.lookFound();
      if (isUncarded) step = "start";
      else if (isRead) step = labels.shown.names?.open === 0 ? "question" : "names";
    },
    cardForm,
    async openCardForm(asked = {}) {
      const { uncarded } = files.shown;
      if (uncarded === null) return;
      // What could not be opened without a card can be now.
      if (await doing(() => cardForm.open(uncarded, labelsToRead(), asked))) work.dismiss();
    },
    async tryCard(images) {
      const read = labelsToRead();
      if (read !== null) await doing(() => cardForm.try(read, images));
    },
    async useCard(path) {
      const { model, uncarded } = files.shown;
      let text = "";
      const isTold = await doing(async () => {
        text = await cardForm.text();
      });
      if (!isTold) return;
      await taking(async () => {
        await files.take(new Map([[path, new Blob([text], { type: "application/json" })]]));
        // A card that was there before is another now.
        if (model?.card === path && uncarded !== null) await files.useModel(uncarded);
      });
    },
    async confirmCard(isConfirmed) {
      await doing(async () => {
        await files.confirmCard(isConfirmed);
        changed("model");
      });
    },
    chooseLabels(path) {
      forget();
      changed("labels");
      files.chooseLabels(path);
    },
    choosePredictions(path) {
      if (files.shown.model === null) forgetImages();
      else forget();
      changed("answers");
      files.choosePredictions(path);
    },
    chooseNoLabels() {
      forget();
      changed("labels");
      files.chooseNoLabels();
    },
    async say() {
      await says.start(labelling.asked?.seed ?? DEFAULT_REQUEST.seed);
      await labelling.refresh();
      if (labelling.race !== null) await own.readRivals();
    },
    async readRivals() {
      await says.startRivals(() => void labelling.refresh());
    },
    async addRivals(added) {
      let paths: readonly string[] = [];
      await doing(async () => {
        paths = await files.takeRivals(added);
        // Labels and question are as they were.
        await labels.attach();
        await asking.attach();
      });
      return paths;
    },
    async raceLabels(race) {
      const isOpen = await doing(() => labelling.raceWith(race));
      if (isOpen && race !== null) void own.readRivals();
      return isOpen;
    },
    async compareRacers() {
      // The first one as far as labels have come; what it said is kept.
      await evaluateLabels(this, true);
      if (step !== "results") return;
      step = "run";
      runner.begin();
      const isDone = await doing(async () => {
        await runner.performRivals(compared.take);
        runner.finish();
      });
      if (isDone) step = "compare";
      else {
        if (runner.breakOff()) work.dismiss();
        step = "results";
      }
    },
    async beginLabels(asked, by, draw, race) {
      const isOpen = await doing(() => labelling.begin(asked, by, draw, race));
      if (isOpen) step = "label";
    },
    async redrawLabels(draw) {
      const isOpen = await doing(() => labelling.redraw(draw));
      if (isOpen) step = "label";
    },
    async handOverLabels(by) {
      const isOpen = await doing(() => labelling.handOver(by));
      if (isOpen) step = "label";
    },
    evaluateLabels() {
      return evaluateLabels(this, false);
    },
    async read() {
      const isRead = labels.shown.imported !== null && imports.found.told !== null;
      if (isRead || (await readAll())) step = "found";
    },
    async decide(label, target) {
      await deciding(() => labels.decide(label, target));
    },
    async ask(wanted, fixedAt) {
      const { chosenParts = [] } = asking.shown.question;
      const asked = { chosenParts, ...wanted, isLate: this.isLateFor(wanted) };
      const isDone = await doing(async () => {
        await asking.ask(asked, fixedAt);
        if (outOfDate === null) changed("question");
      });
      if (isDone) {
        step = "run";
        await this.start();
      }
    },
    async setParts(parts) {
      const isDone = await doing(() => asking.setParts(parts));
      if (isDone) {
        step = "run";
        await this.start();
      }
    },
    get rate() {
      return runner.rate;
    },
    async compareFeatures(by, file = null) {
      await doing(async () => {
        if (file !== null) {
          await files.takeBeside(file);
          await asking.attach(); // images are known by their place among the files
        }
        await imports.useFeatures(by === "model" ? null : (file?.name ?? by?.table ?? null));
      });
      await imports.lookScope(by === "model");
      // A table that could not be used is left out, so that one can go on.
      if (imports.scope.told === null) await imports.useFeatures(null);
    },
    async useTestFeatures(path, file = null) {
      const isDone = await doing(async () => {
        if (file !== null) await files.takeBeside(file);
        await files.useTestFeatures(file?.name ?? path);
        await asking.attach();
      });
      if (isDone) await imports.lookScope();
    },
    async askFurther(id, said = {}, file = null) {
      if (work.busy || !work.hasFiles || outOfDate !== null || asking.shown.images === null) return;
      const signal = work.untilCleared;
      const before = asking.shown.question;
      await further.ask(id, () =>
        work.keepBusy(async () => {
          try {
            if (file !== null) await files.takeBeside(file);
            await asking.addAnalysis(id, said);
            const told = await runFromKept(relabelled.changes, true);
            if (signal.aborted) return;
            result = told;
            compared.keep(told);
            gallery.renew();
          } catch (cause) {
            if (signal.aborted) return;
            await asking.putBack(before);
            if (!runner.wasStopped) throw cause;
          }
        }),
      );
    },
    async alterPictures(wanted) {
      if (work.busy || !work.hasFiles || outOfDate !== null || asking.shown.images === null) return;
      await work.keepBusy(() => stress.ask(wanted));
    },
    async checkAgain() {
      step = "run";
      await this.start(undefined, true);
    },
    async start(workers, isCheckAgain = false) {
      runner.begin();
      const isDone = await doing(async () => {
        await relabelled.settled();
        result = await runner.perform({
          labelChanges: relabelled.changes,
          earlier: isOther ? null : looks(),
          isGraphics: asking.shown.questionForm?.isGraphics === true,
          isCheckAgain,
          onCompared: compared.take,
          ...(workers === undefined ? {} : { workers }),
        });
        compared.keep(result);
        stress.clear();
        isOther = false;
        gallery.renew();
        runner.finish();
        // Who looks elsewhere finds the run as it was, and is told by the title.
        await untilSeen();
      });
      if (isDone) {
        outOfDate = null;
        step = "results";
      } else if (runner.breakOff()) work.dismiss();
    },
    pause: () => runner.pause(),
    stop: () => runner.stop(),
    skipCheck: () => runner.skipCheck(),
    go(to) {
      work.dismiss();
      step = to;
    },
    dismiss: work.dismiss,
    idle: work.idle,
    expectFiles: work.expectFiles,
    async scoreAgain() {
      if (labels.shown.imported === null) await this.read();
      if (labels.shown.names === null) return;
      if (labels.shown.names.open > 0) step = "names";
      else await this.ask(asking.shown.question);
    },
    save: () => ({
      step,
      result,
      run: runner.state,
      outOfDate,
      ...files.save(),
      ...labels.save(),
      ...asking.save(),
      reading: {
        ...imports.save(),
        example: files.shown.example,
        questionForm: asking.shown.questionForm,
      },
      relabelled: relabelled.save(),
      labelling: labelling.save(),
    }),
    restore(saved) {
      work.end();
      work.dismiss();
      gallery.forget();
      compared.clear();
      further.clear();
      stress.clear();
      isOther = false;
      relabelled.restore(saved.relabelled ?? NO_CHANGES);
      says.clear();
      labelling.restore(saved.labelling ?? null);
      imports.restore(saved.reading);
      files.restore(saved, saved.reading?.example ?? null);
      labels.restore(saved);
      asking.restore(saved, saved.reading?.questionForm ?? null);
      ({ result, outOfDate } = saved);
      runner.restore(saved.run);
      work.hasFiles = false;
      step = saved.step;
    },
    drawExample: async () => (await session.example()).files,
    async attach(given) {
      const isDone = await work.doingWithout(async () => {
        await files.attach(given);
        await imports.attach();
        await labels.attach();
        await asking.attach();
        if (own.canSay) await labelling.goOn();
        work.hasFiles = true;
      });
      // Labels that were changed while the files were not here.
      if (isDone && outOfDate?.what === "relabelled") relabelled.again();
      if (isDone && step === "found") void imports.lookFound();
      if (isDone && step === "scope") void imports.lookScope();
      if (isDone && step === "label") void own.say();
      return isDone;
    },
  };
  return allOf(files.shown, labels.shown, asking.shown, own);
}
