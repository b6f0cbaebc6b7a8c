// Makes large curricula out of real ones: `count` lessons of text, in units of fifty.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;

/** Real lessons where they lie beside the checkout, else the project's own. */
function sources() {
  const corpora = [
    join(root, '../shared/corpora/iot-beginners/2026-01'),
    join(root, '../shared/corpora/python-novice/2026-06'),
  ];
  const folders = corpora.every((folder) => existsSync(folder)) ? corpora : [join(root, 'fixtures/demo')];
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true })
      .filter((name) => name.endsWith('.md') && !name.startsWith('translations'))
      .sort()
      .map((name) => readFileSync(join(folder, name), 'utf8')),
  );
}

/** Writes the lessons and returns their folder. Text only: pictures and local links would measure other things. */
export function makeLessons(dir, count) {
  const texts = sources().map((text) =>
    text
      .replace(/!\[([^\]]*)\]\([^)]*\)(\{[^}]*\})?/g, '$1')
      .replace(/\[([^\]]*)\]\((?!https?:)[^)]*\)/g, '$1')
      .replace(/<img\b[^>]*>/g, '')
      .replace(/^ {0,3}\[(?!\^)[^\]]+\]:\s+(?!https?:)\S.*$/gm, '')
      .replace(/^---\n[\s\S]*?\n---\n/, '')
      // Eleventy takes these for its templates' tags.
      .replace(/\{(?=[{%])/g, '{ '),
  );
  for (let n = 0; n < count; n++) {
    const unit = join(dir, `unit-${String(Math.floor(n / 50) + 1).padStart(2, '0')}`);
    if (n % 50 === 0) mkdirSync(unit, { recursive: true });
    const lesson = String((n % 50) + 1).padStart(2, '0');
    const title = `Lesson ${n + 1}`;
    writeFileSync(
      join(unit, `lesson-${lesson}.md`),
      `---\ntitle: ${title}\n---\n\n${texts[n % texts.length]}\n\nThis was lesson ${n + 1}.\n`,
    );
  }
  return dir;
}
