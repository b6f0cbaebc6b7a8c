import { createHash, createPrivateKey, createPublicKey, sign as signBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { canonicalize } from '@tufjs/canonical-json';

// A publisher of its own, on nothing but JSON and node:crypto: what it writes is right by the specification of TUF, or wrong in whatever way a test wants.

export type Role = 'root' | 'targets' | 'snapshot' | 'timestamp';
type Json = Record<string, unknown>;

export interface ForgeKey {
  readonly id: string;
  readonly key: Json;
  sign(bytes: Buffer): string;
}

/** The Ed25519 key that is made from a seed: the same one for the same name. */
export function forgeKey(name: string): ForgeKey {
  const seed = createHash('sha256').update(name).digest();
  // RFC 8410: what stands before the 32 bytes of a private key.
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const secret = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(secret).export({ format: 'der', type: 'spki' });
  const key = {
    keytype: 'ed25519',
    scheme: 'ed25519',
    keyval: { public: spki.subarray(-32).toString('hex') },
  };
  return {
    id: createHash('sha256').update(canonicalize(key)).digest('hex'),
    key,
    sign: (bytes) => signBytes(null, bytes, secret).toString('hex'),
  };
}

/** How one metadata file differs from what would be right. */
export interface Wrong {
  readonly version?: number;
  readonly expires?: string;
  /** Who signs it, instead of those who may. */
  readonly signers?: readonly ForgeKey[];
  /** Changes what is signed. */
  readonly edit?: (signed: Json) => void;
  /** Changes the whole document after it was signed. */
  readonly after?: (document: Json) => void;
  /** Bytes of the file, made from those that would be right. */
  readonly bytes?: (bytes: Buffer) => Buffer;
}

const LATER = '2030-01-01T00:00:00Z';

export class Forge {
  readonly dir: string;
  keys: Record<Role, readonly ForgeKey[]>;
  thresholds: Record<Role, number> = { root: 2, targets: 1, snapshot: 1, timestamp: 1 };
  versions: Record<Role, number> = { root: 0, targets: 0, snapshot: 0, timestamp: 0 };
  published = '2026-11-01T00:00:00Z';
  readonly targets: Record<string, Json> = {};
  private readonly written = new Map<string, Buffer>();

  constructor(dir: string, owner = 'ministry') {
    this.dir = dir;
    this.keys = {
      root: ['a', 'b', 'c'].map((one) => forgeKey(`${owner} root ${one}`)),
      targets: [forgeKey(`${owner} targets`)],
      snapshot: [forgeKey(`${owner} snapshot`)],
      timestamp: [forgeKey(`${owner} timestamp`)],
    };
    mkdirSync(join(dir, 'metadata'), { recursive: true });
  }

  get fingerprint(): `sha256:${string}` {
    return `sha256:${sha256(readFileSync(join(this.dir, 'metadata/1.root.json')))}`;
  }

  /** The next root, signed by the keys before and by its own. */
  root(wrong: Wrong = {}, before: readonly ForgeKey[] = []): void {
    const all = Object.values(this.keys).flat();
    const roles = Object.fromEntries(
      Object.entries(this.keys).map(([role, keys]) => [
        role,
        { keyids: keys.map(({ id }) => id), threshold: this.thresholds[role as Role] },
      ]),
    );
    const keys = Object.fromEntries(all.map(({ id, key }) => [id, key]));
    this.write('root', { keys, roles, consistent_snapshot: true }, wrong, [...before, ...this.keys.root]);
  }

  /** Gives roles other keys, by a root that the old and the new ones sign. */
  rotate(keys: Partial<Record<Role, readonly ForgeKey[]>>, wrong: Wrong = {}): void {
    const before = this.keys.root;
    this.keys = { ...this.keys, ...keys };
    this.root(wrong, before);
  }

  listTargets(wrong: Wrong = {}): void {
    this.write('targets', { targets: this.targets }, wrong);
  }

  snapshot(wrong: Wrong = {}): void {
    this.write('snapshot', { meta: { 'targets.json': this.meta('targets') } }, wrong);
  }

  timestamp(wrong: Wrong = {}): void {
    const signed = { published: this.published, meta: { 'snapshot.json': this.meta('snapshot') } };
    this.write('timestamp', signed, wrong);
  }

  /** Targets, snapshot and timestamp of what the channel has now; a root first, where there is none. */
  publish(wrong: Partial<Record<Role, Wrong>> = {}): this {
    if (this.versions.root === 0) this.root(wrong.root);
    this.listTargets(wrong.targets);
    this.snapshot(wrong.snapshot);
    this.timestamp(wrong.timestamp);
    return this;
  }

  /** Puts a file into the channel under `path`, with what `satchel` says of it. */
  add(path: string, file: string, satchel: Json): void {
    const bytes = readFileSync(file);
    this.targets[path] = {
      length: bytes.length,
      hashes: { sha256: sha256(bytes) },
      custom: { satchel },
    };
    const place = this.placeOf(path);
    mkdirSync(dirname(place), { recursive: true });
    if (!existsSync(place)) writeFileSync(place, bytes);
  }

  /** Where a target lies. */
  placeOf(path: string): string {
    const { hashes } = this.targets[path] as { hashes: { sha256: string } };
    return join(this.dir, 'targets', dirname(path), `${hashes.sha256}.${basename(path)}`);
  }

  metadata(role: Role, version = this.versions[role]): string {
    return join(this.dir, 'metadata', role === 'timestamp' ? 'timestamp.json' : `${version}.${role}.json`);
  }

  private meta(role: Role): Json {
    const version = this.versions[role];
    const bytes = this.written.get(`${version}.${role}`) ?? Buffer.alloc(0);
    return { version, length: bytes.length, hashes: { sha256: sha256(bytes) } };
  }

  private write(role: Role, body: Json, wrong: Wrong, signers: readonly ForgeKey[] = this.keys[role]): void {
    const version = wrong.version ?? this.versions[role] + 1;
    this.versions[role] = version;
    const signed: Json = {
      ...{ _type: role, spec_version: '1.0.33', version, expires: wrong.expires ?? LATER },
      ...body,
    };
    wrong.edit?.(signed);
    const bytes = Buffer.from(canonicalize(signed));
    const once = [...new Map((wrong.signers ?? signers).map((key) => [key.id, key])).values()];
    const signatures = once.map((key) => ({ keyid: key.id, sig: key.sign(bytes) }));
    const document: Json = { signatures, signed };
    wrong.after?.(document);
    const right = Buffer.from(`${JSON.stringify(document)}\n`);
    const file = wrong.bytes?.(right) ?? right;
    this.written.set(`${version}.${role}`, file);
    writeFileSync(this.metadata(role, version), file);
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function sizeOf(file: string): number {
  return statSync(file).size;
}
