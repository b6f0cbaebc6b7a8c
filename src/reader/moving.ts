/** Moving pictures get a button that stops them (WCAG 2.2.2). Where the device asks for less motion, they begin stopped. */
export function letPause(): void {
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  for (const picture of Array.from(document.querySelectorAll<HTMLImageElement>('img[data-pause]'))) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'pause';
    button.setAttribute('aria-label', picture.dataset.pause ?? '');
    button.setAttribute('aria-pressed', 'false');
    let frame: HTMLCanvasElement | undefined;
    const toggle = (): void => {
      if (frame) frame.remove();
      else picture.after(frameOf(picture));
      frame = frame ? undefined : (picture.nextElementSibling as HTMLCanvasElement);
      picture.hidden = frame !== undefined;
      button.setAttribute('aria-pressed', String(picture.hidden));
    };
    button.onclick = toggle;
    // A link leads somewhere wherever it is clicked.
    (picture.closest('a') ?? picture).after(button);
    if (!isStill) continue;
    if (picture.naturalWidth > 0) toggle();
    else picture.addEventListener('load', toggle, { once: true });
  }
}

/** What a moving picture shows now, as large and in the same place. */
function frameOf(picture: HTMLImageElement): HTMLCanvasElement {
  const frame = document.createElement('canvas');
  frame.width = picture.naturalWidth;
  frame.height = picture.naturalHeight;
  frame.getContext('2d')?.drawImage(picture, 0, 0);
  frame.className = picture.className;
  const width = picture.getAttribute('width') ?? '';
  frame.style.width = /^\d+$/.test(width) ? `${width}px` : width;
  frame.setAttribute('role', 'img');
  frame.setAttribute('aria-label', picture.alt);
  return frame;
}
