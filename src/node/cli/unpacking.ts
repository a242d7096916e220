import { basename } from "node:path";
import { bytesText, counted } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import type { Unpacked } from "../files/archive-writer.js";
import type { CommandIo } from "./command.js";

/** Shows the unpacking of an archive, whose length is not known before its end. */
export interface Unpacking {
  update(unpacked: Unpacked): void;
  finish(): void;
}

/** Starts showing an archive, or what comes from elsewhere. */
export type ShowUnpacking = (archive: string, verb?: "Unpacking" | "Fetching") => Unpacking;

/** Elsewhere than on a terminal, a line comes every 10 s; short work is not worth one. */
const PLAIN_MS = 10_000;
const LIVE_MS = 100;

/** @param quiet nothing is shown */
export function showUnpacking(io: CommandIo, quiet: boolean): ShowUnpacking {
  return (archive, verb = "Unpacking") => {
    const name = shown(basename(archive), 60);
    const started = io.now();
    let shownAt = io.terminal.live ? Number.NEGATIVE_INFINITY : started;
    let isShown = false;
    return {
      update({ entries, bytes }) {
        const now = io.now();
        if (quiet || now - shownAt < (io.terminal.live ? LIVE_MS : PLAIN_MS)) return;
        shownAt = now;
        isShown = true;
        const seconds = (now - started) / 1000;
        const rate = seconds > 0 ? `, ${bytesText(bytes / seconds)}/s` : "";
        const line = `${verb} ${name}: ${counted(entries, verb === "Fetching" ? "file" : "entry")}, ${bytesText(bytes)}${rate}`;
        if (io.terminal.live) io.live(line);
        else io.err(line);
      },
      finish() {
        if (isShown && io.terminal.live) io.live("");
      },
    };
  };
}
