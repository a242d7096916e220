import type { Analysis } from "../analysis.js";
import { tablesOf } from "../tables-of.js";
import { placeFacts } from "./place-facts.js";
import { placesCsv } from "./places-csv.js";
import type { PlacesView } from "./places-view.js";
import { placesSection } from "./section.js";

/** What is right, or found, at each site, camera, hospital. */
export const places: Analysis<PlacesView> = {
  id: "places",
  facts(evaluation) {
    const facts = placeFacts(evaluation);
    return facts === null ? {} : { places: facts };
  },
  section: placesSection,
  tables: ({ extras }) => tablesOf({ places: placesCsv(extras.places) }),
};
