import type { GraphicsTold } from "../network/graphics.js";
import type { SessionClient } from "../session/session-client.js";

/** Whether a graphics processor can be chosen, and whether its engine is here. */
export interface GraphicsState {
  /** Null where there is none, and until that is known. */
  readonly offered: GraphicsTold | null;
  readonly stage: "none" | "loading" | "loaded" | "failed";
  /** Asks the browser, once. */
  look(): Promise<void>;
  /** Loads the engine, so that it is here when the run begins. */
  load(): Promise<void>;
}

export function createGraphicsState(
  session: Pick<SessionClient, "graphics" | "loadGraphics">,
): GraphicsState {
  let offered = $state.raw<GraphicsTold | null>(null);
  let stage = $state<GraphicsState["stage"]>("none");
  let looking: Promise<void> | null = null;
  const look = async (): Promise<void> => {
    // What goes wrong here takes nothing from anybody: WebAssembly computes.
    offered = await session.graphics().catch(() => null);
  };
  return {
    get offered() {
      return offered;
    },
    get stage() {
      return stage;
    },
    look() {
      looking ??= look();
      return looking;
    },
    async load() {
      if (stage === "loading" || stage === "loaded") return;
      stage = "loading";
      try {
        await session.loadGraphics();
        stage = "loaded";
      } catch {
        stage = "failed"; // the run says so too, and uses WebAssembly
      }
    },
  };
}
