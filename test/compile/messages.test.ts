import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fillMessage, messageKeys, messagesFor } from '../../src/compile/messages.ts';
import { packageFile } from '../../src/package.ts';

const folder = packageFile('templates/messages');
const catalogues = readdirSync(folder).map((name) => ({
  name,
  texts: JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as Record<string, string>,
}));
const placeholders = (text: string | undefined): string[] => (text?.match(/\{\w+\}/g) ?? []).sort();

it('says everything in every language it knows', () => {
  expect(catalogues.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['ar.json', 'en.json', 'es.json']),
  );
  for (const { name, texts } of catalogues) {
    expect(Object.keys(texts), name).toEqual([...messageKeys]);
    for (const key of messageKeys) {
      expect(texts[key]?.trim(), `${name}: ${key}`).toMatch(/\S/);
      expect(placeholders(texts[key]), `${name}: ${key}`).toEqual(placeholders(messagesFor('en')[key]));
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
