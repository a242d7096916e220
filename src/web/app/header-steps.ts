import type { AppState, Step } from "./app-types.js";

/** The six steps of the header, each with its screens. */
export const HEADER_STEPS: readonly (readonly [first: Step, ...others: Step[]])[] = [
  ["start"],
  ["found", "names"],
  ["scope"],
  ["question"],
  ["run", "label", "says"],
  ["results", "compare"],
];

/** Place of a screen among the six steps, from 0. */
export function headerStepOf(step: Step): number {
  return HEADER_STEPS.findIndex((screens) => screens.includes(step));
}

/** The screen of a header step that can be gone to: its first one, or what takes its place without labels. */
export function openScreenOf(
  [first, ...others]: (typeof HEADER_STEPS)[number],
  app: AppState,
): Step | null {
  return [first, ...others].find((step) => isOpen(step, app)) ?? null;
}

/** Whether a step has what it needs from those before it. */
export function isOpen(step: Step, app: AppState): boolean {
  switch (step) {
    case "start":
      return true;
    case "found":
    case "names":
      return app.imported !== null && app.names !== null;
    case "scope":
      return app.imported !== null && app.record?.hasProfile === true;
    case "question":
      return app.names?.open === 0;
    case "run":
      return app.images !== null;
    case "says":
      return app.canSay;
    case "label":
      return app.canSay && app.labelling.asked !== null;
    case "results":
    case "compare":
      return app.result !== null;
    default:
      return step satisfies never;
  }
}

/** Where one goes on from a screen: names that are open first, then scope where a record tells one. */
export function stepAfter(step: "found" | "names" | "scope", app: AppState): Step {
  const names = app.names;
  const isSure = names?.rows.every(({ target }) => target !== null) === true;
  if (step === "found" && !isSure) return "names";
  return step !== "scope" && app.record?.hasProfile === true ? "scope" : "question";
}
