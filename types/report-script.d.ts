/** Made by scripts/build/report-script.ts from src/web/report when Vite meets this import. */
declare module "virtual:report-script" {
  /** The script of a report: one classic script that can stand in a script element as it is. */
  export const REPORT_SCRIPT: string;
}
