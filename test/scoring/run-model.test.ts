import { describe, expect, it } from "vitest";
import { NEVER_CANCELLED } from "../../src/core/cancellation.js";
import { HomegroundError } from "../../src/core/errors.js";
import { createLabelSet } from "../../src/core/label-set.js";
import type { ImageScorer, ScoredImage } from "../../src/models/image-scorer.js";
import { type ModelRunPorts, runModel } from "../../src/scoring/run-model.js";
import { createMemoryScoreLog, type ScoreLog } from "../../src/scoring/score-log.js";

const LABELS = createLabelSet(["deer", "fox"]);
const hashOf = (path: string): string => path.slice(0, 1).padStart(64, "0");

const identityOf = (path: string) => ({ sha256: hashOf(path), format: null });

/** A scorer that says what `say` says, the last image first, and remembers what it was asked. */
function scorerOf(say: (path: string) => Pick<ScoredImage, "ok"> & Record<string, unknown>) {
  const asked: string[] = [];
  const scorer: ImageScorer = {
    engine: "test",
    areProbabilities: true,
    async *score(images) {
      const all: ScoredImage[] = [];
      for await (const { index, path } of images) {
        asked.push(path);
        all.push({ index, ...say(path) } as ScoredImage);
      }
      yield* all.reverse();
    },
    close: async () => {},
  };
  return { asked, scorer };
}

const right = (path: string) => ({
  ok: true,
  scores: Float64Array.of(Number(path.at(1)) / 10, 1 - Number(path.at(1)) / 10),
  notes: [],
  widthPx: 4,
  heightPx: 3,
  sha256: hashOf(path),
});

async function run(
  paths: readonly string[],
  scorer: ImageScorer,
  log: ScoreLog = createMemoryScoreLog(),
  more: Partial<ModelRunPorts> = {},
) {
  const images = paths.map((path) => ({ file: `img/${path}`, path }));
  const identify = async (path: string) => identityOf(path);
  const ports = { scorer, log, identify, signal: NEVER_CANCELLED, ...more };
  const { source, notes, sha256 } = await runModel(images, LABELS, ports);
  const answers = await Promise.all(paths.map((_, i) => source.answer(i)));
  return { answers, notes, sha256 };
}

