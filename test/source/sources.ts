import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Diagnostic } from '../../src/diagnostic.ts';
import { sortDiagnostics } from '../../src/diagnostic.ts';
import type { Curriculum, Lesson } from '../../src/source/curriculum.ts';
import { readSource, type Source } from '../../src/source/read.ts';
import { readTree } from '../../src/source/tree.ts';

export const fixtures = fileURLToPath(new URL('../../fixtures', import.meta.url));

/** A new folder with these files; it is removed when the test ends. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = mkdtempSync(join(tmpdir(), 'satchel-source-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  writeFiles(root, files);
  return root;
}

export function writeFiles(root: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

export async function read(root: string): Promise<Source & { readonly all: readonly Diagnostic[] }> {
  const { tree, diagnostics } = readTree(root);
  const source = await readSource(tree);
  return { ...source, all: sortDiagnostics([...diagnostics, ...source.diagnostics]) };
}

/** A curriculum as a table of contents: units at the margin, lessons and parts below, each with its id and title. */
export function contentsOf(curriculum: Curriculum): string[] {
  const line = (indent: string, lesson: Lesson): string =>
    `${indent}${lesson.id} “${lesson.title}”${lesson.language === curriculum.language ? '' : ` (${lesson.language})`}`;
  return [
    `${curriculum.language}: “${curriculum.title}”${curriculum.start ? ` starts at ${curriculum.start.file}` : ''}`,
    ...curriculum.units.flatMap((unit) => [
      `${unit.id} “${unit.title}”${unit.page ? ` = ${unit.page.file}` : ''}`,
      ...unit.lessons.flatMap((lesson) => [
        line('  ', lesson),
        ...lesson.parts.map((part) => line('    ', part)),
      ]),
    ]),
  ];
}

/** Every page of a curriculum but the start page. */
export function pagesOf(curriculum: Curriculum): Lesson[] {
  return curriculum.units.flatMap((unit) => [
    ...(unit.page ? [unit.page] : []),
    ...unit.lessons.flatMap((lesson) => [lesson, ...lesson.parts]),
  ]);
}
