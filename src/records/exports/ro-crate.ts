import type { Json } from "../../core/canonical-json.js";
import type { CreateDigest } from "../../core/digest.js";
import type { TransparencyRecord } from "../record/record-types.js";
import { type ExportPlace, type ExportTexts, notStated } from "./export-texts.js";
import { exportedFiles, mediaType, type RoledFile } from "./exported-files.js";
import { valuedClaims } from "./model-index.js";
import {
  answered,
  doiAddress,
  licenceAddress,
  orcidAddress,
  pathAddress,
  publicAddress,
  statedDate,
} from "./stated.js";

type Entity = { readonly [key: string]: Json };

const CRATE = "https://w3id.org/ro/crate/1.2";
const SOFTWARE = "#software";
const MODEL = "#model";
const RECORD_ID = "#record-id";

/**
 * A record as `ro-crate-metadata.json` (RO-Crate 1.2, JSON-LD) for the folder that it is in: the files
 * with their SHA-256, the evaluation as a `CreateAction`, authors, and each figure as a
 * `PropertyValue` with its interval as least and greatest value.
 *
 * Where no licence is stated, a text says so, which the specification permits.
 *
 * @throws HomegroundError `record/not-stated` where no date is stated, which it does not
 */
export function roCrateMetadata(
  record: TransparencyRecord,
  createDigest: CreateDigest,
  texts: ExportTexts,
  place: ExportPlace,
): Json {
  const date = statedDate(record.facts);
  if (date === null) throw notStated("RO-Crate", ["facts.madeAt (a date: YYYY-MM-DD)"]);
  const files = exportedFiles(record, createDigest);
  const people = peopleOf(record);
  const claims = figuresOf(record, texts);
  const licence = licenceOf(record, texts);
  const doi = doiAddress(record.facts);
  const url = publicAddress(record, place.url);
  const hasImages = record.settings["images"] === "included";
  const doiEntities: Entity[] =
    doi === null
      ? []
      : [{ "@id": doi, "@type": "PropertyValue", ...DOI_SCHEME, value: doi, url: doi }];
  const root: Entity = {
    "@id": "./",
    "@type": "Dataset",
    name: record.title,
    description: texts.summary,
    datePublished: date,
    license: licence.value,
    version: String(record.version),
    identifier: [{ "@id": RECORD_ID }, ...doiEntities.map(reference)],
    ...(doi === null ? {} : { "cite-as": doi }),
    ...(url === null ? {} : { url }),
    ...(people.length === 0 ? {} : { author: people.map(reference) }),
    hasPart: [
      ...files.map(({ path }) => ({ "@id": pathAddress(path) })),
      ...(hasImages ? [{ "@id": "images/" }] : []),
    ],
    mentions: [{ "@id": "#evaluation" }],
    variableMeasured: claims.map(reference),
  };
  const entities: Entity[] = [
    {
      "@id": "ro-crate-metadata.json",
      "@type": "CreativeWork",
      about: { "@id": "./" },
      conformsTo: { "@id": CRATE },
    },
    root,
    ...licence.entities,
    { "@id": RECORD_ID, "@type": "PropertyValue", ...RECORD_SCHEME, value: record.id },
    ...doiEntities,
    ...people,
    ...files.map((file) => fileEntity(file, texts, place)),
    ...(hasImages ? [{ "@id": "images/", "@type": "Dataset", name: "images" }] : []),
    softwareEntity(record),
    modelEntity(record),
    evaluationEntity(record, files, texts),
    ...claims,
  ];
  return { "@context": `${CRATE}/context`, "@graph": entities };
}

const DOI_SCHEME = { name: "DOI", propertyID: "https://registry.identifiers.org/registry/doi" };
const RECORD_SCHEME = { name: "record id", propertyID: "sha256" };

function reference(entity: Entity): { readonly "@id": Json } {
  return { "@id": entity["@id"] ?? null };
}

function peopleOf({ facts }: TransparencyRecord): Entity[] {
  const seen = new Set<string>();
  return facts.authors.flatMap(({ name, orcid }, i): Entity[] => {
    const id = orcidAddress(orcid) ?? `#author-${i + 1}`;
    if (answered(name) === null || seen.has(id)) return [];
    seen.add(id);
    return [{ "@id": id, "@type": "Person", name }];
  });
}

function licenceOf(
  { facts }: TransparencyRecord,
  texts: ExportTexts,
): { readonly value: Json; readonly entities: readonly Entity[] } {
  const words = answered(facts.licence);
  const address = licenceAddress(facts);
  if (words === null) return { value: texts.noLicence, entities: [] };
  if (address === null) return { value: words, entities: [] };
  return {
    value: { "@id": address },
    entities: [{ "@id": address, "@type": "CreativeWork", name: words, description: words }],
  };
}

function fileEntity(
  { path, sha256, sizeBytes, role }: RoledFile,
  texts: ExportTexts,
  { url }: ExportPlace,
): Entity {
  return {
    "@id": pathAddress(path),
    "@type": "File",
    name: path,
    description: texts.files[role],
    encodingFormat: mediaType(path, "application/x-ndjson"),
    contentSize: String(sizeBytes),
    sha256,
    ...(url === null ? {} : { contentUrl: url + pathAddress(path) }),
  };
}

function softwareEntity({ software }: TransparencyRecord): Entity {
  const engine = software.engine === null ? {} : { softwareRequirements: software.engine };
  return {
    "@id": SOFTWARE,
    "@type": "SoftwareApplication",
    name: software.name,
    version: software.version,
    ...engine,
  };
}

function modelEntity({ model }: TransparencyRecord): Entity {
  const size = model.sizeBytes === null ? {} : { contentSize: String(model.sizeBytes) };
  return {
    "@id": MODEL,
    "@type": "CreativeWork",
    name: model.name,
    ...(model.sha256 === null ? {} : { sha256: model.sha256 }),
    ...size,
  };
}

function evaluationEntity(
  record: TransparencyRecord,
  files: readonly RoledFile[],
  texts: ExportTexts,
): Entity {
  const made = files.filter(({ role }) => ["record", "predictions", "outcomes"].includes(role));
  const given = files.filter(({ role }) => !["record", "predictions", "outcomes"].includes(role));
  const date = statedDate(record.facts);
  const named = ({ path }: RoledFile): Entity => ({ "@id": pathAddress(path) });
  return {
    "@id": "#evaluation",
    "@type": "CreateAction",
    name: texts.evaluation,
    instrument: [{ "@id": SOFTWARE }],
    object: [{ "@id": MODEL }, ...given.map(named)],
    result: made.map(named),
    ...(date === null ? {} : { endTime: date }),
  };
}

function figuresOf(record: TransparencyRecord, texts: ExportTexts): Entity[] {
  return valuedClaims(record).map((claim, i) => {
    const { metric, value, low, high } = claim;
    return {
      "@id": `#figure-${i + 1}`,
      "@type": "PropertyValue",
      name: texts.figure(claim),
      propertyID: metric,
      value,
      ...(low === null ? {} : { minValue: low }),
      ...(high === null ? {} : { maxValue: high }),
    };
  });
}
