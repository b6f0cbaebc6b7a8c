/** Spellings that people use → SPDX identifiers. */
const CREATIVE_COMMONS =
  /\b(?:cc|creative\s*commons)[\s_-]*(by(?:[\s_-]*(?:nc|nd|sa))*|0|zero)(?![a-z])(?:[\s_,-]*v?(\d(?:\.\d)?))?([\s_-]*igo\b)?/i;
/** Words of other licences: of “CC BY 4.0 (text), MIT (code)” neither holds for all. */
const OTHERS = /\b(?:mit|apache|[al]?gpl|bsd|mpl|isc|gfdl|unlicense)\b/i;
const KNOWN: readonly (readonly [RegExp, string])[] = [
  [/^(?:the\s+)?mit(?:\s+licen[cs]e)?$/i, 'MIT'],
  [/^apache(?:[\s-]*licen[cs]e)?[\s,-]*(?:version\s*|v)?2(?:\.0)?$/i, 'Apache-2.0'],
  [/^(?:bsd[\s-]*3(?:[\s-]*clause)?|3[\s-]*clause[\s-]*bsd)$/i, 'BSD-3-Clause'],
  [/^(?:bsd[\s-]*2(?:[\s-]*clause)?|2[\s-]*clause[\s-]*bsd)$/i, 'BSD-2-Clause'],
  [/^(?:gnu\s*)?gplv?[\s-]*3(?:\.0)?$/i, 'GPL-3.0-only'],
  [/^(?:gnu\s*)?gplv?[\s-]*2(?:\.0)?$/i, 'GPL-2.0-only'],
  [/^(?:gnu\s*)?agplv?[\s-]*3(?:\.0)?$/i, 'AGPL-3.0-only'],
  [/^(?:gnu\s*)?g?fdlv?[\s-]*1\.3$/i, 'GFDL-1.3-only'],
  [/^(?:the\s+)?unlicense$/i, 'Unlicense'],
  [/^isc$/i, 'ISC'],
  [/^mpl[\s-]*2(?:\.0)?$/i, 'MPL-2.0'],
  [/^public\s*domain$/i, 'CC0-1.0'],
];
/** Simple and compound SPDX expressions by their shape: the list itself grows with every release. */
const SPDX = /^\(*[A-Za-z0-9][A-Za-z0-9.-]*\+?\)*(?: (?:AND|OR|WITH) \(*[A-Za-z0-9][A-Za-z0-9.-]*\+?\)*)*$/;

/** The SPDX expression a licence's name stands for (“CC-BY 4.0” → `CC-BY-4.0`); undefined when it is not recognised. */
export function spdxExpression(name: string): string | undefined {
  const text = name.trim();
  for (const [pattern, id] of KNOWN) if (pattern.test(text)) return id;
  if (
    SPDX.test(text) &&
    /[\d.]| (?:AND|OR|WITH) |^(?:MIT|ISC|Unlicense|WTFPL|Zlib|NCSA|0BSD|LicenseRef-.+)$/.test(text) &&
    !/^cc(?:0?$|[- ](?!.*-\d))/i.test(text)
  )
    return text;
  const [, kind = '', version, igo] = CREATIVE_COMMONS.exec(text) ?? [];
  if (kind === '' || OTHERS.test(text)) return undefined;
  if (/^(?:0|zero)$/i.test(kind)) return 'CC0-1.0';
  const parts = ['BY', 'NC', 'ND', 'SA'].filter((part) => kind.toUpperCase().includes(part));
  const number = version === undefined ? '4.0' : version.includes('.') ? version : `${version}.0`;
  return `CC-${parts.join('-')}-${number}${igo === undefined ? '' : '-IGO'}`;
}

/** The licence whose text (or mention) a LICENSE file holds; undefined when it is not one of the usual ones. */
export function licenseOfText(text: string): string | undefined {
  const start = text.slice(0, 4000).replace(/\s+/g, ' ');
  if (/apache license,? version 2\.0/i.test(start)) return 'Apache-2.0';
  if (/CC0 1\.0|creativecommons\.org\/publicdomain\/zero/i.test(start)) return 'CC0-1.0';
  const deed = /creativecommons\.org\/licenses\/(by(?:-nc)?(?:-nd|-sa)?)\/(\d\.\d)/i.exec(start);
  if (deed) return `CC-${deed[1]?.toUpperCase() ?? ''}-${deed[2] ?? ''}`;
  const named =
    /(?:creative commons )?attribution([- ]noncommercial)?([- ]noderiv\w*|[- ]sharealike)? (\d\.\d)/i.exec(
      start,
    );
  if (named) {
    const last = named[2] === undefined ? '' : /nod/i.test(named[2]) ? '-ND' : '-SA';
    return `CC-BY${named[1] === undefined ? '' : '-NC'}${last}-${named[3] ?? '4.0'}`;
  }
  if (/permission is hereby granted, free of charge/i.test(start) && /without restriction/i.test(start))
    return 'MIT';
  if (/\bMIT license\b/i.test(start)) return 'MIT';
  if (/gnu affero general public license version 3/i.test(start)) return 'AGPL-3.0-only';
  if (/gnu general public license version 3/i.test(start)) return 'GPL-3.0-only';
  if (/gnu general public license version 2/i.test(start)) return 'GPL-2.0-only';
  if (/mozilla public license,? version 2\.0/i.test(start)) return 'MPL-2.0';
  if (/this is free and unencumbered software/i.test(start)) return 'Unlicense';
  if (/redistribution and use in source and binary forms/i.test(start))
    return /neither the name/i.test(start) ? 'BSD-3-Clause' : 'BSD-2-Clause';
  return undefined;
}
