import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** What the example of the app imports; `types/demo-model.d.ts` declares it. */
const NAME = "virtual:demo-model";
const RESOLVED = `\0${NAME}`;
const ASSETS = join(import.meta.dirname, "../../assets/demo");

/**
 * Gives the demo's model as text, so that the built-in example is a part of the program like any
 * other: loaded when it is wanted first, and there wherever the program is.
 */
export function demoModel(): Plugin {
  return {
    name: "demo-model",
    resolveId: (id) => (id === NAME ? RESOLVED : null),
    load(id) {
      if (id !== RESOLVED) return null;
      const onnx = readFileSync(join(ASSETS, "site-a-classifier.onnx")).toString("base64");
      const card = readFileSync(join(ASSETS, "site-a-classifier.json"), "utf8");
      const { home } = JSON.parse(readFileSync(join(ASSETS, "sets.json"), "utf8")).sets;
      const model = { onnx, card, right: home.correct, images: home.images };
      return `export const DEMO_MODEL = ${JSON.stringify(model)};`;
    },
  };
}
