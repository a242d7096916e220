import { afterEach, describe, expect, it, vi } from "vitest";
import { HomegroundError } from "../../src/core/errors.js";
import { createAppState } from "../../src/web/app/app-state.svelte.js";
import { createGalleryState, type GallerySource } from "../../src/web/app/gallery-state.svelte.js";
import { createImportState } from "../../src/web/app/import-state.svelte.js";
import { createModelFetch } from "../../src/web/app/model-fetch.svelte.js";
import type { SessionClient } from "../../src/web/session/session-client.js";
import type { FoundTold, ResultTold } from "../../src/web/session/session-types.js";

/** An answer of the session that comes when a test says so. */
function late<Told>() {
  let resolve: (told: Told) => void = () => {};
  let reject: (cause: unknown) => void = () => {};
  const promise = new Promise<Told>((...both) => {
    [resolve, reject] = both;
  });
  return { promise, resolve, reject };
}

const session = (steps: Partial<SessionClient>): SessionClient => steps as SessionClient;
const gone = new HomegroundError("input/not-found", {
  what: "gone",
  where: "files",
  fix: "none",
});

/** What the state asks of its page. */
function standInPage(): void {
  vi.stubGlobal("addEventListener", () => {});
  vi.stubGlobal("location", { hash: "", pathname: "/", search: "" });
  vi.stubGlobal("document", { hidden: false });
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("an answer that comes after what it is about was given up", () => {
  it("is neither found nor a failure, of a look at files that are not there any more", async () => {
    for (const end of ["forget", "clear"] as const) {
      for (const how of ["resolve", "reject"] as const) {
        const answer = late<FoundTold>();
        const failed: unknown[] = [];
        let isAborted = (): boolean => false;
        const imports = createImportState(
          session({
            look({ signal }) {
              isAborted = () => signal.aborted;
              return answer.promise;
            },
          }),
          (cause) => failed.push(cause),
        );
        const looking = imports.lookFound();
        expect(imports.found.progress).not.toBeNull();
        imports[end]();
        expect(isAborted()).toBe(true);
        if (how === "resolve") answer.resolve({ images: 3 } as FoundTold);
        else answer.reject(gone);
        await looking;
        expect(failed).toEqual([]);
        expect(imports.found).toEqual({ told: null, progress: null, isStopped: false });
      }
    }
  });

  it("is no result, of labels that were changed before everything was cleared", async () => {
    for (const how of ["resolve", "reject"] as const) {
      standInPage();
      const answer = late<ResultTold>();
      const app = createAppState(
        session({
          clearFiles: async () => {},
          select: async () => ({ items: new Int32Array() }) as never,
          addFiles: async () => ({ files: [], images: 0 }) as never,
          ask: async () => ({}) as never,
          command: async () => ({}) as never,
          run: async () => ({ run: "the first" }) as never,
          relabel: () => answer.promise,
        }),
      );
      await app.ask({});
      expect(app.result).not.toBeNull();
      app.relabelled.change("a.png", "cat", "dog");
      const computed = app.relabelled.settled();
      await app.clear();
      if (how === "resolve") answer.resolve({ run: "the second" } as never);
      else answer.reject(gone);
      await computed;
      expect([app.result, app.error, app.outOfDate]).toEqual([null, null, null]);
    }
  });

  it("is not in the next work, of files of a project that were on their way", async () => {
    standInPage();
    const steps: string[] = [];
    const brought = late<void>();
    const app = createAppState(
      session({
        async clearFiles() {
          steps.push("clear");
        },
        async addFiles() {
          steps.push("add");
          await brought.promise;
          return { files: [], images: 0 } as never;
        },
      }),
    );
    app.restore(app.save());
    const attached = app.attach([new Map()]);
    app.expectFiles(attached);
    const cleared = app.clear();
    expect(app.busy).toBe(true);
    brought.resolve();
    await Promise.all([attached, cleared]);
    expect(steps).toEqual(["clear", "add", "clear"]);
    expect([app.files, app.drops, app.busy]).toEqual([null, [], false]);
  });

  it("is not given to the next work, of a model that was on its way", async () => {
    standInPage();
    const answer = late<Response>();
    vi.stubGlobal("fetch", () => answer.promise);
    const work = new AbortController();
    const taken: string[] = [];
    const models = createModelFetch(
      {
        untilCleared: work.signal,
        model: null,
        add: async (files) => {
          taken.push(...files.keys());
        },
      },
      { modelToken: null },
      { isWhole: false, places: { base: "http://host/app/" } } as never,
    );
    const getting = models.get("http://host/app/models/m.onnx");
    expect(models.getting).not.toBeNull();
    work.abort();
    answer.resolve(new Response(new Uint8Array(3)));
    await getting;
    expect([taken, models.getting, models.error]).toEqual([[], null, null]);
  });
});

describe("tiles that could not be had", () => {
  it("are asked for again", async () => {
    standInPage();
    let asked = 0;
    const gallery = createGalleryState({
      select: async () => ({ items: Int32Array.of(4, 5) }) as never,
      async items() {
        if (++asked === 1) throw gone;
        return [{ file: "a.png" }, { file: "b.png" }] as never;
      },
      thresholds: async () => null,
    } as Partial<GallerySource> as GallerySource);
    gallery.renew();
    await vi.waitFor(() => expect(gallery.selected).not.toBeNull());
    expect(gallery.tile(1)).toBeUndefined();
    await vi.waitFor(() => expect(gallery.tile(1)).toEqual({ file: "b.png" }));
    expect(asked).toBe(2);
  });
});
