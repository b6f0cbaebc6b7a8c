import { describe, expect, test } from 'vitest';
import { guessLanguage } from '../../src/source/language-guess.ts';
import { folderOf, read } from './sources.ts';

// One or two sentences each: all there is in a short lesson.
const samples: Readonly<Record<string, string>> = {
  ar: 'الماء مهم جدا لحياة النباتات والحيوانات على الأرض.',
  bg: 'Водата е много важна за живота на растенията и животните, тъй като те пият.',
  ca: 'L’aigua és un recurs molt important per a la vida de les plantes i dels animals.',
  de: 'Wasser ist für das Leben der Pflanzen und Tiere sehr wichtig.',
  en: 'Water is very important for the life of the plants and animals.',
  es: 'El agua es un recurso muy importante para la vida de las plantas.',
  fa: 'آب برای زندگی گیاهان و جانوران بسیار مهم است و باید از آن مراقبت کرد.',
  fr: 'L’eau est une ressource très importante pour la vie des plantes et des animaux.',
  hi: 'पानी पौधों और जानवरों के जीवन के लिए बहुत महत्वपूर्ण है।',
  id: 'Air adalah sumber daya yang sangat penting untuk kehidupan tumbuhan dan hewan.',
  kk: 'Су өсімдіктер мен жануарлардың тіршілігі үшін өте маңызды, және оны қорғау керек.',
  mr: 'पाणी वनस्पती आणि प्राण्यांच्या जीवनासाठी खूप महत्त्वाचे आहे.',
  ne: 'पानी बिरुवा र जनावरको जीवनका लागि धेरै महत्त्वपूर्ण छ।',
  pt: 'A água é um recurso muito importante para a vida das plantas e dos animais.',
  ru: 'Вода очень важна для жизни растений и животных на земле.',
  sw: 'Maji ni muhimu sana kwa maisha ya mimea na wanyama katika dunia.',
  tr: 'Su, bitkilerin ve hayvanların yaşamı için çok önemli bir kaynaktır ve bu kaynak korunmalıdır.',
  uk: 'Вода дуже важлива для життя рослин і тварин на землі, її треба берегти.',
  ur: 'پانی پودوں اور جانوروں کی زندگی کے لیے بہت اہم ہے۔',
};

describe('a short lesson is in the language it is written in', () => {
  test.for(Object.entries(samples))('%s', async ([language, text]) => {
    expect(await guessLanguage([`# 1\n\n${text}\n`])).toBe(language);
  });
});

test('Spanish with many words that Portuguese has as well is Spanish', async () => {
  const text =
    'Agrega el sensor de humedad del suelo a la aplicación. Crea una nueva aplicación de Python en tu computadora en una ' +
    'carpeta llamada soil con un único archivo, un entorno virtual y las instrucciones para configurar un proyecto. ' +
    'A medida que aumenta la humedad del suelo, el voltaje disminuye; un sensor capacitivo mide la humedad de la tierra.';
  expect(await guessLanguage([text])).toBe('es');
});

test('a language that nothing tells is English, and that is said', async () => {
  const files = { LICENSE: 'MIT License', 'a.md': '# Zo\n\nZo zo.\n' };
  const { all, curricula } = await read(folderOf(files));
  expect(curricula[0]?.language).toBe('en');
  expect(all.map(({ code, file }) => [code, file])).toEqual([['language-assumed', 'a.md']]);
  const said = await read(folderOf({ ...files, 'a.md': '---\nlang: nl\n---\n# Zo\n\nZo zo.\n' }));
  expect(said.curricula[0]?.language).toBe('nl');
  expect(said.all).toEqual([]);
});
