import { articleOf } from '../article.ts';
import { HOLE, type Fragment } from '../compile/fragment.ts';
import { fillMessage } from '../fill-message.ts';
import { messagesFor } from '../compile/messages.ts';
import { escapeHtml } from '../compile/template.ts';

// Tags and entities. What of a fragment depends on other files stands in tags, so the text of a page is that of its fragment.
const MARKUP = /<(?:[^<>"']|"[^"]*"|'[^']*')*>|&#?\w+;/g;

/** The text of a lesson in a page of a bundle. */
export function textOfPage(html: string): string {
  return textOfHtml(withoutTranscripts(articleOf(html)));
}

/** The same text before there is a page: in `language`, as the page will have it. */
export function textOfFragment({ html, slots }: Fragment, language: string): string {
  const messages = messagesFor(language);
  const filled = slots.map((slot) =>
    slot.kind === 'label'
      ? escapeHtml(fillMessage(messages[slot.name], { number: slot.number ?? '' }))
      : '<slot>',
  );
  const pieces = html.toString('utf8').split(String.fromCharCode(HOLE));
  return textOfHtml(pieces.map((piece, n) => piece + (filled[n] ?? '')).join(''));
}

/** What is said in recordings is no text of the lesson's own, and a fragment has none of it. */
function withoutTranscripts(html: string): string {
  let kept = '';
  let from = 0;
  for (;;) {
    const start = html.indexOf('<details class="transcript"', from);
    const end = start < 0 ? -1 : html.indexOf('</details>', start);
    if (end < 0) return kept + html.slice(from);
    kept += html.slice(from, start);
    from = end;
  }
}

function textOfHtml(html: string): string {
  return html.replace(MARKUP, ' ');
}
