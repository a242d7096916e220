import { HomegroundError, isHomegroundError, messageOf } from "../../core/errors.js";
import {
  createRegistryClient,
  type RegistryClient,
  type Workspace,
} from "../registry/registry-client.js";

export type Page = "objects" | "object" | "jobs" | "tokens" | "people" | "log" | "me" | "join";

/** Where somebody is: all of it stands in the address behind `#`, which no server sees. */
export interface Place {
  readonly page: Page;
  readonly workspace: string | null;
  readonly object: string | null;
}

/** The pages of a server: who looks, at what, and what went wrong. */
export interface LabState {
  readonly client: RegistryClient;
  /** `unknown` until the server has said whether there is a session. */
  readonly who: { readonly name: string } | "nobody" | "unknown";
  readonly workspaces: readonly Workspace[];
  /** Of the place, or the first. */
  readonly workspace: Workspace | null;
  readonly place: Place;
  readonly error: HomegroundError | null;
  readonly busy: boolean;
  /** What was done last, for who does not see it. */
  readonly said: string;
  /** Secret of the invitation whose link was opened. */
  readonly invitation: string | null;
  /** Does something that may go wrong. @returns whether it went well */
  run(work: () => Promise<unknown>, said?: string): Promise<boolean>;
  /** Takes a session that the server has just given, or finds the one that there is. */
  enter(session?: { readonly name: string; readonly csrf: string }): Promise<void>;
  leave(): void;
  dismiss(): void;
}

const PAGES: readonly Page[] = [
  "objects",
  "object",
  "jobs",
  "tokens",
  "people",
  "log",
  "me",
  "join",
];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function hrefOf(page: Page, workspace: string | null, object?: string): string {
  const parts = [page, workspace, object ?? null].filter((part) => part !== null);
  return `#/${parts.join("/")}`;
}

/** What the address names; what it does not know is the registry. */
export function placeIn(hash: string): Place {
  const [page = "", workspace = "", object = ""] = hash.replace(/^#\//, "").split("/");
  return {
    page: PAGES.find((one) => one === page) ?? "objects",
    workspace: UUID.test(workspace) ? workspace : null,
    object: UUID.test(object) ? object : null,
  };
}

/**
 * @param base folder of the server's address
 * @param invitation that stood in the address
 * @param returned what an organisation sent along that signs people in
 */
export function createLabState(
  base: string,
  invitation: string | null,
  returned: string | null,
): LabState {
  const client = createRegistryClient(base);
  let who = $state.raw<LabState["who"]>("unknown");
  let workspaces = $state.raw<readonly Workspace[]>([]);
  let place = $state.raw(placeIn(location.hash));
  let error = $state.raw<HomegroundError | null>(null);
  let running = $state(0);
  let said = $state("");
  addEventListener("hashchange", () => {
    place = placeIn(location.hash);
    error = null;
  });

  const leave = (): void => {
    client.csrf = null;
    who = "nobody";
    workspaces = [];
  };
  return {
    client,
    invitation,
    get who() {
      return who;
    },
    get workspaces() {
      return workspaces;
    },
    get workspace() {
      const { workspace } = place;
      return workspaces.find(({ id }) => id === workspace) ?? workspaces[0] ?? null;
    },
    get place() {
      return place;
    },
    get error() {
      return error;
    },
    get busy() {
      return running > 0;
    },
    get said() {
      return said;
    },
    async run(work, done = "") {
      running++;
      error = null;
      said = "";
      try {
        await work();
        said = done;
        return true;
      } catch (cause) {
        error = isHomegroundError(cause) ? cause : unforeseen(cause);
        // A session that is over is told where one can begin another.
        if (error.code === "server/unauthenticated" && typeof who === "object") leave();
        return false;
      } finally {
        running--;
      }
    },
    async enter(session) {
      const isReturned = returned !== null;
      try {
        const search = returned;
        returned = null;
        const found =
          session ??
          (search === null
            ? await client.call("session")
            : await client.call("providerLogIn", { body: { search } }));
        client.csrf = found.csrf;
        workspaces = (await client.call("whoAmI")).workspaces;
        who = { name: found.name };
      } catch (cause) {
        leave();
        const isNone = isHomegroundError(cause) && cause.code === "server/unauthenticated";
        if (!isNone || isReturned) throw cause;
      }
    },
    leave,
    dismiss() {
      error = null;
    },
  };
}

function unforeseen(cause: unknown): HomegroundError {
  return new HomegroundError("internal/bug", {
    what: messageOf(cause),
    where: "this page",
    fix: "Load the page again, and report it if it goes on",
    cause,
  });
}
