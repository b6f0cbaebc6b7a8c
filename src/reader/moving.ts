import { all } from './element.ts';

/** Moving pictures get a button that stops them (WCAG 2.2.2). `isStill`: they begin stopped. */
export function letPause(isStill: boolean): void {
  all<HTMLImageElement>('[data-pause]').forEach((picture) => {
    const button = document.createElement('button');
    const frame = document.createElement('canvas');
    const stop = (isStopped: boolean): void => {
      if (isStopped) {
        frame.style.width = `${picture.width}px`;
        frame.width = picture.naturalWidth;
        frame.height = picture.naturalHeight;
        (frame.getContext('2d') as CanvasRenderingContext2D).drawImage(picture, 0, 0);
      }
      picture.hidden = isStopped;
      frame.hidden = !isStopped;
      button.setAttribute('aria-pressed', `${isStopped}`);
    };
    button.className = 'pause';
    button.title = picture.dataset.pause as string;
    button.onclick = () => {
      stop(!picture.hidden);
    };
    frame.setAttribute('role', 'img');
    frame.setAttribute('aria-label', picture.alt);
    picture.after(frame);
    // A link leads somewhere wherever it is clicked.
    (picture.closest('a') ?? frame).after(button);
    stop(isStill && picture.naturalWidth > 0);
    picture.onload = () => {
      stop(isStill);
    };
  });
}
