import { HomegroundError, isHomegroundError, messageOf } from "../../core/errors.js";
import type { LabelTarget } from "../../models/label-map.js";
import type { SessionClient } from "../session/session-client.js";
import type {
  FilesTold,
  ImagesTold,
  ImportTold,
  ModelTold,
  NamesTold,
  RecordTold,
  ResultTold,
  RunTold,
  SessionQuestion,
} from "../session/session-types.js";

/** The steps in their order; `names` is passed over where every name is decided. */
export const STEPS = ["start", "found", "names", "question", "run", "results"] as const;
export type Step = (typeof STEPS)[number];

/** How far a run is. */
export interface RunState {
  readonly stage: "reading" | "scoring" | "computing" | "stopped";
  readonly told: RunTold;
}

/** Everything that the screens show; they change it through the functions of {@link createAppState} alone. */
export interface AppState {
  readonly step: Step;
  /** What is being done, null for nothing: buttons wait. */
  readonly busy: boolean;
  readonly error: HomegroundError | null;
  readonly files: FilesTold | null;
  readonly model: ModelTold | null;
  readonly record: RecordTold | null;
  /** Path of the labels; `""` for class folders, null where nothing was chosen. */
  readonly labelsPath: string | null;
  readonly predictionsPath: string | null;
  readonly imported: ImportTold | null;
  readonly names: NamesTold | null;
  readonly question: SessionQuestion;
  readonly images: ImagesTold | null;
  readonly fixedAt: string | null;
  readonly run: RunState | null;
  readonly result: ResultTold | null;

  add(files: ReadonlyMap<string, Blob>): Promise<void>;
  clear(): Promise<void>;
  useModel(path: string): Promise<void>;
  chooseLabels(path: string): void;
  choosePredictions(path: string | null): void;
  /** Reads the labels and goes on. */
  read(): Promise<void>;
  decide(label: string, target: LabelTarget | null): Promise<void>;
  ask(question: SessionQuestion): Promise<void>;
  stop(): void;
  start(): Promise<void>;
  go(step: Step): void;
  dismiss(): void;
}

const NOTHING_DONE: RunTold = { done: 0, total: 0, known: 0, rate: null, secondsLeft: null };

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
  let run = $state.raw<RunState | null>(null);
  let result = $state.raw<ResultTold | null>(null);
  const decisions = new Map<string, LabelTarget>();
  let stopper = new AbortController();

  const forget = (): void => {
    imported = null;
    names = null;
    images = null;
    run = null;
    result = null;
    decisions.clear();
  };
  /** Does a thing, with buttons waiting and errors shown. @returns whether it went well */
  const doing = async (what: () => Promise<void>): Promise<boolean> => {
    busy = true;
    error = null;
    try {
      await what();
      return true;
    } catch (cause) {
      error = explained(cause);
      return false;
    } finally {
      busy = false;
    }
  };

  const takeRoles = async (told: FilesTold): Promise<void> => {
    const ofRole = (role: string) => told.files.filter((file) => file.role === role);
    const [onlyModel, ...others] = ofRole("model");
    if (onlyModel !== undefined && others.length === 0 && model === null) {
      model = await session.useModel(onlyModel.path);
    }
    const [firstRecord] = ofRole("record");
    if (firstRecord !== undefined && record === null) {
      record = await session.useRecord(firstRecord.path);
    }
    const labels = ofRole("labels");
    if (labelsPath === null) labelsPath = labels[0]?.path ?? (told.images > 0 ? "" : null);
    else if (labelsPath === "" && labels[0] !== undefined) labelsPath = labels[0].path;
    if (model === null) predictionsPath ??= ofRole("predictions")[0]?.path ?? null;
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
      return run;
    },
    get result() {
      return result;
    },

    async add(added) {
      await doing(async () => {
        forget();
        files = await session.addFiles(added);
        await takeRoles(files);
      });
    },
    async clear() {
      await doing(async () => {
        await session.clearFiles();
        forget();
        files = null;
        model = null;
        record = null;
        labelsPath = null;
        predictionsPath = null;
        step = "start";
      });
    },
    async useModel(path) {
      await doing(async () => {
        forget();
        model = await session.useModel(path);
        predictionsPath = null;
      });
    },
    chooseLabels(path) {
      forget();
      labelsPath = path;
    },
    choosePredictions(path) {
      forget();
      predictionsPath = path;
    },
    async read() {
      const path = labelsPath;
      if (path === null) return;
      const isDone = await doing(async () => {
        imported = await session.readLabels({ path }, predictionsPath);
        names = await session.decide(decisions);
      });
      if (isDone) step = "found";
    },
    async decide(label, target) {
      await doing(async () => {
        if (target === null) decisions.delete(label);
        else decisions.set(label, target);
        names = await session.decide(decisions);
        images = null;
        result = null;
      });
    },
    async ask(asked) {
      question = asked;
      const isDone = await doing(async () => {
        images = await session.ask(asked);
        fixedAt = new Date().toISOString();
        result = null;
      });
      if (isDone) {
        step = "run";
        await this.start();
      }
    },
    async start() {
      stopper = new AbortController();
      run = { stage: "reading", told: NOTHING_DONE };
      const isDone = await doing(async () => {
        result = await session.run({
          signal: stopper.signal,
          onProgress(stage, told) {
            const isLast = stage === "scoring" && told.done === told.total;
            run = { stage: isLast ? "computing" : stage, told };
          },
        });
      });
      if (isDone) step = "results";
      else if (stopper.signal.aborted) {
        error = null;
        run = { stage: "stopped", told: run.told };
      }
    },
    stop: () => stopper.abort(),
    go(to) {
      error = null;
      step = to;
    },
    dismiss() {
      error = null;
    },
  };
}

function explained(cause: unknown): HomegroundError {
  if (isHomegroundError(cause)) return cause;
  return new HomegroundError("internal/bug", {
    what: messageOf(cause),
    where: "page",
    fix: "Load the page again; if it goes on, report it",
    cause,
  });
}
