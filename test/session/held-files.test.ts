import { expect, it } from "vitest";
import { createSession } from "../../src/web/session/session.js";
import type { SessionHost } from "../../src/web/session/session-host.js";

const files = (...names: readonly string[]) =>
  new Map(names.map((name) => [`photos/${name}.png`, new Blob([name])]));

it("files that come in parts are added together, and those of a drop that was given up are not", async () => {
  const session = createSession({ signal: new AbortController().signal } as unknown as SessionHost);
  await session.holdFiles(files("lost"), true);
  await session.holdFiles(files("a", "b"), true);
  await session.holdFiles(files("c"), false);
  const paths = (told: { readonly files: readonly { readonly path: string }[] }) =>
    told.files.map(({ path }) => path).sort();
  const first = await session.addFiles(files("d"));
  expect(first.images).toBe(4);
  expect(paths(first)).not.toContain("photos/lost.png");
  // Nothing is held any more.
  await session.clearFiles();
  expect((await session.addFiles(files("e"))).images).toBe(1);
});
