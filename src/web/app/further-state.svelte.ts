import type { HomegroundError } from "../../core/errors.js";
import { unforeseen } from "./unforeseen.js";

/** What somebody asks of a result beside what its report says, one question at a time. */
export interface FurtherState {
  /** The question that is being computed; null for none. */
  readonly asking: string | null;
  /** Why a question has no answer, by its id. */
  errorOf(id: string): HomegroundError | null;
  /** @param compute is stopped where somebody stops it, which is no error */
  ask(id: string, compute: () => Promise<void>): Promise<void>;
  /** Of another result nothing was asked yet. */
  clear(): void;
}

export function createFurtherState(): FurtherState {
  let asking = $state<string | null>(null);
  let errors = $state.raw<ReadonlyMap<string, HomegroundError>>(new Map());

  return {
    get asking() {
      return asking;
    },
    errorOf: (id) => errors.get(id) ?? null,
    async ask(id, compute) {
      errors = new Map([...errors].filter(([other]) => other !== id));
      asking = id;
      try {
        await compute();
      } catch (cause) {
        errors = new Map([...errors, [id, unforeseen(cause)]]);
      } finally {
        asking = null;
      }
    },
    clear() {
      errors = new Map();
    },
  };
}
