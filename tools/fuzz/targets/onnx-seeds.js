import { identityModel, meanColourClassifier } from "../../../test/support/onnx-writer.ts";

export function buildSeeds() {
  return [meanColourClassifier(), identityModel("float32", ["n", 3, 4, 4])];
}
