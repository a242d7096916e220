import { expect, it } from "vitest";
import type { LoadedModel } from "../../src/models/inference-runtime.js";
import { whileThere } from "../../src/web/inference/graphics-runtime.js";

const NO_FEEDS = new Map();

function modelOf(run: LoadedModel["run"]): LoadedModel {
  return { inputs: [], outputs: [], run, release: async () => {} };
}

function device() {
  let lose: (info: { reason: string; message: string }) => void = () => {};
  const lost = new Promise<{ reason: string; message: string }>((resolve) => {
    lose = resolve;
  });
  return { device: { lost }, lose: (message: string) => lose({ reason: "unknown", message }) };
}

it("fails a run that would never end when the graphics processor is lost, and every later one", async () => {
  const { device: there, lose } = device();
  const model = whileThere(
    modelOf(() => new Promise(() => {})),
    there,
    "model.onnx",
  );
  const running = model.run(NO_FEEDS);
  lose("the driver was reset");
  const lost = {
    code: "model/run-failed",
    what: "the graphics processor was lost (the driver was reset)",
  };
  await expect(running).rejects.toMatchObject(lost);
  await expect(model.run(NO_FEEDS)).rejects.toMatchObject(lost);
});

it("passes answers and failures of the model on while it is there", async () => {
  const { device: there } = device();
  const answers = new Map();
  const works = whileThere(
    modelOf(async () => answers),
    there,
    "model.onnx",
  );
  expect(await works.run(NO_FEEDS)).toBe(answers);
  const fails = whileThere(
    modelOf(async () => {
      throw new Error("wrong shape");
    }),
    there,
    "model.onnx",
  );
  await expect(fails.run(NO_FEEDS)).rejects.toThrow("wrong shape");
});
