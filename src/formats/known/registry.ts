import { HomegroundError } from "../../core/errors.js";
import type { FileEvidence } from "../format.js";
import * as json from "./json-formats.js";
import type { KnownFormat } from "./known-format.js";
import * as model from "./model-files.js";
import * as text from "./text-formats.js";
import * as xml from "./xml-formats.js";

/** Formats that are known and not read, the ones that are told most surely first. */
export const KNOWN_FORMATS: readonly KnownFormat[] = [
  model.modelCard,
  model.modelConfig,
  json.supervisely,
  json.labelbox,
  json.cityscapes,
  json.darwin,
  json.viaProject,
  json.datumaro,
  json.bdd,
  json.vott,
  json.superAnnotate,
  json.groundTruth,
  json.paliGemma,
  json.openMmlab,
  xml.oldLabelme,
  xml.uaDetrac,
  text.camtrapTable,
  text.viaTable,
  text.viame,
  text.widerFace,
  text.retinaFace,
  text.kittiTracks,
  text.visDrone,
  text.mot,
  text.icdar,
  text.kittiCommas,
  text.dotaCommas,
  text.mapCommas,
];

/** The known format that a file is of and that is not read; null for none. */
export function knownFormat(file: FileEvidence): KnownFormat | null {
  return KNOWN_FORMATS.find(({ isIt }) => isIt(file)) ?? null;
}

/** Refuses a file of a format that is known and not read. */
export function notRead({ name, what, instead }: KnownFormat, where: string): HomegroundError {
  return new HomegroundError("input/unsupported", {
    what: what ?? `this is of ${name}, which is not read`,
    where,
    fix: instead,
  });
}
