/** Whoever has asked their device for less motion sees the stills of films that would run by themselves, and can start them. */
export function respectReducedMotion(): void {
  if (!matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  for (const loop of Array.from(document.querySelectorAll<HTMLVideoElement>('video.loop'))) {
    loop.autoplay = false;
    // What runs already goes back to its still.
    if (!loop.paused) loop.load();
  }
}
