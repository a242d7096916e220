import type { HomegroundError } from "../../core/errors.js";
import { taskOf } from "../../tasks/registry.js";
import { askedInVain } from "../asked-in-vain.js";

/** In place of figures of a task whose answers are no label of an image. */
export function onlyOfLabels(task: Parameters<typeof taskOf>[0]): HomegroundError {
  if (taskOf(task).truth === "objects") {
    return askedInVain(
      "analysis/no-boxes",
      "where an object is filled no annotation says what a model that finds objects should answer: this is asked about labels of whole images, one an image",
      {
        command:
          "Split its figures by what surrounds the objects, --slice background-brightness, or leave it out",
        app: "Split its figures by an attribute of the background, or leave it out",
      },
    );
  }
  return askedInVain(
    "analysis/no-boxes",
    "pictures without their objects are asked about labels of whole images, one an image",
    {
      command: "Ask homeground stress what changes of the pictures cost, or leave it out",
      app: "Ask what changes of the pictures cost, or leave it out",
    },
  );
}
