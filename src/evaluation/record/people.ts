/** Names of attributes whose levels are people. */
const PEOPLE = /^(patient|subject|person|participant|donor|volunteer|respondent|child|infant)/i;

/** Whether levels of an attribute are people, of whom less is told. */
export function isOfPeople(attribute: string): boolean {
  return PEOPLE.test(attribute.trim());
}
