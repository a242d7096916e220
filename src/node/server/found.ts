import type { Role } from "../../registry/route.js";

/** A token's row, with what its person is now; those share it who asked at the same time. */
export interface FoundToken {
  readonly id: string;
  readonly prefix: string;
  readonly hash: string;
  readonly name: string;
  readonly role: Role | "operator";
  readonly workspace_id: string | null;
  readonly person_id: string | null;
  readonly expires_at: Date | null;
  /** What the person whose it is may do now. */
  readonly own_role: Role | null;
  used_at: Date | null;
}

/** Whose a session is, and what they are now. */
export interface FoundSession {
  readonly person: string;
  readonly name: string;
  readonly expiresAt: Date;
  readonly roles: ReadonlyMap<string, Role>;
}

/** Each as it is now, asked for all who wait at once (`batch.ts`). */
export interface FindKnown {
  /** By its prefix. */
  readonly findToken: (prefix: string) => Promise<FoundToken | undefined>;
  /** By its hash. */
  readonly findSession: (hash: string) => Promise<FoundSession | undefined>;
}
