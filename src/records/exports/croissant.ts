import type { Json } from "../../core/canonical-json.js";
import type { CreateDigest } from "../../core/digest.js";
import type { RecordFacts, TransparencyRecord } from "../record/record-types.js";
import { type ExportPlace, type ExportTexts, notStated } from "./export-texts.js";
import { exportedFiles, mediaType } from "./exported-files.js";
import {
  answered,
  doiAddress,
  licenceAddress,
  orcidAddress,
  pathAddress,
  publicAddress,
  statedDate,
} from "./stated.js";

/** What a record must state for Croissant, by the names of the facts file. */
const REQUIRED = {
  licence: "facts.licence",
  creator: "facts.authors",
  date: "facts.madeAt (a date: YYYY-MM-DD)",
  url: "facts.url or --url",
} as const;

const IMAGES = "images";

/** A data set as Croissant describes it. */
export interface CroissantSet {
  readonly name: string;
  readonly description: string;
  readonly version: string;
  /** SHA-256 that names it as it is. */
  readonly id: string;
  readonly files: readonly {
    /** By which record sets name it. */
    readonly id: string;
    readonly path: string;
    readonly description: string;
    readonly sha256: string;
    readonly sizeBytes: number;
  }[];
  readonly recordSet: Json;
}

/** A column of a table: its type, and whether it holds lists. */
export type CroissantField = readonly [name: string, type: string, array?: true];

/**
 * A data set as Croissant 1.1 metadata (JSON-LD; mlcommons/croissant, docs/croissant-spec-1.1.md).
 *
 * @param facts of whoever publishes it
 * @param where names the command's option in messages
 * @throws HomegroundError `record/not-stated` naming what Croissant requires and the facts do not
 *   state: licence, authors, date, address
 */
export function croissantDataset(
  facts: RecordFacts,
  place: ExportPlace,
  { name, description, version, id, files, recordSet }: CroissantSet,
  where: string,
): Json {
  const url = publicAddress({ facts }, place.url);
  const date = statedDate(facts);
  const words = answered(facts.licence);
  const authors = facts.authors.filter((author) => answered(author.name) !== null);
  const missing = [
    ...(words === null ? [REQUIRED.licence] : []),
    ...(authors.length === 0 ? [REQUIRED.creator] : []),
    ...(date === null ? [REQUIRED.date] : []),
    ...(url === null ? [REQUIRED.url] : []),
  ];
  if (missing.length > 0 || url === null || date === null) {
    throw notStated("Croissant", missing, where);
  }
  const doi = doiAddress(facts);
  return {
    "@context": CONTEXT,
    "@type": "sc:Dataset",
    conformsTo: "http://mlcommons.org/croissant/1.1",
    name,
    description,
    url,
    datePublished: date,
    license: licenceAddress(facts) ?? { "@type": "sc:CreativeWork", name: words },
    creator: authors.map((author) => {
      const address = orcidAddress(author.orcid);
      const person = { "@type": "sc:Person", name: author.name };
      return address === null ? person : { ...person, "@id": address, url: address };
    }),
    version,
    identifier: `sha256:${id}`,
    ...(doi === null ? {} : { sameAs: [doi] }),
    citeAs: `${authors.map((author) => author.name).join(", ")}: ${name}. ${doi ?? url}`,
    distribution: files.map((file) => ({
      "@type": "cr:FileObject",
      "@id": file.id,
      name: file.path,
      description: file.description,
      sha256: file.sha256,
      contentUrl: (place.url ?? "") + pathAddress(file.path),
      contentSize: `${file.sizeBytes} B`,
      encodingFormat: mediaType(file.path, "application/jsonlines"),
    })),
    recordSet: [recordSet],
  };
}

/**
 * The test set of a record as Croissant metadata: every file with its SHA-256, and the lines of the manifest
 * as records. Figures have no place in it; `record.json`, which has them, is one of the files.
 *
 * @throws as {@link croissantDataset}
 */
export function croissantMetadata(
  record: TransparencyRecord,
  createDigest: CreateDigest,
  texts: ExportTexts,
  place: ExportPlace,
): Json {
  const set: CroissantSet = {
    name: record.title,
    description: texts.summary,
    version: `${record.version}.0.0`,
    id: record.id,
    files: exportedFiles(record, createDigest).map(({ role, ...file }) => ({
      ...file,
      id: role,
      description: texts.files[role],
    })),
    recordSet: manifestRecords(record),
  };
  return croissantDataset(record.facts, place, set, "--to");
}

/** Fields of the manifest's lines; those of other shapes (attributes, boxes) stay in the file. */
const FIELDS: readonly CroissantField[] = [
  ["image", "sc:Text"],
  ["url", "sc:URL"],
  ["bytes", "sc:Text"],
  ["pixels", "sc:Text"],
  ["widthPx", "sc:Integer"],
  ["heightPx", "sc:Integer"],
  ["status", "sc:Text"],
  ["labels", "sc:Text", true],
  ["sequence", "sc:Text"],
  ["cluster", "sc:Text"],
  ["licence", "sc:Text"],
];

function manifestRecords({ openness }: TransparencyRecord): Json {
  // Names are withheld in records that are not open, and nothing else is each image's own.
  return croissantRecords(IMAGES, "manifest", FIELDS, openness === "open" ? ["image"] : []);
}

/**
 * The rows of a file as records.
 *
 * @param file id of it among those of the set
 * @param key fields that are together each record's own; empty for none
 */
export function croissantRecords(
  id: string,
  file: string,
  fields: readonly CroissantField[],
  key: readonly string[],
): Json {
  const keys = key.map((name) => ({ "@id": `${id}/${name}` }));
  return {
    "@type": "cr:RecordSet",
    "@id": id,
    name: id,
    ...(keys.length === 0 ? {} : { key: keys.length === 1 ? keys[0]! : keys }),
    field: fields.map(([name, dataType, array]) => ({
      "@type": "cr:Field",
      "@id": `${id}/${name}`,
      name,
      dataType,
      ...(array === true ? { isArray: true, arrayShape: "-1" } : {}),
      source: { fileObject: { "@id": file }, extract: { column: name } },
    })),
  };
}

/**
 * The context that the specification recommends (appendix 1), with `https` for schema.org: so do its
 * example data sets and mlcroissant, which reads no other.
 */
const CONTEXT: Json = {
  "@language": "en",
  "@vocab": "https://schema.org/",
  sc: "https://schema.org/",
  cr: "http://mlcommons.org/croissant/",
  rai: "http://mlcommons.org/croissant/RAI/",
  dct: "http://purl.org/dc/terms/",
  ...Object.fromEntries(
    [
      "annotation",
      "arrayShape",
      "citeAs",
      "column",
      "containedIn",
      "equivalentProperty",
      "excludes",
      "extract",
      "field",
      "fileProperty",
      "fileObject",
      "fileSet",
      "format",
      "includes",
      "isArray",
      "isLiveDataset",
      "jsonPath",
      "key",
      "md5",
      "parentField",
      "path",
      "recordSet",
      "references",
      "regex",
      "readLines",
      "repeated",
      "replace",
      "samplingRate",
      "sdVersion",
      "separator",
      "source",
      "subField",
      "transform",
      "unArchive",
      "value",
    ].map((term) => [term, `cr:${term}`]),
  ),
  conformsTo: "dct:conformsTo",
  data: { "@id": "cr:data", "@type": "@json" },
  dataType: { "@id": "cr:dataType", "@type": "@vocab" },
  examples: { "@id": "cr:examples", "@type": "@json" },
};
