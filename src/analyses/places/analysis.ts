import type { Analysis } from "../analysis.js";
import { tablesOf } from "../tables-of.js";
import { judgedPlaces } from "./judged-places.js";
import { placeFacts } from "./place-facts.js";
import { placesCsv } from "./places-csv.js";
import { type PlacesPart, placesSection } from "./section.js";

/** What is right, or found, at each site, camera, hospital. */
export const places: Analysis<PlacesPart> = {
  id: "places",
  facts(evaluation) {
    const places = placeFacts(evaluation);
    const judged = judgedPlaces(evaluation);
    return {
      ...(places === null ? {} : { places }),
      ...(judged === null ? {} : { judgedPlaces: judged }),
    };
  },
  section: placesSection,
  tables: ({ extras }) => tablesOf({ places: placesCsv(extras.places) }),
};
