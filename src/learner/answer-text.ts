import { asciiDigits } from '../digits.ts';

/** True for two texts that a learner means the same by: case, spaces and signs that nobody sees or types aside. */
export function sameText(accepted: string, given: string, accents = false): boolean {
  const wanted = plainText(accepted, accents);
  // Of a mark of punctuation nothing would be left to compare.
  return wanted === '' ? accepted.trim() === given.trim() : wanted === plainText(given, accents);
}

/**
 * A text as it is compared: NFKC, without case, without the vowel signs and the tatweel of Arabic, with plain digits, quotes and dashes,
 * without a full stop at its end. `accents`: é is not e, and أ is not ا.
 */
export function plainText(text: string, accents = false): string {
  let plain = asciiDigits(text.normalize('NFKC'));
  // To upper case and back: ß is ss, and both forms of the small sigma are one.
  plain = plain.toLowerCase().toUpperCase().toLowerCase().normalize('NFKC');
  // The capital İ of Turkish is a small i with a dot that every i has.
  plain = plain.replace(/i\u0307/g, 'i');
  // Vowel signs, tatweel, and marks of direction and of joining.
  plain = plain.replace(
    /[\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06ed\u0640\u00ad\u200b-\u200f\u061c\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g,
    '',
  );
  if (!accents)
    plain = plain
      .normalize('NFD')
      .replace(/[\u0300-\u036f\u0653-\u0655]/g, '')
      // The yeh and kaf of Arabic and of Persian keyboards.
      .replace(/[\u0649\u06cc]/g, '\u064a')
      .replace(/\u06a9/g, '\u0643')
      .replace(/\u0629/g, '\u0647');
  return plain
    .normalize('NFKC')
    .replace(/[\u2018\u2019\u02bc\u201b`´]/g, "'")
    .replace(/[\u201c\u201d\u201e«»]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\s+/g, ' ')
    .replace(/^ | ?[.!?\u061f\u06d4\u0964\u3002]* ?$/g, '');
}
