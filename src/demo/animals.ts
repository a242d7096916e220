import type { Random } from "../core/random.js";
import type { Body, Coat } from "./animal-body.js";
import { poseBird } from "./bird.js";
import { poseBoar } from "./boar.js";
import { poseDeer } from "./deer.js";
import { poseFox } from "./fox.js";

/** The animals of the scenes. */
export type Animal = "deer" | "boar" | "fox" | "bird";

/**
 * One animal in one pose: standing, walking, feeding, alert or flying.
 *
 * @param traits what stays with the animal: its coat, its antlers; the same numbers make the same one
 * @param pose how it holds itself
 */
export function poseAnimal(kind: Animal, traits: Random, pose: Random, coat: Coat): Body {
  switch (kind) {
    case "deer":
      return poseDeer(traits, pose, coat);
    case "boar":
      return poseBoar(traits, pose, coat);
    case "fox":
      return poseFox(traits, pose, coat);
    case "bird":
      return poseBird(traits, pose);
    default:
      return kind satisfies never;
  }
}
