/** What the page of one file and its script agree on. */

/** Address of the app in it. */
export const APP_ADDRESS = "#try";

/** Address of the record, from the app. */
export const RECORD_ADDRESS = "#record";

/** Start of the addresses of files that the page carries; the rest is their path. */
export const FILE_ADDRESS = "#file/";

/** Names the style sheets: `record` and `app`. */
export const INSIDE_STYLE = "data-style";

/** What an entry of the browser's history shows. */
export const INSIDE_VIEW = { record: "homeground-record", app: "homeground-app" } as const;
