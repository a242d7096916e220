import { notesOf, readImageHeader } from "../../../src/images/image-header.ts";
import { imageSeeds } from "./image-seeds.js";

export function run(bytes) {
  notesOf(readImageHeader(bytes));
}

export const seeds = imageSeeds();
