import type { HomegroundError } from "../../core/errors.js";
import { fewerWorkers } from "../../models/scoring/worker-memory.js";
import { grouped } from "../../reports/numbers.js";
import { ERROR_FIXES } from "../../reports/words/app/app.js";
import { ENGINE } from "../../reports/words/app/engine.js";
import type { AppState, Step } from "./app-types.js";
import { isOpen } from "./header-steps.js";

/** What a button beside an error does about it. */
export interface ErrorFix {
  readonly words: string;
  act(): void;
}

/** The screen on which an error is mended; the error itself may turn up later. */
const MENDED_ON = {
  "input/nothing-scored": "found",
  "labels/unmapped": "names",
  "input/unreadable": "start",
} as const satisfies Readonly<Record<string, Step>>;

/** Null where the app cannot do it: the sentence of the error says what to do. */
export function fixOf({ code }: HomegroundError, app: AppState): ErrorFix | null {
  if (code === "memory/limit") return withFewer(app);
  if (!isMended(code)) return null;
  const step = MENDED_ON[code];
  if (app.step === step || !isOpen(step, app)) return null;
  return { words: ERROR_FIXES[step], act: () => app.go(step) };
}

function isMended(code: string): code is keyof typeof MENDED_ON {
  return Object.hasOwn(MENDED_ON, code);
}

function withFewer(app: AppState): ErrorFix | null {
  const { workers } = app.watch;
  const fewer = workers === null ? null : fewerWorkers(workers.workers);
  if (fewer === null) return null;
  return {
    words: ENGINE.fewer({ workers: grouped(fewer) }),
    act: () => void app.start(fewer),
  };
}
