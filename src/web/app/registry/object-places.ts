import { HomegroundError } from "../../../core/errors.js";

/** An object of the registry that gave out the page. */
export interface ObjectPlace {
  readonly workspace: string;
  readonly object: string;
}

/** So many may be named by one address: a model, a record and the images of a few sites. */
const MOST_OBJECTS = 8;
const PLACE =
  /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/**
 * The objects that an address of the app names: `?registry=WORKSPACE/OBJECT`, once or several times.
 *
 * @returns none where it names none
 * @throws HomegroundError `usage/bad-option` where it names anything else
 */
export function objectPlaces(address: string): readonly ObjectPlace[] {
  const named = new URL(address).searchParams.getAll("registry");
  return named.map((one) => {
    const [, workspace, object] = PLACE.exec(one) ?? [];
    if (workspace === undefined || object === undefined || named.length > MOST_OBJECTS) {
      throw new HomegroundError("usage/bad-option", {
        what: "the address names no object of this registry",
        where: one.slice(0, 80),
        fix: "Open the object's page in the registry and follow its link",
      });
    }
    return { workspace, object };
  });
}
