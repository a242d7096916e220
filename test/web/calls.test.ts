import { afterEach, describe, expect, it, vi } from "vitest";
import { HomegroundError, isHomegroundError } from "../../src/core/errors.js";
import { answerCalls, callsOf } from "../../src/web/calls.js";

type Heard = (event: { data: unknown }) => void;

/** A page and its worker in one thread: messages are copied as between two. */
function pair(methods: object) {
  const [ofPage, ofWorker, ofErrors]: [Heard[], Heard[], ((event: unknown) => void)[]] = [
    [],
    [],
    [],
  ];
  const deliver = (to: Heard[], message: unknown): void => {
    const data = structuredClone(message);
    queueMicrotask(() => {
      for (const hear of to) hear({ data });
    });
  };
  vi.stubGlobal("addEventListener", (_type: string, hear: Heard) => ofWorker.push(hear));
  vi.stubGlobal("postMessage", (message: unknown) => deliver(ofPage, message));
  answerCalls(methods, (cause) =>
    isHomegroundError(cause)
      ? cause
      : new HomegroundError("internal/bug", { what: String(cause), where: "w", fix: "f" }),
  );
  const worker = {
    addEventListener: (type: string, hear: Heard) =>
      (type === "error" ? ofErrors : ofPage).push(hear as never),
    postMessage: (message: unknown) => deliver(ofWorker, message),
  } as unknown as Worker;
  const calls = callsOf<Record<string, (...args: unknown[]) => Promise<unknown>>>(
    worker,
    ({ message }) => new Error(message),
  );
  const fail = (message: string): void => {
    for (const hear of ofErrors) hear({ message, preventDefault() {} });
  };
  return { calls, fail };
}

afterEach(() => vi.unstubAllGlobals());

describe("calls of an object in a worker", () => {
  it("give what its methods give, and copies of the arguments", async () => {
    const { calls } = pair({ add: async (a: number, b: Map<string, number>) => a + b.get("b")! });
    await expect(calls["add"]!(1, new Map([["b", 2]]))).resolves.toBe(3);
  });

  it("throw as the method does, with its code", async () => {
    const error = new HomegroundError("model/not-onnx", { what: "a", where: "b", fix: "c" });
    const { calls } = pair({
      async open() {
        throw error;
      },
    });
    await expect(calls["open"]!()).rejects.toMatchObject({ ...error.toJSON() });
    await expect(calls["close"]!()).rejects.toThrow("close was called before the start");
    await expect(calls["toString"]!()).rejects.toThrow("before the start");
  });

  it("call functions back, in order, of the call that they came with alone", async () => {
    const count = async ({ tell }: { tell: (n: number) => void }, last: (word: string) => void) => {
      for (const n of [1, 2, 3]) tell(n);
      last("end");
      return "done";
    };
    const { calls } = pair({ count });
    const [first, second]: [unknown[], unknown[]] = [[], []];
    const push = (list: unknown[]) => (one: unknown) => list.push(one);
    const told = await Promise.all([
      calls["count"]!({ tell: push(first) }, push(first)),
      calls["count"]!({ tell: push(second), kept: "function", place: "0.tell" }, push(second)),
    ]);
    expect([told, first, second]).toEqual([
      ["done", "done"],
      [1, 2, 3, "end"],
      [1, 2, 3, "end"],
    ]);
  });

  it("stop with the caller's signal, also one that has stopped before", async () => {
    const wait = ({ signal }: { signal: AbortSignal }) =>
      new Promise((resolve) => {
        if (signal.aborted) resolve("stopped before");
        signal.addEventListener("abort", () => resolve("stopped"));
      });
    const { calls } = pair({ wait });
    const stop = new AbortController();
    const waiting = calls["wait"]!({ signal: stop.signal });
    stop.abort();
    await expect(waiting).resolves.toBe("stopped");
    await expect(calls["wait"]!({ signal: stop.signal })).resolves.toMatch(/^stopped/);
  });

  it("fail, all that wait and all that follow, where the worker's program does not run", async () => {
    const { calls, fail } = pair({ wait: () => new Promise(() => {}) });
    const waiting = calls["wait"]!();
    fail("could not be loaded");
    await expect(waiting).rejects.toThrow("could not be loaded");
    await expect(calls["wait"]!()).rejects.toThrow("could not be loaded");
  });
});
