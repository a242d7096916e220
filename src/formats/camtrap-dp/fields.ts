import type { FormatFields } from "../fields.js";

/** Fields of a deployment (a *camera placement* here) that become attributes. */
export const PLACEMENT_FIELDS: readonly (readonly [field: string, attribute: string])[] = [
  ["locationID", "location"],
  ["locationName", "location_name"],
  ["cameraID", "camera"],
  ["cameraModel", "camera_model"],
  ["baitUse", "bait_use"],
  ["featureType", "feature_type"],
  ["habitat", "habitat"],
  ["deploymentGroups", "deployment_groups"],
];

/** Fields of a deployment that become attributes of the same name, in degrees; for a map here, written to no other file. */
export const POSITION_FIELDS = ["latitude", "longitude"] as const;

/** Fields of observations of an image that become its attributes, several values as one text. */
export const DETAIL_FIELDS: readonly (readonly [field: string, attribute: string])[] = [
  ["lifeStage", "life_stage"],
  ["sex", "sex"],
  ["behavior", "behavior"],
];

/** Tables of a package, by what is called so in it. */
const TABLES = ["deployments", "media", "observations"] as const;
export type CamtrapTable = (typeof TABLES)[number];

const placement = PLACEMENT_FIELDS.map(([field, attribute]) => [
  `deployments.${field}`,
  `attribute \`${attribute}\` of the image`,
]);
const details = DETAIL_FIELDS.map(([field, attribute]) => [
  `observations.${field}`,
  `attribute \`${attribute}\` of the image`,
]);
const box = ["bboxX", "bboxY", "bboxWidth", "bboxHeight"].map((side) => [
  `observations.${side}`,
  "box",
]);

/**
 * Names are those of 1.0; tables of 0.1 are read under them.
 *
 * Source: camtrap-dp.tdwg.org 1.0.2, and the table schemas of 0.1.2 to 0.1.6 in its repository.
 */
export const CAMTRAP_FIELDS: FormatFields = {
  places: {
    "": "package",
    "deployments.": "deployment",
    "media.": "medium",
    "observations.": "observation",
  },
  kept: {
    profile: "the version of the standard",
    resources: "the tables",
    "deployments.deploymentID": "attribute `camera_placement` of the image",
    ...Object.fromEntries(placement),
    "deployments.latitude": "attribute `latitude` of the image, written nowhere",
    "deployments.longitude": "attribute `longitude` of the image, written nowhere",
    "media.mediaID": "the image of an observation",
    "media.deploymentID": "attribute `camera_placement` of the image",
    "media.sequenceID": "the images of a sequence",
    "media.captureMethod": "attribute `capture_method` of the image",
    "media.timestamp": "attribute `timestamp` of the image",
    "media.filePath": "path of the image",
    "media.fileName": "path of the image, where filePath is an address",
    "media.fileMediatype": "whether it is an image",
    "observations.observationID": "name of the object in messages",
    "observations.deploymentID": "the images of an event",
    "observations.mediaID": "the image",
    "observations.sequenceID": "the images of a sequence",
    "observations.eventID": "attribute `event` of the image",
    "observations.eventStart": "the images of an event",
    "observations.eventEnd": "the images of an event",
    "observations.observationLevel": "whether it is of an image or an event",
    "observations.observationType": "label, or that the image is empty",
    "observations.scientificName": "label",
    "observations.count": "attribute `count` of the image",
    ...Object.fromEntries(details),
    ...Object.fromEntries(box),
    "observations.classificationMethod": "whether it is ground truth or a prediction",
    "observations.classificationProbability": "score of a prediction",
  },
  notRead: [
    "bibliographicCitation",
    "contributors",
    "coordinatePrecision",
    "created",
    "description",
    "homepage",
    "id",
    "keywords",
    "licenses",
    "name",
    "project",
    "relatedIdentifiers",
    "sources",
    "spatial",
    "taxonomic",
    "temporal",
    "title",
    "version",
    "deployments.cameraDelay",
    "deployments.cameraDepth",
    "deployments.cameraHeight",
    "deployments.cameraHeading",
    "deployments.cameraTilt",
    "deployments.coordinateUncertainty",
    "deployments.deploymentComments",
    "deployments.deploymentEnd",
    "deployments.deploymentStart",
    "deployments.deploymentTags",
    "deployments.detectionDistance",
    "deployments.setupBy",
    "deployments.timestampIssues",
    "media.exifData",
    "media.favorite",
    "media.filePublic",
    "media.mediaComments",
    "observations.cameraSetupType",
    "observations.classificationTimestamp",
    "observations.classifiedBy",
    "observations.individualID",
    "observations.individualPositionAngle",
    "observations.individualPositionRadius",
    "observations.individualSpeed",
    "observations.observationComments",
    "observations.observationTags",
    "observations.taxonID",
  ],
  unsaid: { "media.filePublic": ["false"] },
};

/** What columns of 0.1 are called in 1.0, by their names without case and underscores. */
const NAMES_OF_OLD: ReadonlyMap<string, string> = new Map([
  ["multimediaid", "mediaID"],
  ["behaviour", "behavior"],
  ["classificationconfidence", "classificationProbability"],
  ["start", "deploymentStart"],
  ["end", "deploymentEnd"],
  ["baittype", "baitUse"],
  ["favourite", "favorite"],
]);

/** The name in 1.0 of a column of a table; the name itself where 1.0 has none for it. */
export function standardName(table: CamtrapTable, name: string): string {
  const folded = name.replaceAll("_", "").toLowerCase();
  const old = NAMES_OF_OLD.get(folded);
  if (old !== undefined && !isField(table, name)) return old;
  return FIELD_OF.get(`${table}.${folded}`) ?? name;
}

const ALL_FIELDS = [...Object.keys(CAMTRAP_FIELDS.kept), ...CAMTRAP_FIELDS.notRead];
const FIELD_OF: ReadonlyMap<string, string> = new Map(
  ALL_FIELDS.flatMap((path) => {
    const [table, field] = path.split(".");
    return field === undefined ? [] : [[`${table}.${field.toLowerCase()}`, field] as const];
  }),
);

function isField(table: CamtrapTable, name: string): boolean {
  return ALL_FIELDS.includes(`${table}.${name}`);
}
