import { baseName, extensionOf } from "../file-access.js";
import type { TakenReading } from "../import-types.js";

/** Whether a file's name says that it lists the names of classes, one a line. */
export function isClassList(path: string): boolean {
  return /^(classes|labels|predefined_classes)\.txt$|\.names$|\.labels$/i.test(baseName(path));
}

/** Whether a file is Darknet's `obj.data`, by its name. */
export function isDarknetData(path: string): boolean {
  return extensionOf(path) === "data";
}

/** That numbers of classes are called by names from elsewhere, in their order. */
export function namesInOrder(of: "model" | "labels"): TakenReading {
  return { reading: "class-names", value: of, chosen: "found" };
}
