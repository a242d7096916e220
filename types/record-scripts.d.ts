/** Made by scripts/build/record-scripts.ts from src/web/record when Vite meets this import. */
declare module "virtual:record-scripts" {
  /** The script of a record's page: one classic script that can stand in a script element. */
  export const RECORD_PAGE_SCRIPT: string;
  /** The same of one on which results of other places stand; runs behind the other. */
  export const OWN_PLACES_SCRIPT: string;
  /** The script that counts: a classic script of a file of its own. */
  export const RECOUNT_SCRIPT: string;
}
