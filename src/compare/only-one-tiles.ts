import {
  MOST_PICTURE_BYTES,
  makePictures,
  type PicturePorts,
} from "../analyses/mistakes/mistake-pictures.js";
import { pictureOf } from "../analyses/mistakes/mistakes-view.js";
import type { PictureTile } from "../reports/document-types.js";
import { listed } from "../reports/numbers.js";
import { shown } from "../reports/text.js";
import { taskOf } from "../tasks/registry.js";
import type { ComparedOutcomes } from "./comparison.js";
import { COMPARISON } from "./words.js";

/** Pictures of one model, and of all of them together. */
const MOST_OF_MODEL = 6;
const MOST_TILES = 48;

/** Where the pictures of shared units come from. */
export interface UnitPictures {
  readonly ports: PicturePorts;
  /** Image of the set of each shared unit; −1 where its file is not at hand. */
  readonly image: Int32Array;
}

/** Pictures of what one model alone has right, or finds. */
export interface AloneTiles {
  /** By name of the model. */
  readonly tiles: ReadonlyMap<string, readonly PictureTile[]>;
  /** How many such images have no file at hand, and so none. */
  readonly absent: number;
}

/**
 * Tiles of images that one model alone gets right, spread evenly over those whose files are at hand.
 *
 * @param only model of each shared unit that alone is right, −1 for none
 * @param images names of the shared units
 * @throws the reason of the ports' signal
 */
export async function onlyOneTiles(
  models: readonly ComparedOutcomes[],
  only: Int32Array,
  images: readonly string[],
  { ports, image }: UnitPictures,
): Promise<AloneTiles> {
  const most = Math.max(1, Math.min(MOST_OF_MODEL, Math.floor(MOST_TILES / models.length)));
  const alone = Array.from(only.keys()).filter((i) => only[i]! >= 0);
  const atHand = alone.filter((i) => image[i]! >= 0);
  const chosen = models.map((_, m) =>
    spread(
      atHand.filter((i) => only[i] === m),
      most,
    ),
  );
  const units = chosen.flat().slice(0, MOST_TILES);
  const wanted = units.map((i) => ({ image: image[i]!, around: null }));
  const made = await makePictures(wanted, ports, MOST_PICTURE_BYTES);
  const madeOf = new Map(units.map((unit, k) => [unit, made[k]!]));
  const names = models.map(namesOf);
  const tiles = new Map(
    models.map(({ name }, m) => [
      name,
      chosen[m]!.flatMap((i): PictureTile[] => {
        const picture = madeOf.get(i);
        if (picture === undefined) return [];
        const truth = shown(names[m]!.truth(i), 60);
        const others = models.flatMap((one, k) =>
          k === m ? [] : [{ name: one.name, said: names[k]!.said(i) }],
        );
        const { thumbnail } = picture;
        return [
          {
            file: shown(images[i]!, 60),
            truth,
            said: saidText(others),
            note: null,
            alt: COMPARISON.alt({ label: truth, name: shown(name, 60) }),
            sureness: null,
            picture: thumbnail === undefined ? null : pictureOf(thumbnail, []),
            noPicture: thumbnail === undefined ? COMPARISON.noPicture : null,
            cutOut: null,
          },
        ];
      }),
    ]),
  );
  return { tiles, absent: alone.length - atHand.length };
}

/** So many of them, from the first to the last. */
export function spread(units: readonly number[], most: number): readonly number[] {
  if (units.length <= most) return units;
  return Array.from({ length: most }, (_, k) => units[Math.floor((k * units.length) / most)]!);
}

/** Labels and predictions of shared units as texts. */
function namesOf({ outcomes, units }: ComparedOutcomes) {
  const items = taskOf(outcomes.kind).items?.(outcomes);
  const text = (of: "labels" | "predictions") => (i: number) => {
    if (items === undefined) return "";
    const { start, index } = items[of];
    const unit = units[i]!;
    return Array.from(
      index.subarray(start[unit]!, start[unit + 1]!),
      (k) => outcomes.classes[k]!,
    ).join(", ");
  };
  return { truth: text("labels"), said: text("predictions") };
}

/** What each model says of an image, for its tile. */
function saidText(said: readonly { readonly name: string; readonly said: string }[]): string {
  const all = said.map(({ name, said: text }) =>
    COMPARISON.saidBy({
      name: shown(name, 60),
      said: text === "" ? COMPARISON.nothing : shown(text, 60),
    }),
  );
  return listed(all);
}
