import type { AppFile } from "./graphics.js";
import type { SeenRequest } from "./request-watch.js";

/** From the page to the worker of its session. */
export interface NetworkSetup {
  readonly kind: "network";
  /** Here the worker tells of requests, and of what it has loaded ahead. */
  readonly port: MessagePort;
}

/** From the page, by the port: to load everything that a run can need. */
export interface LoadAhead {
  readonly kind: "load";
  /** Files of the app, by their path below its folder. */
  readonly paths: readonly string[];
  /** Of the engine for graphics processors, where the host has it: loaded when somebody chooses it. */
  readonly graphics: readonly AppFile[];
}

/** From the worker, by the port. */
export type FromNetwork =
  | { readonly kind: "request"; readonly request: SeenRequest }
  | { readonly kind: "loading"; readonly done: number; readonly total: number }
  | { readonly kind: "loaded" }
  | { readonly kind: "failed"; readonly what: string };
