import { type ErrorData, errorData, HomegroundError } from "../core/errors.js";
import { isRecord } from "../formats/json/json-values.js";

/**
 * Calls of an object in another thread. Of the arguments, functions and stop signals stay where they
 * are, also those that are fields of a plain object: the other thread has ones that call back, and
 * that are stopped with them. All else is copied.
 */
type ToCalled =
  | {
      readonly kind: "call";
      readonly id: number;
      readonly method: string;
      readonly args: readonly unknown[];
    }
  | { readonly kind: "stop"; readonly id: number; readonly place: string };

type FromCalled =
  | { readonly kind: "value"; readonly id: number; readonly value: unknown }
  | { readonly kind: "failed"; readonly id: number; readonly error: ErrorData }
  | {
      readonly kind: "heard";
      readonly id: number;
      readonly place: string;
      readonly args: readonly unknown[];
    };

/** Stands for an argument that stays with the caller. */
interface Kept {
  readonly kept: "function" | "signal";
  /** Number of the argument, and the field of it that it is. */
  readonly place: string;
}

interface Call {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly functions: ReadonlyMap<string, (...args: unknown[]) => unknown>;
}

/**
 * An object whose methods are those of the one that a worker answers for; each gives a promise.
 *
 * @param broken what is said of a worker whose program does not run
 * @throws HomegroundError from each method, as the method itself does
 */
export function callsOf<T extends object>(worker: Worker, broken: (event: ErrorEvent) => Error): T {
  const calls = new Map<number, Call>();
  let next = 0;
  let failure: Error | null = null;
  const tell = (message: ToCalled): void => worker.postMessage(message);

  worker.addEventListener("message", ({ data }: MessageEvent<FromCalled>) => {
    const call = calls.get(data.id);
    if (call === undefined) return;
    if (data.kind === "heard") {
      call.functions.get(data.place)?.(...data.args);
      return;
    }
    calls.delete(data.id);
    if (data.kind === "value") call.resolve(data.value);
    else call.reject(new HomegroundError(data.error.code, data.error));
  });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    failure = broken(event);
    for (const call of calls.values()) call.reject(failure);
    calls.clear();
  });

  const call = (method: string, given: readonly unknown[]): Promise<unknown> => {
    if (failure !== null) return Promise.reject(failure);
    const id = next++;
    const functions = new Map<string, (...args: unknown[]) => unknown>();
    const signals = new Map<string, AbortSignal>();
    const args = mapArguments(given, (value, place): unknown => {
      if (typeof value === "function") {
        functions.set(place, value as () => unknown);
        return { kept: "function", place } satisfies Kept;
      }
      if (!(value instanceof AbortSignal)) return value;
      signals.set(place, value);
      return { kept: "signal", place } satisfies Kept;
    });
    return new Promise((resolve, reject) => {
      calls.set(id, { resolve, reject, functions });
      tell({ kind: "call", id, method, args });
      for (const [place, signal] of signals) {
        const stop = (): void => tell({ kind: "stop", id, place });
        if (signal.aborted) stop();
        else signal.addEventListener("abort", stop, { once: true });
      }
    });
  };
  return new Proxy({} as T, {
    get: (_none, name) =>
      typeof name === "string" && name !== "then"
        ? (...args: unknown[]) => call(name, args)
        : undefined,
  });
}

/**
 * Answers the calls of the page that started this worker.
 *
 * @param methods looked up at each call: what is put in later can be called then
 * @param explained what the caller is told of something that was thrown
 */
export function answerCalls(methods: object, explained: (cause: unknown) => HomegroundError): void {
  const stops = new Map<number, Map<string, AbortController>>();
  const tell = (message: FromCalled): void => postMessage(message);

  async function answer({ id, method, args }: Extract<ToCalled, { kind: "call" }>): Promise<void> {
    const own = new Map<string, AbortController>();
    stops.set(id, own);
    const given = mapArguments(args, (value, place): unknown => {
      if (!isKept(value, place)) return value;
      if (value.kept === "function") {
        return (...heard: unknown[]) => tell({ kind: "heard", id, place, args: heard });
      }
      const stop = new AbortController();
      own.set(place, stop);
      return stop.signal;
    });
    try {
      if (!Object.hasOwn(methods, method)) throw new Error(`${method} was called before the start`);
      const called = (methods as Record<string, (...all: readonly unknown[]) => unknown>)[method]!;
      tell({ kind: "value", id, value: await called(...given) });
    } catch (cause) {
      tell({ kind: "failed", id, error: errorData(explained(cause)) });
    } finally {
      stops.delete(id);
    }
  }

  addEventListener("message", ({ data }: MessageEvent<ToCalled>) => {
    if (data.kind === "call") void answer(data);
    else if (data.kind === "stop") stops.get(data.id)?.get(data.place)?.abort();
  });
}

/** The arguments, and the fields of those that are plain objects, each changed or left as it is. */
function mapArguments(
  args: readonly unknown[],
  change: (value: unknown, place: string) => unknown,
): readonly unknown[] {
  return args.map((value, i) => {
    const changed = change(value, `${i}`);
    if (changed !== value || typeof value !== "object" || value === null) return changed;
    if (Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, own]) => [key, change(own, `${i}.${key}`)]),
    );
  });
}

/** Whether an argument that arrived stands for one that stayed, and not for data of that shape. */
function isKept(value: unknown, place: string): value is Kept {
  return isRecord(value) && "kept" in value && value["place"] === place;
}
