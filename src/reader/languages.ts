import type { PackLanguage, ReaderMessages } from '../pack-script.ts';
import { barButton } from './bar.ts';
import { openDialog } from './dialog.ts';
import { drop } from './drop.ts';
import { element } from './element.ts';
import { pack, page, up } from './pack.ts';

/** A button in the bar that leads to the same lesson in the pack's other languages. */
export function connectLanguages(): void {
  const says = pack.messages.tools;
  const { languages } = pack;
  if (!languages) return;
  // Its tag is letters that every device can show.
  const tag = pack.language.replace(/-.*/, '').toUpperCase();
  const open = (): void => {
    const list = element('ul', 'languages');
    for (const language of languages) list.appendChild(entry(language, says));
    openDialog(says.language, list);
  };
  barButton(`${says.language}: ${tag}`, '', open, tag);
}

function entry(language: PackLanguage, says: ReaderMessages['tools']): HTMLElement {
  const item = element('li');
  const link = item.appendChild(element('a', '', language.name));
  link.lang = link.hreflang = language.language;
  link.dir = language.direction;
  if (language.language === pack.language) {
    link.setAttribute('aria-current', 'true');
    return item;
  }
  const lesson = (language.without || []).indexOf(page) < 0 ? page : 'index';
  if (drop) {
    const wanted = { pack: pack.id, language: language.language, lesson };
    link.href = `${up}${drop}#${Object.entries(wanted)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&')}`;
    return item;
  }
  const there = `${up}../../${language.folder}/pages/`;
  link.href = `${there}${lesson}.html`;
  // Looked for only now: until a learner asks for another language, nothing outside this folder is touched.
  const probe = element('link');
  probe.rel = 'stylesheet';
  probe.media = 'not all';
  probe.href = `${there}style.css`;
  probe.onload = () => probe.remove();
  probe.onerror = () => {
    probe.remove();
    link.removeAttribute('href');
    link.setAttribute('aria-disabled', 'true');
    item.appendChild(element('small', '', says.languageAway));
  };
  document.head.appendChild(probe);
  return item;
}
