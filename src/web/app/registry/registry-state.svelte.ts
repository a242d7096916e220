import { type HomegroundError, isHomegroundError } from "../../../core/errors.js";
import type { RegistryClient, Workspace } from "../../registry/registry-client.js";
import { unforeseen } from "../unforeseen.js";

/** The registry that gave out the page. It is asked for nothing before somebody opens a panel of it. */
export interface RegistryState {
  /** Folder of its address. */
  readonly base: string;
  readonly busy: boolean;
  readonly error: HomegroundError | null;
  /** Where who is signed in is a member; null before that is known, or where nobody is. */
  readonly workspaces: readonly Workspace[] | null;
  /** Whether it has said that nobody is signed in. */
  readonly isNobody: boolean;
  /** Asks who is signed in. */
  enter(): Promise<void>;
  /** Does something that may go wrong. @returns whether it went well */
  run(work: (client: RegistryClient) => Promise<unknown>): Promise<boolean>;
  dismiss(): void;
}

/** @param base folder of the server's address */
export function createRegistryState(base: string): RegistryState {
  let client: RegistryClient | null = null;
  let running = $state(0);
  let error = $state.raw<HomegroundError | null>(null);
  let workspaces = $state.raw<readonly Workspace[] | null>(null);
  let isNobody = $state(false);

  const run: RegistryState["run"] = async (work) => {
    running++;
    error = null;
    try {
      const { createRegistryClient } = await import("../../registry/registry-client.js");
      client ??= createRegistryClient(base);
      await work(client);
      return true;
    } catch (cause) {
      // A session that is over is told where one can begin another.
      if (isHomegroundError(cause) && cause.code === "server/unauthenticated") {
        isNobody = true;
        workspaces = null;
      } else error = unforeseen(cause, new URL(base).host);
      return false;
    } finally {
      running--;
    }
  };
  return {
    base,
    get busy() {
      return running > 0;
    },
    get error() {
      return error;
    },
    get workspaces() {
      return workspaces;
    },
    get isNobody() {
      return isNobody;
    },
    async enter() {
      isNobody = false;
      await run(async (asked) => {
        asked.csrf = (await asked.call("session")).csrf;
        ({ workspaces } = await asked.call("whoAmI"));
      });
    },
    run,
    dismiss() {
      error = null;
    },
  };
}
