/** Images on which the graphics processor is held against WebAssembly. */
export const CHECKED_IMAGES = 8;

/** What a run tells of the engine that it runs on. */
export type EngineTold =
  /** The graphics processor is being held against WebAssembly. */
  | { readonly state: "checking"; readonly images: number }
  | { readonly state: "webgpu" }
  /** It was chosen and is not used. @see why in the words of the result's note */
  | { readonly state: "refused"; readonly why: string }
  /** It stopped in mid-run; WebAssembly goes on. */
  | { readonly state: "lost"; readonly why: string };

/** Workers that run the model, and what they take together at most, in bytes: an estimate. */
export interface WorkersTold {
  readonly workers: number;
  readonly bytes: number;
}

export type EngineNews =
  | { readonly kind: "engine"; readonly engine: EngineTold }
  | { readonly kind: "workers"; readonly told: WorkersTold };
