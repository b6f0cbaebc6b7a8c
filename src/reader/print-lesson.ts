/** The end of a lesson's address where another page of the pack asks for its text, to print it with others. */
export const FOR_PRINT = '#satchel-print';

/** What a lesson says to the page that asked. */
export interface HandedOver {
  readonly satchelLesson: string;
}

/**
 * From file:// no page may look into another, so that a lesson hands over its own text. Of all else that the script does
 * nothing happens there: nobody has opened that page.
 */
export function handOver(): void {
  if (window.parent === window || location.hash !== FOR_PRINT) return;
  Object.defineProperty(window, 'satchelPack', { value: undefined });
  document.addEventListener('DOMContentLoaded', () => {
    const main = document.querySelector('main');
    for (const picture of Array.from(document.images)) {
      // Addresses that hold elsewhere too.
      picture.setAttribute('src', picture.src);
      picture.removeAttribute('srcset');
      picture.removeAttribute('loading');
    }
    for (const source of Array.from(document.querySelectorAll('picture source'))) source.remove();
    const lesson: HandedOver = { satchelLesson: main?.innerHTML ?? '' };
    window.parent.postMessage(lesson, '*');
  });
}
