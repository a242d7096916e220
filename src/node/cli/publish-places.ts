import { HomegroundError } from "../../core/errors.js";
import { ledgerSites } from "../../ledger/forecast.js";
import { PAGE_TOLERANCE, placesClaim, placesView } from "../../ledger/places-view.js";
import { shortId } from "../../records/kit/record-facts.js";
import type { PlacesView } from "../../records/page/places-view.js";
import type { TransparencyRecord } from "../../records/record/record-types.js";
import { trainedTest } from "../../records/record/training-domain.js";
import { createNodeDigest } from "../digest.js";
import { readLedgerFile } from "./ledger-file.js";

/**
 * What a record's page says of the results in a ledger, which is verified; null where none was named.
 *
 * @throws HomegroundError `ledger/changed`, `ledger/other-record`, `ledger/no-figure`, `input/not-found`
 */
export async function publishedPlaces(
  record: TransparencyRecord,
  path: string | undefined,
): Promise<PlacesView | null> {
  if (path === undefined) return null;
  const claim = placesClaim(record);
  if (claim === null) {
    throw new HomegroundError("ledger/no-figure", {
      what: "the record states no figure that is a share",
      where: path,
      fix: "Publish it without --ledger",
    });
  }
  const sites = ledgerSites(claim.metric);
  const end = await readLedgerFile(path, (line) => {
    const other = line.entry.result.record;
    if (other === record.id) return sites.take(line);
    throw new HomegroundError("ledger/other-record", {
      what: `its results are of ${other === null ? "no record" : `record ${shortId({ id: other })}`}, not of ${shortId(record)}`,
      where: path,
      fix: "Publish the record that the results are of, or name its ledger",
    });
  });
  const threshold = Math.max(0, claim.value! - PAGE_TOLERANCE);
  const trained = trainedTest(record.training, "places", createNodeDigest);
  const forecast =
    end.count === 0 ? null : sites.forecast({ threshold, covered: 1, trained }, end.file);
  return placesView(record, claim, forecast, end);
}
