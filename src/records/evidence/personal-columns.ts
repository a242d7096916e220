import type { Column } from "../../core/table.js";
import { isOfPeople } from "./people.js";
import { isPersonalName, plainName } from "./personal-names.js";
import {
  holdsCoordinates,
  holdsEmail,
  isPersonName,
  isPhone,
  yearOfDay,
} from "./personal-values.js";

/** Why a column may tell a place, a camera or a person. */
export type PersonalReason =
  | "left out by the author"
  | "name"
  | "e-mail addresses"
  | "telephone numbers"
  | "coordinates"
  | "dates of birth"
  | "names of people";

const PLACE =
  /^(decimal)?_?(lat|latitude|lon|lng|long|longitude)(itude)?(_?(deg|degrees|dd|wgs84))?$|gps|coord|geometry|geojson|^wkt|^(utm|easting|northing|lambert)|^(x|y)_?(coord|utm|wgs)|^geo_?(hash|point|location)?$|what3words|address|postcode|zip_?code|^(place|home)_?of/i;
const SERIAL = /serial|imei|mac_?address|device_?(id|number)|^uuid$/i;
const PERSON =
  /observer|annotator|photographer|labell?er|labell?ed_?by|(identified|recorded|classified|reviewed|created|verified|annotated|uploaded|determined)_?by|^(user|owner|author|expert|reader|rater|operator|technician|surgeon|doctor|physician|radiologist|pathologist|ranger|warden|surveyor|collector|volunteer|nurse|clinician|investigator|student)s?(_?(name|id))?$|e-?mail|phone|(first|last|given|family|full|sur|user)_?name|^name$|birth|^dob$|passport|ssn|insurance|medical_?record|^mrn$/i;

/** Values of a column that are looked at; the first ones of many. */
const MOST_LEVELS = 5000;
/** Fewer values of a form may be there by chance. */
const FEWEST = 3;
/** Names of what has two words with capitals and is no person. */
const OF_KINDS =
  /species|taxon|genus|family|common_?name|vernacular|scientific|label|class|breed|cultivar|variety|disease|diagnos|art(name)?$|espece|especie|specie|soort|gatunek/;
/** Days on which pictures were taken or things found: they are not of birth, however old. */
const OF_TAKING =
  /taken|photo|image|picture|captur|record|observ|survey|visit|exam|scan|stud(y|ies)|sampl|collect|event|acqui|field|found|upload|export|creat|modif|label|annot|aufnahme|fund|sammel|datum$|prise|releve|recolte|captura|muestreo|coleta|raccolta|opname|zbior/;

/**
 * Why a column may say where a picture was taken, with which camera, or who is behind it: by its name,
 * else by the form of its values. Null where nothing speaks for it.
 */
export function whyPersonal(name: string, column: Column): PersonalReason | null {
  if (isPersonal(name)) return "name";
  if (column.kind !== "categorical") return null;
  const levels = column.levels.slice(0, MOST_LEVELS);
  // One address is one too many: a column of remarks may hold a single one.
  if (levels.some(holdsEmail)) return "e-mail addresses";
  if (levels.some(holdsCoordinates)) return "coordinates";
  if (isMostly(levels, isPhone)) return "telephone numbers";
  const plain = plainName(name);
  if (!OF_TAKING.test(plain) && areBirths(levels)) return "dates of birth";
  if (!OF_KINDS.test(plain) && isMostly(levels, isPersonName)) return "names of people";
  return null;
}

/** Whether a column may, by its name alone. */
export function isPersonal(name: string): boolean {
  const plain = name.trim();
  const isKnown = PLACE.test(plain) || SERIAL.test(plain) || PERSON.test(plain);
  return isKnown || isOfPeople(plain) || isPersonalName(plain);
}

function isMostly(levels: readonly string[], is: (level: string) => boolean): boolean {
  let count = 0;
  for (const level of levels) if (is(level)) count++;
  return count >= FEWEST && count >= levels.length / 2;
}

/** Days without a time that spread over lives: many years apart, and none of them of digital cameras. */
const FEWEST_YEARS = 15;
const BEFORE_CAMERAS = 1990;

function areBirths(levels: readonly string[]): boolean {
  const years = levels.map(yearOfDay).filter((year) => year !== null);
  if (years.length < FEWEST || years.length < 0.9 * levels.length) return false;
  const old = years.filter((year) => year < BEFORE_CAMERAS && year > 1880).length;
  return old >= years.length / 4 && Math.max(...years) - Math.min(...years) >= FEWEST_YEARS;
}
