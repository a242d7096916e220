/** What tabs tell each other of projects. */
export type TabNews =
  /** A project was written, or removed. */
  | { readonly kind: "changed"; readonly id: string }
  /** Another tab wants to have it: stop, write, let go. */
  | { readonly kind: "hand-over"; readonly id: string };

/** How long the tab that has a project may take to let it go. */
const HAND_OVER_MS = 5000;

/** How long a page that goes away may take to be gone. */
const RELOAD_MS = 400;

/** The tabs of this page among each other: one has a project, the others look on. */
export interface Tabs {
  tell(news: TabNews): void;
  listen(heard: (news: TabNews) => void): void;
  /**
   * Takes a project for this tab.
   *
   * @param force asks the tab that has it to let go, and takes it after five seconds in any case
   * @param lost called when another tab took it by force
   * @returns what lets it go, null where another tab has it
   */
  take(id: string, force: boolean, lost: () => void): Promise<(() => void) | null>;
}

export function createTabs(): Tabs {
  const channel =
    typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("homeground-projects");
  // Without locks (over plain http:) there is nothing to hold, and every tab has its own.
  const locks: LockManager | undefined = navigator.locks;
  return {
    tell: (news) => channel?.postMessage(news),
    listen: (heard) =>
      channel?.addEventListener("message", ({ data }: MessageEvent<TabNews>) => heard(data)),
    async take(id, force, lost) {
      if (locks === undefined) return () => {};
      const name = `homeground-project-${id}`;
      const first = await request(locks, name, { ifAvailable: true }, lost);
      if (first !== null) return first;
      // A page that is loaded again still has it for a moment.
      const soon = { signal: AbortSignal.timeout(force ? 0 : RELOAD_MS) };
      const second = await request(locks, name, soon, lost).catch(() => null);
      if (second !== null || !force) return second;
      channel?.postMessage({ kind: "hand-over", id } satisfies TabNews);
      const patience = AbortSignal.timeout(HAND_OVER_MS);
      return (
        (await request(locks, name, { signal: patience }, lost).catch(() => null)) ??
        (await request(locks, name, { steal: true }, lost))
      );
    },
  };
}

function request(
  locks: LockManager,
  name: string,
  options: LockOptions,
  lost: () => void,
): Promise<(() => void) | null> {
  let isHeld = false;
  return new Promise((resolve, reject) => {
    locks
      .request(name, options, (lock) => {
        if (lock === null) {
          resolve(null);
          return;
        }
        isHeld = true;
        return new Promise<void>((release) =>
          resolve(() => {
            isHeld = false;
            release();
          }),
        );
      })
      .catch((cause: unknown) => {
        if (isHeld) lost();
        else reject(cause);
      });
  });
}
