import { evaluationOption } from "./option.js";

/** Where places lie, in files as well: nobody's coordinates leave unless somebody says so. */
export const siteMap = evaluationOption<true>({
  name: "site-map",
  argument: null,
  help: "a map of the places in the report, positions rounded; also from GPS in EXIF",
  read: (value) => ({ siteMap: value === true }),
  words: (request) => (request.siteMap ? ["--site-map"] : []),
});
