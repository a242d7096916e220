import type { Json } from "../../core/canonical-json.js";
import type { CreateDigest } from "../../core/digest.js";
import type { TransparencyRecord } from "../record/record-types.js";
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

/**
 * The test set of a record as Croissant 1.1 metadata (JSON-LD; mlcommons/croissant,
 * docs/croissant-spec-1.1.md): every file with its SHA-256, and the lines of the manifest as records.
 * Figures have no place in it; `record.json`, which has them, is one of the files.
 *
 * @throws HomegroundError `record/not-stated` naming what Croissant requires and the record does not
 *   state: licence, authors, date, address
 */
export function croissantMetadata(
  record: TransparencyRecord,
  createDigest: CreateDigest,
  texts: ExportTexts,
  place: ExportPlace,
): Json {
  const { facts } = record;
  const url = publicAddress(record, place.url);
  const date = statedDate(facts);
  const words = answered(facts.licence);
  const authors = facts.authors.filter(({ name }) => answered(name) !== null);
  const missing = [
    ...(words === null ? [REQUIRED.licence] : []),
    ...(authors.length === 0 ? [REQUIRED.creator] : []),
    ...(date === null ? [REQUIRED.date] : []),
    ...(url === null ? [REQUIRED.url] : []),
  ];
  if (missing.length > 0 || url === null || date === null) throw notStated("Croissant", missing);
  const doi = doiAddress(facts);
  return {
    "@context": CONTEXT,
    "@type": "sc:Dataset",
    conformsTo: "http://mlcommons.org/croissant/1.1",
    name: record.title,
    description: texts.summary,
    url,
    datePublished: date,
    license: licenceAddress(facts) ?? { "@type": "sc:CreativeWork", name: words },
    creator: authors.map(({ name, orcid }) => {
      const address = orcidAddress(orcid);
      const person = { "@type": "sc:Person", name };
      return address === null ? person : { ...person, "@id": address, url: address };
    }),
    version: `${record.version}.0.0`,
    identifier: `sha256:${record.id}`,
    ...(doi === null ? {} : { sameAs: [doi] }),
    citeAs: `${authors.map(({ name }) => name).join(", ")}: ${record.title}. ${doi ?? url}`,
    distribution: exportedFiles(record, createDigest).map(({ path, sha256, sizeBytes, role }) => ({
      "@type": "cr:FileObject",
      "@id": role,
      name: path,
      description: texts.files[role],
      sha256,
      contentUrl: (place.url ?? "") + pathAddress(path),
      contentSize: `${sizeBytes} B`,
      encodingFormat: mediaType(path, "application/jsonlines"),
    })),
    recordSet: [manifestRecords(record)],
  };
}

/** Fields of the manifest's lines; those of other shapes (attributes, boxes) stay in the file. */
const FIELDS: readonly (readonly [name: string, type: string, array?: true])[] = [
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
  return {
    "@type": "cr:RecordSet",
    "@id": IMAGES,
    name: IMAGES,
    // Names are withheld in records that are not open, and nothing else is each image's own.
    ...(openness === "open" ? { key: { "@id": `${IMAGES}/image` } } : {}),
    field: FIELDS.map(([name, dataType, array]) => ({
      "@type": "cr:Field",
      "@id": `${IMAGES}/${name}`,
      name,
      dataType,
      ...(array === true ? { isArray: true, arrayShape: "-1" } : {}),
      source: { fileObject: { "@id": "manifest" }, extract: { column: name } },
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
