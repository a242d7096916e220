import { type Column, cellText, type Table } from "../../core/table.js";
import type { StatedFacts } from "../../records/stated-facts.js";
import { isKnownAttribute, KNOWN_ATTRIBUTES } from "../attributes/known-attributes.js";
import { isOfPeople } from "./people.js";

/** Columns that go into a manifest, and those that stay out of it. */
export interface PublicAttributes {
  readonly columns: ReadonlyMap<string, Column>;
  /** Names of those that stay out because they may name a place, a camera or a person. */
  readonly stripped: readonly string[];
}

const PLACE =
  /^(decimal)?_?(lat|latitude|lon|lng|long|longitude)(itude)?(_?(deg|degrees|dd|wgs84))?$|gps|coord|geometry|geojson|^wkt|^(utm|easting|northing|lambert)|^(x|y)_?(coord|utm|wgs)|^geo_?(hash|point|location)?$|what3words|address|postcode|zip_?code|^(place|home)_?of/i;
const SERIAL = /serial|imei|mac_?address|device_?(id|number)|^uuid$/i;
const PERSON =
  /observer|annotator|photographer|labell?er|labell?ed_?by|(identified|recorded|classified|reviewed|created|verified|annotated|uploaded|determined)_?by|^(user|owner|author|expert|reader|rater|operator|technician|surgeon|doctor|physician|radiologist|pathologist|ranger|warden|surveyor|collector|volunteer|nurse|clinician|investigator|student)s?(_?(name|id))?$|e-?mail|phone|(first|last|given|family|full|sur|user)_?name|^name$|birth|^dob$|passport|ssn|insurance|medical_?record|^mrn$/i;

/** Whether a column may say where a picture was taken, with which camera, or who is behind it. */
export function isPersonal(name: string): boolean {
  const plain = name.trim();
  return PLACE.test(plain) || SERIAL.test(plain) || PERSON.test(plain) || isOfPeople(plain);
}

/** The attributes of a record's images but those that are personal and not wanted all the same. */
export function publicAttributes(
  attributes: Table,
  { keep, licenceColumn, urlColumn }: Pick<StatedFacts, "keep" | "licenceColumn" | "urlColumn">,
): PublicAttributes {
  const kept = new Set(keep);
  const columns = new Map<string, Column>();
  const stripped: string[] = [];
  for (const [name, column] of attributes.columns) {
    if (name === licenceColumn || name === urlColumn) continue; // they have fields of their own
    if (isPersonal(name) && !kept.has(name)) stripped.push(name);
    else columns.set(name, column);
  }
  return { columns, stripped };
}

/** Where attributes come from that nobody declared, by name, for those that have a known name. */
export function originsOfKnown(
  declared: Table,
  all: Iterable<string>,
): Readonly<Record<string, string>> {
  const origins: Record<string, string> = {};
  for (const name of all) {
    if (declared.columns.has(name) || !isKnownAttribute(name)) continue;
    const { from } = KNOWN_ATTRIBUTES[name];
    origins[name] = from === "exif-personal" ? "exif" : from === "sun" ? "declared" : from;
  }
  return origins;
}

/** A cell as a line of a manifest has it; undefined where it is missing. */
export function cellValue(column: Column, row: number): string | number | undefined {
  if (column.kind === "categorical") return cellText(column, row) ?? undefined;
  const value = column.values[row];
  return value === undefined || !Number.isFinite(value) ? undefined : value;
}