describe("running a model over images", () => {
  it("gives each image its own answer, whatever the order they come in", async () => {
    const { scorer } = scorerOf(right);
    const { answers } = await run(["a1", "b2", "c3"], scorer);
    expect(answers.map((answer) => answer.kind === "scores" && answer.scores[0])).toEqual([
      0.1, 0.2, 0.3,
    ]);
  });

  it("scores equal bytes once, counts both, and notes the copy", async () => {
    const { scorer, asked } = scorerOf(right);
    const { answers, notes } = await run(["a1", "a1", "b2"], scorer);
    expect(asked).toEqual(["a1", "b2"]);
    expect(answers[0]).toEqual(answers[1]);
    expect(notes).toMatchObject([{ file: "img/a1", code: "duplicate" }]);
  });

  it("asks nothing again that the log knows", async () => {
    const log = createMemoryScoreLog();
    const first = scorerOf(right);
    const before = await run(["a1", "b2"], first.scorer, log);
    const second = scorerOf(() => {
      throw new Error("must not be asked");
    });
    expect((await run(["a1", "b2"], second.scorer, log)).answers).toEqual(before.answers);
    expect(second.asked).toEqual([]);
  });

  it("asks again for features that their log lacks, and never for those that the model does not give", async () => {
    const [log, features] = [createMemoryScoreLog(), createMemoryScoreLog()];
    await run(["a1", "b2"], scorerOf(right).scorer, log);
    const given = { features: Float32Array.of(0.5, 2) };
    const second = scorerOf((path) => (path === "b2" ? right(path) : { ...right(path), ...given }));
    const before = await run(["a1", "b2"], second.scorer, log, { features });
    expect(second.asked).toEqual(["a1", "b2"]);
    expect(await features.read(hashOf("a1"))).toMatchObject({
      scores: Float64Array.of(0.5, 2),
      single: true,
    });
    expect(await features.read(hashOf("b2"))).toMatchObject({ ok: false, code: "model-failed" });
    const third = scorerOf(right);
    expect(await run(["a1", "b2"], third.scorer, log, { features })).toEqual(before);
    expect(third.asked).toEqual([]);
  });

  it("hands on what a softmax took away", async () => {
    const log = createMemoryScoreLog();
    const { scorer } = scorerOf((path) => ({ ...right(path), logSum: 7 }));
    await run(["a1"], scorer, log);
    const { answers } = await run(["a1"], scorerOf(right).scorer, log);
    expect(answers[0]).toMatchObject({ kind: "scores", logSum: 7 });
  });

  it("asks further models for what their logs lack, and keeps what each said in its own", async () => {
    const logs = [createMemoryScoreLog(), createMemoryScoreLog()];
    const { sha256, ...known } = right("b9");
    await logs[1]!.append(sha256, { ...known, ok: true });
    const wanted: unknown[] = [];
    const scorer: ImageScorer = {
      ...scorerOf(right).scorer,
      async *score(images) {
        for await (const { index, path, beside = [] } of images) {
          wanted.push([path, beside]);
          const { scores, notes, widthPx, heightPx } = right(`${path}`);
          // The second says nothing of c.
          const said = beside.filter((model) => model === 0 || !path.startsWith("c"));
          yield {
            ...right(path),
            ok: true,
            index,
            beside: said.map((model) => ({
              model,
              scores: scores.map((x) => x + model),
              notes,
              widthPx,
              heightPx,
            })),
          };
        }
      },
    };
    await run(["a1", "b2", "c3"], scorer, createMemoryScoreLog(), { beside: logs });
    expect(wanted).toEqual([
      ["a1", [0, 1]],
      ["b2", [0]],
      ["c3", [0, 1]],
    ]);
    const first = await Promise.all(
      logs.flatMap((log) => ["a1", "b2", "c3"].map((path) => log.read(hashOf(path)))),
    );
    expect(first.map((record) => (record?.ok ? record.scores[0] : null))).toEqual([
      0.1,
      0.2,
      0.3,
      1.1,
      0.9,
      null,
    ]);
  });

  it("keeps an answer under the bytes that the model was given, and lists the image that had others", async () => {
    const log = createMemoryScoreLog();
    // Exchanged after it was looked at: the model is given what d has.
    const { scorer } = scorerOf((path) => (path === "b2" ? right("d4") : right(path)));
    const { answers } = await run(["a1", "b2", "b2", "c3"], scorer, log);
    expect(answers.map(({ kind }) => kind)).toEqual(["scores", "none", "none", "scores"]);
    expect(answers[1]).toMatchObject({ code: "changed", error: "input/changed" });
    expect(log.has(hashOf("b2"))).toBe(false);
    expect(await log.read(hashOf("d4"))).toMatchObject({ scores: right("d4").scores });
  });

  it("holds a failure against the bytes that failed, also where the worker could not say which", async () => {
    const broken = { ok: false, code: "unreadable", what: "cut off", error: "image/truncated" };
    const log = createMemoryScoreLog();
    const said = scorerOf((path) => ({ ...broken, sha256: hashOf(path === "b2" ? "d4" : path) }));
    await run(["a1", "b2"], said.scorer, log);
    expect(["a1", "b2", "d4"].map((path) => log.has(hashOf(path)))).toEqual([true, false, true]);

    let looks = 0;
    const identify = async (path: string) => {
      if (path === "b2" && looks++ > 0) return identityOf("d4");
      return identityOf(path);
    };
    const died = createMemoryScoreLog();
    const { answers } = await run(["b2", "c3"], scorerOf(() => broken).scorer, died, { identify });
    expect(["b2", "c3"].map((path) => died.has(hashOf(path)))).toEqual([false, true]);
    expect(answers).toMatchObject([{ code: "changed" }, { code: "unreadable" }]);
  });

  it("lists what could not be read or scored, and goes on", async () => {
    const { scorer } = scorerOf((path) =>
      path === "b2"
        ? { ok: false, code: "unreadable", what: "it ends too early", error: "image/truncated" }
        : right(path),
    );
    const identify = async (path: string) => {
      if (path !== "c3") return identityOf(path);
      const parts = { what: "no rights", where: path, fix: "Ask for them" };
      throw new HomegroundError("input/unreadable", parts);
    };
    const { answers, sha256 } = await run(["a1", "b2", "c3"], scorer, undefined, { identify });
    expect(answers[0]?.kind).toBe("scores");
    expect(answers.slice(1)).toEqual([
      { kind: "none", code: "unreadable", what: "it ends too early", error: "image/truncated" },
      { kind: "none", code: "unreadable", what: "no rights", error: "input/unreadable" },
    ]);
    expect(sha256[2]).toBeNull();
  });

  it("lists an image whose file is gone, without asking the model", async () => {
    const gone = (code: "input/not-found" | "input/unreadable") =>
      new HomegroundError(code, { what: "said by the disk", where: "b2", fix: "Look" });
    const { scorer, asked } = scorerOf(right);
    const identify = async (path: string) => {
      if (path === "c3") throw gone("input/not-found");
      return identityOf(path);
    };
    const images = [
      { file: "a1", path: "a1" },
      { file: "b2", path: null, problem: gone("input/not-found") },
      { file: "c3", path: "c3" },
      { file: "d4", path: null, problem: gone("input/unreadable") },
    ];
    const ports = { scorer, log: createMemoryScoreLog(), identify, signal: NEVER_CANCELLED };
    const { source } = await runModel(images, LABELS, ports);
    const answers = await Promise.all(images.map((_, i) => source.answer(i)));
    expect(asked).toEqual(["a1"]);
    expect(answers).toMatchObject([
      { kind: "scores" },
      { kind: "none", code: "missing-file", error: "input/not-found" },
      { kind: "none", code: "missing-file", error: "input/not-found" },
      { kind: "none", code: "unreadable", what: "said by the disk", error: "input/unreadable" },
    ]);
  });

  it("notes names that say another format than the bytes, copies of one file each by its own", async () => {
    const names = ["a.jpg", "a.PNG", "a.jpeg", "a.txt", "b.png"];
    const images = names.map((file) => ({ file, path: `${file.slice(0, 1)}1` }));
    const identify = async (path: string) => ({
      sha256: hashOf(path),
      format: path === "a1" ? ("png" as const) : null,
    });
    const { scorer } = scorerOf(right);
    const ports = { scorer, log: createMemoryScoreLog(), identify, signal: NEVER_CANCELLED };
    const { source } = await runModel(images, LABELS, ports);
    const answers = await Promise.all(images.map((_, i) => source.answer(i)));
    const mismatch = ["image/extension-mismatch"];
    expect(answers.map((answer) => answer.kind === "scores" && answer.notes)).toEqual([
      mismatch,
      [],
      mismatch,
      [],
      [],
    ]);
  });

  it.each([
    ["missing-file", "input/not-found"],
    ["unreadable", "input/unreadable"],
  ])("does not keep for the next run that a file was %s", async (code, error) => {
    const log = createMemoryScoreLog();
    const gone = scorerOf(() => ({ ok: false, code, error, what: "gone" }));
    const { answers } = await run(["a1"], gone.scorer, log);
    expect(answers).toEqual([{ kind: "none", code, error, what: "gone" }]);
    expect((await run(["a1"], scorerOf(right).scorer, log)).answers[0]?.kind).toBe("scores");
  });

  it("does not keep a timeout for the next run", async () => {
    const log = createMemoryScoreLog();
    const slow = scorerOf(() => ({
      ok: false,
      code: "timeout",
      what: "60 s",
      error: "model/timeout",
    }));
    const { answers } = await run(["a1"], slow.scorer, log);
    expect(answers).toMatchObject([{ kind: "none", code: "timeout", what: "60 s" }]);
    expect((await run(["a1"], scorerOf(right).scorer, log)).answers[0]?.kind).toBe("scores");
  });

  it("says how far it is, up to all", async () => {
    const seen: string[] = [];
    const log = createMemoryScoreLog();
    await run(["a1"], scorerOf(right).scorer, log);
    await run(["a1", "b2", "b2"], scorerOf(right).scorer, log, {
      onProgress: ({ done, total, known }) => seen.push(`${done}/${total} ${known}`),
    });
    expect(seen[0]).toBe("0/3 0");
    expect(seen.at(-1)).toBe("3/3 1");
  });
});
