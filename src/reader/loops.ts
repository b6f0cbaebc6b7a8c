import { all } from './element.ts';

/** Stops films that would run by themselves at their stills; they can be started. */
export function stopLoops(): void {
  all<HTMLVideoElement>('video.loop').forEach((loop) => {
    loop.autoplay = false;
    // What runs already goes back to its still.
    if (!loop.paused) loop.load();
  });
}
