import { Metadata, Root } from '@tufjs/models';
import { SatchelError } from '../diagnostic.ts';
import { roles, type Role } from '../trust/metadata.ts';
import { tufKeyId } from '../trust/tuf-key-id.ts';
import { tufKey } from '../trust/tuf-key.ts';
import { SPECIFICATION } from './roles.ts';

/** Who may sign as one role: public keys (32 bytes each), of which so many must. */
export interface Grant {
  readonly keys: readonly Uint8Array[];
  readonly threshold: number;
}

export type Grants = Readonly<Record<Role, Grant>>;

/** Root metadata that grants the roles, not signed yet. Throws SatchelError `release-keys-few`. */
export function makeRoot(version: number, expires: string, grants: Grants): Metadata<Root> {
  const keys = new Map<string, ReturnType<typeof tufKey>>();
  const granted = roles.map((role) => {
    const named = new Map(grants[role].keys.map((bytes) => [tufKeyId(bytes), tufKey(bytes)]));
    const { threshold } = grants[role];
    if (named.size < threshold)
      throw new SatchelError('release-keys-few', { role, threshold, count: named.size });
    for (const [id, key] of named) keys.set(id, key);
    return [role, { keyids: [...named.keys()].sort(), threshold }] as const;
  });
  return new Metadata(
    Root.fromJSON({
      ...{ _type: 'root', spec_version: SPECIFICATION, version, expires, consistent_snapshot: true },
      keys: Object.fromEntries([...keys].map(([id, key]) => [id, key.toJSON()])),
      roles: Object.fromEntries(granted),
    }),
  );
}
