import { untrack } from "svelte";
import type { HomegroundError } from "../../core/errors.js";
import { askedFor, findAgain } from "../projects/ask-again.js";
import { askToPersist } from "../projects/ask-to-persist.js";
import { areGranted, askForRights, filesOfHandles } from "../projects/file-handles.js";
import { nameOf, newProjectId, type Project } from "../projects/project.js";
import { STEPS } from "./app-types.js";
import type { FilesAsked, ProjectPorts, Projects } from "./project-types.js";
import { createProjectWriter } from "./project-writer.js";
import { createTabMemory } from "./tab-memory.js";
import { unforeseen } from "./unforeseen.js";

/** How long after a change it is written. */
const WRITE_AFTER_MS = 300;

export function createProjects({
  app,
  store,
  labels,
  files,
  tabs,
  version,
}: ProjectPorts): Projects {
  let list = $state.raw<readonly Project[]>([]);
  let current = $state.raw<Project | null>(null);
  let watched = $state.raw<Project | null>(null);
  let problem = $state.raw<HomegroundError | null>(null);
  let asks = $state.raw<FilesAsked | null>(null);
  let given = new Map<string, Blob>();
  let handles: readonly FileSystemHandle[] = [];
  let letGo: (() => void) | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isBeginning = false;
  const memory = createTabMemory();
  let isReady = (): void => {};
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });

  const refresh = async (): Promise<void> => {
    list = await store.list();
  };
  const writer = createProjectWriter(app, store, files, version);
  /** Writes the project as it is. */
  const write = (isRunning = app.busy && app.step === "run"): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const at = current;
    if (at === null) return writer.done();
    return writer.write(
      () => ({ ...at, name: current?.name ?? at.name }),
      isRunning,
      async (project, cause) => {
        if (project !== null) {
          if (current?.id === at.id) current = project;
          tabs.tell({ kind: "changed", id: at.id });
        }
        problem = cause;
        await refresh();
      },
    );
  };
  const begin = async (): Promise<void> => {
    if (isBeginning) return;
    isBeginning = true;
    if (store.isKept && list.length === 0) void askToPersist().catch(() => {});
    const id = newProjectId();
    const now = new Date().toISOString();
    const { result: _, ...work } = app.save();
    const paths = app.drops.flatMap((drop) => [...drop.keys()]);
    try {
      letGo = await tabs.take(id, false, lost);
    } catch (cause) {
      problem = unforeseen(cause, "project"); // the next change tries again
      return;
    } finally {
      isBeginning = false;
    }
    current = {
      id,
      name: nameOf(app.save(), paths),
      createdAt: now,
      changedAt: now,
      version,
      drops: [],
      work,
      isRunning: false,
      answer: null,
      importedFrom: null,
    };
    writer.begin(null);
    memory.set(id);
    if (handles.length > 0) await store.putHandles(id, handles).catch(() => {});
    await write();
  };
  /** Labels are kept with the project that the tab has when they are made. */
  const here = async (): Promise<string> => {
    if (current === null) await begin();
    return current?.id ?? "";
  };
  app.labelling.keepWith({
    isKept: labels.isKept,
    read: async () => labels.read(await here()),
    begin: async (text) => labels.begin(await here(), text),
    setAside: async (text) => labels.setAside(await here(), text),
    append: async (line) => {
      const id = await here();
      // Labels go on after a reload only where the project says that they were begun.
      if (current?.work.labelling == null) await write();
      await labels.append(id, line);
    },
  });
  const forget = (): void => {
    letGo?.();
    letGo = null;
    current = null;
    asks = null;
    given = new Map();
    handles = [];
    memory.set(null);
  };
  /** Another tab took the project: this one looks on. */
  const lost = (): void => {
    const id = current?.id ?? null;
    letGo = null;
    app.stop();
    forget();
    void app.clear();
    if (id !== null) void watch(id);
  };
  const watch = async (id: string): Promise<void> => {
    watched = await store.get(id);
    memory.set(watched === null ? null : id);
  };
  const handOver = async (): Promise<void> => {
    const wasRunning = app.busy && app.step === "run";
    const id = current?.id ?? null;
    app.stop();
    await app.idle();
    await write(wasRunning);
    forget();
    await app.clear();
    if (id !== null) await watch(id);
  };
  tabs.listen((news) => {
    if (news.kind === "hand-over") {
      if (news.id === current?.id) void handOver();
      return;
    }
    void refresh();
    if (news.id === watched?.id) void watch(news.id);
  });

  /** Gives the app the files that are here, or asks for the others. @returns what is to be done with them */
  const bring = async (project: Project, isAll: boolean): Promise<"read-anew" | "go-on" | null> => {
    const known = new Map(given);
    for (const { path, sha256 } of project.drops.flat()) {
      const kept = sha256 === null ? null : await files.take(sha256);
      if (kept === null || sha256 === null) continue;
      known.set(path, kept);
      writer.remember(kept, sha256);
    }
    if (current?.id !== project.id) return null;
    const { drops, missing, otherSize } = findAgain(project.drops, known);
    if (missing.length > 0 && !isAll) {
      asks = {
        ...askedFor(missing),
        total: project.drops.flat().length,
        found: given.size > 0 ? project.drops.flat().length - missing.length : null,
        firstMissing: missing.slice(0, 3).map(({ path }) => path),
        canAllow: handles.length > 0 && given.size === 0,
      };
      return null;
    }
    const goesOn = project.isRunning;
    if (!(await app.attach(drops)) || current?.id !== project.id) return null;
    asks = null;
    if (missing.length + otherSize.length > 0) return "read-anew";
    return goesOn ? "go-on" : null;
  };
  /** Lets what needs files wait for those that are on their way, and goes on once they are here. */
  const attach = async (arrival: ReturnType<typeof bring>): Promise<void> => {
    app.expectFiles(arrival);
    const next = await arrival;
    // Other files than those that the result is of: what was read is read anew.
    if (next === "read-anew") {
      await app.add(new Map());
      app.go("start");
    } else if (next === "go-on") {
      await app.start();
    }
  };

  const projects: Projects = {
    get list() {
      return list;
    },
    get current() {
      return current;
    },
    isKept: store.isKept && files.isKept,
    get problem() {
      return problem;
    },
    get asks() {
      return asks;
    },
    get watched() {
      return watched;
    },
    ready,
    async open(id) {
      await projects.close();
      const project = await store.get(id);
      if (project === null) {
        memory.set(null);
        return;
      }
      letGo = await tabs.take(id, false, lost);
      if (letGo === null) {
        await watch(id);
        return;
      }
      await takeUp(project);
    },
    async close() {
      watched = null;
      if (current === null) return;
      await write();
      forget();
      await app.clear();
    },
    async rename(id, name) {
      const project = id === current?.id ? current : await store.get(id);
      if (project === null || name.trim() === "") return;
      const renamed = { ...project, name: name.trim() };
      if (id === current?.id) current = renamed;
      await store.put(renamed);
      tabs.tell({ kind: "changed", id });
      await refresh();
    },
    async remove(id) {
      if (id === current?.id) {
        app.stop();
        await app.idle();
        if (timer !== null) clearTimeout(timer);
        timer = null;
        await writer.done();
        forget();
        await app.clear();
      }
      // A tab that has it open lets it go, or would write it anew.
      const release = await tabs.take(id, true, () => {});
      await store.remove(id);
      await labels.remove(id);
      release?.();
      await refresh();
      const wanted = list.flatMap(({ drops }) =>
        drops.flat().flatMap(({ sha256 }) => sha256 ?? []),
      );
      await files.keepOnly(new Set(wanted));
      tabs.tell({ kind: "changed", id });
    },
    async give(more) {
      if (current === null) return;
      for (const [path, blob] of more) given.set(path, blob);
      await attach(bring(current, false));
    },
    async allow() {
      if (current === null || !(await askForRights(handles))) return;
      await projects.give(await filesOfHandles(handles));
    },
    async goOnWithout() {
      if (current !== null) await attach(bring(current, true));
    },
    dropped(more) {
      handles = [...handles, ...more];
      if (current !== null) void store.putHandles(current.id, handles).catch(() => {});
    },
    async takeOver() {
      const id = watched?.id;
      if (id === undefined) return;
      letGo = await tabs.take(id, true, lost);
      const project = await store.get(id);
      watched = null;
      if (project !== null) await takeUp(project);
    },
    flush: () => write(),
    async takeIn(project, result, inside, log) {
      await projects.close();
      await store.put(project, result);
      if (log !== null) await labels.begin(project.id, log);
      tabs.tell({ kind: "changed", id: project.id });
      await refresh();
      await projects.open(project.id);
      if (asks !== null && inside.size > 0) await projects.give(inside);
    },
    resultOf: (id) => store.result(id),
    labelsOf: (id) => labels.read(id),
    follow() {
      const opening = async (): Promise<void> => {
        const id = memory.get(); // of before: one that is begun while the list is read is open already
        await refresh();
        if (id !== null) await projects.open(id);
      };
      void opening().finally(isReady);
      $effect(() => {
        app.save(); // everything that is kept is what this waits for
        const { busy, hasFiles } = app;
        const hasWork = app.drops.length > 0;
        untrack(() => {
          if (watched !== null) return;
          if (current === null) {
            if (hasWork && !busy) void begin();
          } else if (!hasWork && hasFiles) {
            forget(); // everything was cleared: what comes next is another project
          } else {
            // Progress comes often; what is written is how it stands a moment later.
            timer ??= setTimeout(() => void write(), WRITE_AFTER_MS);
          }
        });
      });
      const flush = (): void => void write();
      addEventListener("pagehide", flush);
      return () => removeEventListener("pagehide", flush);
    },
  };

  async function takeUp(project: Project): Promise<void> {
    const result = await store.result(project.id);
    writer.begin(result);
    current = project;
    memory.set(project.id);
    given = new Map();
    handles = await store.handles(project.id);
    const work = shown(project, version);
    const isOfResult = work.step === "results" || work.step === "compare";
    const isThere = STEPS.includes(work.step) && (!isOfResult || result !== null);
    app.restore({ ...work, step: isThere ? work.step : "start", result });
    await attach(filesHere(project));
  }
  /** The files that the browser may read again by itself. */
  async function filesHere(project: Project): ReturnType<typeof bring> {
    if (handles.length > 0 && (await areGranted(handles))) {
      for (const [path, blob] of await filesOfHandles(handles)) given.set(path, blob);
    }
    if (project.work.reading?.example != null) {
      for (const [path, blob] of await app.drawExample()) given.set(path, blob);
    }
    return bring(project, false);
  }

  return projects;
}

/** What screens of another version showed is read anew; what was decided stays. */
function shown({ work, version }: Project, own: string): Project["work"] {
  if (version === own) return work;
  return { ...work, step: "start", imported: null, names: null, images: null, run: null };
}
