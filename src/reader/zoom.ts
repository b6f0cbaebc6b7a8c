import { fillMessage } from '../fill-message.ts';
import { openDialog } from './dialog.ts';
import { all, button, element } from './element.ts';
import { pack } from './pack.ts';

/** Smaller ones are signs within the text. Pixels. */
const SMALLEST = 120;

/** Pictures of the text open in full size; those that are links, decoration or signs stay what they are. */
export function connectZoom(): void {
  const says = pack.messages.tools;
  for (const picture of all<HTMLImageElement>('.text img[alt]')) {
    if (!picture.alt || picture.width < SMALLEST || picture.closest('a, summary, button, label')) continue;
    const open = (): void => {
      openDialog(picture.alt, view(picture, says.actualSize), 'zoom');
    };
    picture.classList.add('zooms');
    picture.tabIndex = 0;
    picture.setAttribute('role', 'button');
    picture.setAttribute('aria-label', fillMessage(says.enlarge, { picture: picture.alt }));
    picture.onclick = open;
    picture.onkeydown = (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      open();
    };
  }
}

/** The picture as large as the panel, and larger, to be scrolled. */
function view({ src, alt }: HTMLImageElement, larger: string): Node {
  const all = document.createDocumentFragment();
  const frame = element('div', 'view');
  frame.tabIndex = 0;
  const image = frame.appendChild(new Image());
  image.alt = alt;
  image.src = src;
  const full = button(larger, () => {
    const isLarge = full.getAttribute('aria-pressed') === 'true';
    full.setAttribute('aria-pressed', String(!isLarge));
    image.style.maxWidth = isLarge ? '' : 'none';
    image.style.width = isLarge ? '' : `${Math.max(image.naturalWidth, 2 * frame.clientWidth)}px`;
  });
  full.setAttribute('aria-pressed', 'false');
  all.append(frame, full);
  return all;
}
