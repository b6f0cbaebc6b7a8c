import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SatchelError } from '../../src/diagnostic.ts';
import { holdTarget } from '../../src/drop/hold.ts';
import { readOrder } from '../../src/drop/order.ts';
import { refuse } from '../../src/drop/plan.ts';
import { prepareWrite } from '../../src/drop/prepare.ts';
import { verifyDrop } from '../../src/drop/verify-drop.ts';
import { writeDrop } from '../../src/drop/write-drop.ts';
import type { Language } from './ministry.ts';

/** What a stick is known to carry: releases, 0 is none. */
export interface Load {
  readonly news: number;
  readonly packs: Readonly<Record<Language, number>>;
}

const NOTHING: Load = { news: 0, packs: { en: 0, fr: 0 } };

/** A stick that travels: a folder. */
export class Stick {
  readonly name: string;
  readonly folder: string;
  load = NOTHING;
  /** Something on it is other than it was written: nobody can rely on what it carries. */
  isDamaged = false;
  /** A write to it has not ended well: it carries what it did, or more. */
  isUnsure = false;
  private copy = NOTHING;
  private isCopyUnsure = false;
  private isCopyDamaged = false;

  constructor(dir: string, name: string) {
    this.name = name;
    this.folder = join(dir, name);
    mkdirSync(this.folder);
  }

  /**
   * Writes what a folder of packs has, as `satchel drop write` does; pulled out after `files` files, if that is said. Gives the code that it ended with, `good`
   * if with none, and bytes written.
   */
  async write(source: string, load: Load, files = Infinity): Promise<{ result: string; size: number }> {
    let size = 0;
    try {
      const release = await holdTarget(this.folder);
      try {
        const prepared = await prepareWrite(
          await readOrder({ sources: [source], allowFolder: true }),
          this.folder,
        );
        try {
          refuse(prepared.findings);
          let left = files;
          const hooks = {
            onProgress: () => undefined,
            checkStop: () => {
              if (left-- <= 0) throw new SatchelError('drop-stopped', { target: this.name });
            },
          };
          size = (await writeDrop(prepared.target, prepared.drop, prepared.plan, hooks)).writtenSize;
        } finally {
          await prepared.close();
        }
      } finally {
        release();
      }
    } catch (error) {
      if (!(error instanceof SatchelError)) throw error;
      // What was found damaged lay there before: what is new has been written beside it.
      this.isUnsure ||= error.code === 'drop-stopped' || error.code === 'drop-file-damaged';
      return { result: error.code, size };
    }
    const { en, fr } = this.load.packs;
    this.load = {
      news: Math.max(this.load.news, load.news),
      packs: { en: Math.max(en, load.packs.en), fr: Math.max(fr, load.packs.fr) },
    };
    this.isDamaged = this.isUnsure = false;
    return { result: 'good', size };
  }

  /** Whether every byte of its newest release is right. */
  async isWhole(): Promise<boolean> {
    return (await verifyDrop(this.folder)).isNewestWhole;
  }

  /** Changes one byte of one of its files. */
  damage(random: () => number): string {
    const files = this.files();
    const file = files[Math.floor(random() * files.length)];
    if (file === undefined) return 'nothing';
    const bytes = readFileSync(join(this.folder, file));
    const at = Math.floor(random() * bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ 64;
    writeFileSync(join(this.folder, file), bytes);
    this.isDamaged = true;
    return file;
  }

  /** Somebody keeps a copy of it … */
  keepCopy(): void {
    rmSync(this.copyFolder, { recursive: true, force: true });
    cpSync(this.folder, this.copyFolder, { recursive: true });
    this.copy = this.load;
    this.isCopyUnsure = this.isUnsure;
    this.isCopyDamaged = this.isDamaged;
  }

  /** … and brings it back later. */
  bringBack(): void {
    rmSync(this.folder, { recursive: true });
    cpSync(this.copyFolder, this.folder, { recursive: true });
    this.load = this.copy;
    this.isUnsure = this.isCopyUnsure;
    this.isDamaged = this.isCopyDamaged;
  }

  /** Bytes on it. */
  size(): number {
    return this.files().reduce((sum, file) => sum + statSync(join(this.folder, file)).size, 0);
  }

  private get copyFolder(): string {
    return `${this.folder} copy`;
  }

  /** Files with something in them, in an order that is the same everywhere. */
  private files(): string[] {
    return readdirSync(this.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.folder.length + 1))
      .filter((file) => statSync(join(this.folder, file)).size > 0)
      .sort();
  }
}
