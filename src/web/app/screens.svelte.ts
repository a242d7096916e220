import type { Component } from "svelte";
import type { AppState, Step } from "./app-types.js";
import type { RegistryState } from "./registry/registry-state.svelte.js";

/** A screen of the app. */
export type StepScreen = Component<{
  app: AppState;
  go: (step: Step) => void;
  /** Leaves the project for a new one. */
  leave: () => Promise<void>;
  registry: RegistryState | null;
}>;

type LaterStep = Exclude<Step, "start">;

/** Screens that are loaded when they are reached: the page that opens holds none of them. */
const LATER: Readonly<Record<LaterStep, () => Promise<{ default: StepScreen }>>> = {
  found: () => import("./steps/Found.svelte"),
  names: () => import("./steps/Names.svelte"),
  scope: () => import("./steps/Scope.svelte"),
  question: () => import("./steps/Question.svelte"),
  run: () => import("./steps/Run.svelte"),
  says: () => import("./says/Says.svelte"),
  label: () => import("./steps/Label.svelte"),
  results: () => import("./steps/Results.svelte"),
  compare: () => import("./steps/Compare.svelte"),
};

export interface Screens {
  /**
   * The screen of a step; undefined while it is loaded.
   *
   * @throws what kept it from being loaded
   */
  of(step: LaterStep): StepScreen | undefined;
  /** Whether nothing is to be waited for. */
  isSettled(step: Step): boolean;
  /** Loads the screen of a step, once more where that failed. */
  load(step: Step): Promise<void>;
}

export function createScreens(): Screens {
  let loaded = $state.raw<Partial<Record<Step, { screen: StepScreen } | { cause: unknown }>>>({});
  return {
    of(step) {
      const one = loaded[step];
      if (one !== undefined && "cause" in one) throw one.cause;
      return one?.screen;
    },
    isSettled: (step) => step === "start" || loaded[step] !== undefined,
    async load(step) {
      if (step === "start") return;
      const one = await LATER[step]().then(
        ({ default: screen }) => ({ screen }),
        (cause: unknown) => ({ cause }),
      );
      loaded = { ...loaded, [step]: one };
    },
  };
}
