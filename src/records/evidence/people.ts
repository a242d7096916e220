import { plainName } from "./personal-names.js";

/** Names of attributes whose levels are people. */
const PEOPLE =
  /^(patient|subject|person(?!al)|participant|donor|volunteer|respondent|child|infant)|^(paciente|paziente|pacjent|proband|teilnehmer|versuchsperson|spender|enfant|sujet|volontaire|donneur|sujeto|voluntari|donante|partecipante|soggetto|donatore|deelnemer|proefpersoon|uczestnik|deltagare|deltager|forsokspersoner|potilas)/;

/** Whether levels of an attribute are people, of whom less is told. */
export function isOfPeople(attribute: string): boolean {
  return PEOPLE.test(plainName(attribute));
}
