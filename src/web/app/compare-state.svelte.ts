import { type HomegroundError, isHomegroundError } from "../../core/errors.js";
import type { LeftRuns } from "../../session/compared-runs.js";
import type { SessionClient } from "../session/session-client.js";
import type { ComparedTold, ComparisonTold, ResultTold } from "../session/session-types.js";

/** A model that ran in this page, with what its results can be saved as. */
export interface ComparedModel {
  readonly id: string;
  readonly name: string;
  readonly files: ResultTold["files"];
}

/** What is wished of a comparison. */
export interface CompareWishes {
  /** Places; what was asked about where absent. */
  readonly by?: string | null;
  /** Alarms an image, or as many as the model with fewest; absent: each by its own threshold. */
  readonly alarms?: number | null | undefined;
  readonly isTimed?: boolean;
}

/** The models of a project that can be compared, and what their comparison came to. */
export interface CompareState {
  /** In the order in which they first ran. */
  readonly models: readonly ComparedModel[];
  /** What the last run left behind; null for nothing. */
  readonly left: LeftRuns | null;
  /** Null before it was computed, and where it cannot be. */
  readonly told: ComparisonTold | null;
  /** Why they are not compared. */
  readonly refusal: HomegroundError | null;
  /** Whether it is being computed: figures first, then pictures. Null where nothing is under way. */
  readonly stage: "figures" | "pictures" | null;
  /** Stopped, or failed: somebody asks for it again. */
  readonly isStopped: boolean;
  /** A run told which models there are. */
  take(told: ComparedTold): void;
  /** What came of that run. */
  keep(result: ResultTold): void;
  /** Compares, with what is wished beside what was wished before. */
  look(wished?: CompareWishes): Promise<void>;
  stop(): void;
  /** Takes a model out. */
  leaveOut(id: string): Promise<void>;
  /** After other work. */
  clear(): void;
}

/** @param failed is told of errors that are no answers */
export function createCompareState(
  session: SessionClient,
  failed: (cause: unknown) => void,
): CompareState {
  let models = $state.raw<readonly ComparedModel[]>([]);
  let left = $state.raw<LeftRuns | null>(null);
  let told = $state.raw<ComparisonTold | null>(null);
  let refusal = $state.raw<HomegroundError | null>(null);
  let stage = $state<CompareState["stage"]>(null);
  let isStopped = $state(false);
  let last: string | null = null;
  let stopper = new AbortController();
  let wishes: CompareWishes = {};

  /** What was computed is of other models. */
  const forget = (): void => {
    stopper.abort();
    told = null;
    refusal = null;
    stage = null;
    isStopped = false;
  };
  const take = (now: ComparedTold): void => {
    forget();
    // Times of other models are not theirs.
    wishes = { ...wishes, isTimed: false };
    const files = new Map(models.map((one) => [one.id, one.files]));
    models = now.models.map((one) => ({ ...one, files: files.get(one.id) ?? [] }));
    ({ left, last } = now);
  };

  return {
    get models() {
      return models;
    },
    get left() {
      return left;
    },
    get told() {
      return told;
    },
    get refusal() {
      return refusal;
    },
    get stage() {
      return stage;
    },
    get isStopped() {
      return isStopped;
    },
    take,
    keep({ files }) {
      models = models.map((one) => (one.id === last ? { ...one, files } : one));
    },
    async look(wished = {}) {
      wishes = { ...wishes, ...wished };
      stopper.abort();
      const own = new AbortController();
      stopper = own;
      refusal = null;
      isStopped = false;
      stage = "figures";
      try {
        const compared = await session.compare({
          signal: own.signal,
          ...(wishes.by === undefined ? {} : { by: wishes.by }),
          ...(wishes.alarms === undefined ? {} : { alarms: wishes.alarms }),
          ...(wishes.isTimed === undefined ? {} : { isTimed: wishes.isTimed }),
          onPictures() {
            if (stopper === own && !own.signal.aborted) stage = "pictures";
          },
        });
        if (stopper === own && !own.signal.aborted) told = compared;
      } catch (cause) {
        if (stopper !== own || own.signal.aborted) return;
        told = null;
        if (isHomegroundError(cause) && cause.code !== "internal/bug") refusal = cause;
        else {
          isStopped = true;
          failed(cause);
        }
      } finally {
        if (stopper === own) stage = null;
      }
    },
    stop() {
      stopper.abort();
      stage = null;
      isStopped = true;
    },
    async leaveOut(id) {
      take(await session.leaveOut(id));
    },
    clear() {
      forget();
      wishes = {};
      models = [];
      left = null;
      last = null;
    },
  };
}
