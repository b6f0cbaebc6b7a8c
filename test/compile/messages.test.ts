import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fillMessage } from '../../src/fill-message.ts';
import { messageKeys, messagesFor } from '../../src/compile/messages.ts';
import { packageFile } from '../../src/package.ts';

const folder = packageFile('templates/messages');
const catalogues = readdirSync(folder).map((name) => ({
  name,
  all: JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as Record<string, string> & {
    reader: Record<string, Record<string, string>>;
    drop: Record<string, string>;
  },
}));
const placeholders = (text: string | undefined): string[] => (text?.match(/\{\w+\}/g) ?? []).sort();

function expectSameTexts(
  where: string,
  texts: Readonly<Record<string, string>>,
  english: Readonly<Record<string, string>>,
): void {
  for (const [key, text] of Object.entries(texts)) {
    expect(text.trim(), `${where}: ${key}`).toMatch(/\S/);
    expect(placeholders(text), `${where}: ${key}`).toEqual(placeholders(english[key]));
  }
}

it('says everything in every language it knows', () => {
  expect(catalogues.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['ar.json', 'en.json', 'es.json']),
  );
  const english = messagesFor('en');
  for (const { name, all } of catalogues) {
    const { reader, drop, ...texts } = all;
    expect(Object.keys(texts), name).toEqual([...messageKeys]);
    expectSameTexts(name, texts, Object.fromEntries(messageKeys.map((key) => [key, english[key]])));
    expect(Object.keys(drop), `${name}: drop`).toEqual(Object.keys(english.drop));
    expectSameTexts(`${name}: drop`, drop, english.drop);
    expect(Object.keys(reader), name).toEqual(Object.keys(english.reader));
    for (const [part, said] of Object.entries(english.reader)) {
      expect(Object.keys(reader[part] ?? {}), `${name}: ${part}`).toEqual(Object.keys(said));
      expectSameTexts(`${name}: ${part}`, reader[part] ?? {}, said);
    }
  }
});

it('falls back from a region to its language, and from there to English', () => {
  expect(messagesFor('pt-BR').next).toBe('Seguinte');
  expect(messagesFor('AR-eg')).toMatchObject({ next: 'التالي' });
  expect(messagesFor('xx-Latn-YY')).toMatchObject({ next: 'Next', language: 'en' });
});

it('reads nothing but catalogues, whatever stands in a language tag', () => {
  for (const tag of ['../../package', '..', '', 'en/../../../package', '__proto__']) {
    expect(messagesFor(tag)).toMatchObject({ language: 'en' });
  }
});

it('fills in only what it is given', () => {
  expect(fillMessage('Unit {number} {x}', { number: 3 })).toBe('Unit 3 {x}');
  expect(fillMessage('{constructor}', {})).toBe('{constructor}');
});
