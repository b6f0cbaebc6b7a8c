import { element, inWords } from './element.ts';
import { pack, page } from './pack.ts';

/**
 * From a pack's start page to that of the drop that it lies on, which knows what else is there; empty where it lies on none. On drops pages
 * are in `packs/<id>/<version>_<variant>_<digest8>/`, without a `pages/` (schemas/drop-1.md).
 */
export const drop = /\/packs\/[^/]+\/[^/]+_[0-9a-f]{8}\//.test(location.pathname)
  ? '../../../index.html'
  : '';

/** A link on the pack's start page, where the bar of every lesson leads, to all packs of the drop. */
export function connectDrop(): void {
  const bar = document.querySelector('.bar');
  if (!drop || page !== 'index' || !bar) return;
  const link = inWords(element('a', 'pack', pack.messages.tools.allPacks));
  link.href = drop;
  bar.insertBefore(link, bar.firstChild);
}
