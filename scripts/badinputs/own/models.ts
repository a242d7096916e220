import { join } from "node:path";
import { meanColourClassifier } from "../../../test/support/onnx-writer.js";
import { writeLabels } from "../plan.js";
import { COMMON, type OwnCase, put, putImages } from "./own-case.js";

/** Models that ask for more than there is. */
export const MODEL_CASES: readonly OwnCase[] = [
  {
    id: "own-model-huge-input",
    area: "models",
    isQuick: true,
    command: "load model and predict on 2 pictures",
    wrong: "the model declares an input of 60,000 × 60,000 pixels, 43 GB",
    outcome: "error",
    code: "model/memory",
    limits: { seconds: 10, mib: 400 },
    write: (folder) => {
      putImages(folder);
      const weights = [0, 1, 2].map(() => [1, -1]);
      put(folder, "model.onnx", meanColourClassifier({ side: 60_000, weights }));
    },
    plan: ({ given, work, out }) => {
      const labels = writeLabels(work, ["good1.png", "good2.png"], ["cat", "dog"]);
      const model = join(given, "model.onnx");
      const words = ["evaluate", join(given, "images"), "--labels", labels, "--model", model];
      return { named: [], args: [...words, "--out", out, ...COMMON] };
    },
  },
];
